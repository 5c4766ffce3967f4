"""Hues turned run by run, on a folded canvas, are those of single cells to the last bit."""

import numpy as np
import pytest

from controller.frame.canvas import Canvas
from controller.frame.effects.hues import turn_hues
from controller.frame.folding import Folding, fold
from tests.shows import show_of

RIG = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 300, at: lamps 1/1}}
zones: {some: "tile 40-90, tile 200-230", more: "tile 80-210"}
cues: [{cue: 1, look: {some: {color: red}, more: {color: blue}}, fade: 0s}]
"""


@pytest.mark.parametrize("where", [slice(0, 300), slice(50, 205), slice(299, 300)])
def test_turning_runs_of_equal_cells_is_turning_each_of_them(where: slice) -> None:
    folding = fold(show_of(RIG))
    assert folding is not None
    assert folding.runs
    draw = np.random.default_rng(5)
    kinds = Canvas.blank(folding.count)
    kinds.rgb[:] = np.round(draw.random(kinds.rgb.shape) * 3) / 3
    kinds.rgb[:, 0] = 0.4
    turns = (draw.random(where.stop - where.start) * 4 - 2).astype(np.float32)
    folded, spread = (_spread(kinds, folding) for _ in range(2))
    spread.unfold()
    for canvas in (folded, spread):
        turn_hues(canvas, where, turns)
    assert np.array_equal(folded.rgb, spread.rgb)
    assert np.array_equal(folded.intensity, spread.intensity)


def _spread(kinds: Canvas, folding: Folding) -> Canvas:
    canvas = Canvas.blank(len(folding.kind))
    canvas.fold(kinds, folding)
    return canvas
