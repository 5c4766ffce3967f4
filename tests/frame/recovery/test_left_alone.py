"""Whom no recovery touches: cells that do not consent, what must stay lit, and what is in somebody's hand."""

import numpy as np
import pytest

from controller.model.facts import NodeSilent, TroubleFound
from controller.model.intent import Approve, Flag, Go, Grab, Inject, Intent
from tests.shows import Played, show_of

OPERATORS = {
    "ripple": "{ripple: {reach: 3}, for: 1s}",
    "blend": "{blend: {reach: 3, amount: 100%}, for: 1s}",
    "seam": "{seam: {color: gold}, for: 1s}",
    "gather": "{gather: 1s}",
    "scatter": "{scatter: 1s}",
    "ripple, seam, sort": "{ripple: {reach: 3}, for: 300ms}, {seam: {color: gold}, for: 300ms}, {sort: 300ms}",
    "embrace, blend": "{embrace: {gain: 2}, for: 300ms}, {blend: {reach: 3, amount: 100%}, for: 300ms}",
}
NEVER, ASK, HELD = (18, 19, 28, 36), (20, 21, 44), (26, 27)
WALL = """
show: {name: Left, fps: 40, seed: 7}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, other: {protocol: sacn, to: 127.0.1.3}}
fixtures:
  tile: {profile: generic/rgb, count: 64, layout: {grid: [8, 8], spacing: 0.5}, at: lamps 1/1}
  spot: {profile: generic/rgb, count: 6, layout: {line: 3, origin: [0, 1.2, 0]}, at: other 3/1}
  exit: {profile: generic/rgb, count: 2, layout: {line: 1, origin: [1, 2, 0]}, at: lamps 1/301, class: egress}
  fog: {profile: generic/dimmer, layout: {line: 1, origin: [2, 2, 0]}, at: lamps 1/401, class: fog}
zones: {wall: tile, spots: spot}
cues:
  - cue: 1
    look: {wall: {color: "#4060a0", level: 70%}, spots: {color: red, level: 100%}, exit: {color: green, level: 50%}}
    fade: 0s
  - {cue: 2, look: {wall: {color: "#c08040", level: 90%}}, fade: 1s}
faults:
  some: {kind: colour-shift, zone: wall, share: 30%, amount: 100%, for: 60s}
  stain: {kind: colour-shift, zone: wall, share: 30%, amount: 100%, for: 60s}
  dead: {kind: dead, zone: "tile 30, tile 38, tile 11", share: 100%, for: 60s}
recoveries:
  heal:
    when: {kind: [colour-shift, dead, node-silent, fixture-unconfirmed, flagged]}
    mode: MODE
    phases: [PHASES, {mend: 3s}]
consent:
  tile 19-20: {recovery: never}
  tile 29: {recovery: never}
  tile 37: {recovery: never}
  tile 21-22: {recovery: ask}
  tile 45: {recovery: ask}
policy: {join_for: 0s}
"""
TROUBLE: dict[str, Intent] = {
    "some": Inject("some"),
    "stain": Inject("stain"),
    "dead": Inject("dead"),
    "a silent node": NodeSilent("other"),
    "a fixture that confirms nothing": TroubleFound("unconfirmed:tile-30", "tile-30 confirms nothing"),
    "a flag": Flag("tile 30, tile 12"),
}


def walls(operator: str, trouble: str, mode: str) -> tuple[Played, Played]:
    """The same trouble with a recovery and with none; some cells are in a hand."""
    both = []
    for how in (mode, "manual"):
        played = Played(show_of(WALL.replace("MODE", how).replace("PHASES", OPERATORS[operator])))
        played.go()
        played.give(Grab("tile 27-28", {"level": 0.9, "color": "white"}))
        played.run(1)
        played.give(TROUBLE[trouble])
        both.append(played)
    return both[0], both[1]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("trouble", TROUBLE)
def test_no_recovery_touches_whom_it_must_leave_alone(operator: str, trouble: str) -> None:
    mended, alone = walls(operator, trouble, "auto")
    protected = slice(70, mended.show.rig.cell_count)
    left = [*NEVER, *HELD, *ASK]  # nobody was asked
    assert mended.incident.state == "recovering"
    has_touched = False
    for second in range(6):
        if second == 3:
            for each in (mended, alone):
                each.beat(Go())
        for each in (mended, alone):
            each.run(0.5)
        assert np.array_equal(mended.light[protected], alone.light[protected])
        assert np.array_equal(mended.light[left], alone.light[left])
        has_touched = has_touched or not np.array_equal(mended.light, alone.light)
    assert has_touched or trouble in {"a silent node", "a fixture that confirms nothing", "a flag"}


@pytest.mark.parametrize("trouble", ["some", "stain", "a silent node"])
def test_who_never_consents_is_left_alone_also_by_what_somebody_approved(trouble: str) -> None:
    mended, alone = walls("ripple, seam, sort", trouble, "ask")
    mended.give(Approve("i1"))
    alone.beat()
    for each in (mended, alone):
        each.run(0.9)
    left = [*NEVER, *HELD, *range(70, mended.show.rig.cell_count)]
    assert np.array_equal(mended.light[left], alone.light[left])
    assert not np.array_equal(mended.light, alone.light)
