/** Where cells stand on the picture: right and up, in metres, and how far each is from its nearest neighbour. */
export interface StageLayout {
  readonly count: number;
  /** x, y of each cell, y upwards. */
  readonly points: Float32Array;
  /** Metres to the nearest other cell, kept within reason. */
  readonly spacing: Float32Array;
  readonly bounds: Bounds;
}

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** How much of a step towards the visitors shows as a step down, so that what stands behind is not hidden. */
const OBLIQUE = 0.35;
/** Of more cells than this, one whose neighbour is more than `FAR` buckets away counts as lonely: nobody searches on. */
const FEW = 2000;
const FAR = 8;
/** A lonely cell is drawn at most this many times the usual spacing. */
const LONELY = 2.5;

/**
 * Lay out cells as a visitor sees them: x to the right, y up, z towards the visitor. A rig that lies flat is seen from above.
 *
 * @param positions metres, x, y, z of each cell, one after another.
 */
export function layOut(positions: Float32Array): StageLayout {
  const count = positions.length / 3;
  const isFlat = extent(positions, 1) < 0.05 * extent(positions, 2);
  const points = new Float32Array(count * 2);
  for (let cell = 0; cell < count; cell += 1) {
    points[2 * cell] = positions[3 * cell] ?? 0;
    points[2 * cell + 1] = (positions[3 * cell + 1] ?? 0) - (positions[3 * cell + 2] ?? 0) * (isFlat ? 1 : OBLIQUE);
  }
  const spacing = limited(nearestNeighbour(points, count));
  return { count, points, spacing, bounds: boundsOf(points, spacing, count) };
}

/** Metres to the nearest other point; points in the same place do not count. Searched in buckets of about one point. */
export function nearestNeighbour(points: Float32Array, count: number): Float32Array {
  const found = new Float32Array(count).fill(Infinity);
  const box = boundsOf(points, new Float32Array(count), count);
  const [wide, high] = [Math.max(box.right - box.left, 1e-6), Math.max(box.top - box.bottom, 1e-6)];
  const size = Math.max(Math.sqrt((wide * high) / Math.max(1, count)), Math.max(wide, high) / Math.max(1, count));
  const columns = Math.ceil(wide / size);
  const rings = count > FEW ? FAR : Math.max(columns, Math.ceil(high / size)) + 1;
  const buckets = new Map<number, number[]>();
  const place = (cell: number): [number, number] => [
    Math.floor(((points[2 * cell] ?? 0) - box.left) / size),
    Math.floor(((points[2 * cell + 1] ?? 0) - box.bottom) / size),
  ];
  const key = (column: number, row: number): number => row * (columns + 2) + column;
  for (let cell = 0; cell < count; cell += 1) {
    const at = key(...place(cell));
    const bucket = buckets.get(at);
    if (bucket === undefined) buckets.set(at, [cell]);
    else bucket.push(cell);
  }
  for (let cell = 0; cell < count; cell += 1) {
    const [column, row] = place(cell);
    for (let ring = 1; ring <= rings && (found[cell] ?? 0) > (ring - 1) * size; ring += 1) {
      for (const other of around(buckets, key, { column, row, ring, columns })) {
        const far = Math.hypot(
          (points[2 * cell] ?? 0) - (points[2 * other] ?? 0),
          (points[2 * cell + 1] ?? 0) - (points[2 * other + 1] ?? 0),
        );
        if (far > 1e-6 && far < (found[cell] ?? 0)) found[cell] = far;
      }
    }
  }
  return found;
}

interface Ring {
  readonly column: number;
  readonly row: number;
  readonly ring: number;
  readonly columns: number;
}

/** The points in the square ring of buckets; ring 1 is the bucket itself and its eight neighbours. */
function* around(
  buckets: ReadonlyMap<number, readonly number[]>,
  key: (column: number, row: number) => number,
  { column, row, ring, columns }: Ring,
): Iterable<number> {
  for (let down = row - ring; down <= row + ring; down += 1) {
    for (let over = column - ring; over <= column + ring; over += 1) {
      const isEdge = Math.max(Math.abs(down - row), Math.abs(over - column)) === ring;
      if (down < 0 || over < 0 || over > columns + 1 || (ring > 1 && !isEdge)) continue;
      yield* buckets.get(key(over, down)) ?? [];
    }
  }
}

/** Keep lonely cells from filling the picture. */
function limited(spacing: Float32Array): Float32Array {
  const known = spacing.filter(Number.isFinite).sort();
  const usual = known[Math.floor(known.length / 2)] ?? 1;
  return spacing.map((far) => Math.min(far, usual * LONELY));
}

function boundsOf(points: Float32Array, spacing: Float32Array, count: number): Bounds {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let cell = 0; cell < count; cell += 1) {
    const [x, y, room] = [points[2 * cell] ?? 0, points[2 * cell + 1] ?? 0, (spacing[cell] ?? 0) / 2];
    [left, right] = [Math.min(left, x - room), Math.max(right, x + room)];
    [bottom, top] = [Math.min(bottom, y - room), Math.max(top, y + room)];
  }
  return count === 0 ? { left: -1, right: 1, bottom: -1, top: 1 } : { left, right, bottom, top };
}

function extent(positions: Float32Array, axis: 0 | 1 | 2): number {
  let [least, most] = [Infinity, -Infinity];
  for (let at: number = axis; at < positions.length; at += 3) {
    least = Math.min(least, positions[at] ?? 0);
    most = Math.max(most, positions[at] ?? 0);
  }
  return most - least;
}
