import type { ClientMessage, Hello, Intent, ServerMessage, Snapshot } from "../generated/protocol";
import { assertNever } from "../logic/assert-never";
import { type Outline, readOutline } from "../rig/outline";
import { RGB_ENCODING } from "./frame";
import { type FrameFeed, createFrameFeed } from "./frame-feed";
import { isNewer, isServerMessage } from "./messages";
import { keepSocket } from "./socket";

/** What became of one command. `lost`: no answer will come, and nobody may take it for done. */
export type Answer =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "lost"; readonly text: string };

/** Where the link puts what it hears. */
export interface LinkEvents {
  hello(outline: Outline, snapshot: Snapshot, role: Hello["role"]): void;
  snapshot(snapshot: Snapshot): void;
  /** The server said something that answers no command. */
  complaint(text: string): void;
  heard(): void;
  offline(): void;
}

export interface ConsoleLink {
  readonly frames: FrameFeed;
  /** Send one command now or never. */
  send(intent: Intent): Promise<Answer>;
  /** Approve or dismiss several incidents now or never; what comes after a refusal or a loss is not sent. */
  sendEach(answer: "approve" | "dismiss", incidents: readonly string[]): Promise<Answer>;
  close(): void;
}

export interface LinkOptions {
  readonly open: () => WebSocket;
  readonly wakers: readonly EventTarget[];
}

/** Incidents of one message. */
const MOST_TOGETHER = 1600;
const SILENCE_MS = 1000;
const PING_MS = 400;

/** Talk to the engine: one socket, commands up, snapshots and frames down. */
export function openConsoleLink(options: LinkOptions, events: LinkEvents): ConsoleLink {
  const waiting = new Map<string, (answer: Answer) => void>();
  let count = 0;
  let shown: Snapshot | null = null;
  let isGreeted = false;

  const say = (message: ClientMessage): boolean => socket.send(message);
  const frames = createFrameFeed(RGB_ENCODING, ({ tick }) => say({ type: "shown", tick }));

  function answer(id: string, given: Answer): void {
    waiting.get(id)?.(given);
    waiting.delete(id);
  }

  function hear(message: ServerMessage): void {
    switch (message.type) {
      case "hello":
        isGreeted = true;
        shown = message.snapshot;
        return events.hello(readOutline(message.outline), message.snapshot, message.role);
      case "snapshot":
        if (!isGreeted || !isNewer(message.snapshot, shown)) return;
        shown = message.snapshot;
        return events.snapshot(message.snapshot);
      case "ack":
        return answer(message.id, { kind: message.ack.ok ? "done" : "refused", text: message.ack.text });
      case "error":
        if (message.id === null || !waiting.has(message.id)) return events.complaint(message.text);
        return answer(message.id, { kind: "refused", text: message.text });
      case "pong":
        return;
      default:
        return assertNever(message);
    }
  }

  function ask(message: (id: string) => ClientMessage): Promise<Answer> {
    count += 1;
    const id = `c${count}`;
    return new Promise((resolve) => {
      if (isGreeted && say(message(id))) waiting.set(id, resolve);
      else resolve({ kind: "lost", text: "Not sent: there is no connection to the engine." });
    });
  }

  function lose(): void {
    isGreeted = false;
    frames.reset();
    for (const id of [...waiting.keys()]) {
      answer(id, { kind: "lost", text: "The connection was lost before an answer came; look at the state before you try again." });
    }
    events.offline();
  }

  const socket = keepSocket(
    { ...options, silence_ms: SILENCE_MS, ping_ms: PING_MS, ping: () => ({ type: "ping" }) satisfies ClientMessage },
    {
      opened: () => frames.reset(),
      told(message) {
        events.heard();
        if (isServerMessage(message)) hear(message);
      },
      painted(message) {
        events.heard();
        frames.take(message);
      },
      lost: lose,
    },
  );

  return {
    frames,
    send: (intent) => ask((id) => ({ type: "intent", id, intent })),
    async sendEach(answer, incidents) {
      let told: Answer = { kind: "done", text: "" };
      for (let begin = 0; begin < incidents.length && told.kind === "done"; begin += MOST_TOGETHER) {
        const some = incidents.slice(begin, begin + MOST_TOGETHER);
        told = await ask((id) => ({ type: "answers", id, answer, incidents: [...some] }));
      }
      return told;
    },
    close: () => socket.close(),
  };
}
