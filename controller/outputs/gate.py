"""Beside station 17: where this tick's link fault acts.

Takes what a sender hands to its link; lets it through or drops it. What acts was computed before the guard; nothing is
decided here.
"""

from dataclasses import replace
from typing import Protocol

from controller.outputs.link import Address, Datagram, LinkStatistics, Outlet


class Valve(Protocol):
    """What a link fault turns. Called once before each frame."""

    def turn(self, *, lost: bool, cut: bool) -> None:
        """Set what holds from now on.

        Args:
            lost: nothing of this frame reaches the node.
            cut: nothing goes out and nothing comes in.
        """


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

    def turn(self, *, lost: bool, cut: bool) -> None:
        """Shut the way out, or both ways."""
        self._shut = lost or cut
        self.is_cut = cut

    @property
    def is_shut(self) -> bool:
        """Whether what is sent now is dropped."""
        return self._shut

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send or drop one datagram."""
        if self._shut:
            self._dropped += 1
        else:
            self._link.send(datagram, to)

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send or drop datagrams that lie one after another."""
        if self._shut:
            self._dropped += len(packets) // size
        else:
            self._link.send_run(packets, size, to)

    def statistics(self) -> LinkStatistics:
        """Say what the link did, and what was dropped before it."""
        link = self._link.statistics()
        return replace(link, dropped=link.dropped + self._dropped)

    def reopen(self) -> None:
        """Let the link try anew."""
        self._link.reopen()

    def close(self) -> None:
        """Close the link."""
        self._link.close()
