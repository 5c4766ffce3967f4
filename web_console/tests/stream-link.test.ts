import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStreamLink } from "../src/projector/stream-link";
import { socketRoom } from "./fake-socket";
import { frameBytes } from "./frame-bytes";

const HELLO = { type: "hello", version: 1, fixture: "screen", profile: "generic/projector", mode: "default", slots: 5, cells: 1, texts: ["A"], fps: 44, night: 1 };

function room() {
  const sockets = socketRoom();
  const told: string[] = [];
  const link = openStreamLink(
    { open: sockets.open, wakers: [], name: "test" },
    { hello: ({ fixture }) => told.push(fixture), words: ({ number, text }) => told.push(`${number} ${text}`), complaint: (text) => told.push(text), lost: () => told.push("lost") },
  );
  sockets.last().open();
  return { sockets, told, link };
}

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] }));
afterEach(() => vi.useRealTimers());

it("greets first, and hears who it is", () => {
  const { sockets, told } = room();
  sockets.last().say(HELLO);
  expect(sockets.last().sent[0]).toEqual({ type: "hello", version: 1, name: "test", capabilities: ["color", "text"] });
  expect(told).toEqual(["screen"]);
});

it("acknowledges a frame by tick and sequence once it is shown", () => {
  const { sockets, link } = room();
  sockets.last().say(frameBytes({ tick: 44, sequence: 7, encoding: 1, payload: [255, 0, 0, 0, 0] }));
  link.frames.shown();
  expect(sockets.last().ofType("ack")).toEqual([{ type: "ack", tick: 44, sequence: 7 }]);
});

it("answers a ping with its own time, and pings every second", () => {
  const { sockets } = room();
  sockets.last().say({ type: "ping", t: 3.5 });
  vi.advanceTimersByTime(1100);
  expect(sockets.last().ofType("pong")).toEqual([{ type: "pong", t: 3.5 }]);
  expect(sockets.last().ofType("ping")).toHaveLength(1);
});

it("counts the engine as gone after three missed beats, and greets anew when it is back", () => {
  const { sockets, told } = room();
  sockets.last().say(HELLO);
  vi.advanceTimersByTime(3000);
  expect(told).toEqual(["screen"]);
  vi.advanceTimersByTime(200);
  expect(told).toEqual(["screen", "lost"]);
  vi.advanceTimersByTime(300);
  sockets.last().open();
  expect(sockets.last().ofType("hello")).toHaveLength(1);
  expect(sockets.all).toHaveLength(2);
});

it("is told what a number of the text channel means, as plain text, and leaves alone what is no such message", () => {
  const { sockets, told } = room();
  sockets.last().say(HELLO);
  sockets.last().say({ type: "words", number: 224, text: "<b>A cup</b>" });
  sockets.last().say({ type: "words", number: 225 });
  expect(told).toEqual(["screen", "224 <b>A cup</b>"]);
});
