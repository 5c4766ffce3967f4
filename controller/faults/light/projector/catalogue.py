"""The faults of projectors by the names that show files use: what they do to light, and what to the picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from controller.faults.light.picture import Break, Reached
from controller.faults.light.projector.blank import blank_light, blank_picture
from controller.faults.light.projector.channel_loss import channel_loss
from controller.faults.light.projector.misalign import misalign
from controller.faults.light.projector.pixelate import pixelate
from controller.faults.light.projector.surface import Bend, untouched
from controller.faults.light.projector.tear import tear
from controller.model.fault import FaultKind

PROJECTOR_LIGHT: Final[Mapping[FaultKind, Callable[[Reached], Break]]] = MappingProxyType(
    {
        FaultKind.BLANK: blank_light,
        FaultKind.TEAR: untouched,
        FaultKind.MISALIGN: untouched,
        FaultKind.PIXELATE: untouched,
        FaultKind.CHANNEL_LOSS: channel_loss,
    }
)
PICTURE_FAULTS: Final[Mapping[FaultKind, Callable[[Reached], Bend]]] = MappingProxyType(
    {
        FaultKind.BLANK: blank_picture,
        FaultKind.TEAR: tear,
        FaultKind.MISALIGN: misalign,
        FaultKind.PIXELATE: pixelate,
    }
)
