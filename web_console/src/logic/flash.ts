/** How often a held flash is said again; the engine ends one that it has not heard of for `HOLD_S`. */
export const RENEW_MS = 1000;
/** Seconds a flash lives without being said again. */
export const HOLD_S = 3;

export interface FlashLogic {
  press(): void;
  release(): void;
  /** The connection is gone: nothing more is said, the engine lets go by itself. */
  drop(): void;
}

/**
 * Hold a flash as long as the hand does.
 *
 * @param say is told `true` when it is pressed and every second while it is held, `false` when it is let go.
 */
export function createFlash(say: (isHeld: boolean) => void): FlashLogic {
  let timer: ReturnType<typeof setInterval> | undefined;
  const drop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    press() {
      if (timer !== undefined) return;
      timer = setInterval(() => say(true), RENEW_MS);
      say(true);
    },
    release() {
      if (timer === undefined) return;
      drop();
      say(false);
    },
    drop,
  };
}
