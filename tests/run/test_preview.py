"""What a fault would do is told before it is fired, and nothing changes by asking."""

import numpy as np

from controller.model.intent import Inject
from controller.run.preview import preview
from tests.shows import WALL, Played

TEXT = WALL.replace("recoveries:", "  off: {kind: dead, zone: north, share: 100%, amount: 50%, for: 9s}\nrecoveries:")


def begun() -> Played:
    played = Played(TEXT + "conditions: ['zone north level >= 40%']\n")
    played.go()
    played.run(2)
    return played


def test_a_preview_tells_whom_how_long_how_dark_and_who_answers() -> None:
    told = preview((played := begun()).show, played.state, played.memory, "off")
    assert (told.refused, told.fixture_count, told.seconds) == ("", 32, 9.0)
    assert told.fixtures[0] == "tile-1"
    assert 0.48 <= told.worst_drop <= 0.52
    assert told.broken_conditions == ("zone north level >= 40%",)
    assert (told.recovery, told.starts, told.held_zones) == ("", "detected", ())
    storm = preview(played.show, played.state, played.memory, "storm")
    assert (storm.recovery, storm.starts) == ("golden-seam", "proposed")


def test_asking_changes_nothing() -> None:
    asked, plain = begun(), begun()
    preview(asked.show, asked.state, asked.memory, "off")
    for played in (asked, plain):
        played.run(0.5)
    assert np.array_equal(asked.slots, plain.slots)
    assert not asked.state.faults


def test_what_would_be_refused_says_so() -> None:
    played = begun()
    assert "no fault 'nothing' in the show" in preview(played.show, played.state, played.memory, "nothing").refused
    played.give(Inject("storm"))
    assert preview(played.show, played.state, played.memory, "storm").refused == "fault storm acts already"
