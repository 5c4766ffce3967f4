"""The blocks of recoveries: their phases, one operator each."""

from typing import Annotated, Final, Literal, TypeAlias, TypeVar, get_args

from pydantic import Field, Tag, model_validator

from controller.model.fault import FaultKind
from controller.model.recovery import Again, Mode, OperatorName
from controller.model.units import Color
from controller.showfile.document.actions import ACTIONS, Actions
from controller.showfile.document.base import Block, one_of, preset
from controller.showfile.document.kind import LABEL, Words, choice, number_between, time_between
from controller.showfile.document.values import COLOR, DIRECTION, NAME, SELECTOR, SHARE

_Kind: TypeAlias = Annotated[FaultKind, choice(*FaultKind)]
Kinds: TypeAlias = Annotated[
    Annotated[_Kind, Tag("<word>")] | Annotated[list[_Kind], Tag("<list>")],
    one_of("write a kind of fault, or a list of kinds"),
]


class WhenBlock(Block):
    """Which faults a recovery answers; what is left out matches all."""

    kind: Annotated[Kinds | None, Words("a kind of fault, or a list of kinds")] = Field(
        default=None, description="What broke."
    )
    zone: Annotated[str | None, SELECTOR] = Field(default=None, description="Where; one shared cell is enough.")


_PHASE: Final = time_between(0.05, 300)
MOVEMENTS: Final[tuple[OperatorName, ...]] = get_args(OperatorName)
_FROM: Final = choice("wound", "radial", "sweep", "random", "fixture")
_REACH: Final = number_between(0.05, 100)
_Way: TypeAlias = tuple[float, float, float]


class InTurnBlock(Block):
    """What operators share whose cells take turns."""

    from_: Annotated[str, _FROM] = Field(
        default="wound",
        alias="from",
        description="Who comes first: the heart of the `wound`, its rim (`radial`), a `sweep` along `direction`, "
        "`random`, or one `fixture` after another.",
    )
    direction: Annotated[_Way, DIRECTION] = preset("right", "Of `sweep`: where it goes.")


class EmbraceBlock(Block):
    """Embrace: the wound is drawn larger."""

    gain: Annotated[float, number_between(1, 8)] = Field(
        default=1.6, description="How much the difference grows; 1 leaves it as it is."
    )


class QuantiseBlock(Block):
    """Quantise: irregular events are locked to the beat."""

    bpm: Annotated[float | None, number_between(20, 300)] = Field(
        default=None, description="Beats a minute; left out, the tempo of the show."
    )


class SeamBlock(Block):
    """Seam: lines join the wounded places."""

    color: Annotated[Color, COLOR] = preset("gold", "Their colour.")


class RippleBlock(Block):
    """Ripple: the neighbours carry the picture of the wounded cells."""

    reach: Annotated[float, _REACH] = Field(default=2.0, description="How far from the wound they carry it, metres.")


class BlendBlock(InTurnBlock):
    """Blend: neighbours take traits of each other."""

    reach: Annotated[float, _REACH] = Field(default=1.0, description="How far neighbours may be, metres.")
    amount: Annotated[float, SHARE] = preset("80%", "How much they take.")


class SortBlock(InTurnBlock):
    """Sort: the broken cells of each line stand in the order of their brightness, the darkest first."""

    direction: Annotated[_Way, DIRECTION] = preset("right", "Along which they are sorted, and where a `sweep` goes.")


class ScatterBlock(InTurnBlock):
    """Scatter: the colour of each broken cell flies to another."""


class GatherBlock(InTurnBlock):
    """Gather: the colours come together in the hearts of the wound."""


class BreatheBlock(Block):
    """Breathe: the wounded cells sink and rise together."""

    period: Annotated[float, time_between(1, 60)] = preset("4s", "Time of one breath.")
    depth: Annotated[float, SHARE] = preset("40%", "How far they sink.")


class SafeBlock(InTurnBlock):
    """Safe: the wounded cells go to a standby look."""

    look: Annotated[str | None, NAME] = Field(
        default=None, description="The look they go to; left out, that of `policy: standby`."
    )


class MendBlock(InTurnBlock):
    """Mend: the present cue comes back."""

    part: Annotated[float, SHARE] = preset(
        "100%",
        "So many of the cells, the first in their order; the others stay as they are. The last mend is whole, or says "
        "`rest: keep`.",
    )
    rest: Annotated[Literal["keep"] | None, choice("keep")] = Field(
        default=None,
        description="`keep`: what the last mend does not mend stays as it is until somebody says to mend it.",
    )


_B = TypeVar("_B", bound=Block)
_Timed: TypeAlias = Annotated[
    Annotated[Annotated[float, _PHASE], Tag("<word>")] | Annotated[_B, Tag("<keys>")],
    one_of("write its keys, such as {gain: 1.6}, with for, or a time"),
]


class PhaseBlock(Block):
    """One movement: exactly one operator, and how long.

    `{embrace: {gain: 1.6}, for: 4s}`, or shorter, with the defaults, `{embrace: 4s}`.
    """

    hold: Annotated[float | None, _PHASE] = Field(default=None, description="The wound stands still for this time.")
    embrace: Annotated[_Timed[EmbraceBlock] | None, Words("{gain} with `for`, or a time")] = Field(
        default=None, description="The wound is drawn larger."
    )
    quantise: Annotated[_Timed[QuantiseBlock] | None, Words("{bpm} with `for`, or a time")] = Field(
        default=None, description="Irregular events are locked to the beat."
    )
    ripple: Annotated[_Timed[RippleBlock] | None, Words("{reach} with `for`, or a time")] = Field(
        default=None, description="The neighbours carry the picture of the wounded cells."
    )
    blend: Annotated[_Timed[BlendBlock] | None, Words("{reach, amount, from} with `for`, or a time")] = Field(
        default=None, description="Neighbours take traits of each other."
    )
    sort: Annotated[_Timed[SortBlock] | None, Words("{direction, from} with `for`, or a time")] = Field(
        default=None, description="The broken cells of each line are sorted by brightness."
    )
    scatter: Annotated[_Timed[ScatterBlock] | None, Words("{from} with `for`, or a time")] = Field(
        default=None, description="The colours of the broken cells fly apart."
    )
    gather: Annotated[_Timed[GatherBlock] | None, Words("{from} with `for`, or a time")] = Field(
        default=None, description="The colours of the broken cells come together."
    )
    seam: Annotated[_Timed[SeamBlock] | None, Words("{color} with `for`, or a time")] = Field(
        default=None, description="Lines join the wounded places."
    )
    breathe: Annotated[_Timed[BreatheBlock] | None, Words("{period, depth} with `for`, or a time")] = Field(
        default=None, description="The wounded cells sink and rise together."
    )
    safe: Annotated[_Timed[SafeBlock] | None, Words("{look, from} with `for`, or a time")] = Field(
        default=None, description="The wounded cells go to the standby look."
    )
    mend: Annotated[_Timed[MendBlock] | None, Words("{from, part} with `for`, or a time")] = Field(
        default=None, description="The present cue comes back; always the last phase."
    )
    seconds: Annotated[float | None, _PHASE] = Field(
        default=None, alias="for", description="How long, if not said already."
    )

    do: Annotated[Actions | None, ACTIONS] = Field(
        default=None, description="What it does besides light, when it begins."
    )

    @property
    def operator(self) -> OperatorName:
        """The one operator that is written."""
        return next(name for name in MOVEMENTS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_movement(self) -> "PhaseBlock":
        chosen = [name for name in MOVEMENTS if getattr(self, name) is not None]
        if len(chosen) != 1:
            known = f"{', '.join(MOVEMENTS[:-1])} or {MOVEMENTS[-1]}"
            raise ValueError(f"a phase is exactly one of {known}; write each as an item of its own")
        timed = isinstance(getattr(self, chosen[0]), float)
        if timed and self.seconds is not None:
            raise ValueError(f"the time of this {chosen[0]} is said twice; keep one of them")
        if not timed and self.seconds is None:
            raise ValueError(f"this {chosen[0]} needs a time: add for: 4s")
        return self


class RecoveryBlock(Block):
    """A choreography that turns a wound back into the show."""

    when: WhenBlock = Field(default=WhenBlock(), description="Which faults it answers; left out: all.")
    mode: Annotated[Mode, choice("auto", "ask", "manual")] = Field(
        default="ask", description="`auto` starts by itself, `ask` waits for approval, `manual` runs only when called."
    )
    again: Annotated[Again, choice("ask", "auto")] = Field(
        default="ask",
        description="`auto`: when the same trouble comes to the same place again it starts by itself, and embraces "
        "the wound the more, the oftener it came.",
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")
    phases: Annotated[list[PhaseBlock], Words("a list of phases, the last a `mend`")] = Field(
        description="What happens, in order."
    )
