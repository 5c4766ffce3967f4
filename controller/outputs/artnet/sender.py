"""Station 16, Art-Net: the sender of one node: data on change, sync behind it, polls beside it.

Takes the tick, the node's rows and what the node answered; hands datagrams to its link. Time is ticks. Data is sent to
a silent node as well: it may hear though it is not heard.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from controller.model.patch import SLOTS, Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Outlet
from controller.outputs.polls import Polls
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Health, Traffic, age_s
from controller.wire.admission import Bucket, Rate
from controller.wire.artnet import SEQUENCE_AT, SLOTS_AT, Poll, decode_poll_reply, dmx_packets, poll_packet, sync_packet
from controller.wire.artnet import PollReply as Reply
from controller.wire.error import WireError
from controller.wire.universe import Rows

HALF_CIRCLE: Final = 127
ANSWERS: Final = Rate(per_s=64, burst=128)
"""A node of 64 ports sends 16 replies to each poll, and is polled at most twice a second."""
REMEMBERED_S: Final = 10
"""How long a node's view tells of a packet that was refused."""

_POLL: Final = poll_packet(Poll(flags=0, priority=0))
_SYNC: Final = sync_packet()
_NO_MAC: Final = bytes(6)
_UNSAID: Final = "0.0.0.0"  # noqa: S104 - what a node says that does not know its own address


class ArtnetSender:
    """Feeds one Art-Net node. What stands still goes out once in 0.9 s, each universe by itself."""

    def __init__(
        self,
        node: Node,
        universes: Sequence[int],
        *,
        fps: int,
        link: Outlet,
        resumed: bool,
        refuse: Callable[[str, str], None],
    ) -> None:
        """Write all headers.

        Args:
            node: whose universes.
            universes: port-addresses, one for each of the node's rows.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
            resumed: a night goes on after a crash, so the node remembers sequence numbers that nobody here knows. The
                first packets then go out twice, half a circle apart: a node that takes one for old takes the other.
            refuse: called with peer and reason for each answer that is not taken.
        """
        count = len(universes)
        self.node = node
        self._fps = fps
        self._link = link
        self._refuse = refuse
        self._traffic = Traffic(node, link, fps)
        self._polls = Polls(fps)
        self._admission = Bucket(ANSWERS, 0.0)
        self._to: Address = (node.host, node.port)
        self._resumed = resumed
        self._terminated = False
        self._wants_sync = node.sync and count > 1
        self._keep_alive = keep_alive_ticks(node, fps)
        self._packets = dmx_packets(universes)
        self._sequence = self._packets[:, SEQUENCE_AT]
        self._slots = self._packets[:, SLOTS_AT:]
        self._datagrams = [row.data for row in self._packets]
        self._differs = np.zeros((count, SLOTS), np.bool_)
        self._due = np.ones(count, np.bool_)
        self._stale = True
        self._sent = np.zeros(count, np.int64)
        self._reply: Reply | None = None
        self._refused = 0
        self._last_refused: tuple[int, str] | None = None

    def send(self, tick: int, rows: Rows) -> None:
        """Send the universes that changed, or that were not sent for long, then ArtSync; poll when it is time.

        A whole network is not polled: whose answers would be those of this node?
        """
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        np.not_equal(rows, self._slots, out=self._differs)
        np.any(self._differs, axis=1, out=self._due)
        self._due |= tick - self._sent >= self._keep_alive
        self._due |= self._stale
        self._slots[...] = rows
        self._stale = False
        self._transmit(1)
        if self._resumed:
            self._transmit(HALF_CIRCLE)
            self._resumed = False
        self._sent[self._due] = tick
        self._traffic.end()
        if not self.node.is_broadcast and self._polls.is_due(tick):
            self._link.send(_POLL, self._to)

    def hear(self, datagram: bytes, tick: int) -> None:
        """Take what came from the node's own address. What is not a sound reply is counted and changes nothing."""
        if not self._admission.take(tick / self._fps):
            self.accuse(f"more than {ANSWERS.per_s:.0f} packets in a second", tick)
            return
        try:
            reply = decode_poll_reply(datagram)
        except WireError as error:
            self.accuse(str(error), tick)
            return
        if reply.address not in {self.node.host, _UNSAID}:
            self.accuse(f"a reply that gives {reply.address} as its address", tick)
        elif self._is_another_device(reply):
            macs = " and ".join(each.mac.hex(":") for each in (self._reply, reply) if each is not None)
            self.accuse(f"two devices answer as {self.node.host}: {macs}", tick)
        else:
            self._reply = reply
            self._traffic.hear()
            self._stale |= self._polls.answer(tick)

    def accuse(self, reason: str, tick: int) -> None:
        """Count a packet that came from the node, or in its name, and was refused."""
        self._refused += 1
        self._last_refused = (tick, reason)
        self._refuse(f"artnet {self.node.host}", reason)

    def refresh(self) -> None:
        """Send every universe with the next frame, whether it changed or not."""
        self._stale = True

    def is_silent(self, tick: int) -> bool:
        """Whether three polls had no answer, or nothing could be sent for 2.5 s, or nobody took it."""
        return self._health(tick) == "silent"

    def terminate(self) -> None:
        """Stop sending and asking; Art-Net has no word for the end."""
        self._terminated = True

    def view(self, tick: int) -> NodeView:
        """Say how the node is. Confirmed is what answered: the node, not the picture."""
        view = self._traffic.view(tick)
        parts = [view.why if self.node.is_broadcast else self._why(tick, view)]
        if self._wants_sync and self._cannot_sync:
            parts.append("too old for ArtSync, so it gets none")
        if self._last_refused is not None and tick - self._last_refused[0] < REMEMBERED_S * self._fps:
            parts.append(f"refused {self._refused} packets, the last: {self._last_refused[1]}")
        return replace(
            view,
            state=self._health(tick),
            confirmed_age_s=age_s(self._polls.answered, tick, self._fps),
            errors=view.errors + self._refused,
            round_trip_s=age_s(0, self._polls.round_trip, self._fps),
            why="; ".join(parts),
        )

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()

    def _transmit(self, steps: int) -> None:
        """Give a later sequence number, 1 to 255, to the universes that are due, and send them, then sync."""
        due = np.flatnonzero(self._due).tolist()
        for row in due:
            self._sequence[row] = (int(self._sequence[row]) + steps - 1) % 255 + 1
            self._traffic.send(self._datagrams[row], self._to)
        if due and self._wants_sync and not self._cannot_sync:
            self._traffic.send(_SYNC, self._to)

    @property
    def _cannot_sync(self) -> bool:
        """Whether the node's own reply says that it does not know ArtSync."""
        return self._reply is not None and not self._reply.can_sync

    def _health(self, tick: int) -> Health:
        if self.node.is_broadcast:
            return self._traffic.view(tick).state
        if self._traffic.is_silent(tick):
            return "silent"
        if self._polls.answered is None and self._link.statistics().deaf:
            return "unknown"
        return self._polls.health(tick)

    def _why(self, tick: int, traffic: NodeView) -> str:
        deaf = self._link.statistics().deaf
        if traffic.state in {"late", "silent"}:
            return traffic.why
        if self._polls.answered is None:
            return f"{self._polls.why(tick)}; {deaf}, so it may not be heard" if deaf else self._polls.why(tick)
        name = self._reply.short_name if self._reply is not None else ""
        return f"{name}: {self._polls.why(tick)}" if name else self._polls.why(tick)

    def _is_another_device(self, reply: Reply) -> bool:
        """Whether a second device has the address of one that lives. One that replaces a silent one is welcome."""
        known = self._reply
        if known is None or self._polls.is_silent or _NO_MAC in {known.mac, reply.mac}:
            return False
        return reply.mac != known.mac
