"""Station 0, MIDI: a stream of bytes → notes and control changes. Pure; one decoder for each connection.

Spec: MIDI 1.0 detailed specification 4.2.1, pp. 5 and A-1 to A-4: running status; real-time bytes anywhere, even
within a message; system exclusive until its end. What does not concern a surface (pitch bend, active sensing …) is
read over; what cannot be read is told and dropped.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from controller.inputs.midi.clock import REAL_TIME

LONGEST_EXCLUSIVE: Final = 1024

_NOTE_OFF: Final = 0x80
_NOTE_ON: Final = 0x90
_CONTROL: Final = 0xB0
_EXCLUSIVE: Final = 0xF0
_QUARTER_FRAME: Final = 0xF1
_EXCLUSIVE_END: Final = 0xF7
_REAL_TIME: Final = 0xF8
_ONE_BYTE: Final = (0xC0, 0xD0)
_COMMON: Final = {0xF1: 1, 0xF2: 2, 0xF3: 1, 0xF6: 0}
"""System common messages and how many bytes follow; F4 and F5 are undefined."""


@dataclass(frozen=True, slots=True)
class NoteMessage:
    """A pad or key pressed or let go.

    Attributes:
        channel: 1..16.
        note: 0..127.
        velocity: 0..127; 0 = let go, however that was said.
    """

    channel: int
    note: int
    velocity: int


@dataclass(frozen=True, slots=True)
class ControlMessage:
    """A control change: channel 1..16, control and value 0..127."""

    channel: int
    control: int
    value: int


MidiMessage: TypeAlias = NoteMessage | ControlMessage


@dataclass(frozen=True, slots=True)
class Heard:
    """What some bytes said.

    Attributes:
        messages: in order.
        refused: a sentence for each thing that could not be read.
        beats: the bytes of the clock among them, in order: clock, start, continue, stop.
        quarters: the data bytes of quarter frames of a time code, in order.
    """

    messages: tuple[MidiMessage, ...]
    refused: tuple[str, ...]
    beats: tuple[int, ...] = ()
    quarters: tuple[int, ...] = ()


class MidiDecoder:
    """Reads one connection's bytes in pieces of any size."""

    def __init__(self) -> None:
        self._status = 0
        self._wanted = 0
        self._bytes: list[int] = []
        self._exclusive: int | None = None
        self._is_lost = False
        self._messages: list[MidiMessage] = []
        self._quarters: list[int] = []
        self._refused: list[str] = []

    def feed(self, data: bytes) -> Heard:
        """Read on; whatever the bytes are, this does not raise."""
        beats: list[int] = []
        for byte in data:
            if byte in REAL_TIME:
                beats.append(byte)
            elif byte >= _REAL_TIME:
                continue
            elif byte >= _NOTE_OFF:
                self._begin(byte)
            elif self._exclusive is not None:
                self._swallow()
            else:
                self._take(byte)
        heard = Heard(tuple(self._messages), tuple(self._refused), tuple(beats), tuple(self._quarters))
        self._messages, self._refused, self._quarters = [], [], []
        return heard

    def break_off(self) -> tuple[str, ...]:
        """End at any point, because the connection was cut; say what was under way."""
        under_way = "a message" if self._bytes else "a system exclusive message" if self._exclusive is not None else ""
        self._status, self._bytes, self._exclusive, self._is_lost = 0, [], None, False
        return (f"{under_way} broke off when the connection was cut",) if under_way else ()

    def _begin(self, status: int) -> None:
        """Begin a message; what was under way is broken off."""
        if self._bytes:
            self._refused.append(f"a message {self._status:#04x} broke off after {len(self._bytes)} bytes")
        if self._exclusive is not None and status != _EXCLUSIVE_END:
            self._refused.append("a system exclusive message broke off")
        ends_exclusive = self._exclusive is not None and status == _EXCLUSIVE_END
        self._bytes, self._status, self._exclusive, self._is_lost = [], 0, None, False
        if status < _EXCLUSIVE:
            self._status = status
            self._wanted = 1 if status & 0xF0 in _ONE_BYTE else 2
        elif status == _EXCLUSIVE:
            self._exclusive = 0
        elif status in _COMMON:
            self._status = status if _COMMON[status] else 0
            self._wanted = _COMMON[status]
        elif not ends_exclusive:
            self._refused.append(f"{status:#04x} begins no MIDI message")
            self._is_lost = True

    def _swallow(self) -> None:
        """Read over a system exclusive message, as long as it is no longer than any that is meant for us."""
        self._exclusive = (self._exclusive or 0) + 1
        if self._exclusive > LONGEST_EXCLUSIVE:
            self._refused.append(f"a system exclusive message is longer than {LONGEST_EXCLUSIVE} bytes")
            self._exclusive, self._is_lost = None, True

    def _take(self, byte: int) -> None:
        if not self._status:
            if not self._is_lost:
                self._refused.append(f"a data byte {byte:#04x} without a status before it")
            self._is_lost = True
            return
        self._bytes.append(byte)
        if len(self._bytes) == self._wanted:
            self._finish(self._bytes)
            self._bytes = []
            if self._status >= _EXCLUSIVE:
                self._status = 0

    def _finish(self, data: list[int]) -> None:
        if self._status == _QUARTER_FRAME:
            self._quarters.append(data[0])
            return
        channel = (self._status & 0x0F) + 1
        match self._status & 0xF0:
            case 0x90:
                self._messages.append(NoteMessage(channel, data[0], data[1]))
            case 0x80:
                self._messages.append(NoteMessage(channel, data[0], 0))
            case 0xB0:
                self._messages.append(ControlMessage(channel, data[0], data[1]))


def note_on(channel: int, note: int, velocity: int) -> bytes:
    """Write a note-on: channel 1..16, note and velocity 0..127."""
    return bytes((_NOTE_ON | (channel - 1), note, velocity))


def control_change(channel: int, control: int, value: int) -> bytes:
    """Write a control change: channel 1..16, control and value 0..127."""
    return bytes((_CONTROL | (channel - 1), control, value))
