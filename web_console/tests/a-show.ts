import type { ConsoleOutline, FixtureSeries, Snapshot } from "../src/generated/protocol";

/** An empty show, for tests that care about other things. */
export const OUTLINE: ConsoleOutline = {
  name: "Test",
  hash: "1",
  fps: 44,
  night: "n1",
  cells: 0,
  drawn: null,
  positions: "",
  fixtures: [],
  zones: {},
  cues: [],
  faults: [],
  recoveries: [],
  submasters: [],
  loosening: null,
  votes: [],
  paintings: [],
  stories: [],
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
  paintings: [],
  stories: [],
  tales: { waiting: [], shown: "", remaining_s: 0, ahead: 0 },
};

/** Some fixtures of one cell each, e.g. `tile-1` to `tile-9`, that lie one after another. */
export function seriesWith(part: Partial<FixtureSeries>): FixtureSeries {
  const first = { name: "tile", number: 1, profile: "generic/rgb", cls: "show", node: "mosaic", texts: [], first_cell: 0 };
  return { ...first, cells: 1, step: 3, addresses: [[1, 1, 1]], ...part };
}

/** Numbers as the server packs them: base64, big-endian, 4 bytes each. */
export function packed(kind: "float" | "unsigned", numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, at) => (kind === "float" ? view.setFloat32(4 * at, number) : view.setUint32(4 * at, number)));
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}

/** A snapshot that differs from a quiet one in these parts. */
export function snapshotWith(part: Partial<Snapshot>): Snapshot {
  return { ...SNAPSHOT, ...part };
}
