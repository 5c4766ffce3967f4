"""A whole evening played on an APC mini mk2 alone: every light of it is asserted at every step, and what visitors see.

The device is in memory and reads its lights with another program's parser; engine, senders and far end are the real
ones, on simulated time.
"""

import asyncio
from functools import cache

import numpy as np

from controller.inputs.midi.backends.memory import MemoryMidi
from controller.inputs.midi.shell import midi_in
from controller.model.intent import GrandMaster
from controller.model.show import Show
from controller.run.reading import read_text
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from tests.fakes.apc_mini import (
    APPROVE,
    ARM,
    BACK,
    BLACKOUT,
    CUES,
    DISMISS,
    FAULTS,
    GO,
    HALT,
    MASTER,
    PAGE_BEFORE,
    PAGE_NEXT,
    PANIC,
    PAUSE,
    RECOVERIES,
    SHIFT,
    ApcMini,
)
from tests.fakes.house import House, open_house
from tests.fakes.virtual_time import virtual_time

SOON_S = 0.15
"""A tick, and the time that lights may take."""


@cache
def show() -> Show:
    """Read the demo with a surface bound to it."""
    text, path = read_text("neo_lumine")
    bound, problems = check_show(
        f"{text}\nbindings: [{{surface: apc-mini-mk2}}]\n", file=str(path), profiles=load_profiles()
    )
    assert bound is not None, [str(problem) for problem in problems]
    return bound


STORM = FAULTS + list(show().faults).index("colour-storm")
SEAM = RECOVERIES + list(show().recoveries).index("golden-seam")


class Desk:
    """What the operator has before her: the device, and only what its lights say."""

    def __init__(self, apc: ApcMini, house: House) -> None:
        self.apc = apc
        self.house = house

    async def press(self, note: int) -> None:
        self.apc.press(note)
        await asyncio.sleep(SOON_S)

    async def move(self, *values: int) -> None:
        for value in values:
            self.apc.move(MASTER, value)
            await asyncio.sleep(0.03)
        await asyncio.sleep(SOON_S)

    def cues(self) -> list[str]:
        """The six cues of the demo."""
        return self.apc.row(CUES, 6)

    def buttons(self) -> dict[str, str]:
        """The buttons that are not as they are when nothing is going on."""
        names = {
            "go": GO,
            "back": BACK,
            "pause": PAUSE,
            "approve": APPROVE,
            "dismiss": DISMISS,
            "arm": ARM,
            "halt": HALT,
            "panic": PANIC,
            "blackout": BLACKOUT,
        }
        calm = {"go": "lit", "back": "lit", "pause": "lit", "arm": "lit", "halt": "lit", "panic": "lit"}
        seen = {name: self.apc.light(note) for name, note in names.items()}
        return {name: light for name, light in seen.items() if light != calm.get(name, "dark")}


def cue_lights(running: int | None, following: int | None) -> list[str]:
    """How the cue row looks when one cue runs and one comes next."""
    words = {running: "green", following: "yellow"}
    return [words.get(number, "dim white") for number in range(1, 7)]


def fault_lights(storm: str) -> list[str]:
    """How the fault row looks: the storm like this, all others still."""
    words = {**dict.fromkeys(range(FAULTS, FAULTS + len(show().faults)), "amber"), STORM: storm}
    return [words.get(note, "dark") for note in range(FAULTS, FAULTS + 8)]


def recovery_lights(seam: str) -> list[str]:
    """How the recovery row looks: the seam like this, all others waiting."""
    words = {**dict.fromkeys(range(RECOVERIES, RECOVERIES + len(show().recoveries)), "dim white"), SEAM: seam}
    return [words.get(note, "dark") for note in range(RECOVERIES, RECOVERIES + 8)]


@virtual_time
async def test_a_whole_evening_is_played_on_pads() -> None:
    midi = MemoryMidi()
    apc = ApcMini(midi)
    async with open_house(show()) as house, midi_in(house.seam, show().bindings, midi) as devices:
        house.engine.surfaces = devices.views
        desk = Desk(apc, house)
        await asyncio.sleep(SOON_S)
        await _before_the_doors(desk)
        await _doors_to_story(desk)
        await _dim(desk)
        await _the_storm(desk)
        await _the_house_stops(desk)
        await _good_night(desk)
        snapshot = house.seam.snapshot()
    assert {apc.light(note) for note in (*range(64), *range(112, 120), BLACKOUT)} == {"dark"}
    assert snapshot.engine.bad_input == {}
    assert snapshot.engine.stage_errors == 0
    sources = {record.source for record in snapshot.log if record.seq is not None} - {"engine", "console"}
    assert sources == {"midi:APC mini mk2"}
    assert all(record.ok for record in snapshot.log)


async def _before_the_doors(desk: Desk) -> None:
    """Nothing has been pressed: the first cue is next, nothing can be taken back or paused."""
    assert desk.cues() == cue_lights(None, 1)
    assert desk.apc.row(CUES + 6, 2) == ["dark", "dark"]
    assert {light for first in (32, 40, 48) for light in desk.apc.row(first)} == {"dark"}
    assert desk.apc.row(FAULTS) == fault_lights("amber")
    assert desk.apc.row(RECOVERIES) == recovery_lights("dim white")
    assert set(desk.apc.row(0)) == {"dark"}
    assert desk.buttons() == {"back": "dark", "pause": "dark"}
    assert desk.apc.light(PAGE_BEFORE) == desk.apc.light(PAGE_NEXT) == "dark"
    assert desk.house.level("mosaic") == 0


async def _doors_to_story(desk: Desk) -> None:
    """GO, GO, a cue by its own pad, and one that follows by itself."""
    await desk.press(GO)
    assert desk.cues() == cue_lights(1, 2)
    assert desk.buttons() == {}
    await asyncio.sleep(6)
    assert desk.house.level("mosaic") > 0.02
    await desk.press(GO)
    assert desk.cues() == cue_lights(2, 3)
    await desk.press(BACK)
    assert desk.cues() == cue_lights(1, 2)
    await asyncio.sleep(0.3)
    await desk.press(CUES + 2)
    assert desk.cues() == cue_lights(3, 4)
    await desk.press(PAUSE)
    assert desk.buttons() == {"pause": "blinking"}
    await asyncio.sleep(60)
    assert desk.cues() == cue_lights(3, 4), "a list that is paused does not go on"
    await desk.press(PAUSE)
    assert desk.buttons() == {}
    await asyncio.sleep(20)
    assert desk.cues() == cue_lights(4, 5), "cue 4 follows by itself"
    await asyncio.sleep(8)


async def _dim(desk: Desk) -> None:
    """The fader takes over only where the grand master stands, and lets go of what another hand has moved."""
    full = desk.house.level("mosaic")
    await desk.move(20, 60, 30)
    assert desk.house.seam.snapshot().grand_master == 1.0
    await desk.move(90, 127, 100, 64)
    assert desk.house.seam.snapshot().grand_master == 64 / 127
    assert desk.house.level("mosaic") < 0.7 * full
    await desk.house.seam.submit(GrandMaster(1.0), source="console", role="operator")
    await desk.move(50, 40)
    assert desk.house.seam.snapshot().grand_master == 1.0


async def _the_storm(desk: Desk) -> None:
    """The wall is broken on purpose and mended in gold; the cable is pulled on the way."""
    await desk.press(STORM)
    assert desk.apc.light(STORM) == "amber", "without the shift nothing breaks"
    desk.apc.hold(SHIFT)
    await asyncio.sleep(SOON_S)
    assert desk.apc.light(STORM) == "red blinks"
    assert desk.buttons() == {"arm": "blinking"}
    await desk.press(STORM)
    assert desk.apc.light(STORM) == "red"
    desk.apc.let_go(SHIFT)
    await asyncio.sleep(SOON_S)
    assert desk.apc.light(STORM) == "red"
    assert desk.apc.light(SEAM) == "white pulses"
    assert desk.buttons() == {"approve": "blinking", "dismiss": "lit", "halt": "blinking"}
    await asyncio.sleep(2)
    await desk.press(APPROVE)
    assert desk.apc.light(SEAM) == "white"
    assert desk.buttons() == {"halt": "blinking"}
    await _pulled_cable(desk)
    await asyncio.sleep(14)
    assert desk.apc.light(STORM) == "amber"
    assert desk.apc.light(SEAM) == "dim white"
    assert desk.buttons() == {}
    assert desk.cues() == cue_lights(4, 5), "the light lands on the cue that runs"


async def _pulled_cable(desk: Desk) -> None:
    """The show plays on, the fault that it armed ends; the device comes back dark, and lit within two seconds."""
    desk.apc.unplug()
    await asyncio.sleep(1.5)
    [view] = desk.house.seam.snapshot().surfaces
    assert (view.state, view.why) == ("missing", "no APC mini mk2 is plugged in")
    desk.apc.plug()
    assert desk.apc.light(PANIC) == "dark"
    await asyncio.sleep(2)
    assert desk.apc.greeted
    assert desk.cues() == cue_lights(4, 5)
    assert desk.apc.row(FAULTS) == fault_lights("amber")
    assert desk.apc.row(RECOVERIES) == recovery_lights("white")
    assert desk.buttons() == {}
    assert desk.house.seam.snapshot().surfaces[0].state == "ok"


async def _the_house_stops(desk: Desk) -> None:
    """HALT, BLACKOUT and PANIC are there whatever goes on, and each can be taken back."""
    desk.apc.hold(ARM)
    await desk.press(STORM)
    desk.apc.let_go(ARM)
    await desk.press(HALT)
    assert desk.apc.light(STORM) == "amber"
    assert desk.apc.light(SEAM) == "dim white"
    assert desk.buttons() == {}
    await desk.press(BLACKOUT)
    await asyncio.sleep(1)
    assert desk.buttons() == {"blackout": "blinking"}
    assert float(np.max(desk.house.light("mosaic"))) == 0
    await desk.press(BLACKOUT)
    await asyncio.sleep(1)
    assert desk.buttons() == {}
    assert desk.house.level("mosaic") > 0.1
    await desk.press(PANIC)
    assert desk.buttons() == {"pause": "blinking", "panic": "blinking"}
    await asyncio.sleep(3)
    safe = desk.house.light("mosaic")
    assert float(np.ptp(safe, axis=0).max()) < 0.01, "PANIC is plain"
    await desk.press(PAUSE)
    await asyncio.sleep(3)
    assert desk.buttons() == {}
    assert desk.cues() == cue_lights(4, 5)


async def _good_night(desk: Desk) -> None:
    """Thanks, and the way home by its pad; after the last cue there is nothing to GO to."""
    await desk.press(GO)
    assert desk.cues() == cue_lights(5, 6)
    await asyncio.sleep(6)
    await desk.press(CUES + 5)
    assert desk.cues() == cue_lights(6, None)
    assert desk.buttons() == {"go": "dark"}
    await asyncio.sleep(13)
    assert 0 < desk.house.level("mosaic") < 0.1
