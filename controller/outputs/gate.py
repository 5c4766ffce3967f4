"""Beside station 17: where this tick's link fault acts.

Takes what a sender hands to its link; lets it through or drops it. What acts was computed before the guard; nothing is
decided here.
"""

from collections import deque
from dataclasses import replace
from typing import Final, Protocol

from controller.faults.link.ways import STRAIGHT, Twist
from controller.outputs.link import Address, Datagram, LinkStatistics, Outlet, datagrams_in


class Valve(Protocol):
    """What a link fault turns. Called once before each frame."""

    def turn(self, *, lost: bool, cut: bool) -> None:
        """Set what holds from now on.

        Args:
            lost: nothing of this frame reaches the node.
            cut: nothing goes out and nothing comes in.
        """


MOST_LATE: Final = 1 << 10
DAMAGED: Final = 16
"""Bytes at the head of a datagram that are turned over: in every protocol they say what the rest is."""


class Gate:
    """An outlet that can be shut. What is dropped is counted, so that nobody takes it for sent.

    Attributes:
        is_cut: True = whoever reads for this node must throw away what it says.
    """

    def __init__(self, link: Outlet) -> None:
        """Stand before ``link``, open."""
        self.is_cut = False
        self._link = link
        self._shut = False
        self._dropped = 0
        self._twist = STRAIGHT
        self._late: deque[tuple[bytes, Address]] = deque(maxlen=MOST_LATE)

    def turn(self, *, lost: bool, cut: bool) -> None:
        """Shut the way out, or both ways."""
        self._shut = lost or cut
        self._twist = STRAIGHT
        self.is_cut = cut

    def twist(self, twist: Twist) -> None:
        """Say what else becomes of the datagrams until the next turn."""
        self._twist = twist
        if twist.late:
            self._late.clear()

    def end(self) -> None:
        """End a frame: what came late before it goes out now, behind it.

        Behind a frame that did not go out either it would be news to the node, which is known not to show it: then it
        is lost.
        """
        if self._twist.late:
            return
        while self._late and not self._shut:
            self._link.send(*self._late.popleft())
        self._late.clear()

    @property
    def behind(self) -> int:
        """How many ticks old the frames are that get through."""
        return self._twist.behind

    @property
    def is_shut(self) -> bool:
        """Whether what is sent now is dropped."""
        return self._shut

    @property
    def is_straight(self) -> bool:
        """Whether all that is sent goes through as it is, and nothing waits to come late."""
        return not (self._shut or self.is_cut or self._late) and self._twist == STRAIGHT

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send or drop one datagram."""
        if self._shut:
            self._dropped += 1
            if self._twist.late:
                self._late.append((bytes(datagram), to))
            elif self._twist.garbled:
                self._link.send(garbled(datagram), to)
            return
        self._link.send(datagram, to)
        if self._twist.doubled:
            self._link.send(datagram, to)

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send or drop datagrams that lie one after another."""
        if self._twist.late or self._twist.garbled or self._twist.doubled:
            for begin in range(0, len(packets), size):
                self.send(packets[begin : begin + size], to)
        elif self._shut:
            self._dropped += datagrams_in(packets, size)
        else:
            self._link.send_run(packets, size, to)

    def statistics(self) -> LinkStatistics:
        """Say what the link did, and what was dropped before it."""
        link = self._link.statistics()
        if not self._dropped:
            return link
        return replace(link, dropped=link.dropped + self._dropped)

    def reopen(self) -> None:
        """Let the link try anew."""
        self._link.reopen()

    def close(self) -> None:
        """Close the link."""
        self._link.close()


def garbled(datagram: Datagram) -> bytes:
    """Damage a datagram so that nobody takes it for one of ours."""
    return bytes(byte ^ 0xFF for byte in datagram[:DAMAGED]) + bytes(datagram[DAMAGED:])
