"""Palettes at run time: values with a name, for whoever takes fixtures in hand."""

from dataclasses import dataclass

from controller.model.attribute import Written
from controller.model.units import Color


@dataclass(frozen=True, slots=True)
class Palette:
    """One palette as it was written; None = it does not say.

    Attributes:
        values: attribute → value, by the profile of whoever takes it.
    """

    level: float | None
    color: Color | None
    values: tuple[tuple[str, Written], ...]
