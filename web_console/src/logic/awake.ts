/**
 * Keep the screen from sleeping while the page is seen; only secure pages may.
 *
 * @returns lets it sleep again.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = (): void => {
    if (document.hidden || !("wakeLock" in navigator)) return;
    navigator.wakeLock.request("screen").then(
      (given) => {
        if (isOver) void given.release();
        else lock = given;
      },
      () => undefined, // refused, e.g. on low battery: the screen may sleep then
    );
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
