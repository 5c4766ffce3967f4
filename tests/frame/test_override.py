"""PANIC over the picture: the same, cell for cell, however the rig's cells follow each other."""

import numpy as np
import pytest

from controller.frame import folding
from controller.frame.canvas import Canvas
from controller.frame.override import Override
from controller.model.replaced import replace
from controller.model.state import PanicState, ShowState
from tests.shows import Played, show_of

RIG = """
show: {name: Panic, fps: 40}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, count: 30, at: wall 1/1}
  exit: {profile: generic/dimmer, count: 2, at: wall 1/101, class: egress}
  wash: {profile: generic/rgb, count: 10, at: wall 1/201}
zones: {even: "tile 2 4 6 8", most: "tile 10-30, wash", all: "tile, wash"}
looks: {calm: {all: {level: 20%, color: "#4060ff"}, even: {level: 70%}, most: {color: red}}}
cues: [{cue: 1, look: {all: {level: 100%}}}]
panic: {look: calm, fade: 1s}
"""


def picture(seed: int, cells: int) -> Canvas:
    chance = np.random.default_rng(seed)
    canvas = Canvas.blank(cells)
    canvas.intensity[:] = chance.random(cells)
    canvas.rgb[:] = chance.random((3, cells))
    canvas.text[:] = chance.integers(0, 5, cells)
    return canvas


@pytest.mark.parametrize("tick", [1, 13, 20, 21, 39, 40, 400])
def test_panic_is_the_same_whether_cells_are_laid_run_by_run_or_one_by_one(
    tick: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = show_of(RIG)
    played = Played(show)
    state: ShowState = replace(played.state, panic=PanicState(0, 0, 40))
    in_runs = Override(show)
    monkeypatch.setattr(folding, "MOST_RUNS", 1)
    one_by_one = Override(show)
    first, second, before = (picture(tick, show.rig.cell_count) for _ in range(3))
    in_runs.paint(state, tick, first)
    one_by_one.paint(state, tick, second)
    for what in ("intensity", "rgb", "text"):
        assert getattr(first, what).tobytes() == getattr(second, what).tobytes()
        kept = getattr(before, what)[..., 30:32]
        assert np.array_equal(getattr(first, what)[..., 30:32], kept), "what is protected stays as it is"
    assert not np.array_equal(first.rgb, before.rgb)
