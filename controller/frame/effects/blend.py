"""How an effect meets the look under it. Everything is 0..1 and stays there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from controller.frame.canvas import Levels
from controller.model.effect import Blend

_ONE = np.float32(1)

BLENDS: Mapping[Blend, Callable[[Levels, Levels], Levels]] = MappingProxyType(
    {
        "replace": lambda _under, own: own,
        "add": lambda under, own: np.minimum(under + own, _ONE),
        "multiply": lambda under, own: under * own,
        "max": np.maximum,
        "screen": lambda under, own: _ONE - (_ONE - under) * (_ONE - own),
    }
)


def laid(blend: Blend, under: Levels, own: Levels, strength: "Levels | np.float32") -> Levels:
    """Lay an effect over a look: strength 0 shows the look exactly, 1 the blended effect exactly."""
    own = BLENDS[blend](under, own)
    if isinstance(strength, np.float32) and strength == 1:
        return own
    mixed: Levels = under * (_ONE - strength) + own * strength
    return mixed
