"""The fixture's side of the WebSocket dialogue."""

import json
import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.decode_stream import StreamDialogue, decode_frame
from fixtures.errors import FarEndError, PacketError

PacketMaker = Callable[..., bytes]
HELLO = {
    "type": "hello",
    "version": 1,
    "fixture": "screen",
    "profile": "generic/projector",
    "mode": "5-channel",
    "slots": 5,
    "cells": 1,
    "texts": ["Kintsugi"],
    "fps": 44,
    "night": 7,
}


def answer(text: str | None) -> Any:
    return None if text is None else json.loads(text)


@pytest.fixture(name="dialogue")
def fresh() -> StreamDialogue:
    dialogue = StreamDialogue("screen", 5)
    dialogue.open(0.0)
    return dialogue


def test_a_frame_written_by_hand_is_read_field_by_field() -> None:
    frame = decode_frame(bytes.fromhex("4b46 01 01 00000007 00000064 00000009 4004000000000000 00000002 ff80"), slots=2)
    assert (frame.night, frame.tick, frame.sequence, frame.presentation_s) == (7, 100, 9, 2.5)
    assert frame.slots == b"\xff\x80"


@pytest.mark.parametrize(
    ("at", "value", "complaint"),
    [(0, 0, "no frame"), (2, 2, "no frame"), (3, 2, "encoding"), (27, 3, "announces 3 bytes"), (16, 0x7F, None)],
)
def test_broken_frames_are_refused_in_words(stream: PacketMaker, at: int, value: int, complaint: str | None) -> None:
    broken = bytearray(stream(b"\1\2"))
    broken[at] = value
    if complaint is None:
        broken[at + 1] = 0xF0
        complaint = "presentation time"
    with pytest.raises(PacketError, match=complaint):
        decode_frame(bytes(broken), slots=2)


def test_hello_goes_first_and_names_the_fixture() -> None:
    hello = answer(StreamDialogue("screen", 5).open(0.0))
    assert hello == {"type": "hello", "version": 1, "name": "screen", "capabilities": ["slots"]}


def test_the_controllers_hello_is_kept(dialogue: StreamDialogue) -> None:
    assert dialogue.take_text(json.dumps(HELLO), 0.1) is None
    assert dialogue.greeting is not None
    assert dialogue.greeting.texts == ("Kintsugi",)


def test_a_hello_for_another_fixture_is_answered_with_an_error(dialogue: StreamDialogue) -> None:
    reply = answer(dialogue.take_text(json.dumps({**HELLO, "slots": 6}), 0.1))
    assert reply["type"] == "error"
    assert "5 slots" in reply["text"]
    assert dialogue.greeting is None


def test_a_line_that_ended_takes_its_greeting_with_it(dialogue: StreamDialogue) -> None:
    dialogue.take_text(json.dumps(HELLO), 0.1)
    dialogue.close()
    assert dialogue.greeting is None


def test_each_frame_shown_is_acknowledged(dialogue: StreamDialogue, stream: PacketMaker) -> None:
    frame, reply = dialogue.take_frame(stream(bytes(5), tick=3, sequence=8), 0.1)
    assert frame is not None
    assert answer(reply) == {"type": "ack", "tick": 3, "sequence": 8}


def test_an_older_frame_is_neither_shown_nor_acknowledged(dialogue: StreamDialogue, stream: PacketMaker) -> None:
    dialogue.take_frame(stream(bytes(5), sequence=8), 0.1)
    assert dialogue.take_frame(stream(bytes(5), sequence=7), 0.2) == (None, None)
    assert dialogue.statistics().stale == 1


def test_a_new_night_begins_its_sequence_anew(dialogue: StreamDialogue, stream: PacketMaker) -> None:
    dialogue.take_frame(stream(bytes(5), sequence=8), 0.1)
    frame, _ = dialogue.take_frame(stream(bytes(5), sequence=0, night=2), 0.2)
    assert frame is not None


def test_the_sequence_may_wrap(dialogue: StreamDialogue, stream: PacketMaker) -> None:
    dialogue.take_frame(stream(bytes(5), sequence=2**32 - 1), 0.1)
    frame, _ = dialogue.take_frame(stream(bytes(5), sequence=0), 0.2)
    assert frame is not None


def test_a_ping_is_answered_with_its_own_time(dialogue: StreamDialogue) -> None:
    assert answer(dialogue.take_text('{"type":"ping","t":12.5}', 0.1)) == {"type": "pong", "t": 12.5}


def test_three_missed_answers_end_the_line(dialogue: StreamDialogue) -> None:
    for second in (1.0, 2.0, 3.0):
        assert answer(dialogue.beat(second)) == {"type": "ping", "t": second}
    assert not dialogue.is_dead
    dialogue.beat(4.0)
    assert dialogue.is_dead


def test_an_answer_keeps_the_line_alive(dialogue: StreamDialogue) -> None:
    for second in range(1, 9):
        dialogue.beat(float(second))
        dialogue.take_text('{"type":"pong","t":1}', second + 0.1)
    assert not dialogue.is_dead


def test_words_are_kept_until_they_mean_something_else_or_the_talk_begins_anew(dialogue: StreamDialogue) -> None:
    dialogue.take_text(json.dumps(HELLO), 0.1)
    assert dialogue.take_text('{"type":"words","number":224,"text":"A cup"}', 0.2) is None
    dialogue.take_text('{"type":"words","number":225,"text":"A bike"}', 0.2)
    dialogue.take_text('{"type":"words","number":225,"text":""}', 0.3)
    assert dialogue.words == {224: "A cup", 225: ""}
    dialogue.take_text(json.dumps(HELLO), 0.4)
    assert dialogue.words == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 60_000,
        '{"type":"dance"}',
        '{"type":"ping"}',
        '{"type":"ping","t":1e999}',
        '{"type":"ping","t":NaN}',
        '{"type":"ping","t":1' + "0" * 400 + "}",
        '{"type":"ping","t":1' + "0" * 5000 + "}",
        '{"type":"hello","version":2}',
        '{"type":"hello","version":1,"texts":[1]}',
        '{"type":"words"}',
        '{"type":"words","number":0,"text":"x"}',
        '{"type":"words","number":256,"text":"x"}',
        '{"type":"words","number":true,"text":"x"}',
        '{"type":"words","number":224,"text":7}',
        "x" * 70_000,
    ],
)
def test_hostile_text_is_answered_with_an_error(dialogue: StreamDialogue, text: str) -> None:
    assert answer(dialogue.take_text(text, 0.1))["type"] == "error"
    assert dialogue.statistics().malformed == 1


@given(st.binary(max_size=60), st.text(max_size=60))
def test_no_bytes_and_no_text_raise_anything_but_ours(noise: bytes, text: str) -> None:
    with pytest.raises(FarEndError):
        decode_frame(noise, slots=40)
    dialogue = StreamDialogue("screen", 5)
    dialogue.take_text(text, 0.0)
    dialogue.take_frame(struct.pack(">2sBB", b"KF", 1, 1) + noise, 0.0)
