import { expect, it } from "vitest";
import type { Answer, ConsoleLink } from "../src/link/console-link";
import { createConsoleStore } from "../src/store/console-store.svelte";
import { commandKey } from "../src/store/commands";
import { readOutline } from "../src/rig/outline";
import { OUTLINE, snapshotWith } from "./a-show";

/** A link whose answers the test gives. */
function slowLink(): { readonly link: ConsoleLink; answer(given: Answer): void } {
  const waiting: ((given: Answer) => void)[] = [];
  return {
    link: {
      frames: { latest: null, shown: () => undefined },
      send: () => new Promise((resolve) => waiting.push(resolve)),
      sendEach: () => new Promise((resolve) => waiting.push(resolve)),
      close: () => undefined,
    },
    answer: (given) => waiting.shift()?.(given),
  };
}

it("shows a command as pending until it is answered, and only that one", async () => {
  const store = createConsoleStore();
  const { link, answer } = slowLink();
  const done = store.act(link, { kind: "inject", fault: "storm" });
  expect([...store.state.pending]).toEqual(["inject storm"]);
  answer({ kind: "done", text: "" });
  await done;
  expect([...store.state.pending]).toEqual([]);
  expect(store.state.notice).toBeNull();
});

it("shows a group as pending until all of it is answered", async () => {
  const store = createConsoleStore();
  const { link, answer } = slowLink();
  const done = store.actEach(link, "approve", ["i1", "i2"], "silent|stalls");
  expect([...store.state.pending]).toEqual(["approve silent|stalls"]);
  answer({ kind: "refused", text: "1 of 2 done" });
  await done;
  expect([...store.state.pending]).toEqual([]);
  expect(store.state.notice?.text).toBe("1 of 2 done");
});

it("says the sentence of a refusal and of a loss, and counts refused GOs alone", async () => {
  const store = createConsoleStore();
  const { link, answer } = slowLink();
  const refused = store.act(link, { kind: "go", list: "main" });
  answer({ kind: "refused", text: "too soon" });
  await refused;
  expect(store.state.notice?.text).toBe("too soon");
  const lost = store.act(link, { kind: "go", list: "main" });
  answer({ kind: "lost", text: "not sent" });
  await lost;
  expect(store.state.notice).toEqual({ number: 2, text: "not sent", is_good: false });
  expect(store.state.refused_gos).toBe(1);
});

it("has its controls on only while the engine hears, and never for who looks", () => {
  const store = createConsoleStore();
  const told: boolean[] = [store.canAct];
  store.events.hello(readOutline(OUTLINE), snapshotWith({}), "operator");
  told.push(store.canAct);
  store.events.offline();
  told.push(store.canAct);
  store.events.hello(readOutline(OUTLINE), snapshotWith({}), "viewer");
  told.push(store.canAct);
  expect(told).toEqual([false, true, false, false]);
  expect(store.state.is_looking).toBe(true);
});

it("keeps what it knew while offline, with the time it was heard", () => {
  const store = createConsoleStore();
  expect(store.state.connection).toBe("connecting");
  store.events.heard();
  store.events.hello(readOutline(OUTLINE), snapshotWith({ revision: 4 }), "operator");
  store.events.offline();
  expect(store.state.connection).toBe("offline");
  expect(store.state.snapshot?.revision).toBe(4);
  expect(store.state.last_heard).toBeInstanceOf(Date);
});

it("keeps equal commands on different things apart", () => {
  expect(commandKey({ kind: "goto", list: "main", cue: "2" })).not.toBe(commandKey({ kind: "goto", list: "side", cue: "2" }));
  expect(commandKey({ kind: "inject", fault: "a" })).not.toBe(commandKey({ kind: "clear", fault: "a" }));
});
