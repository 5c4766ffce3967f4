"""Waits, follows by the clock and by the end of an incident, loops, LOAD, and what cues do."""

import pytest

from controller.model.action import MidiMessage, OscMessage
from controller.model.facts import Struck
from controller.model.intent import Back, Dismiss, Go, Inject, Intent, Load, Pause, Resume, SetTempo
from tests.shows import FPS, Played

HEAD = """
show: {name: Follows, fps: 40}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  words: {protocol: osc, to: 127.0.1.9:7000}
fixtures:
  lamp: {profile: generic/rgb, count: 4, at: lamps 1/1}
  orb: {profile: generic/osc-rgb, at: words}
zones: {lamps: lamp}
faults:
  storm: {kind: colour-shift, zone: lamps, for: 2s}
policy: {go_lockout: 250ms}
"""


def show(cues: str, more: str = "") -> Played:
    return Played(f"{HEAD}cues:\n{cues}{more}")


def went(played: Played) -> list[tuple[int, str]]:
    return [(record.tick, record.text) for record in played.records if record.what in {"follow", "start"}]


WAITING = """  - {cue: 1, look: {lamp: {level: 50%}}, fade: 0s}
  - {cue: 2, look: {lamp: {level: 80%}}, fade: 1s, wait: 2s, follow: 1s}
  - {cue: 3, look: {lamp: {level: 10%}}, fade: 0s}
"""


def level(played: Played) -> float:
    return round(float(played.light[0].max()), 2)


def test_a_wait_lies_between_go_and_the_start() -> None:
    played = show(WAITING)
    played.go()
    assert played.go().text == "GO cue 2, which starts in 2 s"
    gone = played.state.tick
    assert (played.state.lists[0].current, played.state.lists[0].standby) == ("1", "3")
    played.run(2)
    assert level(played) == 0.5
    played.run(0.5)
    assert level(played) == pytest.approx(0.65, abs=0.01)
    played.run(3)
    assert went(played) == [
        (gone + 2 * FPS, "cue 2 starts after its wait"),
        (gone + 3 * FPS, "cue 3 went by itself"),
    ]


def test_a_wait_stands_still_in_a_pause_and_keeps_its_tick_when_ticks_are_skipped() -> None:
    played, late = show(WAITING), show(WAITING)
    for each in (played, late):
        each.go()
        each.go()
        each.give(Pause())
        each.run(1)
        each.give(Resume())
    played.run(3)
    late.jump(3)
    assert went(played) == went(late)
    assert played.state.lists == late.state.lists


def test_back_calls_a_waiting_cue_off() -> None:
    played = show(WAITING)
    played.go()
    played.go()
    assert played.give(Back()).text == "BACK: cue 2 waits no longer"
    played.run(3)
    assert (played.state.lists[0].current, played.state.lists[0].standby) == ("1", "2")


def test_a_go_goes_past_a_cue_that_still_waits() -> None:
    played = show(WAITING)
    played.go()
    played.go()
    assert "cue 2 still waited and does not start" in played.go().text
    assert (level(played), went(played)) == (0.1, [])


def test_load_puts_any_cue_on_standby() -> None:
    played = show(WAITING)
    assert played.give(Load("3")).text == "cue 3 is on standby"
    played.go()
    assert level(played) == 0.1
    assert played.give(Load("9")).text == "no cue '9' in list main; it has 1, 2, 3"


LOOP = """  - {cue: 1, look: {lamp: {level: 10%}}, fade: 0s}
  - {cue: 2, look: {lamp: {level: 20%}}, fade: 0s, follow: 1s}
  - {cue: 3, look: {lamp: {level: 30%}}, fade: 0s, follow: 1s, loop: {to: 2, count: 2}}
  - {cue: 4, look: {lamp: {level: 40%}}, fade: 0s}
"""


def test_a_loop_goes_back_so_many_times_and_then_on() -> None:
    played = show(LOOP)
    for _ in range(2):
        played.go()
    played.run(10)
    assert [text.split()[1] for _, text in went(played)] == ["3", "2", "3", "2", "3", "4"]
    assert played.state.lists[0].loops == ()


def test_a_loop_counts_the_same_when_ticks_are_skipped() -> None:
    played, late = show(LOOP), show(LOOP)
    for each in (played, late):
        each.go()
        each.go()
    played.run(4.5)
    late.jump(4.5)
    assert played.state.lists == late.state.lists


def test_cues_that_follow_each_other_in_no_time_pause_their_list_and_say_so() -> None:
    played = show(LOOP.replace("follow: 1s", "follow: 0s").replace("count: 2", "count: 1000"))
    played.go()
    played.go()
    played.run(1)
    assert played.state.lists[0].paused_tick is not None
    assert ["32 of its cues followed each other at one tick" in record.text for record in played.said("follow")][-1]


def test_a_follow_waits_for_a_time_of_day() -> None:
    played = show(WAITING.replace("wait: 2s, follow: 1s", "follow: at 21:30"))
    played.go()
    played.go()
    played.run(2)
    assert "went by itself" not in played.give(Struck(77399)).text
    assert played.give(Struck(77400)).text == "it is 21:30:00: cue 3 of main went by itself"
    assert level(played) == 0.1


@pytest.mark.parametrize("bpm", [60, 90, 180])
def test_a_follow_counts_beats_and_keeps_to_them_when_the_tempo_changes(bpm: int) -> None:
    beats = WAITING.replace("wait: 2s, follow: 1s", "follow: 4 beats")
    played, late = show(beats), show(beats)
    for each in (played, late):
        each.go()
        each.go()
        gone = each.state.tick
        each.run(1)  # two beats at 120 a minute
        each.give(SetTempo(bpm))
    played.run(3)
    late.jump(3)
    (told,) = went(played)
    assert told[1] == "cue 3 went by itself"
    assert told[0] - gone == pytest.approx(FPS + 2 * 60 * FPS / bpm, abs=1)
    assert went(late) == [told]


def test_a_follow_waits_for_the_end_of_an_incident() -> None:
    mended = WAITING.replace("wait: 2s, follow: 1s", "follow: mended")
    played, late = show(mended), show(mended)
    for each in (played, late):
        each.go()
        each.go()
        each.run(2)
        each.give(Inject("storm"))
        assert went(each) == []
    injected = played.state.tick
    played.give(Dismiss("i1"))
    late.give(Dismiss("i1"))
    played.run(1)
    late.jump(1)
    assert went(played) == went(late) == [(injected + 1, "cue 3 went by itself")]


ACTING = """  - cue: 1
    look: {lamp: {level: 10%}}
    fade: 0s
    do: [inject storm, go side, {osc: /clip, args: [1, 0.5, on], to: words}]
  - cue: 2
    look: {lamp: {level: 20%}}
    fade: 0s
    do: [inject storm, {midi: cc 7, value: 64, channel: 2, device: desk}]
  - {cue: 3, look: {lamp: {level: 20%}}, fade: 0s, follow: 1s}
  - {cue: 4, look: {lamp: {level: 20%}}, fade: 0s, do: [load 1, release side]}
lists:
  side:
    cues:
      - {cue: 1, look: {orb: {level: 60%}}, fade: 0s, do: cue 2}
      - {cue: 2, look: {orb: {level: 70%}}, fade: 0s}
"""


def give(played: Played, intent: Intent) -> str:
    played.run(0.25)
    return played.give(intent).text


def test_a_cue_injects_runs_another_list_and_sends() -> None:
    played = show(ACTING)
    text = give(played, Go())
    assert text == (
        "GO cue 1; fault storm injected for 2 s: incident i1; no recovery answers it; GO cue 1; sends /clip to "
        "127.0.1.9:7000; GOTO cue 2"
    )
    assert played.state.outbox == (OscMessage("127.0.1.9", 7000, "/clip", (1, 0.5, "on")),)
    assert played.state.lists[1].current == "2"
    played.beat()
    assert len(played.state.outbox) == 0


def test_an_action_that_is_refused_is_told_and_the_others_are_done() -> None:
    played = show(ACTING)
    give(played, Go())
    text = give(played, Go())
    assert text == "GO cue 2; fault storm acts already; sends cc 7 to desk"
    assert played.state.outbox == (MidiMessage("desk", "cc", 7, 64, 2),)
    assert played.state.outbox[0].to_bytes() == bytes((0xB1, 7, 64))


def test_what_a_following_cue_does_happens_at_its_own_tick() -> None:
    played, late = show(ACTING), show(ACTING)
    for each in (played, late):
        for _ in range(3):
            give(each, Go())
    played.run(1.5)
    late.jump(1.5)
    assert played.state.lists[1].steps == late.state.lists[1].steps
    assert played.state.lists[0].standby == "1"


def test_back_does_not_do_again_what_a_cue_did() -> None:
    played = show(ACTING)
    give(played, Go())
    give(played, Go())
    assert give(played, Back()) == "BACK cue 1"


def test_cues_that_start_each_other_without_end_are_stopped() -> None:
    circle = """  - {cue: 1, look: {lamp: {level: 10%}}, do: [load 1 of side, go side]}
lists:
  side:
    cues:
      - {cue: 1, look: {orb: {level: 60%}}, do: cue 1 of main}
"""
    played = show(circle)
    assert "cues start each other without end" in played.go().text
    played.run(1)
    assert played.state.started == ()
