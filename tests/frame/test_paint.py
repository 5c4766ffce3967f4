"""What visitors paint, as somebody before the wall sees it: it comes and goes gently, and gives way to everybody."""

import numpy as np
import pytest

from controller.frame.canvas import Canvas
from controller.frame.explain.fixture import Sent, explain
from controller.frame.paint import Paint
from controller.frame.pipeline import Painter
from controller.model import intent as intents
from controller.model.incident import Incident
from controller.model.intent import Grab, Ungrab
from controller.model.rig import Cells
from controller.model.visits import ClearPaint, ClosePaint, OpenPaint, Strokes
from controller.show.painting import open_one
from tests.shows import FPS, WALL, Played

TEXT = f"""{WALL}
paint:
  tiles: {{zone: wall, colors: {{Green: green, Red: red}}, level: 90%, for: 5min, keeps: 10s, every: 2s, fade: 1s}}
"""
DEAD = TEXT.replace("  storm:", "  dark: {kind: dead, zone: wall, share: 100%, amount: 1, for: 30s}\n  storm:")


def a_night(text: str = TEXT) -> Played:
    playing = Played(text)
    playing.give(intents.Goto("1"))
    playing.run(2)
    playing.give(OpenPaint("tiles"))
    return playing


@pytest.fixture
def played() -> Played:
    return a_night()


def cell_of(played: Played, visitor: str) -> int:
    easel = open_one(played.state)
    assert easel is not None
    return next(own.cell for own in easel.owns if own.visitor == visitor)


def paint(played: Played, color: str, visitor: str = "ada") -> int:
    played.beat(Strokes("tiles", {visitor: color}))
    return cell_of(played, visitor)


def light(played: Played, cell: int) -> list[float]:
    return [round(float(part), 2) for part in played.lit[-1].light[cell]]


def steps(played: Played, cell: int, since: int) -> float:
    """The largest step of a cell from one frame to the next."""
    seen = np.array([lit.light[cell] for lit in played.lit[since:]])
    return float(np.abs(np.diff(seen, axis=0)).max())


def others(played: Played, cell: int) -> Cells:
    return np.setdiff1d(played.show.rig.zones["wall"], [cell])


def test_a_colour_comes_stays_and_goes_and_no_other_cell_changes(played: Played) -> None:
    plain = played.lit[-1].light.copy()
    begin = len(played.lit)
    cell = paint(played, "Green")
    played.run(1.1)
    assert light(played, cell) == [0.0, 0.9, 0.0]
    played.run(8.5)
    assert light(played, cell) == [0.0, 0.9, 0.0]
    played.run(2)
    assert np.array_equal(played.lit[-1].light, plain), "the show is back, to the byte"
    assert steps(played, cell, begin) < 1.5 / FPS, "it never snaps"
    for lit in played.lit[begin:]:
        assert np.array_equal(lit.light[others(played, cell)], plain[others(played, cell)])


def test_another_colour_comes_over_the_first_without_a_snap(played: Played) -> None:
    begin = len(played.lit)
    cell = paint(played, "Green")
    played.run(2)
    paint(played, "Red")
    played.run(1.1)
    assert light(played, cell) == [0.9, 0.0, 0.0]
    played.run(9)
    paint(played, "Green")
    played.run(12)
    assert steps(played, cell, begin) < 2.5 / FPS


def test_a_colour_laid_while_the_last_one_goes_does_not_snap(played: Played) -> None:
    begin = len(played.lit)
    cell = paint(played, "Green")
    played.run(10.5)
    paint(played, "Red")
    played.run(3)
    assert light(played, cell) == [0.9, 0.0, 0.0]
    assert steps(played, cell, begin) < 2.5 / FPS


def test_after_close_a_colour_stays_its_time_and_clear_takes_it_at_once(played: Played) -> None:
    plain = played.lit[-1].light.copy()
    cell = paint(played, "Green")
    played.run(1.1)
    played.give(ClosePaint("tiles"))
    played.run(5)
    assert light(played, cell) == [0.0, 0.9, 0.0]
    played.give(ClearPaint())
    assert np.array_equal(played.lit[-1].light, plain)


def test_masters_and_blackout_and_panic_lie_above(played: Played) -> None:
    cell = paint(played, "Green")
    played.run(1.1)
    played.beat(intents.ZoneLevel("wall", 0.5))
    assert light(played, cell)[1] == pytest.approx(0.45, abs=0.01)
    played.beat(intents.Blackout(on=True))
    assert light(played, cell) == [0.0, 0.0, 0.0]
    played.beat(intents.Blackout(on=False), intents.ZoneLevel("wall", 1.0), intents.Panic())
    played.run(1.1)
    assert light(played, cell) == light(played, int(others(played, cell)[0]))


def test_a_hand_takes_the_cell_and_gives_it_back(played: Played) -> None:
    begin = len(played.lit)
    cell = paint(played, "Green")
    played.run(1.1)
    fixture = played.show.rig.fixtures[cell].id.replace("-", " ")
    played.beat(Grab(fixture, {"color": "blue"}, fade_s=0.5))
    played.run(1)
    assert light(played, cell) == pytest.approx([0.0, 0.0, 0.7], abs=0.02), "its level is the show's, not the paint's"
    played.beat(Ungrab(None, 0.5))
    played.run(1)
    assert light(played, cell) == [0.0, 0.9, 0.0]
    assert steps(played, cell, begin) < 4 / FPS


def test_where_a_recovery_is_at_work_its_picture_shows_and_then_the_paint_again() -> None:
    plain, painted = a_night(), a_night()
    cell = paint(painted, "Green")
    plain.beat()
    for night in (plain, painted):
        night.run(1.1)
        night.beat(intents.Inject("whole"))
        night.beat(intents.Approve("i1"))
        night.run(0.6)
    for _ in range(6 * FPS):
        plain.beat()
        painted.beat()
        assert np.array_equal(plain.lit[-1].light, painted.lit[-1].light), "the wound is the show"
    begin = len(painted.lit)
    painted.beat(Strokes("tiles", {"ada": "Red"}))
    painted.run(3)
    assert light(painted, cell) == [0.9, 0.0, 0.0]
    assert steps(painted, cell, begin) < 2.5 / FPS


def test_where_recoveries_are_at_work_is_looked_up_when_one_begins_and_not_in_every_frame() -> None:
    night = a_night()
    cell = paint(night, "Green")
    night.run(1.1)
    asked: list[str] = []

    def mended(incident: Incident) -> Cells:
        asked.append(incident.id)
        return np.array([cell])

    stage = Paint(night.show, night.painter.programmer, mended)
    night.beat(intents.Inject("whole"))
    night.beat(intents.Approve("i1"))
    for _ in range(2 * FPS):
        night.beat()
        canvas = Canvas.blank(night.show.rig.cell_count, len(night.show.patch.parameter_channel))
        stage.paint(night.state, night.state.tick, canvas)
    assert canvas.intensity[cell] == 0, "it has given way"
    assert 1 <= len(asked) <= 4
    assert set(asked) == {"i1"}


def test_no_colour_makes_a_dead_tile_shine() -> None:
    night = a_night(DEAD)
    cell = paint(night, "Green")
    night.run(1.1)
    night.beat(intents.Inject("dark"))
    night.run(1)
    assert light(night, cell) == [0.0, 0.0, 0.0]


def test_what_is_skipped_or_painted_anew_gives_the_same_frame(played: Played) -> None:
    paint(played, "Green")
    played.run(0.4)
    fresh = Painter(played.show)
    again = fresh.compose(played.state, ("playback", "paint"))
    here = played.painter.compose(played.state, ("playback", "paint"))
    assert np.array_equal(again.rgb, here.rgb)
    assert np.array_equal(again.intensity, here.intensity)


def test_explain_names_the_paint(played: Played) -> None:
    cell = paint(played, "Green")
    played.run(2)
    sent = Sent(played.memory.levels, played.lit[-1].frame)
    told = explain(played.show, played.painter, played.state, sent, played.show.rig.fixtures[cell].id)
    assert told is not None
    colour = next(trace for trace in told.traces if trace.attribute == "color")
    assert [(step.stage, step.by) for step in colour.steps][-1] == ("paint", ("paint tiles, Green by a visitor",))


def test_a_whole_wall_of_quick_hands_stays_within_the_flash_limits() -> None:
    night = a_night(TEXT.replace("every: 2s, fade: 1s", "every: 250ms, fade: 250ms"))
    everybody = [f"v{number}" for number in range(64)]
    for turn in range(40):
        night.beat(Strokes("tiles", dict.fromkeys(everybody, ("Red", "Green")[turn % 2])))
        night.run(0.25)
    assert night.report().failures(3) == ()
