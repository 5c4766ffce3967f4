/** A length of time as an operator reads it: `0.4 s`, `12 s`, `1:05`, `1:02:09`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, seconds);
  if (whole < 9.95) return `${whole.toFixed(1)} s`;
  if (Math.round(whole) < 60) return `${Math.round(whole)} s`;
  return clock(Math.round(whole));
}

/** A position in the night: `0:07`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** A level 0..1 in whole percent. */
export function percent(level: number): string {
  return `${Math.round(level * 100)} %`;
}

/** An age in seconds; null = never, or nobody can tell. */
export function age(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds < 0.1 ? "now" : `${duration(seconds)} ago`;
}

/** A word of the model for people: `colour-shift` → `Colour shift`. */
export function title(word: string): string {
  const spaced = word.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
