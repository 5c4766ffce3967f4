"""What is bound to an hour, from the clock on the wall to the light: it is no hand."""

import asyncio
from datetime import datetime, timedelta

import pytest

from controller.inputs.schedule import schedule_in
from controller.model.intent import Go, Goto, Halt, Intent, Panic, Resume
from controller.run.engine import Engine
from controller.run.seam import LocalSeam
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import Recorder, engine_of
from tests.run.test_halt_from_every_input import step
from tests.shows import show_of

SHOW = """
show: {name: By the hour, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {lamp: {profile: generic/rgb, count: 8, at: lamps 1/1}}
zones: {all: lamp}
cues:
  - {cue: 1, look: {lamp: {level: 80%}}, fade: 0s}
  - {cue: 2, look: {lamp: {level: 40%}}, fade: 0s, do: inject dark}
faults:
  dark: {kind: dead, zone: all, share: 100%}
bindings: [{at: "21:30", do: WHAT}]
"""
TWO_STEPS = 20
"""Turns of the loop in which all that is said comes in; no time passes."""


class House:
    """An engine whose clock on the wall is about to strike half past nine."""

    def __init__(self, order: str) -> None:
        self.output = Recorder()
        self.engine: Engine = engine_of(show_of(SHOW.replace("WHAT", order)), self.output)

    def say(self, intent: Intent) -> None:
        self.engine.put(intent, source="console", role="operator")
        self.run(1)

    def run(self, ticks: int) -> None:
        for _ in range(ticks):
            step(self.engine)

    @property
    def light(self) -> bytes:
        return self.output.sent[self.engine.state.tick]

    @property
    def faults(self) -> list[str]:
        return [fault.id for fault in self.engine.state.faults]

    @property
    def told(self) -> list[str]:
        return [line.text for line in self.engine.snapshot().log]

    async def strike(self) -> None:
        """Let half past nine pass."""
        loop = asyncio.get_running_loop()
        begun = loop.time()

        def now() -> datetime:
            return datetime.fromisoformat("2026-03-28 21:29:59.5") + timedelta(seconds=loop.time() - begun)

        async with schedule_in(LocalSeam(self.engine), lambda: self.engine.show, now=now):
            for _ in range(5):
                await asyncio.sleep(0.25)
                for _ in range(TWO_STEPS):
                    await asyncio.sleep(0)
                self.run(1)


@virtual_time
async def test_a_fault_that_is_bound_to_an_hour_begins_then() -> None:
    house = House("inject dark")
    house.say(Go())
    house.run(4)
    whole = house.light
    await house.strike()
    assert house.faults == ["dark"]
    house.run(10)
    assert house.light != whole


@pytest.mark.parametrize("order", ["go", "cue 2", "back", "resume"])
@virtual_time
async def test_panic_holds_whatever_the_hour_asks_for_and_that_is_not_made_up_later(order: str) -> None:
    house = House(order)
    house.say(Go())
    house.say(Panic())
    house.run(200)
    black = house.light
    await house.strike()
    house.run(20)
    assert house.engine.state.is_panicking
    assert house.light == black
    kind = {"cue 2": "goto"}.get(order, order)
    assert f"{kind} is not done: PANIC holds until a hand lifts it" in house.told
    house.say(Resume())
    house.run(200)
    assert house.engine.state.panic is None
    assert house.engine.state.lists[0].current == "1"


@pytest.mark.parametrize("order", ["inject dark", "cue 2"])
@virtual_time
async def test_after_halt_no_hour_breaks_anything_until_a_hand_said_go(order: str) -> None:
    house = House(order)
    house.say(Go())
    house.say(Halt())
    house.run(20)
    await house.strike()
    assert not house.faults
    assert house.engine.state.lists[0].current == ("1" if order == "inject dark" else "2")
    assert any("HALT stands until a hand says GO" in text for text in house.told)

    house = House(order)
    house.say(Go())
    house.say(Halt())
    house.run(20)
    house.say(Goto("1"))
    house.run(20)
    await house.strike()
    assert house.faults == ["dark"]
