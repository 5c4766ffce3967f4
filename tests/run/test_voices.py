"""Sensors and time code of a show that is played without hardware: a scenario lets them speak."""

import pytest

from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from tests.shows import show_of

SOURCES = """
show: {name: Sources, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 4, at: lamps 1/1}}
zones: {hall: tile}
cues: [{cue: 1, look: {hall: {level: 100%}}, fade: 0s}, {cue: 2, look: {hall: {level: 100%}}, fade: 0s}]
sensors: {door: {range: [0, 100], to: zone hall level, timeout: 1s}}
timecode: {from: osc}
bindings: [{timecode: "01:00:02:00", do: cue 2}]
recoveries: {gold: {when: {kind: [sensor-implausible, timecode-loss]}, mode: auto, phases: [{mend: 1s}]}}
"""
VOICES = """
scenario: Voices
for: 6s
steps:
  - {at: 0.5s, do: go}
  - {at: 0.5s, do: sense door 40}
  - {at: 1s, do: "timecode 01:00:00:00"}
  - {at: 1.2s, expect: {zone: hall, level: 40%}}
  - {at: 2.9s, expect: {cue: 1}}
  - {at: 3.1s, expect: {cue: 2}}
  - {at: 3.2s, do: silence door}
  - {at: 3.2s, do: timecode off}
  - {at: 5.2s, expect: {incident: "implausible:door", state: mending}}
"""


def test_a_scenario_lets_sensors_speak_and_a_film_run_and_both_fall_silent() -> None:
    show = show_of(SOURCES)
    scenario, problems = check_scenario(VOICES, file="voices.yaml", show=show)
    assert scenario is not None, problems
    result = simulate(show, scenario, record=False)
    assert result.failures == ()


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("sense door", "sense needs a sensor and a number after it: sense door 40"),
        ("sense door warm", "sense needs a sensor and a number after it: sense door 40"),
        ("sense roof 40", "the show has no sensor 'roof'; it has door"),
        ("silence", "silence needs a sensor after it: silence door"),
        ("timecode now", "'now' is no time code"),
    ],
)
def test_what_nobody_can_say_is_told(deed: str, sentence: str) -> None:
    text = f"scenario: Wrong\nsteps: [{{at: 1s, do: {deed}}}]\n"
    scenario, problems = check_scenario(text, file="wrong.yaml", show=show_of(SOURCES))
    assert scenario is None
    assert any(sentence in problem.text for problem in problems), problems


def test_a_show_without_time_code_hears_none() -> None:
    show = show_of("\n".join(line for line in SOURCES.splitlines() if "timecode:" not in line))
    text = 'scenario: Wrong\nsteps: [{at: 1s, do: "timecode 01:00:00:00"}]\n'
    scenario, problems = check_scenario(text, file="wrong.yaml", show=show)
    assert scenario is None
    assert "the show follows no time code" in problems[0].text
