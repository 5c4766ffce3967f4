/** What a test wants in a frame; the rest is usual. */
export interface FrameWish {
  readonly night?: number;
  readonly tick: number;
  readonly sequence?: number;
  readonly seconds?: number;
  readonly encoding?: number;
  readonly payload: readonly number[];
}

/** Write a frame by the documented header, independently of the reader. */
export function frameBytes({ night = 1, tick, sequence = tick, seconds = 0, encoding = 2, payload }: FrameWish): ArrayBuffer {
  const bytes = new ArrayBuffer(28 + payload.length);
  const view = new DataView(bytes);
  [0x4b, 0x46, 1, encoding].forEach((byte, at) => view.setUint8(at, byte));
  view.setUint32(4, night);
  view.setUint32(8, tick);
  view.setUint32(12, sequence);
  view.setFloat64(16, seconds);
  view.setUint32(24, payload.length);
  new Uint8Array(bytes).set(payload, 28);
  return bytes;
}
