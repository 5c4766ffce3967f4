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
