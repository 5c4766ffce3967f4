"""Other systems: python-rtmidi, an optional extra. It calls us in a thread of its own and does not tell of a pulled
cable; the names are asked again and again for that reason.
"""

import asyncio
import contextlib
import importlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol, TypeAlias

from controller.inputs.midi.backends.port import Listener, MidiError

MISSING = "MIDI on this system needs python-rtmidi; install it with: pip install 'kintsugi-show[midi]'"

Callback: TypeAlias = Callable[[tuple[Sequence[int], float], object], None]


class RtMidiIn(Protocol):
    """What we use of ``rtmidi.MidiIn``."""

    def get_ports(self) -> Sequence[str]:
        """Name the ports."""

    def open_port(self, port: int) -> object:
        """Open one by its place among the names."""

    def ignore_types(self, sysex: bool, timing: bool, active_sense: bool) -> None:  # noqa: FBT001 - the library's
        """Say what is not wanted."""

    def set_callback(self, func: Callback) -> None:
        """Say who is told."""

    def cancel_callback(self) -> None:
        """Tell nobody."""

    def close_port(self) -> None:
        """Close it."""

    def delete(self) -> None:
        """Give everything back."""


class RtMidiOut(Protocol):
    """What we use of ``rtmidi.MidiOut``."""

    def get_ports(self) -> Sequence[str]:
        """Name the ports."""

    def open_port(self, port: int) -> object:
        """Open one by its place among the names."""

    def send_message(self, message: bytes) -> None:
        """Send one message."""

    def close_port(self) -> None:
        """Close it."""

    def delete(self) -> None:
        """Give everything back."""


class RtMidiLibrary(Protocol):
    """What we use of the library."""

    def MidiIn(self) -> RtMidiIn:  # noqa: N802 - the library's name
        """Make an input."""

    def MidiOut(self) -> RtMidiOut:  # noqa: N802 - the library's name
        """Make an output."""


def load_rtmidi() -> RtMidiLibrary | None:
    """Load the library, or None where it is not installed."""
    try:
        library: RtMidiLibrary = importlib.import_module("rtmidi")
    except ImportError:
        return None
    return library


class RtMidi:
    """Devices by python-rtmidi; without the library there are none, and ``trouble`` says why."""

    def __init__(self, library: RtMidiLibrary | None) -> None:
        self._library = library
        self._trouble = "" if library else MISSING

    @property
    def trouble(self) -> str:
        """Say what is missing."""
        return self._trouble

    def list_names(self) -> tuple[str, ...]:
        """Name the devices; those that only pass on what other programs send are left out."""
        if self._library is None:
            return ()
        try:
            source = self._library.MidiIn()
        except (OSError, RuntimeError) as error:
            self._trouble = f"the MIDI of this system does not answer: {error}"
            return ()
        self._trouble = ""
        names = tuple(dict.fromkeys(name for name in source.get_ports() if not name.startswith("Midi Through")))
        source.delete()
        return names

    def open(self, name: str, listener: Listener) -> "RtMidiPort":
        """Open a device for both ways; one that has no way out gets no lights.

        Raises:
            MidiError: it cannot be had.
        """
        if self._library is None:
            raise MidiError(MISSING)
        source, sink = self._library.MidiIn(), self._library.MidiOut()
        try:
            source.open_port(list(source.get_ports()).index(name))
            out = _partner(name, sink.get_ports())
            if out is not None:
                sink.open_port(out)
        except (OSError, RuntimeError, ValueError) as error:
            source.delete()
            sink.delete()
            raise MidiError(f"{name} cannot be opened: {error}") from error
        return RtMidiPort(source, sink, listener, has_out=out is not None)


class RtMidiPort:
    """One device open by python-rtmidi."""

    def __init__(self, source: RtMidiIn, sink: RtMidiOut, listener: Listener, *, has_out: bool) -> None:
        self._source = source
        self._sink = sink
        self._has_out = has_out
        self._listener = listener
        self._is_open = True
        self._loop = asyncio.get_running_loop()
        source.ignore_types(True, False, True)  # noqa: FBT003 - the library's
        source.set_callback(self._called)

    def send(self, data: bytes) -> None:
        """Send messages one by one, as the library wants them.

        Raises:
            MidiError: they were not sent.
        """
        if not self._has_out:
            return
        try:
            for message in split(data):
                self._sink.send_message(message)
        except (OSError, RuntimeError, ValueError) as error:
            raise MidiError(str(error)) from error

    def close(self) -> None:
        """Give the device back."""
        if self._is_open:
            self._is_open = False
            self._source.cancel_callback()
            self._source.close_port()
            self._sink.close_port()
            self._source.delete()
            self._sink.delete()

    def _called(self, event: tuple[Sequence[int], float], _extra: object = None) -> None:
        """Pass bytes on from the library's thread; a loop that has ended takes none."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hear, bytes(event[0]))

    def _hear(self, data: bytes) -> None:
        if self._is_open:
            self._listener.heard(data)


def split(data: bytes) -> list[bytes]:
    """Split bytes of whole messages at their status bytes; the end of a system exclusive belongs to its beginning."""
    starts = [place for place, byte in enumerate(data) if byte >= 0x80 and byte != 0xF7]
    return [data[start:end] for start, end in pairwise([*starts, len(data)])]


def _partner(name: str, outs: Sequence[str]) -> int | None:
    """Find the way out that belongs to a way in: the same name, but for a number at its end."""
    for wanted in (name, name.rsplit(" ", 1)[0]):
        for place, out in enumerate(outs):
            if out == wanted or (wanted != name and out.rsplit(" ", 1)[0] == wanted):
                return place
    return None
