import { signsIn } from "../logic/signs";
import { type Linear, type Surface, css } from "./surface";

/** Above this luminance of the undimmed colour, dark letters read better than bright ones. */
const BRIGHT = 0.18;
const PAPER: Linear = [1, 0.93, 0.82];
const DARK: Linear = [0, 0, 0];
const LINE = 1.15;
const WIDEST = 0.86;
/** A step to smaller letters, and how small they get. */
const SMALLER = 0.88;
const SMALLEST = 0.3;

/**
 * Choose the ink, CSS: bright letters fade with the dimmer, dark ones are holes in the colour.
 *
 * Which of them it is hangs on the undimmed colour, so that a fade never swaps them half-way. In a gobo there is no colour to
 * stand on, so the letters are bright.
 */
export function inkOf({ color, level, gobo }: Surface): string {
  const luminance = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2];
  return gobo === 0 && luminance > BRIGHT ? css(DARK, 1) : css(PAPER, level);
}

/** Write a text into the middle of a picture: as large as it always is, or smaller if it would not fit. */
export function drawLetters(brush: CanvasRenderingContext2D, surface: Surface, text: string, font: string): void {
  const { width, height } = brush.canvas;
  const { em, lines } = fitted(text, { width, height }, (line, size) => {
    brush.font = `300 ${size}px ${font}`;
    return brush.measureText(line).width;
  });
  brush.font = `300 ${em}px ${font}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillStyle = inkOf(surface);
  lines.forEach((line, place) => brush.fillText(line, width / 2, height / 2 + (place - (lines.length - 1) / 2) * LINE * em));
}

function letterHeight(width: number, height: number): number {
  return 0.09 * Math.min(width, height) + 0.02 * width;
}

/** Choose how high letters are, in pixels, and the lines they stand in; `measure` says how wide a line is at a height. */
export function fitted(
  text: string,
  { width, height }: { readonly width: number; readonly height: number },
  measure: (line: string, em: number) => number,
): { readonly em: number; readonly lines: readonly string[] } {
  const usual = letterHeight(width, height);
  let em = usual;
  for (;;) {
    const lines = wrapped(text, width * WIDEST, (line) => measure(line, em));
    const fits = lines.length * LINE * em <= height * WIDEST && lines.every((line) => measure(line, em) <= width * WIDEST);
    if (fits) return { em, lines };
    if (em < usual * SMALLEST) return { em, lines: lines.flatMap((line) => broken(line, width * WIDEST, (part) => measure(part, em))) };
    em *= SMALLER;
  }
}

/** Break a line that is one long word after as many signs as fit. */
function broken(line: string, width: number, measure: (line: string) => number): string[] {
  if (measure(line) <= width) return [line];
  const parts: string[] = [];
  let part = "";
  for (const sign of signsIn(line)) {
    if (part !== "" && measure(part + sign) > width) {
      parts.push(part);
      part = sign;
    } else part += sign;
  }
  return [...parts, part];
}

/** Break a text into lines that fit; a word that does not fit alone has a line of its own. */
export function wrapped(text: string, width: number, measure: (line: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(/\s+/)) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && measure(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}
