"""A recovery that meets a second incident composes: at the lamps nothing jumps where either begins, joins or ends."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Flag, Halt, Inject, Intent, Unflag
from tests.shows import FPS, Played

SLOPE = 0.1
"""The most that a cell of a phase of two seconds changes from frame to frame: a quarter of it takes each cell home."""
KINK = 0.06
"""The most by which that change itself changes from frame to frame. Nested recoveries that ease together are steeper
than one, and as smooth."""
SHOW = """
show: {name: Nested, fps: 40, seed: 5}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
  floor: {protocol: sacn, to: 127.0.1.3}
fixtures:
  tile: {profile: generic/rgb, count: 64, layout: {grid: [8, 8], spacing: 0.5}, at: wall 1/1}
  wash: {profile: generic/rgb, count: 8, layout: {line: 3.5, origin: [0, -0.5, 0]}, at: floor 2/1}
zones: {wall: tile, left: tile column 1-5, right: tile column 4-8, floor: wash}
cues:
  - {cue: 1, look: {wall: {color: "#4060a0", level: 70%}, floor: {color: "#a06040", level: 60%}}, fade: 0s}
faults:
  hues: {kind: colour-shift, zone: left, share: 60%, amount: 80%, for: 60s}
  more-hues: {kind: colour-shift, zone: right, share: 60%, amount: 80%, for: 60s}
  dark: {kind: dead, zone: right, share: 50%, amount: 100%, for: 60s}
  hung: {kind: stuck, zone: wall, share: 40%, amount: 100%, level: 40%, for: 60s}
  sagging: {kind: brown-out, zone: left, share: 70%, amount: 60%, for: 60s}
recoveries:
  home: {when: {kind: [node-silent, flagged]}, mode: ask, phases: [{ripple: {reach: 2}, for: 2s}, {mend: 2s}]}
  golden: {when: {kind: [colour-shift, dead]}, phases: [{hold: 1s}, {seam: 2s}, {breathe: 2s}, {mend: 2s}]}
  sorted: {phases: [{blend: {reach: 1}, for: 2s}, {sort: 2s}, {mend: {part: 50%}, for: 2s}, {scatter: 2s}, {mend: 2s}]}
"""
WOUNDS: tuple[tuple[Intent, Intent | None], ...] = (
    (Inject("hues"), None),
    (Inject("more-hues"), None),
    (Inject("dark"), None),
    (Inject("hung"), None),
    (Inject("sagging"), None),
    (NodeSilent("floor"), NodeReturned("floor")),
    (Flag("tile row 3-4"), Unflag()),
)


def struck() -> Played:
    played = Played(SHOW)
    played.go()
    played.run(0.5)
    return played


def step_of(played: Played, *given: Intent) -> float:
    before = played.light.copy()
    played.beat(*given)
    return float(np.abs(played.light - before).max())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    wounds=st.lists(st.sampled_from(WOUNDS), min_size=2, max_size=3, unique_by=lambda wound: repr(wound[0])),
    times=st.lists(st.integers(1, 5 * FPS), min_size=6, max_size=6),
    halts=st.none() | st.integers(1, 10 * FPS),
)
def test_nothing_jumps_at_the_joints_of_nested_recoveries(
    wounds: list[tuple[Intent, Intent | None]], times: list[int], halts: int | None
) -> None:
    played = struck()
    healthy = played.light.copy()
    begins = {sum(times[:i]) // 2 + i: wound[0] for i, wound in enumerate(wounds)}
    answers = {begin + times[3 + i] for i, begin in enumerate(begins)}
    ends = {max(answers) + times[5] + i: wound[1] for i, wound in enumerate(wounds) if wound[1]}
    last = max(*answers, *ends, *begins, halts or 0)
    way = np.zeros_like(healthy)
    struck_before = False
    for tick in range(last + 17 * FPS):
        given_now = [begins[tick]] if tick in begins else []
        given_now += [ends[tick]] if tick in ends else []
        given_now += [Halt()] if tick == halts else []
        if tick in answers or tick > max(answers):
            waiting = (each.id for each in played.state.incidents if each.state == "proposed")
            given_now += [Approve(each) for each in waiting]
        before, way_before = played.light.copy(), way
        played.beat(*given_now)
        way = played.light - before
        kink = float(np.abs(way - way_before).max())
        strikes = any(isinstance(each, Inject | Halt) for each in given_now)
        assert strikes or struck_before or kink < KINK, f"a kink of {kink:.3f} at tick {tick}: {given_now}"
        struck_before = strikes
        if not played.state.faults and not any(each.is_running for each in played.state.incidents) and tick > last:
            break
    np.testing.assert_allclose(played.light, healthy, atol=1 / 255)


@pytest.mark.parametrize("second", ["dark", "hung", "more-hues"])
def test_whichever_of_two_ends_first_lands_on_the_picture_of_the_other(second: str) -> None:
    played = struck()
    played.give(Inject("hues"))
    played.give(Approve("i1"))
    played.run(3)
    assert step_of(played, Inject(second)) > 0, "the wound is struck over the one that is being mended"
    if played.incident.id == "i2":
        assert step_of(played, Approve("i2")) < SLOPE
    steps = [step_of(played) for _ in range(17 * FPS)]
    assert max(steps) < SLOPE
    assert not played.state.faults
