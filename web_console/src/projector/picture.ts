/** What one frame looks like on the wall. */
export interface Picture {
  /** Colour layer, CSS. */
  readonly background: string;
  /** Text layer; empty = none. */
  readonly text: string;
  readonly ink: string;
}

type Linear = readonly [number, number, number];

/** Above this luminance of the undimmed colour, dark letters read better than bright ones. */
const BRIGHT = 0.18;
const PAPER: Linear = [1, 0.93, 0.82];

/**
 * Turn the slots of a projector (Dimmer, Red, Green, Blue, Text) into a picture.
 *
 * Slots are linear light; the wall gets sRGB. Bright letters fade with the dimmer; dark letters are holes in the colour. Which of
 * them it is hangs on the undimmed colour, so that a fade never swaps them half-way.
 *
 * @param slots 0..255 each; missing ones count as 0.
 * @param texts text number `n` shows `texts[n - 1]`.
 */
export function pictureOf(slots: Uint8Array, texts: readonly string[]): Picture {
  const [dimmer = 0, red = 0, green = 0, blue = 0, text = 0] = slots;
  const level = dimmer / 255;
  const color: Linear = [red / 255, green / 255, blue / 255];
  const isBright = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2] > BRIGHT;
  return {
    background: css(color, level),
    text: texts[text - 1] ?? "",
    ink: isBright ? css([0, 0, 0], 1) : css(PAPER, level),
  };
}

/** Encode one linear component 0..1 as sRGB 0..255 (IEC 61966-2-1). */
export function encode(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}

function css(color: Linear, level: number): string {
  return `rgb(${color.map((part) => encode(part * level)).join(", ")})`;
}
