"""Beside station 16: nodes of one machine that says but once a second that nobody listens (Linux, icmp_ratelimit).

Whoever is sent to at that moment takes the word, often the same one again, and of the others nothing would be known. So
as long as such a machine refuses anybody, all its nodes are fed by their own senders. About a second after its last
word only the one that was told longest ago has some frames, and those that were never told, every other time these
alone. A word holds the longer the more nodes share it.
"""

import errno
import os
from collections.abc import Collection, Mapping
from typing import Final

from controller.outputs.building import Feed
from controller.outputs.link import UdpLink
from controller.outputs.traffic import REFUSED_S

MOST: Final = 8
"""Words in a second from which on a machine is known to tell each node. Linux saves up to six of them, and adds one."""
AHEAD: Final = 6
"""Frames by which a machine may be early: what a turn came late counts for the next word."""
_REFUSED: Final = os.strerror(errno.ECONNREFUSED)


class Crowd:
    """The nodes of one machine.

    Attributes:
        told: node → tick of the last word that nobody takes what it is sent, as long as that holds.
    """

    def __init__(self, links: Mapping[str, UdpLink]) -> None:
        """Take the nodes' links."""
        self.links = links
        self.told: dict[str, int] = {}
        self._turns: dict[str, int] = {}
        self._next = ""
        self._words = {name: link.words for name, link in links.items()}
        self._last = self._counted = self._count = 0
        self._tells_each = self._is_of_strangers = False

    def look(self, tick: int, fps: int) -> None:
        """Note what the machine has told since the last look."""
        for name, link in self.links.items():
            count, self._words[name] = link.words - self._words[name], link.words
            if count and link.statistics().last_error == _REFUSED:
                self._count += count
                self._is_of_strangers ^= self._last != tick
                self.told[name] = self._turns[name] = self._last = tick
        if tick - self._counted >= fps:
            self._tells_each |= self._count * fps > MOST * (tick - self._counted)
            self._counted, self._count = tick, 0
        holds = REFUSED_S * fps * len(self.told)
        is_over = self._tells_each or tick - self._last >= REFUSED_S * fps
        self.told = {} if is_over else {name: then for name, then in self.told.items() if tick - then < holds}
        if self.told and self._last == tick:
            self._next = min(self.told, key=lambda name: self._turns[name])
            self._turns[self._next] = tick  # also if it is not told: it may be back
        for link in self.links.values():
            link.sharers = max(1, len(self.told))

    def turn(self, tick: int, fps: int) -> tuple[Collection[str], Collection[str]]:
        """Say whose turn it is to be told; the machine may tell of somebody again a second after the last time.

        Returns:
            Who is to be sent to in this frame, whether anything moved or not, and who is not, so as not to be told.
        """
        age = tick - self._last
        if not self.told or age < fps - AHEAD:
            return (), ()
        strangers = self.links.keys() - self.told.keys()
        if age > fps + 1:
            return self.links.keys(), ()
        if age <= fps and strangers and self._is_of_strangers:
            return strangers, self.told.keys()
        return {*strangers, self._next}, self.told.keys() - {self._next}


class Crowds:
    """All machines that more than one node is at, but this one: here each is told.

    Attributes:
        names: nodes that are to be fed in turn.
    """

    def __init__(self, links: Mapping[str, UdpLink | None], fps: int) -> None:
        """Sort the nodes.

        Args:
            links: by node.
            fps: ticks a second.
        """
        at: dict[str, dict[str, UdpLink]] = {}
        for name, link in links.items():
            if link is not None and link.host and not link.host.startswith("127."):
                at.setdefault(link.host, {})[name] = link
        self._crowds = [Crowd(together) for together in at.values() if len(together) > 1]
        self._refusing: list[Crowd] = []
        self._fps = fps
        self.names: frozenset[str] = frozenset()

    def look(self, tick: int) -> None:
        """Look once, behind a frame: at least once a second, and behind each while there are ``names``."""
        for crowd in self._crowds:
            crowd.look(tick, self._fps)
        self._refusing = [crowd for crowd in self._crowds if crowd.told]
        self.names = frozenset(name for crowd in self._refusing for name in crowd.links)

    def in_turn(self, tick: int, feeds: Mapping[str, Feed]) -> Mapping[str, Feed]:
        """Leave out of a frame those whose turn it is not to be told; what they miss is sent with their next frame."""
        for crowd in self._refusing:
            asked, left_out = crowd.turn(tick, self._fps)
            for name in asked:
                feeds[name].sender.refresh()
            if left_out:
                feeds = {name: feed for name, feed in feeds.items() if name not in left_out}
        return feeds
