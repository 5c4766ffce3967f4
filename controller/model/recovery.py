"""Recoveries: choreographies that turn a wound back into the show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from controller.model.action import CueAction
from controller.model.fault import BY_NAME_KINDS, FaultKind, FaultSpec, Parameter
from controller.model.rig import Cells

Again: TypeAlias = Literal["ask", "auto"]
Mode: TypeAlias = Literal["auto", "ask", "manual"]
OperatorName: TypeAlias = Literal[
    "hold", "embrace", "quantise", "ripple", "blend", "sort", "scatter", "gather", "seam", "breathe", "safe", "mend"
]


@dataclass(frozen=True, slots=True)
class Phase:
    """One movement of a recovery.

    Attributes:
        operator: what is done to the wounded cells.
        seconds: how long, > 0.
        parameters: by the operator's own names; ``frame/recovery/operators`` says what each means.
        actions: what it does besides light, in order, when it begins.
        is_rest: True = the mend of what the phase before it kept; it begins on somebody's word.
    """

    operator: OperatorName
    seconds: float
    parameters: Mapping[str, Parameter]
    actions: tuple[CueAction, ...] = ()
    is_rest: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class RecoverySpec:
    """A recovery the show file declares.

    Attributes:
        kinds: trouble it answers; empty = any in which fixtures are broken.
        cells: where; a fault that shares a cell with them is answered. None = anywhere.
        mode: ``auto`` starts by itself, ``ask`` waits for approval, ``manual`` only when called.
        phases: the last is always a whole ``mend``; where a part of the wound is kept it is the mend of that rest.
        again: of ``ask``: ``auto`` = when the same trouble comes to the same place again it starts by itself, and
            embraces the wound the more, the oftener it came.
    """

    id: str
    label: str
    kinds: tuple[FaultKind, ...]
    cells: Cells | None
    zone: str
    mode: Mode
    phases: tuple[Phase, ...]
    again: Again = "ask"

    def is_meant_for(self, trouble: FaultSpec) -> bool:
        """Whether it answers the kind and the place of a fault, declared or found."""
        named = not set(trouble.kinds).isdisjoint(self.kinds)
        if not named and (self.kinds or trouble.kind in BY_NAME_KINDS):
            return False
        return self.cells is None or bool(np.isin(trouble.cells, self.cells).any())

    @property
    def does(self) -> bool:
        """Whether any of its phases does something besides light."""
        return any(phase.actions for phase in self.phases)

    @property
    def kept(self) -> float:
        """Part of the wound that it leaves as it is until somebody says to mend it, 0..1."""
        part = self.phases[-2].parameters.get("part") if self.phases[-1].is_rest else None
        return 1 - part if isinstance(part, float) else 0.0

    @property
    def seconds(self) -> float:
        """Length of the whole recovery."""
        return sum(phase.seconds for phase in self.phases if not phase.is_rest)
