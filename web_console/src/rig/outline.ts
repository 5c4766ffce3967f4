import type { ConsoleOutline } from "../generated/protocol";
import { type Dots, dotsOf } from "./dots";
import { type Fixtures, fixturesOf } from "./fixtures";

/** The still part of a show, ready to be drawn and looked through. */
export interface Outline extends Omit<ConsoleOutline, "drawn" | "positions" | "fixtures"> {
  /** Metres, x, y, z of each dot. */
  readonly positions: Float32Array;
  readonly dots: Dots;
  readonly fixtures: Fixtures;
}

/** Unpack what the server tells of a show. */
export function readOutline(told: ConsoleOutline): Outline {
  const places = unpacked(told.positions);
  const positions = Float32Array.from({ length: places.byteLength / 4 }, (_, at) => places.getFloat32(4 * at));
  return {
    ...told,
    positions,
    dots: dotsOf(positions.length / 3, told.drawn === null ? null : numbers(unpacked(told.drawn))),
    fixtures: fixturesOf(told.fixtures),
  };
}

function numbers(packed: DataView): Uint32Array {
  return Uint32Array.from({ length: packed.byteLength / 4 }, (_, at) => packed.getUint32(4 * at));
}

/** Bytes of base64. */
function unpacked(text: string): DataView {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return new DataView(bytes.buffer);
}
