"""Station 16: all outputs of a show. What the engine calls once a tick: cheap, plain, never raises.

Takes the tick and the slots of all rows, gives each node its own. A node whose sender raises is counted and skipped;
the others do not notice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import AddressValueError, IPv4Address
from types import TracebackType
from typing import Self

import numpy as np

from controller.model.patch import FixturePatch, Node
from controller.model.ports import Listener
from controller.model.rig import Fixture
from controller.model.show import Show
from controller.model.snapshot import NodeView
from controller.outputs.artnet.post import Inlet, Post
from controller.outputs.artnet.sender import ArtnetSender
from controller.outputs.gate import Gate, Valve
from controller.outputs.link import Link
from controller.outputs.osc.sender import OscSender
from controller.outputs.sacn.discovery import SacnDiscovery
from controller.outputs.sacn.sender import SacnSender
from controller.outputs.sacn.sync import SacnSync
from controller.outputs.sender import Sender
from controller.outputs.stream import StreamServer
from controller.outputs.stream_node import StreamFixture, StreamNode
from controller.wire.fixture_messages import FixtureHello
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.sacn.data import PORT as SACN_PORT
from controller.wire.sacn.data import Source
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import Rows, node_rows, patched_slots


class OutputError(ValueError):
    """A node cannot be fed as the show says; the message is one sentence for its author."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends, and in which night.

    Attributes:
        cid: 16 bytes, for ever the same for this installation.
        source_name: for people, in every sACN packet.
        night: number of the night, 0..2**32-1, in every binary frame.
        resumed: True = this night goes on after a crash.
        preview: True = a rehearsal: all sACN is marked as not for the stage.
    """

    cid: bytes
    source_name: str
    night: int
    resumed: bool
    preview: bool = False


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Where WebSocket fixtures find us, and which names besides addresses pages may come from."""

    listener: Listener
    allowed_hosts: tuple[str, ...]


@dataclass(slots=True)
class _Feed:
    """One node's sender, its rows, and what a link fault turns; ``faults`` counts what the sender raised."""

    sender: Sender
    rows: slice
    valve: Valve
    faults: int = 0
    last_fault: str = ""


class Outputs:
    """Everything a show sends. Plain calls feed it; ``async with`` adds the server for WebSocket fixtures."""

    def __init__(
        self,
        show: Show,
        *,
        identity: Identity,
        open_link: Callable[[Node], Link],
        refuse: Callable[[str, str], None],
        stream: StreamPlace | None,
    ) -> None:
        """Build one sender for each node that feeds a fixture.

        Args:
            show: what is patched.
            identity: who sends.
            open_link: gives the link of a UDP node; several nodes may share one.
            refuse: called with peer and reason for what clients of WebSocket fixtures do wrong.
            stream: where to listen for them; None = nowhere, their frames can still be had from ``stream_nodes``.

        Raises:
            OutputError: a node's address is no address, or its rows are not in order.
        """
        build = _Building(show, identity, open_link, refuse)
        feeds = {node.id: build.feed(node) for node in show.patch.nodes.values()}
        self._feeds = {name: feed for name, feed in feeds.items() if feed is not None}
        self._syncs = tuple(build.syncs.values())
        self._discovery = build.discovery()
        self._post = Post(build.inlets, build.inlet_links, fps=show.fps, refuse=refuse)
        self._is_terminated = False
        self._server: StreamServer | None = None
        if stream is not None and self.stream_nodes:
            self._server = StreamServer(
                self.stream_nodes,
                listener=stream.listener,
                allowed_hosts=stream.allowed_hosts,
                refuse=refuse,
            )

    @property
    def stream_nodes(self) -> tuple[StreamNode, ...]:
        """The WebSocket nodes, for a server or a simulation that brings its own clients."""
        return tuple(feed.sender for feed in self._feeds.values() if isinstance(feed.sender, StreamNode))

    @property
    def stream_port(self) -> int:
        """The port WebSocket fixtures connect to; 0 = none."""
        return self._server.port if self._server is not None else 0

    def send(
        self,
        tick: int,
        slots: Rows,
        lost: frozenset[str] = frozenset(),
        cut: frozenset[str] = frozenset(),
    ) -> None:
        """Take what nodes answered, then send a frame to every node, under this tick's link faults.

        Args:
            tick: of the frame.
            slots: uint8 [rows, 512], in the order of ``show.patch.universes``; may be overwritten afterwards.
            lost: nodes that nothing of this frame reaches. At the first tick that is not lost they get it whole.
            cut: nodes that nothing reaches and that are not heard either.
        """
        for name, feed in self._feeds.items():
            feed.valve.turn(lost=name in lost, cut=name in cut)
        self._collect(tick)
        for name, feed in self._feeds.items():
            try:
                feed.sender.send(tick, slots[feed.rows])
                if name in lost or name in cut:
                    feed.sender.refresh()
            except Exception as error:  # noqa: BLE001  one node's fault must not cost the others a frame
                _note(feed, error)
        self._announce(tick)

    def silent(self, tick: int) -> frozenset[str]:
        """Name the nodes that are taken for lost.

        An Art-Net node that does not answer polls, a WebSocket node that was confirmed and is not any more, any node
        that nothing could be sent to for 3 s. Found from what came and what did not: who caused it makes no difference.
        """
        return frozenset(name for name, feed in self._feeds.items() if feed.sender.is_silent(tick))

    def views(self, tick: int) -> tuple[NodeView, ...]:
        """Say how every node is."""
        remark = self._post.remark(tick)
        return tuple(_view(feed, tick, remark) for feed in self._feeds.values())

    def terminate(self) -> None:
        """Tell every node that no more will come. Frames sent afterwards go nowhere."""
        self._is_terminated = True
        for feed in self._feeds.values():
            try:
                feed.valve.turn(lost=False, cut=False)
                feed.sender.terminate()
            except Exception as error:  # noqa: BLE001  the others must hear it all the same
                _note(feed, error)

    def close(self) -> None:
        """Give every link back."""
        if self._discovery is not None:
            self._discovery.close()
        for feed in self._feeds.values():
            feed.sender.close()

    def _announce(self, tick: int) -> None:
        """Let sACN nodes show the frame, and tell the network of all universes; a fault of ours costs no frame."""
        try:
            for sync in self._syncs:
                sync.send()
            if self._discovery is not None and not self._is_terminated:
                self._discovery.send(tick)
        except Exception as error:  # noqa: BLE001  see above
            for feed in self._feeds.values():
                if isinstance(feed.sender, SacnSender):
                    _note(feed, error)

    def _collect(self, tick: int) -> None:
        """Take what Art-Net nodes answered; a fault of ours in there must not cost anyone a frame."""
        try:
            self._post.collect(tick)
        except Exception as error:  # noqa: BLE001  see above
            for feed in self._feeds.values():
                if isinstance(feed.sender, ArtnetSender):
                    _note(feed, error)

    async def __aenter__(self) -> Self:
        """Listen for WebSocket fixtures.

        Raises:
            ListenError: the port cannot be had.
        """
        if self._server is not None:
            await self._server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the server with all its connections, then every link."""
        if self._server is not None:
            await self._server.__aexit__(kind, error, trace)
        self.close()


def _note(feed: _Feed, error: Exception) -> None:
    feed.faults += 1
    feed.last_fault = f"{type(error).__name__}: {error}"


def _view(feed: _Feed, tick: int, remark: str) -> NodeView:
    view = feed.sender.view(tick)
    if remark and isinstance(feed.sender, ArtnetSender):
        view = replace(view, why=f"{view.why}; {remark}")
    if not feed.faults:
        return view
    why = f"{view.why}; our own fault, {feed.faults} times: {feed.last_fault}"
    return replace(view, errors=view.errors + feed.faults, why=why)


@dataclass(frozen=True, slots=True)
class _Building:
    """What every sender is built from, and what the post of the Art-Net nodes needs of them."""

    show: Show
    identity: Identity
    open_link: Callable[[Node], Link]
    refuse: Callable[[str, str], None]
    inlets: list[Inlet] = field(default_factory=list)
    inlet_links: list[Link] = field(default_factory=list)
    syncs: dict[int, SacnSync] = field(default_factory=dict)
    announced: dict[str | None, list[int]] = field(default_factory=dict)

    def feed(self, node: Node) -> _Feed | None:
        """Build the sender of one node; None = it feeds nothing."""
        try:
            rows = node_rows(self.show.patch.universes, node.id)
        except ValueError as error:
            raise OutputError(str(error)) from error
        if rows.start == rows.stop:
            return None
        match node.protocol:
            case "artnet":
                return self._artnet(node, rows)
            case "sacn":
                return self._sacn(node, rows)
            case "osc":
                return self._osc(node, rows)
            case "websocket":
                stream = self._stream(node, rows)
                return _Feed(stream, rows, stream)

    def _artnet(self, node: Node, rows: slice) -> _Feed:
        _check_address(node)
        link = self.open_link(node)
        gate = Gate(link)
        sender = ArtnetSender(
            node,
            [universe.number for universe in self.show.patch.universes[rows]],
            fps=self.show.fps,
            link=gate,
            resumed=self.identity.resumed,
            refuse=self.refuse,
        )
        self.inlets.append(Inlet(sender, gate))
        self.inlet_links.append(link)
        return _Feed(sender, rows, gate)

    def _sacn(self, node: Node, rows: slice) -> _Feed:
        _check_address(node)
        gate = Gate(self.open_link(node))
        identity, address = self.identity, node.sync_universe
        universes = [universe.number for universe in self.show.patch.universes[rows]]
        source = Source(
            identity.cid,
            identity.source_name,
            node.priority,
            preview=node.preview or identity.preview,
            sync_address=address or 0,
        )
        sender = SacnSender(node, universes, source=source, fps=self.show.fps, link=gate, resumed=identity.resumed)
        if node.per_address:
            sender.prioritise(patched_slots(self.show.patch)[rows] * np.uint8(node.priority))
        if address is not None:
            self.syncs.setdefault(address, SacnSync(identity.cid, address)).join(node, sender, gate)
        self.announced.setdefault(node.interface, []).extend(universes)
        return _Feed(sender, rows, gate)

    def discovery(self) -> SacnDiscovery | None:
        """Build what tells the network of all sACN universes; None = there are none."""
        if not self.announced:
            return None
        links = [
            self.open_link(Node("discovery", "sacn", "multicast", SACN_PORT, interface=interface))
            for interface in self.announced
        ]
        universes = [number for numbers in self.announced.values() for number in numbers]
        return SacnDiscovery(self.identity.cid, self.identity.source_name, universes, links=links, fps=self.show.fps)

    def _osc(self, node: Node, rows: slice) -> _Feed:
        _check_address(node)
        gate = Gate(self.open_link(node))
        fixtures = self._fixtures(node)
        sender = OscSender(
            node,
            colors=SlotColors(self.show.patch, fixtures, rows.start),
            bundle=FixtureBundle([(fixture.id, fixture.cell_count) for _, fixture in fixtures]),
            fps=self.show.fps,
            link=gate,
        )
        return _Feed(sender, rows, gate)

    def _stream(self, node: Node, rows: slice) -> StreamNode:
        fixtures = [self._stream_fixture(index, fixture, rows.start) for index, fixture in self._fixtures(node)]
        return StreamNode(node, fixtures, fps=self.show.fps, refuse=self.refuse)

    def _stream_fixture(self, index: int, fixture: Fixture, first_row: int) -> StreamFixture:
        patched = self.show.patch.fixtures[index]
        hello = FixtureHello(
            fixture=fixture.id,
            profile=fixture.profile.key,
            mode=fixture.mode.name,
            slots=fixture.mode.slots * fixture.cell_count,
            cells=fixture.cell_count,
            texts=fixture.texts,
            fps=self.show.fps,
            night=self.identity.night,
        )
        return StreamFixture(hello, FixturePatch(patched.row - first_row, patched.slot))

    def _fixtures(self, node: Node) -> list[tuple[int, Fixture]]:
        return [(index, fixture) for index, fixture in enumerate(self.show.rig.fixtures) if fixture.node == node.id]


def _check_address(node: Node) -> None:
    """Refuse names: looking one up would make every node wait for it."""
    if node.protocol == "sacn" and node.host == "multicast":
        return
    try:
        IPv4Address(node.host)
    except AddressValueError:
        raise OutputError(
            f"node {node.id} is sent to {node.host!r}, which is not an IPv4 address; write it in digits, e.g. 10.0.0.20"
        ) from None
