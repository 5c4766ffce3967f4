"""The faults on light by the names that show files use."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from controller.faults.light import colours, levels, memories, places
from controller.faults.light.picture import Break, Reached
from controller.faults.light.projector.catalogue import PROJECTOR_LIGHT
from controller.model.fault import FaultKind

LIGHT_FAULTS: Final[Mapping[FaultKind, Callable[[Reached], Break]]] = MappingProxyType(
    {
        FaultKind.DEAD: levels.dead,
        FaultKind.STUCK: levels.stuck,
        FaultKind.FLICKER: levels.flicker,
        FaultKind.BROWN_OUT: levels.brown_out,
        FaultKind.NOISE: levels.noise,
        FaultKind.COLOUR_SHIFT: colours.colour_shift,
        FaultKind.CROSSTALK: places.crosstalk,
        FaultKind.WRONG_ADDRESS: places.wrong_address,
        FaultKind.SHIFT: places.shift,
        FaultKind.FREEZE: memories.freeze,
        FaultKind.SLOW: memories.slow,
        **PROJECTOR_LIGHT,
    }
)
REMEMBERING: Final = (FaultKind.FREEZE, FaultKind.SLOW)
