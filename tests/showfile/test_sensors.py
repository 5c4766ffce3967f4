"""Sensors and the faults on them, as they are written."""

from collections.abc import Mapping

import pytest

from controller.model.binding import Binding, MidiControl, OscAddress, ReadSensor, SetLevel, Slot
from controller.model.fault import FaultKind
from controller.showfile.load import check_show
from fixtures.profile import Profile

BASE = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wash: {profile: generic/rgb, count: 32, layout: {line: 31}, at: lamps 1/1}
  exit: {profile: generic/dimmer, count: 2, at: lamps 1/301, class: egress}
zones: {stage: wash 1-4}
submasters: {glow: {look: {wash 5-6: {level: 50%}}}}
cues: [{cue: 1, look: {stage: {level: 50%}}}]
"""


def said(text: str, profiles: Mapping[str, Profile]) -> list[str]:
    _show, problems = check_show(BASE + text, file="test", profiles=profiles)
    return [problem.text for problem in problems]


def test_a_sensor_is_bound_to_what_brings_it_and_its_place_is_the_light_that_follows(
    profiles: Mapping[str, Profile],
) -> None:
    text = """
sensors:
  crowd: {osc: /room/crowd, range: [0, 80], unit: people, to: [zone stage level, sub glow]}
  heat: {sacn: 1/5, range: [-10, 40], to: grandmaster, fallback: 30%}
  step: {artnet: 0/6, place: [0, 0, 0]}
  spare: {zone: wash 9}
"""
    show, problems = check_show(BASE + text, file="test", profiles=profiles)
    assert show is not None, problems
    assert show.bindings == (
        Binding(OscAddress("/room/crowd"), ReadSensor("crowd")),
        Binding(Slot("sacn", 1, 5), ReadSensor("heat", -10.0, 50.0)),
        Binding(Slot("artnet", 0, 6), ReadSensor("step", 0.0, 1.0)),
    )
    crowd, heat, step, spare = show.sensors.values()
    assert crowd.drives == (SetLevel("zone", "stage"), SetLevel("submaster", "glow"))
    assert (crowd.cells.tolist(), heat.cells.tolist()) == ([0, 1, 2, 3, 4, 5], list(range(32)))
    assert (len(step.cells), spare.cells.tolist()) == (16, [8])
    assert (crowd.apart, crowd.fallback, heat.fallback) == (20.0, None, 0.3)
    assert show.found["implausible:crowd"].kind is FaultKind.SENSOR_IMPLAUSIBLE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sensors: {a: {range: [5, 5]}}", "ends before it begins"),
        ("sensors: {a: {range: 5}}", "5 is not a range"),
        ("sensors: {a: {osc: /x, sacn: 1/1}}", "a sensor is heard in one way; keep one of osc and sacn"),
        ("sensors: {a: {osc: /kintsugi/x}}", "is the controller's own"),
        ("sensors: {a: {to: zone stge level}}", "there is no zone 'stge'"),
        ("sensors: {a: {to: stage}}", "'stage' is no level"),
        ("sensors: {a: {neighbours: [b]}}", "there is no sensor 'b'"),
        ("sensors: {a: {neighbours: [a]}}", "'a' is no neighbour of itself"),
        ("sensors: {a: {apart: 3}}", "'apart' has no meaning without neighbours"),
        ("sensors: {a: {fallback: never}}", "'never' is not a level"),
        ("sensors: {a: {zone: exit}}", "'exit' is of class egress"),
        ("sensors: {a: {osc: /x}, b: {osc: /x}}", "/x belongs to the sensor a already"),
        ("bindings: [{osc: /x, do: go}]\nsensors: {a: {osc: /x}}", "/x belongs to a binding already"),
        ("faults: {f: {kind: sensor-stuck}}", "a fault of kind sensor-stuck needs a sensor: say which one it spoils"),
        ("faults: {f: {kind: sensor-stuck, sensor: a}}", "there is no sensor 'a'; name it under 'sensors:'"),
        ("faults: {f: {kind: dead, zone: stage, sensor: a}}", "has a zone and no sensor; leave the sensor out"),
        ("faults: {f: {kind: sensor-stuck, sensor: a, over: 3s}}", "over belongs to sensor-drift, not to sensor-stuck"),
        ("faults: {f: {kind: input-flood, sensor: a, samples: 50000}}", "50000 is out of range"),
    ],
)
def test_what_is_wrong_is_told(text: str, sentence: str, profiles: Mapping[str, Profile]) -> None:
    assert any(sentence in each for each in said(text, profiles)), said(text, profiles)


def test_a_sensor_that_no_recovery_answers_is_warned_of(profiles: Mapping[str, Profile]) -> None:
    text = "sensors: {crowd: {to: zone stage level}}\n"
    (warned,) = said(text, profiles)
    assert warned.startswith("no recovery answers a sensor 'crowd' that cannot be believed; write a recovery")
    mended = "recoveries: {gold: {when: {kind: sensor-implausible}, mode: auto, phases: [{mend: 2s}]}}\n"
    assert not any("crowd" in each for each in said(text + mended, profiles))


def test_a_recovery_for_an_implausible_sensor_answers_the_injected_faults_on_it_too(
    profiles: Mapping[str, Profile],
) -> None:
    text = """
sensors: {crowd: {to: zone stage level}}
faults: {frozen: {kind: sensor-stuck, sensor: crowd}}
recoveries:
  gold:
    when: {kind: [sensor-implausible, node-silent, engine-late, guard-saturated, flagged]}
    phases: [{mend: 2s}]
"""
    show, problems = check_show(BASE + text, file="test", profiles=profiles)
    assert show is not None
    assert [problem.text for problem in problems] == []
    assert show.recoveries["gold"].is_meant_for(show.faults["frozen"])
    assert show.faults["frozen"].cells.tolist() == [0, 1, 2, 3]


def test_a_sensor_is_heard_by_midi_control_changes(profiles: Mapping[str, Profile]) -> None:
    text = "sensors: {crowd: {midi: cc 20, channel: 3, device: box, range: [10, 50], to: zone stage level}}\n"
    show, _problems = check_show(BASE + text, file="test", profiles=profiles)
    assert show is not None
    assert show.bindings == (Binding(MidiControl(20, 3), ReadSensor("crowd", 10.0, 40.0), "box"),)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("midi: note 20", "a note is pressed or let go and says no value"),
        ("midi: cc 20, osc: /a", "a sensor is heard in one way; keep one of osc and midi"),
        ("device: box", "'channel' and 'device' are those of midi"),
    ],
)
def test_a_midi_sensor_that_cannot_be_is_told(keys: str, sentence: str, profiles: Mapping[str, Profile]) -> None:
    text = f"sensors: {{crowd: {{{keys}, to: zone stage level}}}}\n"
    assert any(sentence in each for each in said(text, profiles)), said(text, profiles)


def test_a_control_change_that_a_binding_has_already_is_told(profiles: Mapping[str, Profile]) -> None:
    text = "sensors: {crowd: {midi: cc 20, to: zone stage level}}\nbindings: [{midi: cc 20, to: grandmaster}]\n"
    assert any("cc 20 belongs to a binding already" in each for each in said(text, profiles))
