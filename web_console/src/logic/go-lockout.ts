/** Flashes of a refused GO never come closer than this; three a second would be the limit. */
export const FLASH_GAP_MS = 500;

/** The lock-out as the GO button shows it. */
export interface Lockout {
  /** Counts lock-outs, so that the ring starts anew for each. */
  readonly number: number;
  /** Length of the ring that runs now, seconds; 0 = none has run yet. */
  readonly length_s: number;
  readonly remaining_s: number;
}

export const NO_LOCKOUT: Lockout = { number: 0, length_s: 0, remaining_s: 0 };

/**
 * Take in what the engine says of the lock-out.
 *
 * The remaining time only falls while one lock-out runs; where it rises, another GO was taken and a new ring starts.
 */
export function nextLockout(before: Lockout, remaining_s: number): Lockout {
  if (remaining_s === before.remaining_s) return before;
  if (remaining_s <= before.remaining_s) return { ...before, remaining_s };
  return { number: before.number + 1, length_s: remaining_s, remaining_s };
}

/** Tell whether a refused GO may flash now, milliseconds on any one clock. */
export function mayFlash(now_ms: number, last_ms: number | null): boolean {
  return last_ms === null || now_ms - last_ms >= FLASH_GAP_MS;
}
