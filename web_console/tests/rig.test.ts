import { describe, expect, it } from "vitest";
import { dotsOf } from "../src/rig/dots";
import { type Fixture, fixturesOf } from "../src/rig/fixtures";
import { readOutline } from "../src/rig/outline";
import { numbersOf } from "../src/rig/runs";
import { OUTLINE, packed, seriesWith } from "./a-show";

const SERIES = [
  seriesWith({ addresses: [[170, 1, 1], [130, 2, 1]] }),
  seriesWith({ name: "screen", number: null, node: "wall", first_cell: 300, cells: 4, step: 0 }),
  seriesWith({ name: "wash", number: 9, first_cell: 304, cells: 2, step: 8, addresses: [[3, 7, 101]] }),
];
const ids = (found: readonly Fixture[]): readonly string[] => found.map(({ id }) => id);
const place = (found: Fixture | null): string => (found === null ? "none" : `${found.node} ${found.universe}/${found.slot}`);

describe("the fixtures of a rig", () => {
  const fixtures = fixturesOf(SERIES);

  it("are found by name, each with its address and cells", () => {
    expect(fixtures.count).toBe(304);
    expect(place(fixtures.byId("tile-170"))).toBe("mosaic 1/508");
    expect(place(fixtures.byId("tile-171"))).toBe("mosaic 2/1");
    expect(fixtures.byId("wash-11")).toMatchObject({ first_cell: 308, cells: 2, universe: 7, slot: 117 });
    expect(fixtures.byId("screen")).toMatchObject({ first_cell: 300, cells: 4 });
    for (const none of ["tile", "tile-0", "tile-301", "tile-01", "screen-1", "wash-8", "wash-12", ""]) expect(fixtures.byId(none)).toBeNull();
  });

  it("are found by a cell and by the node that feeds them", () => {
    expect([0, 299, 303, 307, 310].map((cell) => fixtures.ofCell(cell)?.id)).toEqual(["tile-1", "tile-300", "screen", "wash-10", undefined]);
    expect(fixtures.cellsOn("mosaic")).toEqual([[0, 300], [304, 6]]);
    expect(fixtures.cellsOn("gone")).toEqual([]);
  });

  it("are searched by the letters their name begins with, without going through them all", () => {
    expect(ids(fixtures.search("tile-29", 100))).toEqual(["tile-29", ...Array.from({ length: 10 }, (_, i) => `tile-${290 + i}`)]);
    expect(ids(fixtures.search("Wash-1", 100))).toEqual(["wash-10", "wash-11"]);
    expect(ids(fixtures.search("scr", 100))).toEqual(["screen"]);
    expect(ids(fixtures.search(" as", 2))).toEqual(["wash-9", "wash-10"]);
    expect(fixtures.search("", 1000)).toHaveLength(304);
    expect(fixtures.search("tile-0", 9)).toEqual([]);
    expect(fixtures.search("tile-x", 9)).toEqual([]);
  });

  it("are as many as the largest rig has, and cost nothing", () => {
    const large = fixturesOf([seriesWith({ addresses: Array.from({ length: 4035 }, (_, i) => [170, i + 1, 1] as const) })]);
    expect([large.count, place(large.byId("tile-685950"))]).toEqual([685950, "mosaic 4035/508"]);
    expect(ids(large.search("tile-68595", 3))).toEqual(["tile-68595", "tile-685950"]);
  });
});

describe("what is drawn of a rig", () => {
  it("is every cell of a small one", () => {
    const outline = readOutline({ ...OUTLINE, cells: 2, positions: packed("float", [0, 1, 2, 3.5, 4, -5]) });
    expect([...outline.positions]).toEqual([0, 1, 2, 3.5, 4, -5]);
    expect([outline.dots.count, outline.dots.cellOf(1)]).toEqual([2, 1]);
    expect(outline.dots.among([[0, 2]])).toEqual([[0, 2]]);
  });

  it("is some of the cells of a large one, and a run of cells means those among it", () => {
    const positions = packed("float", Array.from({ length: 15 }, () => 0));
    const { dots } = readOutline({ ...OUTLINE, cells: 70000, drawn: packed("unsigned", [3, 10, 11, 40, 65536]), positions });
    expect([dots.count, dots.cellOf(4)]).toEqual([5, 65536]);
    expect(dots.among([[0, 4], [5, 5], [11, 30], [65536, 1]])).toEqual([[0, 1], [2, 2], [4, 1]]);
    expect(dotsOf(0, new Uint32Array()).among([[0, 9]])).toEqual([]);
  });

  it("is told in runs", () => {
    expect([...numbersOf([[2, 3], [9, 1]])]).toEqual([2, 3, 4, 9]);
  });
});
