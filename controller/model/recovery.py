"""Recoveries: choreographies that turn a wound back into the show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.fault import FaultKind
from controller.model.rig import Cells

Mode: TypeAlias = Literal["auto", "ask", "manual"]
Operator: TypeAlias = Literal["hold", "embrace", "seam", "ripple", "mend"]
Parameter: TypeAlias = float | str | tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Phase:
    """One movement of a recovery.

    Attributes:
        operator: what is done to the wounded cells.
        seconds: how long, > 0.
        parameters: ``embrace``: gain (1..8) · ``seam``: color (linear RGB) · ``ripple``: reach
            (metres) · ``mend``: from (wound, radial, sweep, random).
    """

    operator: Operator
    seconds: float
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, eq=False, slots=True)
class RecoverySpec:
    """A recovery the show file declares.

    Attributes:
        kinds: faults it answers; empty = any.
        cells: where; a fault that shares a cell with them is answered. None = anywhere.
        mode: ``auto`` starts by itself, ``ask`` waits for approval, ``manual`` only when called.
        phases: the last is always a ``mend``.
    """

    id: str
    label: str
    kinds: tuple[FaultKind, ...]
    cells: Cells | None
    zone: str
    mode: Mode
    phases: tuple[Phase, ...]

    @property
    def seconds(self) -> float:
        """Length of the whole recovery."""
        return sum(phase.seconds for phase in self.phases)
