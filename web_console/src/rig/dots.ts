import type { Run } from "./runs";

/** The cells that are drawn, in the order of cells: of a large rig some, else all. */
export interface Dots {
  readonly count: number;
  cellOf(dot: number): number;
  /** The dots among some cells, which are told as runs. */
  among(cells: readonly Run[]): readonly Run[];
}

/**
 * Know the dots of a rig.
 *
 * @param drawn the cell of each dot, ascending; null = every cell is one.
 */
export function dotsOf(count: number, drawn: Uint32Array | null): Dots {
  if (drawn === null) return { count, cellOf: (dot) => dot, among: (cells) => cells };
  return {
    count,
    cellOf: (dot) => drawn[dot] ?? 0,
    among: (cells) =>
      cells
        .map(([first, length]): Run => {
          const begin = firstFrom(drawn, first);
          return [begin, firstFrom(drawn, first + length) - begin];
        })
        .filter(([, length]) => length > 0),
  };
}

/** The first dot whose cell is this one or a later one. */
function firstFrom(drawn: Uint32Array, cell: number): number {
  let [low, high] = [0, drawn.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((drawn[middle] ?? 0) < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}
