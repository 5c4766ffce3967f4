"""Each socket that hears OSC, sACN or Art-Net has a barrier of its own, which goes up in a flood and down after it."""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from typing import Any

import pytest

from controller.inputs.barrier.barrier import SETTLE_S, Barrier, Terms
from controller.inputs.barrier.socket_filter import SocketFilter
from controller.inputs.gap import CLOSED_S, Gap
from controller.inputs.osc import OscSettings, osc_in
from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.inputs.slots.sacn import SacnSettings, sacn_in
from controller.model.binding import Action, Do, SetLevel
from controller.model.intent import GrandMaster, Halt, Panic
from controller.model.listen import Listen
from controller.model.ports import Listener
from controller.wire.artnet import dmx_packets
from controller.wire.osc import encode_message
from controller.wire.sacn.data import Source, data_packets, multicast_group
from tests.fakes.seam import FakeSeam
from tests.fakes.virtual_time import virtual_time

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this filter")

HERE = "127.0.0.1"
OWN, DESK = bytes(range(1, 17)), bytes(range(16))
BOUND: dict[tuple[int, int], Action] = {(1, 5): SetLevel(), (2, 5): SetLevel()}
SAID = encode_message("/kintsugi/grandmaster", [0.5])
PANIC = encode_message("/kintsugi/panic", [])
SACN = [bytes(packet) for packet in data_packets([1, 2], Source(DESK, "desk"), sequence=0)]
ARTNET = [bytes(packet) for packet in dmx_packets([1, 2])]
PER_S = 20_000
BURSTS_PER_S = 200


class Watched(Barrier):
    """A barrier that counts what reaches it, on a socket that is known."""

    made: list["Watched"]

    def __init__(
        self, ear: socket.socket, receive: Callable[[bytes, Any], bool], terms: Terms, clock: Callable[[], float]
    ) -> None:
        super().__init__(ear, receive, terms, clock)
        self.address = str(ear.getsockname()[0])
        self.reached = 0
        self.made.append(self)

    def take(self, packet: bytes, sender: Any) -> None:
        self.reached += 1
        super().take(packet, sender)


class House:
    """What hears, and who speaks."""

    def __init__(self, stack: ExitStack, port: int) -> None:
        self.port = port
        self.seam = FakeSeam()
        self.loud, self.quiet = (stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in "12")
        for mouth in (self.loud, self.quiet):
            mouth.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE))

    async def flood(self, packet: bytes, seconds: float, to: str = HERE) -> int:
        """Let the loud one say a thing again and again; gives how often it did."""
        for _ in range(round(seconds * BURSTS_PER_S)):
            for _ in range(PER_S // BURSTS_PER_S):
                self.loud.sendto(packet, (to, self.port))
            await asyncio.sleep(1 / BURSTS_PER_S)
        return round(seconds * PER_S)

    async def say(self, mouth: socket.socket, packet: bytes, times: int = 1, to: str = HERE) -> None:
        """Let somebody say a thing some times, and let it be heard."""
        for _ in range(times):
            mouth.sendto(packet, (to, self.port))
        await asyncio.sleep(SETTLE_S / 4)

    @property
    def told(self) -> list[str]:
        """How often the console was told that something was turned away unread, in words."""
        return [reason for _, reason in self.seam.refused if "turned away unread" in reason]


def osc(house: House) -> AbstractAsyncContextManager[object]:
    return osc_in(house.seam, OscSettings(listener=Listener(HERE, house.port, "udp", "--osc-port")))


def sacn(house: House) -> AbstractAsyncContextManager[object]:
    return sacn_in(house.seam, SacnSettings(BOUND, Listen(), HERE, OWN, house.port))


def artnet(house: House) -> AbstractAsyncContextManager[object]:
    return artnet_in(house.seam, ArtnetSettings(BOUND, Listen(), HERE, "Neo Lumine", house.port), overheard=None)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(Watched, "made", [], raising=False)
    for place in ("controller.inputs.osc.Barrier", "controller.inputs.slots.ears.Barrier"):
        monkeypatch.setattr(place, Watched)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        port = int(probe.getsockname()[1])
    with ExitStack() as stack:
        yield House(stack, port)


@asynccontextmanager
async def hearing(opened: AbstractAsyncContextManager[object]) -> AsyncIterator[list[Watched]]:
    async with opened:
        yield Watched.made


async def opened_by(opened: AbstractAsyncContextManager[object]) -> list[str]:
    async with hearing(opened) as made:
        return [each.address for each in made]


@virtual_time
async def test_each_socket_of_each_protocol_has_one(house: House) -> None:
    assert await opened_by(osc(house)) == [HERE]
    Watched.made.clear()
    assert await opened_by(sacn(house)) == [HERE, multicast_group(1), multicast_group(2)]
    Watched.made.clear()
    assert await opened_by(artnet(house)) == [HERE]
    Watched.made.clear()
    overheard = artnet_in(FakeSeam(), ArtnetSettings(BOUND, Listen(), HERE, "x", house.port), overheard=lambda *_: True)
    assert await opened_by(overheard) == [], "a socket of our outputs is theirs"


@virtual_time
async def test_a_flood_of_osc_hardly_reaches_us_and_panic_and_others_do(house: House) -> None:
    async with hearing(osc(house)) as (barrier,):
        await house.flood(SAID, 0.4)
        before, house.seam.submitted[:] = barrier.reached, []
        count = await house.flood(SAID, 1.0)
        assert barrier.reached - before < count / 10
        await house.say(house.loud, PANIC)
        await house.say(house.quiet, SAID, 5)
    assert Panic() in house.seam.intents
    quiet = f"osc:{HERE}:{house.quiet.getsockname()[1]}"
    assert [source for _, source, _ in house.seam.submitted].count(quiet) == 5


@virtual_time
async def test_a_halt_that_a_reload_has_bound_passes_a_flood(house: House) -> None:
    halt = encode_message("/stop", [])
    async with osc_in(house.seam, OscSettings(listener=Listener(HERE, house.port, "udp", "--osc-port"))) as osc:
        osc.rebind({"/stop": Do(Halt())})
        await house.flood(SAID, 0.4)
        for _ in range(20):
            house.loud.sendto(halt, (HERE, house.port))
        await house.flood(SAID, 0.1)
    assert house.seam.intents.count(Halt()) == 20


@virtual_time
async def test_when_its_sender_calms_down_all_it_says_is_heard_again(house: House) -> None:
    async with hearing(osc(house)) as (barrier,):
        await house.flood(SAID, 0.5)
        await asyncio.sleep(2 * SETTLE_S)
        before = barrier.reached
        await house.say(house.loud, SAID, 100)
        assert barrier.reached - before == 100


@virtual_time
async def test_what_was_turned_away_is_told_with_its_number(house: House) -> None:
    async with hearing(osc(house)) as (barrier,):
        count = await house.flood(SAID, 1.5)
        await asyncio.sleep(1.5)
        assert barrier.reached + len(house.told) == count, "what was read and what was not is all that came"
    assert len(house.told) > count / 2


@pytest.mark.parametrize(("opened", "packets"), [(sacn, SACN), (artnet, ARTNET)])
def test_a_universe_that_is_flooded_leaves_the_other_of_its_machine_alone(
    opened: Callable[[House], AbstractAsyncContextManager[object]], packets: list[bytes], house: House
) -> None:
    @virtual_time
    async def played() -> None:
        async with hearing(opened(house)) as (barrier, *_):
            await house.flood(packets[0], 0.4)
            before = barrier.reached
            count = await house.flood(packets[0], 1.0)
            assert barrier.reached - before < count / 10
            before = barrier.reached
            await house.say(house.loud, packets[1], 40)
            assert barrier.reached - before == 40

    played()


@virtual_time
async def test_a_group_that_is_flooded_leaves_the_other_sockets_alone(house: House) -> None:
    async with hearing(sacn(house)) as (ours, first, second):
        await house.flood(SACN[0], 0.4, to=multicast_group(1))
        before = first.reached
        count = await house.flood(SACN[0], 0.5, to=multicast_group(1))
        assert 0 < first.reached - before < count / 10
        await house.say(house.loud, SACN[1], 30, to=multicast_group(2))
        await house.say(house.loud, SACN[1], 20)
        assert (ours.reached, second.reached) == (20, 30)


@virtual_time
async def test_a_barrier_is_not_changed_while_a_frame_is_about_to_leave(house: House) -> None:
    loop, gap, changed = asyncio.get_running_loop(), Gap(asyncio.get_running_loop().time), list[float]()
    begun = SETTLE_S / 40  # so that a barrier that asks nobody would be changed just before a frame
    gap.begin_at(begun, 40)
    for tick in range(40):
        loop.call_at(begun + tick / 40, gap.after_step, tick)
    listener = Listener(HERE, house.port, "udp", "--osc-port")
    async with hearing(osc_in(house.seam, OscSettings(listener=listener, gap=gap))) as (barrier,):
        settle = barrier.settle

        def noted() -> None:
            changed.append(loop.time())
            settle()

        barrier.settle = noted  # type: ignore[method-assign]
        await house.flood(SAID, 0.9)
    assert len(changed) >= 7
    assert all((at - begun + 1e-9) % (1 / 40) <= 1 / 40 - CLOSED_S for at in changed)


@virtual_time
async def test_where_the_system_takes_no_filter_all_is_read_and_refused_one_by_one(house: House) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    said = list[str]()
    note = logging.Handler()
    note.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger(SocketFilter.__module__)
    logger.addHandler(note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SocketFilter, "_attach", forbidden)
        async with hearing(osc(house)) as (barrier,):
            count = await house.flood(SAID, 0.5)
            await house.say(house.loud, PANIC)
            await house.say(house.quiet, SAID, 5)
            assert barrier.reached == count + 6
    logger.removeHandler(note)
    assert Panic() in house.seam.intents
    assert house.seam.intents.count(GrandMaster(0.5)) > 5
    assert [line for line in said if "floods are read and refused one by one" in line] == said
    assert len(said) == 1
    assert house.told == []
