"""A tick worked out before its moment: nobody sees it until then, and what comes meanwhile is in it all the same."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.pipeline import Painter
from controller.model.facts import Sense
from controller.model.intent import Blackout, Clear, Go, GrandMaster, Halt, Inject, Intent, Panic, Pause, Reload
from controller.model.show import Show
from controller.model.snapshot import Ack
from controller.run.engine import Engine
from controller.run.lanes import HANDS
from controller.run.loop import Beat
from controller.run.turn import Staged
from tests.run.nights import INTENTS, Played, Recorder, StumblingPainter, ahead, begin, engine_of, put, step
from tests.shows import CUES, WALL, show_of

BUTTONS = tuple(intent for intent in INTENTS if not isinstance(intent, GrandMaster | Sense))


def is_same(one: Engine, other: Engine) -> bool:
    """Whether two engines stand at the very same place, the guard's memory included."""
    first, second = one.memory.to_arrays(), other.memory.to_arrays()
    same = first.keys() == second.keys() and all(np.array_equal(first[key], second[key]) for key in first)
    return same and (one.state, one.seq) == (other.state, other.seq)


@settings(max_examples=25, deadline=None)
@given(
    evening=st.lists(
        st.tuples(
            st.lists(st.sampled_from(INTENTS), max_size=3),
            st.lists(st.lists(st.sampled_from(BUTTONS), max_size=2), max_size=3),
        ),
        min_size=60,
        max_size=90,
    )
)
def test_a_night_worked_out_ahead_is_the_night_that_was_not(
    evening: list[tuple[list[Intent], list[list[Intent]]]],
) -> None:
    show = show_of(WALL)
    sent, plainly = Recorder(), Recorder()
    early, plain = engine_of(show, sent), engine_of(show, plainly)
    for before, meanwhile in evening:
        put(plain, *before, *(intent for given in meanwhile for intent in given))
        step(plain)
        put(early, *before)
        for given_now in meanwhile:
            ahead(early)
            put(early, *given_now)
        ahead(early)
        step(early)
        assert is_same(early, plain)
    assert sent.sent == plainly.sent
    assert [record.text for record in early.snapshot().log] == [record.text for record in plain.snapshot().log]


def test_a_fault_that_joined_in_a_tick_worked_out_twice_can_be_cleared() -> None:
    faults = "faults:\n" + "".join(
        f"  {name}: {{kind: dead, zone: north, share: {share}%, for: 20s}}\n"
        for name, share in [("one", 20), ("two", 10)]
    )
    engine = engine_of(show_of(WALL.replace("faults:\n", faults)), Recorder())
    put(engine, Inject("one"))
    step(engine)
    put(engine, Inject("two"))
    ahead(engine)
    put(engine, Pause())  # another draft: the first one is void
    step(engine)
    assert [len(incident.faults) for incident in engine.state.incidents] == [2]
    put(engine, Clear("two"))
    step(engine)
    assert [fault.id for fault in engine.state.faults] == ["one"]


def test_a_tick_worked_out_ahead_shows_nothing_before_its_moment() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    step(engine)
    before, frame, log = engine.state, engine.frame, engine.snapshot().log
    memory = engine.memory.copy()
    put(engine, Go())
    ahead(engine)
    assert (engine.state, engine.frame, engine.snapshot().log, len(output.sent)) == (before, frame, log, 1)
    assert all(np.array_equal(array, engine.memory.to_arrays()[key]) for key, array in memory.to_arrays().items())


async def test_a_button_pressed_after_a_tick_was_worked_out_is_seen_in_that_tick() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    step(engine)
    ahead(engine)
    asked: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    engine.put(Go(), source="test", role="operator", answered=asked)
    step(engine)
    assert (await asked).tick == engine.state.tick == 2
    assert engine.state.last_go_tick == engine.state.tick


async def test_a_fader_moved_after_a_tick_was_worked_out_waits_for_the_next_one() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    ahead(engine)
    asked: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    engine.put(GrandMaster(0.5), source="test", role="operator", answered=asked)
    step(engine)
    assert not asked.done()
    step(engine)
    assert (await asked).tick == 2
    assert engine.state.grand_master == 0.5


def test_halt_takes_back_what_a_tick_that_was_worked_out_would_have_broken() -> None:
    engine = engine_of(show_of(WALL), Recorder())
    step(engine)
    put(engine, Inject("storm"))
    ahead(engine)
    put(engine, Halt())
    step(engine)
    assert not engine.state.faults
    assert not engine.state.incidents


def test_a_tick_worked_out_for_nothing_is_worked_out_again(tmp_path: Path) -> None:
    output = Recorder()
    night = begin(tmp_path, CUES)
    engine = engine_of(show_of(CUES), output, journal=night.night.journal)
    put(engine, Go())
    ahead(engine)
    engine.step(Beat(5, 4, 0.1, is_late=True))
    assert list(output.sent) == [5]
    assert engine.state.last_go_tick == engine.state.tick
    assert engine.seq == 1
    night.close()


def test_a_stage_that_raises_ahead_holds_the_last_frame_at_its_moment() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    engine.painter = StumblingPainter(engine.show, range(5, 7))
    put(engine, Go())
    for _ in range(8):
        ahead(engine)
        step(engine)
    assert output.sent[4] == output.sent[5] == output.sent[6] != output.sent[7]
    assert engine.snapshot().engine.stage_errors == 2


def test_a_reload_may_be_in_a_tick_that_is_worked_out_ahead() -> None:
    followed: list[str] = []
    engine = engine_of(show_of(WALL), Recorder())
    other = show_of(WALL.replace("seed: 7", "seed: 8"))
    step(engine)
    engine.offer(Staged(other, Painter(other), taken=lambda: followed.append("here")))
    put(engine, Reload(other.hash))
    ahead(engine)
    assert (engine.show.hash, followed) == (show_of(WALL).hash, [])
    put(engine, Go())
    ahead(engine)
    step(engine)
    assert (engine.show, followed) == (other, ["here"])
    step(engine)
    assert followed == ["here"]


def test_what_a_copy_of_a_memory_shares_with_it_is_not_counted_as_copied() -> None:
    engine = engine_of(show_of(WALL), Recorder())
    step(engine)
    memory, copy = engine.memory, engine.memory.copy()
    arrays = [name for name in memory.to_arrays() if isinstance(getattr(memory, name, None), np.ndarray)]
    own = [name for name in arrays if not np.shares_memory(getattr(memory, name), getattr(copy, name))]
    assert memory.copied == sum(getattr(memory, name).nbytes for name in own) < memory.size


def test_the_pacer_is_asked_for_a_tick_ahead_by_buttons_alone() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    asked: list[int] = []
    engine.foresee = lambda: asked.append(engine.state.tick)
    put(engine, GrandMaster(0.5), Sense("x", 1))
    assert not asked
    put(engine, Go())
    assert asked == [0]


def late_engine(show: Show, *, is_ahead: bool = True) -> Engine:
    """An engine that has no time any more to work a tick out anew."""
    engine = engine_of(show, Recorder())
    engine.has_time = lambda: False
    if is_ahead:
        ahead(engine)
    return engine


def test_a_button_that_comes_too_late_for_a_tick_is_in_the_next_one() -> None:
    engine = late_engine(show_of(CUES))
    asked: list[int] = []
    engine.foresee = lambda: asked.append(engine.state.tick)
    put(engine, Go())
    step(engine)
    assert not asked
    assert engine.seq == 0, "the tick leaves as it was worked out"
    step(engine)
    assert engine.state.last_go_tick == engine.state.tick == 2


@pytest.mark.parametrize("intent", [Halt(), Panic(), Blackout(on=True)])
def test_what_is_urgent_never_comes_too_late_for_a_tick(intent: Intent) -> None:
    engine = late_engine(show_of(CUES))
    put(engine, intent)
    step(engine)
    assert engine.seq == 1


def test_a_button_is_in_a_tick_that_is_not_worked_out_yet_however_late_it_comes() -> None:
    engine = late_engine(show_of(CUES), is_ahead=False)
    put(engine, Go())
    step(engine)
    assert engine.state.last_go_tick == engine.state.tick == 1


def test_a_show_that_answers_at_once_answers_a_go_that_comes_late() -> None:
    engine = late_engine(show_of(CUES.replace("fps:", "immediate: true, fps:", 1)))
    put(engine, Go())
    step(engine)
    assert engine.state.last_go_tick == engine.state.tick == 1


def test_in_a_flood_of_buttons_a_tick_leaves_as_it_was_worked_out_and_the_next_one_acts_on_them() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    asked: list[int] = []
    put(engine, *[Pause()] * HANDS)
    step(engine)
    ahead(engine)
    engine.foresee = lambda: asked.append(engine.state.tick)
    put(engine, Go())
    assert not asked
    step(engine)
    assert engine.seq == HANDS
    step(engine)
    assert engine.seq == HANDS + 1


def test_in_a_flood_of_buttons_halt_is_in_the_next_tick_though_that_was_worked_out() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    put(engine, *[Pause()] * HANDS)
    ahead(engine)
    put(engine, Go(), Halt())
    step(engine)
    assert engine.seq == HANDS + 2


async def test_a_night_on_disk_tells_the_same_whether_it_was_worked_out_ahead_or_not(tmp_path: Path) -> None:
    evening: dict[int, Sequence[Intent]] = {5: [Go()], 60: [Inject("storm")], 120: [Halt()], 130: [Go()]}
    nights: list[Played] = []
    for name, is_ahead in (("ahead", True), ("plain", False)):
        nights.append(await begin(tmp_path / name, WALL, given=evening, is_ahead=is_ahead).play(200))
        nights[-1].close()
    assert nights[0].output.sent == nights[1].output.sent
