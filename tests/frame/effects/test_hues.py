"""Hues turned run by run, on a folded canvas, are those of single cells to the last bit."""

import numpy as np
import pytest

from controller.frame.canvas import Canvas
from controller.frame.effects import lay
from controller.frame.effects.hues import turn_hues
from controller.frame.effects.moment import Moment
from controller.frame.folding import Folding, fold
from tests.shows import show_of

RIG = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 300, at: lamps 1/1}}
zones: {some: "tile 40-90, tile 200-230", more: "tile 80-210"}
cues: [{cue: 1, look: {some: {color: red}, more: {color: blue}}, fade: 0s}]
"""
WALL_OF_HUES = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 144, layout: {grid: [12, 12], spacing: 0.3}, at: lamps 1/1}}
zones: {wall: tile}
cues: [{cue: 1, look: {wall: {color: red}}, effect: {MOTIONon: wall, of: hue, period: 3s}}}]
"""


@pytest.mark.parametrize("spots", [None, 1, 7, 60])
@pytest.mark.parametrize("where", [slice(0, 300), slice(50, 205), slice(299, 300)])
def test_turning_runs_of_equal_cells_is_turning_each_of_them(where: slice, spots: int | None) -> None:
    folding = fold(show_of(RIG))
    assert folding is not None
    assert folding.runs
    draw = np.random.default_rng(5)
    kinds = Canvas.blank(folding.count)
    kinds.rgb[:] = np.round(draw.random(kinds.rgb.shape) * 3) / 3
    kinds.rgb[:, 0] = 0.4
    cells = where.stop - where.start
    which = None if spots is None else draw.integers(0, spots, cells)
    turns = (draw.random(spots or cells) * 4 - 2).astype(np.float32)
    folded, spread = (_spread(kinds, folding) for _ in range(2))
    spread.unfold()
    turn_hues(folded, where, turns, which)
    turn_hues(spread, where, turns if which is None else turns[which])
    assert np.array_equal(folded.rgb, spread.rgb)
    assert np.array_equal(folded.intensity, spread.intensity)


def _spread(kinds: Canvas, folding: Folding) -> Canvas:
    canvas = Canvas.blank(len(folding.kind))
    canvas.fold(kinds, folding)
    return canvas


@pytest.mark.parametrize("motion", ["wave: {", "rainbow: {", "scanner: {", "gradient: {", "chase: {direction: right, "])
def test_cells_at_one_spot_of_a_motion_are_turned_as_each_of_them_is(
    motion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = []
    for few in (4, 1 << 30):
        monkeypatch.setattr(lay, "FEW", few)
        show = show_of(WALL_OF_HUES.replace("MOTION", motion))
        effect = next(iter(show.lists["main"].cues)).effects[0]
        canvas = Canvas.blank(show.rig.cell_count)
        canvas.rgb[:] = np.array([[0.9], [0.3], [0.1]], np.float32)
        turn = lay.prepare(effect, show)
        for frame in range(5):
            turn(canvas, Moment(frame / 7, frame / 7), np.float32(0.8))
        painted.append(canvas.rgb)
    assert np.array_equal(painted[0], painted[1])
    assert len(np.unique(painted[0][0])) > 3
