"""Subscribers are told everything once, then what changes, for as long as they asked."""

from dataclasses import replace

from controller.inputs.osc_feedback import LEASE_S, MOST_SUBSCRIBERS, Feedback, mirror
from controller.model.incident import IncidentState
from controller.model.snapshot import IncidentView, ListView
from controller.model.story_view import StoryView, TalesView, TaleView
from tests.fakes.seam import SNAPSHOT

DESK = ("10.0.0.7", 9001)

FADING = replace(SNAPSHOT, lists=(ListView("main", "1", "2", "fading", 0.5, 1.52, None),), blackout=True)
INCIDENT = IncidentView(
    id="i1",
    kind="colour-shift",
    origin="injected",
    fault="storm",
    state=IncidentState.PROPOSED,
    recovery="golden-seam",
    mode="ask",
    phase="",
    phase_index=0,
    phase_progress=0.0,
    remaining_s=0.0,
    opened_s=1.0,
    why="colours wandered",
    recurrence=1,
)


def test_the_state_is_mirrored_under_out() -> None:
    assert mirror(replace(FADING, incidents=(INCIDENT,), panic="fading", grand_master=0.25)) == {
        "/kintsugi/out/list/main/current": "1",
        "/kintsugi/out/list/main/standby": "2",
        "/kintsugi/out/list/main/remaining": 1.5,
        "/kintsugi/out/blackout": 1,
        "/kintsugi/out/grandmaster": 0.25,
        "/kintsugi/out/solo": "",
        "/kintsugi/out/panic": 1,
        "/kintsugi/out/incident/i1": "proposed",
    }


def test_no_cue_is_an_empty_text() -> None:
    assert mirror(SNAPSHOT)["/kintsugi/out/list/main/current"] == ""


def test_nobody_is_told_without_asking() -> None:
    assert Feedback().updates(SNAPSHOT, 0.0) == []


def test_a_new_subscriber_is_told_everything_and_then_only_changes() -> None:
    feedback = Feedback()
    assert feedback.subscribe(DESK, 0.0)
    assert {update.address: update.value for update in feedback.updates(SNAPSHOT, 0.0)} == mirror(SNAPSHOT)
    assert feedback.updates(SNAPSHOT, 0.1) == []
    told = [
        (update.to, update.address, update.value) for update in feedback.updates(replace(SNAPSHOT, blackout=True), 0.2)
    ]
    assert told == [(DESK, "/kintsugi/out/blackout", 1)]


def test_remaining_time_changes_ten_times_a_second_and_no_more() -> None:
    feedback = Feedback()
    feedback.subscribe(DESK, 0.0)
    feedback.updates(SNAPSHOT, 0.0)
    lines = 0
    for tick in range(440):  # ten seconds at 44 frames a second
        entry = ListView("main", "1", "2", "fading", 0.5, 10 - tick / 44, None)
        now = replace(SNAPSHOT, lists=(entry,))
        lines += sum(update.address.endswith("/remaining") for update in feedback.updates(now, tick / 44))
    assert 95 <= lines <= 102


def test_a_late_subscriber_gets_the_full_state_and_the_first_one_does_not_again() -> None:
    feedback = Feedback()
    feedback.subscribe(DESK, 0.0)
    feedback.updates(SNAPSHOT, 0.0)
    late = ("10.0.0.8", 9001)
    feedback.subscribe(late, 1.0)
    assert {update.to for update in feedback.updates(SNAPSHOT, 1.0)} == {late}


def test_a_lease_runs_out_unless_it_is_renewed() -> None:
    feedback = Feedback()
    feedback.subscribe(DESK, 0.0)
    assert feedback.is_wanted(LEASE_S - 0.1)
    assert not feedback.is_wanted(LEASE_S)
    feedback.subscribe(DESK, 0.0)
    feedback.subscribe(DESK, LEASE_S - 1)
    assert feedback.is_wanted(LEASE_S + 30)
    assert feedback.updates(SNAPSHOT, 3 * LEASE_S) == []


def test_there_are_sixteen_subscribers_at_most_and_renewing_is_always_possible() -> None:
    feedback = Feedback()
    for number in range(MOST_SUBSCRIBERS):
        assert feedback.subscribe(("10.0.0.7", 9000 + number), 0.0)
    assert not feedback.subscribe(("10.0.0.7", 8999), 0.0)
    assert feedback.subscribe(("10.0.0.7", 9000), 1.0)
    assert feedback.subscribe(("10.0.0.7", 8999), LEASE_S)


def test_resync_repeats_the_full_state_to_that_host_alone() -> None:
    feedback = Feedback()
    other = ("10.0.0.8", 9001)
    feedback.subscribe(DESK, 0.0)
    feedback.subscribe(other, 0.0)
    feedback.updates(SNAPSHOT, 0.0)
    assert feedback.resync("10.0.0.7", 1.0)
    assert {update.to for update in feedback.updates(SNAPSHOT, 1.0)} == {DESK}
    assert not feedback.resync("10.0.0.9", 1.0)


def test_what_is_shown_of_stories_is_told_and_what_waits_is_not() -> None:
    story = StoryView("memories", "open", 1, is_full=False, tales=2, shown=1, refused=0, remaining_s=9.0, opened_tick=1)
    tales = TalesView((TaleView(2, "A secret", 1.0),), "A cup \U0001f44b", 5.0, 0)
    told = mirror(replace(SNAPSHOT, stories=(story,), tales=tales))
    assert told["/kintsugi/out/story/memories/open"] == 1
    assert told["/kintsugi/out/story/memories/waiting"] == 1
    assert told["/kintsugi/out/story/shown"] == "A cup \U0001f44b"
    assert "A secret" not in str(told)
