import type { FixtureSeries } from "../generated/protocol";
import type { Run } from "./runs";

/** One fixture. `cells` counts from `first_cell`. */
export interface Fixture {
  readonly id: string;
  readonly profile: string;
  readonly node: string;
  readonly first_cell: number;
  readonly cells: number;
  readonly universe: number;
  readonly slot: number;
}

/** All fixtures of a rig, each made when somebody asks for it: a large rig has a million. */
export interface Fixtures {
  readonly count: number;
  byId(id: string): Fixture | null;
  ofCell(cell: number): Fixture | null;
  /** The cells of all fixtures that a node feeds. */
  cellsOn(node: string): readonly Run[];
  /**
   * The first fixtures that some letters mean: their id begins with them, or the name of their group has them.
   *
   * @param most how many at most.
   */
  search(letters: string, most: number): readonly Fixture[];
}

/** Know the fixtures of a rig, told in series. */
export function fixturesOf(told: readonly FixtureSeries[]): Fixtures {
  const series = told.map((each) => ({ ...each, count: each.addresses.reduce((sum, [count]) => sum + count, 0) }));
  return {
    count: series.reduce((sum, { count }) => sum + count, 0),
    byId(id) {
      for (const each of series) {
        const place = placeOf(each, id);
        if (place !== null && place < each.count) return fixtureOf(each, place);
      }
      return null;
    },
    ofCell(cell) {
      const found = series.find((each) => cell >= each.first_cell && cell < each.first_cell + each.count * each.cells);
      return found === undefined ? null : fixtureOf(found, Math.floor((cell - found.first_cell) / found.cells));
    },
    cellsOn: (node) =>
      series.filter((each) => each.node === node).map((each) => [each.first_cell, each.count * each.cells]),
    search(letters, most) {
      const found: Fixture[] = [];
      for (const each of series) {
        for (const [first, length] of meant(each, each.count, letters.trim().toLowerCase())) {
          for (let place = first; place < first + length; place += 1) {
            if (found.length >= most) return found;
            found.push(fixtureOf(each, place));
          }
        }
      }
      return found;
    },
  };
}

/** Which one of a series an id would be, from 0; null = none. */
function placeOf(series: FixtureSeries, id: string): number | null {
  if (series.number === null) return id === series.name ? 0 : null;
  const number = id.startsWith(`${series.name}-`) ? id.slice(series.name.length + 1) : "";
  return /^(0|[1-9]\d*)$/.test(number) && Number(number) >= series.number ? Number(number) - series.number : null;
}

function fixtureOf(series: FixtureSeries, place: number): Fixture {
  const { name, number, profile, node, first_cell, cells, step } = series;
  let left = place;
  for (const [count, universe, slot] of series.addresses) {
    if (left < count) {
      const id = number === null ? name : `${name}-${number + place}`;
      return { id, profile, node, first_cell: first_cell + place * cells, cells, universe, slot: slot + left * step };
    }
    left -= count;
  }
  throw new RangeError(`${name} has no fixture number ${place}`);
}

/** Places of a series that some letters mean, in order. */
function meant({ name, number }: FixtureSeries, count: number, letters: string): readonly Run[] {
  if (name.toLowerCase().includes(letters)) return [[0, count]];
  const digits = letters.startsWith(`${name.toLowerCase()}-`) ? letters.slice(name.length + 1) : "";
  if (number === null || !/^\d*$/.test(digits) || !letters.startsWith(`${name.toLowerCase()}-`)) return [];
  if (digits === "") return [[0, count]];
  if (digits.startsWith("0") && digits !== "0") return [];
  const found: Run[] = [];
  // 12 means 12, 120 to 129, 1200 to 1299 …
  for (let wide = 1; Number(digits) * wide < number + count; wide *= 10) {
    const [from, to] = [Math.max(number, Number(digits) * wide), Math.min(number + count, (Number(digits) + 1) * wide)];
    if (from < to) found.push([from - number, to - from]);
    if (digits === "0") break;
  }
  return found;
}
