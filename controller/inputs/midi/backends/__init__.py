"""The ways to MIDI hardware: raw devices on Linux, python-rtmidi elsewhere, and devices in memory for tests."""

import sys

from controller.inputs.midi.backends.port import MidiBackend
from controller.inputs.midi.backends.raw import RawMidi
from controller.inputs.midi.backends.rtmidi import RtMidi, load_rtmidi


def find_backend() -> MidiBackend:
    """Choose the way to the devices of this machine."""
    return RawMidi() if sys.platform == "linux" else RtMidi(load_rtmidi())
