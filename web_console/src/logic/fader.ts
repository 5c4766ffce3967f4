/** How long after the hand has left the fader the engine's echo is still ignored. */
export const ECHO_MS = 300;

/** One fader: the hand wins over the echo, and at most one value is on its way. */
export interface Fader {
  /** The level to show, 0..1. */
  readonly shown: number;
  readonly is_held: boolean;
}

export interface FaderLogic {
  /** The engine says where the level stands. */
  echo(level: number): void;
  /** The hand takes hold. */
  grab(): void;
  /** The hand moves: the newest level is sent as soon as the one before is answered. */
  move(level: number): void;
  release(): void;
  /** The connection is gone: half-finished touches are let go. */
  drop(): void;
}

/**
 * Decide what a fader shows and what it sends.
 *
 * @param send hands one level to the engine; resolves when it is answered.
 * @param show is told whenever the picture changes.
 */
export function createFader(send: (level: number) => Promise<unknown>, show: (fader: Fader) => void): FaderLogic {
  let shown = 0;
  let known = 0;
  let isHeld = false;
  let isSending = false;
  let wanted: number | null = null;
  let settle: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => show({ shown, is_held: isHeld });
  const follow = (): void => {
    settle = undefined;
    shown = known;
    tell();
  };
  const rest = (): void => {
    settle = undefined;
    if (!isHeld && !isSending) follow();
  };
  const restSoon = (): void => {
    clearTimeout(settle);
    settle = setTimeout(rest, ECHO_MS);
  };

  async function pump(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (wanted !== null) {
      const level = wanted;
      wanted = null;
      await send(level);
    }
    isSending = false;
    if (!isHeld && settle === undefined) restSoon(); // the echo may have come before the answer
  }

  return {
    echo(level) {
      known = level;
      if (!isHeld && settle === undefined && !isSending) follow();
    },
    grab() {
      clearTimeout(settle);
      isHeld = true;
      tell();
    },
    move(level) {
      shown = Math.min(1, Math.max(0, level));
      wanted = shown;
      if (!isHeld) restSoon();
      tell();
      void pump();
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      restSoon();
      tell();
    },
    drop() {
      clearTimeout(settle);
      isHeld = false;
      wanted = null;
      follow();
    },
  };
}
