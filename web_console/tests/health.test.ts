import { describe, expect, it } from "vitest";
import type { IncidentView, NodeView, Record as LogRecord, SensorView, SurfaceView } from "../src/generated/protocol";
import { engineWords, houseHealth, nextHouseLight, nodeMark, roundTrip, sensorValue } from "../src/logic/health";
import { newestFirst, recordMark } from "../src/logic/log";
import { snapshotWith } from "./a-show";

describe("the round trip of a node", () => {
  it("is told as the most that it can have been", () => {
    expect([0.0227, 1.5].map(roundTrip)).toEqual(["≤ 23 ms", "≤ 1500 ms"]);
  });
});

const WALL: NodeView = {
  id: "wall",
  protocol: "websocket",
  to: "",
  state: "ok",
  intended_age_s: 0,
  emitted_age_s: 0,
  confirmed_age_s: 0,
  round_trip_s: null,
  packets: 0,
  errors: 0,
  why: "",
};
const PADS: SurfaceView = { id: "apc-mini", device: "", state: "missing", why: "" };

describe("a node's light", () => {
  it("does not call a protocol without answers silent, nor one with answers content before the first", () => {
    expect(nodeMark({ ...WALL, protocol: "sacn", state: "unknown" }).word).toBe("no answer expected");
    expect(nodeMark({ ...WALL, protocol: "osc", state: "unknown" }).word).toBe("no answer expected");
    expect(nodeMark({ ...WALL, protocol: "artnet", state: "unknown" }).word).toBe("no answer yet");
    expect(nodeMark({ ...WALL, protocol: "artnet", state: "returned" })).toEqual({ health: "ok", word: "returned" });
  });
});

describe("the house light", () => {
  const late = { ...WALL, state: "late" } as const;
  const silent = { ...WALL, id: "mosaic", state: "silent" } as const;

  it("names the worst, and how much more there is", () => {
    expect(houseHealth(snapshotWith({}))).toEqual({ health: "ok", word: "all well" });
    expect(houseHealth(snapshotWith({ nodes: [late] }))).toEqual({ health: "warn", word: "wall late" });
    expect(houseHealth(snapshotWith({ nodes: [late, silent], surfaces: [PADS] }))).toEqual({ health: "fault", word: "mosaic silent +2" });
    expect(houseHealth(snapshotWith({ nodes: [late, late, late] })).word).toBe("3 nodes late");
  });

  it("tells that the night is not being written, beside what the engine says of it", () => {
    const engine = { ...snapshotWith({}).engine, unwritten: "No space left on device" };
    expect(houseHealth(snapshotWith({ engine }))).toEqual({ health: "fault", word: "night is not written" });
    expect(engineWords(engine)).toContain("The night is not being written: No space left on device");
  });

  it("tells of surfaces that are gone or of no use", () => {
    expect(houseHealth(snapshotWith({ surfaces: [PADS] }))).toEqual({ health: "warn", word: "apc-mini missing" });
    expect(houseHealth(snapshotWith({ surfaces: [{ ...PADS, state: "failed" }] })).health).toBe("fault");
    expect(houseHealth(snapshotWith({ surfaces: [{ ...PADS, state: "unknown" }] })).health).toBe("ok");
  });

  it("keeps the time of its last change, by the engine's clock", () => {
    const first = nextHouseLight(null, snapshotWith({ seconds: 5 }));
    expect(first.since_s).toBeNull();
    const gone = nextHouseLight(first, snapshotWith({ seconds: 9, nodes: [silent] }));
    expect(gone.since_s).toBe(9);
    expect(nextHouseLight(gone, snapshotWith({ seconds: 12, nodes: [silent] }))).toBe(gone);
    expect(nextHouseLight(gone, snapshotWith({ seconds: 20 })).since_s).toBe(20);
    expect(nextHouseLight(gone, snapshotWith({ seconds: 1, night: "n2" })).since_s).toBeNull();
  });

  it("knows since when a node is silent that was so before the page was opened", () => {
    const incident: IncidentView = {
      id: "i1", kind: "node-silent", origin: "real", fault: "silent:mosaic", state: "detected", recovery: null, mode: null,
      phase: "", phase_index: 0, phase_progress: 0, remaining_s: null, opened_s: 31, why: "", recurrence: 1,
      joined: [], place: "mosaic", zone: "", kept: 0, asks: 0, never: 0,
    };
    const fault = { id: "silent:mosaic", kind: "node-silent", origin: "real", remaining_s: null, cells: [] } as const;
    const earlier = { ...incident, id: "i0", state: "closed", opened_s: 4 } as const;
    const before = { seconds: 90, nodes: [silent], incidents: [incident, earlier] };
    expect(nextHouseLight(null, snapshotWith({ ...before, faults: [fault] })).since_s).toBe(31);
    expect(nextHouseLight(null, snapshotWith(before)).since_s).toBeNull();
  });
});

describe("a sensor", () => {
  const door: SensorView = { id: "door", label: "Door", unit: "%", value: 41.23456, age_s: 0.2, state: "ok", why: "followed", level: 0.4 };

  it("shows its value with its unit, and lights the house when it cannot be believed", () => {
    expect([sensorValue(door), sensorValue({ ...door, value: null })]).toEqual(["41.23 %", "-"]);
    expect(houseHealth(snapshotWith({ sensors: [door] })).health).toBe("ok");
    expect(houseHealth(snapshotWith({ sensors: [{ ...door, state: "implausible" }] })).health).toBe("fault");
  });
});

describe("a time code", () => {
  it("lights the house when it leapt and waits for an answer; where nobody follows one it says nothing", () => {
    expect(houseHealth(snapshotWith({ timecode: { text: "01:00:00:00", state: "asks", why: "" } })).word).toBe("time code leapt");
    expect(houseHealth(snapshotWith({ timecode: { text: "01:00:00:00", state: "ok", why: "" } })).health).toBe("ok");
  });
});

describe("the log", () => {
  const record = (what: string, text: string, ok = true): LogRecord => ({ tick: 1, seq: null, source: "show", ok, what, text });
  const log = [record("go", "a"), record("refused", "b", false), record("node-silent", "c"), record("bad-input", "d", false)];
  const texts = (filter: Parameters<typeof newestFirst>[1]): string => newestFirst(log, filter).map(({ text }) => text).join("");

  it("shows the newest first, and on demand only what was refused or what broke", () => {
    expect([texts("all"), texts("refused"), texts("trouble")]).toEqual(["dcba", "db", "c"]);
  });

  it("marks each by shape", () => {
    expect(log.map((entry) => recordMark(entry).mark)).toEqual(["·", "✕", "▲", "✕"]);
  });
});
