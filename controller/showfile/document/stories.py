"""The block of a story: what visitors may write, which fixtures show it, and for how long."""

from typing import Annotated, Final

from pydantic import Field

from controller.model.story import (
    LONGEST_OPEN_S,
    LONGEST_REST_S,
    LONGEST_SHOWN_S,
    LONGEST_TALE,
    SHORTEST_OPEN_S,
    SHORTEST_REST_S,
    SHORTEST_SHOWN_S,
)
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import text_between, time_between, whole_between
from controller.showfile.document.values import SELECTOR

LONGEST_ASK: Final = 200


class StoryBlock(Block):
    """What visitors may tell. A person reads each tale and lets it through before anybody else sees it."""

    on: Annotated[str, SELECTOR] = Field(
        description="What shows it: fixtures of class `show` on a WebSocket node, with a text channel, whose consent "
        "is `visitors: own-cell`."
    )
    ask: Annotated[str, text_between(1, LONGEST_ASK)] = Field(
        default="Tell us something", description="What visitors read."
    )
    open_s: Annotated[float, time_between(SHORTEST_OPEN_S, LONGEST_OPEN_S)] = preset(
        "10min", "How long it is open.", alias="for"
    )
    longest: Annotated[int, whole_between(1, LONGEST_TALE)] = Field(
        default=140, description="How many signs a tale has at most, as people count them."
    )
    shows: Annotated[float, time_between(SHORTEST_SHOWN_S, LONGEST_SHOWN_S)] = preset("12s", "So long a tale is shown.")
    every: Annotated[float, time_between(SHORTEST_REST_S, LONGEST_REST_S)] = preset(
        "60s", "So long after a tale the same visitor may tell another."
    )
