"""Station 16, Art-Net: the sender of one node: data on change, sync behind it, polls beside it.

Takes the tick, the node's rows and what the node answered; hands datagrams to its link. Time is ticks. Data is sent to
a silent node as well: it may hear though it is not heard.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.fleet.bay import Bay, Form
from controller.outputs.link import Outlet
from controller.outputs.polls import Polls
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Health, age_s
from controller.outputs.universes import NEVER, UniverseSender
from controller.wire.admission import Bucket, Rate
from controller.wire.artnet import (
    PACKET,
    SEQUENCE_AT,
    SLOTS_AT,
    Poll,
    decode_poll_reply,
    dmx_packets,
    poll_packet,
    sync_packet,
)
from controller.wire.artnet import PollReply as Reply
from controller.wire.error import WireError

ARTNET: Final = Form(PACKET, SEQUENCE_AT, SLOTS_AT, lowest=1, burst=1)
ANSWERS: Final = Rate(per_s=64, burst=128)
"""A node of 64 ports sends 16 replies to each poll, and is polled at most twice a second."""
REMEMBERED_S: Final = 10
"""How long a node's view tells of a packet that was refused."""

_POLL: Final = poll_packet(Poll(flags=0, priority=0))
_SYNC: Final = sync_packet()
_NO_MAC: Final = bytes(6)
_UNSAID: Final = "0.0.0.0"  # noqa: S104 - what a node says that does not know its own address


class ArtnetSender(UniverseSender):
    """Feeds one Art-Net node."""

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
            resumed: see ``UniverseSender``.
            refuse: called with peer and reason for each answer that is not taken.
        """
        to = [(node.host, node.port)] * len(universes)
        bay = Bay.of(ARTNET, dmx_packets(universes), keep_alive_ticks(node, fps))
        super().__init__(node, bay, to=to, fps=fps, link=link, resumed=resumed)
        self._fps = fps
        self._link = link
        self._refuse = refuse
        self._polls = Polls(fps)
        self._admission = Bucket(ANSWERS, 0.0)
        self._wants_sync = node.sync and len(universes) > 1
        self._reply: Reply | None = None
        self._refused = 0
        self._last_refused: tuple[int, str] | None = None

    def ask(self, tick: int) -> int:
        """Poll when it is time; not a whole network, whose answers might be anyone's."""
        if self.node.is_broadcast or self._terminated:
            return NEVER
        if self._polls.is_due(tick):
            self._link.send(_POLL, self.to[0])
        return self._polls.next_tick

    @property
    def is_synced(self) -> bool:
        """Whether ArtSync follows its data, as long as it knows it."""
        return self._wants_sync

    @property
    def is_unanswered(self) -> bool:
        """Whether a poll had no answer."""
        return self._polls.has_missed

    @property
    def tail(self) -> bytes | None:
        """ArtSync, for a node of several universes; not if its own reply says that it does not know it."""
        return _SYNC if self._wants_sync and not self._cannot_sync else None

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
            if self._polls.answer(tick):
                self.refresh()

    def accuse(self, reason: str, tick: int) -> None:
        """Count a packet that came from the node, or in its name, and was refused."""
        self._refused += 1
        self._last_refused = (tick, reason)
        self._refuse(f"artnet {self.node.host}", reason)

    def is_silent(self, tick: int) -> bool:
        """Whether three polls had no answer, or nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick) or (
            self._polls.is_silent and not self.node.is_broadcast and not self._may_be_unheard
        )

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

    @property
    def _cannot_sync(self) -> bool:
        """Whether the node's own reply says that it does not know ArtSync."""
        return self._reply is not None and not self._reply.can_sync

    @property
    def _may_be_unheard(self) -> bool:
        """Whether it never answered, and answers could not be heard."""
        return self._polls.answered is None and bool(self._link.statistics().deaf)

    def _health(self, tick: int) -> Health:
        if self.node.is_broadcast:
            return self._traffic.view(tick).state
        if self._traffic.is_silent(tick):
            return "silent"
        if self._may_be_unheard:
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
