import type { GuardView, LooseningOutline } from "../generated/protocol";
import { percent } from "./words";

/** What weaker rules would allow: `4 flashes a second instead of 3, for any length of time`. */
export function looseningWords(loosening: LooseningOutline): string {
  const runs = loosening.long_runs ? ", for any length of time" : "";
  return `${loosening.flashes} flashes a second instead of ${loosening.strict_flashes}${runs}`;
}

/** What the guard did tonight, in sentences. */
export function guardWords(guard: GuardView): readonly string[] {
  const acted =
    guard.acted === 0
      ? `It let all ${guard.frames} frames pass.`
      : `It held light back in ${guard.acted} of ${guard.frames} frames, by ${percent(guard.most_held)} at most.`;
  const near = `At most ${guard.transitions} of ${guard.allowed} changes in one second.`;
  const odd = guard.odd_values === 0 ? [] : [`${guard.odd_values} values were no numbers; none was sent.`];
  return [acted, near, ...odd];
}

/** Whether a name that was typed is that of whoever answers for it. */
export function isResponsible(typed: string, loosening: LooseningOutline): boolean {
  return typed.trim().toLowerCase() === loosening.responsible.toLowerCase();
}
