"""The effects that draw: pictures, films, text, signs; and the figures of moving beams."""

from typing import Annotated, Literal

from pydantic import Field

from controller.model.effect import Period
from controller.showfile.document.base import Block, preset
from controller.showfile.document.effects.common import PERIOD, Colors, Direction, Moving, Turning
from controller.showfile.document.kind import Words, choice, number_between, text_up_to
from controller.showfile.document.values import LEVEL, NAME, SELECTOR, SHARE

_WORDS = Words("a list of 1 to 16 colours")


class ImageBlock(Moving):
    """A picture or a film (PNG, JPEG, GIF, WebP) on the cells, seen from the front."""

    file: Annotated[str, text_up_to(300)] = Field(description="Its name, from the folder of the show file.")
    fit: Annotated[Literal["cover", "contain", "stretch"], choice("cover", "contain", "stretch")] = Field(
        default="cover", description="`cover` fills the cells, `contain` shows all of it, `stretch` bends it."
    )
    scroll: Annotated[Direction | None, choice("left", "right", "up", "down")] = Field(
        default=None, description="Where it runs to; left out: it stands."
    )
    period: Annotated[Period, PERIOD] = preset("10s", "Time in which it scrolls once round.")
    speed: Annotated[float, number_between(0.05, 20)] = Field(
        default=1.0, description="Of a film: times its own; the file says how long each frame stands."
    )


class TextBlock(Turning):
    """A line of text runs from right to left, as high as the cells: seven rows or more make it readable."""

    say: Annotated[str, text_up_to(200)] = Field(description="What it says; a sign that the font lacks is a box.")
    colors: Annotated[Colors | None, _WORDS] = preset(["black", "white"], "Of the ground and of the letters.")
    period: Annotated[Period, PERIOD] = preset("10s", "Time from its coming in to its going out.")


class GlyphBlock(Turning):
    """Signs stand on the cells, one after another."""

    say: Annotated[str, text_up_to(64)] = Field(description="One or more signs; each stands for one cycle.")
    colors: Annotated[Colors | None, _WORDS] = preset(["black", "white"], "Of the ground and of the sign.")
    period: Annotated[Period, PERIOD] = preset("2s", "How long each stands.")


class FigureBlock(Block):
    """Beams draw a figure: pan and tilt swing round where the look has put them."""

    on: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Whom it moves; left out: all that the cue's looks set."
    )
    period: Annotated[Period, PERIOD] = preset("8s", "Time of one figure; in beats it follows the tempo of the show.")
    amount: Annotated[float, SHARE] = preset("20%", "Its size: the part of the range of pan and of tilt.")
    spread: Annotated[float, LEVEL] = preset("0%", "How much later the last fixture is than the first, of a cycle.")
    master: Annotated[str | None, NAME] = Field(default=None, description="The submaster that sizes it.")
