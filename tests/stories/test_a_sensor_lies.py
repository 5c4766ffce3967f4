"""A counter at the door dims the hall. It freezes on purpose, then it really dies; the hall is mended the same way.

OSC packets of another program's writer go in, light of the simulated fixtures comes out; engine, senders and far end
are the real ones, on simulated time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from pythonosc.osc_message_builder import build_msg

from controller.inputs.osc import OscIn, OscSettings
from controller.model.binding import of_osc
from controller.model.intent import Blackout
from controller.model.snapshot import IncidentView, SensorView
from tests.fakes.house import House, open_house
from tests.fakes.virtual_time import virtual_time
from tests.shows import show_of

SHOW = """
show: {name: Door, fps: 40, seed: 7}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: wall 1/1}
zones: {hall: tile}
cues:
  - {cue: 1, look: {hall: {color: "#4080ff", level: 100%}}, fade: 0s}
sensors:
  crowd:
    osc: /room/crowd
    range: [0, 100]
    unit: people
    to: zone hall level
    timeout: 1s
    stuck: 2s
    close: 1s
faults:
  frozen: {kind: sensor-stuck, sensor: crowd, amount: 100%, for: 20s}
  flood: {kind: input-flood, sensor: crowd, amount: 100%, samples: 20000, for: 3s}
recoveries:
  golden-hall:
    when: {kind: sensor-implausible}
    mode: auto
    phases: [{seam: {color: gold}, for: 2s}, {mend: {from: wound}, for: 2s}]
"""
PEER = ("127.0.0.1", 5000)


@dataclass(eq=False)
class Room:
    """The hall, and the counter at its door, which tells ten times a second how many people there are."""

    house: House
    osc: OscIn
    people: Callable[[float], float] | None = None

    def send(self, address: str, *arguments: float) -> None:
        self.osc.receive(build_msg(address, list(arguments)).dgram, PEER)

    async def count(self) -> None:
        while True:
            if self.people is not None:
                self.send("/room/crowd", self.people(asyncio.get_running_loop().time()))
            await asyncio.sleep(0.1)

    @property
    def incidents(self) -> tuple[IncidentView, ...]:
        """Newest first."""
        return self.house.seam.snapshot().incidents

    @property
    def sensor(self) -> SensorView:
        return self.house.seam.snapshot().sensors[0]

    @property
    def level(self) -> float:
        """How bright the hall is, as a part of its cue."""
        return self.house.level("hall")

    async def states(self, seconds: float) -> list[str]:
        """Live on; give the states of the newest incident in their order, each once."""
        seen: list[str] = []
        for _ in range(round(seconds / 0.05)):
            await asyncio.sleep(0.05)
            seen += [self.incidents[0].state.value] if self.incidents else []
        return list(dict.fromkeys(seen))


@asynccontextmanager
async def open_room() -> AsyncIterator[Room]:
    show = show_of(SHOW)
    async with open_house(show) as house, asyncio.TaskGroup() as tasks:
        clock = asyncio.get_running_loop().time
        settings = OscSettings(bound=of_osc(show.bindings))
        room = Room(house, OscIn(house.seam, tasks, clock=clock, send=lambda *_: None, settings=settings), living)
        counting = tasks.create_task(room.count())
        await asyncio.sleep(0.3)
        room.send("/kintsugi/go")
        await asyncio.sleep(2.0)
        yield room
        counting.cancel()


def living(seconds: float) -> float:
    """People come and go."""
    return 50.0 + 10.0 * abs((seconds % 2.0) - 1.0)


@virtual_time
async def test_the_hall_is_as_bright_as_the_counter_says() -> None:
    async with open_room() as room:
        room.people = lambda _: 100.0
        await asyncio.sleep(0.3)
        full = room.level
        room.people = lambda _: 25.0
        await asyncio.sleep(0.3)
        assert room.level == pytest.approx(full / 4, rel=0.05)


async def freeze(room: Room) -> None:
    room.send("/kintsugi/fault/frozen/inject")


async def die(room: Room) -> None:
    room.people = None


@pytest.mark.parametrize(("break_it", "origin"), [(freeze, "injected"), (die, "real")])
def test_broken_on_purpose_or_by_itself_it_is_mended_the_very_same_way(
    break_it: Callable[[Room], Awaitable[None]], origin: str
) -> None:
    @virtual_time
    async def story() -> None:
        async with open_room() as room:
            before = room.level
            await break_it(room)
            for _ in range(100):
                await asyncio.sleep(0 if room.incidents else 0.05)
            newest = room.incidents[0]
            assert (newest.origin, newest.recovery, newest.state.value) == (origin, "golden-hall", "recovering")
            await asyncio.sleep(1.5)
            light = room.house.light("hall")
            assert float((light[:, 0] - light[:, 2]).max()) > 0, "gold lies over the blue hall"
            states = await room.states(2.4)
            assert states[:2] == ["recovering", "mending"]
            await asyncio.sleep(0.3)
            assert room.level == pytest.approx(before, rel=0.2)
            room.people = living
            await asyncio.sleep(1.5)
            assert room.incidents[0].state.value == "closed"
            assert (len(room.incidents), room.sensor.state) == (1, "ok")

    story()


@virtual_time
async def test_a_flood_spoils_its_sensor_and_keeps_no_hand_waiting() -> None:
    async with open_room() as room:
        room.send("/kintsugi/fault/flood/inject")
        await asyncio.sleep(1.0)
        values = set()
        for _ in range(20):
            await asyncio.sleep(0.05)
            values.add(room.sensor.value)
        assert len(values) > 10, "whatever the counter says, the flood says more"
        ack = asyncio.ensure_future(room.house.seam.submit(Blackout(on=True), source="test", role="operator"))
        await asyncio.sleep(0.06)
        assert ack.done()
        await asyncio.sleep(0.1)
        assert room.level == 0
