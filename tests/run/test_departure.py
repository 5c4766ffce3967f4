"""A frame that comes late is told so, or does not leave, and the night painted again knows it."""

from pathlib import Path

import numpy as np

from controller.frame.memory import LONG_AGO
from controller.frame.pipeline import Painter
from controller.model.intent import Blackout, Go, Intent, Panic
from controller.run import journal as journals
from controller.run.departure import IN_TIME, Departure, Leaving
from controller.run.engine import Position
from controller.run.loop import Beat
from controller.run.replay import beginning, replay
from tests.run.nights import Played, Recorder, StumblingPainter, begin, engine_of, put, step
from tests.shows import WALL

BLACK = WALL.replace("to: 127.0.1.2}", "to: 127.0.1.2, on_loss: black, dark_after: 100ms}")
FPS = 40


def test_a_frame_less_than_a_tick_late_leaves_in_time_for_everybody() -> None:
    departure = Departure(FPS, 0)
    assert [departure.of(tick, 0.9 / FPS, {"a": 0.0}) for tick in (1, 2)] == [IN_TIME] * 2


def test_a_late_frame_leaves_out_the_nodes_that_may_have_gone_dark_since_the_last() -> None:
    dark_after_s = {"a": 0.1, "b": 0.2, "c": 0.05}
    assert Departure(FPS, 0).of(1, 0.02, dark_after_s) is IN_TIME
    for late_s, names in ((0.03, "c"), (0.07, "c"), (0.075, "ac"), (0.18, "abc")):
        assert Departure(FPS, 0).of(1, late_s, dark_after_s) == Leaving(is_late=True, left_out=frozenset(names))
    assert Departure(FPS, 0).of(1, 60.0, {}) == Leaving(is_late=True)


def test_a_node_hears_when_the_frame_really_left_not_when_it_was_due() -> None:
    departure = Departure(FPS, 0)
    assert not departure.of(1, 0.05, {"a": 0.1}).left_out
    assert not departure.of(4, 0.05, {"a": 0.1}).left_out, "75 ms after the last one, though it was due long before"
    assert departure.of(8, 0.05, {"a": 0.1}).left_out == {"a"}


def test_a_machine_that_is_too_slow_for_its_show_is_not_silent_for_anybody() -> None:
    departure = Departure(FPS, 0)
    late = [departure.of(tick, 0.05, {"a": 0.0, "b": 1.0}) for tick in range(1, 5)]
    assert [sorted(leaving.left_out) for leaving in late] == [["a"], [], ["a"], []]
    assert departure.of(5, 0.0, {"a": 0.0}) is IN_TIME
    assert departure.of(6, 0.05, {"a": 0.0}).left_out == {"a"}


def test_a_machine_that_is_late_again_and_again_leaves_room_for_what_else_is_told(tmp_path: Path) -> None:
    night = begin(tmp_path, BLACK.replace("100ms", "0s"))
    night.engine.lateness = lambda tick: 0.03 if tick % 2 else 0.0
    for _ in range(11 * FPS):
        step(night.engine)
    told = [record.what for record in night.engine.snapshot().log]
    assert told.count("late-frame") == 2
    night.close()


def late_night(root: Path, text: str, said: Intent | None = None) -> Played:
    """A night that is lit, and then is told something in a frame that is 0.3 s late."""
    night = begin(root, text)
    put(night.engine, Go())
    for _ in range(60):
        step(night.engine)
    night.engine.lateness = lambda tick: 0.3 if tick == 61 else 0.0
    put(night.engine, said or Panic())
    step(night.engine)
    return night


def test_what_is_said_in_a_frame_that_is_left_out_is_in_the_next_one(tmp_path: Path) -> None:
    night = late_night(tmp_path, BLACK)
    engine, sent = night.engine, night.output.sent
    assert night.output.left_out == {61: {"lamps"}}
    assert engine.state.is_panicking
    assert [record.what for record in engine.snapshot().log].count("late-frame") == 1
    assert engine.snapshot().engine.late == 1
    engine.step(Beat(73, 11, 0.0, is_late=True))
    assert sent[73] != sent[60]
    night.close()


def test_a_blackout_leaves_however_late_it_is(tmp_path: Path) -> None:
    night = late_night(tmp_path, BLACK, Blackout())
    assert not np.frombuffer(night.output.sent[61], np.uint8)[: 3 * 64].any()
    assert not night.output.left_out
    night.close()


def test_where_nodes_hold_a_late_frame_leaves_all_the_same(tmp_path: Path) -> None:
    night = late_night(tmp_path, WALL)
    assert 61 in night.output.sent
    assert not night.output.left_out
    night.close()


def test_who_paints_a_night_with_late_frames_again_remembers_the_same(tmp_path: Path) -> None:
    night = late_night(tmp_path, BLACK)
    night.engine.step(Beat(73, 11, 0.0, is_late=True))
    night.close()
    log, painter = journals.read(night.night.folder / journals.NAME), Painter(night.show)
    assert log.late == {61: {"lamps"}}
    *_, (_, position) = replay(night.show, log, painter, beginning(night.show, painter))
    again, lived = position.memory.to_arrays(), night.engine.memory.to_arrays()
    assert [name for name in lived if not np.array_equal(again[name], lived[name], equal_nan=name == "heads")] == []


def test_an_engine_whose_first_frames_raise_holds_what_it_knows_to_be_seen(tmp_path: Path) -> None:
    night = begin(tmp_path, BLACK)
    put(night.engine, Go())
    for _ in range(60):
        step(night.engine)
    before, output = night.engine, Recorder()
    stumbling = StumblingPainter(night.show, range(61, 70))

    engine = engine_of(night.show, output, start=Position(before.state, before.memory, before.seq, stumbling))
    step(engine)
    assert output.sent[61] == night.output.sent[60]
    engine.step(Beat(70 - 1, 7, 0.0, is_late=False))
    assert not np.frombuffer(output.sent[69], np.uint8)[: 3 * 64].any()
    assert (engine.memory.lost_since == LONG_AGO).all()
    night.close()
