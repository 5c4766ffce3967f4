/** Where a picture breaks: bands, drawn by chance from one number. The same in every program that shows it. */
export interface Fracture {
  /** Heights of the points of each line between two bands, 0 top .. 1 bottom, from left to right. */
  readonly lines: readonly (readonly number[])[];
  /** How far each band slips right in a whole tear, parts of the width. */
  readonly slips: readonly number[];
  /** For each band, how much of the picture is gone when it begins to go blank, and when it is all gone. */
  readonly gone: readonly (readonly [number, number])[];
}

const POINTS = [0, 1, 2, 3, 4];

/** Draw how a picture breaks, by a number 0..255. */
export function fractureOf(number: number): Fracture {
  const swing = (which: number): number => 2 * chance(number, which) - 1;
  const count = 5 + Math.floor(4 * chance(number, 0));
  const bands = Array.from({ length: count }, (_, band) => band);
  const lines = bands
    .slice(1)
    .map((k) => POINTS.map((j) => (k + 0.3 * swing(16 * k) + 0.15 * swing(16 * k + 1 + j)) / count));
  const slips = bands.map((band) => ((band % 2 === 0 ? 1 : -1) * (0.4 + 0.6 * chance(number, 200 + band))) / 4);
  const order = bands.toSorted((one, other) => chance(number, 300 + one) - chance(number, 300 + other) || one - other);
  const heights = [0, ...lines.map(meanOf), 1];
  const gone: (readonly [number, number])[] = [];
  let before = 0;
  for (const band of order) {
    const after = before + (heights[band + 1] ?? 1) - (heights[band] ?? 0);
    gone[band] = [before, after];
    before = after;
  }
  return { lines, slips, gone };
}

/** The mean height of a line through points at equal distances. */
function meanOf(line: readonly number[]): number {
  const ends = (line[0] ?? 0) + (line.at(-1) ?? 0);
  return (line.reduce((sum, y) => sum + y, 0) - ends / 2) / (line.length - 1);
}

function chance(number: number, which: number): number {
  let x = (Math.imul(number, 0x9e3779b1) + Math.imul(which, 0x85ebca6b) + 0x27d4eb2f) >>> 0;
  x ^= x >>> 15;
  x = Math.imul(x, 0x2c1b3c6d) >>> 0;
  x ^= x >>> 12;
  x = Math.imul(x, 0x297a2d39) >>> 0;
  x = (x ^ (x >>> 15)) >>> 0;
  return (x >>> 16) / 65536;
}
