"""Beside station 17: which of many sockets heard anything, asked of the system by one call instead of one for each."""

import contextlib
import selectors
import socket
from collections.abc import Iterable
from typing import Final

from controller.outputs.link import Link

LOOK_TICKS: Final = 8
"""How often sockets that were opened anew are looked for."""
_REFUSED: Final = (OSError, ValueError, KeyError)
"""How the system's list says no: it is full, the socket is closed, its number is that of another."""


class Hearing:
    """The ears of some links."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Know the links; one that several nodes share counts once."""
        self._links = list({id(link): link for link in links}.values())
        self._selector = selectors.DefaultSelector()
        self._known: dict[socket.socket, Link] = {}
        self._always: list[Link] = []
        self._calls = 0

    def ready(self) -> list[Link]:
        """Name the links that have something to hand over, or may have."""
        self._calls += 1
        if self._calls % LOOK_TICKS == 1:
            self._look()
        heard = [key.data for key, _ in self._selector.select(0)] if self._known else []
        return list(dict.fromkeys([*self._always, *heard]))

    def close(self) -> None:
        """Give the system's list back; the links stay open."""
        self._selector.close()

    def _look(self) -> None:
        """Forget sockets that were given back, and learn those that were opened.

        A link with a socket that the system does not take into its list is asked every time until it does.
        """
        ears = {ear: link for link in self._links for ear in link.ears or ()}
        for ear in self._known.keys() - ears.keys():
            del self._known[ear]
            with contextlib.suppress(*_REFUSED):
                self._selector.unregister(ear)
        for ear in ears.keys() - self._known.keys():
            with contextlib.suppress(*_REFUSED):
                self._selector.register(ear, selectors.EVENT_READ, ears[ear])
                self._known[ear] = ears[ear]
        missing = [ears[ear] for ear in ears.keys() - self._known.keys()]
        self._always = [*(link for link in self._links if link.ears is None), *missing]
