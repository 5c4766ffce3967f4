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
  const buckets = bucketsOf(points, count);
  const rings = count > FEW ? FAR : Math.max(buckets.columns, buckets.rows);
  for (let cell = 0; cell < count; cell += 1) {
    for (let ring = 1; ring <= rings && (found[cell] ?? 0) > (ring - 1) * buckets.size; ring += 1) {
      found[cell] = Math.min(found[cell] ?? 0, nearestInRing(points, buckets, cell, ring));
    }
  }
  return found;
}

/** Points by the square of the plane that they lie in: the first of each square, and after each point the next one. */
interface Buckets {
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  readonly column: Int32Array;
  readonly row: Int32Array;
  readonly first: Int32Array;
  readonly next: Int32Array;
}

function bucketsOf(points: Float32Array, count: number): Buckets {
  const box = boundsOf(points, new Float32Array(count), count);
  const [wide, high] = [Math.max(box.right - box.left, 1e-6), Math.max(box.top - box.bottom, 1e-6)];
  const size = Math.max(Math.sqrt((wide * high) / Math.max(1, count)), Math.max(wide, high) / Math.max(1, count));
  const [columns, rows] = [Math.floor(wide / size) + 1, Math.floor(high / size) + 1];
  const [column, row, next] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const first = new Int32Array(columns * rows).fill(-1);
  for (let cell = 0; cell < count; cell += 1) {
    const over = Math.min(columns - 1, Math.floor(((points[2 * cell] ?? 0) - box.left) / size));
    const up = Math.min(rows - 1, Math.floor(((points[2 * cell + 1] ?? 0) - box.bottom) / size));
    [column[cell], row[cell]] = [over, up];
    next[cell] = first[up * columns + over] ?? -1;
    first[up * columns + over] = cell;
  }
  return { size, columns, rows, column, row, first, next };
}

/** How near the nearest point of a square ring of buckets is; ring 1 is the bucket itself and its eight neighbours. */
function nearestInRing(points: Float32Array, buckets: Buckets, cell: number, ring: number): number {
  const { columns, rows, first, next } = buckets;
  const [x, y, column, row] = [points[2 * cell] ?? 0, points[2 * cell + 1] ?? 0, buckets.column[cell] ?? 0, buckets.row[cell] ?? 0];
  let nearest = Infinity;
  for (let up = Math.max(0, row - ring); up <= Math.min(rows - 1, row + ring); up += 1) {
    const isEdge = ring === 1 || Math.abs(up - row) === ring;
    for (let over = column - ring; over <= column + ring; over += isEdge ? 1 : 2 * ring) {
      if (over < 0 || over >= columns) continue;
      for (let other = first[up * columns + over] ?? -1; other >= 0; other = next[other] ?? -1) {
        const far = Math.hypot(x - (points[2 * other] ?? 0), y - (points[2 * other + 1] ?? 0));
        if (far > 1e-6 && far < nearest) nearest = far;
      }
    }
  }
  return nearest;
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
