import type { ConsoleFault, FaultView, IncidentView } from "../generated/protocol";
import { percent, title } from "./words";

/** A kind of trouble for people: its name, and what it does in one short sentence. */
export interface KindWords {
  readonly name: string;
  readonly does: string;
}

const KINDS: { readonly [kind: string]: KindWords } = {
  "colour-shift": { name: "Colour shift", does: "Turns colours into wrong ones; brightness stays." },
  flicker: { name: "Flicker", does: "Light fails and comes back by chance." },
  loss: { name: "Loss", does: "Loses frames on their way, in bursts." },
  delay: { name: "Delay", does: "Frames come late." },
  stall: { name: "Stall", does: "The frame loop hangs; every light stands still." },
  kill: { name: "Kill", does: "A process of the house dies and is started again." },
  "disk-full": { name: "Disk full", does: "The night is not written until there is room again." },
  throttle: { name: "Throttle", does: "Lets only every so many frames through." },
  "frozen-link": { name: "Frozen link", does: "The node shows its last frame on and on." },
  duplicate: { name: "Duplicate", does: "Sends frames twice." },
  reorder: { name: "Reorder", does: "Frames overtake each other on their way." },
  corrupt: { name: "Corrupt", does: "Damages frames on their way." },
  partition: { name: "Partition", does: "Cuts several nodes off, both ways." },
  blank: { name: "Blank", does: "The picture goes away, or a part of it." },
  tear: { name: "Tear", does: "Bands of the picture slip to the side." },
  misalign: { name: "Misalign", does: "The corners of the picture are pulled away." },
  "channel-loss": { name: "Channel loss", does: "One of the colours is gone." },
  pixelate: { name: "Pixelate", does: "The picture falls into blocks." },
  blackhole: { name: "Blackhole", does: "Cuts the node off, both ways." },
  "sensor-dropout": { name: "Sensor dropout", does: "Swallows what the sensor says, in gaps." },
  "sensor-noise": { name: "Sensor noise", does: "Moves what the sensor says by chance." },
  "sensor-stuck": { name: "Sensor stuck", does: "The sensor says the same, whatever happens." },
  "sensor-drift": { name: "Sensor drift", does: "What the sensor says creeps away." },
  "sensor-spike": { name: "Sensor spikes", does: "The sensor leaps to its far end, again and again." },
  "input-flood": { name: "Input flood", does: "The sensor sends as fast as it can, and nonsense." },
  "timecode-loss": { name: "Time code loss", does: "Swallows frames of the time code, in gaps." },
  "timecode-jump": { name: "Time code jump", does: "The time code leaps to another place." },
  "sensor-implausible": { name: "Sensor implausible", does: "The sensor cannot be believed; its last good value is held." },
  "node-silent": { name: "Node silent", does: "The node has stopped answering; nobody asked for that." },
  "fixture-unconfirmed": { name: "Fixture unconfirmed", does: "The fixture confirms nothing, though others of its node do." },
  "engine-late": { name: "Engine late", does: "The engine does not keep its time." },
  "guard-saturated": { name: "Guard saturated", does: "The guard holds light back nearly without a break." },
  flagged: { name: "Flagged", does: "An operator pointed at it." },
};
/** These act on the way to a node; all others on light. */
const LINK_KINDS: readonly string[] = [
  "loss", "blackhole", "node-silent", "delay", "throttle", "frozen-link", "duplicate", "reorder", "corrupt", "partition",
];
/** Their amount is a share of the frames. */
const BY_THE_FRAME: readonly string[] = ["loss", "duplicate", "reorder", "corrupt"];
/** These act on what comes in; their zone names it, e.g. `sensor door`. */
const SOURCE_KIND = /^(sensor-|input-flood|timecode-)/;
/** These act on the house itself, whole or not at all; their zone names what, e.g. `the disk`. */
const HOUSE_KINDS: readonly string[] = ["stall", "kill", "disk-full"];
const FOUND = "silent:";
const IMPLAUSIBLE = "implausible:";
/** What else is found, by the start of its name. */
const FINDINGS: readonly (readonly [string, (place: string) => string])[] = [
  ["unconfirmed:", (place) => `${title(place)} confirms nothing`],
  ["saturated:", (place) => `The guard holds back ${place}`],
  ["late:", () => "The engine is late"],
  ["flagged:", (place) => `Flagged: ${place}`],
];
const ORDINALS = ["first", "second", "third", "fourth", "fifth"] as const;

export function kindWords(kind: string): KindWords {
  return KINDS[kind] ?? { name: title(kind), does: "" };
}

/** The node that fell silent by itself, or null for trouble of another sort. */
export function silentNode(fault: string): string | null {
  return fault.startsWith(FOUND) ? fault.slice(FOUND.length) : null;
}

/** Name trouble as people do: by the show file's label, or by what was found. */
export function troubleName(fault: string, declared: ConsoleFault | null): string {
  const node = silentNode(fault);
  if (node !== null) return `Node ${node} is silent`;
  if (fault === "lost:timecode") return "The time code is lost";
  if (fault === "jumped:timecode") return "The time code leapt";
  if (fault.startsWith(IMPLAUSIBLE)) return `Sensor ${fault.slice(IMPLAUSIBLE.length)} is implausible`;
  const found = FINDINGS.find(([start]) => fault.startsWith(start));
  if (found !== undefined) return found[1](fault.slice(found[0].length));
  return declared?.label ?? title(fault);
}

/** Whether an operator has pointed at a fixture. */
export function isFlagged(faults: readonly FaultView[], fixture: string): boolean {
  return faults.some((fault) => fault.id === `flagged:${fixture}`);
}

/** The fixture or zone that trouble was found at, or null where its name says none. */
export function foundPlace(fault: string): string | null {
  const found = FINDINGS.find(([start]) => fault.startsWith(start));
  return found === undefined ? null : fault.slice(found[0].length);
}

/** Whom a declared fault is aimed at, e.g. `zone mosaic` or `node stage`. */
export function target(fault: ConsoleFault): string {
  if (SOURCE_KIND.test(fault.kind) || HOUSE_KINDS.includes(fault.kind)) return fault.zone;
  return `${LINK_KINDS.includes(fault.kind) ? "node" : "zone"} ${fault.zone}`;
}

/** How much of its target a declared fault takes, e.g. `30 %`; a link fault takes the whole node. */
export function share(fault: ConsoleFault): string {
  if (SOURCE_KIND.test(fault.kind)) return percent(fault.amount);
  if (BY_THE_FRAME.includes(fault.kind)) return `${percent(fault.amount)} of the frames`;
  if (LINK_KINDS.includes(fault.kind) || HOUSE_KINDS.includes(fault.kind)) return "all of it";
  return percent(fault.share);
}

export function cellCount(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

/** The node whose return a recovery waits for, as `the node stage`; null = its end is known or no node is behind it. */
export function awaitedNode(incident: IncidentView, declared: ConsoleFault | null): string | null {
  if (incident.remaining_s !== null || !LINK_KINDS.includes(incident.kind)) return null;
  return silentNode(incident.fault) ?? declared?.zone ?? "";
}

/** Which cells a recovery leaves, in words; null = none. */
export function leftWords(incident: IncidentView): string | null {
  const asking = incident.asks === 0 ? [] : [`${cellCount(incident.asks)} ${incident.asks === 1 ? "asks" : "ask"} first`];
  const alone = incident.never === 0 ? [] : [`${cellCount(incident.never)} ${incident.never === 1 ? "is" : "are"} left alone`];
  const told = [...asking, ...alone];
  return told.length === 0 ? null : `${told.join("; ")}.`;
}

/** What of a wound is kept, in words; null = nothing. */
export function keptWords(incident: IncidentView): string | null {
  return incident.kept > 0 ? `${percent(1 - incident.kept)} mended, the rest kept` : null;
}

/** How often this kind came to this place tonight, from 1. */
export function recurrence(times: number): string {
  return `${ORDINALS[times - 1] ?? `${times}th`} time tonight`;
}

/** Real trouble that no open incident answers: it was dismissed, but it lasts. */
export function unanswered(faults: readonly FaultView[], open: readonly IncidentView[]): readonly FaultView[] {
  const answered = new Set(open.flatMap((incident) => [incident.fault, ...incident.joined]));
  return faults.filter((fault) => fault.origin === "real" && !answered.has(fault.id));
}

/** What HALT would do now; it ends what was injected, never what is really broken. */
export function haltWords(faults: readonly FaultView[]): string {
  const injected = injectedCount(faults);
  const real = faults.length - injected;
  if (injected === 0) return real === 0 ? "no fault is active" : "no fault is active; real trouble stays";
  const ends = injected === 1 ? "ends 1 fault" : `ends ${injected} faults`;
  return real === 0 ? ends : `${ends}; real trouble stays`;
}

export function injectedCount(faults: readonly FaultView[]): number {
  return faults.filter((fault) => fault.origin === "injected").length;
}
