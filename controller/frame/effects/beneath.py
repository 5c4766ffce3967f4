"""What an effect may not move: whatever lists of a higher priority than its own hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.playback import Layer
from controller.model.effect import Effect, Figure
from controller.model.patch import Patch

_Where: TypeAlias = "NDArray[np.intp] | tuple[slice, NDArray[np.intp]]"


@dataclass(frozen=True, eq=False, slots=True)
class Held:
    """A part of the canvas as it was before an effect.

    Attributes:
        target: the buffer of the canvas.
        where: which part of it.
        before: a copy of that part.
        weight: float32, how much of it the lists above hold, 0..1.
    """

    target: Levels
    where: _Where
    before: Levels
    weight: Levels

    def restore(self) -> None:
        """Take back what the effect did to what the lists above hold."""
        free = np.float32(1) - self.weight
        self.target[self.where] = self.target[self.where] * free + self.before * self.weight


def held(effect: Effect, above: Layer, canvas: Canvas, patch: Patch) -> tuple[Held, ...]:
    """Note what an effect would move although lists above its own hold it."""
    return tuple(
        Held(target, where, target[where], weight)
        for target, where, weight in _reach(effect, above, canvas, patch)
        if weight.any()
    )


def _reach(effect: Effect, above: Layer, canvas: Canvas, patch: Patch) -> Iterator[tuple[Levels, _Where, Levels]]:
    cells = effect.cells
    if isinstance(effect.motion, Figure) or effect.of in ("pan", "tilt"):
        for name in ("pan", "tilt") if isinstance(effect.motion, Figure) else (effect.of,):
            own = patch.parameters(name, cells)
            yield canvas.values, own, above.values_weight[own]
    elif effect.of == "level":
        yield canvas.intensity, cells, above.level_weight[cells]
    else:
        yield canvas.rgb, (slice(None), cells), above.rgb_weight[cells]
