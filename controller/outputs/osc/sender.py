"""Station 16, OSC: the sender of one node of fixtures: one frame for each change, and a sign of life.

Takes the tick, the node's rows and what the node answered; hands bundles to its link: one a frame, or several where one
would not fit into a packet of the network.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Datagram, Outlet
from controller.outputs.osc.tags import TimeTags
from controller.outputs.polls import Polls
from controller.outputs.traffic import age_s
from controller.outputs.whole import WholeSender
from controller.wire.error import WireError
from controller.wire.osc import decode_packet, encode_message
from controller.wire.osc_fixtures import IMMEDIATELY, FixtureBundle
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import Rows


class OscSender(WholeSender):
    """Feeds one OSC node."""

    def __init__(
        self,
        node: Node,
        *,
        colors: SlotColors,
        bundles: Sequence[FixtureBundle],
        fps: int,
        link: Outlet,
        tags: TimeTags | None = None,
    ) -> None:
        """Take the parts.

        Args:
            node: whose fixtures.
            colors: reads the fixtures of the node in the order of the bundles.
            bundles: write them, one after another.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
            tags: says when frames are to be shown; None = as they come.
        """
        super().__init__(node, fps=fps, link=link)
        self._link = link
        self._fps = fps
        self._colors = colors
        ends = itertools.accumulate(bundle.cell_count for bundle in bundles)
        self._parts = [(bundle, slice(end - bundle.cell_count, end)) for bundle, end in zip(bundles, ends, strict=True)]
        self._tags = tags
        self._polls = Polls(fps)
        self._refused = 0

    def send(self, tick: int, rows: Rows) -> None:
        """Send the frame if it is due; ask whether the node lives, where it answers."""
        super().send(tick, rows)
        if self.node.ping and not self._terminated and self._polls.is_due(tick):
            self._link.send(encode_message(self.node.ping, []), self._to)

    def _datagrams(self, rows: Rows, tick: int) -> Iterator[Datagram]:
        """Write the bundles of one frame, all with the same time tag."""
        tag = IMMEDIATELY if self._tags is None else self._tags.at(tick)
        if self._colors.plain is None:
            light = self._colors.read(rows)
            yield from (bundle.write(light[cells], tag) for bundle, cells in self._parts)
        else:
            slots = rows.reshape(-1)[self._colors.plain]
            yield from (bundle.write_slots(slots[cells], tag) for bundle, cells in self._parts)

    def hear(self, datagram: bytes, tick: int) -> None:
        """Take what came from the node's own address: any sound message says that it lives."""
        try:
            decode_packet(datagram)
        except WireError as error:
            self.accuse(str(error), tick)
            return
        self._traffic.hear()
        if self._polls.answer(tick):
            self.refresh()

    def accuse(self, reason: str, tick: int) -> None:
        """Count a packet that was refused."""
        del reason, tick
        self._refused += 1

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it, or three pings had no answer."""
        return super().is_silent(tick) or (bool(self.node.ping) and self._polls.is_silent)

    def view(self, tick: int) -> NodeView:
        """Say how the node is; only one that answers pings can be known to live."""
        view = super().view(tick)
        if not self.node.ping or view.state in {"late", "silent"}:
            return view
        return replace(
            view,
            state=self._polls.health(tick),
            confirmed_age_s=age_s(self._polls.answered, tick, self._fps),
            errors=view.errors + self._refused,
            why=self._polls.why(tick).replace("poll", "ping"),
            round_trip_s=age_s(0, self._polls.round_trip, self._fps),
        )
