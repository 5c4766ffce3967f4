import type { TempoView } from "../generated/protocol";

/** No lamp on this page may flash faster. */
export const MOST_FLASHES_PER_S = 3;
const LIT_PART = 0.3;
export const SLOWEST_BPM = 30;
export const FASTEST_BPM = 300;

/** Every how many beats the lamp lights, so that it never flashes too fast. */
export function beatsPerFlash(bpm: number): number {
  return Math.max(1, Math.ceil(bpm / (60 * MOST_FLASHES_PER_S)));
}

/**
 * Whether the beat lamp is lit.
 *
 * @param passed_s seconds since the tempo was told, by the engine's ticks and not by a clock of ours.
 */
export function isBeatLit(tempo: TempoView, passed_s: number): boolean {
  const every = beatsPerFlash(tempo.bpm);
  const beats = tempo.beats + (passed_s * tempo.bpm) / 60;
  return beats / every - Math.floor(beats / every) < LIT_PART / every;
}

/** Read a tempo that somebody typed; null = it is none. */
export function readBpm(text: string): number | null {
  const bpm = Number.parseFloat(text.replace(",", "."));
  return Number.isFinite(bpm) && bpm >= SLOWEST_BPM && bpm <= FASTEST_BPM ? bpm : null;
}

/** A tempo as musicians write it. */
export function bpmWords(bpm: number): string {
  return String(Math.round(bpm * 10) / 10);
}
