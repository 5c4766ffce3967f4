"""Votes as they are written, and how far what they set going may reach."""

from collections.abc import Mapping

import pytest

from controller.model import intent as intents
from controller.model import visits
from controller.model.action import OscMessage
from controller.model.binding import Binding, Do, MidiNote
from controller.model.vote import Option, Vote
from controller.showfile.load import check_show
from fixtures.profile import Profile

BASE = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, media: {protocol: osc, to: 127.0.1.3:7000}}
fixtures:
  wash: {profile: generic/rgb, count: 32, layout: {line: 31}, at: lamps 1/1}
  exit: {profile: generic/dimmer, count: 2, at: lamps 1/301, class: egress}
  fog: {profile: generic/dimmer, at: lamps 1/311, class: fog}
zones: {stage: wash 1-4, hall: wash 5-32}
cues: [{cue: 1, look: {stage: {level: 50%}}}]
lists:
  hall: {cues: [{cue: 1, look: {hall: {level: 50%}}}, {cue: 2, do: inject on-stage}]}
  smoke: {cues: [{cue: 1, look: {fog: {level: 50%}}}]}
  moving: {cues: [{cue: 1, effect: {wave: {on: stage, of: level}}}]}
faults:
  on-stage: {kind: flicker, zone: stage, for: 5s}
  in-hall: {kind: flicker, zone: hall, for: 5s}
  everywhere: {kind: storm, parts: [{fault: in-hall, at: 0s}, {fault: on-stage, at: 1s}], for: 9s}
  dull: {kind: dead, zone: hall, for: 5s}
recoveries:
  gild: {when: {kind: flicker, zone: hall}, mode: auto, phases: [{seam: 1s}, {mend: 1s}]}
  wide: {when: {kind: flicker}, mode: ask, phases: [{mend: 1s}]}
  loud: {when: {kind: dead}, mode: auto, phases: [{seam: 1s, do: go main}, {mend: 1s}]}
"""


def vote(options: str, more: str = "") -> str:
    return f"{BASE}votes:\n  q:\n    ask: Shall we?\n    options: {options}\n{more}"


def problems(text: str, profiles: Mapping[str, Profile]) -> list[str]:
    _show, found = check_show(text, file="test", profiles=profiles)
    return [f"{problem.line}:{problem.col}: {problem.text}" for problem in found if problem.severity == "error"]


def said(text: str, profiles: Mapping[str, Profile]) -> str:
    """The only mistake there is, without its place."""
    (only,) = problems(text, profiles)
    return only.partition(": ")[2]


def test_a_vote_has_its_question_its_answers_and_what_they_do(profiles: Mapping[str, Profile]) -> None:
    text = vote(
        '{"Let the storm come": [inject in-hall, {osc: /boom, to: media}], "Stay calm": , go on: cue 2 of hall}',
        "    for: 45s\n    least: 5\n    tie: none\n    again: 10min\nbindings: [{midi: note 5, do: open vote q}]\n",
    )
    show, found = check_show(text, file="test", profiles=profiles)
    assert show is not None, found
    boom = OscMessage("127.0.1.3", 7000, "/boom")
    assert show.votes["q"] == Vote(
        id="q",
        ask="Shall we?",
        options=(
            Option("Let the storm come", (intents.Inject("in-hall"), boom), "inject in-hall, OSC /boom"),
            Option("Stay calm", (), "nothing"),
            Option("go on", (intents.Goto("2", "hall"),), "cue 2 of hall"),
        ),
        open_s=45.0,
        least=5,
        tie="none",
        again_s=600.0,
    )
    assert show.bindings == (Binding(MidiNote(5), Do(visits.OpenVote("q"))),)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("{a: inject in-hall}", "a vote with 1 answer is none; write 2 to 9"),
        (f"{{{', '.join(f'a{n}: halt' for n in range(10))}}}", "a vote with 10 answers is none; write 2 to 9"),
        ("{a: inject in-hal, b: halt}", "there is no fault 'in-hal'; there is on-stage, in-hall, everywhere, dull"),
        ("{a: open vote p, b: halt}", "there is no vote 'p'; there is q"),
        ("{a: open the door, b: halt}", "'open the door' cannot be done by a cue; write go"),
        ("{a: open vote, b: halt}", "open vote needs a vote after it: open vote storm"),
        (f"{{{'a' * 61}: halt, b: halt}}", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is no answer; write 1 to 60"),
        ("[a, b]", "a list cannot stand here; write names, each with its own keys"),
    ],
)
def test_answers_that_cannot_be_are_told(written: str, text: str, profiles: Mapping[str, Profile]) -> None:
    assert said(vote(written), profiles).startswith(text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("for: 4s", "'4s' is out of range; this time is between 5s and 10min"),
        ("for: 11min", "'11min' is out of range; this time is between 5s and 10min"),
        ("least: 0", "0 is out of range; write a whole number between 1 and 10000"),
        ("tie: last", "'last' is not known here; write first or none"),
        ("again: 25h", "'25h' is out of range; a time is between 0 and 24h"),
        ("fro: 30s", "unknown key 'fro'"),
    ],
)
def test_what_is_out_of_range_is_told_with_its_range(key: str, text: str, profiles: Mapping[str, Profile]) -> None:
    assert said(vote("{a: halt, b: halt}", f"    {key}\n"), profiles).startswith(text)


def test_a_question_is_needed(profiles: Mapping[str, Profile]) -> None:
    text = BASE + "votes: {q: {options: {a: halt, b: halt}}}\n"
    assert said(text, profiles).startswith("the key 'ask' is missing")


DENIED = "consent: {stage: {visitors: deny}}\n"
FAR = "'stage', which denies visitors (by way of "


@pytest.mark.parametrize(
    ("action", "way"),
    [
        ("inject on-stage", "fault on-stage"),
        ("inject everywhere", "fault everywhere"),
        ("clear on-stage", "fault on-stage"),
        ("inject dull", "fault dull → what mends it → list main"),
        ("go main", "list main"),
        ("cue 1 of hall", "list hall → fault on-stage"),
        ("pause moving", "list moving"),
        ("recover wide", "recovery wide"),
        ("open vote far", "vote far → list main"),
    ],
)
def test_nothing_that_wins_may_reach_what_denies_visitors(
    action: str, way: str, profiles: Mapping[str, Profile]
) -> None:
    far = "  far: {ask: Far?, options: {a: go main, b: }}\n"
    found = problems(vote(f"{{a: {action}, b: halt}}", far + DENIED), profiles)
    assert found[0].endswith(f"this answer reaches {FAR}{way})")


@pytest.mark.parametrize("action", ["inject in-hall", "clear in-hall", "recover gild", "halt", "{osc: /x, to: media}"])
def test_what_stays_away_from_it_is_allowed(action: str, profiles: Mapping[str, Profile]) -> None:
    assert not problems(vote(f"{{a: {action}, b: halt}}", DENIED), profiles)


def test_a_later_consent_takes_precedence(profiles: Mapping[str, Profile]) -> None:
    later = "consent: {stage: {visitors: deny}, wash: {visitors: vote}}\n"
    assert not problems(vote("{a: go main, b: halt}", later), profiles)


def test_fog_and_exits_are_never_reached_whatever_consent_says(profiles: Mapping[str, Profile]) -> None:
    open_door = "consent: {fog: {visitors: vote}}\n"
    assert said(vote("{a: go smoke, b: halt}", open_door), profiles) == (
        "this answer reaches 'fog' of class fog; visitors reach only fixtures of class show (by way of list smoke)"
    )
