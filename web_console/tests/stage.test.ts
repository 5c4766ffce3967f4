import { describe, expect, it } from "vitest";
import { cellAt, fitTo, placeOf } from "../src/stage/fit";
import { layOut, nearestNeighbour } from "../src/stage/layout";
import { summarise } from "../src/stage/summary";

const flat = (positions: readonly (readonly number[])[]): Float32Array => Float32Array.from(positions.flat());
const GRID = Array.from({ length: 256 }, (_, i) => [(i % 16) * 0.25, Math.floor(i / 16) * 0.25, 0] as const);

describe("the layout", () => {
  it("finds the nearest neighbour as a search of all pairs does", () => {
    const points = Float32Array.from({ length: 600 }, (_, i) => ((i * 7919) % 1009) / 100);
    const found = nearestNeighbour(points, 300);
    for (let cell = 0; cell < 300; cell += 1) {
      let nearest = Infinity;
      for (let other = 0; other < 300; other += 1) {
        const far = Math.hypot((points[2 * cell] ?? 0) - (points[2 * other] ?? 0), (points[2 * cell + 1] ?? 0) - (points[2 * other + 1] ?? 0));
        if (far > 1e-6) nearest = Math.min(nearest, far);
      }
      expect(found[cell]).toBeCloseTo(nearest, 4);
    }
  });

  it("knows the neighbours of a strip as long as a street, and does not look for those of a lonely one", () => {
    const strip = Array.from({ length: 2400 }, (_, i) => [Math.floor(i / 3) * 0.5, (i % 3) * 0.5, 0] as const);
    const { spacing } = layOut(flat([...strip, [5000, 0, 0]]));
    expect([...new Set(spacing.slice(0, 2400))]).toEqual([0.5]);
    expect(spacing[2400]).toBeCloseTo(1.25);
  });

  it("sizes dots by their spacing and keeps a lonely one small", () => {
    const { spacing } = layOut(flat([...GRID, [40, 0, 0]]));
    expect(spacing[0]).toBeCloseTo(0.25);
    expect(spacing[256]).toBeCloseTo(0.625);
  });

  it("sees a hanging rig from the front and a lying one from above", () => {
    expect([...layOut(flat([[0, 0, 0], [0, 2, 1]])).points]).toEqual([0, 0, 0, expect.closeTo(1.65)]);
    expect([...layOut(flat([[0, 1, 0], [0, 1, 3]])).points]).toEqual([0, 1, 0, -2]);
  });

  it("stands with no cells, one cell, and cells in one place", () => {
    for (const positions of [[], [[1, 2, 3]], [[1, 2, 3], [1, 2, 3]]] as const) {
      const layout = layOut(flat(positions));
      expect(Number.isFinite(fitTo(layout.bounds, 300, 200).scale)).toBe(true);
    }
  });
});

describe("picking", () => {
  const layout = layOut(flat(GRID));
  const fit = fitTo(layout.bounds, 800, 600);

  it("names the cell under the pointer, and none beside the rig", () => {
    for (const cell of [0, 17, 255]) expect(cellAt(layout, fit, ...placeOf(layout, fit, cell))).toBe(cell);
    expect(cellAt(layout, fit, 1, 1)).toBeNull();
  });

  it("fits every cell into the canvas, with y upwards", () => {
    const [left, low] = placeOf(layout, fit, 0);
    const [right, high] = placeOf(layout, fit, 255);
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(800);
    expect(low).toBeGreaterThan(high);
  });
});

it("sums up light for people who do not see it", () => {
  const light = Uint8Array.of(255, 0, 0, 0, 0, 0);
  expect(summarise(light, [[0, 1]])).toEqual({ level: 1, rgb: [255, 0, 0] });
  expect(summarise(light, [[0, 2]])).toEqual({ level: 128 / 255, rgb: [128, 0, 0] });
  expect(summarise(null, [[0, 1]])).toEqual({ level: 0, rgb: [0, 0, 0] });
});
