"""Beside station 16: builds what feeds each node of a show, by its protocol: at load, and when the show is reloaded.

A node that a reload leaves as it was keeps its sender: sequence numbers, sockets and connections go on.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import AddressValueError, IPv4Address
from typing import Final, TypeAlias

import numpy as np

from controller.faults.link.ways import Twist
from controller.model.patch import FixturePatch, Node
from controller.model.rig import Fixture
from controller.model.show import Show
from controller.outputs.artnet.links import ArtnetLink
from controller.outputs.artnet.post import Inlet
from controller.outputs.artnet.sender import ArtnetSender
from controller.outputs.ddp.sender import DdpSender
from controller.outputs.fleet.berth import Berth
from controller.outputs.gate import Gate, Valve
from controller.outputs.interfaces import group_by
from controller.outputs.link import Link, UdpLink
from controller.outputs.osc.sender import OscSender
from controller.outputs.osc.tags import TimeTags
from controller.outputs.sacn.discovery import SacnDiscovery
from controller.outputs.sacn.sender import SacnSender
from controller.outputs.sacn.sync import SacnSync
from controller.outputs.sender import Sender
from controller.outputs.stream_node import StreamFixture, StreamNode
from controller.outputs.universes import UniverseSender
from controller.wire.ddp import Pixels
from controller.wire.fixture_messages import FixtureHello
from controller.wire.osc_fixtures import LARGEST, fixture_bundles
from controller.wire.sacn.data import PORT as SACN_PORT
from controller.wire.sacn.data import Source
from controller.wire.sacn.extended import DISCOVERY_GROUP, discovery_packets
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import node_rows, patched_slots
from fixtures.profile import Mode, Role

_PIXELS: Final[Mapping[Pixels, tuple[Role, ...]]] = {
    Pixels.RGB: (Role.RED, Role.GREEN, Role.BLUE),
    Pixels.RGBW: (Role.RED, Role.GREEN, Role.BLUE, Role.WHITE),
}


Stream: TypeAlias = tuple[str, int, str, int, str | None]
"""What a receiver counts by itself: protocol, universe (DDP has one frame: 0), host, port and our own address."""


class OutputError(ValueError):
    """A node cannot be fed as the show says; the message is one sentence for its author."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends, and in which night.

    Attributes:
        cid: 16 bytes, for ever the same for this installation.
        source_name: for people, in every sACN packet.
        night: number of the night, 0..2**32-1, in every binary frame.
        resumed: True = an engine that died has sent before, whether its night goes on or not.
        preview: True = a rehearsal: all sACN is marked as not for the stage.
        clock: seconds since 1970 on the wall, for time tags alone.
    """

    cid: bytes
    source_name: str
    night: int
    resumed: bool
    preview: bool = False
    clock: Callable[[], float] = time.time


@dataclass(slots=True)
class Feed:
    """One node's sender, its rows, and what a link fault turns; ``faults`` counts what the sender raised.

    Attributes:
        key: everything the sender was built from: equal keys, equal senders.
        link: of a UDP node, behind its gate.
        behind: how many ticks old the frames are that a link fault lets it show.
        streams: what it sends, in the order of its packets.
    """

    sender: Sender
    rows: slice
    valve: Valve
    link: Link | None = None
    key: object = None
    behind: int = 0
    streams: tuple[Stream, ...] = ()
    faults: int = 0
    last_fault: str = ""

    def note(self, error: Exception) -> None:
        """Count a fault of ours."""
        self.faults += 1
        self.last_fault = f"{type(error).__name__}: {error}"

    def twist(self, twist: Twist, *, lost: bool, cut: bool) -> None:
        """Let this tick's link fault act on the node's way."""
        self.valve.turn(lost=lost, cut=cut)
        self.behind = twist.behind
        if isinstance(self.valve, Gate):
            self.valve.twist(twist)
        if twist.late:
            self.sender.refresh()  # a frame that changes nothing would leave nothing to be overtaken

    @property
    def own_link(self) -> UdpLink | None:
        """The socket that is the node's own; None = it has none."""
        link = self.link.own if isinstance(self.link, ArtnetLink) else self.link
        return link if isinstance(link, UdpLink) else None

    def berths(self, name: str) -> Iterator[Berth]:
        """Give the node its berth if a fleet can feed it: one that is told universe by universe, over plain UDP."""
        link = self.own_link
        if isinstance(self.sender, UniverseSender) and link is not None and isinstance(self.valve, Gate):
            yield Berth(name, self.sender, link, self.valve, self.rows)


@dataclass(frozen=True, slots=True)
class Building:
    """What every sender is built from, and what the post of the Art-Net nodes needs of them.

    Attributes:
        old: feeds of the show before; one that was built from the same goes on.
        old_syncs: its synchronization addresses, whose sequence goes on.
        numbers: of the last packets of streams that were sent by others, and go on.
    """

    show: Show
    identity: Identity
    open_link: Callable[[Node], Link]
    refuse: Callable[[str, str], None]
    old: Mapping[str, Feed] = field(default_factory=dict)
    old_syncs: Mapping[int, SacnSync] = field(default_factory=dict)
    numbers: Mapping[Stream, int] = field(default_factory=dict)
    inlets: list[Inlet] = field(default_factory=list)
    inlet_links: list[Link] = field(default_factory=list)
    syncs: dict[int, SacnSync] = field(default_factory=dict)
    announced: dict[str | None, list[int]] = field(default_factory=dict)

    def feed(self, node: Node) -> Feed | None:
        """Build the sender of one node; None = it feeds nothing."""
        try:
            rows = node_rows(self.show.patch.universes, node.id)
        except ValueError as error:
            raise OutputError(str(error)) from error
        if rows.start == rows.stop:
            return None
        key, old = self._key(node, rows), self.old.get(node.id)
        if old is not None and old.key == key:
            feed = replace(old, rows=rows)
        else:
            feed = self._built(node, rows)
            feed.key, feed.streams = key, self._streams(node, rows)
            if isinstance(feed.sender, UniverseSender):
                feed.sender.go_on([self.numbers.get(stream) for stream in feed.streams])
        self._register(node, feed)
        return feed

    def keys(self) -> dict[str, object]:
        """Give for each node that feeds something what its sender is built from."""
        rows = {node.id: node_rows(self.show.patch.universes, node.id) for node in self.show.patch.nodes.values()}
        fed = {name: each for name, each in rows.items() if each.start != each.stop}
        return {name: self._key(self.show.patch.nodes[name], each) for name, each in fed.items()}

    def streams(self) -> frozenset[Stream]:
        """Give all that the show sends universe by universe, or as frames of pixels."""
        nodes = [(node, node_rows(self.show.patch.universes, node.id)) for node in self.show.patch.nodes.values()]
        return frozenset(stream for node, rows in nodes for stream in self._streams(node, rows))

    def _streams(self, node: Node, rows: slice) -> tuple[Stream, ...]:
        numbers = [universe.number for universe in self.show.patch.universes[rows]]
        numbers = numbers if node.protocol in {"sacn", "artnet"} else [0] * (node.protocol == "ddp" and bool(numbers))
        return tuple((node.protocol, number, node.host, node.port, node.interface) for number in numbers)

    def _built(self, node: Node, rows: slice) -> Feed:
        match node.protocol:
            case "artnet":
                return self._artnet(node, rows)
            case "sacn":
                return self._sacn(node, rows)
            case "ddp":
                return self._ddp(node, rows)
            case "osc":
                return self._osc(node, rows)
            case "websocket":
                stream = self._stream(node, rows)
                return Feed(stream, rows, stream)

    def _key(self, node: Node, rows: slice) -> object:
        """Give everything that the sender of a node is built from."""
        universes = self.show.patch.universes[rows]
        numbers = tuple(universe.number for universe in universes)
        if node.protocol == "artnet":
            return node, numbers
        if node.protocol == "sacn":
            return node, numbers, patched_slots(self.show.patch)[rows].tobytes() if node.per_address else b""
        parts = [self._stream_fixture(index, fixture, rows.start) for index, fixture in self._fixtures(node)]
        return node, universes, tuple((part.hello, part.patch) for part in parts)

    def _register(self, node: Node, feed: Feed) -> None:
        """Note what the show as a whole needs of a node."""
        sender, gate = feed.sender, feed.valve
        is_asked = bool(node.ping) if isinstance(sender, OscSender) else not node.is_broadcast
        if isinstance(sender, ArtnetSender | OscSender) and isinstance(gate, Gate) and is_asked and feed.link:
            self.inlets.append(Inlet(sender, gate))
            self.inlet_links.extend(feed.link.parts if isinstance(feed.link, ArtnetLink) else (feed.link,))
        if isinstance(sender, SacnSender) and isinstance(gate, Gate):
            address = node.sync_universe
            if address is not None:
                if address not in self.syncs:
                    old = self.old_syncs.get(address)
                    self.syncs[address] = SacnSync(self.identity.cid, address) if old is None else old.emptied()
                self.syncs[address].join(node, sender, gate)
            universes = [universe.number for universe in self.show.patch.universes[feed.rows]]
            self.announced.setdefault(node.interface, []).extend(universes)

    def _artnet(self, node: Node, rows: slice) -> Feed:
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
        return Feed(sender, rows, gate, link)

    def _sacn(self, node: Node, rows: slice) -> Feed:
        _check_address(node)
        link = self.open_link(node)
        gate = Gate(link)
        identity = self.identity
        universes = [universe.number for universe in self.show.patch.universes[rows]]
        source = Source(
            identity.cid,
            identity.source_name,
            node.priority,
            preview=node.preview or identity.preview,
            sync_address=node.sync_universe or 0,
        )
        sender = SacnSender(node, universes, source=source, fps=self.show.fps, link=gate, resumed=identity.resumed)
        if node.per_address:
            sender.prioritise(
                patched_slots(self.show.patch)[rows] * np.uint8(max(1, node.priority))
            )  # 0 = says nothing of a slot
        return Feed(sender, rows, gate, link)

    def discovery(self) -> SacnDiscovery | None:
        """Build what tells the network of all sACN universes; None = there are none."""
        if not self.announced:
            return None
        links = {
            interface: self.open_link(Node("discovery", "sacn", "multicast", SACN_PORT, interface=interface))
            for interface in self.announced
        }
        universes = [number for numbers in self.announced.values() for number in numbers]
        pages = discovery_packets(self.identity.cid, self.identity.source_name, universes)
        return SacnDiscovery(pages, links, by=partial(group_by, DISCOVERY_GROUP), fps=self.show.fps)

    def _ddp(self, node: Node, rows: slice) -> Feed:
        _check_address(node)
        link = self.open_link(node)
        gate = Gate(link)
        used = [universe.used for universe in self.show.patch.universes[rows]]
        pixels = pixels_of({fixture.mode for _, fixture in self._fixtures(node)})
        sender = DdpSender(node, used, pixels=pixels, fps=self.show.fps, link=gate, resumed=self.identity.resumed)
        return Feed(sender, rows, gate, link)

    def _osc(self, node: Node, rows: slice) -> Feed:
        _check_address(node)
        link = self.open_link(node)
        gate = Gate(link)
        fixtures = self._fixtures(node)
        named = [(fixture.id, fixture.cell_count) for _, fixture in fixtures]
        sender = OscSender(
            node,
            colors=SlotColors(self.show.patch, fixtures, rows.start),
            bundles=tuple(fixture_bundles(named, node.dialect, None if node.is_stream else LARGEST)),
            fps=self.show.fps,
            link=gate,
            tags=TimeTags(self.identity.clock, self.show.fps, node.latency_s) if node.latency_s else None,
        )
        return Feed(sender, rows, gate, link)

    def _stream(self, node: Node, rows: slice) -> StreamNode:
        fixtures = [self._stream_fixture(index, fixture, rows.start) for index, fixture in self._fixtures(node)]
        return StreamNode(node, fixtures, fps=self.show.fps, refuse=self.refuse)

    def _stream_fixture(self, index: int, fixture: Fixture, first_row: int) -> StreamFixture:
        patched = self.show.patch.fixtures[index]
        hello = FixtureHello(
            fixture=fixture.id,
            profile=fixture.profile.key,
            mode=fixture.mode.name,
            slots=fixture.mode.slots * (fixture.cell_count // fixture.mode.cells),
            cells=fixture.cell_count,
            texts=fixture.texts,
            fps=self.show.fps,
            night=self.identity.night,
            on_loss=self.show.patch.nodes[fixture.node].on_loss,
            dark_after_s=self.show.patch.nodes[fixture.node].dark_after_s,
        )
        return StreamFixture(hello, FixturePatch(patched.row - first_row, patched.slot))

    def _fixtures(self, node: Node) -> list[tuple[int, Fixture]]:
        fixtures = self.show.rig.fixtures
        mine = np.flatnonzero(fixtures.ask(lambda fixture: fixture.node) == node.id).tolist()
        return [(index, fixtures[index]) for index in mine]


def pixels_of(modes: Collection[Mode]) -> Pixels:
    """Say what the bytes of a DDP frame are; a node with several kinds of pixels leaves it to the receiver."""
    kinds = {tuple(channel.role for channel in mode.channels if channel.bits == 8) for mode in modes}
    lengths = {mode.slots for mode in modes}
    for pixels, roles in _PIXELS.items():
        if kinds == {roles} and lengths == {len(roles)}:
            return pixels
    return Pixels.UNDEFINED


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
