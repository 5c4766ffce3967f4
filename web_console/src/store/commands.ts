import type { Intent } from "../generated/protocol";

/** Name a command by what it acts on, so that just its control shows it as pending, e.g. `inject colour-storm`. */
export function commandKey(intent: Intent): string {
  switch (intent.kind) {
    case "goto":
      return `goto ${intent.list} ${intent.cue}`;
    case "inject":
    case "clear":
      return `${intent.kind} ${intent.fault}`;
    case "recover":
      return `recover ${intent.recovery}`;
    case "approve":
    case "dismiss":
      return `${intent.kind} ${intent.incident}`;
    case "mend":
      return `mend ${intent.incident ?? ""}`;
    case "submaster":
    case "flash":
      return `${intent.kind} ${intent.submaster}`;
    case "open-vote":
    case "close-vote":
    case "cancel-vote":
      return `${intent.kind} ${intent.vote}`;
    case "open-paint":
    case "close-paint":
      return `${intent.kind} ${intent.paint}`;
    case "open-story":
    case "close-story":
      return `${intent.kind} ${intent.story}`;
    case "show-tale":
    case "refuse-tale":
      return `${intent.kind} ${intent.tale}`;
    case "zone-level":
      return `zone-level ${intent.zone}`;
    case "grab":
    case "ungrab":
    case "flag":
    case "unflag":
      return `${intent.kind} ${intent.selector ?? ""}`;
    default:
      return intent.kind;
  }
}
