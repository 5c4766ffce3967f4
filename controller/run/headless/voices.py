"""What speaks to a show that is played without hardware: its sensors, ten times a second, and its time code."""

from collections.abc import Iterator

from controller.model.facts import Sense, TimecodeFrame
from controller.model.intent import Intent
from controller.run.headless.scenario import Film, Speech

RATE = 25.0
"""Frames a second of the time code."""
WORDS_A_SECOND = 10


class Voices:
    """All that speaks, from when a scenario says so until it says otherwise."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._said: dict[str, tuple[float, int]] = {}
        self._film: tuple[float, int] | None = None
        self._frame = -1

    def take(self, act: Speech | Film, tick: int) -> None:
        """Let a sensor speak or be silent, or a film run or stop, from this tick on."""
        if isinstance(act, Film):
            self._film, self._frame = (None if act.place_s is None else (act.place_s, tick)), -1
        elif act.value is None:
            self._said.pop(act.sensor, None)
        else:
            self._said[act.sensor] = (act.value, tick)

    def speak(self, tick: int) -> Iterator[Intent]:
        """Say what is due at a tick."""
        every = max(1, self._fps // WORDS_A_SECOND)
        for sensor, (value, since) in self._said.items():
            if (tick - since) % every == 0:
                yield Sense(sensor, value)
        if self._film is None:
            return
        frame = int((self._film[0] + (tick - self._film[1]) / self._fps) * RATE + 1e-6)
        if frame != self._frame:
            self._frame = frame
            seconds, frames = divmod(frame, int(RATE))
            yield TimecodeFrame(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60, frames, RATE)
