"""Nodes that do not answer, and fixtures that confirm nothing.

That something is silent was found by its sender: three polls without an answer, a frame 2.3 s old without an
acknowledgement, three seconds in which nothing could be sent. Here it becomes trouble, and ends when it has been heard
for ``HEARD_S`` without a break.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import chain, islice, takewhile
from typing import Final

from controller.model.facts import NodeReturned, NodeSilent, TroubleFound, TroubleOver
from controller.model.found import UNCONFIRMED
from controller.model.intent import Intent
from controller.show.detectors.seen import Seen

HEARD_S: Final = 1.0
"""So long without a break something must be heard again before its silence is over."""
CUT_GRACE_S: Final = 1.5
"""What was cut off on purpose has so long to answer again before its silence is its own."""
MOST_AT_ONCE: Final = 8
"""So much is told within one tick; the rest in those after it."""


class Silence:
    """What is silent now, by its names.

    What is cut off on purpose is told once, for that incident. If it is still silent some time after, it has died of
    its own and is told again. Where a switch dies, hundreds are silent at one tick: they are told over some ticks, so
    that no tick has too much to decide and no hand waits behind them.
    """

    def __init__(self, fps: int, node_of: Callable[[str], str]) -> None:
        self._fps = fps
        self._node_of = node_of
        self._told: dict[str, bool] = {}  # whether it was cut off then
        self._heard_since: dict[str, int] = {}  # of what was told, the longest heard first
        self._cut_tick: dict[str, int] = {}
        self._settled: frozenset[str] = frozenset()  # what is silent and was all told, nothing of it cut off or heard

    def keep(self, names: Iterable[str]) -> None:
        """Forget all but these: a reload left them in the show."""
        kept = set(names)
        self._told = {name: cut for name, cut in self._told.items() if name in kept}
        self._heard_since = {name: tick for name, tick in self._heard_since.items() if name in kept}

    def see(self, tick: int, silent: frozenset[str], cut: frozenset[str]) -> Iterator[tuple[str, bool]]:
        """Name what begins to be silent (True) and what is heard again (False)."""
        if not cut and silent == self._settled and not self._heard_since and len(silent) == len(self._told):
            return
        self._settled = frozenset()
        self._cut_tick.update(dict.fromkeys(cut, tick))
        self._listen(tick, silent)
        known = {name for name, was_cut in self._told.items() if was_cut} if True in self._told.values() else set()
        begins: Iterable[str] = silent.difference(self._told) | (silent & known)
        if self._cut_tick:
            begins = (name for name in begins if self._begins(name, tick))
        over = ((name, False) for name in islice(self._over(tick), MOST_AT_ONCE))
        told = chain(((name, True) for name in nsmallest(MOST_AT_ONCE, begins)), over)
        for name, is_silent in nsmallest(MOST_AT_ONCE, told):
            if is_silent:
                self._told[name] = self._is_cut(name, tick)
            else:
                del self._told[name], self._heard_since[name]
            yield name, is_silent
        if silent == self._told.keys() and True not in self._told.values():
            self._settled = silent

    def _listen(self, tick: int, silent: frozenset[str]) -> None:
        """Note what of all that was told is heard, and since when."""
        for name in silent.intersection(self._heard_since):
            del self._heard_since[name]
        heard = self._told.keys() - silent
        if len(heard) > len(self._heard_since):
            self._heard_since |= dict.fromkeys(sorted(heard - self._heard_since.keys()), tick)

    def _over(self, tick: int) -> Iterator[str]:
        """Name what has been heard for long enough."""
        return takewhile(lambda name: tick - self._heard_since[name] >= round(HEARD_S * self._fps), self._heard_since)

    def _begins(self, name: str, tick: int) -> bool:
        """Whether something that is silent is to be told of: not while a cut of a moment ago may be why."""
        cut = self._cut_tick.get(self._node_of(name))
        if cut == tick:
            return name not in self._told
        return cut is None or tick - cut > CUT_GRACE_S * self._fps

    def _is_cut(self, name: str, tick: int) -> bool:
        return self._cut_tick.get(self._node_of(name)) == tick


class SilentNodes:
    """Notices nodes that do not answer."""

    def __init__(self, fps: int) -> None:
        self._silence = Silence(fps, lambda node: node)

    def follow(self, nodes: Iterable[str]) -> None:
        """Go on with the nodes of a show that was reloaded."""
        self._silence.keep(nodes)

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Tell of nodes that fell silent, and of those that answer again."""
        for node, is_silent in self._silence.see(seen.tick, seen.silent, seen.cut):
            yield NodeSilent(node) if is_silent else NodeReturned(node)


class UnconfirmedFixtures:
    """Notices fixtures that confirm nothing, though their node is there."""

    def __init__(self, fps: int, node_of: Mapping[str, str]) -> None:
        """Watch the fixtures that can confirm; ``node_of`` each."""
        self._node_of = node_of
        self._silence = Silence(fps, lambda fixture: self._node_of.get(fixture, ""))

    def follow(self, node_of: Mapping[str, str]) -> None:
        """Go on with the fixtures of a show that was reloaded."""
        self._node_of = node_of
        self._silence.keep(node_of)

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Tell of fixtures that confirm nothing any more, and of those that do again."""
        for fixture, is_silent in self._silence.see(seen.tick, seen.unconfirmed, seen.cut):
            if is_silent:
                yield TroubleFound(f"{UNCONFIRMED}{fixture}", f"{fixture} confirms nothing")
            else:
                yield TroubleOver(f"{UNCONFIRMED}{fixture}", f"{fixture} confirms again")
