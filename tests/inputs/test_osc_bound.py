"""OSC addresses of the show's own: what is bound to them happens, nothing else of them is known."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pythonosc.osc_message_builder import ArgValue, build_msg

from controller.inputs.osc import OscIn, OscSettings
from controller.inputs.osc_admission import TOTAL_RATE
from controller.model.binding import Action, Decide, Do, ReadSensor, SetLevel
from controller.model.facts import Sense
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Go, GrandMaster, Halt, Intent, Panic
from controller.model.snapshot import IncidentView
from tests.fakes.seam import SNAPSHOT, FakeSeam

BOUND: dict[str, Action] = {
    "/door": Do(Go("rain")),
    "/pulse": SetLevel(),
    "/help": Do(Panic()),
    "/mend": Decide("approve"),
    "/heat": ReadSensor("heat"),
}


class Bench:
    """One OSC input with bindings."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.seam = FakeSeam()
        settings = OscSettings(bound=BOUND)
        self._osc = OscIn(self.seam, tasks, clock=lambda: 0.0, send=lambda _packet, _to: None, settings=settings)

    async def send(self, address: str, *arguments: ArgValue) -> list[Intent]:
        self._osc.receive(build_msg(address, list(arguments)).dgram, ("127.0.0.1", 5000))
        for _ in range(3):
            await asyncio.sleep(0)
        return self.seam.intents


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(asyncio.Event().wait())
        yield Bench(tasks)
        waiting.cancel()


async def test_a_bound_address_does_what_the_show_says(bench: Bench) -> None:
    assert await bench.send("/door") == [Go("rain")]
    assert await bench.send("/door", 0) == [Go("rain")]
    assert await bench.send("/help", 1.0) == [Go("rain"), Panic()]


async def test_a_bound_level_moves_the_grand_master(bench: Bench) -> None:
    assert await bench.send("/pulse", 0.25) == [GrandMaster(0.25)]


async def test_a_bound_level_out_of_range_is_refused(bench: Bench) -> None:
    assert await bench.send("/pulse", 1.5) == []
    assert await bench.send("/pulse") == []
    assert [reason for _peer, reason in bench.seam.refused] == [
        "a level is one number between 0 and 1; got 1.5",
        "a level is one number between 0 and 1; got no argument",
    ]


async def test_approve_means_the_newest_incident_that_waits(bench: Bench) -> None:
    assert await bench.send("/mend") == []
    waits = IncidentView("i4", "loss", "real", "", IncidentState.PROPOSED, "seam", "ask", "", 0, 0.0, 0.0, 1.0, "", 1)
    done = replace(waits, id="i5", state=IncidentState.CLOSED)
    bench.seam.publish(replace(SNAPSHOT, incidents=(done, waits)))
    assert await bench.send("/mend") == [Approve("i4")]


async def test_other_addresses_are_what_they_were(bench: Bench) -> None:
    assert await bench.send("/doors") == []
    assert bench.seam.refused[0][1].startswith("/doors is no address here")
    assert await bench.send("/kintsugi/go") == [Go()]


async def test_a_bound_sensor_is_taken_as_it_speaks_and_only_one_number_is_a_word(bench: Bench) -> None:
    assert await bench.send("/heat", 21.5) == [Sense("heat", 21.5)]
    assert await bench.send("/heat", -4) == [Sense("heat", 21.5), Sense("heat", -4.0)]
    assert len(await bench.send("/heat")) == 2
    assert len(await bench.send("/heat", "warm")) == 2


@pytest.mark.parametrize("address", ["/halt", "/help", "/door"])
async def test_of_what_is_bound_panic_and_halt_are_heard_through_a_flood_of_all_peers(address: str) -> None:
    bound: dict[str, Action] = {**BOUND, "/halt": Do(Halt())}
    async with asyncio.TaskGroup() as tasks:
        osc = OscIn(FakeSeam(), tasks, clock=lambda: 0.0, send=lambda _packet, _to: None, settings=OscSettings())
        osc.rebind(bound)
        for number in range(int(TOTAL_RATE.burst) + 1):
            osc.receive(b"\xff", ("127.0.0.1", 6000 + number % 8))
        assert osc.receive(build_msg(address, []).dgram, ("127.0.0.1", 5000)) == (address != "/door")
