"""Station 0, MIDI: the clock of a drum machine or a DAW → the tempo of the show. Pure: the time is an argument.

Spec: MIDI 1.0 detailed specification 4.2.1, p. 30: 24 clocks to the quarter note; start, continue, stop. The tempo is
the mean of the last four beats; one intent a beat at most. The first device that ticks leads until it falls silent.
"""

from collections import deque
from typing import Final

from controller.model.intent import SetTempo
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM

CLOCK: Final = 0xF8
START: Final = 0xFA
CONTINUE: Final = 0xFB
STOP: Final = 0xFC
REAL_TIME: Final = frozenset({CLOCK, START, CONTINUE, STOP})
CLOCKS_A_BEAT: Final = 24
LONGEST_GAP_S: Final = 0.5
"""After such a silence counting begins anew; at 30 beats a minute clocks come every 83 ms."""
SILENT_S: Final = 2.0
_BEATS_KEPT: Final = 4


class MidiClock:
    """Follows the clock of one device."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_BEATS_KEPT * CLOCKS_A_BEAT + 1)
        self._count = 0
        self._is_running = True

    def hear(self, byte: int, now_s: float) -> SetTempo | None:
        """Hear one real-time byte; give the tempo once a beat, as soon as a whole beat was heard."""
        if byte != CLOCK:
            self._is_running = byte != STOP
            if byte == START:
                self._count = 0
            return None
        if self._times and not 0 < now_s - self._times[-1] <= LONGEST_GAP_S:
            self._times.clear()
            self._count = 0
        self._times.append(now_s)
        is_beat = self._count % CLOCKS_A_BEAT == 0
        self._count += 1
        if not is_beat or len(self._times) <= CLOCKS_A_BEAT:
            return None
        beats = (len(self._times) - 1) / CLOCKS_A_BEAT
        bpm = round(60 * beats / (self._times[-1] - self._times[0]), 1)
        return SetTempo(bpm, on_beat=self._is_running) if SLOWEST_BPM <= bpm <= FASTEST_BPM else None


class LeadingClock:
    """The clock that leads among those of all devices."""

    def __init__(self) -> None:
        self._clock = MidiClock()
        self._device = ""
        self._heard_s = float("-inf")

    def hear(self, device: str, byte: int, now_s: float) -> SetTempo | None:
        """Hear one real-time byte of a device; those of others than the leading one are read over."""
        if device != self._device:
            if byte != CLOCK or now_s - self._heard_s <= SILENT_S:
                return None
            self._clock, self._device = MidiClock(), device
        if byte == CLOCK:
            self._heard_s = now_s
        return self._clock.hear(byte, now_s)
