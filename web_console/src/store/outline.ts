import type {
  CueOutline,
  FaultOutline,
  FaultView,
  FixtureOutline,
  IncidentView,
  ListView,
  RecoveryOutline,
  ShowOutline,
  Snapshot,
} from "../generated/protocol";
import { foundPlace, silentNode } from "../logic/trouble";

/** The cues of one list, in order. */
export function cuesOf(outline: ShowOutline | null, list: string): readonly CueOutline[] {
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
export function faultOf(outline: ShowOutline | null, id: string): FaultOutline | null {
  return outline?.faults.find((fault) => fault.id === id) ?? null;
}

/**
 * Cells that trouble reaches: those that its view tells (a flag's), of a declared fault, of a fixture or zone it was
 * found at, or of a silent node.
 */
export function troubleCells(outline: ShowOutline | null, id: string, faults: readonly FaultView[]): readonly number[] {
  const told = faults.find((fault) => fault.id === id)?.cells ?? [];
  if (told.length > 0) return told.flatMap(([first, length]) => Array.from({ length }, (_, index) => first + index));
  const node = silentNode(id);
  const place = foundPlace(id);
  if (node === null && place === null) return faultOf(outline, id)?.cells ?? [];
  if (place !== null && outline?.zones[place] !== undefined) return outline.zones[place];
  const fixtures = outline?.fixtures.filter((fixture) => fixture.node === node || fixture.id === place) ?? [];
  return fixtures.flatMap(({ first_cell, cells }) => Array.from({ length: cells }, (_, index) => first_cell + index));
}

/** A declared recovery by its id. */
export function recoveryOf(outline: ShowOutline | null, id: string | null): RecoveryOutline | null {
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

/** The fixture that owns a cell. */
export function fixtureAt(fixtures: readonly FixtureOutline[], cell: number): FixtureOutline | null {
  return fixtures.find((fixture) => cell >= fixture.first_cell && cell < fixture.first_cell + fixture.cells) ?? null;
}
