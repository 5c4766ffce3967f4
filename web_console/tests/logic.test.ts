import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFader } from "../src/logic/fader";
import { NO_LOCKOUT, mayFlash, nextLockout } from "../src/logic/go-lockout";
import { createHold } from "../src/logic/hold";
import { shortcutOf } from "../src/logic/shortcuts";
import { clock, duration } from "../src/logic/words";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the GO lock-out", () => {
  it("starts one ring for each GO that was taken, and none while time runs out", () => {
    const rings = [0.25, 0.15, 0.05, 0, 0, 0.25, 0.25, 0.1].reduce(
      (all, remaining) => [...all, nextLockout(all.at(-1) ?? NO_LOCKOUT, remaining)],
      [NO_LOCKOUT],
    );
    expect(rings.map((ring) => ring.number)).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2]);
    expect(rings.at(-1)).toEqual({ number: 2, length_s: 0.25, remaining_s: 0.1 });
  });

  it("never lets a refused GO flash more than twice a second, however often it is pressed", () => {
    let last: number | null = null;
    let flashes = 0;
    for (let now = 0; now < 3000; now += 40) {
      if (!mayFlash(now, last)) continue;
      last = now;
      flashes += 1;
    }
    expect(flashes).toBe(6);
  });
});

describe("a hold", () => {
  it("acts after 600 ms and once, and not at all when it is let go before", () => {
    const fire = vi.fn();
    const hold = createHold(fire, () => undefined);
    hold.press();
    vi.advanceTimersByTime(590);
    hold.release();
    vi.advanceTimersByTime(1000);
    expect(fire).not.toHaveBeenCalled();
    hold.press();
    hold.press();
    vi.advanceTimersByTime(3000);
    expect(fire).toHaveBeenCalledOnce();
  });
});

describe("a fader", () => {
  function room() {
    const sent: number[] = [];
    let shown = -1;
    let answer: () => void = () => undefined;
    const fader = createFader(
      (level) => {
        sent.push(level);
        return new Promise<void>((resolve) => (answer = resolve));
      },
      (now) => (shown = now.shown),
    );
    return { fader, sent, shown: () => shown, answer: async () => (answer(), vi.advanceTimersByTimeAsync(0)) };
  }

  it("follows the engine while nobody touches it", () => {
    const { fader, shown, sent } = room();
    fader.echo(0.4);
    expect(shown()).toBe(0.4);
    expect(sent).toEqual([]);
  });

  it("obeys the hand and not the echo, until 300 ms after the hand is gone", async () => {
    const { fader, shown, answer } = room();
    fader.echo(1);
    fader.grab();
    fader.move(0.5);
    fader.echo(0.9);
    expect(shown()).toBe(0.5);
    fader.release();
    await answer();
    fader.echo(0.7);
    expect(shown()).toBe(0.5);
    vi.advanceTimersByTime(300);
    expect(shown()).toBe(0.7);
  });

  it("stands still under a resting hand, though the engine moves", () => {
    const { fader, shown, sent } = room();
    fader.echo(0.4);
    fader.grab();
    fader.echo(0.9);
    expect(shown()).toBe(0.4);
    expect(sent).toEqual([]);
  });

  it("sends one value at a time and always the newest", async () => {
    const { fader, sent, answer } = room();
    fader.grab();
    for (const level of [0.1, 0.2, 0.3, 1.7]) fader.move(level);
    expect(sent).toEqual([0.1]);
    await answer();
    expect(sent).toEqual([0.1, 1]);
  });

  it("stays where the hand left it until a slow answer comes, and then follows an echo that came before it", async () => {
    const { fader, shown, answer } = room();
    fader.echo(1);
    fader.move(0.5);
    vi.advanceTimersByTime(1000);
    expect(shown()).toBe(0.5);
    fader.echo(0.4);
    await answer();
    vi.advanceTimersByTime(300);
    expect(shown()).toBe(0.4);
  });

  it("lets go of a half-finished touch when the connection is lost", async () => {
    const { fader, sent, shown, answer } = room();
    fader.echo(0.8);
    fader.grab();
    fader.move(0.2);
    fader.move(0.1);
    fader.drop();
    await answer();
    expect(shown()).toBe(0.8);
    expect(sent).toEqual([0.2]);
  });
});

describe("keys", () => {
  const press = (key: string, more = {}) => ({ key, repeat: false, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more });

  it("mean GO by Space and PANIC by Escape, once for a held key", () => {
    expect(shortcutOf(press(" "), false)).toBe("go");
    expect(shortcutOf(press("Escape"), false)).toBe("panic");
    expect(shortcutOf(press(" ", { repeat: true }), false)).toBeNull();
    expect(shortcutOf(press(" ", { ctrlKey: true }), false)).toBeNull();
    expect(shortcutOf(press("t"), false)).toBe("tap");
    expect(shortcutOf(press("h"), false)).toBe("halt");
    expect(shortcutOf(press("z", { ctrlKey: true }), false)).toBe("undo");
    expect(shortcutOf(press("Z", { metaKey: true, shiftKey: true }), false)).toBe("redo");
    expect(shortcutOf(press("t", { ctrlKey: true }), false)).toBeNull();
  });

  it("do not GO while somebody types, but still PANIC", () => {
    expect(shortcutOf(press(" "), true)).toBeNull();
    expect(shortcutOf(press("?"), true)).toBeNull();
    expect(shortcutOf(press("Escape"), true)).toBe("panic");
    expect(shortcutOf(press("t"), true)).toBeNull();
    expect(shortcutOf(press("h"), true)).toBeNull();
    expect(shortcutOf(press("z", { ctrlKey: true }), true)).toBeNull();
  });
});

describe("words", () => {
  it("write times as an operator reads them", () => {
    expect([0, 0.44, 9.94, 9.96, 59.6, 65, 3729, -1].map(duration)).toEqual(["0.0 s", "0.4 s", "9.9 s", "10 s", "1:00", "1:05", "1:02:09", "0.0 s"]);
    expect(clock(754.9)).toBe("12:34");
  });
});
