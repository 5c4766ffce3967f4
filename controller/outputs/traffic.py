"""Beside station 16: what one UDP node was meant to get and what left for it; its health as the console shows it."""

import errno
import math
import os
from typing import Final, Literal, TypeAlias

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Datagram, LinkStatistics, Outlet, datagrams_in

Health: TypeAlias = Literal["unknown", "ok", "late", "silent", "returned"]

SILENT_S: Final = 2.5
"""Trouble that lasts as long as this is no hiccup. A picture that stands still is sent once in 0.9 s, and trouble shows
when something is sent: a node that died is known within 3.5 s."""
RETRY_S: Final = 0.5
"""While nothing can be sent everything is tried anew so often."""
REFUSED_S: Final = 1.5
"""For so long the word of a machine holds that nobody listens there: it is said again with each datagram, or in
turn where a machine says it to several."""
UNREACHABLE_S: Final = 4.0
"""For so long the word of the network holds that a machine is not there. It has asked for it for 3 s then, so the node
is silent at that word, and it says it once in as long."""
LATE_S: Final = 2.0
"""For so long after trouble that came again and again a node is late: one that takes every other frame must not change
its state each time."""
STEADY_S: Final = 0.5
"""A silent node at the end of a stream is back once it takes what it is sent for so long: one packet that fits into an
emptied buffer is no light."""
HOLE_S: Final = STEADY_S / 2
"""It may miss some meanwhile, but not for longer than this. A connection that is made anew takes one packet, twice a
second: these are no run."""
_REFUSED: Final = os.strerror(errno.ECONNREFUSED)
RETURNED_S: Final = 5.0
"""How long the console shows that a node came back."""


class Traffic:
    """Sends for one node and remembers when. Intended and emitted are two facts with two ages."""

    def __init__(self, node: Node, link: Outlet, fps: int) -> None:
        self._node = node
        self._link = link
        self._fps = fps
        self._tick = 0
        self._tried = 0
        self._packets = 0
        self._errors_before = link.statistics().errors
        self._dropped_before = link.statistics().dropped
        self._dropping_since: int | None = None
        self._intended: int | None = None
        self._emitted: int | None = None
        self._steady_from = 0
        self._failing_since: int | None = None
        self._failed: int | None = None
        self._comes_again = False
        self._retried = 0
        self._refused_before = link.statistics().refused
        self._refused_since: int | None = None
        self._refused_tick = 0
        self._returned: int | None = None

    def begin(self, tick: int) -> bool:
        """Note that the node is meant to show a frame.

        Returns:
            True if nothing could be sent lately and all of it is to be tried anew, through a fresh socket.
        """
        self._tick = self._intended = tick
        if self._failing_since is None or tick - self._retried < RETRY_S * self._fps:
            return False
        self._retried = tick
        self._link.reopen()
        self._errors_before = self._link.statistics().errors
        return True

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one datagram of this tick."""
        self._link.send(datagram, to)
        self._tried += 1

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send datagrams of this tick that lie one after another."""
        self._link.send_run(packets, size, to)
        self._tried += datagrams_in(packets, size)

    def end(self) -> bool:
        """Note what came of this tick's datagrams; without any, nothing was learned.

        Returns:
            Whether all of them left, as far as this machine can tell.
        """
        if not self._tried:
            return True
        statistics = self._link.statistics()
        tried, self._tried = self._tried, 0
        failed = min(statistics.errors - self._errors_before, tried)
        dropped = min(statistics.dropped - self._dropped_before, tried)
        self._packets += tried - failed - dropped
        self._errors_before, self._dropped_before = statistics.errors, statistics.dropped
        if dropped:
            self._dropping_since = self._tick if self._dropping_since is None else self._dropping_since
            return True
        self._dropping_since = None
        was_silent = self.is_silent(self._tick)
        self._note_refusals(statistics)
        if failed:
            if self._failing_since is None:
                self._comes_again = self._has_failed_within(LATE_S)
                self._failing_since = self._retried = self._tick
            self._failed = self._tick
            return False
        is_steady = self._note_emitted()
        if is_steady or not (was_silent and self._node.is_stream):
            self._failing_since = None
        if was_silent and not self.is_silent(self._tick):
            self._returned = self._tick
        return True

    def _note_emitted(self) -> bool:
        """Note that what was sent at this tick has left; whether that goes on for long enough for a stream."""
        if self._emitted is None or self._tick - self._emitted > HOLE_S * self._fps:
            self._steady_from = self._tick
        self._emitted = self._tick
        is_run = self._tick - self._steady_from >= STEADY_S * self._fps
        return is_run or not self._has_failed_within(STEADY_S)

    def _has_failed_within(self, seconds: float) -> bool:
        return self._failed is not None and self._tick - self._failed < seconds * self._fps

    @property
    def is_fair(self) -> bool:
        """Whether nothing stands in the way of what is sent. Nobody may take it all the same."""
        return self._failing_since is None and self._dropping_since is None

    @property
    def is_refused(self) -> bool:
        """Whether the network said, a moment ago, that nobody took what was sent."""
        return self._refused_since is not None

    def look(self, tick: int) -> None:
        """Note what the network told of datagrams that left by another hand."""
        was_silent = self.is_silent(tick)
        self._tick = tick
        self._note_refusals(self._link.statistics())
        if was_silent and not self.is_silent(tick):
            self._returned = tick

    def skip(self, intended: int, emitted: int | None, packets: int) -> None:
        """Note frames that left by another hand while all was well; ticks of the last ones, and how many packets."""
        self._tick = self._intended = intended
        self._emitted = self._emitted if emitted is None else emitted
        self._packets += packets

    def hear(self) -> None:
        """Note that the node itself has answered: whatever the network said before, it is there."""
        self._refused_before = self._link.statistics().refused
        self._refused_since = None

    def _note_refusals(self, statistics: LinkStatistics) -> None:
        """Note what the network told of earlier datagrams; that it tells nothing for long is good news."""
        is_there = statistics.last_error == _REFUSED
        holds_s, since = (REFUSED_S * statistics.sharers, 0.0) if is_there else (UNREACHABLE_S, SILENT_S)
        if statistics.refused != self._refused_before:
            self._refused_before, self._refused_tick = statistics.refused, self._tick
            if self._refused_since is None:
                self._refused_since = self._tick - math.ceil(since * self._fps)
        elif self._tick - self._refused_tick >= holds_s * self._fps:
            self._refused_since = None

    def close(self) -> None:
        """Close the link."""
        self._link.close()

    def view(self, tick: int) -> NodeView:
        """Say how the node is. UDP has no answer, so the best that can be known is that nothing went wrong here."""
        statistics = self._link.statistics()
        state, why = self._judge(tick, statistics.last_error)
        return NodeView(
            id=self._node.id,
            protocol=self._node.protocol,
            to=f"{self._node.host}:{self._node.port}",
            state=state,
            intended_age_s=age_s(self._intended, tick, self._fps),
            emitted_age_s=age_s(self._emitted, tick, self._fps),
            confirmed_age_s=None,
            packets=self._packets,
            errors=statistics.errors + statistics.refused,
            why=why,
        )

    def _judge(self, tick: int, last_error: str) -> tuple[Health, str]:
        if self._failing_since is not None:
            seconds = (tick - self._failing_since) / self._fps
            return "silent" if self.is_silent(tick) else "late", f"cannot send since {seconds:.0f} s: {last_error}"
        if self._refused_since is not None:
            seconds = (tick - self._refused_since) / self._fps
            return "silent" if self.is_silent(tick) else "late", f"nobody takes it since {seconds:.0f} s: {last_error}"
        if self._dropping_since is not None:
            return (
                "unknown",
                f"a link fault drops what is sent, since {(tick - self._dropping_since) / self._fps:.0f} s",
            )
        if self._failed is not None and self._comes_again and tick - self._failed < LATE_S * self._fps:
            seconds = (tick - self._failed) / self._fps
            return "late", f"not everything can be sent, the last time {seconds:.1f} s ago: {last_error}"
        if self._returned is not None and tick - self._returned < RETURNED_S * self._fps:
            return "returned", f"sending again; before that: {last_error}"
        return "unknown", f"{self._node.protocol} has no answer to wait for"

    def is_silent(self, tick: int) -> bool:
        """Whether sending has failed, or was refused, for so long that the node must be taken for lost."""
        return any(
            since is not None and tick - since >= SILENT_S * self._fps
            for since in (self._failing_since, self._refused_since)
        )


def age_s(then: int | None, tick: int | None, fps: int) -> float | None:
    """Give the seconds between two ticks; None if one of them never was."""
    return None if then is None or tick is None else max(0, tick - then) / fps
