/** How long a button must be held before it acts. */
export const HOLD_MS = 600;

/** A press that acts only when it lasts. */
export interface Hold {
  press(): void;
  release(): void;
}

/** Make a hold: `fire` is called once per press that lasts HOLD_MS; `show` says whether one is under way. */
export function createHold(fire: () => void, show: (isHeld: boolean) => void): Hold {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    press() {
      if (timer !== undefined) return;
      show(true);
      timer = setTimeout(() => {
        show(false);
        fire();
      }, HOLD_MS);
    },
    release() {
      clearTimeout(timer);
      timer = undefined;
      show(false);
    },
  };
}
