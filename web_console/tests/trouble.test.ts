import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConsoleFault, FaultView, IncidentView } from "../src/generated/protocol";
import { entriesOf, groupWords } from "../src/logic/incident-groups";
import { SETTLE_MS, createSettling } from "../src/logic/settling";
import { awaitedNode, haltWords, keptWords, kindWords, leftWords, recurrence, share, target, troubleName, unanswered } from "../src/logic/trouble";
import { askingCount, openIncidents, troubleReach } from "../src/store/outline";
import { readOutline } from "../src/rig/outline";
import { OUTLINE, seriesWith, snapshotWith } from "./a-show";

const STORM: ConsoleFault = {
  id: "colour-storm",
  label: "Colour storm",
  kind: "colour-shift",
  zone: "mosaic",
  share: 0.3,
  amount: 0.8,
  limit_s: 20,
  reach: { count: 2, dots: [[3, 1], [5, 1]] },
};
const CUT: ConsoleFault = { ...STORM, id: "lost-stage", label: "Lost stage", kind: "blackhole", zone: "stage", share: 1 };
const INCIDENT: IncidentView = {
  id: "i1",
  kind: "node-silent",
  origin: "real",
  fault: "silent:stage",
  state: "recovering",
  recovery: "ripple-home",
  mode: "auto",
  phase: "ripple",
  phase_index: 0,
  phase_progress: 1,
  remaining_s: null,
  opened_s: 31,
  why: "",
  recurrence: 1,
  joined: [],
  place: "stage",
  zone: "stage",
  kept: 0,
  asks: 0,
  never: 0,
};
const INJECTED: FaultView = { id: "colour-storm", kind: "colour-shift", origin: "injected", remaining_s: 4, cells: [] };
const REAL: FaultView = { id: "silent:stage", kind: "node-silent", origin: "real", remaining_s: null, cells: [] };

describe("trouble in words", () => {
  it("says what every kind does, and still names one it does not know", () => {
    for (const kind of ["colour-shift", "flicker", "loss", "blackhole", "node-silent"]) expect(kindWords(kind).does).not.toBe("");
    expect(kindWords("brown-out")).toEqual({ name: "Brown out", does: "" });
  });

  it("aims at a zone with a share of it, or at a whole node", () => {
    expect([target(STORM), share(STORM)]).toEqual(["zone mosaic", "30 %"]);
    expect([target(CUT), share(CUT)]).toEqual(["node stage", "all of it"]);
    for (const kind of ["loss", "duplicate", "reorder", "corrupt"]) {
      expect(share({ ...CUT, kind, amount: 0.4 })).toBe("40 % of the frames");
    }
  });

  it("aims at a sensor with its amount, and names one that cannot be believed", () => {
    const stuck = { ...STORM, kind: "sensor-stuck", zone: "sensor door", share: 1, amount: 0.5 };
    expect([target(stuck), share(stuck)]).toEqual(["sensor door", "50 %"]);
    expect(troubleName("implausible:door", null)).toBe("Sensor door is implausible");
  });

  it("names what was declared by its label and what was found by its node", () => {
    expect(troubleName("colour-storm", STORM)).toBe("Colour storm");
    expect(troubleName("silent:stage", null)).toBe("Node stage is silent");
    expect(troubleName("flagged:tile 3-5", null)).toBe("Flagged: tile 3-5");
    expect(troubleName("late:engine", null)).toBe("The engine is late");
    expect(troubleName("saturated:wall", null)).toBe("The guard holds back wall");
  });

  it("waits for a node only while nobody knows the end", () => {
    expect(awaitedNode(INCIDENT, null)).toBe("stage");
    expect(awaitedNode({ ...INCIDENT, kind: "blackhole", fault: "lost-stage" }, CUT)).toBe("stage");
    expect(awaitedNode({ ...INCIDENT, remaining_s: 3 }, null)).toBeNull();
    expect(awaitedNode({ ...INCIDENT, kind: "flicker", fault: "x" }, STORM)).toBeNull();
  });

  it("says how much of a wound is kept, and nothing where none is", () => {
    expect(keptWords(INCIDENT)).toBeNull();
    expect(keptWords({ ...INCIDENT, state: "kept", kept: 0.4 })).toBe("60 % mended, the rest kept");
  });

  it("says which cells ask first and which are left alone", () => {
    expect(leftWords(INCIDENT)).toBeNull();
    expect(leftWords({ ...INCIDENT, asks: 12, never: 1 })).toBe("12 cells ask first; 1 cell is left alone.");
  });

  it("counts how often, as people do", () => {
    expect([1, 2, 3, 6].map(recurrence)).toEqual(["first time tonight", "second time tonight", "third time tonight", "6th time tonight"]);
  });

  it("promises of HALT no more than it does: real trouble stays", () => {
    expect(haltWords([])).toBe("no fault is active");
    expect(haltWords([INJECTED])).toBe("ends 1 fault");
    expect(haltWords([INJECTED, INJECTED, REAL])).toBe("ends 2 faults; real trouble stays");
    expect(haltWords([REAL])).toBe("no fault is active; real trouble stays");
  });

  it("keeps real trouble in sight after its incident was dismissed", () => {
    expect(unanswered([INJECTED, REAL], [])).toEqual([REAL]);
    expect(unanswered([INJECTED, REAL], [INCIDENT])).toEqual([]);
  });
});

describe("trouble on the stage", () => {
  const fixtures = [
    seriesWith({ addresses: [[3, 1, 1]] }),
    seriesWith({ name: "wash", node: "stage", first_cell: 3, cells: 2 }),
    seriesWith({ name: "bar", node: "stage", first_cell: 5 }),
  ];
  const outline = readOutline({ ...OUTLINE, faults: [STORM], fixtures });

  it("marks what a declared fault reaches, and all of a node that fell silent", () => {
    expect(troubleReach(outline, "colour-storm", [])).toEqual(STORM.reach);
    expect(troubleReach(outline, "silent:stage", [])).toEqual({ count: 3, dots: [[3, 2], [5, 1]] });
    expect(troubleReach(outline, "gone", [])).toEqual({ count: 0, dots: [] });
    const flag: FaultView = { ...REAL, id: "flagged:tile 3-4 + tile 9", kind: "flagged", cells: [[2, 2], [8, 1]] };
    expect(troubleReach(outline, flag.id, [flag])).toEqual({ count: 3, dots: [[2, 2], [8, 1]] });
  });

  it("lists open incidents newest first, as the engine sends them", () => {
    const all = [{ ...INCIDENT, id: "i3" }, { ...INCIDENT, id: "i2", state: "closed" }, INCIDENT] as const;
    expect(openIncidents(snapshotWith({ incidents: all })).map((incident) => incident.id)).toEqual(["i3", "i1"]);
  });

  it("counts those that wait for an answer", () => {
    const all = (["proposed", "mending", "proposed", "closed"] as const).map((state) => ({ ...INCIDENT, state }));
    expect(askingCount(snapshotWith({ incidents: all }))).toBe(2);
    expect(askingCount(null)).toBe(0);
  });
});

describe("a night of many incidents", () => {
  const silent = (number: number, rest: Partial<IncidentView> = {}): IncidentView => ({
    ...INCIDENT, id: `i${number}`, fault: `silent:n${number}`, place: `n${number}`, zone: "stalls", state: "proposed", opened_s: number, ...rest,
  });
  const newestFirst = (count: number, rest: Partial<IncidentView> = {}, from = 1): IncidentView[] =>
    Array.from({ length: count }, (_, index) => silent(from + count - 1 - index, rest));

  it("shows few as they came", () => {
    expect(entriesOf(newestFirst(3)).map((entry) => entry.key)).toEqual(["i3", "i2", "i1"]);
  });

  it("shows those that are alike as one, the worst on top, and the others below", () => {
    const mending = newestFirst(9, { state: "recovering" }, 200);
    const gallery = newestFirst(5, { zone: "gallery" }, 100);
    const entries = entriesOf([silent(300, { kind: "flagged" }), ...mending, ...gallery, ...newestFirst(1000)]);
    const said = entries.map((entry) => ("group" in entry ? groupWords(entry.group) : entry.key));
    expect(said).toEqual([
      "1000 in stalls: n1, n2, n3 and 997 more",
      "5 in gallery: n100, n101, n102 and 2 more",
      "9 in stalls: n200, n201, n202 and 6 more",
      "i300",
    ]);
  });

  it("never answers together what another recovery answers, or what was broken on purpose", () => {
    const others = [...newestFirst(4, { recovery: null, state: "detected" }, 20), ...newestFirst(4, { origin: "injected" }, 10)];
    const groups = entriesOf([...others, ...newestFirst(4)]);
    expect(groups.map((entry) => ("group" in entry ? entry.group.incidents[0]?.id : null))).toEqual(["i1", "i10", "i20"]);
  });

  it("keeps the key of a group while it grows, so that its buttons stay where they are", () => {
    expect(entriesOf(newestFirst(400))[0]?.key).toBe(entriesOf(newestFirst(4))[0]?.key);
  });
});

describe("a list that was pushed down", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("keeps its buttons off for a moment, but only when something new came above something old", () => {
    const show = vi.fn();
    const settling = createSettling(show);
    for (const ids of [[], ["i1"], ["i1"], [], ["i2"], ["i2", "i1"]]) settling.order(ids);
    expect(show).not.toHaveBeenCalled();
    settling.order(["i3", "i2"]);
    expect(show.mock.calls).toEqual([[true]]);
    vi.advanceTimersByTime(SETTLE_MS);
    settling.order(["i2"]);
    expect(show.mock.calls).toEqual([[true], [false]]);
    settling.order(["i2", "i4"]);
    settling.order(["i2", "a group", "i4"]);
    expect(show.mock.calls).toEqual([[true], [false], [true]]);
  });
});
