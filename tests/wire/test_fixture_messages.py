"""Text messages of fixtures' clients: what is read, what is refused, and that nothing else happens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.error import WireError
from controller.wire.fixture_messages import (
    Complaint,
    FixtureHello,
    Hello,
    Ping,
    Pong,
    Shown,
    error_text,
    hello_text,
    ping_text,
    pong_text,
    read_client_message,
)


def test_every_message_of_the_reference_page_is_read() -> None:
    read = read_client_message

    hello = '{"type": "hello", "version": 1, "name": "screen", "capabilities": ["slots"]}'
    assert read(hello) == Hello(1, "screen", ("slots",))
    assert read('{"type": "hello", "version": 1, "name": "screen"}') == Hello(1, "screen", ())
    assert read('{"type": "ack", "tick": 88, "sequence": 5}') == Shown(88, 5)
    assert read('{"type": "ping", "t": 12.5}') == Ping(12.5)
    assert read('{"type": "pong", "t": 12, "more": null}') == Pong(12)
    assert read('{"type": "error", "text": "no such font"}') == Complaint("no such font")


def test_what_the_server_says_is_json_with_its_type() -> None:
    hello = FixtureHello("screen", "generic/projector", "default", 5, 1, ("Welcome",), 44, 3)

    assert json.loads(hello_text(hello)) == {
        "type": "hello",
        "version": 1,
        "fixture": "screen",
        "profile": "generic/projector",
        "mode": "default",
        "slots": 5,
        "cells": 1,
        "texts": ["Welcome"],
        "fps": 44,
        "night": 3,
        "on_loss": "hold",
        "dark_after": 2.5,
    }
    assert json.loads(ping_text(2.5)) == {"type": "ping", "t": 2.5}
    assert json.loads(pong_text(2.5)) == {"type": "pong", "t": 2.5}
    assert json.loads(error_text('a "word"')) == {"type": "error", "text": 'a "word"'}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("", "not JSON"),
        ("hello", "not JSON"),
        ("[1]", "JSON object"),
        ("null", "JSON object"),
        ("{}", "None is not known"),
        ('{"type": 5}', "5 is not known"),
        ('{"type": ["ack"]}', "not known"),
        ('{"type": "go"}', "'go' is not known"),
        ('{"type": "ack", "tick": 1}', "sequence must"),
        ('{"type": "ack", "tick": true, "sequence": 1}', "tick must"),
        ('{"type": "ack", "tick": -1, "sequence": 1}', "tick must"),
        ('{"type": "ack", "tick": 1.0, "sequence": 1}', "tick must"),
        ('{"type": "ack", "tick": 4294967296, "sequence": 1}', "tick must"),
        ('{"type": "ping"}', "t must"),
        ('{"type": "ping", "t": "x"}', "t must"),
        ('{"type": "ping", "t": NaN}', "NaN is not"),
        ('{"type": "ping", "t": 1e999}', "t must"),
        ('{"type": "ping", "t": ' + "9" * 4000 + "}", "t must"),
        ('{"type": "hello", "version": 1}', "name must"),
        ('{"type": "hello", "version": 1, "name": ""}', "name must"),
        ('{"type": "hello", "version": 1, "name": "a\\nb"}', "name must"),
        ('{"type": "hello", "version": 1, "name": "\\ud800"}', "name must"),
        ('{"type": "hello", "version": 1, "name": "x", "capabilities": {}}', "capabilities must"),
        ('{"type": "hello", "version": 1, "name": "x", "capabilities": [1]}', "capability must"),
        ("[" * 4000, "not JSON"),
        ('{"a":' * 800, "not JSON"),
        (" " * 4097, "at most 4096"),
    ],
)
def test_each_bad_message_is_refused_with_its_reason(text: str, about: str) -> None:
    with pytest.raises(WireError, match=about):
        read_client_message(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
KINDS = st.sampled_from(["hello", "ack", "ping", "pong", "error"])


@given(
    KINDS, st.dictionaries(st.sampled_from(["version", "name", "capabilities", "tick", "sequence", "t", "text"]), JSON)
)
def test_any_values_raise_nothing_but_a_wire_error(kind: str, values: dict[str, object]) -> None:
    text = json.dumps({"type": kind, **values})

    try:
        message: object = read_client_message(text)
    except WireError as error:
        message = error

    assert isinstance(message, (Hello, Shown, Ping, Pong, Complaint, WireError))
    assert isinstance(message, Complaint) or len(str(message)) < 3000


@given(st.text(max_size=200))
def test_any_text_raises_nothing_but_a_wire_error(text: str) -> None:
    with pytest.raises(WireError):
        read_client_message(text)
