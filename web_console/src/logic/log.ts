import type { Record as LogRecord } from "../generated/protocol";

/** What the log shows: everything, what was not done, or what broke and was mended. */
export type LogFilter = "all" | "refused" | "trouble";

export const LOG_FILTERS: readonly { readonly key: LogFilter; readonly label: string }[] = [
  { key: "all", label: "Everything" },
  { key: "refused", label: "Refused" },
  { key: "trouble", label: "Trouble" },
];

const REFUSALS: readonly string[] = ["refused", "bad-input"];
const TROUBLE: readonly string[] = [
  "inject",
  "clear",
  "halt",
  "panic",
  "recover",
  "approve",
  "dismiss",
  "mend",
  "incident",
  "node-silent",
  "node-returned",
  "trouble-found",
  "trouble-over",
  "flag",
  "unflag",
  "sensor",
  "timecode",
  "guard-acted",
  "resumed",
  "engine-error",
  "stage-error",
];

/** Whether a record passes a filter. */
export function passes(record: LogRecord, filter: LogFilter): boolean {
  if (filter === "all") return true;
  return (filter === "refused" ? REFUSALS : TROUBLE).includes(record.what);
}

/** What a record is at a glance: shape and tone, never colour alone. */
export function recordMark(record: LogRecord): { readonly mark: string; readonly tone: "plain" | "undone" | "broken" } {
  if (passes(record, "refused")) return { mark: "✕", tone: "undone" };
  if (passes(record, "trouble")) return { mark: "▲", tone: "broken" };
  return { mark: "·", tone: "plain" };
}

/** Records that pass, newest first. */
export function newestFirst(records: readonly LogRecord[], filter: LogFilter): readonly LogRecord[] {
  return records.filter((record) => passes(record, filter)).toReversed();
}
