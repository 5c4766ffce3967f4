/** How long buttons that have just moved stay off: a press under way was meant for what stood there before. */
export const SETTLE_MS = 400;

export interface Settling {
  /** Say what stands in the list now, from its top. Only something new above something old moves buttons. */
  order(ids: readonly string[]): void;
}

/** Tell by `show` while a part of a list has just been pushed down. */
export function createSettling(show: (isMoving: boolean) => void): Settling {
  const seen = new Set<string>();
  let before: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    order(ids) {
      const pushed = ids.findIndex((id) => !seen.has(id));
      const isPushed = pushed >= 0 && before.length > pushed;
      before = ids;
      for (const id of ids) seen.add(id);
      if (!isPushed) return;
      clearTimeout(timer);
      show(true);
      timer = setTimeout(() => show(false), SETTLE_MS);
    },
  };
}
