"""Each OSC address means what the reference page says, and nothing else means anything."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.osc_addresses import (
    ROOT,
    TABLE,
    Ask,
    Line,
    Meaning,
    is_own_output,
    meaning,
    reply_address,
)
from controller.inputs.osc_arguments import AddressError
from controller.model.facts import GuardActed, Resumed, Sense, TimecodeFrame
from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Clear,
    Dismiss,
    EndSolo,
    Exit,
    Flag,
    FlashSubmaster,
    FollowTimecode,
    Go,
    Goto,
    Grab,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Mend,
    Panic,
    Pause,
    Recover,
    Rehearse,
    Release,
    Resume,
    SetSolo,
    SetSubmaster,
    SetTempo,
    Tap,
    Unflag,
    Ungrab,
    ZoneLevel,
)
from controller.model.signs import plain
from controller.model.visits import (
    Ballots,
    CancelVote,
    ClearStory,
    CloseVote,
    HideTale,
    OpenVote,
    RefuseTale,
    ShowTale,
    Tales,
)
from controller.wire.osc import Impulse

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "osc.md"


def understand(address: str, arguments: Sequence[object]) -> tuple[Meaning, str]:
    """Give what a message means, or the sentence of its refusal."""
    try:
        return meaning(address, arguments), ""
    except AddressError as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("address", "arguments", "intent"),
    [
        ("/kintsugi/go", (), Go()),
        ("/kintsugi/back", (), Back()),
        ("/kintsugi/pause", (), Pause()),
        ("/kintsugi/resume", (), Resume()),
        ("/kintsugi/stop", (), Release()),
        ("/kintsugi/goto", ("2.5",), Goto("2.5")),
        ("/kintsugi/goto", (3,), Goto("3")),
        ("/kintsugi/cue/2.5/go", (), Goto("2.5")),
        ("/kintsugi/list/bar/go", (), Go("bar")),
        ("/kintsugi/list/bar/back", (), Back("bar")),
        ("/kintsugi/list/bar/pause", (), Pause("bar")),
        ("/kintsugi/list/bar/resume", (), Resume("bar")),
        ("/kintsugi/list/bar/stop", (), Release("bar")),
        ("/kintsugi/list/bar/goto", ("7",), Goto("7", list="bar")),
        ("/kintsugi/list/bar/cue/7/go", (), Goto("7", list="bar")),
        ("/kintsugi/grandmaster", (0.5,), GrandMaster(0.5)),
        ("/kintsugi/grandmaster", (1,), GrandMaster(1.0)),
        ("/kintsugi/tempo", (96.5,), SetTempo(96.5)),
        ("/kintsugi/tempo", (120,), SetTempo(120.0)),
        ("/kintsugi/tap", (), Tap()),
        ("/kintsugi/blackout", (), Blackout(None)),
        ("/kintsugi/blackout", (True,), Blackout(on=True)),
        ("/kintsugi/blackout", (1,), Blackout(on=True)),
        ("/kintsugi/blackout", (1.0,), Blackout(on=True)),
        ("/kintsugi/blackout", (False,), Blackout(on=False)),
        ("/kintsugi/blackout", (0,), Blackout(on=False)),
        ("/kintsugi/panic", (), Panic()),
        ("/kintsugi/fault/colour-storm/inject", (), Inject("colour-storm")),
        ("/kintsugi/fault/colour-storm/clear", (), Clear("colour-storm")),
        ("/kintsugi/faults/clear", (), Halt()),
        ("/kintsugi/recovery/golden-seam/go", (), Recover("golden-seam")),
        ("/kintsugi/fixture/tile-7/flag", (), Flag("tile-7")),
        ("/kintsugi/fixture/tile-7/flag", (1,), Flag("tile-7")),
        ("/kintsugi/fixture/tile-7/flag", ("hums",), Flag("tile-7", "hums")),
        ("/kintsugi/fixture/tile-7/flag", (0,), Unflag("tile-7")),
        ("/kintsugi/flags/clear", (), Unflag()),
        ("/kintsugi/vote/break-it/open", (), OpenVote("break-it")),
        ("/kintsugi/vote/break-it/close", (1,), CloseVote("break-it")),
        ("/kintsugi/vote/break-it/cancel", (), CancelVote("break-it")),
        ("/kintsugi/vote/break-it/cast", ("storm", "sms 7"), Ballots("break-it", {"sms 7": "storm"})),
        ("/kintsugi/rehearse", (), Rehearse()),
        ("/kintsugi/rehearse", (1,), Rehearse()),
        ("/kintsugi/rehearse", (0,), Rehearse(on=False)),
        ("/kintsugi/incident/i1/approve", (), Approve("i1")),
        ("/kintsugi/incident/i1/mend", (), Mend("i1")),
        ("/kintsugi/mend", (), Mend()),
        ("/kintsugi/incident/i1/dismiss", (), Dismiss("i1")),
        ("/kintsugi/sensor/door", (41.5,), Sense("door", 41.5)),
        ("/kintsugi/sensor/door", (-3,), Sense("door", -3.0)),
        ("/kintsugi/sensor/door", (True,), Sense("door", 1.0)),
        ("/kintsugi/timecode", ("01:00:05:12",), TimecodeFrame(1, 0, 5, 12, 25.0)),
        ("/kintsugi/timecode", ("01:00:05:29", 30), TimecodeFrame(1, 0, 5, 29, 30.0)),
        ("/kintsugi/timecode", ("01:00:05;29", 29.969999313354492), TimecodeFrame(1, 0, 5, 29, 29.97)),
        ("/kintsugi/timecode/follow", (), FollowTimecode()),
        ("/kintsugi/timecode/follow", (0,), FollowTimecode(on=False)),
        ("/kintsugi/ping", (), Ask("ping")),
        ("/kintsugi/ping", ("anything", 3), Ask("ping")),
        ("/kintsugi/resync", (), Ask("resync")),
        ("/kintsugi/subscribe", (), Ask("subscribe")),
        ("/kintsugi/subscribe", (9100,), Ask("subscribe", 9100)),
    ],
)
def test_an_address_means_its_intent(address: str, arguments: tuple[object, ...], intent: object) -> None:
    assert meaning(address, arguments) == intent


@pytest.mark.parametrize("pressed", [(1,), (1.0,), (True,), (Impulse.BANG,)])
def test_a_button_that_says_how_far_it_is_down_presses_once(pressed: tuple[object, ...]) -> None:
    assert meaning("/kintsugi/go", pressed) == Go()


@pytest.mark.parametrize("released", [(0,), (0.0,), (False,)])
def test_letting_a_button_go_does_nothing(released: tuple[object, ...]) -> None:
    assert meaning("/kintsugi/go", released) is None
    assert meaning("/kintsugi/panic", released) is None


@pytest.mark.parametrize(
    ("address", "arguments", "says"),
    [
        ("/kintsugi/go", ("main",), "a button takes no argument"),
        ("/kintsugi/go", (1, 1), "a button takes no argument"),
        ("/kintsugi/go", (0.4,), "a button takes no argument"),
        ("/kintsugi/go", (None,), "a button takes no argument"),
        ("/kintsugi/grandmaster", (), "between 0 and 1; got no argument"),
        ("/kintsugi/grandmaster", (1.5,), "between 0 and 1; got 1.5"),
        ("/kintsugi/grandmaster", (-0.1,), "between 0 and 1"),
        ("/kintsugi/grandmaster", (math.nan,), "between 0 and 1"),
        ("/kintsugi/grandmaster", (math.inf,), "between 0 and 1"),
        ("/kintsugi/grandmaster", (True,), "between 0 and 1"),
        ("/kintsugi/grandmaster", ("0.5",), "between 0 and 1"),
        ("/kintsugi/sensor/door", (), "a sensor says one number"),
        ("/kintsugi/sensor/door", (math.nan,), "a sensor says one number"),
        ("/kintsugi/sensor/door", (1e10,), "a sensor says one number"),
        ("/kintsugi/sensor/door", ("warm",), "a sensor says one number"),
        ("/kintsugi/timecode", (), "a time code is a text"),
        ("/kintsugi/timecode", ("01:00:05:25",), "a time code is a text"),
        ("/kintsugi/timecode", ("25:00:05:00",), "a time code is a text"),
        ("/kintsugi/timecode", ("01:00:05:12", 26), "a time code is a text"),
        ("/kintsugi/timecode", ("01:00:05:12", 25, 1), "a time code is a text"),
        ("/kintsugi/blackout", ("on",), "a switch takes"),
        ("/kintsugi/blackout", (2,), "a switch takes"),
        ("/kintsugi/goto", (), "goto takes one cue number"),
        ("/kintsugi/goto", (2.5,), "goto takes one cue number"),
        ("/kintsugi/goto", ("",), "is no name"),
        ("/kintsugi/goto", ("x" * 101,), "is no name"),
        ("/kintsugi/goto", ("a\nb",), "is no name"),
        ("/kintsugi/subscribe", (0,), "1 to 65535"),
        ("/kintsugi/subscribe", (65536,), "1 to 65535"),
        ("/kintsugi/subscribe", (True,), "1 to 65535"),
        ("/kintsugi/cue//go", (), "is no name"),
        ("/kintsugi/Go", (), "is no address here"),
        ("/kintsugi/go/", (), "is no address here"),
        ("/kintsugi", (), "is no address here"),
        ("/kintsugi/", (), "is no address here"),
        ("/go", (), "is no address here"),
        ("go", (), "is no address here"),
        ("/kintsugi/*", (), "is no address here"),
        ("/kintsugi/fault/a/b/inject", (), "is no address here"),
        ("/kintsugi/exit", (), "is no address here"),
        ("/kintsugi/resumed", (), "is no address here"),
        ("/kintsugi/guard-acted", (), "is no address here"),
        ("/kintsugi/out/blackout", (1,), "check the wiring for a loop"),
        ("/kintsugi/reply/go", ("{}",), "check the wiring for a loop"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(address: str, arguments: tuple[object, ...], says: str) -> None:
    with pytest.raises(AddressError, match=says):
        meaning(address, arguments)


@given(st.text(max_size=300), st.lists(st.none() | st.booleans() | st.integers() | st.floats() | st.text()))
def test_no_address_and_no_argument_can_do_more_than_be_refused(tail: str, arguments: list[object]) -> None:
    for address in (tail, f"/kintsugi/{tail}", f"/kintsugi/list/{tail}/go"):
        found, refusal = understand(address, arguments)
        assert len(refusal) < 600
        assert not isinstance(found, (Exit, Resumed, GuardActed))


@given(st.sampled_from(TABLE), st.lists(st.none() | st.booleans() | st.integers() | st.floats() | st.text()))
def test_every_line_of_the_table_refuses_wrong_arguments_and_nothing_worse(line: Line, arguments: list[object]) -> None:
    pattern = line.pattern.replace("<id>", "x").replace("<n>", "1")
    found, refusal = understand(f"/kintsugi/{pattern}", arguments)
    assert not (found and refusal)


def test_a_reply_goes_to_the_same_address_under_reply() -> None:
    assert reply_address("/kintsugi/cue/1/go") == "/kintsugi/reply/cue/1/go"
    assert reply_address("/foo") == "/kintsugi/reply/foo"
    assert is_own_output(reply_address("/kintsugi/go"))


def test_the_reference_page_lists_every_address() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    missing = [line.pattern for line in TABLE if f"`/kintsugi/{line.pattern}`" not in page]
    assert not missing


@pytest.mark.parametrize(
    ("address", "arguments", "intent"),
    [
        ("fixture/tile-7/level", [0.4], Grab("tile-7", {"level": 0.4})),
        ("fixture/spot/pan", [0.25], Grab("spot", {"pan": "25%"})),
        ("fixture/spot/pan", ["-40deg"], Grab("spot", {"pan": "-40deg"})),
        ("fixture/tile-7/color", ["gold"], Grab("tile-7", {"color": "gold"})),
        ("fixture/wall/color", [1.0, 0.5, 0.0], Grab("wall", {"color": "#ff8000"})),
        ("fixture/tile-7/release", [], Ungrab("tile-7")),
        ("fixture/tile-7/release", [3.0], Ungrab("tile-7", 3.0)),
        ("fixture/tile-7/release", [0.0], None),
        ("programmer/release", [2.5], Ungrab(None, 2.5)),
        ("programmer/release", [], Ungrab()),
        ("sub/front", [0.5], SetSubmaster("front", 0.5)),
        ("sub/front/flash", [1], FlashSubmaster("front", on=True)),
        ("sub/front/flash", [0], FlashSubmaster("front", on=False)),
        ("zone/wall/level", [0.5], ZoneLevel("wall", 0.5)),
        ("solo", ["tile 1-8"], SetSolo("tile 1-8")),
        ("solo/off", [], EndSolo()),
    ],
)
def test_hands_and_masters_are_understood(address: str, arguments: list[object], intent: Intent | None) -> None:
    assert meaning(f"{ROOT}/{address}", arguments) == intent


@given(st.lists(st.one_of(st.text(max_size=300), st.integers(), st.binary(max_size=8)), max_size=3))
def test_whatever_is_told_by_osc_is_one_plain_line_or_refused(arguments: list[object]) -> None:
    try:
        told = meaning("/kintsugi/story/memories/tell", arguments)
    except AddressError:
        return
    assert isinstance(told, Tales)
    (text,) = told.told.values()
    assert text
    assert plain(text) == text


@pytest.mark.parametrize(
    ("address", "intent"),
    [("show", ShowTale()), ("refuse", RefuseTale()), ("hide", HideTale()), ("clear", ClearStory())],
)
def test_a_button_lets_tales_through_and_takes_them_off(address: str, intent: object) -> None:
    assert meaning(f"/kintsugi/story/{address}", []) == intent
    assert meaning(f"/kintsugi/story/{address}", [0]) is None
