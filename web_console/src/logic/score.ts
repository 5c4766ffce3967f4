import type { CueOutline, EditAnswer, History, HistoryStep, Mistake, Record as LogRecord, Snapshot } from "../generated/protocol";

/** One step of the history for the eyes. `undone`: redo would make it again. */
export interface StepView {
  readonly step: HistoryStep;
  readonly place: "done" | "current" | "undone";
}

/** The history, newest first. */
export function stepViews(history: History): readonly StepView[] {
  const place = (at: number): StepView["place"] => (at === history.current ? "current" : at < history.current ? "done" : "undone");
  return history.steps.map((step, at) => ({ step, place: place(at) })).toReversed();
}

/** What undo would take back; null = nothing. */
export function undoable(history: History | null): string | null {
  return history === null || history.current < 1 ? null : (history.steps[history.current]?.what ?? null);
}

/** What redo would make again; null = nothing. */
export function redoable(history: History | null): string | null {
  return history?.steps[history.current + 1]?.what ?? null;
}

/** Who made a step, for people. */
export function author(source: string): string {
  if (source === "disk") return "on disk";
  return source.startsWith("http:") ? `from ${source.slice("http:".length)}` : source;
}

/** One mistake as a line: where, and what. */
export function mistakeLine(mistake: Mistake): string {
  return `${mistake.file.split("/").at(-1) ?? ""}:${mistake.line}:${mistake.col}: ${mistake.text}`;
}

/** All that an answer says, in one line. */
export function answerLine(answer: EditAnswer): string {
  const first = answer.mistakes.find((mistake) => mistake.severity === "error");
  return answer.ok || first === undefined ? answer.text : `${answer.text} – ${mistakeLine(first)}`;
}

/** The newest word about the show file: taken, or refused with its first mistakes. */
export function lastReload(snapshot: Snapshot | null): LogRecord | null {
  return snapshot?.log.findLast((record) => record.what === "reload") ?? null;
}

/** A word about the show file that was not there before. What was there when the page opened is no news. */
export function reloadNews(before: Snapshot | null, after: Snapshot): LogRecord | null {
  if (before === null || before.night !== after.night) return null;
  const [old, news] = [lastReload(before), lastReload(after)];
  if (news === null || (old !== null && (old.tick > news.tick || (old.tick === news.tick && old.text === news.text)))) return null;
  return news;
}

/** What an operator has typed about a cue. */
export interface CueDraft {
  readonly label: string;
  readonly notes: string;
  readonly fade: string;
}

/** A cue as it is edited; the fade as a show file has it. */
export function draftOf(cue: CueOutline): CueDraft {
  return { label: cue.label, notes: cue.notes, fade: `${Math.round(cue.fade_s * 1000) / 1000}s` };
}

/** What differs, as keys of the show file; null takes a key out. What was not touched is not sent, e.g. a split fade. */
export function changesOf(before: CueDraft, after: CueDraft): { readonly [key: string]: string | null } {
  const keys = (["label", "notes", "fade"] as const).filter((key) => after[key].trim() !== before[key].trim());
  return Object.fromEntries(keys.map((key) => [key, after[key].trim() === "" ? null : after[key].trim()]));
}
