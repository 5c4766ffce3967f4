"""Linux: the kernel's raw MIDI devices, ``/dev/snd/midiC*D*``, watched by the event loop. Needs no library.

An unplugged device ends the reading by itself. A raw device belongs to one program at a time.
"""

import asyncio
import errno
import os
from pathlib import Path
from typing import Final

from controller.inputs.midi.backends.port import Listener, MidiError

DEVICES: Final = Path("/dev/snd")
CARDS: Final = Path("/proc/asound")

_READ: Final = 4096
_ADVICE: Final = {
    errno.EBUSY: "another program has it; close that one",
    errno.EAGAIN: "another program has it; close that one",
    errno.EACCES: "this user may not; add it to the group audio",
    errno.ENOENT: "it was just unplugged",
    errno.ENODEV: "it was just unplugged",
}


class RawMidi:
    """The raw MIDI devices of this machine.

    Args:
        devices: where the kernel keeps them.
        cards: where it keeps their names.
    """

    def __init__(self, devices: Path = DEVICES, cards: Path = CARDS) -> None:
        self._devices = devices
        self._cards = cards

    @property
    def trouble(self) -> str:
        """A machine without any sound device has none; that may change when one is plugged in."""
        return ""

    def list_names(self) -> tuple[str, ...]:
        """Name the devices; of two of the same name the second gets its number."""
        return tuple(self._paths())

    def open(self, name: str, listener: Listener) -> "RawPort":
        """Open a device for both ways.

        Raises:
            MidiError: it cannot be had.
        """
        path = self._paths().get(name)
        if path is None:
            raise MidiError(f"{name} is not plugged in")
        try:
            return RawPort(name, os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC), listener)
        except OSError as error:
            raise MidiError(f"{name} cannot be opened: {_ADVICE.get(error.errno or 0, error.strerror)}") from error

    def _paths(self) -> dict[str, Path]:
        paths: dict[str, Path] = {}
        for path in sorted(self._devices.glob("midiC*D*")):
            name = self._name(path)
            paths[f"{name} ({path.name})" if name in paths else name] = path
        return paths

    def _name(self, path: Path) -> str:
        """Read the name of ``midiC1D0`` from ``card1/midi0``, its first line; without it, the file's own name."""
        card, _, device = path.name.removeprefix("midiC").partition("D")
        try:
            lines = (self._cards / f"card{card}" / f"midi{device}").read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        return lines[0].strip() if lines and lines[0].strip() else path.name


class RawPort:
    """One open raw device."""

    def __init__(self, name: str, fd: int, listener: Listener) -> None:
        self._name = name
        self._fd: int | None = fd
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(fd, self._read)

    def send(self, data: bytes) -> None:
        """Write to the device; a part that does not fit into its buffer is lost and told.

        Raises:
            MidiError: not all was written.
        """
        if self._fd is None:
            raise MidiError(f"{self._name} is closed")
        try:
            written = os.write(self._fd, data)
        except OSError as error:
            raise MidiError(f"{self._name} takes nothing: {error.strerror or error}") from error
        if written < len(data):
            raise MidiError(f"{self._name} took {written} of {len(data)} bytes; its buffer is full")

    def close(self) -> None:
        """Give the device back."""
        if self._fd is not None:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None

    def _read(self) -> None:
        if self._fd is None:
            return
        try:
            data = os.read(self._fd, _READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._listener.heard(data)
            return
        self.close()
        self._listener.gone(f"{self._name} was unplugged")
