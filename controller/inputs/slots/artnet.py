"""Station 0, Art-Net in: other consoles' levels and time code, and the answer to who asks whether we are there.

What comes in is heard by a socket of our own, or overheard by the one that listens for our nodes' answers. No packet
can raise here; one that would configure this controller is refused.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from controller.inputs.barrier.judging import Whose
from controller.inputs.gap import Gap
from controller.inputs.osc_admission import parse_peers
from controller.inputs.slots.bound import BoundSlots
from controller.inputs.slots.door import SlotDoor, too_many
from controller.inputs.slots.ears import Address, hearing, open_ear, place
from controller.inputs.slots.hands import Hands
from controller.model.binding import Action
from controller.model.facts import TimecodeFrame
from controller.model.listen import Listen
from controller.model.seam import Seam
from controller.model.snapshot import SurfaceView
from controller.wire.admission import Bucket, Buckets, Rate
from controller.wire.artnet import (
    CONFIGURING,
    PORT,
    Opcode,
    PollReply,
    TimeCode,
    decode_dmx,
    decode_poll,
    decode_time_code,
    opcode_of,
    poll_reply_packet,
)
from controller.wire.error import WireError
from controller.wire.merge.artnet import ArtnetUniverse

POLL_PEER_RATE: Final = Rate(per_s=2, burst=4)
POLL_TOTAL_RATE: Final = Rate(per_s=10, burst=20)
PORTS_OF_A_REPLY: Final = 4
UNIVERSE_AT: Final = 14
"""Where ArtDmx has its port-address."""
_CONTROLLER: Final = 1
_OUTPUT: Final = 0x80


@dataclass(frozen=True, slots=True)
class ArtnetSettings:
    """What is heard, and what we say of ourselves.

    Attributes:
        bound: universe and slot → action.
        listen: whose, where, and how it is merged.
        host: where to listen if ``listen`` does not say.
        name: of the show, for those who poll.
        port: UDP port.
        keeps_time: whether the show follows a time code by Art-Net.
        gap: tells when a frame is about to leave.
        is_awaited: whether an address that is away is waited for.
    """

    bound: Mapping[tuple[int, int], Action]
    listen: Listen
    host: str
    name: str
    port: int = PORT
    keeps_time: bool = False
    gap: Gap = field(default_factory=Gap)
    is_awaited: bool = False


class ArtnetIn:
    """What other consoles say.

    Attributes:
        time_code: the newest that was heard; None = none yet.
    """

    def __init__(
        self,
        seam: Seam,
        hands: Hands,
        settings: ArtnetSettings,
        *,
        clock: Callable[[], float],
        send: Callable[[bytes, Address], None],
    ) -> None:
        """Hear nothing yet.

        Args:
            seam: takes refusals.
            hands: hand in what bound slots mean.
            settings: what is heard.
            clock: seconds that never run back.
            send: takes a datagram for a peer; what cannot be sent is lost.
        """
        self.time_code: TimeCode | None = None
        self._seam = seam
        self._hands = hands
        self._clock = clock
        self._send = send
        self._settings = settings
        self._bound = BoundSlots(settings.bound)
        self._universes = {number: ArtnetUniverse(settings.listen.merge) for number in self._bound.universes}
        self._door = SlotDoor(parse_peers(settings.listen.sources), clock(), key="artnet", universe_at=UNIVERSE_AT)
        self._polls: Buckets[str] = Buckets(POLL_PEER_RATE)
        self._all_polls = Bucket(POLL_TOTAL_RATE, clock())

    def receive(self, packet: bytes, sender: Address) -> bool:
        """Admit, decode, merge, act. Whoever asks is answered, though rarely; nobody but the listed is obeyed."""
        host, now_s, is_let_in = sender[0], self._clock(), False
        try:
            opcode = opcode_of(packet)
            if opcode == Opcode.POLL:
                return self._answer(packet, sender, now_s)
            refusal = self._door.refusal(packet, host, now_s)
            is_let_in = not refusal
            refusal = refusal or self._take(opcode, packet, host, now_s)
        except WireError as error:
            refusal = str(error)
        if refusal:
            self._seam.refuse(f"artnet {host}", refusal)
        return is_let_in

    def turned_away(self, whose: Whose, count: int) -> None:
        """Count what the system turned away."""
        self._seam.refuse(*too_many("artnet", whose, count), count)

    def settle(self) -> None:
        """Forget sources that have fallen silent."""
        now_s = self._clock()
        for number, universe in self._universes.items():
            universe.settle(now_s)
            self._act(number, universe, is_heard=False)

    def views(self) -> tuple[SurfaceView, ...]:
        """Say how every universe is."""
        return tuple(
            SurfaceView(
                f"artnet {number}",
                ", ".join(universe.sources),
                "ok" if universe.sources else "missing",
                f"heard from {', '.join(universe.sources)}" if universe.sources else "nothing is heard",
            )
            for number, universe in self._universes.items()
        )

    def _take(self, opcode: int, packet: bytes, host: str, now_s: float) -> str:
        """Act on a packet; say why it changes nothing.

        Raises:
            WireError: it is broken.
        """
        if opcode in CONFIGURING:
            return f"{CONFIGURING[opcode]}: nobody configures this controller by Art-Net"
        if opcode == Opcode.TIME_CODE:
            self._keep_time(decode_time_code(packet))
        if opcode != Opcode.DMX:
            return ""
        data = decode_dmx(packet)
        universe = self._universes.get(data.universe)
        if universe is None:
            return ""
        refusal = universe.take(data, host, now_s)
        if not refusal:
            self._act(data.universe, universe, is_heard=True)
        return refusal

    def _keep_time(self, heard: TimeCode) -> None:
        self.time_code = heard
        if self._settings.keeps_time:
            frame = TimecodeFrame(heard.hours, heard.minutes, heard.seconds, heard.frames, heard.rate)
            self._hands.keep_time(frame)

    def _act(self, number: int, universe: ArtnetUniverse, *, is_heard: bool) -> None:
        if universe.sources:
            self._hands.take(self._bound.moved(number, universe.levels.item, is_heard=is_heard))

    def _answer(self, packet: bytes, sender: Address, now_s: float) -> bool:
        """Answer a poll at the port of the protocol, and at the one it came from; not if there are too many.

        A poll of universes that are not ours asks nothing of us.

        Raises:
            WireError: it is broken.
        """
        poll, host = decode_poll(packet), sender[0]
        if not poll.is_for(self._universes):
            return False
        if not self._polls.take(host, now_s) or not self._all_polls.take(now_s):
            return False
        here = _address_towards(host)
        for reply in replies(self._settings.name, here, tuple(self._universes)):
            for to in {sender, (host, self._settings.port)}:
                self._send(poll_reply_packet(reply), to)
        return True


def replies(name: str, address: str, universes: Sequence[int]) -> list[PollReply]:
    """Say what we are: a controller that takes some universes, four of one net and sub-net a reply.

    Args:
        name: of the show.
        address: our own.
        universes: port-addresses that are listened to.
    """
    by_subnet: dict[int, list[int]] = {}
    for universe in sorted(universes):
        by_subnet.setdefault(universe >> 4, []).append(universe & 0x0F)
    pages = [
        (subnet, ports[at : at + PORTS_OF_A_REPLY])
        for subnet, ports in by_subnet.items()
        for at in range(0, len(ports), PORTS_OF_A_REPLY)
    ] or [(0, [])]
    return [
        PollReply(
            address=address,
            net=subnet >> 4,
            subnet=subnet & 0x0F,
            short_name="Kintsugi",
            long_name=f"Kintsugi {name}",
            report=f"#0001 [0000] listens to {len(universes)} universes",
            port_types=bytes([_OUTPUT] * len(ports)),
            outputs=bytes(ports),
            mac=bytes(6),
            bind_index=index,
            style=_CONTROLLER,
        )
        for index, (subnet, ports) in enumerate(pages, start=1)
    ]


@lru_cache(maxsize=64)
def _address_towards(host: str) -> str:
    """Say which address of ours a peer sees; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((host, PORT))
        except OSError:
            return "0.0.0.0"  # noqa: S104 - what we say when we do not know our own address
        address: str = asking.getsockname()[0]
        return address


Say: TypeAlias = Callable[[bytes, Address, int], bool]
"""Sends a datagram to a peer from a port of ours; False = it has no socket there."""


@contextlib.asynccontextmanager
async def artnet_in(seam: Seam, settings: ArtnetSettings, *, overheard: Say | None) -> AsyncIterator[ArtnetIn]:
    """Hear Art-Net as long as the block runs.

    Args:
        seam: to the engine.
        settings: what is heard.
        overheard: other sockets of this program have the port, and hand on what they hear: this sends by them. None =
            nobody has it yet.

    Raises:
        ListenError: the port cannot be had.
    """
    clock = asyncio.get_running_loop().time
    here = place(settings.listen.interface or settings.host, settings.port, is_awaited=settings.is_awaited)
    ears = [] if overheard else [open_ear(here)]
    made: list[ArtnetIn] = []

    def send(packet: bytes, to: Address) -> None:
        """Answer from the port of the protocol: some consoles take nothing that comes from another."""
        if overheard is not None and overheard(packet, to, settings.port):
            return
        with contextlib.suppress(OSError):  # full buffer, no route: the asker's trouble, not the show's
            (ears[0].socket if ears else voice).sendto(packet, to)

    def make(tasks: asyncio.TaskGroup) -> ArtnetIn:
        made.append(ArtnetIn(seam, Hands(seam, tasks, "artnet"), settings, clock=clock, send=send))
        return made[0]

    # bound to no address: who asks was heard by another socket, at any network of this machine
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as voice:
        voice.settimeout(0)
        async with hearing("Art-Net", ears, make, UNIVERSE_AT, settings.gap):
            yield made[0]
