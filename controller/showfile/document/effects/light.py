"""The effects that give each cell a value: waves, rings, clouds, flames."""

from typing import Annotated

from pydantic import Field

from controller.model import effect as motions
from controller.model.effect import Period
from controller.showfile.document.base import preset
from controller.showfile.document.effects.common import PERIOD, Colors, Count, Length, Moving, Seed, Turning
from controller.showfile.document.kind import Words, number_between
from controller.showfile.document.values import DIRECTION, LEVEL, PLACE, SHARE

_WORDS = Words("a list of 1 to 16 colours")
_GENTLE = "How much of it shows; `hue`: the part of the colour wheel it sweeps; `level`: how deep it dims."
_Axis = tuple[float, float, float]


class BreatheBlock(Turning):
    """All cells rise and sink together."""

    amount: Annotated[float, SHARE] = preset("30%", _GENTLE)

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Breathe()


class SparkleBlock(Turning):
    """Cells light up one by one, by chance."""

    amount: Annotated[float, SHARE] = preset("30%", _GENTLE)
    density: Annotated[float, SHARE] = preset("20%", "The share of the cells that light in one cycle.")
    seed: Seed = Field(default=0, description="Another number picks other cells.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Sparkle(self.density)


class WaveBlock(Turning):
    """A wave travels through the rig."""

    amount: Annotated[float, SHARE] = preset("30%", _GENTLE)
    length: Length = Field(default=4.0, description="Metres from crest to crest.")
    direction: Annotated[_Axis, DIRECTION] = preset("right", "Where it travels to.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Wave(self.length, self.direction)


class ChaseBlock(Turning):
    """Runners with a tail pass through the cells."""

    count: Count = Field(default=1, description="How many run, evenly spread; each takes the next one's place a cycle.")
    width: Annotated[float, SHARE] = preset("30%", "Of a runner and its tail: the share of the way to the next one.")
    direction: Annotated[_Axis | None, DIRECTION] = Field(
        default=None, description="Where they run to; left out: from cell to cell in the order of the rig."
    )

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Chase(self.direction, self.count, self.width)


class ScannerBlock(Turning):
    """A bar runs to the end and back."""

    period: Annotated[Period, PERIOD] = preset("4s", "Time there and back.")
    width: Annotated[float, SHARE] = preset("25%", "Of the bar: the share of the way.")
    direction: Annotated[_Axis, DIRECTION] = preset("right", "Where it runs to first.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Scanner(self.direction, self.width)


class RainbowBlock(Turning):
    """All colours one after another travel through the rig, round and round."""

    colors: Annotated[Colors | None, _WORDS] = preset(
        ["red", "yellow", "green", "cyan", "blue", "magenta"], "One after another, and back to the first."
    )
    length: Length = Field(default=4.0, description="Metres for one round of the colours.")
    direction: Annotated[_Axis, DIRECTION] = preset("right", "Where it travels to.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Rainbow(self.length, self.direction)


class GradientBlock(Moving):
    """The colours lie from one end of the cells to the other."""

    colors: Annotated[Colors | None, _WORDS] = preset(["indigo", "pink", "gold"], "From the first end to the other.")
    period: Annotated[Period | None, PERIOD] = Field(
        default=None, description="Time in which they travel there and back; left out: they stand."
    )
    direction: Annotated[_Axis, DIRECTION] = preset("right", "Where the last colour lies.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Gradient(self.direction)


class StrobeBlock(Turning):
    """All cells go on and off; no faster than `policy.flashes_per_second` allows."""

    period: Annotated[Period, PERIOD] = preset("1s", "From flash to flash. In beats, flashes too fast are left out.")
    duty: Annotated[float, SHARE] = preset("50%", "The lit part of a cycle.")

    def motion(self) -> motions.Motion:
        """Give the motion; what the policy allows is filled in later."""
        return motions.Strobe(self.duty, 0.0)


class RippleBlock(Turning):
    """Rings run outwards from a place."""

    length: Length = Field(default=2.0, description="Metres from ring to ring.")
    center: Annotated[_Axis | None, PLACE] = Field(
        default=None, description="Where they begin; left out: in the middle of the cells."
    )
    fade: Annotated[float, LEVEL] = preset("50%", "How much weaker the farthest ring is.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Ripple(self.length, self.center, self.fade)


class RadialBlock(Turning):
    """Arms turn about a place, seen from the front."""

    arms: Count = Field(default=3, description="How many; each takes the next one's place in a cycle.")
    center: Annotated[_Axis | None, PLACE] = Field(
        default=None, description="About which place; left out: the middle of the cells."
    )

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Radial(self.arms, self.center)


class NoiseBlock(Turning):
    """Clouds form and dissolve."""

    period: Annotated[Period, PERIOD] = preset("12s", "Time until the same clouds are there again.")
    size: Length = Field(default=2.0, description="Metres, the breadth of a cloud.")
    seed: Seed = Field(default=0, description="Another number gives other clouds.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Noise(self.size)


class PlasmaBlock(Turning):
    """Waves from four sides meet in flowing colours."""

    colors: Annotated[Colors | None, _WORDS] = preset(
        ["indigo", "violet", "magenta", "orange", "gold"], "From the lowest to the highest value."
    )
    period: Annotated[Period, PERIOD] = preset("12s", "Time until the same picture is there again.")
    size: Length = Field(default=3.0, description="Metres from crest to crest.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Plasma(self.size)


class FireBlock(Turning):
    """Flames rise."""

    colors: Annotated[Colors | None, _WORDS] = preset(
        ["black", "#400000", "#c01000", "#ff6000", "#ffc040", "#fff0c0"], "From cold to hot."
    )
    period: Annotated[Period, PERIOD] = preset("2s", "Time in which a flame rises by four times its breadth.")
    size: Annotated[float, number_between(0.01, 1000)] = Field(default=1.0, description="Metres, breadth of a flame.")
    direction: Annotated[_Axis, DIRECTION] = preset("up", "Where they rise to.")
    seed: Seed = Field(default=0, description="Another number gives other flames.")

    def motion(self) -> motions.Motion:
        """Give the motion."""
        return motions.Fire(self.size, self.direction)
