"""An operator points at a fixture: an incident begins there, with the life of any other."""

import numpy as np
import pytest

from controller.model.facts import Resumed
from controller.model.intent import Dismiss, Flag, Grab, Halt, Unflag
from tests.shows import WALL, Played, largest_step

FLAGS = (
    WALL
    + """  neighbours:
    when: {kind: flagged}
    mode: auto
    phases: [{ripple: {reach: 0.5}, for: 1s}, {mend: 1s}]
"""
)


def wall(text: str = FLAGS) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    return played


def troubles(played: Played) -> list[str]:
    return [fault.id for fault in played.state.faults]


def test_a_flag_opens_an_incident_that_its_recovery_answers_until_it_is_taken_away() -> None:
    played = wall()
    played.give(Grab("tile - tile 28", {"level": 0.1}))
    healthy = played.light.copy()
    record = played.give(Flag("tile-28", "hums"))
    assert record.text == "tile-28 is flagged: hums: incident i1; neighbours recovering"
    assert (played.incident.kind, played.incident.origin, played.incident.why) == (
        "flagged", "real", "tile-28 is flagged: hums"
    )  # fmt: skip
    played.run(20)
    assert played.incident.state == "recovering", "for as long as it takes"
    assert played.give(Unflag("tile 20-30")).text == "no longer flagged: tile-28"
    played.run(1.1)
    assert played.incident.state == "closed"
    np.testing.assert_allclose(played.light, healthy, atol=1 / 255)


def test_nothing_jumps_when_a_flag_comes_and_goes() -> None:
    played = wall()
    lit = [played.beat(Flag("tile 20-30"))]
    lit += [played.beat() for _ in range(80)]
    lit.append(played.beat(Unflag()))
    lit += [played.beat() for _ in range(80)]
    assert largest_step(lit) < 0.15
    assert played.incident.state == "closed"


@pytest.mark.parametrize(
    ("selector", "says"),
    [("tyle-3", "there is no zone or fixture 'tyle-3'"), ("tile-99", "99 is out of range"), ("", "a name is missing")],
)
def test_a_flag_that_names_nothing_is_refused_with_a_sentence(selector: str, says: str) -> None:
    record = wall().give(Flag(selector))
    assert not record.ok
    assert says in record.text


def test_what_is_flagged_already_is_not_flagged_twice_and_what_is_not_cannot_be_unflagged() -> None:
    played = wall()
    played.give(Flag("tile-3"))
    assert played.give(Flag("tile-3")).text == "tile-3 is flagged already; unflag it first"
    assert played.give(Unflag("tile-4")).text == "tile-4 is not flagged; flagged is tile-3"
    assert len(played.state.incidents) == 1


def test_a_dismissed_flag_is_gone_and_one_that_is_kept_outlives_halt_and_a_restart() -> None:
    played = wall()
    played.give(Flag("tile-3"))
    played.give(Dismiss("i1"))
    assert played.state.faults == ()
    played.run(1.1)
    played.give(Flag("tile-3"))
    played.give(Halt())
    played.run(1.1)
    played.give(Resumed())
    played.run(1.1)
    assert troubles(played) == ["flagged:tile-3"]
    assert (played.incident.state, played.incident.recurrence) == ("proposed", 2)


def test_a_protected_fixture_may_be_flagged_but_no_recovery_reaches_it() -> None:
    played = wall()
    before = played.light.copy()
    played.give(Flag("exit", "dark"))
    played.run(2)
    assert played.state.faults
    np.testing.assert_array_equal(played.light, before)


def test_a_flag_is_gone_with_its_fixture_after_a_reload_and_stays_with_one_that_stays() -> None:
    played = wall()
    played.give(Flag("tile-3"))
    played.give(Flag("exit"))
    played.reload(FLAGS.replace("  exit: {profile: generic/rgb, at: lamps 1/301, class: egress}\n", "").replace(
        ", exit: {color: green, level: 50%}", ""
    ))  # fmt: skip
    assert troubles(played) == ["flagged:tile-3"]
