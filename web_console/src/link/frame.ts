/** Bytes before the payload of every binary frame; big-endian. */
export const HEADER_BYTES = 28;
export const SLOTS_ENCODING = 1;
export const RGB_ENCODING = 2;

const MAGIC = 0x4b46; // "KF"
const VERSION = 1;

/** One binary frame, taken apart. The payload is a view into the message, not a copy. */
export interface Frame {
  readonly encoding: number;
  readonly night: number;
  readonly tick: number;
  readonly sequence: number;
  /** Seconds of the night at which the frame is to be seen. */
  readonly presentation_s: number;
  readonly payload: Uint8Array;
}

/**
 * Read one binary frame.
 *
 * @returns the frame, or null where the bytes are not one of version 1: nothing from outside may stop the page.
 */
export function decodeFrame(message: ArrayBuffer): Frame | null {
  if (message.byteLength < HEADER_BYTES) return null;
  const view = new DataView(message);
  if (view.getUint16(0) !== MAGIC || view.getUint8(2) !== VERSION) return null;
  const length = view.getUint32(24);
  if (length !== message.byteLength - HEADER_BYTES) return null;
  return {
    encoding: view.getUint8(3),
    night: view.getUint32(4),
    tick: view.getUint32(8),
    sequence: view.getUint32(12),
    presentation_s: view.getFloat64(16),
    payload: new Uint8Array(message, HEADER_BYTES, length),
  };
}
