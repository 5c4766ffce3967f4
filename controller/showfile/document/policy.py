"""The block of the policy: what the house allows."""

from typing import Annotated, TypeAlias

from pydantic import Field

from controller.model.policy import MOST_FLASHES, MOST_LOOSENED, Unanswered
from controller.showfile.document.base import SECTION, Block, preset
from controller.showfile.document.kind import Words, choice, number_between, text_between, time_between, whole_between
from controller.showfile.document.values import LEVEL, NAME, SWITCH


class LoosenBlock(Block):
    """Weaker flash rules. They hold only when the responsible person was confirmed on the console, each night anew."""

    responsible: Annotated[str, text_between(2, 80, example="Ada Byron")] = Field(
        description="Who answers for it, by name."
    )
    flashes_per_second: Annotated[int, whole_between(1, MOST_LOOSENED)] = Field(
        default=MOST_FLASHES, description="How many flashes are let through in any one second then."
    )
    long_runs: Annotated[bool, SWITCH] = preset("off", "`on` lets two or more flashes a second go on for ever.")


_Levels: TypeAlias = Annotated[dict[str, Annotated[float, LEVEL]], SECTION, Words("selector: level")]


class PolicyBlock(Block):
    """What the house allows."""

    flashes_per_second: Annotated[int, whole_between(1, 3)] = Field(
        default=3,
        description="How many flashes the guard lets through in any one second; coming on and going off is one.",
    )
    fault_time_limit: Annotated[float, time_between(0.1, 300)] = preset("5min", "The longest time limit of any fault.")
    go_lockout: Annotated[float, time_between(0, 5)] = preset(
        "250ms", "The shortest time between two GOs, from all sources together."
    )
    standby: Annotated[str | None, NAME] = Field(
        default=None, description="The look that wounded places go to by `safe`, and where nobody answers."
    )
    recoveries_at_once: Annotated[int, whole_between(1, 64)] = Field(
        default=4,
        description="How many recoveries run by themselves at the same time; the others wait their turn. One that has "
        "done its phases and waits for its trouble to end is not counted, and mends without a turn when it does.",
    )
    ask_for: Annotated[float, time_between(1, 3600)] = preset(
        "30s", "How long a proposed recovery waits for an answer."
    )
    unanswered: Annotated[Unanswered, choice("wait", "auto", "standby")] = Field(
        default="wait", description="What is done then: wait on, run it, or go to the `standby` look."
    )
    join_for: Annotated[float, time_between(0, 60)] = preset(
        "2s", "So soon after one another troubles of one kind that are near become one incident; `0s` = never."
    )
    join_within: Annotated[float, number_between(0, 100)] = Field(
        default=2.0, description="How near that is, metres; within one zone they are always near."
    )
    ceilings: _Levels = Field(default={}, description="Levels that lights never pass, whatever plays.")
    floors: _Levels = Field(
        default={},
        description="Levels that lights never fall below; blackout and the end of the show still darken them.",
    )
    floors_always: _Levels = Field(default={}, description="The same, and not even blackout darkens them.")
    pan_speed: Annotated[float | None, number_between(1, 3600)] = Field(
        default=None, description="How fast heads may pan, in degrees a second; left out: as fast as they can."
    )
    tilt_speed: Annotated[float | None, number_between(1, 3600)] = Field(
        default=None, description="How fast heads may tilt, in degrees a second."
    )
    loosen: LoosenBlock | None = Field(default=None, description="Weaker flash rules.")
