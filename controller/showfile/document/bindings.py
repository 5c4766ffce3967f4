"""The block of bindings: what pads, faders and OSC messages of the show's own do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field, model_validator

from controller.model.binding import MidiControl, MidiNote, Slot, SurfaceName, TimeOfDay
from controller.model.patch import SLOTS, UNIVERSES
from controller.model.timecode import TimecodeAt
from controller.showfile.document.actions import verb_and_name
from controller.showfile.document.base import Block
from controller.showfile.document.kind import Kind, Words, WrongError, choice, shown, text_up_to, whole_between
from controller.showfile.document.timecode import FRAME
from controller.showfile.document.values import NAME, time_of_day

Argument: TypeAlias = Literal["none", "list", "cue", "fault", "recovery", "submaster", "vote", "paint", "story"]

VERBS: Final[Mapping[str, Argument]] = MappingProxyType(
    {
        "go": "list",
        "back": "list",
        "pause": "list",
        "resume": "list",
        "release": "list",
        "cue": "cue",
        "blackout": "none",
        "panic": "none",
        "halt": "none",
        "approve": "none",
        "dismiss": "none",
        "mend": "none",
        "inject": "fault",
        "clear": "fault",
        "recover": "recovery",
        "flash": "submaster",
        "open vote": "vote",
        "close vote": "vote",
        "cancel vote": "vote",
        "open paint": "paint",
        "close paint": "paint",
        "clear paint": "none",
        "open story": "story",
        "close story": "story",
        "clear story": "none",
        "show tale": "none",
        "refuse tale": "none",
        "hide tale": "none",
    }
)
"""What can be done, and what it needs: a list is that of the key ``list``, the others stand after the verb."""
READING: Final = frozenset({"show tale", "refuse tale"})
"""What only somebody does who has read what a visitor told."""

_SLOT: Final = re.compile(r"(\d{1,5})/(\d{1,3})")
_OWN_ROOT: Final = "/kintsugi"
_PLAYED: Final = re.compile(r"(note|cc)\s+(\d{1,3})")
_ADDRESS: Final = re.compile(r"(/[A-Za-z0-9_.:+-]+)+")


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done, as written: a verb, and a name after it or nothing."""

    verb: str
    name: str


@dataclass(frozen=True, slots=True)
class Fader:
    """Which level is moved, as written."""

    of: Literal["grand-master", "submaster", "zone"]
    name: str


def _played(value: object) -> MidiNote | MidiControl:
    match = _PLAYED.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        meant = f"note {value}" if isinstance(value, int) and not isinstance(value, bool) else None
        raise WrongError(f"{shown(value)} is no pad or fader; write note 36 or cc 48", suggestion=meant)
    number = int(match[2])
    if number > 127:
        raise WrongError(f"{match[1]} {number} is out of range; MIDI counts them from 0 to 127")
    return MidiNote(number) if match[1] == "note" else MidiControl(number)


def _address(value: object) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value) or len(value) > 100:
        raise WrongError(f"{shown(value)} is no OSC address; write one such as /pulse, without spaces or patterns")
    if value == _OWN_ROOT or value.startswith(f"{_OWN_ROOT}/"):
        raise WrongError(f"{shown(value)} is the controller's own; bind an address outside {_OWN_ROOT}")
    return value


def _deed(value: object) -> Deed:
    verb, name = verb_and_name(value, VERBS)
    needs = VERBS.get(verb)
    if needs is None:
        said = f"{shown(value)} cannot be done; write {', '.join(VERBS)}"
        raise WrongError(said, known=tuple(VERBS), wanted=verb[:64])
    has_name = needs in _EXAMPLES
    if has_name and not name:
        raise WrongError(f"{verb} needs a {needs} after it: {_EXAMPLES[needs]}")
    if name and not has_name:
        also = "; name another cue list with list:" if needs == "list" else ""
        raise WrongError(f"nothing stands after {verb}; take {shown(name)} out{also}")
    return Deed(verb, name)


def _fader(value: object) -> Fader:
    words = value.split() if isinstance(value, str) else []
    match words:
        case ["grandmaster"]:
            return Fader("grand-master", "")
        case ["sub", name]:
            return Fader("submaster", name)
        case ["zone", name, "level"]:
            return Fader("zone", name)
        case _:
            known = ("grandmaster",)
            said = f"{shown(value)} is no level; write grandmaster, sub front or zone wall level"
            raise WrongError(said, known=known, wanted=str(value)[:64])


_EXAMPLES: Final = {
    "cue": "cue 3",
    "fault": "inject colour-storm",
    "recovery": "recover golden-seam",
    "submaster": "flash front",
    "vote": "open vote storm",
    "paint": "open paint tiles",
    "story": "open story memories",
}
PLAYED: Final = Kind(
    "`note 0` to `note 127`, or `cc 0` to `cc 127`",
    "note 36",
    _played,
    {"type": "string", "pattern": r"^(note|cc)\s+\d{1,3}$"},
)
ADDRESS_KIND: Final = Kind(
    "an OSC address outside `/kintsugi`", "/pulse", _address, {"type": "string", "pattern": f"^{_ADDRESS.pattern}$"}
)
_DEED_KIND: Final = Kind(
    "`go`, `back`, `pause`, `resume`, `release`, `cue 3`, `blackout`, `panic`, `halt`, `approve`, `dismiss`, "
    "`mend`, `inject FAULT`, `clear FAULT`, `recover RECOVERY`, `flash SUBMASTER`, `open vote VOTE`, "
    "`close vote VOTE`, `cancel vote VOTE`, `open paint PAINT`, `close paint PAINT`, `clear paint`, "
    "`open story STORY`, `close story STORY`, `clear story`, `show tale`, `refuse tale` or `hide tale`",
    "go",
    _deed,
    {"type": "string", "pattern": f"^({'|'.join(VERBS)})( .+)?$"},
)


FADER: Final = Kind(
    "`grandmaster`, `sub SUBMASTER` or `zone ZONE level`",
    "grandmaster",
    _fader,
    {"type": "string", "pattern": r"^(grandmaster|sub\s+\S+|zone\s+\S+\s+level)$"},
)


def _slot_of(protocol: Literal["sacn", "artnet"]) -> Callable[[object], Slot]:
    """Give the reader of a slot of one protocol."""
    known = UNIVERSES[protocol]

    def read(value: object) -> Slot:
        match = _SLOT.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise WrongError(f"{shown(value)} is no slot; write universe/slot, such as {known.start}/5")
        universe, slot = int(match[1]), int(match[2])
        if universe not in known:
            raise WrongError(f"universe {universe} is out of range; it is {known.start} to {known.stop - 1}")
        if not 1 <= slot <= SLOTS:
            raise WrongError(f"slot {slot} is out of range; a universe has slots 1 to {SLOTS}")
        return Slot(protocol, universe, slot)

    return read


_SLOT_SCHEMA: Final = {"type": "string", "pattern": f"^{_SLOT.pattern}$"}
SACN_SLOT: Final = Kind("a universe and a slot", "1/5", _slot_of("sacn"), _SLOT_SCHEMA)
ARTNET_SLOT: Final = Kind("a universe and a slot", "0/5", _slot_of("artnet"), _SLOT_SCHEMA)


def _hour(value: object) -> TimeOfDay:
    if not isinstance(value, str):
        raise WrongError(f"{shown(value)} is not a time of day; write one such as 21:30")
    return TimeOfDay(time_of_day(value))


_HOUR_KIND: Final = Kind(
    "a time of day, 00:00 to 23:59:59", "21:30", _hour, {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}
)


class BindingBlock(Block):
    """What one pad, fader, OSC message or slot of another console does; or, with `surface` alone, a control surface.

    Exactly one of `midi`, `osc`, `sacn`, `artnet`, `at`, `timecode` and `surface`; all but the last with `do` or `to`.
    """

    midi: Annotated[MidiNote | MidiControl | None, PLAYED] = Field(
        default=None, description="A pad or key (`note`), or a fader, knob or button that sends control changes (`cc`)."
    )
    osc: Annotated[str | None, ADDRESS_KIND] = Field(default=None, description="A message of the show's own.")
    sacn: Annotated[Slot | None, SACN_SLOT] = Field(
        default=None,
        description="A slot of another console's sACN: `do` when it rises through half, `to` whenever it moves.",
    )
    artnet: Annotated[Slot | None, ARTNET_SLOT] = Field(
        default=None, description="The same of Art-Net; its universes count from 0."
    )
    at: Annotated[TimeOfDay | None, _HOUR_KIND] = Field(
        default=None,
        description="A time of day, by the clock of the house: it does it once a day. No hand: it lifts no PANIC.",
    )
    timecode: Annotated[TimecodeAt | None, FRAME] = Field(
        default=None, description="A frame of the time code that the show follows: it does it when that comes."
    )
    surface: Annotated[SurfaceName | None, choice(*get_args(SurfaceName))] = Field(
        default=None, description="A control surface with its whole map of pads, faders and lights."
    )
    do: Annotated[Deed | None, _DEED_KIND] = Field(
        default=None,
        description="What pressing it does; `approve` and `dismiss` mean the newest incident that waits, "
        "`mend` all that is kept, `show tale` and `refuse tale` the tale that has waited for longest.",
    )
    to: Annotated[Fader | None, FADER] = Field(default=None, description="Which level it moves.")
    list: Annotated[str | None, NAME] = Field(
        default=None, description="Which cue list is meant; left out: `main`, or the first."
    )
    device: Annotated[str | None, text_up_to(64), Words("part of the name of a MIDI device")] = Field(
        default=None,
        description="For this device only. Left out: of a `surface`, as its maker calls it; else every device that is "
        "no `surface`.",
    )
    channel: Annotated[int | None, whole_between(1, 16)] = Field(
        default=None, description="The MIDI channel; left out: any."
    )

    @model_validator(mode="after")
    def _one_trigger(self) -> "BindingBlock":
        names = ("midi", "osc", "sacn", "artnet", "at", "timecode", "surface")
        triggers = [name for name in names if getattr(self, name) is not None]
        if len(triggers) != 1:
            said = "a binding is exactly one of midi, osc, sacn, artnet, at, timecode or surface"
            raise ValueError(f"{said}; write each as an item of its own")
        keys = self.model_fields_set - {triggers[0]}
        allowed = {
            "midi": {"do", "to", "list", "device", "channel"},
            "osc": {"do", "to", "list"},
            "sacn": {"do", "to", "list"},
            "artnet": {"do", "to", "list"},
            "at": {"do", "list"},
            "timecode": {"do", "list"},
            "surface": {"device"},
        }
        for key in ("do", "to", "list", "device", "channel"):
            if key in keys - allowed[triggers[0]]:
                raise ValueError(f"'{key}' has no meaning beside {triggers[0]}; take it out")
        if triggers[0] != "surface" and (self.do is None) == (self.to is None):
            raise ValueError("say what it does with exactly one of do and to: do: go, or to: grandmaster")
        return self._fitting()

    def _fitting(self) -> "BindingBlock":
        """Check that what is done fits what does it."""
        if self.to is not None and isinstance(self.midi, MidiNote):
            raise ValueError("a note is pressed or let go and moves no level; bind a fader: midi: cc 48")
        if self.at is not None and self.do is not None and self.do.verb == "flash":
            raise ValueError("a flash lasts as long as a button is held, and a time of day holds none; bind a pad")
        is_clock = self.at is not None or self.timecode is not None
        if is_clock and self.do is not None and self.do.verb in READING:
            raise ValueError(f"{self.do.verb} is for whoever has read it, and a clock reads nothing; bind a pad")
        if self.timecode is not None and self.do is not None and self.do.verb in {"flash", "approve", "dismiss"}:
            raise ValueError(f"{self.do.verb} is for hands, and a time code has none; bind a pad")
        needs = VERBS[self.do.verb] if self.do is not None else "none"
        if self.list is not None and needs not in {"list", "cue"}:
            raise ValueError("'list' has no meaning here; it stands beside go, back, pause, resume, release or cue")
        if self.device is not None and not self.device.strip():
            raise ValueError("'device' is empty; write a part of the device's name, or leave it out")
        return self
