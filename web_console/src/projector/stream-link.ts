import { SLOTS_ENCODING } from "../link/frame";
import { type FrameFeed, createFrameFeed } from "../link/frame-feed";
import { keepSocket } from "../link/socket";
import { assertNever } from "../logic/assert-never";
import { type StreamClientMessage, type StreamHello, type StreamServerMessage, type StreamWords, isStreamMessage } from "./stream-messages";

export interface StreamEvents {
  hello(hello: StreamHello): void;
  words(words: StreamWords): void;
  /** The engine refused something; a sentence. */
  complaint(text: string): void;
  lost(): void;
}

export interface StreamLink {
  readonly frames: FrameFeed;
  close(): void;
}

export interface StreamOptions {
  readonly open: () => WebSocket;
  readonly wakers: readonly EventTarget[];
  /** How this page names itself to the engine. */
  readonly name: string;
}

const BEAT_MS = 1000;
const MISSED = 3;

/** Stand at the far end as a fixture: hear frames, say which were shown, keep the heartbeat. */
export function openStreamLink(options: StreamOptions, events: StreamEvents): StreamLink {
  const say = (message: StreamClientMessage): boolean => socket.send(message);
  const frames = createFrameFeed(SLOTS_ENCODING, ({ tick, sequence }) => say({ type: "ack", tick, sequence }));

  function hear(message: StreamServerMessage): void {
    switch (message.type) {
      case "hello":
        return events.hello(message);
      case "words":
        return events.words(message);
      case "ping":
        say({ type: "pong", t: message.t });
        return;
      case "pong":
        return;
      case "error":
        return events.complaint(message.text);
      default:
        return assertNever(message);
    }
  }

  const socket = keepSocket(
    {
      ...options,
      silence_ms: BEAT_MS * MISSED,
      ping_ms: BEAT_MS,
      ping: () => ({ type: "ping", t: performance.now() / 1000 }) satisfies StreamClientMessage,
    },
    {
      opened() {
        frames.reset();
        say({ type: "hello", version: 1, name: options.name, capabilities: ["color", "text"] });
      },
      told: (message) => {
        if (isStreamMessage(message)) hear(message);
      },
      painted: (message) => frames.take(message),
      lost: () => events.lost(),
    },
  );
  return { frames, close: () => socket.close() };
}
