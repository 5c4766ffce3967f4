import type { Point } from "./surface";

/**
 * Give the CSS transform that moves the corners of a picture and keeps straight lines straight; empty if none is moved.
 *
 * @param corners how far each is moved, parts of the picture; top left, then clockwise.
 */
export function perspective(corners: readonly [Point, Point, Point, Point], width: number, height: number): string {
  if (corners.every(([x, y]) => x === 0 && y === 0)) return "";
  const [p0, p1, p2, p3] = [
    at(corners[0], 0, 0),
    at(corners[1], 1, 0),
    at(corners[2], 1, 1),
    at(corners[3], 0, 1),
  ].map(([x, y]) => [x * width, y * height] as const) as [Point, Point, Point, Point];
  // the unit square to four points (Heckbert 1989), then from pixels to the unit square
  const [dx1, dx2, sx] = [p1[0] - p2[0], p3[0] - p2[0], p0[0] - p1[0] + p2[0] - p3[0]];
  const [dy1, dy2, sy] = [p1[1] - p2[1], p3[1] - p2[1], p0[1] - p1[1] + p2[1] - p3[1]];
  const turn = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / turn;
  const h = (dx1 * sy - sx * dy1) / turn;
  const [a, b, c] = [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]];
  const [d, e, f] = [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]];
  const [w, v] = [1 / width, 1 / height];
  const columns = [a * w, d * w, 0, g * w, b * v, e * v, 0, h * v, 0, 0, 1, 0, c, f, 0, 1];
  return `matrix3d(${columns.map((each) => Number(each.toFixed(12))).join(", ")})`;
}

function at([x, y]: Point, right: number, down: number): Point {
  return [right + x, down + y];
}
