"""The beat of the show: a pure function of a tick. Changing the tempo bends the beat, it never makes it jump."""

from dataclasses import dataclass
from typing import Final

SLOWEST_BPM: Final = 30.0
FASTEST_BPM: Final = 300.0
USUAL_BPM: Final = 120.0
LONGEST_GAP_S: Final = 2.1
"""A tap that comes later than this after the last one begins anew; a little more than a beat at the slowest tempo."""
MOST_TAPS: Final = 8


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast the beats come, and which one it was when that was last said.

    Attributes:
        bpm: beats a minute, 30..300.
        anchor_tick: since when.
        anchor_beats: beats since the start of the night, at the anchor.
        pull: beats, -0.5..0.5, by which the phase is drawn onto a beat that somebody gave; spread over one beat.
        taps: ticks of the newest taps, oldest first, at most ``MOST_TAPS``.
    """

    bpm: float = USUAL_BPM
    anchor_tick: int = 0
    anchor_beats: float = 0.0
    pull: float = 0.0
    taps: tuple[int, ...] = ()

    def beats(self, tick: int, fps: int) -> float:
        """Beats since the start of the night; the whole part counts them, the rest is the phase."""
        passed = (tick - self.anchor_tick) * self.bpm / (60.0 * fps)
        return self.anchor_beats + passed + self.pull * min(1.0, max(0.0, passed))

    def tick_of(self, beat: float, fps: int) -> int:
        """Find the first tick at which so many beats have passed, as the tempo is now."""
        ticks_a_beat = 60.0 * fps / self.bpm
        tick = self.anchor_tick + int((beat - self.anchor_beats - 0.5) * ticks_a_beat) - 1
        while self.beats(tick, fps) < beat:
            tick += 1
        return tick

    def changed(self, bpm: float, tick: int, fps: int, *, on_beat: bool) -> "Tempo":
        """Take another tempo at a tick; the beat goes on from where it is.

        Args:
            bpm: the new tempo, 30..300.
            tick: now.
            fps: ticks a second.
            on_beat: True = a beat falls now; the phase is drawn onto it within the next beat.
        """
        now = self.beats(tick, fps)
        rest = now - int(now)
        pull = 0.0 if not on_beat else -rest if rest < 0.5 else 1.0 - rest
        return Tempo(bpm, tick, now, pull, self.taps)

    def tapped(self, tick: int, fps: int) -> "Tempo":
        """Take a tap: the second and later ones say how fast, each says where the beat is."""
        is_going_on = bool(self.taps) and 0 < tick - self.taps[-1] <= LONGEST_GAP_S * fps
        taps = (*self.taps, tick)[-MOST_TAPS:] if is_going_on else (tick,)
        bpm = self.bpm
        if len(taps) > 1:
            heard = 60.0 * fps * (len(taps) - 1) / (taps[-1] - taps[0])
            bpm = min(FASTEST_BPM, max(SLOWEST_BPM, round(heard, 2)))
        after = self.changed(bpm, tick, fps, on_beat=True)
        return Tempo(after.bpm, after.anchor_tick, after.anchor_beats, after.pull, taps)
