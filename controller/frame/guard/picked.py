"""Picked followers: those that swing in a frame in which few do, taken out one by one.

To find them takes numpy as long as to judge them, and longer than to let them follow. So they are found once a frame:
what was picked to be judged follows too, but for those that gave way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ticks
from controller.frame.guard.followers import Followers, Mask, Swings
from controller.frame.guard.rules import READINGS, REDNESS
from controller.frame.memory import Places


@dataclass(frozen=True, eq=False, slots=True)
class Picked:
    """What the followers of those readings remember that swing.

    Attributes:
        places: intp [k], where they stand in [6, n], counted along its rows; in order.
        edges: how many of them stand in rows before each row, and in all.
        turned: bool [k], a new swing begins; of the others one becomes a transition.
        new: bool [k], a transition begins.
        direction: int16 [k].
        counted: bool [k].
        ends: uint16 [k].
        stamps: uint16 [k] each, the newest first.
        run: int16 [k].
    """

    places: Places
    edges: Sequence[int]
    turned: Mask
    new: Mask
    direction: NDArray[np.int16]
    counted: Mask
    ends: Ticks
    stamps: Sequence[Ticks]
    run: NDArray[np.int16]

    @classmethod
    def of(cls, swings: Swings, followers: Followers) -> "Picked":
        """Pick all that swing; the arrays of the followers lie whole in memory."""
        asking = swings.turns.copy()
        asking[REDNESS] |= swings.joins
        places = np.flatnonzero(asking)
        count = asking.shape[1]
        edges = np.searchsorted(places, count * np.arange(READINGS + 1)).tolist()
        red = slice(edges[REDNESS.start], edges[REDNESS.stop])
        at_red = places[red] - REDNESS.start * count
        turned = at(swings.turns, places)
        new = turned.copy()
        new[red] &= at(followers.telling, at_red) | at(swings.reds, at_red)
        new[red] |= at(swings.joins, at_red)
        return cls(
            places,
            edges,
            turned,
            new,
            at(followers.direction, places),
            at(followers.counted, places),
            at(followers.ends, places),
            [at(row, places) for row in followers.stamps],
            at(followers.run, places),
        )

    @property
    def red(self) -> slice:
        """Those among them that are readings of redness."""
        return slice(self.edges[REDNESS.start], self.edges[REDNESS.stop])

    def signals(self, count: int) -> Places:
        """Say of which of so many signals each is a reading."""
        signals = self.places.copy()
        for row in range(1, READINGS):
            signals[self.edges[row] : self.edges[row + 1]] -= row * count
        return signals


def at(rows: NDArray[Any], places: Places) -> NDArray[Any]:
    """Take some places, counted along all rows: numpy picks faster with one number each."""
    picked: NDArray[Any] = rows.reshape(-1).take(places)
    return picked
