"""The operators by the names that show files use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.frame.recovery.operators.blend import blend
from controller.frame.recovery.operators.breathe import breathe
from controller.frame.recovery.operators.embrace import embrace
from controller.frame.recovery.operators.hold import hold
from controller.frame.recovery.operators.mend import mend
from controller.frame.recovery.operators.quantise import quantise
from controller.frame.recovery.operators.ripple import ripple
from controller.frame.recovery.operators.safe import safe
from controller.frame.recovery.operators.scatter import gather, scatter
from controller.frame.recovery.operators.seam import seam
from controller.frame.recovery.operators.sort import sort
from controller.frame.recovery.scene import Operator
from controller.model.recovery import OperatorName

OPERATORS: Final[Mapping[OperatorName, Operator]] = MappingProxyType(
    {
        "hold": hold,
        "embrace": embrace,
        "quantise": quantise,
        "ripple": ripple,
        "blend": blend,
        "sort": sort,
        "scatter": scatter,
        "gather": gather,
        "seam": seam,
        "breathe": breathe,
        "safe": safe,
        "mend": mend,
    }
)
