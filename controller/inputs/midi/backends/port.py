"""The one interface to MIDI hardware. Whoever implements it moves bytes; what they mean is not asked here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class MidiError(Exception):
    """A MIDI device cannot be had or is gone; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom an open port tells what happens; called in the event loop's thread.

    Attributes:
        heard: gets bytes as they come, in pieces of any size.
        gone: gets the reason when the device is no more there; after that nothing is heard.
    """

    heard: Callable[[bytes], None]
    gone: Callable[[str], None]


class MidiPort(Protocol):
    """One open device."""

    def send(self, data: bytes) -> None:
        """Send whole messages, without waiting.

        Raises:
            MidiError: they were not sent, or not all of them.
        """

    def close(self) -> None:
        """Give the device back; nothing is heard any more. May be called twice."""


class MidiBackend(Protocol):
    """A way to the devices of this machine."""

    @property
    def trouble(self) -> str:
        """Why there can be no device at all, in one sentence; empty if there can."""

    def list_names(self) -> tuple[str, ...]:
        """Name the devices that are plugged in now; each name is there once."""

    def open(self, name: str, listener: Listener) -> MidiPort:
        """Open a device.

        Raises:
            MidiError: it cannot be had.
        """
