import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, type ConsoleLink, openConsoleLink } from "../src/link/console-link";
import { OUTLINE, snapshotWith } from "./a-show";
import { socketRoom } from "./fake-socket";
import { frameBytes } from "./frame-bytes";

function room() {
  const sockets = socketRoom();
  const world = new EventTarget();
  const told: string[] = [];
  const link: ConsoleLink = openConsoleLink(
    { open: sockets.open, wakers: [world] },
    {
      hello: (_, snapshot, role) => told.push(role === "operator" ? `hello ${snapshot.revision}` : role),
      snapshot: (snapshot) => told.push(`snapshot ${snapshot.revision}`),
      complaint: (text) => told.push(`complaint ${text}`),
      heard: () => undefined,
      offline: () => told.push("offline"),
    },
  );
  const greet = (revision = 1, role = "operator"): void => {
    sockets.last().open();
    sockets.last().say({ type: "hello", version: "1", outline: OUTLINE, snapshot: snapshotWith({ revision }), role });
  };
  return { sockets, world, told, link, greet };
}

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] }));
afterEach(() => vi.useRealTimers());

it("tells in which role the page was let in, anew after each time down", () => {
  const { sockets, told, greet } = room();
  greet(1, "viewer");
  sockets.last().breakOff();
  vi.advanceTimersByTime(300);
  greet(1);
  expect(told).toEqual(["viewer", "offline", "hello 1"]);
});

describe("staleness", () => {
  it("is noticed after one second without a message, though the socket never closes", () => {
    const { sockets, told, greet } = room();
    greet();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(["hello 1"]);
    vi.advanceTimersByTime(200);
    expect(told).toEqual(["hello 1", "offline"]);
    expect(sockets.all[0]?.isClosed).toBe(true);
  });

  it("does not come while anything at all is heard, frames too", () => {
    const { sockets, told, greet } = room();
    greet();
    for (let second = 0; second < 5; second += 1) {
      vi.advanceTimersByTime(900);
      sockets.last().say(frameBytes({ tick: second, payload: [] }));
    }
    expect(told).toEqual(["hello 1"]);
  });

  it("is warded off by a ping that is answered", () => {
    const { sockets, greet } = room();
    greet();
    vi.advanceTimersByTime(500);
    expect(sockets.last().ofType("ping")).toHaveLength(1);
  });

  it("is told once, however many tries to come back fail", () => {
    const { sockets, told, greet } = room();
    greet();
    sockets.last().breakOff();
    for (let times = 0; times < 4; times += 1) {
      vi.advanceTimersByTime(5000);
      sockets.last().breakOff();
    }
    expect(told.filter((word) => word === "offline")).toHaveLength(1);
  });
});

describe("coming back", () => {
  it("is tried after a quarter of a second, then ever more rarely, at most every five seconds", () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { sockets } = room();
    const waits: number[] = [];
    for (let times = 0; times < 7; times += 1) {
      const before = sockets.all.length;
      sockets.last().breakOff();
      let waited = 0;
      while (sockets.all.length === before) {
        vi.advanceTimersByTime(50);
        waited += 50;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    vi.mocked(Math.random).mockRestore();
  });

  it.each(["online", "visibilitychange"])("is tried at once on %s", (call) => {
    const { sockets, world, greet } = room();
    greet();
    sockets.last().breakOff();
    world.dispatchEvent(new Event(call));
    expect(sockets.all).toHaveLength(2);
  });

  it("gives up a connection that nobody answers", () => {
    const { sockets } = room();
    vi.advanceTimersByTime(5600);
    expect(sockets.all).toHaveLength(2);
    expect(sockets.all[0]?.isClosed).toBe(true);
  });

  it("takes the state from the new hello, whatever its revision", () => {
    const { sockets, told, greet } = room();
    greet(90);
    sockets.last().breakOff();
    vi.advanceTimersByTime(300);
    greet(2);
    sockets.last().say({ type: "snapshot", snapshot: snapshotWith({ revision: 3 }) });
    expect(told).toEqual(["hello 90", "offline", "hello 2", "snapshot 3"]);
  });
});

describe("snapshots", () => {
  it("that are older than the one on the screen are passed over", () => {
    const { sockets, told, greet } = room();
    greet(5);
    sockets.last().say({ type: "snapshot", snapshot: snapshotWith({ revision: 4 }) });
    sockets.last().say({ type: "snapshot", snapshot: snapshotWith({ revision: 5, tick: 0 }) });
    sockets.last().say({ type: "snapshot", snapshot: snapshotWith({ revision: 6 }) });
    expect(told).toEqual(["hello 5", "snapshot 6"]);
  });

  it("do nothing before a hello", () => {
    const { sockets, told } = room();
    sockets.last().open();
    sockets.last().say({ type: "snapshot", snapshot: snapshotWith({}) });
    expect(told).toEqual([]);
  });

  it("that are no messages at all do not stop the page", () => {
    const { sockets, told, greet } = room();
    greet();
    for (const bad of ["not json", "[1]", "null", '{"type":"toString"}', '{"type":"ack"}']) sockets.last().say(bad);
    expect(told).toEqual(["hello 1"]);
  });
});

describe("commands", () => {
  it("are answered with what the engine says", async () => {
    const { sockets, link, greet } = room();
    greet();
    const answers = [link.send({ kind: "go", list: "main" }), link.send({ kind: "panic" }), link.send({ kind: "halt" })];
    sockets.last().say({ type: "ack", id: "c2", ack: { seq: 1, tick: 1, ok: true, text: "done" } });
    sockets.last().say({ type: "ack", id: "c1", ack: { seq: 2, tick: 1, ok: false, text: "too soon" } });
    sockets.last().say({ type: "error", id: "c3", text: "too many" });
    const expected: Answer[] = [
      { kind: "refused", text: "too soon" },
      { kind: "done", text: "done" },
      { kind: "refused", text: "too many" },
    ];
    expect(await Promise.all(answers)).toEqual(expected);
  });

  it("are never kept for later: without a connection they are lost at once", async () => {
    const { sockets, link, greet } = room();
    expect((await link.send({ kind: "go", list: "main" })).kind).toBe("lost");
    greet();
    sockets.last().breakOff();
    expect((await link.send({ kind: "go", list: "main" })).kind).toBe("lost");
    vi.advanceTimersByTime(300);
    greet();
    expect(sockets.all.flatMap((socket) => socket.ofType("intent"))).toEqual([]);
  });

  it("without an answer are lost with the connection, and not sent again", async () => {
    const { sockets, link, greet } = room();
    greet();
    const answer = link.send({ kind: "go", list: "main" });
    vi.advanceTimersByTime(1200);
    expect((await answer).kind).toBe("lost");
    vi.advanceTimersByTime(300);
    greet();
    expect(sockets.last().ofType("intent")).toEqual([]);
  });
});

describe("answers to many incidents", () => {
  it("go in messages that the engine takes, one after another, and no further once something was not done", async () => {
    const { sockets, link, greet } = room();
    greet();
    const names = Array.from({ length: 4000 }, (_, index) => `i${index + 1}`);
    const told = link.sendEach("approve", names);
    const sent = () => sockets.last().ofType("answers") as { id: string; incidents: string[] }[];
    const say = async (ok: boolean): Promise<void> => {
      sockets.last().say({ type: "ack", id: sent().at(-1)?.id, ack: { seq: 1, tick: 1, ok, text: ok ? "done" : "HALT came" } });
      await Promise.resolve();
      await Promise.resolve();
    };
    expect(sent().map((message) => message.incidents.length)).toEqual([1600]);
    await say(true);
    expect(sent().map((message) => message.incidents.length)).toEqual([1600, 1600]);
    await say(false);
    expect(await told).toEqual({ kind: "refused", text: "HALT came" });
    expect(sent()).toHaveLength(2);
    expect(Math.max(...sent().map((message) => JSON.stringify(message).length))).toBeLessThan(16_384);
  });
});

describe("frames", () => {
  it("are credited when they are shown", () => {
    const { sockets, link, greet } = room();
    greet();
    sockets.last().say(frameBytes({ tick: 8, payload: [1, 2, 3] }));
    expect(sockets.last().ofType("shown")).toEqual([]);
    link.frames.shown();
    expect(sockets.last().ofType("shown")).toEqual([{ type: "shown", tick: 8 }]);
  });
});
