"""An APC mini mk2 in memory: pads that are pressed, faders that are moved, lights that are read.

It understands only what it is sent, by the parser of another program (mido), and by the numbers of its own manual.
"""

from collections.abc import Mapping
from typing import Final

import mido  # type: ignore[import-untyped]  # it has no types

from controller.inputs.midi.backends.memory import MemoryMidi

HELLO: Final = [0x47, 0x7F, 0x4F, 0x60, 0x00, 0x04, 0x41, 0x09, 0x01, 0x04]
COLORS: Final[Mapping[int, str]] = {3: "white", 5: "red", 9: "amber", 12: "yellow", 21: "green", 67: "blue"}
BUTTON_WORDS: Final = ("dark", "lit", "blinking")

GO, BACK, PAUSE, APPROVE, DISMISS, ARM, HALT, PANIC = range(112, 120)
BLACKOUT, PAGE_BEFORE, PAGE_NEXT, SHIFT = 100, 106, 107, 122
CUES, FAULTS, RECOVERIES = 56, 24, 8
"""The first pad of each part, at its left."""
MASTER: Final = 56


class ApcMini:
    """One device, plugged into ``MemoryMidi``."""

    def __init__(self, midi: MemoryMidi, name: str = "APC mini mk2") -> None:
        self._midi = midi
        self.name = name
        self.plug()

    def plug(self) -> None:
        """Plug it in: dark, and ungreeted."""
        self._midi.plug(self.name)
        self._read = len(self._midi.sent[self.name])
        self._parser = mido.Parser()
        self._lights: dict[int, tuple[int, int]] = {}
        self._lights_set = 0
        self._greeted = False

    def unplug(self) -> None:
        """Pull it out."""
        self._midi.unplug(self.name)

    def press(self, note: int) -> None:
        """Press and let go, as the device says it."""
        self.hold(note)
        self.let_go(note)

    def hold(self, note: int) -> None:
        """Press a pad or button."""
        self._midi.play(self.name, bytes((0x90, note, 127)))

    def let_go(self, note: int) -> None:
        """Let it go."""
        self._midi.play(self.name, bytes((0x80, note, 0)))

    def move(self, control: int, *values: int) -> None:
        """Move a fader over these values."""
        for value in values:
            self._midi.play(self.name, bytes((0xB0, control, value)))

    def light(self, note: int) -> str:
        """Say how a light looks: ``dark``, ``green``, ``dim white``, ``white pulses``, ``red blinks``, ``lit`` …"""
        self._look()
        color, behaviour = self._lights.get(note, (0, 0))
        if note >= 64:
            assert behaviour == 0, "buttons listen on channel 1 only"
            return BUTTON_WORDS[color]
        if color == 0:
            return "dark"
        if behaviour <= 6:
            return COLORS[color] if behaviour == 6 else f"dim {COLORS[color]}"
        return f"{COLORS[color]} {'pulses' if behaviour <= 10 else 'blinks'}"

    def row(self, first: int, count: int = 8) -> list[str]:
        """Say how the lights of a row look, from the left."""
        return [self.light(note) for note in range(first, first + count)]

    @property
    def greeted(self) -> bool:
        """Whether it was sent its first message since it was plugged in."""
        self._look()
        return self._greeted

    def count(self) -> int:
        """How many lights it was told of since it was plugged in."""
        self._look()
        return self._lights_set

    def _look(self) -> None:
        sent = self._midi.sent[self.name]
        self._parser.feed(sent[self._read :])
        self._read = len(sent)
        for message in self._parser:
            if message.type == "sysex":
                assert list(message.data) == HELLO
                self._greeted = True
                continue
            assert self._greeted, "it must be greeted before its lights are set"
            assert message.type == "note_on", message
            self._lights[message.note] = (message.velocity, message.channel)
            self._lights_set += 1
