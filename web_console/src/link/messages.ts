import type { ServerMessage, Snapshot } from "../generated/protocol";

const NEEDED: { readonly [type in ServerMessage["type"]]: readonly string[] } = {
  hello: ["outline", "snapshot", "role"],
  snapshot: ["snapshot"],
  ack: ["id", "ack"],
  error: ["text"],
  pong: [],
};

/** Tell whether an object is a message we know; the rest of it is generated on the other side and trusted. */
export function isServerMessage(message: object): message is ServerMessage {
  if (!("type" in message) || typeof message.type !== "string" || !Object.hasOwn(NEEDED, message.type)) return false;
  return NEEDED[message.type as ServerMessage["type"]].every((name) => name in message);
}

/** Tell whether a snapshot comes after the one on the screen. A new night always does. */
export function isNewer(next: Snapshot, shown: Snapshot | null): boolean {
  if (shown === null || next.night !== shown.night) return true;
  return next.revision > shown.revision || (next.revision === shown.revision && next.tick >= shown.tick);
}
