"""Time code: cues go at their frames; lost, the show's own clock goes on; a leap does what the show declares."""

import pytest

from controller.model.facts import Resumed, TimecodeFrame
from controller.model.fault import FaultKind
from controller.model.incident import IncidentState
from controller.model.intent import FollowTimecode, Inject, Intent, Panic, Resume
from controller.model.timecode import TimecodeAt, counted, written
from controller.show.keeping_time import view
from tests.shows import FPS, Played, show_of

FILM = """
show: {name: Film, fps: 40, seed: 7}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, count: 8, layout: {line: 7}, at: wall 1/1}
zones: {hall: tile}
cues:
  - {cue: 1, look: {hall: {color: white, level: 20%}}, fade: 0s}
  - {cue: 2, look: {hall: {level: 50%}}, fade: 0s}
  - {cue: 3, look: {hall: {level: 100%}}, fade: 0s}
timecode: {from: osc, timeout: 1s, free: 4s, jump: follow}
bindings:
  - {timecode: "01:00:02:00", do: cue 1}
  - {timecode: "01:00:05:12", do: cue 2}
  - {timecode: "01:00:20:00", do: cue 3}
faults:
  gone: {kind: timecode-loss, amount: 100%, for: 3s}
  leapt: {kind: timecode-jump, leap: 20, amount: 100%, for: 3s}
recoveries:
  golden:
    when: {kind: [timecode-loss, timecode-jump]}
    mode: auto
    phases: [{seam: {color: gold}, for: 1s}, {mend: 1s}]
"""
HOUR = 3600.0
RATE = 25.0


def frame(place_s: float) -> TimecodeFrame:
    """The frame that a place lies in."""
    frames = int(place_s * RATE + 1e-6)
    whole, rest = divmod(frames, int(RATE))
    return TimecodeFrame(whole // 3600, whole // 60 % 60, whole % 60, rest, RATE)


def run(played: Played, begin_s: float, seconds: float, *given: Intent) -> None:
    """Let a time code run: a frame of 25 a second whenever one is due."""
    last = -1
    for step in range(round(seconds * FPS)):
        place = HOUR + begin_s + step / FPS
        extra = given if step == 0 else ()
        number = int(place * RATE + 1e-6)
        played.beat(*([frame(place)] if number != last else []), *extra)
        last = number


def cue(played: Played) -> str | None:
    entry = played.state.list("main")
    return None if entry is None else entry.current


def lasting(text: str = FILM) -> Played:
    return Played(show_of(text))


def test_a_cue_goes_at_its_very_frame() -> None:
    played = lasting()
    run(played, 0.0, 1.975)
    before = cue(played)
    run(played, 2.0, 0.025)
    assert (before, cue(played)) == (None, "1")
    run(played, 2.025, 3.43)
    before = cue(played)
    run(played, 5.0 + 12 / RATE, 0.025)
    assert (before, cue(played)) == ("1", "2")
    assert played.state.incidents == ()


def test_panic_is_lifted_by_a_hand_and_by_no_time_code_that_runs_on() -> None:
    played = lasting()
    run(played, 0.0, 4.0)
    run(played, 4.0, 4.0, Panic())
    assert played.state.panic is not None
    assert (played.state.panic.release_tick, cue(played)) == (None, "1")
    assert "by time code: goto is not done: PANIC holds" in [record.text for record in played.said("timecode")]
    run(played, 8.0, 10.0, Resume())
    run(played, 18.0, 3.0)
    assert cue(played) == "3"
    assert "PANIC lifted" in [record.text for record in played.said("resume")]


def test_a_show_that_joins_late_stands_where_it_should() -> None:
    played = lasting()
    run(played, 10.0, 0.1)
    assert cue(played) == "2"
    played = lasting(FILM.replace("jump: follow", "jump: stay"))
    run(played, 10.0, 0.1)
    assert cue(played) is None


def test_between_frames_and_after_the_last_one_the_shows_own_clock_goes_on_for_a_while() -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    assert cue(played) == "1"
    played.run(1.9)
    assert cue(played) == "1"
    played.run(0.2)
    assert cue(played) == "2"
    shown = view(played.show, played.state)
    assert shown is not None
    assert shown.state == "free"


def test_a_time_code_that_stays_away_stands_after_its_free_time() -> None:
    played = lasting()
    run(played, 14.0, 1.0)
    played.run(20.0)
    shown = view(played.show, played.state)
    assert shown is not None
    assert (shown.state, shown.text, cue(played)) == ("held", "01:00:18:24", "2")


def test_a_lost_time_code_is_an_incident_that_closes_when_it_is_back() -> None:
    played = lasting()
    run(played, 3.0, 1.0)
    played.run(0.9)
    assert played.state.incidents == ()
    played.run(0.3)
    incident = played.incident
    assert (incident.kind, incident.origin, incident.state) == (FaultKind.TIMECODE_LOSS, "real", "recovering")
    assert incident.why == "time code is lost"
    run(played, 5.2, 2.5)
    assert played.incident.state is IncidentState.CLOSED
    assert played.state.faults == ()


def test_the_end_of_the_film_is_no_trouble() -> None:
    played = lasting()
    run(played, 19.0, 2.0)
    played.run(3.0)
    assert (cue(played), played.state.incidents) == ("3", ())


def test_a_pause_and_on_from_the_same_place_is_no_leap_and_no_cue_goes_twice() -> None:
    played = lasting()
    run(played, 4.0, 1.0)
    played.run(3.0)
    assert cue(played) == "2"
    starts = len(played.said("timecode"))
    run(played, 5.0, 1.0)
    assert "leapt" not in " ".join(record.text for record in played.records)
    assert len([r for r in played.said("timecode")[starts:] if "cue 2" in r.text]) == 0


def test_a_leap_goes_to_the_cue_that_should_stand_there_and_is_an_incident() -> None:
    played = lasting()
    run(played, 3.0, 1.0)
    run(played, 30.0, 0.5)
    assert cue(played) == "3"
    assert (played.incident.kind, played.incident.origin) == (FaultKind.TIMECODE_JUMP, "real")
    run(played, 30.5, 11.0)
    assert played.incident.state is IncidentState.CLOSED
    assert played.state.faults == ()
    run(played, 6.0, 0.5)
    assert cue(played) == "2"


def test_one_damaged_frame_moves_nothing() -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    played.beat(frame(HOUR + 900))
    run(played, 3.525, 0.5)
    assert (cue(played), played.state.incidents) == ("1", ())


def test_a_leap_asks_if_the_show_says_so_and_nothing_goes_until_it_is_answered() -> None:
    played = lasting(FILM.replace("jump: follow", "jump: ask"))
    run(played, 1.0, 2.0)
    run(played, 19.0, 2.0)
    shown = view(played.show, played.state)
    assert shown is not None
    assert (cue(played), shown.state) == ("1", "asks")
    record = played.give(FollowTimecode())
    assert (record.ok, cue(played)) == (True, "3")
    assert played.state.faults == ()
    assert not played.give(FollowTimecode()).ok


def test_a_leap_that_is_told_to_stay_leaves_what_stands_and_goes_on_from_there() -> None:
    played = lasting(FILM.replace("jump: follow", "jump: ask"))
    run(played, 1.0, 2.0)
    run(played, 10.0, 0.5)
    played.give(FollowTimecode(on=False))
    assert cue(played) == "1"
    run(played, 19.0, 0.1)
    run(played, 19.1, 0.5)
    assert cue(played) == "1"


@pytest.mark.parametrize(("fault", "kind"), [("gone", "timecode-loss"), ("leapt", "timecode-jump")])
def test_an_injected_fault_is_one_incident_which_the_detector_joins(fault: str, kind: str) -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    run(played, 3.5, 8.0, Inject(fault))
    assert [(each.kind.value, each.origin) for each in played.state.incidents] == [(kind, "injected")]
    assert played.incident.state is IncidentState.CLOSED
    assert any("part of incident i1" in record.text for record in played.records)
    run(played, 11.5, 4.0)
    assert (len(played.state.incidents), cue(played)) == (1, "2")


def test_a_time_code_that_stays_away_when_the_injected_fault_has_ended_is_trouble_of_its_own() -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    run(played, 3.5, 2.0, Inject("gone"))
    played.run(5.0)
    assert [each.origin for each in played.state.incidents] == ["injected", "real"]
    assert sum("lost: part of" in record.text for record in played.records) == 1


def test_an_engine_that_comes_back_finds_a_lost_time_code_anew() -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    played.run(2.0)
    played.give(Resumed())
    played.run(0.1)
    assert [each.origin for each in played.state.incidents] == ["real", "real"]


def test_an_engine_that_slept_loses_no_time_code() -> None:
    played = lasting()
    run(played, 3.0, 0.5)
    played.jump(8.0)
    run(played, 11.5, 0.5)
    assert (cue(played), played.state.incidents) == ("2", ())


def test_a_frame_that_cannot_be_and_a_show_without_time_code_are_refused() -> None:
    played = lasting()
    assert not played.give(TimecodeFrame(1, 0, 0, 25, 25.0)).ok
    assert not played.give(TimecodeFrame(1, 0, 0, 0, 26.0)).ok
    without = lasting(FILM[: FILM.index("timecode:")])
    assert without.give(frame(HOUR)).text == "the show follows no time code; it has no 'timecode:'"


@pytest.mark.parametrize("rate", [24.0, 25.0, 29.97, 30.0])
def test_every_frame_is_written_as_it_is_read(rate: float) -> None:
    count = int(counted(rate))
    for number in range(count * 60):
        at = TimecodeAt(1, 0, number // count, number % count)
        assert written(at.position(rate), rate) == str(at)
