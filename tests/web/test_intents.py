"""JSON from outside becomes an intent, or a sentence; never anything else."""

import json
from collections.abc import Callable
from dataclasses import asdict
from inspect import signature
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.facts import (
    Breakable,
    ConditionBroken,
    GuardActed,
    NodeReturned,
    NodeSilent,
    Resumed,
    Struck,
    TroubleFound,
    TroubleOver,
)
from controller.model.intent import Blackout, Exit, Go, Goto, GrandMaster, Intent, Panic, Release, Reload
from controller.web.intents import IntentError, intent_schema, parse_intent, parse_json

INSIDE = (
    Breakable, Resumed, Struck, GuardActed, ConditionBroken, NodeSilent, NodeReturned, TroubleFound, TroubleOver,
    Exit, Reload,
)  # fmt: skip
OUTSIDE = [intent for intent in get_args(Intent) if intent not in INSIDE]
VALUES = {
    "cue": "2",
    "paint": "tiles",
    "laid": {"a1": "Gold", "b2": ""},
    "story": "memories",
    "told": {"a1": "I mended a cup", "b2": "गीत 👋🏽"},
    "level": 0.5,
    "fault": "storm",
    "recovery": "seam",
    "incident": "i1",
    "selector": "wall",
    "name": "Ada",
    "submaster": "front",
    "zone": "wall",
    "bpm": 96.5,
    "sensor": "door",
    "hours": 1,
    "minutes": 0,
    "seconds": 5,
    "frames": 12,
    "value": 21.5,
    "values": {"level": "40%", "pan": 0.5},
    "vote": "break-it",
    "cast": {"a1": "storm"},
}


def understand(document: object) -> tuple[Intent | None, str]:
    """Give the intent, or the sentence of its refusal."""
    try:
        return parse_intent(document), ""
    except IntentError as error:
        return None, str(error)


@pytest.mark.parametrize("intent_class", OUTSIDE)
def test_every_intent_from_outside_comes_back_from_its_json(intent_class: Callable[..., Intent]) -> None:
    wanted = signature(intent_class).parameters
    intent = intent_class(**{name: value for name, value in VALUES.items() if name in wanted})
    assert parse_intent(parse_json(json.dumps(asdict(intent)))) == intent


def test_what_may_be_left_out_has_the_models_defaults() -> None:
    assert parse_intent({"kind": "go"}) == Go("main")
    assert parse_intent({"kind": "blackout"}) == Blackout(None)
    assert parse_intent({"kind": "release"}) == Release("main", None)


@pytest.mark.parametrize("kind", ["resumed", "guard-acted", "exit"])
def test_what_only_the_engine_may_say_is_refused(kind: str) -> None:
    with pytest.raises(IntentError, match=f"{kind} is a fact that only the engine reports; allowed are go, back"):
        parse_intent({"kind": kind, "zones": []})


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "an intent says its kind: one of go, back"),
        ([], "an intent is an object with a kind"),
        (None, "an intent is an object with a kind"),
        ("go", "an intent is an object with a kind"),
        ({"kind": "gone"}, "'gone' is no kind of intent; allowed are go"),
        ({"kind": ["go"]}, "is no kind of intent"),
        ({"kind": {}}, "is no kind of intent"),
        ({"kind": "go", "lsit": "bar"}, "go has no lsit; it has list, fade_s, kind"),
        ({"kind": "go", "list": 3}, "go: list: Input should be a valid string"),
        ({"kind": "go", "list": ""}, "a name has 1 to 100 printable signs"),
        ({"kind": "go", "list": "x" * 101}, "a name has 1 to 100 printable signs"),
        ({"kind": "go", "list": "a\nb"}, "a name has 1 to 100 printable signs"),
        ({"kind": "goto"}, "goto: cue: Field required"),
        ({"kind": "goto", "cue": 2}, "goto: cue: Input should be a valid string"),
        ({"kind": "grand-master", "level": 1.01}, "level is 1.01; a level is between 0 and 1"),
        ({"kind": "grand-master", "level": -1}, "level is -1.0; a level is between 0 and 1"),
        ({"kind": "grand-master", "level": "0.5"}, "Input should be a valid number"),
        ({"kind": "grand-master", "level": True}, "Input should be a valid number"),
        ({"kind": "grand-master", "level": None}, "Input should be a valid number"),
        ({"kind": "grand-master", "level": float("nan")}, "a level is between 0 and 1"),
        ({"kind": "grand-master", "level": float("inf")}, "a level is between 0 and 1"),
        ({"kind": "release", "fade_s": -1}, "a time is between 0 and 86400 seconds"),
        ({"kind": "go", "fade_s": -1}, "a time is between 0 and 86400 seconds"),
        ({"kind": "release", "fade_s": 1e9}, "a time is between 0 and 86400 seconds"),
        ({"kind": "blackout", "on": "yes"}, "Input should be a valid boolean"),
        ({"kind": "blackout", "on": 1}, "Input should be a valid boolean"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(document: object, says: str) -> None:
    with pytest.raises(IntentError) as caught:
        parse_intent(document)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nul",
        "NaN",
        '{"level": NaN}',
        "[" * 100_000,
        "9" * 5000,
        '"\\ud800"',
        b"\xff\xfe",
        b'{"kind": "g\xffo"}',
    ],
)
def test_hostile_json_is_refused_in_a_sentence(text: str | bytes) -> None:
    with pytest.raises(IntentError, match="this is not JSON: "):
        parse_json(text)


def test_a_number_too_large_for_a_float_is_no_level() -> None:
    with pytest.raises(IntentError, match="a level is between 0 and 1"):
        parse_intent(parse_json('{"kind": "grand-master", "level": 1e999}'))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


KINDS = ["go", "grand-master", "release", "blackout", "goto", "exit"]


@given(JSON, st.sampled_from([*VALUES, "kind", "list", "on", "fade_s"]), st.sampled_from(KINDS))
def test_no_document_can_do_more_than_be_refused(value: object, key: str, kind: str) -> None:
    for document in (value, {"kind": kind, key: value}, {"kind": value}):
        intent, refusal = understand(document)
        assert len(refusal) < 1000
        assert not isinstance(intent, INSIDE)


@given(st.binary(max_size=300))
def test_no_bytes_can_do_more_than_be_refused(body: bytes) -> None:
    try:
        document = parse_json(body)
    except IntentError:
        return
    intent, refusal = understand(document)
    assert bool(intent) != bool(refusal)


def test_the_schema_names_every_intent_that_may_come_and_no_other() -> None:
    schema = intent_schema()
    kinds = {entry["properties"]["kind"]["const"] for entry in schema["oneOf"]}  # type: ignore[attr-defined]
    assert "goto" in kinds
    assert len(kinds) == len(OUTSIDE)
    assert not kinds & {"resumed", "guard-acted", "exit"}
    assert "$ref" not in json.dumps(schema)


def test_panic_needs_nothing_but_its_kind() -> None:
    assert parse_intent({"kind": "panic"}) == Panic()
    assert parse_intent({"kind": "grand-master", "level": 1}) == GrandMaster(1.0)
    assert parse_intent({"kind": "goto", "cue": "2", "list": "bar"}) == Goto("2", "bar")
