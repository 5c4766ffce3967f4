"""How far a vote reaches by ways that no answer names: spoilt sensors and time code, and what nobody answered."""

from collections.abc import Mapping

import pytest

from controller.showfile.load import check_show
from fixtures.profile import Profile

SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wash: {profile: generic/rgb, count: 32, layout: {line: 31}, at: lamps 1/1}
  fog: {profile: generic/dimmer, at: lamps 1/311, class: fog}
zones: {stage: wash 1-4, hall: wash 5-32}
submasters: {haze: {look: {fog: {level: 50%}}}}
cues: [{cue: 1, look: {stage: {level: 50%}}}]
lists:
  hall: {cues: [{cue: 1, look: {hall: {level: 50%}}}, {cue: 2, do: inject on-stage}]}
sensors:
  door: {zone: hall, to: zone stage level}
  step: {zone: hall, to: zone hall level}
  sound: {zone: hall, neighbours: [step], to: zone stage level}
  heat: {zone: hall, to: grandmaster}
  damp: {zone: hall, to: sub haze}
timecode: {from: artnet, zone: hall, jump: follow}
faults:
  on-stage: {kind: dead, zone: stage, for: 5s}
  in-hall: {kind: dead, zone: hall, for: 5s}
  a-door: {kind: sensor-spike, sensor: door, for: 5s}
  a-step: {kind: sensor-spike, sensor: step, for: 5s}
  a-heat: {kind: sensor-spike, sensor: heat, for: 5s}
  a-damp: {kind: sensor-spike, sensor: damp, for: 5s}
  leap: {kind: timecode-jump, for: 5s}
recoveries:
  gild: {when: {kind: dead, zone: hall}, mode: ask, phases: [{seam: 1s}, {mend: 1s}]}
  standby: {when: {kind: stuck}, phases: [{hold: 1s, do: go main}, {mend: 1s}]}
votes: {q: {ask: Shall we?, options: {a: inject FAULT, b: }}}
"""
DENIED = "consent: {stage: {visitors: deny}}\n"
FOLLOWED = 'bindings: [{timecode: "00:00:10:00", do: cue 2, list: hall}]\n'
STANDBY = "looks: {safe: {hall: {level: 10%}}}\npolicy: {unanswered: standby, standby: safe}\n"


def reached(fault: str, more: str, profiles: Mapping[str, Profile]) -> list[str]:
    """What is wrong with a vote for a fault."""
    _show, found = check_show(SHOW.replace("FAULT", fault) + more, file="test", profiles=profiles)
    return [problem.text for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(
    ("fault", "more", "way"),
    [
        ("a-door", "", "fault a-door → sensor door"),
        ("a-heat", "", "fault a-heat → sensor heat"),
        ("a-step", "", "fault a-step → sensor step → sensor sound"),
        ("leap", FOLLOWED, "fault leap → the time code → list hall → fault on-stage"),
        ("leap", FOLLOWED.replace("cue 2, list: hall", "blackout"), "fault leap → the time code"),
        ("in-hall", STANDBY, "fault in-hall → what mends it → list main"),
    ],
)
def test_light_that_denies_visitors_is_not_reached_by_way_of_what_comes_in_or_of_standby(
    fault: str, more: str, way: str, profiles: Mapping[str, Profile]
) -> None:
    assert reached(fault, more + DENIED, profiles) == [
        f"this answer reaches 'stage', which denies visitors (by way of {way})"
    ]


def test_a_sensor_that_brings_fog_is_not_reached(profiles: Mapping[str, Profile]) -> None:
    (said,) = reached("a-damp", "", profiles)
    assert said.startswith("this answer reaches 'fog' of class fog; ")
    assert said.endswith("(by way of fault a-damp → sensor damp)")


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("a-heat", ""),
        ("a-step", "consent: {wash 1: {faults: deny}}\n"),
        ("leap", DENIED),
        ("leap", FOLLOWED.replace("cue 2", "cue 1").replace("on-stage", "in-hall")),
        ("in-hall", DENIED),
    ],
)
def test_what_stays_away_from_it_is_allowed(fault: str, more: str, profiles: Mapping[str, Profile]) -> None:
    assert not reached(fault, more, profiles)
