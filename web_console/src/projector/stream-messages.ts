/** What the engine tells a projector page, as JSON text. */
export type StreamServerMessage =
  | StreamHello
  | StreamWords
  | { readonly type: "ping"; readonly t: number }
  | { readonly type: "pong"; readonly t: number }
  | { readonly type: "error"; readonly text: string };

/** What a number of the text channel means from now on; an empty text: nothing. Plain text, whoever wrote it. */
export interface StreamWords {
  readonly type: "words";
  readonly number: number;
  readonly text: string;
}

/** Who the engine takes us for. Text number `n` of 1..texts.length shows `texts[n - 1]`; 0 shows none. */
export interface StreamHello {
  readonly type: "hello";
  readonly version: number;
  readonly fixture: string;
  readonly profile: string;
  readonly mode: string;
  readonly slots: number;
  readonly cells: number;
  readonly texts: readonly string[];
  readonly fps: number;
  readonly night: number;
  /** What the fixture is to show when frames stop coming: the last one, or nothing after so many seconds. */
  readonly on_loss?: "hold" | "black";
  readonly dark_after?: number;
}

/** What a projector page says. */
export type StreamClientMessage =
  | { readonly type: "hello"; readonly version: 1; readonly name: string; readonly capabilities: readonly string[] }
  | { readonly type: "ack"; readonly tick: number; readonly sequence: number }
  | { readonly type: "ping"; readonly t: number }
  | { readonly type: "pong"; readonly t: number };

const NEEDED: { readonly [type in StreamServerMessage["type"]]: readonly string[] } = {
  hello: ["fixture", "texts"],
  words: ["number", "text"],
  ping: ["t"],
  pong: [],
  error: ["text"],
};

/** Tell whether an object is a message of this dialogue. */
export function isStreamMessage(message: object): message is StreamServerMessage {
  if (!("type" in message) || typeof message.type !== "string" || !Object.hasOwn(NEEDED, message.type)) return false;
  return NEEDED[message.type as StreamServerMessage["type"]].every((name) => name in message);
}
