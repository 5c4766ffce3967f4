import { describe, expect, it } from "vitest";
import type { Preview } from "../src/generated/protocol";
import { answerWords, dropWords, fixtureCount, foresight, reachWords } from "../src/logic/preview";

const TOLD: Preview = {
  fault: "storm",
  refused: "",
  fixtures: ["tile-17", "tile-18", "tile-20", "wash-3", "screen"],
  fixture_count: 5,
  seconds: 20,
  looked_ahead_s: 3,
  worst_drop: 0.126,
  held_zones: [],
  transitions: 4,
  transitions_without: 1,
  allowed: 6,
  recovery: "golden-seam",
  mode: "ask",
  starts: "proposed",
  joins: "",
  broken_conditions: [],
  tick: 100,
  revision: 7,
};

describe("what a fault would do, in words", () => {
  it("names fixtures, neighbours together, and counts those it does not name", () => {
    expect(reachWords(TOLD)).toBe("tile 17–18, 20, wash 3, screen");
    expect(reachWords({ ...TOLD, fixture_count: 90 })).toBe("tile 17–18, 20, wash 3, screen and 85 more");
    expect([fixtureCount(1), fixtureCount(5)]).toEqual(["1 fixture", "5 fixtures"]);
  });

  it("says how much light is lost at most", () => {
    expect(dropWords(TOLD)).toBe("they lose up to 13 % of it");
    expect(dropWords({ ...TOLD, worst_drop: 0.001 })).toBe("they lose none of it");
  });

  it("gives the flashes used and the margin that is left, in halves", () => {
    expect(foresight(TOLD)).toEqual({ flashes: "2 of 3 flashes in a second", margin: "margin 1", used: 4 / 6, is_tight: false });
    expect(foresight({ ...TOLD, transitions: 1 })).toMatchObject({ flashes: "½ of 3 flashes in a second", margin: "margin 2½" });
    expect(foresight({ ...TOLD, transitions: 6 })).toMatchObject({ margin: "margin 0", is_tight: true });
    expect(foresight({ ...TOLD, held_zones: ["wall"] }).is_tight).toBe(true);
  });

  it("says who would answer and how that begins", () => {
    expect(answerWords(TOLD, "Golden seam")).toBe("Golden seam, asks first");
    expect(answerWords({ ...TOLD, mode: "auto", starts: "recovering" }, null)).toBe("golden-seam, starts by itself");
    expect(answerWords({ ...TOLD, starts: "recovering" }, "Seam")).toBe("Seam, starts by itself");
    expect(answerWords({ ...TOLD, mode: "auto" }, "Seam")).toBe("Seam, waits for its turn");
    expect(answerWords({ ...TOLD, joins: "i1" }, "Seam")).toBe("Seam, asks first; part of incident i1");
    expect(answerWords({ ...TOLD, joins: "i1", starts: "recovering" }, "Seam")).toBe("Seam, runs already; part of incident i1");
    expect(answerWords({ ...TOLD, recovery: "", mode: "" }, null)).toContain("no recovery answers");
  });
});
