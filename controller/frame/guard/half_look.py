"""A look in numpy at one half of the cells, and at those few of the other that change: see ``Guard._slowed``."""

from typing import TYPE_CHECKING

from controller.frame.guard.followers import Mask, Swings, compare
from controller.frame.guard.following import go_on, turn
from controller.frame.guard.groups import Parts
from controller.frame.guard.levels import Whole
from controller.frame.guard.look import Now
from controller.frame.guard.plain_looks import WholeLook
from controller.frame.guard.reading import read, total_of
from controller.frame.memory import Memory
from controller.model.rig import Cells

if TYPE_CHECKING:
    from controller.frame.guard.plain import Plain


def other_half(half: slice, cells: int) -> slice:
    """Give the cells that are not of one half: of the first, or of the last ones."""
    return slice(half.stop, cells) if half.start == 0 else slice(0, half.start)


class HalfLook(WholeLook):
    """A look at all cells of which many stay where they are: those do not swing, and their light lies in the room.

    Args:
        by: whose look it is; the groups are far from their limits.
        levels: that might be sent.
        memory: of the frame before.
        now: when.
        part: the half that moves, and those of the other half that change.
    """

    def __init__(self, by: "Plain", levels: Whole, memory: Memory, now: Now, part: tuple[slice, Cells]) -> None:
        self._half, self._others = part
        self._rest = other_half(self._half, len(by.kept) - by.groups.count)
        by.gave_way = True  # so that groups are read when all is settled
        super().__init__(by, levels, memory, now)
        by.gave_way = True

    _parts: Parts

    def _light(self) -> None:
        self._room.see(self.levels, self._half)
        if len(self._others):
            self._parts = self._by.parts(self.levels, self._others)
            self._room.see_some(self._others, self._parts)
        self._seen = self.levels

    def _read_cells(self) -> None:
        self._room.read_cells(self._followers, self._half)

    def _compare(self) -> None:
        swings, followers, others = self._swings, self._followers, self._others
        swings.turns[:, self._rest] = swings.joins[:, self._rest] = False
        compare(swings.part(self._half), followers.part(self._half))
        if len(others):
            parts, theirs = self._parts, followers.some(others)
            few = Swings.empty(len(others), theirs.extreme.dtype)
            read(parts, total_of(parts), theirs.extreme, few.values, few.reds, are_cells=True)
            compare(few, theirs)
            swings.put(few, others)

    def _stay(self, back: Mask) -> None:
        self._swings.part(self._half).stay(back[self._half])
        self._swings.stay_at(self._others[back[self._others]])

    def _follow(self, now: Now) -> None:
        swings, followers, others = self._swings, self._followers, self._others
        turn(swings, followers, now.tick, now.limits.second, self._picked)
        for some in (self._half, self._groups):
            go_on(swings.part(some), followers.part(some), now.tick)
        if len(others):
            theirs = followers.some(others)
            go_on(swings.some(others), theirs, now.tick)
            followers.take_on(theirs, others)
