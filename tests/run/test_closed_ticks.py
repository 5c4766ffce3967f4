"""A tick whose memory is too large to be copied is closed once it is worked out: it leaves, and hands have the next."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.pipeline import Painter
from controller.model.facts import Sense
from controller.model.intent import Blackout, Go, GrandMaster, Halt, Inject, Intent, Panic, Reload
from controller.run import engine as engines
from controller.run import journal as journals
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.replay import beginning, replay
from controller.run.seam import LocalSeam
from controller.run.turn import Staged
from tests.run.nights import INTENTS, Played, Recorder, StumblingPainter, ahead, begin, engine_of, put, step
from tests.shows import CUES, WALL, show_of

GIVEN = st.lists(st.sampled_from(INTENTS), max_size=2)
EVENING = st.dictionaries(st.integers(1, 100), GIVEN, max_size=20)


@pytest.fixture(autouse=True)
def nothing_is_copied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "MOST_COPIED", 10)
        yield


def hurried(engine: Engine) -> list[int]:
    """Note after which ticks the next one is asked for at once."""
    asked: list[int] = []
    engine.hurry = lambda: asked.append(engine.state.tick)
    return asked


def again(night: Played) -> dict[int, bytes]:
    """Paint a night again from its journal on disk."""
    log, painter = journals.read(night.night.folder / journals.NAME), Painter(night.show)
    frames = replay(night.show, log, painter, beginning(night.show, painter))
    return {frame.tick: frame.slots.tobytes() for frame, _ in frames if frame is not None}


@settings(max_examples=15, deadline=None)
@given(turns=EVENING, pressed=EVENING, stalls=st.dictionaries(st.integers(1, 100), st.floats(0, 0.2), max_size=6))
async def test_a_night_of_closed_ticks_gives_the_same_bytes_again(
    tmp_path_factory: pytest.TempPathFactory,
    turns: dict[int, list[Intent]],
    pressed: dict[int, list[Intent]],
    stalls: dict[int, float],
) -> None:
    root = tmp_path_factory.mktemp("night")
    night = await begin(root, WALL, given=turns, pressed=pressed, stalls=stalls).play(100)
    night.close()
    assert again(night) == night.output.sent


async def test_a_night_in_which_nothing_comes_meanwhile_is_the_night_that_was_not_worked_out_ahead(
    tmp_path: Path,
) -> None:
    evening: dict[int, list[Intent]] = {5: [Go()], 60: [Inject("storm")], 90: [Halt()], 100: [Go()]}
    nights: list[Played] = []
    for name, is_ahead in (("ahead", True), ("plain", False)):
        nights.append(await begin(tmp_path / name, WALL, given=evening, is_ahead=is_ahead).play(150))
        nights[-1].close()
    assert nights[0].output.sent == nights[1].output.sent


def test_a_closed_tick_shows_nothing_before_its_moment() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    step(engine)
    before, frame, log, levels = engine.state, engine.frame, engine.snapshot().log, engine.memory.levels.copy()
    put(engine, Go())
    ahead(engine)
    assert (engine.state, engine.frame, engine.snapshot().log) == (before, frame, log)
    assert np.array_equal(engine.memory.levels, levels)


@pytest.mark.parametrize("button", [Go(), Halt(), Panic(), Blackout()])
async def test_a_button_that_finds_a_tick_closed_has_the_next_one_and_that_comes_at_once(button: Intent) -> None:
    engine = engine_of(show_of(CUES), Recorder())
    step(engine)
    ahead(engine)
    asked, done = hurried(engine), asyncio.get_running_loop().create_future()
    engine.put(button, source="test", role="operator", answered=done)
    assert not asked
    step(engine)
    assert not done.done()
    assert asked == [2]
    step(engine)
    assert (await done).tick == 3
    assert asked == [2]


async def test_the_tick_of_a_button_that_came_too_late_leaves_as_soon_as_the_closed_one_has_left(
    tmp_path: Path,
) -> None:
    night = begin(tmp_path, WALL, pressed={5: [Go()]})
    left: dict[int, float] = {}
    send = night.output.send

    def noted(tick: int, *given: object, **more: object) -> None:
        left[tick] = night.clock.now()
        send(tick, *given, **more)  # type: ignore[arg-type]  # as it was called

    night.output.send = noted  # type: ignore[method-assign]
    await night.play(8)
    night.close()
    gaps = np.diff([left[tick] for tick in range(1, 9)]) * night.show.fps
    assert gaps == pytest.approx([1, 1, 1, 1, 0, 2, 1], abs=1e-6)


@pytest.mark.parametrize("button", [Halt(), Panic(), Blackout()])
async def test_what_is_urgent_right_after_a_tick_that_left_early_waits_for_that_tick_s_moment_alone(
    tmp_path: Path, button: Intent
) -> None:
    night = begin(tmp_path, WALL, pressed={5: [Go()]})
    left: dict[int, float] = {}
    play = night.engine.step

    def noted(beat: Beat) -> None:
        left[beat.tick] = night.clock.now()
        play(beat)
        if beat.tick == 6:
            night.clock.advance(0.2 / night.show.fps)
            put(night.engine, button)

    night.engine.step = noted  # type: ignore[method-assign]
    await night.play(9)
    night.close()
    gaps = np.diff([left[tick] for tick in range(1, 10)]) * night.show.fps
    assert gaps == pytest.approx([1, 1, 1, 1, 0, 1, 2, 1], abs=1e-6)


def test_values_of_a_stream_and_what_the_engine_finds_wait_for_the_next_tick_at_its_own_moment() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    ahead(engine)
    asked = hurried(engine)
    put(engine, GrandMaster(0.5), Sense("x", 1))
    engine.put(Go(), source="engine", role="engine")
    step(engine)
    assert not asked
    step(engine)
    assert (engine.state.grand_master, engine.state.last_go_tick) == (0.5, 2)


def test_a_button_alone_closes_no_tick_and_what_is_urgent_has_it_at_once() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    asked, at_once = list[int](), hurried(engine)
    engine.foresee = lambda: asked.append(engine.state.tick)
    put(engine, Go())
    assert not asked
    assert not at_once
    put(engine, Halt())
    assert not asked
    assert at_once == [0]


def test_a_show_that_answers_at_once_closes_no_tick() -> None:
    engine = engine_of(show_of(CUES.replace("fps:", "immediate: true, fps:", 1)), Recorder())
    asked = hurried(engine)
    ahead(engine)
    put(engine, Go())
    assert asked == [0]
    step(engine)
    assert engine.state.last_go_tick == 1


def test_a_closed_tick_whose_moment_has_passed_is_sent_before_the_one_that_is_due(tmp_path: Path) -> None:
    output = Recorder()
    night = begin(tmp_path, CUES)
    engine = engine_of(show_of(CUES), output, journal=night.night.journal)
    put(engine, Go())
    ahead(engine)
    engine.step(Beat(5, 4, 0.01, is_late=True))
    assert list(output.sent) == [1, 5]
    assert (engine.state.last_go_tick, engine.seq) == (1, 1)
    assert engine.snapshot().engine.skipped == 3
    night.close()
    log = journals.read(night.night.folder / journals.NAME)
    assert [(skip.tick, skip.count) for skip in log.skips] == [(5, 3)]


def test_what_is_told_meanwhile_is_a_revision_of_its_own() -> None:
    engine = engine_of(show_of(CUES), Recorder())
    step(engine)
    put(engine, Go())
    ahead(engine)
    before = engine.state.revision
    engine.notice("disk", "the night is written again", ok=True)
    assert engine.state.revision == before + 1
    step(engine)
    assert engine.state.last_go_tick == 2
    assert engine.state.revision > before + 1


@pytest.mark.parametrize("offered_first", [True, False])
def test_a_show_may_be_offered_while_a_tick_is_closed(*, offered_first: bool) -> None:
    engine = engine_of(show_of(WALL), Recorder())
    other, third = (show_of(WALL.replace("seed: 7", f"seed: {seed}")) for seed in (8, 9))
    step(engine)
    if offered_first:
        engine.offer(Staged(other, Painter(other)))
        put(engine, Reload(other.hash))
    ahead(engine)
    engine.offer(Staged(third, Painter(third)))
    put(engine, Reload(third.hash))
    step(engine)
    assert engine.show is (other if offered_first else show_of(WALL))
    step(engine)
    assert engine.show is third


async def test_a_fault_is_looked_at_from_after_the_closed_tick() -> None:
    show = show_of(WALL)
    engine = engine_of(show, Recorder())
    step(engine)
    put(engine, Go())
    ahead(engine)
    seen: list[tuple[int, int]] = []

    async def look(_show: object, state: object, memory: object, _fault: str) -> None:
        seen.append((state.tick, int(memory.tick[0])))  # type: ignore[attr-defined]

    await LocalSeam(engine, look).preview("storm")  # type: ignore[arg-type]
    assert seen == [(2, 2)]


def test_a_stage_that_raises_in_a_closed_tick_holds_the_last_frame() -> None:
    output = Recorder()
    engine = engine_of(show_of(CUES), output)
    engine.painter = StumblingPainter(engine.show, range(5, 7))
    put(engine, Go())
    for _ in range(8):
        ahead(engine)
        step(engine)
    assert output.sent[4] == output.sent[5] == output.sent[6] != output.sent[7]
    assert engine.snapshot().engine.stage_errors == 2
