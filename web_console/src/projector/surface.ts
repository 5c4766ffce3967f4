/** One picture, as its slots say; light is linear. docs/reference/projector.md tells what each part looks like. */
export interface Surface {
  /** Colour and dimmer apart, for the letters. */
  readonly color: Linear;
  readonly level: number;
  /** Number of the text, 0 = none. */
  readonly text: number;
  readonly gobo: number;
  readonly size: number;
  /** Where the gobo stands, parts of the picture. */
  readonly at: Point;
  readonly fracture: number;
  readonly blank: number;
  readonly tear: number;
  readonly pixelate: number;
  readonly seam: number;
  readonly seamColor: Linear;
  /** How far each corner is moved right and down, parts of the picture; top left, then clockwise. */
  readonly corners: readonly [Point, Point, Point, Point];
}

export type Linear = readonly [number, number, number];
export type Point = readonly [number, number];

const GOLD: Linear = [1, 0.68, 0.19];
const STILL: Point = [0, 0];
/** Slots of the mode that has a picture; one with fewer is a colour and a text. */
const WHOLE = 35;

/**
 * Read the slots of `generic/projector`.
 *
 * @param slots 0..255 each; missing ones count as 0.
 */
export function surfaceOf(slots: Uint8Array): Surface {
  const part = (slot: number): number => (slots[slot - 1] ?? 0) / 255;
  const light = { color: [part(2), part(3), part(4)] as const, level: part(1), text: slots[4] ?? 0 };
  if (slots.length < WHOLE) return { ...light, ...HOME };
  const place = (slot: number): number => ((slots[slot - 1] ?? 0) * 256 + (slots[slot] ?? 0) - 32768) / 65535;
  const corner = (slot: number): Point => [place(slot) / 2, place(slot + 2) / 2];
  return {
    ...light,
    gobo: (slots[5] ?? 0) >> 5,
    size: part(7),
    at: [place(8), place(10)],
    fracture: slots[11] ?? 0,
    blank: part(13),
    tear: part(14),
    pixelate: part(15),
    seam: part(16),
    seamColor: [part(17), part(18), part(19)],
    corners: [corner(20), corner(24), corner(28), corner(32)],
  };
}

const HOME: Omit<Surface, "color" | "level" | "text"> = {
  gobo: 0,
  size: 0.5,
  at: STILL,
  fracture: 0,
  blank: 0,
  tear: 0,
  pixelate: 0,
  seam: 0,
  seamColor: GOLD,
  corners: [STILL, STILL, STILL, STILL],
};

/** Encode linear light for a screen, CSS. */
export function css(color: Linear, level: number): string {
  return `rgb(${color.map((part) => encode(part * level)).join(", ")})`;
}

/** Encode one linear component 0..1 as sRGB 0..255 (IEC 61966-2-1). */
export function encode(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}
