"""Nodes that do not answer, and fixtures that confirm nothing.

That something is silent was found by its sender: three polls without an answer, a frame 2.3 s old without an
acknowledgement, three seconds in which nothing could be sent. Here it becomes trouble, and ends when it has been heard
for ``HEARD_S`` without a break.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from controller.model.facts import NodeReturned, NodeSilent, TroubleFound, TroubleOver
from controller.model.found import UNCONFIRMED
from controller.model.intent import Intent
from controller.show.detectors.seen import Seen
from controller.show.detectors.thresholds import Latch

HEARD_S: Final = 1.0
"""So long without a break something must be heard again before its silence is over."""
CUT_GRACE_S: Final = 1.5
"""What was cut off on purpose has so long to answer again before its silence is its own."""


class Silence:
    """What is silent now, by its names.

    What is cut off on purpose is told once, for that incident. If it is still silent some time after, it has died of
    its own and is told again.
    """

    def __init__(self, fps: int, node_of: Callable[[str], str]) -> None:
        self._fps = fps
        self._node_of = node_of
        self._latches: dict[str, Latch] = {}
        self._told_cut: dict[str, bool] = {}
        self._cut_tick: dict[str, int] = {}

    def keep(self, names: Iterable[str]) -> None:
        """Forget all but these: a reload left them in the show."""
        kept = set(names)
        self._latches = {name: latch for name, latch in self._latches.items() if name in kept}
        self._told_cut = {name: cut for name, cut in self._told_cut.items() if name in kept}

    def see(self, tick: int, silent: frozenset[str], cut: frozenset[str]) -> Iterator[tuple[str, bool]]:
        """Name what begins to be silent (True) and what is heard again (False)."""
        self._cut_tick.update(dict.fromkeys(cut, tick))
        for name in sorted(silent | set(self._latches)):
            latch = self._latches.get(name) or Latch(opens_after=0, closes_after=round(HEARD_S * self._fps))
            is_silent, is_cut = name in silent, self._node_of(name) in cut
            is_ours = is_silent and not is_cut and self._was_cut(name, tick)
            if latch.is_open and is_silent and self._told_cut[name] and not is_cut and not is_ours:
                self._told_cut[name] = False
                yield name, True
            elif latch.is_open or not is_ours:
                yield from self._look(name, latch, tick, is_silent=is_silent, is_cut=is_cut)

    def _look(self, name: str, latch: Latch, tick: int, *, is_silent: bool, is_cut: bool) -> Iterator[tuple[str, bool]]:
        told = latch.see(tick, is_wrong=is_silent)
        if told is not None:
            self._told_cut[name] = is_cut
            yield name, told
        if latch.is_open:
            self._latches[name] = latch
        else:
            self._latches.pop(name, None)

    def _was_cut(self, name: str, tick: int) -> bool:
        """Whether it was cut off on purpose a moment ago."""
        cut = self._cut_tick.get(self._node_of(name))
        return cut is not None and tick - cut <= CUT_GRACE_S * self._fps


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
