"""One step of the engine: what waits is decided, logged, painted, sent and answered, and nothing ends the loop."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from controller.model.fault import FaultSpec
from controller.model.intent import Approve, Blackout, Go, Goto, GrandMaster, Halt, Inject, Intent, Panic
from controller.model.show import Show
from controller.model.snapshot import Ack
from controller.run.engine import Engine
from controller.run.journal import Journal
from controller.run.lanes import CAPACITY
from controller.run.loop import Beat
from controller.run.seam import LocalSeam
from tests.run.nights import Recorder, StumblingPainter, engine_of
from tests.shows import CUES, HOUSE, WALL, show_of
from tests.shows import Played as PlayedShow


def step(engine: Engine, *, skipped: int = 0, is_late: bool = False) -> None:
    tick = engine.state.tick + 1 + skipped
    engine.step(Beat(tick, skipped, 0.0, is_late))


async def told(engine: Engine, *given: Intent) -> list[Ack]:
    """Hand intents in, step once, and give the answers."""
    loop = asyncio.get_running_loop()
    answers: list[asyncio.Future[Ack]] = [loop.create_future() for _ in given]
    for intent, answer in zip(given, answers, strict=True):
        engine.put(intent, source="test", role="operator", answered=answer)
    step(engine)
    return [await answer for answer in answers]


class BrokenFaults(Mapping[str, FaultSpec]):
    """A show's faults, one of which our own code trips over."""

    def __init__(self, faults: Mapping[str, FaultSpec]) -> None:
        self._faults = faults

    def __getitem__(self, name: str) -> FaultSpec:
        if name == "bug":
            raise RuntimeError("a bug of ours")
        return self._faults[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)


async def test_an_intent_is_answered_after_the_frame_that_shows_it_was_sent() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    acks = await told(engine, Go())
    assert acks == [Ack(1, 1, ok=True, text="GO cue 1 Red")]
    assert list(output.sent) == [1]


async def test_a_refusal_says_why() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    acks = await told(engine, Go(), Go())
    assert [ack.ok for ack in acks] == [True, False]
    assert acks[1].text.startswith("GO disregarded")


async def test_urgent_intents_are_decided_first() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    acks = await told(engine, Go(), Blackout(on=True))
    assert [ack.seq for ack in acks] == [2, 1]


async def test_a_full_lane_refuses_at_once_and_blackout_still_comes_through() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    for _ in range(CAPACITY):
        engine.put(Go(), source="flood", role="operator")
    engine.put(Go(), source="test", role="operator", answered=answer)
    assert (await answer).text == "too much at once: the intent was not taken"
    acks = await told(engine, Blackout(on=True))
    assert acks[0].ok
    assert engine.state.blackout


async def test_an_intent_that_our_own_code_trips_over_is_refused_and_nothing_changes() -> None:
    show: Show = show_of(WALL)
    engine = engine_of(replace(show, faults=BrokenFaults(show.faults)), Recorder())
    acks = await told(engine, Inject("bug"), Go())
    assert [ack.ok for ack in acks] == [False, True]
    assert acks[0].text == "our fault: RuntimeError: a bug of ours in inject; nothing changed"
    assert not engine.state.incidents


def test_a_stage_that_raises_holds_the_last_frame_and_the_loop_goes_on() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    engine.painter = StumblingPainter(engine.show, range(20, 30))
    engine.put(Go(), source="test", role="operator")
    for _ in range(40):
        step(engine)
    assert list(output.sent) == list(range(1, 41))
    assert {output.sent[tick] for tick in range(19, 30)} == {output.sent[19]}
    assert output.sent[30] != output.sent[19]
    view = engine.snapshot().engine
    assert view.stage_errors == 10
    assert view.last_error == "a stage raised ArithmeticError: the stage stumbled; the last frame is held"
    assert [record.what for record in engine.snapshot().log].count("stage-error") == 1


def lit_house(*broken: str) -> tuple[Engine, Recorder]:
    """Lamps, work light, exit sign and fog, all on, and some stages that raise from now on."""
    output = Recorder()
    engine = engine_of(show_of(HOUSE), output)
    engine.put(Goto("1"), source="test", role="operator")
    for _ in range(5):
        step(engine)

    def stumble(*_: object) -> None:
        raise ArithmeticError("the stage stumbled")

    stages = engine.painter._stages
    engine.painter._stages = tuple((name, stumble if name in broken else stage) for name, stage in stages)
    return engine, output


@pytest.mark.parametrize("broken", ["playback", "effects", "wounds", "override"])
def test_blackout_acts_though_a_stage_raises(broken: str) -> None:
    engine, output = lit_house(broken)
    engine.put(Blackout(on=True), source="test", role="operator")
    step(engine)
    before, after = output.sent[5], output.sent[6]
    assert not any(after[:12]), "the lamps"
    assert after[100:102] == before[100:102], "work light and exit sign"
    assert all(before[100:103]), "all of it was lit"
    assert not after[102], "the fog"


@pytest.mark.parametrize("broken", ["playback", "effects", "wounds"])
def test_panic_comes_to_its_look_though_a_stage_raises(broken: str) -> None:
    sent = []
    for engine, output in (lit_house(), lit_house(broken)):
        engine.put(Panic(), source="test", role="operator")
        for _ in range(3 * engine.show.fps):
            step(engine)
        sent.append(output.sent[engine.state.tick])
    assert sent[0] == sent[1]
    assert any(sent[0][:12])


def test_panic_whose_own_stage_raises_holds_what_is_seen() -> None:
    engine, output = lit_house("override")
    engine.put(Panic(), source="test", role="operator")
    step(engine)
    assert output.sent[6] == output.sent[5]


def test_fades_go_on_while_the_last_frame_is_held() -> None:
    smooth, held = Recorder(), Recorder()
    free, broken = engine_of(show_of(CUES), smooth), engine_of(show_of(CUES), held)
    broken.painter = StumblingPainter(broken.show, range(20, 30))
    for engine in (free, broken):
        engine.put(Go(), source="test", role="operator")
        for _ in range(60):
            step(engine)
    assert held.sent[60] == smooth.sent[60]


def test_a_stage_that_raises_from_the_first_tick_sends_nothing() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    engine.painter = StumblingPainter(engine.show, range(5))
    for _ in range(6):
        step(engine)
    assert list(output.sent) == [5, 6]


def test_a_go_that_cannot_be_worked_out_ahead_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise ArithmeticError("the picture stumbled")

    plain, stumbling = Recorder(), Recorder()
    free, broken = engine_of(show_of(CUES), plain), engine_of(show_of(CUES), stumbling)
    monkeypatch.setattr(broken.painter, "prepare", stumble)
    for engine in (free, broken):
        engine.put(Go(), source="test", role="operator")
        for _ in range(60):
            step(engine)
    assert stumbling.sent == plain.sent
    assert broken.snapshot().engine.stage_errors == 0


def test_late_and_skipped_ticks_are_counted_and_shown() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    step(engine)
    step(engine, skipped=3, is_late=True)
    step(engine, is_late=True)
    view = engine.snapshot().engine
    assert (view.late, view.skipped) == (2, 3)


def test_a_full_disk_is_told_to_people_and_frames_go_on() -> None:
    output = Recorder()
    journal = Journal(Path("/dev/full"), fps=40, header=None)
    engine = engine_of(show_of(CUES), output, journal=journal)
    engine.put(Go(), source="test", role="operator")
    for _ in range(3):
        step(engine)
    assert list(output.sent) == [1, 2, 3]
    assert "No space left on device" in engine.snapshot().engine.unwritten
    assert engine.snapshot().engine.last_error == ""
    (told,) = (record.text for record in engine.snapshot().log if record.what == "disk")
    assert told.startswith("the night is not being written: No space left on device")
    journal.abandon()


async def test_what_the_guard_held_back_is_logged_as_an_intent() -> None:
    engine = engine_of(show_of(WALL), Recorder())
    await told(engine, Goto("2"))
    for _ in range(170):
        step(engine)
    for tick in range(60):
        await told(engine, GrandMaster(float(tick % 2)))
    told_of = [record for record in engine.snapshot().log if record.what == "guard-acted"]
    assert 1 <= len(told_of) <= 4
    assert told_of[0].text.startswith("the guard held light back in")
    assert engine.snapshot().engine.guard_zones


def test_the_engine_and_a_show_played_by_hand_give_the_same_bytes() -> None:
    output = Recorder()
    engine = engine_of(show_of(WALL), output)
    by_hand = PlayedShow(WALL)
    evening: dict[int, list[Intent]] = {20: [Go()], 100: [Inject("storm")], 150: [Halt()]}
    for tick in range(1, 200):
        given = evening.get(tick, [])
        for intent in given:
            engine.put(intent, source="test", role="operator")
        step(engine)
        by_hand.beat(*given)
    assert list(output.sent.values()) == [lit.frame.slots.tobytes() for lit in by_hand.lit]


async def test_the_seam_answers_when_the_engine_has_acted() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    seam = LocalSeam(engine)
    asked = asyncio.ensure_future(seam.submit(Go(), source="console:1", role="operator"))
    await asyncio.sleep(0)
    assert not asked.done()
    step(engine)
    assert (await asked).ok
    assert seam.snapshot().lists[0].current == "1"


async def test_halt_voids_all_of_what_the_seam_was_handed_at_once_before_it() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    seam = LocalSeam(engine)
    each = asyncio.ensure_future(
        seam.submit_each([Approve(f"i{number}") for number in range(500)], source="a", role="operator")
    )
    halted = asyncio.ensure_future(seam.submit(Halt(), source="b", role="operator"))
    await asyncio.sleep(0)
    step(engine)
    assert (await halted).ok
    assert {ack.text for ack in await each} == {"not done: HALT came after it"}


async def test_the_seam_gives_the_newest_frame_and_waits_for_a_newer_one() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    seam = LocalSeam(engine)
    step(engine)
    step(engine)
    assert (await seam.wait_frame(0)).tick == 2
    waiting = asyncio.ensure_future(seam.wait_frame(2))
    await asyncio.sleep(0)
    assert not waiting.done()
    step(engine)
    frame = await waiting
    assert frame.tick == 3
    assert len(frame.cells) == 3 * engine.show.rig.cell_count


async def test_the_seam_gives_the_light_of_the_cells_that_are_drawn() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    whole, thinned = LocalSeam(engine), LocalSeam(engine, still=replace(LocalSeam(engine).outline, drawn=(1, 4)))
    await told(engine, Go())
    for _ in range(40):
        step(engine)
    cells = (await whole.wait_frame(0)).cells
    assert cells[3:6] != cells[12:15]
    assert (await thinned.wait_frame(0)).cells == cells[3:6] + cells[12:15]
    thinned.follow(whole.outline)
    step(engine)
    assert len((await thinned.wait_frame(0)).cells) == len(cells)


async def test_the_seam_wakes_whoever_waits_for_a_change() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    seam = LocalSeam(engine)
    waiting = asyncio.ensure_future(seam.wait_snapshot(engine.state.revision))
    for _ in range(3):
        step(engine)
        await asyncio.sleep(0)
    assert not waiting.done()
    await told(engine, Go())
    assert (await waiting).lists[0].current == "1"


async def test_the_seam_shows_the_slots_as_they_were_sent() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    seam = LocalSeam(engine)
    assert await seam.universe("lamps", 1) == bytes(202)
    await told(engine, Go())
    for _ in range(80):
        step(engine)
    assert await seam.universe("lamps", 1) == output.sent[81][:202]
    assert await seam.universe("lamps", 9) is None


@pytest.mark.parametrize("given", [Blackout(on=True), Halt()])
async def test_an_urgent_intent_takes_effect_in_the_very_next_tick_behind_a_flood(given: Intent) -> None:
    engine = engine_of(show_of(WALL), Recorder())
    for _ in range(CAPACITY):
        engine.put(GrandMaster(0.5), source="flood", role="operator")
    acks = await told(engine, given)
    assert (acks[0].tick, acks[0].ok) == (1, True)
