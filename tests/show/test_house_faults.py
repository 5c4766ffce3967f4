"""Faults on the house itself are for rehearsals that were started as such; in the state they are faults like any."""

import numpy as np

from controller.model import facts
from controller.model import intent as intents
from controller.model.incident import IncidentState
from tests.shows import WALL, Played

SHOW = WALL.replace(
    "faults:\n",
    """faults:
  hiccup: {kind: stall, hang: 500ms}
  crash: {kind: kill}
  full: {kind: disk-full, for: 4s}
  gale: {kind: storm, for: 6s, parts: [{fault: full}, {fault: hiccup, at: 1s}]}
""",
)
ALL = facts.Breakable(facts.BREAKABLE_IN_PROCESSES)
ALONE = facts.Breakable(facts.BREAKABLE_ALONE)


def test_they_are_refused_in_a_show_that_was_not_started_as_a_rehearsal() -> None:
    played = Played(SHOW)
    played.give(intents.Rehearse())
    for fault in ("hiccup", "crash", "full", "gale"):
        record = played.give(intents.Inject(fault))
        assert not record.ok
        assert record.text.endswith(
            "breaks the house itself: that is done only in a show that was started with --rehearsal"
        )
    assert played.state.faults == ()


def test_nothing_is_killed_where_nobody_would_start_it_again() -> None:
    played = Played(SHOW)
    played.give(ALONE)
    assert played.give(intents.Inject("crash")).text == (
        "fault crash ends a process, and here nobody would start it again: start the show without --single-process"
    )
    assert played.give(intents.Inject("full")).ok


def test_they_end_by_themselves_with_their_incidents_and_change_no_light() -> None:
    struck, calm = Played(SHOW), Played(SHOW)
    for played in (struck, calm):
        played.give(ALL)
        played.go()
        played.run(2)
    struck.give(*(intents.Inject(fault) for fault in ("hiccup", "crash", "full")))
    calm.give()
    assert [incident.why for incident in struck.state.incidents] == [
        "hiccup: stall on the frame loop",
        "crash: kill on the engine process",
        "full: disk-full on the disk",
    ]
    for played in (struck, calm):
        played.run(5)
    assert struck.state.faults == ()
    assert {incident.state for incident in struck.state.incidents} == {IncidentState.CLOSED}
    pairs = zip(struck.lit, calm.lit, strict=True)
    assert all(np.array_equal(one.frame.slots, other.frame.slots) for one, other in pairs)


def test_no_recovery_of_light_takes_them_for_its_own() -> None:
    played = Played(SHOW.replace("when: {kind: colour-shift, zone: wall}", "when: {}"))
    played.give(ALL)
    assert played.give(intents.Inject("full")).text.endswith("no recovery answers it")


def test_the_end_of_the_rehearsal_and_a_new_engine_end_them() -> None:
    played = Played(SHOW)
    played.give(ALL)
    played.give(intents.Inject("gale"))
    played.give(intents.Rehearse(on=False))
    assert not played.state.faults, "a storm with one of them ends too, or it would strike when somebody watches"
    played.run(2)
    assert not played.state.faults
    played.give(ALL)
    played.give(intents.Inject("crash"))
    played.give(facts.Resumed())
    assert played.state.faults == ()
    assert not played.give(intents.Inject("crash")).ok
