"""How much a house lets through: what the followers hold swings against."""

from dataclasses import dataclass

from controller.frame.guard.rules import LONGEST_RUN_S


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force at one tick.

    Attributes:
        transitions: in any closed second; two are a flash.
        second: ticks of a second.
        longest_run: ticks that the bucket of long runs holds; None = runs may be of any length.
    """

    transitions: int
    second: int
    longest_run: float | None

    @classmethod
    def of(cls, flashes: int, fps: int, *, runs: bool = False) -> "Limits":
        """Give the limits of so many flashes a second; ``runs`` = they may go on for ever."""
        return cls(2 * flashes, fps, None if runs else LONGEST_RUN_S * fps)
