import type { EngineView, NodeView, Snapshot } from "../generated/protocol";

/** How well something is: never told by colour alone. */
export type Health = "ok" | "warn" | "fault" | "unknown";

export const MARKS: { readonly [health in Health]: string } = { ok: "●", warn: "▲", fault: "■", unknown: "○" };

export const NODE_HEALTH: { readonly [state in NodeView["state"]]: { readonly health: Health; readonly word: string } } = {
  ok: { health: "ok", word: "ok" },
  late: { health: "warn", word: "late" },
  silent: { health: "fault", word: "silent" },
  returned: { health: "ok", word: "returned" },
  unknown: { health: "unknown", word: "no answer expected" },
};

/** One light for the whole house: the worst of nodes and engine, with the reason. */
export function houseHealth(snapshot: Snapshot): { readonly health: Health; readonly word: string } {
  const silent = snapshot.nodes.filter((node) => node.state === "silent");
  if (silent.length > 0) return { health: "fault", word: `${names(silent)} silent` };
  if (snapshot.engine.last_error !== "") return { health: "fault", word: "engine holds a frame" };
  const late = snapshot.nodes.filter((node) => node.state === "late");
  if (late.length > 0) return { health: "warn", word: `${names(late)} late` };
  if (snapshot.engine.guard_zones.length > 0) return { health: "warn", word: "guard holds light back" };
  return { health: "ok", word: "all well" };
}

/** What the engine has to say for itself, in words; empty = nothing worth a line. */
export function engineWords(engine: EngineView): readonly string[] {
  const words: string[] = [];
  if (engine.last_error !== "") words.push(`Last error: ${engine.last_error}`);
  if (engine.guard_zones.length > 0) words.push(`The guard holds back ${engine.guard_zones.join(", ")}`);
  if (engine.late > 0) words.push(`${engine.late} late ticks`);
  if (engine.skipped > 0) words.push(`${engine.skipped} skipped ticks`);
  if (engine.stage_errors > 0) words.push(`${engine.stage_errors} held frames`);
  for (const [peer, count] of Object.entries(engine.bad_input)) words.push(`${count} bad messages from ${peer}`);
  return words;
}

function names(nodes: readonly NodeView[]): string {
  return nodes.length > 2 ? `${nodes.length} nodes` : nodes.map((node) => node.id).join(", ");
}
