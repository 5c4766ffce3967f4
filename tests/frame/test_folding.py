"""Cells that no cue tells apart are painted as one: to the last bit what each of them would be by itself."""

import numpy as np
import pytest

from controller.frame.canvas import Canvas
from controller.frame.drive import Drive
from controller.frame.folding import fold
from controller.frame.playback import Playback
from controller.model.intent import Entry, Go, Goto, Intent
from controller.model.show import Show
from controller.show.reduce import advance, initial, reduce
from tests.shows import show_of

RIG = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, wall: {protocol: websocket}}
fixtures:
  tile: {profile: generic/rgb, count: 9000, at: lamps 1/1}
  head: {profile: generic/moving-head, count: 20, at: lamps 80/1}
  par: {profile: generic/rgbw-par, count: 40, at: lamps 90/1}
  screen: {profile: generic/projector, at: wall}
  smoke: {profile: generic/dimmer, count: 2, class: fog, at: lamps 99/1}
zones: {all: "tile, head, par, screen, smoke", odd: "tile odd", some: "tile 100-300, par 3-9"}
cues:
  - {cue: 1, look: {all: {color: "#ffbc00", level: 40%}}, fade: 1s}
  - {cue: 2, look: {odd: {color: "#0020ff", level: 90%}, head: {pan: 30%}}, fade: {up: 2s, down: 0.5s}}
  - {cue: 3, look: {some: {level: 10%, color: green}}, fade: 1s, parts: {some: {fade: 3s, delay: 0.2s}}}
lists:
  side: {merge: htp, cues: [{cue: 1, look: {some: {level: 70%}}, fade: 1s}]}
  over: {priority: 2, cues: [{cue: 1, look: {par: {level: 100%, color: white}}, fade: 1s}]}
policy: {go_lockout: 0s}
"""
EVENING: dict[int, Intent] = {1: Go(), 20: Go(), 50: Go("side"), 60: Go(), 90: Go("over"), 200: Goto("1")}


@pytest.fixture(scope="module")
def show() -> Show:
    return show_of(RIG)


def test_a_rig_of_zones_has_few_kinds_of_cells(show: Show) -> None:
    folding = fold(show)
    assert folding is not None
    assert folding.count < 12


def test_cells_that_are_all_different_are_not_folded() -> None:
    looks = ", ".join(f"tile-{number}: {{level: {number}%}}" for number in range(1, 21))
    one_each = f"""
nodes: {{lamps: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{tile: {{profile: generic/rgb, count: 20, at: lamps 1/1}}}}
cues: [{{cue: 1, look: {{{looks}}}, fade: 0s}}]
"""
    assert fold(show_of(one_each)) is None


def test_folded_frames_are_the_frames_of_single_cells_to_the_last_bit(show: Show) -> None:
    folding = fold(show)
    ways = [(Playback(show, each), Drive(show, each)) for each in (folding, None)]
    canvases = [Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel)) for _ in ways]
    state = initial(show)
    for tick in range(1, 300):
        state, _ = advance(show, state, tick)
        if tick in EVENING:
            state, _ = reduce(show, state, Entry(tick, tick, "test", "operator", EVENING[tick]))
        drives = []
        for (playback, drive), canvas in zip(ways, canvases, strict=True):
            playback.paint(state, tick, canvas)
            if tick % 7 == 0:
                canvas.dim(np.float32(0.7))
            if tick % 11 == 0:
                canvas.unfold()
            drives.append(drive.paint(canvas, safe=tick % 13 == 0).copy())
        assert np.array_equal(drives[0], drives[1]), tick
        if tick % 5 == 0:
            one, other = canvases
            assert np.array_equal(one.intensity, other.intensity)
            assert np.array_equal(one.rgb, other.rgb)
            assert np.array_equal(one.text, other.text)


def test_what_lists_above_hold_is_known_of_every_cell(show: Show) -> None:
    ways = [Playback(show, each) for each in (fold(show), None)]
    state = initial(show)
    state, _ = advance(show, state, 1)
    state, _ = reduce(show, state, Entry(1, 1, "test", "operator", Go("over")))
    for tick in (20, 200):
        state, _ = advance(show, state, tick)
        one, other = (playback.above(state, tick, 1) for playback in ways)
        assert one is not None
        assert other is not None
        for held in ("level", "level_weight", "rgb", "rgb_weight", "text"):
            assert np.array_equal(getattr(one, held), getattr(other, held)), held


def test_a_canvas_of_kinds_is_filled_when_somebody_looks(show: Show) -> None:
    folding = fold(show)
    assert folding is not None
    canvas = Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel))
    kinds = Canvas.blank(folding.count, len(show.patch.parameter_channel))
    kinds.intensity[:] = np.arange(folding.count, dtype=np.float32)
    canvas.fold(kinds, folding)
    assert canvas.folded is kinds
    assert np.array_equal(canvas.intensity, folding.kind.astype(np.float32))
    assert canvas.folded is None
