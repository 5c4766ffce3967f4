"""The engine looks at the steady state in every frame: what breaks it on purpose is withdrawn at the next tick."""

import pytest

from controller.frame.pipeline import Painter
from controller.model.intent import Go, Inject
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from tests.fakes.silent_output import SilentOutput
from tests.shows import show_of

FPS = 40
SHOW = """
show: {name: Steady, fps: 40, seed: 7}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, far: {protocol: sacn, to: 127.0.1.3}}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: lamps 1/1}
  wash: {profile: generic/rgb, count: 4, at: far 1/1}
zones: {wall: tile, floor: wash}
conditions: [CONDITION]
cues: [{cue: 1, look: {wall: {color: white, level: 90%}, floor: {level: 90%}}, fade: 0s}]
faults:
  dark: {kind: dead, zone: wall, share: 100%, amount: 100%, for: 20s, envelope: {attack: 2s}}
  sparks: {kind: flicker, zone: wall, share: 100%, amount: 100%, for: 20s}
  gone: {kind: blackhole, node: far, for: 20s}
"""


def engine_of(condition: str) -> Engine:
    show = show_of(SHOW.replace("CONDITION", condition))
    start = beginning(show, Painter(show))
    return Engine(show, night="test", output=SilentOutput(), journal=None, start=start, refusals=Refusals())


def run(engine: Engine, ticks: int) -> None:
    for _ in range(ticks):
        engine.step(Beat(engine.state.tick + 1, 0, 0.0, is_late=False))


@pytest.mark.parametrize(
    ("fault", "condition", "why", "by_s"),
    [
        ("dark", "zone wall level >= 20%", "it is at ", 2.0),
        ("gone", "no frame older than 200ms", "far: 225 ms", 0.3),
        ("sparks", "flash budget kept", "the guard holds back wall", 1.0),
        ("sparks", "guard not saturated", "it has held back wall for a second", 8.0),
    ],
)
def test_a_fault_that_breaks_the_steady_state_is_withdrawn(fault: str, condition: str, why: str, by_s: float) -> None:
    engine = engine_of(condition)
    engine.put(Go(), source="test", role="operator")
    run(engine, 60)
    engine.put(Inject(fault), source="test", role="operator")
    run(engine, 1)
    assert [each.id for each in engine.state.faults] == [fault]
    run(engine, round(by_s * FPS))
    assert engine.state.faults == ()
    told = [record.text for record in engine.snapshot().log if record.what == "condition-broken"]
    assert len(told) == 1
    assert told[0].startswith(f"withdrawn: {fault}; not kept: {condition} ({why}")
