import type { EngineView, NodeView, SensorView, Snapshot, SurfaceView, TimecodeView } from "../generated/protocol";

/** How well something is: never told by colour alone. */
export type Health = "ok" | "warn" | "fault" | "unknown";

export interface Mark {
  readonly health: Health;
  readonly word: string;
}

export const MARKS: { readonly [health in Health]: string } = { ok: "●", warn: "▲", fault: "■", unknown: "○" };

const NODE_HEALTH: { readonly [state in NodeView["state"]]: Mark } = {
  ok: { health: "ok", word: "ok" },
  late: { health: "warn", word: "late" },
  silent: { health: "fault", word: "silent" },
  returned: { health: "ok", word: "returned" },
  unknown: { health: "unknown", word: "no answer yet" },
};

export const SURFACE_HEALTH: { readonly [state in SurfaceView["state"]]: Mark } = {
  ok: { health: "ok", word: "ok" },
  missing: { health: "warn", word: "missing" },
  failed: { health: "fault", word: "failed" },
  unknown: { health: "unknown", word: "not bound" },
};

export const SENSOR_HEALTH: { readonly [state in SensorView["state"]]: Mark } = {
  ok: { health: "ok", word: "ok" },
  doubted: { health: "warn", word: "doubted" },
  implausible: { health: "fault", word: "implausible" },
  unknown: { health: "unknown", word: "not heard yet" },
};

export const TIMECODE_HEALTH: { readonly [state in TimecodeView["state"]]: Mark } = {
  ok: { health: "ok", word: "runs" },
  free: { health: "warn", word: "lost, goes on" },
  held: { health: "fault", word: "lost, stands" },
  asks: { health: "warn", word: "leapt" },
  unknown: { health: "unknown", word: "not heard yet" },
};

/** What a sensor said last, with its unit. */
export function sensorValue({ value, unit }: SensorView): string {
  if (value === null) return "-";
  return `${Number(value.toPrecision(4))}${unit === "" ? "" : ` ${unit}`}`;
}

/** A node's light. sACN and OSC have no answers, so their silence says nothing. */
export function nodeMark(node: NodeView): Mark {
  const isMute = node.protocol === "sacn" || node.protocol === "osc";
  return node.state === "unknown" && isMute ? { health: "unknown", word: "no answer expected" } : NODE_HEALTH[node.state];
}

/** One light for the whole house: the worst first, and how much more there is. */
export function houseHealth({ nodes, sensors, surfaces, engine, timecode }: Snapshot): Mark {
  const silent = nodes.filter((node) => node.state === "silent");
  const late = nodes.filter((node) => node.state === "late");
  const implausible = sensors.filter((sensor) => sensor.state === "implausible");
  const failed = surfaces.filter((surface) => surface.state === "failed");
  const missing = surfaces.filter((surface) => surface.state === "missing");
  const found: readonly Mark[] = [
    ...mark("fault", silent, "nodes", "silent"),
    ...(engine.last_error === "" ? [] : [{ health: "fault", word: "engine holds a frame" } as const]),
    ...(engine.unwritten === "" ? [] : [{ health: "fault", word: "night is not written" } as const]),
    ...mark("fault", implausible, "sensors", "implausible"),
    ...mark("fault", failed, "surfaces", "failed"),
    ...(timecode?.state === "asks" ? [{ health: "warn", word: "time code leapt" } as const] : []),
    ...mark("warn", late, "nodes", "late"),
    ...mark("warn", missing, "surfaces", "missing"),
    ...(engine.guard_zones.length === 0 ? [] : [{ health: "warn", word: "guard holds light back" } as const]),
  ];
  const [worst, ...others] = found;
  if (worst === undefined) return { health: "ok", word: "all well" };
  return others.length === 0 ? worst : { health: worst.health, word: `${worst.word} +${others.length}` };
}

/** The house light with the time of the night since which it shows this; null = since before this page looked. */
export interface HouseLight extends Mark {
  readonly night: string;
  readonly since_s: number | null;
}

/** Take in a snapshot: as long as the house light says the same, it keeps its time. */
export function nextHouseLight(before: HouseLight | null, snapshot: Snapshot): HouseLight {
  const now = houseHealth(snapshot);
  const known = before !== null && before.night === snapshot.night ? before : null;
  if (known !== null && known.word === now.word && known.health === now.health) return known;
  return { ...now, night: snapshot.night, since_s: known === null ? silentSince(snapshot) : snapshot.seconds };
}

/** What the engine has to say for itself, in words; empty = nothing worth a line. */
export function engineWords(engine: EngineView): readonly string[] {
  const words: string[] = [];
  if (engine.unwritten !== "") words.push(`The night is not being written: ${engine.unwritten}`);
  if (engine.last_error !== "") words.push(`Last error: ${engine.last_error}`);
  if (engine.guard_zones.length > 0) words.push(`The guard holds back ${engine.guard_zones.join(", ")}`);
  if (engine.late > 0) words.push(counted(engine.late, "late tick"));
  if (engine.skipped > 0) words.push(counted(engine.skipped, "skipped tick"));
  if (engine.stage_errors > 0) words.push(counted(engine.stage_errors, "held frame"));
  for (const [peer, count] of Object.entries(engine.bad_input)) words.push(`${counted(count, "bad message")} from ${peer}`);
  return words;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function mark(health: Health, things: readonly { readonly id: string }[], kind: string, word: string): readonly Mark[] {
  if (things.length === 0) return [];
  const named = things.length > 2 ? `${things.length} ${kind}` : things.map((thing) => thing.id).join(", ");
  return [{ health, word: `${named} ${word}` }];
}

/** When the oldest silence that still lasts was noticed; its incident, newest first, may have been dismissed. */
function silentSince({ faults, incidents }: Snapshot): number | null {
  const opened = faults
    .filter((fault) => fault.kind === "node-silent")
    .flatMap((fault) => incidents.find((incident) => incident.fault === fault.id)?.opened_s ?? []);
  return opened.length === 0 ? null : Math.min(...opened);
}

/** How long an answer took at most, as it is seen frame by frame. */
export function roundTrip(seconds: number): string {
  return `≤ ${Math.round(seconds * 1000)} ms`;
}
