"""A frame that comes late is told so, or does not leave, and the night painted again knows it."""

from math import inf
from pathlib import Path

import numpy as np

from controller.frame.memory import LONG_AGO
from controller.frame.pipeline import Painter
from controller.model.intent import Blackout, Go, Intent, Panic
from controller.run import journal as journals
from controller.run.departure import Departure, Leaving
from controller.run.engine import Position
from controller.run.loop import Beat
from controller.run.replay import beginning, replay
from tests.run.nights import Played, Recorder, StumblingPainter, begin, engine_of, put, step
from tests.shows import WALL

BLACK = WALL.replace("to: 127.0.1.2}", "to: 127.0.1.2, on_loss: black, dark_after: 100ms}")
FPS = 40


def test_a_frame_less_than_a_tick_late_leaves_in_time() -> None:
    departure = Departure(FPS, 0)
    assert [departure.of(tick, 0.9 / FPS, 0.0) for tick in (1, 2)] == [Leaving.IN_TIME] * 2


def test_a_late_frame_is_left_out_only_if_a_node_may_have_gone_dark_since_the_last() -> None:
    assert Departure(FPS, 0).of(1, 0.07, 0.1) is Leaving.LATE
    assert Departure(FPS, 0).of(1, 0.08, 0.1) is Leaving.NOT_AT_ALL
    assert Departure(FPS, 0).of(1, 60.0, inf) is Leaving.LATE


def test_a_machine_that_is_too_slow_for_its_show_is_not_silent() -> None:
    departure = Departure(FPS, 0)
    late = [departure.of(tick, 0.05, 0.0) for tick in range(1, 7)]
    assert late == [Leaving.NOT_AT_ALL] * 3 + [Leaving.LATE] * 3
    assert departure.of(7, 0.0, 0.0) is Leaving.IN_TIME
    assert departure.of(8, 0.05, 0.0) is Leaving.NOT_AT_ALL


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
    assert 61 not in sent
    assert engine.state.is_panicking
    assert [record.what for record in engine.snapshot().log].count("late-frame") == 1
    assert engine.snapshot().engine.late == 1
    engine.step(Beat(73, 11, 0.0, is_late=True))
    assert sent[73] != sent[60]
    night.close()


def test_a_blackout_leaves_however_late_it_is(tmp_path: Path) -> None:
    night = late_night(tmp_path, BLACK, Blackout())
    assert not np.frombuffer(night.output.sent[61], np.uint8)[: 3 * 64].any()
    night.close()


def test_where_nodes_hold_a_late_frame_leaves_all_the_same(tmp_path: Path) -> None:
    night = late_night(tmp_path, WALL)
    assert 61 in night.output.sent
    night.close()


def test_who_paints_a_night_with_late_frames_again_remembers_the_same(tmp_path: Path) -> None:
    night = late_night(tmp_path, BLACK)
    night.engine.step(Beat(73, 11, 0.0, is_late=True))
    night.close()
    log, painter = journals.read(night.night.folder / journals.NAME), Painter(night.show)
    assert log.late == {61}
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
