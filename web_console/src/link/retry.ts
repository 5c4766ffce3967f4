/** First wait before a reconnect, in milliseconds. */
export const FIRST_MS = 250;
/** Longest wait. */
export const LONGEST_MS = 5000;

/**
 * How long to wait before the next try to connect.
 *
 * The wait doubles from 250 ms to 5 s; up to a fifth is taken off by chance, so that many consoles do not come back as one.
 *
 * @param failures tries that failed in a row, from 0.
 * @param chance 0..1, from Math.random.
 * @returns milliseconds, 200..5000.
 */
export function retryDelay(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return full * (1 - 0.2 * chance);
}
