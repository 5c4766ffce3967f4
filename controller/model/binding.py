"""Bindings: what a pad, a fader, an OSC message of the show itself or a slot of another console does.

Obeyed by the inputs.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.intent import Intent
from controller.model.timecode import TimecodeAt

SurfaceName: TypeAlias = Literal["apc-mini-mk2"]
"""Surfaces whose whole map comes along; the numbers are in ``inputs/midi/profiles``."""


@dataclass(frozen=True, slots=True)
class MidiNote:
    """A pad or key, pressed.

    Attributes:
        note: 0..127.
        channel: 1..16, or None = any.
    """

    note: int
    channel: int | None = None

    def __str__(self) -> str:
        return f"note {self.note}"


@dataclass(frozen=True, slots=True)
class MidiControl:
    """A fader or knob moved, or a button that sends a control change.

    Attributes:
        control: 0..127.
        channel: 1..16, or None = any.
    """

    control: int
    channel: int | None = None

    def __str__(self) -> str:
        return f"cc {self.control}"


@dataclass(frozen=True, slots=True)
class OscAddress:
    """An OSC message of the show's own, outside ``/kintsugi``; the address is exact."""

    address: str

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of another console's sACN or Art-Net.

    Attributes:
        universe: as the protocol counts.
        slot: 1..512.
    """

    protocol: Literal["sacn", "artnet"]
    universe: int
    slot: int

    def __str__(self) -> str:
        return f"{self.protocol} {self.universe}/{self.slot}"


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time on the clock of the house: ``second`` since midnight."""

    second: int

    def __str__(self) -> str:
        clock = f"{self.second // 3600:02}:{self.second // 60 % 60:02}"
        return f"at {clock}" + (f":{self.second % 60:02}" if self.second % 60 else "")


Trigger: TypeAlias = MidiNote | MidiControl | OscAddress | Slot | TimeOfDay | TimecodeAt


@dataclass(frozen=True, slots=True)
class Do:
    """Hand in an intent."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Decide:
    """Approve or dismiss the newest incident that waits for it: which one that is shows when it is done."""

    verb: Literal["approve", "dismiss"]


@dataclass(frozen=True, slots=True)
class PauseOrResume:
    """Pause a list, or let it go on if it is paused; that also lifts PANIC."""

    list: str = "main"


@dataclass(frozen=True, slots=True)
class SetLevel:
    """Set a level from a fader; ``name``: which submaster or zone."""

    of: Literal["grand-master", "submaster", "zone"] = "grand-master"
    name: str = ""


@dataclass(frozen=True, slots=True)
class HoldFlash:
    """Hold a submaster at full as long as the button is pressed."""

    submaster: str


@dataclass(frozen=True, slots=True)
class ReadSensor:
    """Take what comes as the value of a sensor: ``low + span * value``; ``span`` 1 takes it as it is."""

    sensor: str
    low: float = 0.0
    span: float = 1.0


Action: TypeAlias = Do | Decide | PauseOrResume | SetLevel | HoldFlash | ReadSensor


@dataclass(frozen=True, slots=True)
class Binding:
    """One trigger and what it does.

    Attributes:
        device: part of the MIDI device's name; None = every device that is no surface of its own.
    """

    trigger: Trigger
    action: Action
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SurfaceBinding:
    """A whole control surface with its map.

    Attributes:
        device: part of its name; None = as its maker calls it.
    """

    surface: SurfaceName
    device: str | None = None


AnyBinding: TypeAlias = Binding | SurfaceBinding


def has_midi(bindings: tuple[AnyBinding, ...]) -> bool:
    """Whether any of them needs MIDI."""
    return any(
        isinstance(each, SurfaceBinding) or isinstance(each.trigger, MidiNote | MidiControl) for each in bindings
    )


def of_osc(bindings: tuple[AnyBinding, ...]) -> dict[str, Action]:
    """Give what OSC addresses of the show's own do."""
    return {
        each.trigger.address: each.action
        for each in bindings
        if isinstance(each, Binding) and isinstance(each.trigger, OscAddress)
    }


def of_slots(bindings: tuple[AnyBinding, ...], protocol: Literal["sacn", "artnet"]) -> dict[tuple[int, int], Action]:
    """Give what slots of one protocol do: universe and slot (from 1) → action."""
    return {
        (each.trigger.universe, each.trigger.slot): each.action
        for each in bindings
        if isinstance(each, Binding) and isinstance(each.trigger, Slot) and each.trigger.protocol == protocol
    }


def of_hours(bindings: tuple[AnyBinding, ...]) -> dict[int, Action]:
    """Give what times of day do: second since midnight → action."""
    return {
        each.trigger.second: each.action
        for each in bindings
        if isinstance(each, Binding) and isinstance(each.trigger, TimeOfDay)
    }
