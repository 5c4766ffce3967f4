import type { IncidentView } from "../generated/protocol";

/** So many incidents that are alike are shown as one, with one answer for all of them. */
export const GROUP_FROM = 4;
/** Entries of a list that are drawn at once; the rest comes when it is asked for. */
export const AT_ONCE = 12;

/** Incidents of one kind, origin and zone that stand alike and are answered alike, the oldest first. */
export interface IncidentGroup {
  readonly key: string;
  readonly incidents: readonly IncidentView[];
}

/** What the list shows: a card for each group, and one for each incident that is like no others. */
export type Entry = { readonly key: string; readonly group: IncidentGroup } | { readonly key: string; readonly incident: IncidentView };

/**
 * Sort incidents, given newest first. Few are shown as they came. Where some are alike their groups stand first, the
 * worst on top: what waits for somebody before what moves, real before injected, what came first before what came later.
 */
export function entriesOf(incidents: readonly IncidentView[]): readonly Entry[] {
  const alike = new Map<string, IncidentView[]>();
  for (const incident of incidents) {
    const key = keyOf(incident);
    const some = alike.get(key);
    if (some === undefined) alike.set(key, [incident]);
    else some.push(incident);
  }
  const groups: IncidentGroup[] = [];
  const single: Entry[] = [];
  for (const [key, some] of alike) if (some.length >= GROUP_FROM) groups.push({ key, incidents: some.toReversed() });
  for (const incident of incidents) {
    if ((alike.get(keyOf(incident))?.length ?? 0) < GROUP_FROM) single.push({ key: incident.id, incident });
  }
  groups.sort((one, other) => rank(one) - rank(other) || opened(one) - opened(other) || (one.key < other.key ? -1 : 1));
  return [...groups.map((group) => ({ key: group.key, group })), ...single];
}

/** The incident that speaks for a group: what is the same of all. */
export function speaker(group: IncidentGroup): IncidentView {
  const [first] = group.incidents;
  if (first === undefined) throw new Error("a group without incidents");
  return first;
}

/** How many, where and whom, e.g. `256 in stalls: n1, n2, n3 and 253 more`. */
export function groupWords(group: IncidentGroup): string {
  const { zone } = speaker(group);
  return `${group.incidents.length}${zone === "" ? "" : ` in ${zone}`}: ${someOf(group.incidents.map((incident) => incident.place))}`;
}

/** The first few of many names. */
export function someOf(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  return rest <= 0 ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${rest} more`;
}

function keyOf(incident: IncidentView): string {
  return [incident.kind, incident.origin, incident.zone, incident.state, incident.recovery ?? "", incident.asks > 0].join("|");
}

function rank(group: IncidentGroup): number {
  const { state, origin } = speaker(group);
  const waits = state === "proposed" ? 0 : state === "detected" ? 2 : 4;
  return waits + (origin === "real" ? 0 : 1);
}

function opened(group: IncidentGroup): number {
  return speaker(group).opened_s;
}
