"""What is measured while the show plays is small: a wound of several faults, and all that lies round it."""

from dataclasses import replace

import pytest

from controller.frame.glitch import Glitch
from controller.frame.recovery.stage import MOST_ROUND, Recovery
from controller.model.intent import Entry, Inject
from controller.show.reduce import advance, initial, reduce
from tests.shows import show_of

SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: COUNT, layout: {grid: [100, 100], spacing: 0.1}, at: lamps 1/1}}
zones: {wall: tile}
faults:
  one: {kind: dead, zone: wall, count: 60}
  two: {kind: flicker, zone: wall, count: 60}
recoveries: {home: {when: {kind: [dead, flicker]}, mode: manual, phases: [PHASE, {mend: 1s}]}}
"""


@pytest.mark.parametrize("phase", ["{blend: {reach: 1}, for: 1s}", "{seam: 1s}", "{breathe: 1s}"])
@pytest.mark.parametrize("count", [400, 2 * MOST_ROUND + 1000])
def test_faults_are_one_wound_where_little_has_to_be_measured(phase: str, count: int) -> None:
    show = show_of(SHOW.replace("COUNT", str(count)).replace("PHASE", phase))
    state, _ = advance(show, initial(show), 1)
    for seq, fault in enumerate(("one", "two")):
        state, _ = reduce(show, state, Entry(1, seq + 1, "test", "operator", Inject(fault)))
    first, second = state.incidents
    joined = replace(first, joined=(second.fault,), recovery="home", recovery_tick=1)
    wounds = Recovery(show, Glitch(show)).wounds(joined)
    is_much = count > MOST_ROUND and "breathe" not in phase
    assert len(wounds) == (2 if is_much else 1)
