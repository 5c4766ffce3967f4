"""Opens sACN in and Art-Net in beside a running show: what is bound is heard, and whoever polls is answered."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from controller.inputs.gap import Gap
from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.inputs.slots.sacn import SacnSettings, sacn_in
from controller.model.binding import Action, of_slots
from controller.model.listen import Listening
from controller.model.seam import Seam
from controller.model.show import Show
from controller.model.snapshot import SurfaceView
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.outputs import Outputs
from controller.wire.artnet import PORT as ARTNET_PORT


@dataclass(frozen=True, eq=False, slots=True)
class SlotPlaces:
    """Where slots are heard.

    Attributes:
        host: where to listen if the show does not say.
        cid: of our own sACN output.
        outputs: whose Art-Net sockets hear others too.
        links: says whether they do.
        gap: tells when a frame is about to leave.
    """

    host: str
    cid: bytes
    outputs: Outputs
    links: UdpLinks
    gap: Gap = field(default_factory=Gap)


class SlotsIn:
    """Whatever is heard of other consoles, for as long as the show that asks for it is played."""

    def __init__(self, seam: Seam, places: SlotPlaces) -> None:
        """Hear nothing yet.

        Args:
            seam: to the engine.
            places: where to listen.
        """
        self._seam = seam
        self._places = places
        self._stack = AsyncExitStack()
        self._wanted: _Wanted | None = None
        self._views: list[Callable[[], tuple[SurfaceView, ...]]] = []

    async def follow(self, show: Show, *, is_awaited: bool = False) -> None:
        """Hear what a show asks for; what it asks for as the one before did is heard on without a gap.

        Args:
            show: that is played.
            is_awaited: whether an address that is away is waited for.

        Raises:
            ListenError: a port cannot be had.
        """
        wanted = _wanted(show)
        if wanted == self._wanted:
            return
        await self.close()
        self._wanted = wanted
        if wanted.sacn:
            await self._open_sacn(wanted, is_awaited=is_awaited)
        if wanted.artnet or wanted.has_nodes or wanted.keeps_time:
            await self._open_artnet(wanted, is_awaited=is_awaited)

    async def close(self) -> None:
        """Hear nothing any more."""
        self._wanted = None
        self._views.clear()
        await self._stack.aclose()

    def views(self) -> tuple[SurfaceView, ...]:
        """Say how all of it is."""
        return tuple(view for views in self._views for view in views())

    async def _open_sacn(self, wanted: "_Wanted", *, is_awaited: bool) -> None:
        places = self._places
        settings = SacnSettings(
            wanted.sacn, wanted.listen.sacn, places.host, places.cid, gap=places.gap, is_awaited=is_awaited
        )
        self._views.append((await self._stack.enter_async_context(sacn_in(self._seam, settings))).views)

    async def _open_artnet(self, wanted: "_Wanted", *, is_awaited: bool) -> None:
        places, listen = self._places, wanted.listen.artnet
        settings = ArtnetSettings(
            wanted.artnet,
            listen,
            places.host,
            wanted.name,
            keeps_time=wanted.keeps_time,
            gap=places.gap,
            is_awaited=is_awaited,
        )
        shares = places.links.has_ear(listen.interface or places.host, ARTNET_PORT)
        is_overheard = shares or not (wanted.artnet or wanted.keeps_time)
        heard = artnet_in(self._seam, settings, overheard=places.links.say if is_overheard else None)
        ear = await self._stack.enter_async_context(heard)
        places.outputs.overhear(ear.receive)
        self._stack.callback(places.outputs.overhear, None)
        self._views.append(ear.views)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a show asks for."""

    sacn: dict[tuple[int, int], Action]
    artnet: dict[tuple[int, int], Action]
    listen: Listening
    has_nodes: bool
    name: str
    keeps_time: bool


def _wanted(show: Show) -> _Wanted:
    return _Wanted(
        of_slots(show.bindings, "sacn"),
        of_slots(show.bindings, "artnet"),
        show.listen,
        any(node.protocol == "artnet" for node in show.patch.nodes.values()),
        show.name,
        show.timecode is not None and show.timecode.source == "artnet",
    )
