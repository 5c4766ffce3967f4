import { type Frame, decodeFrame } from "./frame";

/** The newest frame, for whoever draws. Frames are not state: the framework never sees them. */
export interface FrameFeed {
  readonly latest: Frame | null;
  /** Say that the newest frame is on the screen: gives the server credit for all that came until now. */
  shown(): void;
}

export interface FrameIntake extends FrameFeed {
  take(message: ArrayBuffer): void;
  /** A new connection owes nothing and may count from anywhere. */
  reset(): void;
}

/**
 * Keep the newest frame and what is owed for it.
 *
 * @param encoding the only one this page can show; others are passed over.
 * @param acknowledge tells the server of one frame.
 */
export function createFrameFeed(encoding: number, acknowledge: (frame: Frame) => void): FrameIntake {
  let latest: Frame | null = null;
  let isFirst = true;
  let owed: Frame[] = [];
  return {
    get latest() {
      return latest;
    },
    take(message) {
      const frame = decodeFrame(message);
      if (frame === null || frame.encoding !== encoding) return;
      owed.push(frame);
      if (isFirst || latest === null || frame.night !== latest.night || frame.tick >= latest.tick) latest = frame;
      isFirst = false;
    },
    shown() {
      const frames = owed;
      owed = [];
      for (const frame of frames) acknowledge(frame);
    },
    reset() {
      owed = [];
      isFirst = true;
    },
  };
}
