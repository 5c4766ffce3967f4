/** Numbers in a row: the first, and how many. */
export type Run = readonly [number, number];

/** Go through every number of some runs. */
export function* numbersOf(runs: readonly Run[]): Iterable<number> {
  for (const [first, length] of runs) for (let number = first; number < first + length; number += 1) yield number;
}

/** How many numbers some runs have. */
export function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, [, length]) => sum + length, 0);
}
