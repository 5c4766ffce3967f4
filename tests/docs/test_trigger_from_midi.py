"""The MIDI how-to, followed with a device in memory: its show file, its table of pads, its table of lights."""

import asyncio
import re
from functools import cache
from pathlib import Path

import pytest

from controller.inputs.midi.backends.memory import MemoryMidi
from controller.inputs.midi.meaning import Meaning, Shift, TurnPage
from controller.inputs.midi.profiles import PROFILES
from controller.inputs.midi.shell import midi_in
from controller.model.binding import Decide, Do, PauseOrResume, SetLevel
from controller.model.intent import Back, Blackout, Go, Halt, Panic
from controller.model.show import Show
from controller.showfile.document.bindings import VERBS
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from tests.fakes.apc_mini import APPROVE, CUES, FAULTS, GO, RECOVERIES, SHIFT, ApcMini
from tests.fakes.house import open_house
from tests.fakes.virtual_time import virtual_time

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "trigger-from-midi.md").read_text(encoding="utf-8")
APC = PROFILES["apc-mini-mk2"]
WORDS: dict[str, Meaning] = {
    "GO": Do(Go("main")),
    "BACK": Do(Back("main")),
    "PAUSE": PauseOrResume("main"),
    "APPROVE": Decide("approve"),
    "DISMISS": Decide("dismiss"),
    "ARM": Shift(),
    "HALT": Do(Halt()),
    "PANIC": Do(Panic()),
    "BLACKOUT": Do(Blackout()),
}


def blocks(fence: str) -> list[str]:
    return re.findall(rf"^```{re.escape(fence)}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@cache
def show() -> Show:
    [text] = blocks("yaml pads.show.yaml")
    found, problems = check_show(text, file="pads.show.yaml", profiles=load_profiles())
    assert not [problem for problem in problems if problem.severity == "error"]
    assert found is not None
    return found


def test_the_other_bindings_of_the_page_fit_its_show() -> None:
    [text], [bindings] = blocks("yaml pads.show.yaml"), blocks("yaml")
    found, problems = check_show(
        text.split("bindings:", maxsplit=1)[0] + bindings, file="page", profiles=load_profiles()
    )
    assert not [problem for problem in problems if problem.severity == "error"]
    assert found is not None
    assert len(found.bindings) == 5


@pytest.mark.parametrize(("note", "word"), re.findall(r"\| `(\d+)` \| ([A-Z]+)", PAGE))
def test_a_button_of_the_table_is_that_button(note: str, word: str) -> None:
    assert APC.buttons("main")[int(note)] == WORDS[word]


def test_the_table_names_every_button_and_row() -> None:
    notes = {int(note) for note in re.findall(r"\| `(\d+)` \|", PAGE)}
    assert notes | {106, 107, SHIFT} == set(APC.buttons("main"))
    assert {APC.buttons("main")[106], APC.buttons("main")[107]} == {TurnPage(-1), TurnPage(1)}
    rows = [tuple(range(int(first), int(last) + 1)) for first, last in re.findall(r"`(\d+)`-`(\d+)`", PAGE)]
    assert rows == [*APC.cue_rows, *APC.fault_rows, APC.recovery_row, APC.spare_row]
    assert isinstance(APC.faders[56], SetLevel)


def test_every_verb_stands_on_the_page() -> None:
    [sentence] = re.findall(r"`do` is one of (.*?)\. A note", PAGE, re.DOTALL)
    told = [re.sub(r"( [A-Z]+)$", "", verb) for verb in re.findall(r"`([^`]+)`", sentence)]
    assert told == list(VERBS)


@virtual_time
async def test_every_light_of_the_table_is_seen_in_one_evening() -> None:
    midi = MemoryMidi()
    midi.plug("FS-1 pedal")
    apc = ApcMini(midi)
    seen: set[str] = set()
    async with open_house(show()) as house, midi_in(house.seam, show().bindings, midi):

        async def step() -> None:
            await asyncio.sleep(0.3)
            seen.update(apc.light(note) for note in range(64))

        await step()
        apc.press(0)
        await step()
        assert house.seam.snapshot().lists[0].current == "1"
        midi.play("FS-1 pedal", bytes((0xB0, 64, 127)))
        await step()
        assert apc.row(CUES, 3) == ["dim white", "green", "yellow"]
        apc.hold(SHIFT)
        await step()
        apc.press(FAULTS)
        await step()
        apc.let_go(SHIFT)
        assert apc.light(RECOVERIES) == "white pulses"
        apc.press(APPROVE)
        await step()
        apc.press(GO)
        await step()
        assert house.seam.snapshot().lists[0].current == "3"
        assert house.seam.snapshot().engine.bad_input == {}
    table = PAGE.split("| pad | means |")[1].split("\n\n")[0]
    assert seen - {"dark"} == set(re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE))
