import { describe, expect, it } from "vitest";
import { HEADER_BYTES, decodeFrame } from "../src/link/frame";
import { createFrameFeed } from "../src/link/frame-feed";
import { frameBytes } from "./frame-bytes";

describe("a binary frame", () => {
  it("is read as the header says, big-endian", () => {
    const bytes = frameBytes({ night: 7, tick: 4_000_000_001, sequence: 3, seconds: 12.5, payload: [1, 2, 255] });
    expect(decodeFrame(bytes)).toEqual({
      encoding: 2,
      night: 7,
      tick: 4_000_000_001,
      sequence: 3,
      presentation_s: 12.5,
      payload: Uint8Array.of(1, 2, 255),
    });
  });

  it("is refused whole when it is torn, foreign, of another version or of another length than it says", () => {
    const good = frameBytes({ tick: 1, payload: [9] });
    expect(decodeFrame(good.slice(0, HEADER_BYTES - 1))).toBeNull();
    expect(decodeFrame(good.slice(0, HEADER_BYTES))).toBeNull();
    expect(decodeFrame(patched(good, 0, 0x4c))).toBeNull();
    expect(decodeFrame(patched(good, 2, 2))).toBeNull();
    expect(decodeFrame(patched(good, 27, 200))).toBeNull();
    expect(decodeFrame(new ArrayBuffer(0))).toBeNull();
  });
});

describe("the frame feed", () => {
  it("shows the newest frame and gives credit for each that came", () => {
    const credited: number[] = [];
    const feed = createFrameFeed(2, ({ tick }) => credited.push(tick));
    feed.take(frameBytes({ tick: 10, payload: [] }));
    feed.take(frameBytes({ tick: 12, payload: [] }));
    feed.take(frameBytes({ tick: 11, payload: [] }));
    expect(feed.latest?.tick).toBe(12);
    expect(credited).toEqual([]);
    feed.shown();
    feed.shown();
    expect(credited).toEqual([10, 12, 11]);
  });

  it("takes an older tick from a new connection, and owes nothing to it", () => {
    const credited: number[] = [];
    const feed = createFrameFeed(2, ({ tick }) => credited.push(tick));
    feed.take(frameBytes({ tick: 500, payload: [] }));
    feed.reset();
    feed.take(frameBytes({ tick: 3, payload: [] }));
    feed.shown();
    expect(feed.latest?.tick).toBe(3);
    expect(credited).toEqual([3]);
  });

  it("passes over frames in an encoding it cannot show", () => {
    const feed = createFrameFeed(1, () => undefined);
    feed.take(frameBytes({ tick: 1, payload: [] }));
    expect(feed.latest).toBeNull();
  });
});

function patched(bytes: ArrayBuffer, at: number, value: number): ArrayBuffer {
  const copy = bytes.slice(0);
  new Uint8Array(copy)[at] = value;
  return copy;
}
