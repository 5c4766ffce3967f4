"""Pads and faders without hardware: what a scenario presses goes through the very bytes that a device would send.

One device is plugged in for each surface of the show and for each name that its bindings give; what is pressed is
pressed on the first of them that knows it.
"""

from collections.abc import Iterable
from typing import Final

from controller.inputs.midi.backends.memory import MemoryMidi
from controller.inputs.midi.devices import Devices
from controller.inputs.midi.profiles import PROFILES
from controller.inputs.midi.stream import control_change, note_on
from controller.model.binding import AnyBinding, Binding, MidiControl, MidiNote, SurfaceBinding
from controller.model.intent import Intent
from controller.run.engine import Engine
from controller.run.headless.scenario import Gesture, Touch
from controller.run.seam import LocalSeam

ANY_DEVICE: Final = "MIDI device"
"""Stands for whatever bindings without a name are for."""
_VALUES: Final[dict[Gesture, tuple[int, ...]]] = {"press": (127, 0), "hold": (127,), "let-go": (0,)}


class Pads:
    """The devices of a show, in memory."""

    def __init__(self, engine: Engine) -> None:
        self._bindings = engine.show.bindings
        self._midi = MemoryMidi()
        self._seam = _Desk(engine)
        self._submitted: list[tuple[Intent, str]] = []
        self._devices = Devices(
            self._seam,
            self._bindings,
            self._midi,
            submit=lambda intent, source: self._submitted.append((intent, source)),
            stir=lambda: None,
            now=lambda: engine.state.tick / engine.show.fps,
        )
        for name in _names(self._bindings):
            self._midi.plug(name)
        self._devices.look()

    def touch(self, touch: Touch) -> tuple[tuple[tuple[Intent, str], ...], str]:
        """Touch a pad or fader.

        Returns:
            The intents that came of it, each with its source; and why it means nothing, empty if it does.
        """
        refused = ""
        for name in self._midi.list_names():
            self._submitted.clear()
            self._seam.refused.clear()
            self._midi.play(name, self._bytes(touch))
            if not self._seam.refused:
                return tuple(self._submitted), ""
            refused = refused or self._seam.refused[0]
        return (), refused

    def _bytes(self, touch: Touch) -> bytes:
        """Write what the device sends, on the channel that its binding asks for."""
        triggers = [each.trigger for each in self._bindings if isinstance(each, Binding)]
        channels = [
            each.channel
            for each in triggers
            if isinstance(each, MidiNote | MidiControl) and each.channel and str(each) == str(touch.played)
        ]
        channel = channels[0] if channels else 1
        values = (round(127 * touch.level),) if touch.gesture == "move" else _VALUES[touch.gesture]
        if isinstance(touch.played, MidiNote):
            return b"".join(note_on(channel, touch.played.note, value) for value in values)
        return b"".join(control_change(channel, touch.played.control, value) for value in values)


class _Desk(LocalSeam):
    """The seam of the devices; a refusal may only mean that another device is meant, so it is kept here.

    Attributes:
        refused: reasons, in order.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.refused: list[str] = []

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        """Keep a refusal."""
        del peer, times
        self.refused.append(reason)


def _names(bindings: Iterable[AnyBinding]) -> tuple[str, ...]:
    """Name the devices to plug in: the surfaces first, then those of single bindings that are no surface."""
    lines = [each for each in bindings if isinstance(each, SurfaceBinding)]
    surfaces = [each.device or PROFILES[each.surface].device for each in lines]
    numbered = [name if name not in surfaces[:place] else f"{name} {place + 1}" for place, name in enumerate(surfaces)]
    played = MidiNote | MidiControl
    singles = [each for each in bindings if isinstance(each, Binding) and isinstance(each.trigger, played)]
    others = [each.device or ANY_DEVICE for each in singles]
    return tuple(dict.fromkeys([*numbered, *(name for name in others if not _is_part(name, surfaces))]))


def _is_part(name: str, surfaces: Iterable[str]) -> bool:
    return any(name.casefold() in surface.casefold() for surface in surfaces)
