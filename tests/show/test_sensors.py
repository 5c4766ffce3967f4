"""Sensors: what they drive follows them, and when they cannot be believed that is an incident like any other."""

from collections.abc import Callable

import pytest

from controller.model.facts import Resumed, Sense
from controller.model.fault import FaultKind
from controller.model.incident import IncidentState
from controller.model.intent import Dismiss, Go, Halt, Inject, Intent, ZoneLevel
from controller.model.sensor import SensorState
from tests.shows import FPS, Played, show_of

HALL = """
show: {name: Hall, fps: 40, seed: 7}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: wall 1/1}
  exit: {profile: generic/dimmer, at: wall 1/101, class: egress}
zones: {hall: tile}
cues:
  - {cue: 1, look: {hall: {color: white, level: 100%}, exit: {level: 100%}}, fade: 0s}
sensors:
  door:
    range: [0, 100]
    unit: "%"
    to: zone hall level
    timeout: 1s
    fastest: 200
    stuck: 5s
    open: 500ms
    close: 1s
faults:
  frozen: {kind: sensor-stuck, sensor: door, amount: 100%, for: 30s}
  gone: {kind: sensor-dropout, sensor: door, amount: 100%, for: 10s}
  bent: {kind: sensor-drift, sensor: door, amount: 100%, for: 300ms}
recoveries:
  golden:
    when: {kind: sensor-implausible}
    mode: auto
    phases: [{seam: {color: gold}, for: 2s}, {mend: 2s}]
"""


def lit(text: str = HALL) -> Played:
    played = Played(show_of(text))
    played.go()
    return played


def say(played: Played, value: Callable[[float], float], seconds: float, *given: Intent, sensor: str = "door") -> None:
    """Let a sensor speak in every tick: a function of the seconds of the night."""
    for step in range(round(seconds * FPS)):
        played.beat(Sense(sensor, value(played.seconds)), *(given if step == 0 else ()))


def living(seconds: float) -> float:
    """A sensor that lives: it moves a little, up and down."""
    return 50.0 + 10.0 * abs((seconds % 2.0) - 1.0)


def door(played: Played) -> SensorState:
    return played.state.sensors[0]


def hall(played: Played) -> float:
    """Mean light of the hall."""
    return float(played.light[:16].mean())


def test_a_zone_follows_a_sensor_in_the_tick_in_which_it_speaks() -> None:
    played = lit()
    say(played, lambda _: 50.0, 0.5)
    half = hall(played)
    say(played, lambda _: 60.0, 0.1)
    more = hall(played)
    played.beat(Sense("door", 62.0))
    assert half == pytest.approx(0.5, abs=0.02)
    assert more == pytest.approx(0.6, abs=0.02)
    assert hall(played) == pytest.approx(0.62, abs=0.02)


def test_protected_light_is_no_place_of_a_sensor_and_does_not_follow_it() -> None:
    played = lit()
    say(played, lambda _: 0.0, 0.5)
    assert played.show.sensors["door"].cells.tolist() == list(range(16))
    assert float(played.light[16].max()) == 1.0


def test_the_last_word_counts_between_a_hand_and_a_sensor() -> None:
    played = lit()
    say(played, lambda _: 50.0, 0.2)
    played.beat(ZoneLevel("hall", 0.9), Sense("door", 50.0))
    by_hand = hall(played)
    played.beat(Sense("door", 52.0))
    assert by_hand == pytest.approx(0.9, abs=0.02)
    assert hall(played) == pytest.approx(0.52, abs=0.02)


def test_a_sample_makes_no_line_in_the_log_and_an_unknown_sensor_is_refused() -> None:
    played = lit()
    assert played.give(Sense("door", 40.0)).text == ""
    record = played.give(Sense("roof", 40.0))
    assert (record.ok, record.text) == (False, "no sensor 'roof' in the show; it has door")
    assert not played.give(Sense("door", float("nan"))).ok


def test_samples_that_stop_are_an_incident_whose_recovery_runs_and_that_closes_when_they_return() -> None:
    played = lit()
    say(played, living, 2.0)
    level = hall(played)
    played.run(1.6)
    opened = played.incident
    assert (opened.origin, opened.kind, opened.state) == ("real", FaultKind.SENSOR_IMPLAUSIBLE, "recovering")
    assert opened.why == "sensor door is implausible: dropout: nothing came for 1 s"
    assert played.said("sensor")[-1].text == f"{opened.why}: incident i1; golden recovering"
    played.run(4.5)
    assert hall(played) == pytest.approx(level, abs=0.01)
    assert played.incident.state.value == "proposed"
    say(played, living, 1.2)
    assert played.incident.state is IncidentState.CLOSED
    assert not played.state.faults
    assert played.said("sensor")[-1].text == "sensor door is believed again"


@pytest.mark.parametrize(("fault", "why"), [("frozen", "stuck"), ("gone", "dropout")])
def test_a_fault_on_a_sensor_is_one_incident_which_the_detector_joins(fault: str, why: str) -> None:
    played = lit()
    say(played, living, 2.0)
    level = door(played).level
    say(played, living, 0.05, Inject(fault))
    assert (played.incident.origin, played.incident.state) == ("injected", "recovering")
    say(played, living, 3.0)
    if fault == "gone":
        assert door(played).why.startswith(why)
        assert played.said("sensor")[-1].text.endswith("part of incident i1")
    assert door(played).level == pytest.approx(level, abs=0.02)
    say(played, living, 6.0)
    assert played.incident.state is IncidentState.CLOSED
    assert (len(played.state.incidents), door(played).why) == (1, "")


def test_injected_and_real_trouble_go_the_very_same_way() -> None:
    injected, real = lit(), lit()
    say(injected, living, 2.0)
    say(real, living, 2.0)
    say(injected, living, 0.025, Inject("gone"))
    way: list[list[str]] = [[], []]
    for _ in range(round(4.1 * FPS)):
        injected.beat(Sense("door", living(injected.seconds)))
        way[0].append(injected.incident.state.value)
    while not real.state.incidents:
        real.beat()
    for _ in range(round(4.1 * FPS)):
        real.beat()
        way[1].append(real.incident.state.value)
    assert list(dict.fromkeys(way[0][:-5])) == list(dict.fromkeys(way[1][:-5])) == ["recovering", "mending"]


def test_trouble_that_outlives_its_injected_fault_is_its_own() -> None:
    played = lit()
    say(played, living, 2.0)
    say(played, living, 0.05, Inject("gone"))
    played.run(9.0)
    assert [incident.origin for incident in played.state.incidents] == ["injected", "real"]


def test_the_last_word_that_a_fault_has_bent_is_no_trouble_of_its_own_until_the_next_one() -> None:
    played = lit()
    played.beat(Inject("bent"))
    played.run(0.25)
    say(played, lambda _: 100.0, 0.025)
    assert door(played).doubt.startswith("range")
    played.run(0.7)
    assert door(played).why.startswith("range")
    say(played, lambda seconds: living(seconds) + 35.0, 3.0)
    assert [incident.origin for incident in played.state.incidents] == ["injected"]
    say(played, lambda _: 140.0, 4.0)
    assert [incident.origin for incident in played.state.incidents] == ["injected", "real"]


def test_a_value_outside_the_range_is_not_followed_and_becomes_an_incident_only_if_it_stays() -> None:
    played = lit()
    say(played, living, 1.0)
    level = hall(played)
    say(played, lambda _: 140.0, 0.3)
    assert hall(played) == pytest.approx(level, abs=0.01)
    assert (door(played).doubt[:5], played.state.incidents) == ("range", ())
    say(played, lambda _: 140.0, 0.3)
    assert played.incident.kind is FaultKind.SENSOR_IMPLAUSIBLE


def test_a_single_spike_is_forgiven_and_a_row_of_them_is_not() -> None:
    once, often = lit(), lit()
    say(once, lambda s: 95.0 if 1.0 <= s < 1.05 else living(s), 4.0)
    say(often, lambda s: 95.0 if s % 0.25 < 0.1 else living(s), 4.0)
    assert once.state.incidents == ()
    assert often.incident.kind is FaultKind.SENSOR_IMPLAUSIBLE
    assert door(often).why.startswith("rate")


def test_a_true_change_that_is_fast_is_followed_as_soon_as_it_can_be_true() -> None:
    played = lit()
    say(played, living, 1.0)
    say(played, lambda _: 100.0, 0.1)
    assert door(played).doubt.startswith("rate")
    say(played, lambda _: 100.0, 0.3)
    assert door(played).doubt == ""
    assert hall(played) == pytest.approx(1.0, abs=0.01)


def test_a_sensor_that_says_the_same_for_too_long_is_stuck() -> None:
    played = lit()
    say(played, living, 1.0)
    say(played, lambda _: 55.0, 5.2)
    assert played.state.incidents == ()
    say(played, lambda _: 55.0, 0.6)
    assert door(played).why == "stuck: it has said the same for 5 s"


def test_the_fallback_is_taken_while_a_sensor_is_implausible() -> None:
    played = lit(HALL.replace("close: 1s", "close: 1s\n    fallback: 20%"))
    say(played, living, 1.0)
    played.run(1.6)
    assert hall(played) == pytest.approx(0.2, abs=0.02)
    say(played, living, 1.2)
    assert hall(played) > 0.45


def test_an_engine_that_slept_blames_no_sensor() -> None:
    played = lit()
    say(played, living, 1.0)
    played.jump(20.0)
    say(played, living, 2.0)
    assert played.state.incidents == ()


def test_an_engine_that_comes_back_finds_the_trouble_anew() -> None:
    played = lit()
    say(played, living, 1.0)
    played.run(2.0)
    played.give(Resumed())
    played.run(0.1)
    assert [incident.origin for incident in played.state.incidents] == ["real", "real"]


def test_halt_ends_a_fault_on_a_sensor_and_real_trouble_that_is_dismissed_stays_quiet() -> None:
    played = lit()
    say(played, living, 1.0)
    say(played, living, 0.2, Inject("frozen"))
    played.beat(Halt())
    assert not played.state.faults
    played = lit()
    say(played, living, 1.0)
    played.run(2.0)
    played.give(Dismiss("i1"))
    played.run(4.0)
    assert len(played.state.incidents) == 1


THREE = HALL.replace(
    "    stuck: 5s\n",
    "    neighbours: [left, right]\n    apart: 20\n",
).replace("faults:\n", "  left: {range: [0, 100]}\n  right: {range: [0, 100]}\nfaults:\n")


def speak(played: Played, values: Callable[[float], tuple[float, float, float]], seconds: float) -> None:
    """Let three sensors speak in every tick."""
    for _ in range(round(seconds * FPS)):
        said = values(played.seconds)
        played.beat(*(Sense(name, value) for name, value in zip(("door", "left", "right"), said, strict=True)))


def test_a_sensor_that_is_not_of_one_mind_with_its_neighbours_is_implausible() -> None:
    played = lit(THREE)
    speak(played, lambda _: (50.0, 52.0, 48.0), 1.0)
    speak(played, lambda s: (50.0 + 20.0 * (s - 1.25), 52.0, 48.0), 2.0)
    assert door(played).why == "disagreement: it is more than 20 from its neighbours"


def test_a_sensor_that_stands_still_while_its_neighbours_change_is_stuck() -> None:
    played = lit(THREE)
    speak(played, lambda s: (50.0, 50.0 + 20.0 * s, 48.0 - 20.0 * s), 1.9)
    assert door(played).why.startswith("stuck: it says the same while")


def test_sensors_that_a_reload_brings_are_waited_for() -> None:
    played = lit(HALL.replace("\n    timeout: 1s", ""))
    assert [each.id for each in played.state.sensors] == ["door"]
    played.reload(THREE)
    assert [each.id for each in played.state.sensors] == ["door", "left", "right"]
    played.give(Go())
    say(played, living, 0.2)
    assert door(played).value is not None
