"""Station 16: all outputs of a show. What the engine calls once a tick: cheap, plain, never raises.

Takes the tick and the slots of all rows, gives each node its own. A node whose sender raises is counted and skipped;
the others do not notice.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

from controller.faults.link.ways import STRAIGHT, Twist
from controller.model.patch import Node
from controller.model.show import Show
from controller.model.snapshot import NodeView
from controller.outputs.artnet.post import Post
from controller.outputs.artnet.sender import ArtnetSender
from controller.outputs.building import Building, Feed, Identity, OutputError, Stream
from controller.outputs.crowds import Crowds
from controller.outputs.entrance import Rest
from controller.outputs.fleet.fleets import Fleets
from controller.outputs.fleet.renewal import ALL_LEFT, Patience
from controller.outputs.fleet.shared import commons_of, joined_late
from controller.outputs.gate import Gate
from controller.outputs.link import Address, Link
from controller.outputs.neighbours import Neighbours
from controller.outputs.sacn.discovery import SacnDiscovery
from controller.outputs.sacn.sender import SacnSender
from controller.outputs.sacn.sync import SacnSync
from controller.outputs.stream import StreamPlace, StreamServer
from controller.outputs.stream_node import StreamNode
from controller.outputs.universes import NEVER, UniverseSender
from controller.wire.universe import Rows

__all__ = ["Identity", "OutputError", "Outputs", "StreamPlace"]

WELCOME_TICKS: Final = 8
"""How often nodes that are well again are looked for."""
_NO_FEEDS: Final[Mapping[str, Feed]] = {}


class Outputs:
    """Everything a show sends. Plain calls feed it; ``async with`` adds the server for WebSocket fixtures.

    Attributes:
        stream_nodes: the WebSocket nodes, for a server or a simulation that brings its own clients.
    """

    def __init__(
        self,
        show: Show,
        *,
        identity: Identity,
        open_link: Callable[[Node], Link],
        refuse: Callable[[str, str], None],
        stream: StreamPlace | None,
        neighbours: Neighbours | None = None,
    ) -> None:
        """Build one sender for each node that feeds a fixture.

        Args:
            show: what is patched.
            identity: who sends.
            open_link: gives the link of a UDP node; several nodes may share one.
            refuse: called with peer and reason for what clients of WebSocket fixtures do wrong.
            stream: where to listen for them; None = nowhere, their frames can still be had from ``stream_nodes``.
            neighbours: says which machines are missing; None = the system's table.

        Raises:
            OutputError: a node's address is no address, or its rows are not in order.
        """
        self._identity = identity
        self._open_link = open_link
        self._refuse = refuse
        self._stream = stream
        self._feeds: dict[str, Feed] = {}
        self._syncs: dict[int, SacnSync] = {}
        self._discovery: SacnDiscovery | None = None
        self._post = Post((), (), fps=show.fps, refuse=refuse)
        self._announced: Mapping[str | None, list[int]] = {}
        self._is_terminated = False
        self._sent = -1
        self._neighbours = Neighbours() if neighbours is None else neighbours
        self._overhear: Callable[[bytes, Address], object] | None = None
        self._server: StreamServer | None = None
        self._build(show, {}, Patience.TO_LOAD if identity.resumed else Patience.TO_COMPILE)

    def follow(self, show: Show) -> None:
        """Feed another show from the next frame on: nodes that it leaves as they were do not notice.

        What ends is told so; what goes on otherwise counts on; new nodes are opened. Call ``catch_up`` afterwards.
        """
        self._fleets.dissolve()
        build = Building(show, self._identity, self._open_link, self._refuse)
        kept, streams = build.keys(), build.streams()
        numbers: dict[Stream, int] = {}
        for name, feed in list(self._feeds.items()):
            if kept.get(name) != feed.key:
                del self._feeds[name]
                numbers |= _dismiss(feed, streams)
        self._build(show, numbers, Patience.NONE)

    async def catch_up(self) -> None:
        """Listen for WebSocket fixtures if the first of them came with a reload.

        Raises:
            ListenError: the port cannot be had.
        """
        if self._server is not None and self._server.port == 0:
            await self._server.__aenter__()

    def _build(self, show: Show, numbers: Mapping[Stream, int], patience: Patience) -> None:
        """Build what is not there yet."""
        self._fps = show.fps
        self._errand = self._calm_until = 0
        build = Building(show, self._identity, self._open_link, self._refuse, self._feeds, self._syncs, numbers)
        feeds = {node.id: build.feed(node) for node in show.patch.nodes.values()}
        self._feeds = {name: feed for name, feed in feeds.items() if feed is not None}
        self._syncs = build.syncs
        self._links = {name: feed.own_link for name, feed in self._feeds.items()}
        self._commons = commons_of(self._links)
        self._crowds = Crowds(self._links, show.fps)
        self.stream_nodes = tuple(feed.sender for feed in self._feeds.values() if isinstance(feed.sender, StreamNode))
        berths = [berth for name, feed in self._feeds.items() for berth in feed.berths(name)]
        self._fleets = Fleets(berths, patience)
        self._repeat, self._look_at = self._fleets.repeat
        if build.announced != self._announced:
            if self._discovery is not None:
                self._discovery.close()
            self._announced, self._discovery = build.announced, build.discovery()
        self._post.close()
        self._post = Post(build.inlets, build.inlet_links, fps=show.fps, refuse=self._refuse)
        self._post.overhear = self._overhear
        if self._server is not None:
            self._server.serve_nodes(self.stream_nodes)
        elif self._stream is not None and self.stream_nodes:
            self._server = StreamServer(self.stream_nodes, self._stream, refuse=self._refuse)

    @property
    def stream_port(self) -> int:
        """The port WebSocket fixtures connect to; 0 = none."""
        return self._server.port if self._server is not None else 0

    def rest_by(self, rest: Rest) -> None:
        """Read connections that follow each other between frames; before this is entered."""
        if self._stream is not None:
            self._stream.rest = rest

    def overhear(self, hear: Callable[[bytes, Address], object] | None) -> None:
        """Hand on what other Art-Net consoles say where the nodes' answers are heard; None = to nobody."""
        self._overhear = self._post.overhear = hear

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        """Say what numbers of text channels mean: WebSocket fixture → number → text, empty = nothing any more."""
        for node in self.stream_nodes:
            node.write(words)

    def send(
        self,
        tick: int,
        slots: Rows,
        lost: frozenset[str] = frozenset(),
        cut: frozenset[str] = frozenset(),
        twists: Mapping[str, Twist] | None = None,
    ) -> None:
        """Send a frame to every node, under this tick's link faults; then take what nodes answered.

        Args:
            tick: of the frame.
            slots: uint8 [rows, 512], in the order of ``show.patch.universes``; may be overwritten afterwards.
            lost: nodes that nothing of this frame reaches. At the first tick that is not lost they get it whole.
            cut: nodes that nothing reaches and that are not heard either.
            twists: what else becomes of the datagrams of nodes on UDP.
        """
        fleets, before, self._sent = self._fleets, self._sent, tick
        is_calm = tick < self._calm_until and not (lost or cut or twists)
        rest = _NO_FEEDS if is_calm else self._turn(lost, cut, twists or {})
        is_troubled = True
        try:
            begun = self._repeat(tick, slots) if is_calm else None
            if begun is not ALL_LEFT:
                is_troubled = fleets.send(tick, slots, begun)
            elif tick < self._look_at:
                return
            else:
                fleets.look(tick)
                is_troubled = False
        except Exception as error:  # noqa: BLE001  a fault of ours in it must not cost anyone the frame
            self._dissolve(error)
            rest = self._feeds
        if is_calm and not is_troubled:
            self._repeat, self._look_at = fleets.repeat
            return
        if rest:
            self._send_alone(tick, slots, self._crowds.in_turn(tick, rest), lost | cut)
        if tick // WELCOME_TICKS != before // WELCOME_TICKS:  # the engine may skip the very tick
            fleets.welcome(rest.keys() - lost - cut - (twists or {}).keys() - self._crowds.names)
        is_second = tick // self._fps != before // self._fps
        if is_second or self._crowds.names:
            self._crowds.look(tick)
            fleets.dismiss(self._crowds.names & fleets.fair)
        if is_second:
            self._look_around()
        if tick >= self._errand:
            self._run_errands(tick)
        self._repeat, self._look_at = fleets.repeat
        is_wanting = self._unserved() or fleets.is_waiting
        self._calm_until = 0 if is_wanting else min(tick + self._fps - tick % self._fps, self._errand)

    def _turn(self, lost: frozenset[str], cut: frozenset[str], twists: Mapping[str, Twist]) -> Mapping[str, Feed]:
        """Let this tick's link faults act; give the nodes that the fleets do not feed."""
        if lost or cut or twists:
            self._fleets.dismiss(lost | cut | twists.keys())
        rest = self._unserved()
        for name, feed in rest.items():
            feed.twist(twists.get(name, STRAIGHT), lost=name in lost, cut=name in cut)
        return rest

    def _run_errands(self, tick: int) -> None:
        """Do what is due beside the data."""
        if self._syncs or (self._discovery is not None and tick >= self._discovery.due):
            self._announce(tick)
        if not self._post.is_empty:
            self._collect(tick)
        if not self._syncs and self._post.is_empty:
            self._errand = NEVER if self._discovery is None else self._discovery.due

    @staticmethod
    def _send_alone(tick: int, slots: Rows, feeds: Mapping[str, Feed], lost: frozenset[str]) -> None:
        """Send to nodes by their own senders; one's fault must not cost the others a frame."""
        for name, feed in feeds.items():
            try:
                feed.sender.send(tick, slots[feed.rows])
                if name in lost:
                    feed.sender.refresh()
                if isinstance(feed.valve, Gate):
                    feed.valve.end()
            except Exception as error:  # noqa: BLE001  see above
                feed.note(error)

    def _unserved(self) -> Mapping[str, Feed]:
        """Give the nodes that the fleets do not feed, in the order of the show."""
        served, feeds = self._fleets.fair, self._feeds
        return _NO_FEEDS if len(served) == len(feeds) else {name: feeds[name] for name in feeds if name not in served}

    def _dissolve(self, error: Exception) -> None:
        """Leave each node to its own sender, for a fault of ours."""
        for name in self._fleets.fair:
            self._feeds[name].note(error)
            self._feeds[name].sender.refresh()  # its packets may hold the frame already, and did not go out
        self._fleets.dissolve()

    def settle(self) -> None:
        """Bring all counters up to this frame."""
        self._fleets.settle()

    def silent(self, tick: int) -> frozenset[str]:
        """Name the nodes that are taken for lost.

        An Art-Net node that does not answer polls, a WebSocket node that was confirmed and is not any more, any node
        that nothing could be sent to for 3 s. Found from what came and what did not: who caused it makes no difference.
        """
        asked = self._fleets.doubtful.union(self._unserved())
        return frozenset(name for name in asked if self._feeds[name].sender.is_silent(tick))

    def unconfirmed(self) -> frozenset[str]:
        """Name the fixtures that confirm nothing any more, though others of their node do."""
        return frozenset(name for node in self.stream_nodes for name in node.unconfirmed)

    def views(self, tick: int) -> tuple[NodeView, ...]:
        """Say how every node is."""
        self.settle()
        remark = self._post.remark(tick)
        return tuple(_view(feed, tick, remark, self._fps) for feed in self._feeds.values())

    def terminate(self) -> None:
        """Tell every node that no more will come. Frames sent afterwards go nowhere."""
        self._is_terminated = True
        self._calm_until = 0
        self._fleets.dissolve()
        for feed in self._feeds.values():
            try:
                feed.valve.turn(lost=False, cut=False)
                feed.sender.terminate()
            except Exception as error:  # noqa: BLE001  the others must hear it all the same
                feed.note(error)

    def close(self) -> None:
        """Give every link back."""
        if self._discovery is not None:
            self._discovery.close()
        self._post.close()
        for feed in self._feeds.values():
            feed.sender.close()

    def _announce(self, tick: int) -> None:
        """Let sACN nodes show the frame, and tell the network of all universes; a fault of ours costs no frame."""
        try:
            for sync in self._syncs.values():
                sync.send()
            if self._discovery is not None and not self._is_terminated:
                self._discovery.send(tick)
        except Exception as error:  # noqa: BLE001  see above
            for feed in self._feeds.values():
                if isinstance(feed.sender, SacnSender):
                    feed.note(error)

    def _collect(self, tick: int) -> None:
        """Take what Art-Net nodes answered, then ask; a fault of ours in there must not cost anyone a frame.

        In this order, for an answer that waits in the socket is no missing one.
        """
        try:
            self._post.collect(tick)
            self._fleets.ask(tick)
        except Exception as error:  # noqa: BLE001  see above
            for feed in self._feeds.values():
                if isinstance(feed.sender, ArtnetSender):
                    feed.note(error)

    def _look_around(self) -> None:
        """Note the nodes whose machines are missing: the system does not tell of all of them.

        And open what could not be opened before.
        """
        if not all(common.port for common in self._commons):
            self._fleets.dismiss(joined_late(self._links))
        missing = self._neighbours.look()
        if not missing:
            return
        gone = {
            name: link
            for name, link in self._links.items()
            if link is not None
            and link.host in missing
            and self._neighbours.are_asked_for(link.host, link.interface, missing[link.host])
        }
        for link in gone.values():
            link.miss()
        self._fleets.doubt(gone.keys())

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


def _dismiss(feed: Feed, streams: Collection[Stream]) -> Mapping[Stream, int]:
    """Let go of a node that the show does not feed any more, or feeds otherwise; give the numbers to go on from."""
    numbers: dict[Stream, int] = {}
    try:
        feed.valve.turn(lost=False, cut=False)
        if isinstance(feed.sender, StreamNode):
            feed.sender.dismiss("the show was reloaded; connect again")
        elif isinstance(feed.sender, UniverseSender):
            last = feed.sender.leave([stream in streams for stream in feed.streams])
            numbers = dict(zip(feed.streams, last, strict=True))
        else:
            feed.sender.terminate()
        feed.sender.close()
    except Exception as error:  # noqa: BLE001  the others must go on all the same
        feed.note(error)
    return numbers


def _view(feed: Feed, tick: int, remark: str, fps: int) -> NodeView:
    view = feed.sender.view(tick)
    if feed.behind:
        view = replace(view, why=f"{view.why}; a link fault lets it show frames {feed.behind / fps * 1000:.0f} ms old")
    if remark and isinstance(feed.sender, ArtnetSender):
        view = replace(view, why=f"{view.why}; {remark}")
    if not feed.faults:
        return view
    why = f"{view.why}; our own fault, {feed.faults} times: {feed.last_fault}"
    return replace(view, errors=view.errors + feed.faults, why=why)
