/** The light of some cells in numbers, for people who do not see the stage view. */
export interface LightSummary {
  /** 0..1, the brightest of the mean red, green and blue as the eye takes them (sRGB). */
  readonly level: number;
  /** Mean red, green and blue, 0..255 sRGB. */
  readonly rgb: readonly [number, number, number];
}

/**
 * Sum up some cells of a frame.
 *
 * @param light 3 bytes a cell, sRGB; null = nothing emitted is known.
 */
export function summarise(light: Uint8Array | null, cells: readonly number[]): LightSummary {
  const sums: [number, number, number] = [0, 0, 0];
  for (const cell of cells) {
    sums[0] += light?.[3 * cell] ?? 0;
    sums[1] += light?.[3 * cell + 1] ?? 0;
    sums[2] += light?.[3 * cell + 2] ?? 0;
  }
  const count = Math.max(1, cells.length);
  const rgb = [Math.round(sums[0] / count), Math.round(sums[1] / count), Math.round(sums[2] / count)] as const;
  return { level: Math.max(...rgb) / 255, rgb };
}
