"""Room: what all signals of a frame show and do, in arrays that are there from frame to frame."""

import numpy as np

from controller.frame.guard.followers import Followers, Swings
from controller.frame.guard.groups import Groups, Parts, Sums
from controller.frame.guard.levels import Whole
from controller.frame.guard.light import Eyes, Light
from controller.frame.guard.reading import read, take_apart, total_of
from controller.model.rig import Cells


class Room:
    """Room for all signals of a show, cells before groups.

    Attributes:
        swings: what they do.
        of_cells, of_groups: the same of the cells, and of the groups: views.
        means: int32 [2, 5, groups], the light of the groups: a view.
    """

    def __init__(self, eyes: Eyes, groups: Groups, cells: int, followers: Followers) -> None:
        signals = cells + groups.count
        self._eyes, self._sum = eyes, groups
        self._cells, self._groups = slice(cells), slice(cells, signals)
        parts: Parts = np.zeros((2, 5, signals), np.int32)
        total: Light = np.zeros((2, signals), np.int32)
        self.swings = Swings.empty(signals, followers.extreme.dtype)
        self.of_cells, self.of_groups = self.swings.part(self._cells), self.swings.part(self._groups)
        self._parts, self.means = parts[:, :, self._cells], parts[:, :, self._groups]
        self._total, self._total_of_means = total[:, self._cells], total[:, self._groups]

    def see(self, levels: Whole, half: slice | None = None) -> None:
        """See the light of all cells or of one half of them, and take it apart."""
        theirs = slice(None) if half is None else half
        self._eyes.see_both(levels, self._parts[:, :3, theirs], half)
        take_apart(self._parts[:, :, theirs], self._total[:, theirs])

    def see_some(self, cells: Cells, parts: Parts) -> None:
        """Take the light of some cells as it is given."""
        self._parts[:, :, cells] = parts

    def sum_up(self) -> Sums:
        """Sum the light of all cells over the groups."""
        sums = self._sum.sums(self._parts)
        self.means[...] = self._sum.means(sums)
        self._total_of_means[...] = total_of(self.means)
        return sums

    def read_cells(self, followers: Followers, half: slice | None = None) -> None:
        """Read all cells or one half of them; followers are those of all signals."""
        theirs = self._cells if half is None else half
        swings, shown = self.swings.part(theirs), followers.extreme[:, theirs]
        read(self._parts[:, :, theirs], self._total[:, theirs], shown, swings.values, swings.reds, are_cells=True)

    def read_groups(self, followers: Followers) -> None:
        """Read all groups; followers are those of all signals."""
        swings, shown = self.of_groups, followers.extreme[:, self._groups]
        read(self.means, self._total_of_means, shown, swings.values, swings.reds)
