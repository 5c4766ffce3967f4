"""A look at a frame that might be sent: what it would do to the followers, and what of it is too much."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.guard.followers import Mask
from controller.frame.guard.groups import Sums
from controller.frame.guard.levels import Ways, Whole
from controller.frame.guard.limits import Limits
from controller.frame.memory import Memory


@dataclass(frozen=True, eq=False, slots=True)
class Now:
    """When a look is taken, and what holds then.

    Attributes:
        tick: of the frame.
        limits: in force.
        forced: bool [channels], those that cannot be sent otherwise; None = all can.
        half: those cells of whom many move, while few of the others do; None = who knows.
    """

    tick: int
    limits: Limits
    forced: Mask | None = None
    half: slice | None = None


class Look(Protocol):
    """What levels would do.

    Attributes:
        levels: that were looked at.
        sums: of the groups.
        bad: bool [signals], those that must give way.
        most: transitions in one second at the busiest signal that swings and need not give way.
    """

    levels: Whole
    sums: Sums
    bad: Mask

    @property
    def most(self) -> int:
        """Once the look is kept."""

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> "Look":
        """Look at other levels that lie on the way to these.

        Args:
            levels: as they are now.
            now: when.
            back: bool [cells], those that go back to where they were in the frame before while all others stay as they
                were looked at; None = who knows.
        """

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:
        """Let each cell that must give way go less and less of its way, if no cell depends on another.

        Args:
            part: float32 [cells], how much of its way each goes; changed in place.
            steps: what is tried, one after another.
            ways: how channels go a part of their way.
            now: when.

        Returns:
            Whether that was done; if not, nothing was.
        """

    def keep(self, now: Now) -> None:
        """Remember that these levels will be sent."""


class Still:
    """A look at a frame in which no light changes: no follower would do anything."""

    most = 0

    def __init__(self, levels: Whole, memory: Memory) -> None:
        self.levels, self.sums = levels, memory.sums
        self.bad = np.zeros(memory.signals, np.bool_)

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:
        """Nobody has to give way, so nobody asks."""
        raise NotImplementedError

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:  # noqa: ARG002
        """Nobody has to."""
        return False

    def keep(self, now: Now) -> None:
        """Remember nothing."""
