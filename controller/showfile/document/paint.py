"""The block of a painting: what visitors may colour, each a cell of their own, and with what."""

from typing import Annotated, Final

from pydantic import Field

from controller.model.paint import (
    LONGEST_COLOR,
    LONGEST_FADE_S,
    LONGEST_KEPT_S,
    LONGEST_OPEN_S,
    LONGEST_REST_S,
    MOST_CELLS,
    MOST_COLORS,
    SHORTEST_FADE_S,
    SHORTEST_OPEN_S,
)
from controller.model.units import Color
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import Words, text_between, time_between
from controller.showfile.document.values import COLOR, SELECTOR, SHARE

LONGEST_ASK: Final = 200


class PaintBlock(Block):
    """What visitors may paint: each of them a cell of their own. `every` is at least as long as `fade`."""

    zone: Annotated[str, SELECTOR] = Field(
        description="Whose cells are given away: those of class `show` whose consent is `visitors: own-cell`; of more "
        f"than {MOST_CELLS} so many that lie evenly."
    )
    ask: Annotated[str, text_between(1, LONGEST_ASK)] = Field(
        default="Colour a light of your own", description="What visitors read."
    )
    colors: Annotated[dict[str, Annotated[Color, COLOR]], Words(f"name: colour, 1 to {MOST_COLORS} of them")] = Field(
        description="What they choose from: a name as they read it, and the colour. A name has at most "
        f"{LONGEST_COLOR} characters."
    )
    level: Annotated[float, SHARE] = preset("100%", "How bright a painted cell is.")
    open_s: Annotated[float, time_between(SHORTEST_OPEN_S, LONGEST_OPEN_S)] = preset(
        "10min", "How long it is open.", alias="for"
    )
    keeps: Annotated[float, time_between(1, LONGEST_KEPT_S)] = preset("60s", "So long a colour stays.")
    every: Annotated[float, time_between(SHORTEST_FADE_S, LONGEST_REST_S)] = preset(
        "3s", "So long after a colour the same visitor may lay another."
    )
    fade: Annotated[float, time_between(SHORTEST_FADE_S, LONGEST_FADE_S)] = preset(
        "1s", "In this time a colour comes, and goes."
    )
