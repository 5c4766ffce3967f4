"""Effects as the artist wrote them: whom they move, what of them, how fast, and the motion itself."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Cells
from controller.model.units import Color

Blend: TypeAlias = Literal["replace", "add", "multiply", "max", "screen"]
Moved: TypeAlias = Literal["level", "hue", "color", "pan", "tilt"]
Direction: TypeAlias = tuple[float, float, float]
"""A unit vector."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long one cycle takes; length 0 stands still."""

    length: float
    unit: Literal["seconds", "beats"] = "seconds"

    def turns(self, seconds: float, beats: float) -> float:
        """Count the cycles since the effect began (seconds), or since the beat began to count (beats)."""
        if self.length == 0:
            return 0.0
        return (seconds if self.unit == "seconds" else beats) / self.length


@dataclass(frozen=True, slots=True)
class Wave:
    """A sine that travels: ``length_m`` metres from crest to crest."""

    length_m: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Breathe:
    """All cells rise and sink together."""


@dataclass(frozen=True, slots=True)
class Strobe:
    """On and off: ``duty`` is the lit part of a cycle, ``fastest_hz`` is kept by flashes that count in beats."""

    duty: float
    fastest_hz: float


@dataclass(frozen=True, slots=True)
class Sparkle:
    """Cells light up one by one; ``density`` is the share of them in a cycle."""

    density: float


@dataclass(frozen=True, slots=True)
class Chase:
    """Runners with a tail pass through the cells.

    Attributes:
        direction: None = in the order of the cells.
        count: how many run.
        width: of a runner with its tail, as a share of the way to the next.
    """

    direction: Direction | None
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Scanner:
    """A bar runs to and fro; ``width`` is its share of the way."""

    direction: Direction
    width: float


@dataclass(frozen=True, slots=True)
class Rainbow:
    """All colours one after another, without an end: ``length_m`` metres for one round."""

    length_m: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Gradient:
    """The colours from one end of the cells to the other."""

    direction: Direction


@dataclass(frozen=True, slots=True)
class Ripple:
    """Rings run outwards from a place.

    Attributes:
        length_m: metres from ring to ring.
        center: metres; None = the middle of the cells.
        fade: 0..1, how much weaker the farthest ring is.
    """

    length_m: float
    center: Direction | None
    fade: float


@dataclass(frozen=True, slots=True)
class Radial:
    """Arms turn about a place, seen from the front; None = the middle of the cells."""

    arms: int
    center: Direction | None


@dataclass(frozen=True, slots=True)
class Noise:
    """Clouds that form and dissolve; ``size_m`` is the usual distance between two of them."""

    size_m: float


@dataclass(frozen=True, slots=True)
class Plasma:
    """Four sines that meet; ``size_m`` metres from crest to crest."""

    size_m: float


@dataclass(frozen=True, slots=True)
class Fire:
    """Flames that rise along ``direction``; ``size_m`` is their breadth."""

    size_m: float
    direction: Direction


@dataclass(frozen=True, eq=False, slots=True)
class Film:
    """A still or moving picture.

    Attributes:
        frames: uint8 [frames, height, width, 4], sRGB and cover.
        ends_ms: int64 [frames], when each frame ends, counted from the beginning of the film.
    """

    frames: NDArray[np.uint8]
    ends_ms: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Image:
    """A film laid over the cells.

    Attributes:
        fit: ``cover`` fills, ``contain`` shows all of it, ``stretch`` bends it to the box of the cells.
        scroll: where it runs, once round in a period; None = it stands.
        speed: times the film's own.
    """

    film: Film
    fit: Literal["cover", "contain", "stretch"]
    scroll: Literal["left", "right", "up", "down"] | None
    speed: float


@dataclass(frozen=True, eq=False, slots=True)
class Lettering:
    """Signs of a bitmap font: a line that runs through the cells, or one sign after another.

    Attributes:
        sheets: bool [height, width] each; a running line has one.
        runs: True = it enters at the right and leaves at the left, once in a period.
    """

    sheets: tuple[NDArray[np.bool_], ...]
    runs: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """What a beam draws: it moves pan and tilt round where the look has put them.

    Attributes:
        shape: ``circle``; ``eight`` lies on its side; ``fan`` swings pan alone, the outer fixtures farthest.
        spread: part of a cycle by which the last fixture is later than the first.
    """

    shape: Literal["circle", "eight", "fan"]
    spread: float


Motion: TypeAlias = (
    Wave | Breathe | Strobe | Sparkle | Chase | Scanner | Rainbow | Gradient | Ripple | Radial | Noise | Plasma | Fire
    | Image | Lettering | Figure
)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Effect:
    """One effect of a cue: a pure function of cell position and time, laid over the look while the cue is current.

    Attributes:
        cells: whom it moves.
        of: the attribute it moves; a ``Figure`` moves pan and tilt, whatever stands here.
        motion: how.
        period: of one cycle.
        amount: 0..1; hue: the part of the wheel swept; pan, tilt: the part of their range; else how much shows.
        blend: how level and colour meet the look under them.
        colors: from the lowest to the highest value, at least one; for ``color`` alone.
        master: submaster that sizes it, or None.
        seed: of its chance.
    """

    cells: Cells
    of: Moved
    motion: Motion
    period: Period
    amount: float
    blend: Blend
    colors: tuple[Color, ...]
    master: str | None
    seed: int
