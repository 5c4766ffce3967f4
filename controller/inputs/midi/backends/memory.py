"""Devices that exist in memory only: for tests and for shows played without hardware. Nothing waits in them."""

from controller.inputs.midi.backends.port import Listener, MidiError


class MemoryMidi:
    """Devices that are plugged in and out by calls.

    Attributes:
        sent: what each device was sent so far, by its name; kept over unplugging.
        jammed: devices that take nothing.
    """

    def __init__(self) -> None:
        self.sent: dict[str, bytearray] = {}
        self.jammed: set[str] = set()
        self._plugged: dict[str, MemoryPort | None] = {}

    @property
    def trouble(self) -> str:
        """None, ever."""
        return ""

    def plug(self, name: str) -> None:
        """Plug a device in."""
        self._plugged[name] = None
        self.sent.setdefault(name, bytearray())

    def unplug(self, name: str) -> None:
        """Pull it out; whoever has it open is told."""
        port = self._plugged.pop(name)
        if port is not None:
            port.close()
            port.listener.gone(f"{name} was unplugged")

    def play(self, name: str, data: bytes) -> None:
        """Let a device send bytes; a device that nobody has open is not heard."""
        port = self._plugged[name]
        if port is not None:
            port.listener.heard(data)

    def is_open(self, name: str) -> bool:
        """Whether somebody has a device open."""
        return self._plugged.get(name) is not None

    def list_names(self) -> tuple[str, ...]:
        """Name what is plugged in."""
        return tuple(self._plugged)

    def open(self, name: str, listener: Listener) -> "MemoryPort":
        """Open a device.

        Raises:
            MidiError: it is not plugged in, or open already.
        """
        if name not in self._plugged:
            raise MidiError(f"{name} is not plugged in")
        if self._plugged[name] is not None:
            raise MidiError(f"{name} cannot be opened: another program has it; close that one")
        port = MemoryPort(self, name, listener)
        self._plugged[name] = port
        return port

    def close(self, port: "MemoryPort") -> None:
        """Forget who had a device open."""
        if self._plugged.get(port.name) is port:
            self._plugged[port.name] = None


class MemoryPort:
    """One open device of ``MemoryMidi``."""

    def __init__(self, midi: MemoryMidi, name: str, listener: Listener) -> None:
        self._midi = midi
        self.name = name
        self.listener = listener

    def send(self, data: bytes) -> None:
        """Keep what was sent.

        Raises:
            MidiError: the device is jammed.
        """
        if self.name in self._midi.jammed:
            raise MidiError(f"{self.name} takes nothing")
        self._midi.sent[self.name] += data

    def close(self) -> None:
        """Give the device back."""
        self._midi.close(self)
