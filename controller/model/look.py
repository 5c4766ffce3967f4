"""Looks: what a set of cells should show, resolved from selectors to cell numbers."""

from dataclasses import dataclass

from controller.model.rig import Cells
from controller.model.units import Color


@dataclass(frozen=True, eq=False, slots=True)
class ValuePart:
    """One value for some parameters of the patch.

    Attributes:
        parameters: intp [n], sorted (see ``Patch.parameters``).
        value: what their channels are driven with, 0..1.
    """

    parameters: Cells
    value: float


@dataclass(frozen=True, eq=False, slots=True)
class LookPart:
    """One line of a look; None leaves that attribute as it is (unset).

    Attributes:
        cells: whom it sets.
        level: 0..1.
        color: linear RGB.
        text: number of the text to show (see ``Fixture.texts``), 0 = none.
        values: what the parameters of the cells are set to.
    """

    cells: Cells
    level: float | None = None
    color: Color | None = None
    text: int | None = None
    values: tuple[ValuePart, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """A named look; later parts win over earlier ones."""

    id: str
    parts: tuple[LookPart, ...]
