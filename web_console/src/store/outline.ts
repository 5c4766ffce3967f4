import type {
  ConsoleFault,
  CueOutline,
  FaultView,
  IncidentView,
  ListView,
  Reach,
  RecoveryOutline,
  Snapshot,
} from "../generated/protocol";
import type { Outline } from "../rig/outline";
import { type Run, lengthOf } from "../rig/runs";
import { foundPlace, silentNode } from "../logic/trouble";

/** The cues of one list, in order. */
export function cuesOf(outline: Outline | null, list: string): readonly CueOutline[] {
  return outline?.cues.filter((cue) => cue.list === list) ?? [];
}

/** One list as it stands. */
export function listOf(snapshot: Snapshot | null, list: string): ListView | null {
  return snapshot?.lists.find((view) => view.id === list) ?? null;
}

/** A cue by its number. */
export function cueOf(cues: readonly CueOutline[], number: string | null): CueOutline | null {
  return cues.find((cue) => cue.number === number) ?? null;
}

/** A declared fault by its id. */
export function faultOf(outline: Outline | null, id: string): ConsoleFault | null {
  return outline?.faults.find((fault) => fault.id === id) ?? null;
}

/**
 * Whom trouble reaches: the cells that its view tells (a flag's), those of a declared fault, of a fixture or zone it was
 * found at, or of a silent node.
 */
export function troubleReach(outline: Outline | null, id: string, faults: readonly FaultView[]): Reach {
  if (outline === null) return { count: 0, dots: [] };
  const reach = (cells: readonly Run[]): Reach => ({ count: lengthOf(cells), dots: outline.dots.among(cells) });
  const told = faults.find((fault) => fault.id === id)?.cells ?? [];
  if (told.length > 0) return reach(told);
  const node = silentNode(id);
  if (node !== null) return reach(outline.fixtures.cellsOn(node));
  const place = foundPlace(id);
  if (place === null) return faultOf(outline, id)?.reach ?? reach([]);
  const fixture = outline.fixtures.byId(place);
  return outline.zones[place] ?? reach(fixture === null ? [] : [[fixture.first_cell, fixture.cells]]);
}

/** A declared recovery by its id. */
export function recoveryOf(outline: Outline | null, id: string | null): RecoveryOutline | null {
  return outline?.recoveries.find((recovery) => recovery.id === id) ?? null;
}

/** Incidents that still need eyes, newest first, as the engine sends them. */
export function openIncidents(snapshot: Snapshot | null): readonly IncidentView[] {
  return snapshot?.incidents.filter((incident) => incident.state !== "closed") ?? [];
}

/** How many incidents wait for an APPROVE or DISMISS. */
export function askingCount(snapshot: Snapshot | null): number {
  return snapshot?.incidents.filter((incident) => incident.state === "proposed").length ?? 0;
}
