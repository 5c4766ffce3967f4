"""A storm on purpose, a node that really dies, the storm again, an operator's hand in the middle, HALT.

Nobody tells the engine of the death: the node's own end is stopped, and all that is known is that it does not answer.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from controller.model.intent import Approve, Go, Grab, Halt, Inject, Intent
from controller.run.headless.scenario import Deed, Scenario
from controller.run.headless.simulate import Result, simulate
from fixtures.far_end import FarEnd
from fixtures.lamp import Light
from tests.shows import show_of

SHOW = """
show: {name: Evening, fps: 40, seed: 3, on_exit: fade 1s}
nodes:
  mosaic: {protocol: sacn, to: 127.0.1.2}
  stage: {protocol: artnet, to: 127.0.1.3}
fixtures:
  tile: {profile: generic/rgb, count: 36, layout: {grid: [6, 6], spacing: 0.5}, at: mosaic 1/1}
  wash: {profile: generic/rgb, count: 4, layout: {line: 2}, at: stage 0/1}
zones: {wall: tile, floor: wash}
cues:
  - {cue: 1, look: {wall: {color: "#4060a0", level: 70%}, floor: {color: "#a06040", level: 60%}}, fade: 1s}
faults:
  storm: {kind: colour-shift, zone: wall, share: 40%, amount: 0.9, for: 60s}
recoveries:
  golden: {when: {zone: wall}, again: auto, phases: [{embrace: 1s}, {seam: 2s}, {mend: 2s}]}
  neighbours: {when: {kind: node-silent, zone: floor}, mode: auto, phases: [{ripple: {reach: 3}, for: 1s}, {mend: 1s}]}
"""
DIES_S, BACK_S, AGAIN_S, GRAB_S, HALT_S, OVER_S = 10.0, 17.0, 21.0, 22.0, 23.0, 26.0
GO: tuple[tuple[float, Intent], ...] = ((0.5, Go()),)
EVENING: tuple[tuple[float, Intent], ...] = (
    *GO,
    (2.5, Inject("storm")),
    (3.5, Approve("i1")),
    (AGAIN_S, Inject("storm")),
    (GRAB_S, Grab("tile 1-6", {"level": 1.0, "color": "#ffffff"})),
    (HALT_S, Halt()),
)


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """An evening, and what was seen of it: (seconds, light)."""

    result: Result
    lights: list[tuple[float, Light]] = field(default_factory=list)

    def at(self, seconds: float) -> Light:
        return next(light for t, light in self.lights if t >= seconds)


@cache
def evening(*, dies: bool) -> Seen:
    """Play the evening, or with ``dies`` False one on which all is well."""
    deeds = EVENING if dies else GO
    steps = tuple(Deed(at, intent.kind, intent, refused=False, line=0) for at, intent in deeds)
    lights: list[tuple[float, Light]] = []

    def watch(t: float, far_end: FarEnd) -> None:
        lights.append((t, far_end.light()))
        if dies and t >= BACK_S and not far_end.is_alive("stage"):
            far_end.revive("stage")
        elif dies and DIES_S <= t < BACK_S and far_end.is_alive("stage"):
            far_end.kill("stage")

    scenario = Scenario("Trouble", "story", OVER_S, steps)
    return Seen(simulate(show_of(SHOW), scenario, record=False, watch=watch), lights)


def test_the_log_tells_it_in_order() -> None:
    log = evening(dies=True).result.snapshot.log
    told = [(record.source, record.text) for record in log if "incident" in record.text or record.what == "halt"]
    assert [text for _, text in told] == [
        "fault storm injected for 60 s: incident i1; golden proposed",
        "recovery golden runs on incident i1",
        "incident i1 mends",
        "incident i1 closed: mended by golden",
        "node stage is silent: incident i2; neighbours recovering",
        "incident i2: neighbours waits for the end of its trouble",
        "incident i2 closed: mended by neighbours",
        "fault storm injected for 60 s: incident i3; golden recovering",
        "scenario holds tile 1-6: level 1.0, color #ffffff; incident i3 leaves 5 cells to this hand",
        "HALT: 1 fault ended",
        "incident i3 closed: mended by golden",
    ]
    times = {record.text: record.tick / 40 for record in log}
    assert DIES_S + 2 < times["node stage is silent: incident i2; neighbours recovering"] < DIES_S + 3.5
    assert BACK_S < times["incident i2 closed: mended by neighbours"] < BACK_S + 4
    assert {source for source, text in told if "node stage" in text} == {"engine"}


def test_each_wound_is_seen_and_each_is_mended() -> None:
    broken, whole = evening(dies=True), evening(dies=False)
    for seconds, cells in ((3.0, slice(0, 36)), (DIES_S + 6.5, slice(0, 36)), (DIES_S + 6.5, slice(36, 40))):
        assert np.abs(broken.at(seconds)[cells] - whole.at(seconds)[cells]).max() > 0.02, f"a wound at {seconds} s"
    for seconds in (DIES_S - 0.2, AGAIN_S - 0.2):
        np.testing.assert_allclose(broken.at(seconds), whole.at(seconds), atol=1 / 255)
    np.testing.assert_allclose(broken.lights[-1][1][6:], whole.lights[-1][1][6:], atol=1 / 255)


def test_what_the_operator_took_in_the_middle_is_theirs_to_the_end() -> None:
    seen = evening(dies=True)
    for seconds, light in seen.lights:
        if seconds > GRAB_S + 0.5:
            assert (light[:6] > 0.95).all()


def test_halt_leaves_nothing_broken_and_nobody_is_harmed() -> None:
    result = evening(dies=True).result
    assert result.snapshot.faults == ()
    assert {incident.state.value for incident in result.snapshot.incidents} == {"closed"}
    assert result.flashes <= 3
