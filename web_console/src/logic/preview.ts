import type { Preview } from "../generated/protocol";
import { percent } from "./words";

/** What an operator reads before a fault is fired. */
export interface Foresight {
  readonly flashes: string;
  readonly margin: string;
  /** 0..1 of what the limit allows. */
  readonly used: number;
  readonly is_tight: boolean;
}

const HALF = "½";

/** Whole fixtures as people read them: `tile 17–18, 20 and screen`, and how many are not named. */
export function reachWords(preview: Preview): string {
  const more = preview.fixture_count - preview.fixtures.length;
  const named = runs(preview.fixtures).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

export function fixtureCount(count: number): string {
  if (count === 0) return "no fixture directly";
  return count === 1 ? "1 fixture" : `${count} fixtures`;
}

/** The most light that is lost at any moment that was looked at. */
export function dropWords(preview: Preview): string {
  if (preview.worst_drop < 0.005) return "they lose none of it";
  return `they lose up to ${percent(preview.worst_drop)} of it`;
}

/** How near the limit of flashes it comes. Two transitions are a flash; a half is one change that has no answer yet. */
export function foresight(preview: Preview): Foresight {
  const { transitions, allowed } = preview;
  return {
    flashes: `${half(transitions)} of ${half(allowed)} flashes in a second`,
    margin: `margin ${half(Math.max(0, allowed - transitions))}`,
    used: allowed > 0 ? transitions / allowed : 1,
    is_tight: transitions >= allowed || preview.held_zones.length > 0,
  };
}

/** Which recovery would answer, and how it begins. */
export function answerWords(preview: Preview, label: string | null): string {
  if (preview.recovery === "") return "no recovery answers; it ends by itself or by HALT";
  const joins = preview.joins === "" ? "" : `; part of incident ${preview.joins}`;
  return `${label ?? preview.recovery}, ${beginning(preview)}${joins}`;
}

/** How the recovery begins: known trouble needs no word, and where too many run already it waits. */
function beginning(preview: Preview): string {
  if (preview.starts === "detected") return "waits for you";
  if (preview.starts === "proposed") return preview.mode === "auto" ? "waits for its turn" : "asks first";
  return preview.joins === "" ? "starts by itself" : "runs already";
}

/** Half a number of transitions, as flashes: `2½`. */
function half(transitions: number): string {
  const whole = Math.floor(transitions / 2);
  if (transitions % 2 === 0) return String(whole);
  return whole === 0 ? HALF : `${whole}${HALF}`;
}

/** Put neighbours together: `tile-17`, `tile-18` → `tile 17–18`. */
function runs(names: readonly string[]): readonly string[] {
  const found: { readonly stem: string; first: number | null; last: number | null }[] = [];
  for (const name of names) {
    const match = /^(.*)-(\d+)$/.exec(name);
    const stem = match?.[1] ?? name;
    const number = match === null ? null : Number(match[2]);
    const before = found.at(-1);
    if (before !== undefined && number !== null && before.stem === stem && before.last === number - 1) before.last = number;
    else found.push({ stem, first: number, last: number });
  }
  return found.map(({ stem, first, last }, index) => {
    const isSame = index > 0 && found[index - 1]?.stem === stem && first !== null;
    const count = first === null ? "" : first === last ? `${first}` : `${first}–${last}`;
    return isSame ? count : `${stem} ${count}`.trim();
  });
}
