"""What a cue does besides light: intents of its own, and messages that leave the house."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.intent import Intent

OscValue: TypeAlias = int | float | str | bool


@dataclass(frozen=True, slots=True)
class OscMessage:
    """An OSC message to another program.

    Attributes:
        host, port: where it goes.
        address: e.g. ``/composition/layers/1/clips/1/connect``.
        values: its arguments.
    """

    host: str
    port: int
    address: str
    values: tuple[OscValue, ...] = ()


@dataclass(frozen=True, slots=True)
class MidiMessage:
    """A MIDI message to a device.

    Attributes:
        device: part of its name.
        what: a note (played, and let go at once where the velocity is 0), a control change or a program change.
        number: 0..127.
        value: velocity or value, 0..127; a program change has none.
        channel: 1..16.
    """

    device: str
    what: Literal["note", "cc", "program"]
    number: int
    value: int = 127
    channel: int = 1

    def to_bytes(self) -> bytes:
        """Give the bytes of the message (MIDI 1.0, channel voice messages)."""
        status = {"note": 0x90, "cc": 0xB0, "program": 0xC0}[self.what] | (self.channel - 1)
        return bytes((status, self.number) if self.what == "program" else (status, self.number, self.value))


Outgoing: TypeAlias = OscMessage | MidiMessage
"""A message that leaves the house. It is sent once, when it happens: a replay sends none."""

CueAction: TypeAlias = Intent | OscMessage | MidiMessage
"""One thing a cue does. Its intents are done at the cue's own tick and not logged: a replay derives them again."""
