"""Beside station 16: nodes of one universe each, which one call to the system sends to.

Their own sockets only hear what the network tells of it. A node that it tells something of is sent to by its own hand
until the word is old: what the system keeps for a machine that is not there must not fill the buffer of the others.
"""

import errno
import select
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.outputs.fleet.many import LEAST, Mailing
from controller.outputs.fleet.shared import Common, SharedLink
from controller.outputs.link import Address
from controller.wire.universe import Rows

Unsent: TypeAlias = Sequence[tuple[int, int]]
"""What did not leave: number of the node here, and of the error."""
Doubts: TypeAlias = list[tuple[int, Common | None]]
"""Calls that were not sent, and the socket that is to blame if another does better."""
_PASSING: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS})
"""What a socket says that is well, and full."""


@dataclass(frozen=True, slots=True)
class Member:
    """One node of it.

    Attributes:
        call: number of the call that would send by its own hand.
        row: of the packet.
        size: bytes of it.
    """

    call: int
    row: int
    size: int
    link: SharedLink
    to: Address


class Convoy:
    """The nodes that share one socket.

    Attributes:
        common: that socket.
        calls: int64 [nodes], numbers of the calls that it is in place of.
        mailing: what its call sends.
        send_all: sends a frame in which everything is due.
    """

    def __init__(self, common: Common, opened: socket.socket, packets: Rows, members: Sequence[Member]) -> None:
        """Take the nodes.

        Args:
            common: what sends.
            opened: its socket.
            packets: uint8 [universes, size], contiguous, that stay where they are.
            members: the nodes.
        """
        self.common = common
        self.calls = np.array([member.call for member in members], np.int64)
        places = [(member.row, member.size) for member in members]
        self.mailing = Mailing(opened, packets, places, [member.to for member in members])
        self._watch = select.epoll()
        self._of_ear: dict[int, Member] = {}
        for member in members:
            for ear in member.link.ears:
                self._of_ear[ear.fileno()] = member
        try:
            for number in self._of_ear:
                self._watch.register(number, 0)  # errors are told unasked
        except OSError:
            self._watch.close()
            raise
        self._most = max(1, len(self._of_ear))
        self._carried: NDArray[np.bool_] | None = None
        self.send_all: Callable[[], Unsent] = self.mailing.send

    def leave_out(self, calls: NDArray[np.intp]) -> None:
        """Send to all but the nodes of these calls from now on."""
        carried = ~np.isin(self.calls, calls)
        self._carried = None if carried.all() else carried
        numbers = np.flatnonzero(carried)
        self.send_all = self.mailing.send if carried.all() else lambda: self.mailing.send_some(numbers)

    @property
    def is_full(self) -> bool:
        """Whether no node is left out."""
        return self._carried is None

    def send(self, due: NDArray[np.intp]) -> Unsent:
        """Send a frame to some; ``due``: by call, how many packets."""
        here = due[self.calls] > 0
        return self.mailing.send_some(np.flatnonzero(here if self._carried is None else here & self._carried))

    def blamed(self, unsent: Unsent) -> Doubts:
        """Say which calls were not sent, and what is to blame."""
        return [(int(self.calls[number]), None if error in _PASSING else self.common) for number, error in unsent]

    def told(self) -> Sequence[int]:
        """Give the calls of the nodes that the network told something of."""
        found = self._watch.poll(0, self._most)
        return self._heeded([self._of_ear[ear] for ear, _ in found]) if found else ()

    @staticmethod
    def _heeded(members: Sequence[Member]) -> list[int]:
        return [member.call for member in members if member.link.heed()]

    def close(self) -> None:
        """Give the system's list back; the sockets stay open."""
        self._watch.close()


def gathered(members: Iterable[Member], packets: Rows, spent: Collection[Common]) -> list[Convoy]:
    """Put nodes together that one call can send to.

    Args:
        members: nodes of one universe.
        packets: uint8 [universes, size], contiguous, that stay where they are.
        spent: sockets that must not be used now.
    """
    groups: dict[Common, list[Member]] = {}
    for member in members:
        common = member.link.stand_in
        if common is not None and common not in spent:
            groups.setdefault(common, []).append(member)
    made: list[Convoy] = []
    for common, together in groups.items():
        if len(together) >= LEAST:
            with suppress(OSError):  # no file is left to this program: each goes by its own hand, as ever
                made.append(Convoy(common, common.ears[0], packets, together))
    return made
