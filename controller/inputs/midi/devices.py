"""Station 0, MIDI: the devices that are plugged in. Opens those that something is bound to, by their names; hears them;
sets their lights; notices when they go and come back. No clock and no tasks: ``shell`` says when to look.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from controller.inputs.midi.backends.port import Listener, MidiBackend, MidiError, MidiPort
from controller.inputs.midi.clock import LeadingClock
from controller.inputs.midi.layout import overruled
from controller.inputs.midi.profiles import PROFILES
from controller.inputs.midi.quarter_frames import QuarterFrames
from controller.inputs.midi.stream import MidiDecoder
from controller.inputs.midi.surface import Surface
from controller.model.binding import AnyBinding, Binding, OscAddress, SurfaceBinding
from controller.model.intent import FlashSubmaster, Inject, Intent, LetGo
from controller.model.seam import Seam
from controller.model.snapshot import SurfaceView

_log = logging.getLogger(__name__)

UNBOUND: Final = "nothing in the show is bound to this device"

Submit: TypeAlias = Callable[[Intent, str], None]
"""Hands an intent in for a source, without waiting for the answer."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a device is for.

    Attributes:
        surface: the line of the show that it serves, or None.
        bindings: those that are for it.
    """

    id: str
    surface: SurfaceBinding | None
    bindings: tuple[Binding, ...]


@dataclass(eq=False, slots=True)
class _Device:
    """One open device.

    Attributes:
        unsaid: what it must be sent before its lights.
        trouble: why its lights cannot be set now, empty if they can.
        is_holding: whether something may act that it armed or holds down, and that ends with it.
    """

    name: str
    claim: _Claim
    surface: Surface
    unsaid: bytes
    port: MidiPort | None = None
    trouble: str = ""
    is_holding: bool = False
    decoder: MidiDecoder = field(default_factory=MidiDecoder)
    quarters: QuarterFrames = field(default_factory=QuarterFrames)


class Devices:
    """The MIDI devices of one show.

    Args:
        seam: to the engine.
        bindings: of the show.
        backend: the way to the hardware.
        submit: takes intents.
        stir: called when lights may have to change.
        now: seconds that only go forward, for the tempo of a MIDI clock.
    """

    def __init__(
        self,
        seam: Seam,
        bindings: tuple[AnyBinding, ...],
        backend: MidiBackend,
        *,
        submit: Submit,
        stir: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        self._seam = seam
        self._surfaces: tuple[SurfaceBinding, ...] = ()
        self._bindings: tuple[Binding, ...] = ()
        self._played: tuple[str, ...] = ()
        self._timed = ""
        self._bind(bindings)
        self._backend = backend
        self._submit = submit
        self._stir = stir
        self._now = now
        self._clock = LeadingClock()
        self._open: dict[str, _Device] = {}
        self._told: dict[str, str] = {}

    def play(self, stem: str, data: bytes) -> str:
        """Send a whole message to every open device of a name; gives why it was not sent, empty = it was."""
        ports = [each.port for each in self._open.values() if each.port is not None and _is_called(each.name, stem)]
        if not ports:
            return f"no device called {stem} is plugged in"
        try:
            for port in ports:
                port.send(data)
        except MidiError as error:
            return str(error)
        return ""

    def rebind(self, bindings: tuple[AnyBinding, ...], *, played: tuple[str, ...] = (), timed: str = "") -> None:
        """Serve another show from now on: every device is let go and met anew.

        Args:
            bindings: of the show.
            played: names of devices that cues play on.
            timed: name of the device whose time code the show follows; empty = none.
        """
        self.close()
        self._played = (*played, timed) if timed else played
        self._timed = timed
        self._told.clear()
        self._bind(bindings)
        self.look()

    def _bind(self, bindings: tuple[AnyBinding, ...]) -> None:
        self._surfaces = tuple(each for each in bindings if isinstance(each, SurfaceBinding))
        self._bindings = tuple(
            each for each in bindings if isinstance(each, Binding) and not isinstance(each.trigger, OscAddress)
        )

    def look(self) -> None:
        """See what is plugged in: let go of what is gone, open what is new. A device that fails is tried again."""
        names = self._backend.list_names()
        for device in [each for each in self._open.values() if each.name not in names]:
            self._lose(device, f"{device.name} was unplugged")
        self._told = {name: why for name, why in self._told.items() if name in names}
        for name in names:
            if name not in self._open:
                self._meet(name)
        if any(device.trouble for device in self._open.values()):
            self._stir()

    def set_lights(self) -> None:
        """Send every device what its lights should say and do not yet; one that fails is sent everything next time."""
        snapshot = self._seam.snapshot()
        for device in self._open.values():
            self._send(device, b"".join(device.surface.news(snapshot)))

    def views(self) -> tuple[SurfaceView, ...]:
        """Say how every surface is that the show asks for, and what else is plugged in."""
        return tuple(self._views())

    def close(self) -> None:
        """Turn the lights off and give all devices back."""
        for device in self._open.values():
            self._send(device, b"".join(device.surface.darkness()))
            if device.port is not None:
                device.port.close()
        self._open.clear()

    def _meet(self, name: str) -> None:
        claim = self._claim(name)
        if claim is None:
            self._tell_once(name, UNBOUND)
            return
        profile = PROFILES[claim.surface.surface] if claim.surface else None
        surface = Surface(self._seam.outline, profile=profile, bindings=claim.bindings)
        device = _Device(name, claim, surface, surface.greet())
        listener = Listener(heard=lambda data: self._hear(device, data), gone=lambda reason: self._lose(device, reason))
        try:
            device.port = self._backend.open(name, listener)
        except MidiError as error:
            self._tell_once(name, str(error))
            return
        self._told.pop(name, None)
        self._open[name] = device
        _log.info("%s is there", name)
        for reason in overruled(profile, claim.bindings) if profile else ():
            self._seam.refuse(_peer(name), reason)
        self._stir()

    def _claim(self, name: str) -> _Claim | None:
        """Find what a device is for: a surface line that has no device yet, or else the bindings for its name."""
        served = [device.claim.surface for device in self._open.values()]
        for line in self._surfaces:
            if _is_called(name, _stem(line)) and not any(line is other for other in served):
                named = tuple(each for each in self._bindings if each.device and _is_called(name, each.device))
                return _Claim(line.surface, line, named)
        if any(_is_called(name, _stem(line)) for line in self._surfaces):
            return None  # the second port of a surface, or a second surface without a line of its own
        bindings = tuple(each for each in self._bindings if each.device is None or _is_called(name, each.device))
        if not bindings and not any(_is_called(name, stem) for stem in self._played):
            return None
        return _Claim(next((each.device for each in bindings if each.device), name), None, bindings)

    def _hear(self, device: _Device, data: bytes) -> None:
        """Take bytes from a device; whatever they are, this does not raise."""
        try:
            heard = device.decoder.feed(data)
            for reason in heard.refused:
                self._seam.refuse(_peer(device.name), reason)
            for byte in heard.beats:
                tempo = self._clock.hear(device.name, byte, self._now())
                if tempo is not None:
                    self._submit(tempo, f"midi:{device.name}")
            self._keep_time(device, heard.quarters)
            if not heard.messages and not heard.refused:
                return
            snapshot = self._seam.snapshot()
            for message in heard.messages:
                taken = device.surface.take(message, snapshot)
                if taken.refused:
                    self._seam.refuse(_peer(device.name), taken.refused)
                if taken.intent is not None:
                    device.is_holding |= isinstance(taken.intent, (FlashSubmaster, Inject))
                    self._submit(taken.intent, f"midi:{device.name}")
            self._stir()
        except Exception:  # noqa: BLE001  the one of this shell: one message must not end MIDI
            _log.exception("%s was not understood; it is heard on", device.name)

    def _keep_time(self, device: _Device, quarters: tuple[int, ...]) -> None:
        """Hand in the time code of the device that the show follows."""
        if not self._timed or not _is_called(device.name, self._timed):
            return
        for byte in quarters:
            frame = device.quarters.take(byte)
            if frame is not None:
                self._submit(frame, f"midi:{device.name}")

    def _lose(self, device: _Device, reason: str) -> None:
        """Let go of a device; what it held down is let go with it, and what it armed ends."""
        if self._open.get(device.name) is not device:
            return
        del self._open[device.name]
        if device.port is not None:
            device.port.close()
        for broken in device.decoder.break_off():
            self._seam.refuse(_peer(device.name), broken)
        if device.is_holding:
            self._submit(LetGo(), f"midi:{device.name}")
        _log.warning("%s", reason)

    def _send(self, device: _Device, lights: bytes) -> None:
        data = device.unsaid + lights
        if not data or device.port is None:
            return
        try:
            device.port.send(data)
        except MidiError as error:
            device.surface.forget_lights()
            device.trouble = str(error)
        else:
            device.unsaid, device.trouble = b"", ""

    def _tell_once(self, name: str, why: str) -> None:
        """Count a device that cannot be used; the same trouble counts once for as long as it lasts."""
        if self._told.get(name) != why:
            self._told[name] = why
            self._seam.refuse(_peer(name), why)

    def _views(self) -> Iterator[SurfaceView]:
        for device in self._open.values():
            state: Literal["ok", "failed"] = "failed" if device.trouble else "ok"
            yield SurfaceView(device.claim.id, device.name, state, device.trouble or f"{device.name} is heard")
        for id_, stem in self._missing():
            failed = next((name for name, why in self._told.items() if why != UNBOUND and _is_called(name, stem)), None)
            if failed is not None:
                yield SurfaceView(id_, failed, "failed", self._told[failed])
            else:
                yield SurfaceView(id_, "", "missing", self._backend.trouble or f"no {stem} is plugged in")
        yield from (SurfaceView(name, name, "unknown", why) for name, why in self._told.items() if why == UNBOUND)

    def _missing(self) -> Iterator[tuple[str, str]]:
        """Give what the show asks for and is not open: its id, and the part of the name to look for."""
        served = [device.claim.surface for device in self._open.values()]
        for line in self._surfaces:
            if not any(line is other for other in served):
                yield line.surface, _stem(line)
        named = [each.device for each in self._bindings if each.device]
        for stem in dict.fromkeys([*named, self._timed] if self._timed else named):
            is_surface = any(_is_called(_stem(line), stem) for line in self._surfaces)
            if not is_surface and not any(_is_called(name, stem) for name in self._open):
                yield stem, stem


def _stem(line: SurfaceBinding) -> str:
    return line.device or PROFILES[line.surface].device


def _is_called(name: str, stem: str) -> bool:
    """Whether a device's full name holds a part; names differ between systems, machines and sockets."""
    return stem.casefold() in name.casefold()


def _peer(name: str) -> str:
    return f"midi {name}"
