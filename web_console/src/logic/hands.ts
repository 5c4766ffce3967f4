import type { HoldView } from "../generated/protocol";

/** What one hand holds of one selection. */
export interface HeldGroup {
  readonly who: string;
  readonly selector: string;
  /** In words: `level 50%, color #ffc846`. */
  readonly words: string;
  readonly is_released: boolean;
}

/** Put together what one hand holds of one selection, in the order in which it was taken. */
export function heldGroups(holds: readonly HoldView[]): readonly HeldGroup[] {
  const groups = new Map<string, HeldGroup>();
  for (const hold of holds) {
    const key = `${hold.who}\n${hold.selector}\n${hold.is_released}`;
    const words = `${hold.attribute} ${hold.value}`;
    const before = groups.get(key);
    groups.set(key, before === undefined ? { ...hold, words } : { ...before, words: `${before.words}, ${words}` });
  }
  return [...groups.values()];
}

/** Read what is to be set, `pan 30deg, gobo Leaves`, attribute by attribute; a text runs to the end. Null where a value is missing. */
export function readSetting(words: string): Readonly<Record<string, string>> | null {
  const values: Record<string, string> = {};
  let rest = words.trim();
  while (rest !== "") {
    const [, name = "", after = ""] = /^(\S+)\s*(.*)$/su.exec(rest) ?? [];
    const end = name === "text" ? -1 : after.indexOf(",");
    const value = (end < 0 ? after : after.slice(0, end)).trim();
    if (value === "" && name !== "text") return null;
    values[name] = value;
    rest = end < 0 ? "" : after.slice(end + 1).trim();
  }
  return Object.keys(values).length === 0 ? null : values;
}
