"""What nobody answers is told when the file is read, every kind that can be found in the show once."""

import pytest

from controller.showfile.load import check_show
from tests.shows import PROFILES, WALL

WEB = "nodes:\n  web: {protocol: websocket}\n"
KINDS = ("engine-late", "guard-saturated", "flagged")
NEVER = "consent: {wall: {recovery: never}}"


def said(text: str) -> list[str]:
    _show, problems = check_show(text, file="x", profiles=PROFILES)
    return [problem.text for problem in problems]


def test_detectors_without_a_recovery_are_told_in_one_line() -> None:
    names, kinds = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}", ", ".join(KINDS)
    wanted = f"no recovery answers {names}, which may be found in any evening"
    wanted += f"; write a recovery with when: {{kind: [{kinds}]}}"
    assert [each for each in said(WALL) if "which may be found" in each] == [wanted]


FOUND = "node-silent, engine-late, guard-saturated, flagged"
APART = f"""
show: {{name: Apart, fps: 40}}
nodes: {{a: {{protocol: artnet, to: 127.0.1.2}}, b: {{protocol: artnet, to: 127.0.1.3}}}}
fixtures:
  left: {{profile: generic/rgb, count: 8, at: a 0/1}}
  right: {{profile: generic/rgb, count: 8, at: b 1/1}}
  exit: {{profile: generic/dimmer, at: b 1/301, class: egress}}
zones: {{za: left, zb: right, both: 'left, right'}}
cues: [{{cue: 1, look: {{za: {{level: 50%}}}}}}]
recoveries:
  home: {{when: {{kind: [{FOUND}], zone: za}}, mode: auto, phases: [{{mend: 1s}}]}}
"""


def test_a_detector_that_is_answered_at_some_places_is_told_with_the_others() -> None:
    wanted = "widen the zone of its recovery, or write one for these"
    assert said(APART) == [
        f"flagged is answered, but not at right; {wanted}",
        f"guard-saturated is answered, but not at zb; {wanted}",
        f"node-silent is answered, but not at b; {wanted}",
    ]
    assert said(APART.replace(", zone: za}", "}")) == []


def test_of_a_thousand_places_that_nothing_answers_five_are_named() -> None:
    nodes = "".join(
        f"  n{number}: {{protocol: artnet, to: 127.2.{number // 250}.{number % 250 + 1}}}\n" for number in range(1000)
    )
    lamps = "".join(f"  l{number}: {{profile: generic/rgb, at: n{number} {number}/1}}\n" for number in range(1000))
    text = APART.replace("nodes: {a:", "nodes:\n  a:").replace("}, b:", "}\n  b:").replace("}}\nfix", f"}}\n{nodes}fix")
    told = said(text.replace("zones:", f"{lamps}zones:"))
    assert len(told) == 3
    assert any("node-silent is answered, but not at b, n0, n1, n2, n3 and 996 more;" in each for each in told), told


def test_a_show_with_fixtures_that_confirm_may_lose_one() -> None:
    text = WALL.replace("nodes:\n", WEB).replace("zones:", "  screen: {profile: generic/projector, at: web}\nzones:")
    assert any("fixture-unconfirmed" in each for each in said(text))


def test_a_show_that_mends_nothing_is_not_told_of_detectors() -> None:
    assert not [each for each in said(WALL[: WALL.index("recoveries:")]) if "which may be found" in each]


def test_a_fault_whose_lights_all_say_never_is_told_though_its_recovery_answers_others() -> None:
    text = WALL.replace("faults:\n", "faults:\n  north: {kind: colour-shift, zone: north, share: 100%, amount: 1}\n")
    never = "'north' is never mended: all light that it reaches says recovery: never; see consent:"
    assert never not in said(text)
    told = said(f"{text}consent: {{north: {{recovery: never}}}}")
    assert [each for each in told if "mended" in each] == [never]
    assert never not in said(f"{text}consent: {{tile 1-31: {{recovery: never}}}}"), "one tile may be mended"


def test_a_fault_that_may_not_be_mended_is_not_told_to_get_a_recovery() -> None:
    text = WALL[: WALL.index("recoveries:")] + NEVER
    told = [each for each in said(text) if "'storm'" in each]
    assert told == ["'storm' is never mended: all light that it reaches says recovery: never; see consent:"]


HUNG = WALL.replace("nodes:\n", "nodes:\n  far: {protocol: sacn, to: 127.0.1.3}\n").replace(
    "zones:",
    "  wash: {profile: generic/rgb, at: far 1/1}\nsensors:\n  door: {osc: /door, zone: wash}\n"
    "timecode: {from: artnet, zone: wash}\nzones:",
)
EVERY_KIND = (
    "  x: {when: {kind: [node-silent, sensor-implausible, timecode-loss, timecode-jump]}, phases: [{mend: 1s}]}\n"
)


def test_a_detector_whose_lights_all_say_never_is_told_at_its_own_line() -> None:
    text = HUNG + EVERY_KIND
    assert not [each for each in said(text) if "nothing is mended" in each]
    _show, problems = check_show(f"{text}consent: {{wash: {{recovery: never}}}}", file="x", profiles=PROFILES)
    lines = text.splitlines()
    told = [(lines[each.line - 1].split(":")[0].strip(), each.text) for each in problems if "nothing is" in each.text]
    why = "nothing is mended: all light that hangs on it says recovery: never; see consent:"
    assert told == [
        ("far", f"when 'far' falls silent {why}"),
        ("door", f"when 'door' cannot be believed {why}"),
        ("timecode", f"when the time code stops or leaps {why}"),
    ]


def test_what_may_not_be_mended_is_not_told_to_get_a_recovery() -> None:
    told = said(f"{HUNG}consent: {{wash: {{recovery: never}}}}")
    assert not [each for each in told if "answers a sensor" in each or "answers a time code" in each]
    assert [each for each in told if "no recovery answers a node that falls silent" in each], "lamps may be mended"
    assert not [
        each for each in said(f"{HUNG}consent: {{'wash, tile, exit': {{recovery: never}}}}") if "no recovery" in each
    ]


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("  x: {when: {kind: sensor-implausible}, phases: [{mend: 1s}]}\n", "'x' answers none of the faults"),
        ("  x: {when: {kind: node-silent, zone: north}, phases: [{mend: 1s}]}\n", ""),
        ("  x: {when: {kind: guard-saturated}, phases: [{mend: 1s}]}\n", ""),
        (
            f"  x: {{when: {{kind: guard-saturated, zone: north}}, phases: [{{mend: 1s}}]}}\n{NEVER}",
            "'x' is never proposed: nothing that it answers may be mended; see consent:",
        ),
    ],
)
def test_a_recovery_that_cannot_be_reached_is_told(extra: str, says: str) -> None:
    told = [each for each in said(WALL + extra) if each.startswith("'x'")]
    assert [each for each in told if says and each.startswith(says)] or (not says and not told), told


def test_recoveries_that_start_each_other_by_the_faults_they_inject_are_told_once() -> None:
    text = WALL.replace("mode: ask", "mode: auto").replace("hold: 400ms", "hold: 400ms, do: cue 2")
    text = text.replace("fade: 4s}", "fade: 4s, do: inject whole}")
    (told,) = [each for each in said(text) if "start each other" in each]
    assert told.startswith("these start each other: golden-seam → whole → golden-seam; it ends after the third")
    assert not [each for each in said(text.replace("mode: auto", "mode: ask")) if "start each other" in each]


def test_a_protected_fixture_in_the_reach_of_a_fault_is_an_error() -> None:
    text = WALL.replace("storm: {kind: colour-shift, zone: wall", "storm: {kind: colour-shift, zone: 'wall, exit'")
    assert any(each.startswith("'exit' is of class egress; faults and recoveries reach only") for each in said(text))
