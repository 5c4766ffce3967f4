import { type Run, lengthOf, numbersOf } from "../rig/runs";

/** The light of some cells in numbers, for people who do not see the stage view. */
export interface LightSummary {
  /** 0..1, the brightest of the mean red, green and blue as the eye takes them (sRGB). */
  readonly level: number;
  /** Mean red, green and blue, 0..255 sRGB. */
  readonly rgb: readonly [number, number, number];
}

/**
 * Sum up some dots of a frame.
 *
 * @param light 3 bytes a dot, sRGB; null = nothing emitted is known.
 */
export function summarise(light: Uint8Array | null, dots: readonly Run[]): LightSummary {
  const sums: [number, number, number] = [0, 0, 0];
  for (const dot of numbersOf(dots)) {
    sums[0] += light?.[3 * dot] ?? 0;
    sums[1] += light?.[3 * dot + 1] ?? 0;
    sums[2] += light?.[3 * dot + 2] ?? 0;
  }
  const count = Math.max(1, lengthOf(dots));
  const rgb = [Math.round(sums[0] / count), Math.round(sums[1] / count), Math.round(sums[2] / count)] as const;
  return { level: Math.max(...rgb) / 255, rgb };
}
