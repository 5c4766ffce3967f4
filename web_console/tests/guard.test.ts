import { describe, expect, it } from "vitest";
import type { GuardView, LooseningOutline } from "../src/generated/protocol";
import { guardWords, isResponsible, looseningWords } from "../src/logic/guard";
import { foundPlace, isFlagged, kindWords, troubleName } from "../src/logic/trouble";
import { readOutline } from "../src/rig/outline";
import { troubleReach } from "../src/store/outline";
import { OUTLINE, seriesWith, snapshotWith } from "./a-show";

const GUARD: GuardView = { ...snapshotWith({}).guard, frames: 853, transitions: 5, allowed: 6 };
const LOOSE: LooseningOutline = { responsible: "Ada Byron", flashes: 4, long_runs: false, strict_flashes: 3 };

describe("the guard in words", () => {
  it("says what weaker rules would allow and who may confirm them", () => {
    expect(looseningWords(LOOSE)).toBe("4 flashes a second instead of 3");
    expect(looseningWords({ ...LOOSE, long_runs: true })).toContain("for any length of time");
    expect([" ada byron ", "Ada", ""].map((typed) => isResponsible(typed, LOOSE))).toEqual([true, false, false]);
  });

  it("tells what it did", () => {
    expect(guardWords(GUARD)).toEqual(["It let all 853 frames pass.", "At most 5 of 6 changes in one second."]);
    expect(guardWords({ ...GUARD, acted: 24, most_held: 0.61, odd_values: 2 })).toEqual([
      "It held light back in 24 of 853 frames, by 61 % at most.",
      "At most 5 of 6 changes in one second.",
      "2 values were no numbers; none was sent.",
    ]);
  });
});

describe("trouble that was found", () => {
  const wall = { count: 3, dots: [[1, 3]] } as const;
  const outline = readOutline({ ...OUTLINE, zones: { wall }, fixtures: [seriesWith({ number: 7, first_cell: 4, cells: 2 })] });

  it("is named by its place, and its cells are known", () => {
    expect(troubleName("flagged:tile-7", null)).toBe("Flagged: tile-7");
    expect([foundPlace("flagged:tile-7"), foundPlace("silent:stage")]).toEqual(["tile-7", null]);
    expect(troubleReach(outline, "flagged:tile-7", [])).toEqual({ count: 2, dots: [[4, 2]] });
    expect(troubleReach(outline, "saturated:wall", [])).toEqual(wall);
    expect(troubleReach(outline, "flagged:gone", [])).toEqual({ count: 0, dots: [] });
    for (const kind of ["flagged", "fixture-unconfirmed", "guard-saturated", "engine-late"]) expect(kindWords(kind).does).not.toBe("");
  });

  it("knows which fixtures are flagged", () => {
    const faults = [{ id: "flagged:tile-7", kind: "flagged", origin: "real", remaining_s: null, cells: [] }] as const;
    expect([isFlagged(faults, "tile-7"), isFlagged(faults, "tile-70")]).toEqual([true, false]);
  });
});
