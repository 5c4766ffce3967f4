"""Two cue lists at once: who wins, and that nobody takes over with a jump."""

import numpy as np
import pytest

from controller.model.intent import Go, Pause, Release, Resume
from tests.shows import FPS, Played, largest_step

TWO = """
show: {name: Two, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/rgb, count: 2, at: lamps 1/1}
cues:
  - {cue: 1, look: {lamp: {color: red, level: 50%}}, fade: 0s}
  - {cue: 2, look: {lamp: {color: green, level: 80%}}, fade: 2s}
  - {cue: 3, look: {lamp: {level: 10%}}, fade: 2s}
lists:
  side:
    priority: PRIORITY
    merge: MERGE
    cues:
      - {cue: 1, look: {lamp 1: {color: blue, level: 70%}}, fade: 2s}
      - {cue: 2, look: {lamp 1: {level: 20%}}, fade: 2s}
policy: {go_lockout: 0s}
"""
STEP = 1 / (2 * FPS) + 1.5 / 255


def two(*, priority: int = 0, merge: str = "ltp") -> Played:
    return Played(TWO.replace("PRIORITY", str(priority)).replace("MERGE", merge))


def shown(played: Played, cell: int = 0) -> list[float]:
    return [round(float(part), 2) for part in played.light[cell]]


def test_the_latest_list_takes_precedence() -> None:
    played = two()
    played.give(Go())
    played.give(Go("side"))
    played.run(2)
    assert shown(played) == [0, 0, 0.7]
    assert shown(played, 1) == [0.5, 0, 0]
    played.give(Go())
    played.run(2)
    assert shown(played) == [0, 0.8, 0]


def test_taking_precedence_never_jumps() -> None:
    played = two()
    played.give(Go())
    played.run(1)
    first = len(played.lit) - 1
    played.give(Go("side"))
    played.run(1)
    played.give(Go())
    played.run(1)
    played.give(Go("side"))
    played.run(3)
    played.give(Go())
    played.run(3)
    assert largest_step(played.lit[first:]) <= 2 * STEP
    assert shown(played) == [0, 0.1, 0]


def test_a_list_that_was_paused_for_long_still_wins_with_its_later_go() -> None:
    played = two()
    played.give(Go())
    played.give(Pause())
    played.run(60)
    played.give(Go("side"))
    played.run(2)
    played.give(Resume())
    played.give(Go())
    played.run(2)
    assert shown(played) == [0, 0.8, 0]


def test_a_release_shows_what_lies_under_it_without_coming_on_top_first() -> None:
    played = two()
    played.give(Go())
    played.give(Go("side"))
    played.run(2)
    first = len(played.lit) - 1
    played.give(Release(fade_s=2))
    played.run(2)
    assert shown(played) == [0, 0, 0.7]
    assert shown(played, 1) == [0, 0, 0]
    assert all(np.allclose(lit.light[0], [0, 0, 0.7], atol=1 / 255) for lit in played.lit[first:])


def test_a_release_of_the_upper_list_fades_to_the_lower_one() -> None:
    played = two()
    played.give(Go())
    played.give(Go("side"))
    played.run(2)
    first = len(played.lit) - 1
    played.give(Release("side", fade_s=2))
    played.run(2)
    assert shown(played) == [0.5, 0, 0]
    assert largest_step(played.lit[first:]) <= STEP


def test_the_higher_priority_lies_on_top_whoever_went_last() -> None:
    played = two(priority=5)
    played.give(Go("side"))
    played.run(2)
    played.give(Go())
    assert shown(played) == [0, 0, 0.7]
    assert shown(played, 1) == [0.5, 0, 0]


def test_the_highest_level_takes_precedence_at_every_moment() -> None:
    played = two(merge="htp")
    played.give(Go())
    played.give(Go("side"))
    played.run(2)
    assert max(shown(played)) == 0.7
    played.give(Go("side"))
    played.run(2)
    assert max(shown(played)) == 0.5
    played.give(Go())
    played.run(2)
    assert max(shown(played)) == 0.8


def test_the_colour_of_a_highest_list_is_still_that_of_the_latest() -> None:
    played = two(merge="htp")
    played.give(Go("side"))
    played.run(2)
    played.give(Go())
    assert shown(played) == [0.7, 0, 0]


def test_the_highest_level_looks_only_at_lists_of_its_own_priority() -> None:
    played = two(priority=5, merge="htp")
    played.give(Go())
    played.give(Go("side"))
    played.run(2)
    played.give(Go("side"))
    played.run(2)
    assert max(shown(played)) == 0.2


@pytest.mark.parametrize("merge", ["ltp", "htp"])
def test_lists_merge_alike_however_many_ticks_are_skipped(merge: str) -> None:
    smooth, late = two(merge=merge), two(merge=merge)
    for each in (smooth, late):
        each.give(Go())
        each.give(Go("side"))
        each.give(Go())
    smooth.run(1)
    late.jump(1)
    assert np.array_equal(smooth.slots, late.slots)
