"""Station 0, sACN in: other consoles' levels, merged, and what the show has bound to them.

Universes that nothing is bound to are not listened to. No packet can raise here, and none can configure anything.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from controller.inputs.barrier.judging import Whose
from controller.inputs.gap import Gap
from controller.inputs.osc_admission import parse_peers
from controller.inputs.slots.bound import BoundSlots
from controller.inputs.slots.door import SlotDoor, too_many
from controller.inputs.slots.ears import Address, Ear, Group, hearing, open_ear, place
from controller.inputs.slots.hands import Hands
from controller.model.binding import Action
from controller.model.listen import Listen
from controller.model.ports import Listener
from controller.model.seam import Seam
from controller.model.snapshot import SurfaceView
from controller.wire.error import WireError
from controller.wire.merge.sacn import SacnUniverse
from controller.wire.sacn.data import PORT, decode_data, multicast_group
from controller.wire.sacn.extended import is_extended

MOST_UNIVERSES: Final = 64
UNIVERSE_AT: Final = 113
"""Where a data packet has its universe (E1.31 table 4-1)."""


@dataclass(frozen=True, slots=True)
class SacnSettings:
    """What is heard.

    Attributes:
        bound: universe and slot → action.
        listen: whose, and where.
        host: where to listen if ``listen`` does not say.
        own_cid: of our own output: heard here it is a loop.
        port: UDP port.
        gap: tells when a frame is about to leave.
        is_awaited: whether an address that is away is waited for.
    """

    bound: Mapping[tuple[int, int], Action]
    listen: Listen
    host: str
    own_cid: bytes
    port: int = PORT
    gap: Gap = field(default_factory=Gap)
    is_awaited: bool = False


class SacnIn:
    """What other consoles say."""

    def __init__(self, seam: Seam, hands: Hands, settings: SacnSettings, clock: Callable[[], float]) -> None:
        """Hear nothing yet.

        Args:
            seam: takes refusals.
            hands: hand in what bound slots mean.
            settings: what is heard.
            clock: seconds that never run back.
        """
        self._seam = seam
        self._hands = hands
        self._own_cid = settings.own_cid
        self._clock = clock
        self._bound = BoundSlots(settings.bound)
        self._universes = {number: SacnUniverse() for number in self._bound.universes[:MOST_UNIVERSES]}
        self._door = SlotDoor(parse_peers(settings.listen.sources), clock(), key="sacn", universe_at=UNIVERSE_AT)

    def receive(self, packet: bytes, sender: Address) -> bool:
        """Admit, decode, merge, act."""
        host, now_s = sender[0], self._clock()
        refusal = self._door.refusal(packet, host, now_s)
        is_let_in = not refusal
        if is_let_in and not is_extended(packet):
            refusal = self._take(packet, now_s)
        if refusal:
            self._seam.refuse(f"sacn {host}", refusal)
        return is_let_in

    def turned_away(self, whose: Whose, count: int) -> None:
        """Count what the system turned away."""
        self._seam.refuse(*too_many("sacn", whose, count), count)

    def settle(self) -> None:
        """Let go of sources that have fallen silent."""
        now_s = self._clock()
        for number, universe in self._universes.items():
            universe.settle(now_s)
            self._act(number, universe, is_heard=False)

    def views(self) -> tuple[SurfaceView, ...]:
        """Say how every universe is."""
        return tuple(_view(number, universe) for number, universe in self._universes.items())

    def _take(self, packet: bytes, now_s: float) -> str:
        try:
            data = decode_data(packet)
        except WireError as error:
            return str(error)
        if data.cid == self._own_cid:
            return "this is what this controller sends itself; check the wiring for a loop"
        universe = self._universes.get(data.universe)
        if universe is None:
            return ""
        refusal = universe.take(data, now_s)
        if not refusal:
            self._act(data.universe, universe, is_heard=True)
        return refusal

    def _act(self, number: int, universe: SacnUniverse, *, is_heard: bool) -> None:
        self._hands.take(self._bound.moved(number, universe.levels.item, is_heard=is_heard))


def _view(number: int, universe: SacnUniverse) -> SurfaceView:
    """Say how a universe is; a source that ended its stream and one that fell silent are two things."""
    silent = [name for name, how in universe.ended.items() if how == "silent"]
    ended = [name for name, how in universe.ended.items() if how == "terminated"]
    parts = [f"heard from {', '.join(universe.sources)}"] if universe.sources else []
    parts += [f"{', '.join(silent)} fell silent, its last levels are held"] if silent and not universe.sources else []
    parts += [f"{', '.join(silent)} fell silent"] if silent and universe.sources else []
    parts += [f"{', '.join(ended)} ended its stream"] if ended else []
    why = "; ".join(parts) or "nothing heard yet"
    return SurfaceView(f"sacn {number}", ", ".join(universe.sources), "ok" if universe.sources else "missing", why)


@contextlib.asynccontextmanager
async def sacn_in(seam: Seam, settings: SacnSettings) -> AsyncIterator[SacnIn]:
    """Hear sACN as long as the block runs.

    Raises:
        ListenError: the port cannot be had.
    """
    clock = asyncio.get_running_loop().time
    made: list[SacnIn] = []

    def make(tasks: asyncio.TaskGroup) -> SacnIn:
        made.append(SacnIn(seam, Hands(seam, tasks, "sacn"), settings, clock))
        return made[0]

    here = place(settings.listen.interface or settings.host, settings.port, is_awaited=settings.is_awaited)
    universes = BoundSlots(settings.bound).universes[:MOST_UNIVERSES]
    ears = _open(here, [Group(multicast_group(number), here.host) for number in universes])
    async with hearing("sACN", ears, make, UNIVERSE_AT, settings.gap):
        yield made[0]


def _open(here: Listener, groups: Sequence[Group]) -> list[Ear]:
    """Open one ear for what is sent to this machine, and one for each universe's group."""
    ears: list[Ear] = []
    try:
        ears.append(open_ear(here))
        ears.extend(open_ear(here, group) for group in groups)
    except BaseException:
        for ear in ears:
            ear.socket.close()
        raise
    return ears
