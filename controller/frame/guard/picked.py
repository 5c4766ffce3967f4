"""Picked readings: those that swing in a frame in which few do.

To find them takes numpy as long as to judge them, so they are found once a frame: what was picked to be judged follows
too, but for those that gave way. What their followers remember lies all over the memory, and is taken out for those
alone that it is asked of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ticks
from controller.frame.guard.followers import Followers, Mask, Swings
from controller.frame.guard.rules import LUMINANCE, READINGS, REDNESS, SHARE
from controller.frame.memory import Places


@dataclass(frozen=True, eq=False, slots=True)
class Picked:
    """The readings that swing.

    Attributes:
        places: intp [k], where they stand in [6, n], counted along its rows; in order.
        edges: how many of them stand in rows before each row, and in all.
        turned: bool [k], a new swing begins; of the others one becomes a transition.
        new: bool [k], a transition begins.
    """

    places: Places
    edges: Sequence[int]
    turned: Mask
    new: Mask

    @classmethod
    def of(cls, swings: Swings, followers: Followers) -> "Picked":
        """Pick all that swing; the arrays of the followers lie whole in memory."""
        turns, count = swings.turns, swings.turns.shape[1]
        at_red, shares = places_of(turns[REDNESS] | swings.joins), places_of(turns[SHARE])
        shares += SHARE.start * count
        places = np.concatenate([places_of(turns[LUMINANCE]), at_red + REDNESS.start * count, shares])
        edges = places.searchsorted(count * np.arange(READINGS + 1)).tolist()
        red = slice(edges[REDNESS.start], edges[REDNESS.stop])
        turned, new = np.ones(len(places), np.bool_), np.ones(len(places), np.bool_)
        turned[red] = at(turns[REDNESS], at_red)
        new[red] = at(followers.telling, at_red) | at(swings.reds, at_red) | ~turned[red]  # whoever joins is new
        return cls(places, edges, turned, new)

    @property
    def red(self) -> slice:
        """Those among them that are readings of redness."""
        return slice(self.edges[REDNESS.start], self.edges[REDNESS.stop])

    def some(self, which: Places) -> "Picked":
        """Pick some of these, in order."""
        edges = which.searchsorted(self.edges).tolist()
        return Picked(self.places.take(which), edges, self.turned.take(which), self.new.take(which))

    def signals(self, count: int) -> Places:
        """Say of which of so many signals each is a reading."""
        signals: Places = self.places - np.repeat(count * np.arange(READINGS), np.diff(self.edges))
        return signals


def places_of(mask: Mask) -> Places:
    """List the places where a mask holds, counted along all rows: as ``np.flatnonzero``, which asks more questions."""
    places: Places = mask.reshape(-1).nonzero()[0]
    return places


def rings(followers: Followers) -> Ticks:
    """Give the stamps with one number for each place in [6, n], a view: uint16 [ring, 6 n]."""
    return followers.stamps.reshape(len(followers.stamps), -1)


def at(rows: NDArray[Any], places: Places) -> NDArray[Any]:
    """Take some places, counted along all rows: numpy picks faster with one number each."""
    picked: NDArray[Any] = rows.reshape(-1).take(places)
    return picked
