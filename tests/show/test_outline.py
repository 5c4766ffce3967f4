"""What people are shown of a show and of its state."""

from unittest.mock import patch

from controller.frame.glitch import Glitch
from controller.model.intent import Approve, Dismiss, Flag, Halt, Inject, Pause, Release
from controller.model.snapshot import EngineView, Snapshot
from controller.show.incidents.views import views
from controller.show.outline import outline, snapshot
from tests.shows import CUES, WALL, Played, show_of

ENGINE = EngineView(0, 0, 0, (), "", {})


def view(played: Played) -> Snapshot:
    return snapshot(played.show, played.state, night="n", nodes=(), engine=ENGINE, log=())


def test_the_outline_tells_the_show_as_it_was_written() -> None:
    show = show_of(CUES)
    told = outline(show, "n", Glitch(show).cells)
    assert (told.name, told.fps, len(told.positions)) == ("Small", 40, show.rig.cell_count)
    assert [(cue.number, cue.label, cue.follow) for cue in told.cues][2:4] == [
        ("3", "Dim", "1 s after GO"), ("4", "Flash", "0.5 s after the fade")
    ]  # fmt: skip
    screen = next(fixture for fixture in told.fixtures if fixture.id == "screen")
    assert (screen.node, set(screen.texts)) == ("desk", {"One", "Two"})


def test_the_outline_marks_the_cells_a_fault_will_reach() -> None:
    show = show_of(WALL)
    told = outline(show, "n", Glitch(show).cells)
    storm = next(fault for fault in told.faults if fault.id == "storm")
    assert len(storm.cells) == 20
    assert set(storm.cells) <= set(told.zones["wall"])


def test_a_snapshot_says_where_a_list_stands() -> None:
    played = Played(CUES)
    assert (view(played).lists[0].phase, view(played).lists[0].standby) == ("idle", "1")
    played.go()
    played.run(0.5)
    fading = view(played).lists[0]
    assert (fading.phase, fading.current, fading.progress, fading.remaining_s) == ("fading", "1", 0.25, 1.5)
    played.give(Pause())
    assert view(played).lists[0].phase == "paused"
    played.go()
    played.run(4)
    assert view(played).lists[0].phase == "holding"
    played.give(Release(fade_s=0))
    assert view(played).lists[0].phase == "idle"


def test_a_snapshot_counts_down_to_the_follow_and_the_lock_out() -> None:
    played = Played(CUES)
    for _ in range(2):
        played.go()
    played.go()
    assert (view(played).lists[0].follow_s, view(played).go_lockout_s) == (1.0, 0.25)
    played.run(0.5)
    assert (view(played).lists[0].follow_s, view(played).go_lockout_s) == (0.5, 0.0)


def test_a_snapshot_follows_an_incident_through_its_phases() -> None:
    played = Played(WALL)
    played.go()
    played.give(Inject("storm"))
    incident = view(played).incidents[0]
    assert (incident.state, incident.recovery, incident.mode, incident.phase) == ("proposed", "golden-seam", "ask", "")
    assert view(played).faults[0].remaining_s == 8
    played.give(Approve("i1"))
    played.run(1.4)
    incident = view(played).incidents[0]
    assert (incident.state, incident.phase, incident.phase_progress) == ("recovering", "embrace", 0.5)
    assert incident.remaining_s == 6.0


def test_every_change_that_people_see_has_a_revision_of_its_own() -> None:
    played = Played(WALL)
    seen = [played.state.revision]
    for given in (Inject("storm"), Approve("i1")):
        played.give(given)
        seen.append(played.state.revision)
    for _ in range(320):
        played.beat()
    seen.append(played.state.revision)
    assert seen == sorted(set(seen))


def test_looking_changes_nothing() -> None:
    played = Played(WALL)
    played.go()
    before = played.state
    view(played)
    assert played.state is before


def test_a_snapshot_tells_the_cells_of_a_flag_and_of_no_other_trouble() -> None:
    played = Played(WALL)
    played.beat(Flag("tile 3-5, tile 9"), Flag("wall - tile even"), Inject("storm"))
    some, half, storm = view(played).faults
    assert some.cells == ((2, 3), (8, 1))
    assert half.cells == tuple((cell, 1) for cell in range(0, 64, 2))
    assert storm.cells == ()


def test_a_snapshot_says_how_much_of_a_wound_is_kept() -> None:
    played = Played(WALL.replace("{mend: 3s}]", "{mend: {part: 75%, rest: keep}, for: 1s}]"))
    told = outline(played.show, "n", Glitch(played.show).cells).recoveries[0]
    assert (told.phases, told.seconds) == (("hold", "embrace", "seam", "mend"), 5.4)
    played.give(Inject("storm"))
    played.give(Approve("i1"))
    assert view(played).incidents[0].kept == 0
    played.run(5.5)
    incident = view(played).incidents[0]
    assert (incident.state, incident.kept, incident.phase) == ("kept", 0.25, "")


def test_what_was_made_before_of_trouble_that_rests_is_what_would_be_made_now() -> None:
    played = Played(WALL)
    played.go()
    for each in (Inject("storm"), Flag("tile 3-5"), Approve("i1"), Flag("tile 9"), Dismiss("i2"), Halt()):
        played.give(each)
        for _ in range(12):
            played.beat()
            before = views(played.show, played.state)
            with patch("controller.show.incidents.views._KNOWN", {}):
                assert views(played.show, played.state) == before
    assert len(before[1]) > 1
