import type { ShowOutline, Snapshot } from "../src/generated/protocol";

/** An empty show, for tests that care about other things. */
export const OUTLINE: ShowOutline = {
  name: "Test",
  hash: "1",
  fps: 44,
  night: "n1",
  positions: [],
  fixtures: [],
  zones: {},
  cues: [],
  faults: [],
  recoveries: [],
  submasters: [],
  loosening: null,
  votes: [],
};

const SNAPSHOT: Snapshot = {
  revision: 1,
  night: "n1",
  tick: 1,
  seconds: 0,
  grand_master: 1,
  blackout: false,
  panic: "off",
  go_lockout_s: 0,
  lists: [],
  faults: [],
  incidents: [],
  nodes: [],
  engine: { late: 0, skipped: 0, stage_errors: 0, guard_zones: [], last_error: "", bad_input: {}, unwritten: "" },
  log: [],
  surfaces: [],
  guard: { limits: "", loosened: "", frames: 0, acted: 0, zones: {}, most_held: 0, transitions: 0, allowed: 0, odd_values: 0, is_loosened: false },
  submasters: [],
  zones: [],
  solo: null,
  tempo: { bpm: 120, beats: 0 },
  programmer: [],
  sensors: [],
  timecode: null,
  votes: [],
};

/** A snapshot that differs from a quiet one in these parts. */
export function snapshotWith(part: Partial<Snapshot>): Snapshot {
  return { ...SNAPSHOT, ...part };
}
