"""A sort over a moving picture: cells that pass each other in brightness trade places without a jump of colour."""

from itertools import pairwise

import numpy as np
import pytest

from controller.frame.memory import Memory
from controller.model.intent import Approve, Blackout, Go, Inject
from tests.shows import FPS, Lit, Played

SHOW = """
show: {name: Sorted, fps: 40, seed: 5}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [8, 2], spacing: 0.5}, at: lamps 1/1}
zones: {wall: tile}
cues:
  - {cue: 1, look: {tile column 1-4: {color: red, level: 90%}, tile column 5-8: {color: blue, level: 90%}}, fade: 0s}
  - {cue: 2, look: {tile column 1-4: {level: 10%}, tile column 5-8: {level: 90%}}, fade: 4s}
faults:
  hung: {kind: brown-out, zone: wall, share: 100%, amount: 10%, for: 60s}
recoveries:
  sorted: {when: {kind: brown-out}, phases: [{sort: 1s}, {hold: 20s}, {mend: REST}]}
"""
JUMP = 0.2
"""Two cells of the show that trade places from one frame to the next change by ten times as much in one colour."""


def sorted_over_a_fade(rest: str = "2s") -> Played:
    played = Played(SHOW.replace("REST", rest))
    played.go()
    played.give(Inject("hung"))
    played.give(Approve("i1"))
    played.run(3)
    return played


def steps(lit: list[Lit]) -> list[float]:
    return [float(np.abs(after.light - before.light).max()) for before, after in pairwise(lit)]


def brightness(played: Played) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return (played.light @ np.array([0.2126, 0.7152, 0.0722], np.float32)).reshape(2, 8)


def test_cells_that_pass_each_other_in_brightness_trade_places_without_a_jump() -> None:
    played = sorted_over_a_fade()
    assert played.light[:4, 2].min() > 0.5, "the blue ones are darker and stand first"
    begun = len(played.lit)
    played.give(Go())
    played.run(7)
    assert played.light[:4, 0].min() > 0.05, "the red ones are now"
    assert max(steps(played.lit[begun:])) < JUMP


def test_where_the_picture_stands_still_again_each_line_is_in_order_and_no_colour_is_lost() -> None:
    played = sorted_over_a_fade()
    played.give(Go())
    played.run(7)
    assert (np.diff(brightness(played)) >= -1e-3).all()
    for line in np.round(played.light.reshape(2, 8, 3), 1):
        assert len(np.unique(line, axis=0)) == 2


def test_a_sort_goes_on_from_a_snapshot_as_if_nothing_had_happened() -> None:
    played, other = sorted_over_a_fade(), sorted_over_a_fade()
    for each in (played, other):
        each.give(Go())
        each.run(3.7)
    other.memory = Memory.from_arrays(other.memory.to_arrays())
    for each in (played, other):
        each.run(1)
    assert all(np.array_equal(one.light, two.light) for one, two in zip(played.lit, other.lit, strict=True))


def test_what_is_kept_of_a_sorted_wound_keeps_its_order_under_the_next_cue() -> None:
    played = sorted_over_a_fade("{part: 50%, from: sweep, rest: keep}, for: 2s")
    played.run(21)
    assert played.incident.state == "kept"
    reds = played.light[:, 0] > played.light[:, 2]
    begun = len(played.lit)
    played.give(Go())
    played.run(6)
    assert max(steps(played.lit[begun:])) < JUMP
    kept = np.arange(16) % 8 >= 4
    assert np.array_equal((played.light[:, 0] > 0)[kept], reds[kept])


@pytest.mark.parametrize("seconds", [0.5, 30])
def test_frames_that_nobody_painted_leave_an_order_that_fits(seconds: float) -> None:
    played = sorted_over_a_fade()
    played.give(Go())
    played.run(1)
    played.jump(seconds)
    played.run(2.5)
    assert played.light.max() <= 1
    assert len(played.memory.orders) == (1 if seconds < 1 else 0)


def test_an_order_is_forgotten_with_its_recovery() -> None:
    played = sorted_over_a_fade()
    assert [array.dtype for array in played.memory.orders.values()] == [np.int32]
    played.run(22 + 1 / FPS)
    assert played.incident.state == "closed"
    assert not played.memory.orders


@pytest.mark.parametrize("reach", ["tile 1-6", "tile 3-16"])
@pytest.mark.parametrize("mend", ["2s", "{part: 50%, from: sweep, rest: keep}, for: 2s"], ids=["running", "kept"])
def test_a_reload_that_lets_the_fault_reach_other_cells_takes_their_order_anew(mend: str, reach: str) -> None:
    played = sorted_over_a_fade(mend)
    played.run(0.5 if mend == "2s" else 21)
    assert played.reload(SHOW.replace("REST", mend).replace("zone: wall, share", f"zone: {reach}, share")).ok
    played.run(2)
    played.give(Blackout(on=True))
    played.run(1)
    assert played.light.max() == 0
