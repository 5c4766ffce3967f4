/** A point of the map: right and down, 0..1000. */
export type Point = readonly [number, number];

/** So small a part of the larger side of a map is a line: nobody looks for the upper end of it. */
const FLAT = 0.15;

/** Say where a point is on its map, as one would tell somebody who looks for it; empty if it is the only one. */
export function placeWords(points: readonly Point[], place: number): string {
  const own = points[place];
  if (own === undefined || points.length < 2) return "";
  const [width, height] = size(points);
  const most = Math.max(width, height, 1);
  const down = height < FLAT * most ? "" : third(own[1] / height, "at the top", "at the bottom");
  const across = width < FLAT * most ? "" : third(own[0] / width, "on the left", "on the right");
  return [down, across].filter((word) => word !== "").join(", ") || "in the middle";
}

/** Give how large the dots of a map are drawn, so that neighbours do not touch. */
export function dotSize(points: readonly Point[]): number {
  const [width, height] = size(points);
  const apart = Math.max(Math.sqrt((width * height) / points.length), Math.max(width, height) / points.length);
  return Math.min(60, Math.max(4, 0.34 * apart));
}

/** Draw dots as one path of an SVG. */
export function dotsPath(points: readonly Point[], radius: number): string {
  const [r, across] = [radius.toFixed(1), (2 * radius).toFixed(1)];
  return points.map(([x, y]) => `M${(x - radius).toFixed(1)} ${y}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 -${across} 0`).join("");
}

/** Give width and height of a map. */
export function size(points: readonly Point[]): Point {
  return [Math.max(0, ...points.map(([x]) => x)), Math.max(0, ...points.map(([, y]) => y))];
}

function third(part: number, low: string, high: string): string {
  if (part < 1 / 3) return low;
  return part > 2 / 3 ? high : "";
}
