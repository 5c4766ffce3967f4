/** How long buttons that have just moved stay off: a press under way was meant for what stood there before. */
export const SETTLE_MS = 400;

export interface Settling {
  /** Say what stands on top now; null = nothing. Only something new above something old moves buttons. */
  top(id: string | null): void;
}

/** Tell by `show` while a list whose newest stands on top has just been pushed down. */
export function createSettling(show: (isMoving: boolean) => void): Settling {
  const seen = new Set<string>();
  let before: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    top(id) {
      const isPushed = id !== null && before !== null && !seen.has(id);
      before = id;
      if (id !== null) seen.add(id);
      if (!isPushed) return;
      clearTimeout(timer);
      show(true);
      timer = setTimeout(() => show(false), SETTLE_MS);
    },
  };
}
