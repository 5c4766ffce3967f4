import { describe, expect, it } from "vitest";
import type { EditAnswer, History, Record as LogRecord } from "../src/generated/protocol";
import type { ScoreLink } from "../src/link/score";
import { beatsPerFlash, isBeatLit, readBpm } from "../src/logic/beat";
import { answerLine, author, changesOf, draftOf, redoable, reloadNews, stepViews, undoable } from "../src/logic/score";
import { createScoreStore } from "../src/store/score-store.svelte";
import { createConsoleStore } from "../src/store/console-store.svelte";
import { readOutline } from "../src/rig/outline";
import { OUTLINE, snapshotWith } from "./a-show";

const DONE: EditAnswer = { ok: true, text: "done", hash: "2", mistakes: [] };
const step = (what: string): History["steps"][number] => ({ what, source: "disk", at: "2026-01-01T20:00:00+01:00", hash: what });
const HISTORY: History = { steps: [step("found"), step("fade"), step("label")], current: 1 };
const reload = (tick: number, ok: boolean): LogRecord => ({ tick, seq: null, source: "show", ok, what: "reload", text: `at ${tick}` });

describe("the history", () => {
  it("stands newest first and says what was undone", () => {
    expect(stepViews(HISTORY).map(({ step: { what }, place }) => [what, place])).toEqual([
      ["label", "undone"],
      ["fade", "current"],
      ["found", "done"],
    ]);
  });

  it("tells what undo and redo would do, and where they end", () => {
    expect([undoable(HISTORY), redoable(HISTORY)]).toEqual(["fade", "label"]);
    expect(undoable({ ...HISTORY, current: 0 })).toBeNull();
    expect(redoable({ ...HISTORY, current: 2 })).toBeNull();
    expect([undoable(null), redoable(null)]).toEqual([null, null]);
    expect(author("http:127.0.0.1")).toBe("from 127.0.0.1");
  });

  it("says a refusal with its first mistake and its place", () => {
    const mistake = { file: "/shows/a.show.yaml", line: 3, col: 7, width: 1, severity: "error", text: "no time" } as const;
    expect(answerLine({ ...DONE, ok: false, text: "refused", mistakes: [mistake] })).toBe("refused – a.show.yaml:3:7: no time");
  });
});

describe("an edited cue", () => {
  const cue = { list: "main", number: "1", label: "Doors", notes: "", fade_s: 2.5, follow: "" };

  it("sends only what was touched, and takes out what was emptied", () => {
    const before = draftOf(cue);
    expect(before.fade).toBe("2.5s");
    expect(changesOf(before, { ...before })).toEqual({});
    expect(changesOf(before, { label: " ", notes: "slowly ", fade: "2.5s" })).toEqual({ label: null, notes: "slowly" });
  });
});

describe("news of the show file", () => {
  it("are those that came since, not those of before the page was open", () => {
    const [old, news] = [snapshotWith({ log: [reload(5, true)] }), snapshotWith({ log: [reload(5, true), reload(9, false)] })];
    expect(reloadNews(null, old)).toBeNull();
    expect(reloadNews(old, old)).toBeNull();
    expect(reloadNews(old, news)?.tick).toBe(9);
    expect(reloadNews(news, snapshotWith({ log: [] }))).toBeNull();
  });

  it("reach the operator whatever page is open", () => {
    const store = createConsoleStore();
    store.events.hello(readOutline(OUTLINE), snapshotWith({}), "operator");
    store.events.snapshot(snapshotWith({ log: [reload(9, false)] }));
    expect(store.state.notice).toEqual({ number: 1, text: "at 9", is_good: false });
    store.events.snapshot(snapshotWith({ log: [reload(9, false), reload(12, true)] }));
    expect(store.state.notice?.is_good).toBe(true);
  });
});

describe("a change of the show file", () => {
  it("is pending until it is answered, and no second one is kept meanwhile", async () => {
    let answer: (given: EditAnswer) => void = () => undefined;
    const slow = new Promise<EditAnswer>((resolve) => (answer = resolve));
    const link: ScoreLink = {
      history: () => Promise.resolve(HISTORY),
      edit: () => slow,
      record: () => slow,
      undo: () => slow,
      redo: () => slow,
    };
    const score = createScoreStore(link);
    const undone = score.act("undo", (to) => to.undo());
    expect(score.state.pending).toBe("undo");
    expect((await score.act("redo", (to) => to.redo())).text).toContain("Not sent");
    answer(DONE);
    expect((await undone).ok).toBe(true);
    expect(score.state).toEqual({ history: HISTORY, trouble: "", pending: null });
  });

  it("tells why there is no history", async () => {
    const none = (): Promise<EditAnswer> => Promise.resolve(DONE);
    const score = createScoreStore({ history: () => Promise.reject(new Error("no")), edit: none, record: none, undo: none, redo: none });
    await score.refresh();
    expect(score.state.trouble).toBe("no");
  });
});

describe("the beat", () => {
  it("never lights the lamp more than three times a second, at any tempo", () => {
    for (const bpm of [30, 120, 180, 181, 300]) {
      let flashes = 0;
      let was = true;
      for (let at = 0; at < 1000; at += 1) {
        const is = isBeatLit({ bpm, beats: 0.5 }, at / 100);
        if (is && !was) flashes += 1;
        was = is;
      }
      expect(flashes).toBeLessThanOrEqual(31);
      expect(flashes).toBeGreaterThanOrEqual(4);
    }
    expect(beatsPerFlash(300)).toBe(2);
  });

  it("is read as people type it, within what the engine takes", () => {
    expect(["128", "99,5", "12", "1000", "fast", ""].map(readBpm)).toEqual([128, 99.5, null, null, null, null]);
  });
});
