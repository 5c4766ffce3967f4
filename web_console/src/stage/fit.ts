import type { Bounds, StageLayout } from "./layout";

/** How metres become pixels of the canvas: `pixel = (metre - centre) * scale` from the middle, y upwards. */
export interface Fit {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fit the whole rig into a canvas, with a margin of a twentieth. */
export function fitTo(bounds: Bounds, width: number, height: number): Fit {
  const wide = Math.max(bounds.right - bounds.left, 1e-6);
  const high = Math.max(bounds.top - bounds.bottom, 1e-6);
  const scale = Math.min(width / wide, height / high) * 0.95;
  return { scale, x: (bounds.left + bounds.right) / 2, y: (bounds.bottom + bounds.top) / 2, width, height };
}

/**
 * Find the cell under a place on the canvas.
 *
 * @param x,y pixels from the top left corner, in the same unit as the fit.
 * @returns the nearest cell whose dot (at least 12 pixels wide) is under the place, or null.
 */
export function cellAt(layout: StageLayout, fit: Fit, x: number, y: number): number | null {
  let found: number | null = null;
  let nearest = Infinity;
  for (let cell = 0; cell < layout.count; cell += 1) {
    const over = ((layout.points[2 * cell] ?? 0) - fit.x) * fit.scale + fit.width / 2 - x;
    const down = fit.height / 2 - ((layout.points[2 * cell + 1] ?? 0) - fit.y) * fit.scale - y;
    const far = Math.hypot(over, down);
    const reach = Math.max(12, ((layout.spacing[cell] ?? 0) * fit.scale) / 1.8);
    if (far < nearest && far <= reach) [found, nearest] = [cell, far];
  }
  return found;
}

/** Where a cell stands on the canvas, pixels from the top left corner. */
export function placeOf(layout: StageLayout, fit: Fit, cell: number): readonly [number, number] {
  return [
    ((layout.points[2 * cell] ?? 0) - fit.x) * fit.scale + fit.width / 2,
    fit.height / 2 - ((layout.points[2 * cell + 1] ?? 0) - fit.y) * fit.scale,
  ];
}
