"""Station 0, MIDI Time Code: eight quarter frames → one frame of a time code. Pure.

Spec: MMA/AMEI RP-004, MIDI Time Code: each message F1 carries a piece's number and four bits of it; eight pieces, sent
over two frames, tell the time at which the first of them began. So when the last has come, two frames have passed.
"""

from typing import Final

from controller.model.facts import TimecodeFrame
from controller.model.timecode import RATES, TimecodeAt, counted

PIECES: Final = 8
_LATE_FRAMES: Final = 2


class QuarterFrames:
    """Puts together what one device says; a piece out of its turn begins anew."""

    def __init__(self) -> None:
        self._pieces: list[int] = []

    def take(self, byte: int) -> TimecodeFrame | None:
        """Take the data byte of one quarter frame; give the present frame when all eight have come in turn."""
        number, bits = byte >> 4, byte & 0x0F
        if number != len(self._pieces):
            self._pieces = []
        if number == len(self._pieces):
            self._pieces.append(bits)
        if len(self._pieces) < PIECES:
            return None
        low = self._pieces
        self._pieces = []
        frames, seconds, minutes, hours = (low[at] | low[at + 1] << 4 for at in range(0, PIECES, 2))
        rate = RATES[hours >> 5 & 3]
        at = TimecodeAt(hours & 0x1F, minutes & 0x3F, seconds & 0x3F, frames & 0x1F)
        return _later(at, rate) if at.exists(rate) else None


def _later(at: TimecodeAt, rate: float) -> TimecodeFrame:
    """Give the frame that is now: two after the one that was told."""
    count = int(counted(rate))
    frames = at.frames + _LATE_FRAMES
    total = (at.hours * 3600 + at.minutes * 60 + at.seconds + frames // count) % 86400
    return TimecodeFrame(total // 3600, total // 60 % 60, total % 60, frames % count, rate)
