"""The block of sensors."""

from typing import Annotated, Final, TypeAlias

from pydantic import Field, Tag, model_validator

from controller.model.binding import MidiControl, Slot
from controller.showfile.document.base import Block, one_of, preset
from controller.showfile.document.bindings import ADDRESS_KIND, ARTNET_SLOT, FADER, PLAYED, SACN_SLOT, Fader
from controller.showfile.document.kind import (
    LABEL,
    Kind,
    Words,
    WrongError,
    limited,
    number_between,
    shown,
    text_between,
    text_up_to,
    time_between,
    whole_between,
)
from controller.showfile.document.values import LEVEL, NAME, PLACE, SELECTOR

_MOST: Final = 1e9
_WAIT: Final = time_between(0.05, 24 * 3600)
_NOTICE: Final = time_between(0, 60)


def _range(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise WrongError(f"{shown(value)} is not a range; write the least and the most that it can say, e.g. [0, 100]")
    low, high = (limited(end, -_MOST, _MOST) for end in value)
    if not low < high:
        raise WrongError(f"{shown(value)} ends before it begins; write the least first, then the most")
    return low, high


def _fallback(value: object) -> float | None:
    return None if value == "hold" else float(str(LEVEL.read(value)))


def _control(value: object) -> MidiControl:
    played = PLAYED.read(value)
    if not isinstance(played, MidiControl):
        raise WrongError("a note is pressed or let go and says no value; a sensor is a control change: cc 20")
    return played


CONTROL: Final = Kind("`cc 0` to `cc 127`", "cc 20", _control, {"type": "string", "pattern": r"^cc\s+\d{1,3}$"})
RANGE: Final = Kind(
    "[least, most]",
    "[0, 100]",
    _range,
    {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
)
FALLBACK: Final = Kind(
    "`hold`, or a level, 0 to 1 or 0% to 100%", "hold", _fallback, {"anyOf": [{"const": "hold"}, dict(LEVEL.schema)]}
)
_Fader: TypeAlias = Annotated[Fader, FADER]
Driven: TypeAlias = Annotated[
    Annotated[_Fader, Tag("<word>")] | Annotated[list[_Fader], Tag("<list>")],
    one_of("write a level such as zone wall level, or a list of levels"),
]


class SensorBlock(Block):
    """One sensor. Every one can be heard as `/kintsugi/sensor/NAME`.

    `osc`, `sacn`, `artnet` or `midi` name another way.
    """

    osc: Annotated[str | None, ADDRESS_KIND] = Field(
        default=None, description="A message of the show's own that brings its value."
    )
    sacn: Annotated[Slot | None, SACN_SLOT] = Field(
        default=None, description="A slot of another console's sACN; 0 to 255 stand for its whole range."
    )
    artnet: Annotated[Slot | None, ARTNET_SLOT] = Field(
        default=None, description="The same of Art-Net; its universes count from 0."
    )
    midi: Annotated[MidiControl | None, CONTROL] = Field(
        default=None, description="A control change, `cc 20`; 0 to 127 stand for its whole range."
    )
    channel: Annotated[int | None, whole_between(1, 16)] = Field(
        default=None, description="Of `midi`: the channel; left out: any."
    )
    device: Annotated[str | None, text_between(1, 64), Words("part of the name of a MIDI device")] = Field(
        default=None, description="Of `midi`: from which device; left out: every one that is no surface of its own."
    )
    range: Annotated[tuple[float, float], RANGE] = Field(
        default=(0.0, 1.0), description="The least and the most that it can say; outside it is not believed."
    )
    unit: Annotated[str, text_up_to(20), Words("a text, such as °C")] = Field(
        default="", description="Of its values, for people."
    )
    zone: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Whose light is at stake when it fails; left out: what it drives."
    )
    place: Annotated[tuple[float, ...] | None, PLACE] = Field(
        default=None, description="Where it stands, in metres; without a zone and without `to`, the lights there count."
    )
    to: Annotated[Driven | None, Words("a level, or a list of levels")] = Field(
        default=None, description="Which levels follow it: `grandmaster`, `sub SUBMASTER`, `zone ZONE level`."
    )
    timeout: Annotated[float | None, _WAIT] = Field(
        default=None, description="So long may it be silent; left out, as long as it likes."
    )
    fastest: Annotated[float | None, number_between(1e-6, _MOST)] = Field(
        default=None, description="The greatest change a second that can be true; left out, any."
    )
    stuck: Annotated[float | None, _WAIT] = Field(
        default=None, description="So long may it say the very same; left out, as long as it likes."
    )
    neighbours: Annotated[list[Annotated[str, NAME]] | None, Words("a list of sensors")] = Field(
        default=None, description="Sensors that should say about the same. Two or more tell which one is wrong."
    )
    apart: Annotated[float | None, number_between(0, _MOST)] = Field(
        default=None, description="How far it may be from its neighbours; left out, a quarter of its range."
    )
    open: Annotated[float, _NOTICE] = preset("500ms", "So long is it doubted until that is an incident.")
    close: Annotated[float, _NOTICE] = preset("2s", "So long must it be good until it is believed again.")
    fallback: Annotated[float | None, FALLBACK] = preset(
        "hold", "Where the levels that follow it stand while it is not believed: `hold` is the last good value."
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")

    @model_validator(mode="after")
    def _one_way(self) -> "SensorBlock":
        ways = [way for way in ("osc", "sacn", "artnet", "midi") if getattr(self, way) is not None]
        if len(ways) > 1:
            raise ValueError(f"a sensor is heard in one way; keep one of {' and '.join(ways)}")
        if self.midi is None and (self.channel is not None or self.device is not None):
            raise ValueError("'channel' and 'device' are those of midi; name the control change, or take them out")
        if self.apart is not None and not self.neighbours:
            raise ValueError("'apart' has no meaning without neighbours; name them, or take it out")
        return self

    @property
    def driven(self) -> tuple[Fader, ...]:
        """The levels that follow it."""
        if self.to is None:
            return ()
        return tuple(self.to) if isinstance(self.to, list) else (self.to,)
