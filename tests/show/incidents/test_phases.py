"""Sound and video follow a recovery: each of its phases does what it says once, when it begins."""

import pytest

from controller.model.action import OscMessage, Outgoing
from controller.model.facts import NodeReturned, NodeSilent, Resumed, Struck
from controller.model.intent import Approve, Back, Goto, Halt, Inject, Intent, Panic, Pause, Recover, Resume
from controller.show.incidents.phases import MOST_LED
from controller.showfile.load import check_show
from tests.shows import FPS, PROFILES, WALL, Played

DO = WALL.replace(
    "phases: [{hold: 400ms}, {embrace: {gain: 1.6}, for: 2s}, {seam: {color: gold}, for: 2s}, {mend: 3s}]",
    """phases:
      - {hold: 400ms, do: {osc: /break, to: 127.0.0.1:7000}}
      - {embrace: 2s, do: [cue 2 of side, {osc: /sway, args: 0.5, to: 127.0.0.1:7000}]}
      - {seam: 2s, do: {midi: note 60, device: synth}}
      - {mend: 3s, do: [{osc: /home, to: 127.0.0.1:7000}, go main]}""",
).replace(
    "cues:",
    """lists:
  side: {cues: [{cue: 1, look: {}}, {cue: 2, look: {}}]}
cues:""",
)

CALLED = "{cue: 2, look: {}}, {cue: 3, look: {}, do: inject storm}"


def wounded(text: str = DO) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    played.give(Inject("storm"))
    return played


def sent(played: Played, seconds: float, *first: Intent) -> list[tuple[float, str]]:
    """Play on: what leaves the house, with its time."""
    found: list[tuple[float, str]] = []
    begin = played.state.tick
    for beat in range(round(seconds * FPS)):
        played.beat(*(first if beat == 0 else ()))
        at = (played.state.tick - begin - 1) / FPS
        found += [(at, name_of(each)) for each in played.state.outbox]
    return found


def name_of(message: Outgoing) -> str:
    return message.address if isinstance(message, OscMessage) else f"{message.what} {message.number}"


def test_each_phase_does_what_it_says_once_when_it_begins() -> None:
    played = wounded()
    assert sent(played, 10, Approve("i1")) == [
        (0.0, "/break"), (0.4, "/sway"), (2.4, "note 60"), (4.4, "/home")
    ]  # fmt: skip
    side, main = played.state.list("side"), played.state.list("main")
    assert side is not None
    assert main is not None
    assert (side.current, main.current) == ("2", "2")
    told = [(record.ok, record.text) for record in played.said("action")]
    assert told[0] == (True, "golden-seam on i1, embrace: GOTO cue 2")
    assert told[-1][1].startswith("golden-seam on i1, mend: ")
    assert played.said("approve")[0].text == (
        "recovery golden-seam runs on incident i1; golden-seam on i1, hold: sends /break to 127.0.0.1:7000"
    )


def test_phases_that_a_late_engine_skipped_are_done_each_at_its_own_tick() -> None:
    played = wounded()
    played.give(Approve("i1"))
    begin = played.state.tick
    played.jump(5)
    assert [name_of(each) for each in played.state.outbox] == ["/sway", "note 60", "/home"]
    ticks = [record.tick - begin for record in played.said("action")]
    assert sorted(set(ticks)) == [round(0.4 * FPS), round(2.4 * FPS), round(4.4 * FPS)]


def test_halt_lets_only_the_mend_do_what_it_says() -> None:
    played = wounded()
    assert [name for _, name in sent(played, 1, Approve("i1"))] == ["/break", "/sway"]
    assert sent(played, 6, Halt()) == [(0.0, "/home")]


@pytest.mark.parametrize("end", [Halt(), Resumed()])
def test_a_mend_that_halt_or_a_restart_brings_forward_breaks_nothing_anew(end: Intent) -> None:
    text = DO.replace("go main]", "inject whole, cue 3 of side]").replace("{cue: 2, look: {}}", CALLED)
    played = wounded(text)
    played.give(Approve("i1"))
    record = played.give(end)
    assert not played.state.faults
    assert "no inject: after HALT or a restart only the mend goes on" in record.text
    side = played.state.list("side")
    assert side is not None
    assert side.current == "3"
    played.run(4)
    assert not played.state.faults
    played = wounded(text)
    sent(played, 5, Approve("i1"))
    assert "whole" in {fault.id for fault in played.state.faults}


LATE_CUES = {
    "wait": "{cue: 2, look: {}, wait: 2s, do: inject whole}",
    "follow": "{cue: 2, look: {}, follow: 2s}, {cue: 3, look: {}, do: inject whole}",
    "follow, wait": "{cue: 2, look: {}, follow: 1s}, {cue: 3, look: {}, wait: 1s, do: recover golden-seam}",
    "clock": "{cue: 2, look: {}, follow: 'at 21:30'}, {cue: 3, look: {}, do: inject whole}",
    "another list": "{cue: 2, look: {}, wait: 2s, do: go main}",
}
LATE_MAIN = "- {cue: 2, look: {wall: {level: 80%}}, wait: 1s, do: inject whole}"


def late(how: str, *, called_in: str) -> Played:
    """Play a recovery that calls, in a phase, a cue that breaks the wall later."""
    text = DO.replace("go main]", "cue 2 of side]") if called_in == "mend" else DO
    text = text.replace("{cue: 2, look: {}}", LATE_CUES[how])
    cue_2 = next(line.strip() for line in text.splitlines() if line.strip().startswith("- {cue: 2"))
    text = text.replace(cue_2, LATE_MAIN)
    return wounded(text if called_in == "mend" else text.replace(", go main]", "]"))


@pytest.mark.parametrize(
    ("how", "called_in", "end"),
    [
        *((how, "embrace", Halt()) for how in LATE_CUES),
        ("wait", "mend", Halt()),
        ("follow, wait", "mend", Resumed()),
        ("wait", "embrace", Panic()),
    ],
)
def test_after_halt_no_cue_that_a_recovery_called_breaks_anything_later(how: str, called_in: str, end: Intent) -> None:
    played = late(how, called_in=called_in)
    played.give(Approve("i1"))
    played.run(1)
    played.give(end)
    if isinstance(end, Panic):
        played.run(1)
        played.give(Resume())
    for _ in range(3):
        played.beat(Struck(21 * 3600 + 1800))
        played.jump(1)
        played.jump(1)
        assert not [fault.id for fault in played.state.faults]
    refused = [
        record.text
        for record in played.records
        if "only the mend goes on" in record.text or "HALT stands" in record.text
    ]
    assert refused or isinstance(end, Panic)


@pytest.mark.parametrize("how", LATE_CUES)
def test_without_halt_such_a_cue_does_what_it_says(how: str) -> None:
    played = late(how, called_in="embrace")
    played.give(Approve("i1"))
    seen: set[str] = set()
    for _ in range(40):
        played.beat(Struck(21 * 3600 + 1800))
        played.jump(0.2)
        seen |= {fault.id for fault in played.state.faults}
    acted = [record.text for record in played.said("action")]
    assert "whole" in seen or any("golden-seam" in text for text in acted)


def test_a_cue_that_waited_when_halt_came_breaks_nothing_and_what_is_called_anew_does() -> None:
    played = Played(DO.replace("{cue: 2, look: {}}", "{cue: 2, look: {}, wait: 1s, do: inject whole}"))
    played.give(Goto("2", list="side"))
    played.give(Halt())
    played.run(2)
    assert not played.state.faults
    assert played.said("action")[-1].text == "cue 2 of side: no inject: HALT stands until a hand says GO in side"
    played.give(Goto("2", list="side"))
    played.run(2)
    assert [fault.id for fault in played.state.faults] == ["whole"]


@pytest.mark.parametrize("order", [Goto("2", list="side"), Back("side"), Resume("side")])
def test_after_halt_a_list_that_goes_by_itself_shows_light_and_breaks_nothing_until_a_hand_is_there(
    order: Intent,
) -> None:
    cues = "{cue: 2, look: {}, wait: 500ms, follow: 1s}, {cue: 3, look: {}, do: inject whole}"
    played = Played(DO.replace("{cue: 2, look: {}}", cues))
    played.give(Goto("1", list="side"))
    played.run(1)
    played.give(Goto("2", list="side"))
    played.give(Halt())
    played.run(1)
    played.go()  # a hand in another list is none in this one
    played.run(0.1)
    if isinstance(order, Resume):
        played.give(Pause("side"))
    else:
        played.run(1)
        assert [record.text for record in played.said("action")] == [
            "cue 3 of side: no inject: HALT stands until a hand says GO in side"
        ]
    assert not played.state.faults
    assert played.give(order).ok
    played.run(2)
    assert [fault.id for fault in played.state.faults] == ["whole"]


def test_a_recovery_that_begins_after_halt_calls_cues_that_show_their_light_alone() -> None:
    played = wounded(DO.replace("{cue: 2, look: {}}", "{cue: 2, look: {}, do: inject whole}"))
    played.give(Halt())
    played.give(Inject("storm"))
    played.give(Approve("i2"))
    played.run(2)
    side = played.state.list("side")
    assert side is not None
    assert side.current == "2"
    assert [fault.id for fault in played.state.faults] == ["storm"]


SILENT = WALL.replace("{kind: colour-shift, zone: wall}\n    mode", "{kind: node-silent}\n    mode").replace(
    "seam: {color: gold}, for: 2s", "seam: {color: gold}, for: 500ms, do: [DO]"
)
BY_ITSELF: dict[str, tuple[str, str, tuple[Intent, ...]]] = {
    "at once": ("auto", "wait", (Halt(), NodeSilent("lamps"))),
    "unanswered": ("ask", "auto", (NodeSilent("lamps"), Halt())),
    "the second time": (
        "ask, again: auto",
        "wait",
        (NodeSilent("lamps"), NodeReturned("lamps"), Halt(), NodeSilent("lamps")),
    ),
}


def unattended(how: str, do: str) -> Played:
    """Play a node that falls silent for good: its recovery begins by itself after HALT, and does something."""
    mode, unanswered, given = BY_ITSELF[how]
    text = SILENT.replace("mode: ask", f"mode: {mode}".replace(", ", "\n    ")).replace("[DO]", f"[{do}]")
    played = Played(f"{text}policy: {{ask_for: 1s, unanswered: {unanswered}, go_lockout: 0s}}\n")
    for intent in given:
        played.give(intent)
        played.run(0.2)
    return played


@pytest.mark.parametrize("how", BY_ITSELF)
@pytest.mark.parametrize("do", ["inject whole", "{osc: /x, to: 127.0.0.1:7000}, inject storm, cue 2 of main"])
def test_a_recovery_that_begins_by_itself_after_halt_breaks_nothing_of_its_own(how: str, do: str) -> None:
    played = unattended(how, do)
    for _ in range(40):
        played.run(0.1)
        assert not [fault.id for fault in played.state.faults if fault.origin == "injected"]
    assert played.incident.recovery_tick is not None
    held = [record.text for record in played.said("action") if not record.ok]
    assert held == [f"golden-seam on {played.incident.id}, seam: no inject: HALT stands until a hand says GO"]


@pytest.mark.parametrize("how", BY_ITSELF)
def test_it_breaks_what_it_says_when_a_hand_has_said_go_after_halt(how: str) -> None:
    played = unattended(how, "inject whole")
    played.go()
    played.run(4)
    assert "whole" in {fault.id for fault in played.state.faults}


def test_a_list_in_which_a_hand_said_go_gives_that_on_to_those_its_cues_call() -> None:
    text = DO.replace("{cue: 2, look: {}}", "{cue: 2, look: {}, do: cue 2 of main}")
    cue_2 = next(line.strip() for line in text.splitlines() if line.strip().startswith("- {cue: 2"))
    played = Played(text.replace(cue_2, LATE_MAIN))
    played.give(Halt())
    played.give(Goto("2", list="side"))
    played.run(2)
    assert [fault.id for fault in played.state.faults] == ["whole"]


def test_a_list_that_a_reload_brings_awaits_a_hand_as_the_others_do() -> None:
    played = Played(WALL)
    played.give(Halt())
    played.reload(DO)
    assert [entry.awaits_hand for entry in played.state.lists] == [True, True]


def test_panic_lets_messages_out_but_starts_no_cue() -> None:
    played = wounded()
    played.give(Approve("i1"))
    assert sent(played, 6, Panic()) == [(0.0, "/home")]
    main = played.state.list("main")
    assert main is not None
    assert main.current == "1"
    assert "no go of a recovery while PANIC holds" in played.said("panic")[0].text


def test_the_second_time_does_it_again() -> None:
    played = wounded()
    sent(played, 8, Approve("i1"))
    assert next(name for _, name in sent(played, 10, Inject("storm"), Recover("golden-seam"))) == "/break"


GAINED = "embrace: {gain: 1.6}, for: 2s"
CIRCLE = WALL.replace("mode: ask", "mode: auto").replace(GAINED, f"{GAINED}, do: inject again").replace(
    "recoveries:", "  again: {kind: colour-shift, zone: wall, for: 300ms}\nrecoveries:"
)  # fmt: skip


def test_a_recovery_that_injects_what_it_answers_comes_to_an_end() -> None:
    played = wounded(CIRCLE)
    played.run(60)
    led = [incident.fault.led for incident in played.state.incidents]
    assert max(led) == MOST_LED
    assert len(led) < 10
    assert all(incident.state == "closed" for incident in played.state.incidents)


@pytest.mark.parametrize(
    ("do", "says"),
    [
        ("cue 9 of side", "there is no cue '9' in the list side"),
        ("go sidde", "there is no cue list 'sidde'"),
        ("inject strom", "there is no fault 'strom'"),
        ("recover golden", "there is no recovery 'golden'"),
        ("{osc: /x}", "say where the message goes"),
        ("explode", "cannot be done by a cue"),
    ],
)
def test_what_a_phase_does_is_found_when_the_file_is_read(do: str, says: str) -> None:
    text = DO.replace("go main", do)
    show, problems = check_show(text, file="x", profiles=PROFILES)
    assert show is None
    assert [problem for problem in problems if says in problem.text], [problem.text for problem in problems]


def test_a_show_whose_recovery_begins_to_do_something_does_nothing_for_phases_that_are_over() -> None:
    played = wounded(WALL)
    played.give(Approve("i1"))
    played.run(1)
    played.reload(DO)
    names = [name for _, name in sent(played, 4)]
    assert names == ["note 60", "/home"]
