"""Every mistake an artist can make is told at its place, with what to do: see golden/mistakes.txt."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

Said = Callable[..., list[str]]

CASES: Final = Path(__file__).parent / "golden" / "mistakes.txt"

FIXTURES: Final = """
fixtures:
  tile: {profile: generic/rgb, count: 6, at: lamps 1/1}
  wash: {profile: generic/rgbw-par, count: 2, at: lamps 2/1}
  orb: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, at: web}
  exit: {profile: generic/dimmer, count: 2, at: lamps 3/1, class: egress}
"""
NODES: Final = """
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  ring: {protocol: osc, to: 127.0.1.3:7000}
  web: {protocol: websocket}
"""


def _sections(name: str, case: str) -> dict[str, str]:
    """Place a case where it stands in the small show."""
    if name == "rest":
        key = case.split(":", maxsplit=1)[0]
        return {key: case}
    return {
        "nodes": {"nodes": f"{NODES}  x: {case}\n"},
        "fixtures": {"fixtures": f"{FIXTURES}  {case}\n"},
        "zones": {"zones": f"zones:\n  wall: tile\n  {case}\n"},
        "looks": {"looks": f"looks:\n  dusk:\n    {case}\n"},
        "cues": {"cues": f"cues:\n  - {{cue: 1, look: dusk}}\n  - {case}\n"},
        "faults": {
            "faults": f"faults:\n  storm: {{kind: colour-shift, zone: wall}}\n  x: {case}\n",
            "policy": "policy: {fault_time_limit: 2min}",
        },
        "recoveries": {"recoveries": f"recoveries:\n  x: {case}\n"},
    }[name]


def _cases() -> Iterator[tuple[str, str, list[str]]]:
    """Read the cases: section, text, messages."""
    section = ""
    for block in CASES.read_text(encoding="utf-8").strip().split("\n\n")[2:]:
        case, *messages = block.split("\n")
        if case.startswith("["):
            section = case.strip("[]")
        else:
            yield section, case, [message.removeprefix("=> ") for message in messages]


def test_the_small_show_is_right(said: Said) -> None:
    assert said() == []


@pytest.mark.parametrize(("section", "case", "messages"), list(_cases()))
def test_a_mistake_is_told_at_its_place(said: Said, section: str, case: str, messages: list[str]) -> None:
    found = said(**_sections(section, case))
    if not any("warning" in message for message in messages):
        found = [each for each in found if ": warning: " not in each]
    assert found == messages


def test_what_hangs_on_a_broken_fault_is_not_told_again(said: Said) -> None:
    found = said(
        faults="faults:\n  storm: {kind: color-shift, zone: wall}\n",
        cues="cues:\n  - {cue: 1, look: dusk, do: inject storm}\n",
    )
    assert [each.partition(":")[0] for each in found] == ["color-shift"]


def test_the_words_of_other_programs_for_a_pace_mean_the_period(said: Said) -> None:
    (mistake,) = said(cues="cues:\n  - {cue: 1, look: dusk, effect: {strobe: {rate: 2}}}\n")
    assert mistake == "rate: unknown key 'rate' - did you mean 'period'?"


def test_a_text_may_be_long_but_not_endless(said: Said) -> None:
    line = "screen: {text: " + "x" * 501 + "}"
    assert said(looks=f"looks: {{dusk: {{{line}}}}}") == ["x" * 501 + ": this text has 501 characters; at most 500 fit"]


def test_zones_are_bounded_in_depth(said: Said) -> None:
    chain = "\n".join(f"  z{step}: z{step + 1}" for step in range(2000))
    found = said(zones=f"zones:\n  wall: tile\n{chain}\n  z2000: tile\n")
    assert "z21: zones are made of zones more than 20 deep; name the fixtures" in found


def test_a_list_may_not_take_the_name_of_the_cues(said: Said) -> None:
    assert said(lists="lists: {main: {cues: [{cue: 1, look: dusk}]}}") == [
        "main: the cues of 'main' are those under 'cues:' (line 18); rename this list"
    ]


def test_cues_of_two_lists_that_start_each_other_are_told(said: Said) -> None:
    cues = "cues:\n  - {cue: 1, look: dusk, do: [halt, cue A of side]}\n  - {cue: 2, do: cue 1}\n"
    side = "{cue: A, do: cue B}, {cue: B, do: cue 1 of main}, {cue: C, wait: 1s, do: cue C}"
    found = said(cues=cues, lists=f"lists:\n  side: {{cues: [{side}]}}\n")
    told = [each for each in found if "without end" in each]
    circle = "cue B of side → cue 1 of main → cue A of side → cue B of side"
    said_of_it = f"these cues start each other without end: {circle}; take one step out, or give one a wait"
    assert told == [f"cue 1 of main: {said_of_it}"]


def test_nearest_names_are_not_searched_without_end(said: Said) -> None:
    cues = "".join(f"  - {{cue: {i}, look: dusk, do: cue {i}x of main}}\n" for i in range(1, 1001))
    found = [each for each in said(cues=f"cues:\n{cues}") if "there is no cue" in each]
    assert "did you mean" in found[0]
    assert "did you mean" not in found[-1]


def test_a_show_without_cues_is_a_warning(said: Said) -> None:
    assert said(cues="") == ["s: warning: the show has no cues, so GO has nothing to start; add some under 'cues:'"]


def test_a_show_needs_fixtures(said: Said) -> None:
    bare = dict.fromkeys(("nodes", "zones", "looks", "faults", "recoveries"), "")
    assert "s: the show has no fixtures; patch some under 'fixtures:'" in said(fixtures="", cues="", **bare)


def test_what_is_broken_once_is_told_once(said: Said) -> None:
    """A fixture, a zone and a look that are wrong leave no trail of unknown names behind them."""
    found = said(
        fixtures="""
fixtures:
  tile: {profile: generic/rgb, count: six, at: lamps 1/1}
  wash: {count: 2, at: lamps 2/1}
  orb: {profile: generic/osc-rgb, at: rng}
  screen: {profile: generic/projector, at: web}
""",
        zones="zones: {wall: tile, left: 3, stage: 'wash 1-2, orb, tile 4'}",
        looks="looks: {dusk: 3, dawn: {left: {level: 1}, wash-2: {level: 1}}}",
    )
    assert [each.split(":")[0] for each in found if "warning" not in each] == ["six", "wash", "rng", "3", "3"]


def test_more_mistakes_than_anyone_reads_are_counted(said: Said) -> None:
    found = said(more="".join(f"k{number}: 1\n" for number in range(700)))
    assert len(found) == 501
    assert found[-1].endswith("200 more mistakes follow from here; mend the ones above first")
