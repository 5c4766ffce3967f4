import type { VisitorView } from "../generated/protocol";
import type { BoardLink } from "./board-link";
import type { Point } from "./place";

/** What this visitor paints. */
export interface Studio {
  /** Where all cells are; null = that is not known yet. */
  readonly points: readonly Point[] | null;
  /** The colour that is on its way, empty = a cell is asked for; null = nothing is. */
  readonly laying: string | null;
  /** Why the last thing was not done; empty = it was. */
  readonly complaint: string;
  /** Hear what the house says, at a time in milliseconds; ask for a cell and the map where there are none yet. */
  take(view: VisitorView, now: number): void;
  /** Lay a colour on one's own cell. */
  lay(color: string): void;
}

/** So long a page that was given no cell waits until it asks again, milliseconds. */
const PATIENCE = 10_000;

export function createStudio(link: () => BoardLink | null): Studio {
  let points = $state.raw<readonly Point[] | null>(null);
  let laying = $state<string | null>(null);
  let complaint = $state("");
  let heard = $state.raw<VisitorView | null>(null);
  let charted = "";
  let patientUntil = -Infinity;
  /** Whether all lights were taken when a cell was asked for last; null = none was. */
  let askedFull: boolean | null = null;

  async function chart(paint: string): Promise<void> {
    charted = paint;
    const found = (await link()?.chart()) ?? null;
    if (charted !== paint) return;
    if (found === null || found.paint !== paint) charted = "";
    else points = found.points as readonly Point[];
  }

  async function send(paint: string, color: string): Promise<string> {
    [laying, complaint] = [color, ""];
    complaint = (await link()?.paint(paint, color)) ?? "";
    laying = null;
    return complaint;
  }

  return {
    get points() {
      return points;
    },
    get laying() {
      return laying;
    },
    get complaint() {
      return complaint;
    },
    take(view, now) {
      const { paint, own } = view;
      if (paint?.id !== heard?.paint?.id) {
        [points, charted, complaint, patientUntil, askedFull] = [null, "", "", -Infinity, null];
      }
      heard = view;
      if (paint === null) return;
      if (charted === "") void chart(paint.id);
      if (own !== null) askedFull = null;
      // A house that began anew may have forgotten whose light is whose: one question reminds it, though all are taken.
      if (own !== null || (paint.is_full && askedFull !== null) || laying !== null) return;
      if (now < patientUntil && askedFull === paint.is_full) return; // else a light is free since
      [patientUntil, askedFull] = [now + PATIENCE, paint.is_full];
      void send(paint.id, "");
    },
    lay(color) {
      if (heard === null || heard.paint === null || heard.own === null || laying !== null) return;
      void send(heard.paint.id, color);
    },
  };
}
