"""A small right show, and ways to check it with something changed."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import pytest

from controller.model.show import Show
from controller.showfile.assets import AssetError
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from fixtures.profile import Profile

Sections: TypeAlias = dict[str, str]

CALM: Final = (
    "{when: {kind: [engine-late, guard-saturated, flagged, fixture-unconfirmed, node-silent]}, "
    "mode: manual, phases: [{mend: 1s}]}"
)
"""Answers what may be found in any evening, so that nothing warns of it."""

SMALL: Final[Sections] = {
    "show": "show: {name: Small, seed: 7}",
    "nodes": """
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  ring: {protocol: osc, to: 127.0.1.3:7000}
  web: {protocol: websocket}
""",
    "fixtures": """
fixtures:
  tile: {profile: generic/rgb, count: 6, at: lamps 1/1}
  wash: {profile: generic/rgbw-par, count: 2, at: lamps 2/1}
  orb: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, at: web}
  exit: {profile: generic/dimmer, count: 2, at: lamps 3/1, class: egress}
""",
    "zones": "zones: {wall: tile, left: tile 1-3, stage: 'wash, orb'}",
    "looks": "looks: {dusk: {wall: {color: gold, level: 40%}}}",
    "cues": "cues: [{cue: 1, look: dusk}, {cue: 2, look: dusk}]",
    "faults": "faults: {storm: {kind: colour-shift, zone: wall}}",
    "recoveries": f"recoveries: {{seam: {{when: {{zone: wall}}, phases: [{{mend: 3s}}]}}, calm: {CALM}}}",
}


def empty_folder(name: str) -> bytes:
    """Find no file, as in a folder with the show alone."""
    del name
    raise AssetError("there is no such file; names count from the folder of the file that writes them")


@pytest.fixture(scope="session")
def profiles() -> Mapping[str, Profile]:
    return load_profiles()


@pytest.fixture
def small() -> Callable[..., str]:
    """Write the small show with sections replaced or added."""

    def write(**sections: str) -> str:
        return "\n".join({**SMALL, **sections}.values()) + "\n"

    return write


@pytest.fixture
def said(small: Callable[..., str], profiles: Mapping[str, Profile]) -> Callable[..., list[str]]:
    """Check the small show with sections changed: ``'source text under the caret': message``, one for each problem."""

    def check(**sections: str) -> list[str]:
        text = small(**sections)
        show, problems = check_show(text, file="small.show.yaml", profiles=profiles, assets=empty_folder)
        is_wrong = any(problem.severity == "error" for problem in problems)
        assert (show is None) == is_wrong, "what has an error is no show, and nothing else"
        lines = text.split("\n")
        found = []
        for problem in problems:
            marked = lines[problem.line - 1][problem.col - 1 : problem.col - 1 + problem.width]
            found.append(f"{marked}: {str(problem).split(': ', 1)[1]}")
        return found

    return check


@pytest.fixture
def built(small: Callable[..., str], profiles: Mapping[str, Profile]) -> Callable[..., Show]:
    """Build the small show with sections changed."""

    def build(**sections: str) -> Show:
        show, problems = check_show(small(**sections), file="small.show.yaml", profiles=profiles)
        assert show is not None, "\n".join(str(problem) for problem in problems)
        return show

    return build
