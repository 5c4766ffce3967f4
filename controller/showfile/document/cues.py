"""The blocks of looks, cues and PANIC."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, Tag

from controller.model.cue import Follow
from controller.model.curve import Curve
from controller.showfile.document.actions import ACTIONS, Actions
from controller.showfile.document.base import Block, one_of, preset
from controller.showfile.document.effects.block import Effects
from controller.showfile.document.kind import (
    LABEL,
    Words,
    choice,
    text_up_to,
    whole_between,
)
from controller.showfile.document.looks import LookLine
from controller.showfile.document.times import (
    ATTRIBUTE_TIMES,
    CURVE,
    SPLIT,
    AttributeTimes,
    LoopBlock,
    PartBlock,
    Times,
)
from controller.showfile.document.values import CUE, FADE, FLAG, FOLLOW, NAME

LookBlock: TypeAlias = Annotated[dict[str, LookLine], Words("selector: {color, level, text, pan …}; later lines win")]

_LookWord: TypeAlias = Annotated[Annotated[str, NAME], Tag("<word>")]
_LookKeys: TypeAlias = Annotated[dict[str, LookLine], Tag("<keys>")]
_LOOK_FORM = "write the name of a look, or a look in place such as {mosaic: {level: 40%}}"
OneLook: TypeAlias = Annotated[_LookWord | _LookKeys, one_of(_LOOK_FORM)]
Looks: TypeAlias = Annotated[
    _LookWord | _LookKeys | Annotated[list[OneLook], Tag("<list>")],
    one_of(f"{_LOOK_FORM}, or a list of them"),
]


class CueBlock(Block):
    """One cue. Cues track: what a cue leaves out stays as the cues before left it."""

    cue: Annotated[str, CUE] = Field(description="Its number, unique in its list.")
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people.")
    notes: Annotated[str, text_up_to(2000)] = Field(default="", description="What the operator should know.")
    look: Annotated[Looks | None, Words("a look's name, a look in place, or a list of these; later ones win")] = Field(
        default=None, description="What it shows."
    )
    effect: Annotated[Effects | None, Words("an effect, or a list of effects")] = Field(
        default=None, description="What moves while the cue is current."
    )
    fade: Annotated[Times, SPLIT] = preset("3s", "Time from the start to the full look; `0s` snaps.")
    delay: Annotated[Times, SPLIT] = preset("0s", "How long after the start the fade begins.")
    times: Annotated[AttributeTimes, ATTRIBUTE_TIMES] = Field(
        default={},
        description="Times of single attributes: `level`, `color`, `text`, `position` (pan and tilt), `zoom` …",
    )
    parts: Annotated[dict[str, PartBlock], Words("selector: {fade, delay, times}; later ones win")] = Field(
        default={}, description="Times of parts of the rig; they win over `times`."
    )
    curve: Annotated[Curve, CURVE] = preset("linear", "How the fades run.")
    wait: Annotated[float, FADE] = preset("0s", "Time between GO and the start.")
    back: Annotated[float, FADE] = preset("1s", "Time when it is reached by BACK.")
    follow: Annotated[Follow | None, FOLLOW] = Field(
        default=None, description="When the next cue goes by itself; left out, it waits for GO."
    )
    loop: Annotated[LoopBlock | None, Words("{to: cue, count}")] = Field(
        default=None, description="Goes back to another cue instead of on to the next, so many times."
    )
    do: Annotated[Actions | None, ACTIONS] = Field(
        default=None, description="What it does besides light, at its start."
    )
    cue_only: Annotated[bool, FLAG] = Field(
        default=False, alias="cue-only", description="True: what it changes goes back with the next cue."
    )
    block: Annotated[bool, FLAG] = Field(
        default=False, description="True: nothing tracks into it; it shows what it writes itself and nothing else."
    )
    asserts: Annotated[bool, FLAG] = Field(
        default=False,
        alias="assert",
        description="True: it takes all that it shows from other lists, also what it only tracks.",
    )


class ListBlock(Block):
    """A cue list that plays beside the one of `cues:`."""

    cues: Annotated[list[CueBlock] | None, Words("a list of cues")] = Field(
        default=None, description="Its cues, in order; needed, but for `main` where those stand under `cues:`."
    )
    priority: Annotated[int, whole_between(-100, 100)] = Field(
        default=0, description="Higher lies over lower; the `main` list has 0."
    )
    merge: Annotated[Literal["htp", "ltp"], choice("htp", "ltp")] = Field(
        default="ltp",
        description="How its levels meet others of the same priority: the highest, or the latest, takes precedence.",
    )
    release: Annotated[float, FADE] = preset("3s", "Time of a RELEASE.")


class PanicBlock(Block):
    """Where PANIC goes."""

    look: Annotated[OneLook | None, Words("a look's name, or a look in place")] = Field(
        default=None, description="The look of safety; left out, everything of class `show` goes dark."
    )
    fade: Annotated[float, FADE] = preset("3s", "Time to get there; a second PANIC within 2 s goes at once.")
