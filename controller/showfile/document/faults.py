"""The blocks of faults and recoveries."""

from typing import Annotated, Final, TypeAlias

from pydantic import Field, Tag, model_validator

from controller.model.fault import INJECTABLE, LINK_KINDS, FaultKind
from controller.model.recovery import Mode
from controller.model.units import Color
from controller.showfile.document.base import Block, one_of, preset
from controller.showfile.document.kind import LABEL, Words, choice, number_between, time_between, whole_between
from controller.showfile.document.values import COLOR, NAME, SELECTOR, SHARE


class FaultBlock(Block):
    """Something that can be broken on purpose."""

    kind: Annotated[FaultKind, choice(*INJECTABLE)] = Field(
        description="What breaks: `colour-shift` and `flicker` break light, `loss` and `blackhole` the way to a node."
    )
    zone: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Of a fault on light: whom it may reach; fixtures of class `show` only."
    )
    node: Annotated[str | None, NAME] = Field(
        default=None, description="Of a fault on the way: to which node; one that feeds fixtures of class `show` only."
    )
    share: Annotated[float, SHARE] = preset("30%", "The part of them that it breaks.")
    amount: Annotated[float, SHARE] = preset("50%", "How strong it is.")
    burst: Annotated[float, time_between(0.02, 5)] = preset("100ms", "Of `loss`: how long one gap is.")
    seed: Annotated[int | None, whole_between(0, 2**53 - 1)] = Field(
        default=None,
        description="Chooses who is broken; left out, it follows from the show's seed and the fault's name.",
    )
    limit: Annotated[float, time_between(0.1, 300)] = preset(
        "30s", "After this time it ends by itself; at most `policy: fault_time_limit`.", alias="for"
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")

    @model_validator(mode="after")
    def _one_target(self) -> "FaultBlock":
        wanted, other = ("node", "zone") if self.kind in LINK_KINDS else ("zone", "node")
        if getattr(self, wanted) is None:
            raise ValueError(f"a fault of kind {self.kind} needs a {wanted}: say which one it breaks")
        if getattr(self, other) is not None:
            raise ValueError(f"a fault of kind {self.kind} has a {wanted} and no {other}; leave the {other} out")
        return self


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
_MOVEMENTS: Final = ("hold", "embrace", "seam", "ripple", "mend")


class EmbraceBlock(Block):
    """Embrace: the wound is drawn larger."""

    gain: Annotated[float, number_between(1, 8)] = Field(
        default=1.6, description="How much the difference grows; 1 leaves it as it is."
    )


class SeamBlock(Block):
    """Seam: lines join the wounded places."""

    color: Annotated[Color, COLOR] = preset("gold", "Their colour.")


class RippleBlock(Block):
    """Ripple: the neighbours carry the picture of the wounded cells."""

    reach: Annotated[float, number_between(0.05, 100)] = Field(
        default=2.0, description="How far from the wound they carry it, metres."
    )


class MendBlock(Block):
    """Mend: the present cue comes back."""

    from_: Annotated[str, choice("wound", "radial", "sweep", "random")] = Field(
        default="wound", alias="from", description="Where it begins."
    )


_Seconds: TypeAlias = Annotated[Annotated[float, _PHASE], Tag("<word>")]
_Embrace: TypeAlias = Annotated[
    _Seconds | Annotated[EmbraceBlock, Tag("<keys>")], one_of("write {gain: 1.6} with for, or a time")
]
_Seam: TypeAlias = Annotated[
    _Seconds | Annotated[SeamBlock, Tag("<keys>")], one_of("write {color: gold} with for, or a time")
]
_Ripple: TypeAlias = Annotated[
    _Seconds | Annotated[RippleBlock, Tag("<keys>")], one_of("write {reach: 2} with for, or a time")
]
_Mend: TypeAlias = Annotated[
    _Seconds | Annotated[MendBlock, Tag("<keys>")], one_of("write {from: wound} with for, or a time")
]


class PhaseBlock(Block):
    """One movement: exactly one of `hold`, `embrace`, `seam`, `ripple`, `mend`, and how long.

    `{embrace: {gain: 1.6}, for: 4s}`, or shorter, with the defaults, `{embrace: 4s}`.
    """

    hold: Annotated[float | None, _PHASE] = Field(default=None, description="The wound stands still for this time.")
    embrace: Annotated[_Embrace | None, Words("{gain} with `for`, or a time")] = Field(
        default=None, description="The wound is drawn larger."
    )
    seam: Annotated[_Seam | None, Words("{color} with `for`, or a time")] = Field(
        default=None, description="Lines join the wounded places."
    )
    ripple: Annotated[_Ripple | None, Words("{reach} with `for`, or a time")] = Field(
        default=None, description="The neighbours carry the picture of the wounded cells."
    )
    mend: Annotated[_Mend | None, Words("{from} with `for`, or a time")] = Field(
        default=None, description="The present cue comes back; always the last phase."
    )
    seconds: Annotated[float | None, _PHASE] = Field(
        default=None, alias="for", description="How long, if not said already."
    )

    @model_validator(mode="after")
    def _one_movement(self) -> "PhaseBlock":
        chosen = [name for name in _MOVEMENTS if getattr(self, name) is not None]
        if len(chosen) != 1:
            raise ValueError(
                "a phase is exactly one of hold, embrace, seam, ripple or mend; write each as an item of its own"
            )
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
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")
    phases: Annotated[list[PhaseBlock], Words("a list of phases, the last a `mend`")] = Field(
        description="What happens, in order."
    )
