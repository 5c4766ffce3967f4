"""Bytes of MIDI: by the standard, by another program's parser, and when they are broken."""

import mido  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.midi.stream import (
    LONGEST_EXCLUSIVE,
    ControlMessage,
    MidiDecoder,
    MidiMessage,
    NoteMessage,
    control_change,
    note_on,
)


def heard(text: str) -> list[MidiMessage]:
    """Read hexadecimal bytes that must all be right."""
    decoder = MidiDecoder()
    said = decoder.feed(bytes.fromhex(text))
    assert said.refused == ()
    assert decoder.break_off() == ()
    return list(said.messages)


def refused(*texts: str) -> tuple[list[MidiMessage], list[str]]:
    """Read hexadecimal bytes, piece by piece, some of them wrong."""
    decoder = MidiDecoder()
    pieces = [decoder.feed(bytes.fromhex(text)) for text in texts]
    return [m for piece in pieces for m in piece.messages], [why for piece in pieces for why in piece.refused]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90 24 7f", [NoteMessage(1, 36, 127)]),
        ("9f 00 01", [NoteMessage(16, 0, 1)]),
        ("90 24 00", [NoteMessage(1, 36, 0)]),
        ("80 24 40", [NoteMessage(1, 36, 0)]),
        ("b3 38 7f", [ControlMessage(4, 56, 127)]),
    ],
)
def test_notes_and_controls_are_read(text: str, meant: list[MidiMessage]) -> None:
    assert heard(text) == meant


def test_running_status_saves_the_status_byte() -> None:
    assert heard("90 24 7f 26 7f 24 00 b0 38 10 38 11") == [
        NoteMessage(1, 36, 127),
        NoteMessage(1, 38, 127),
        NoteMessage(1, 36, 0),
        ControlMessage(1, 56, 16),
        ControlMessage(1, 56, 17),
    ]


def test_clock_and_active_sensing_may_stand_inside_a_message() -> None:
    assert heard("90 f8 24 fe 7f f8 26 f8 7f") == [NoteMessage(1, 36, 127), NoteMessage(1, 38, 127)]


@pytest.mark.parametrize(
    "other",
    ["c0 05", "d0 40", "e0 00 40", "a0 24 40", "f0 7e 7f 06 01 f7", "f1 33", "f2 00 01", "f3 07", "f6", "f8", "ff"],
)
def test_what_does_not_concern_a_surface_is_read_over(other: str) -> None:
    assert heard(f"{other} 90 24 7f") == [NoteMessage(1, 36, 127)]


def test_pieces_may_be_cut_anywhere() -> None:
    whole = bytes.fromhex("90 24 7f 26 7f f0 01 02 f7 b0 38 10")
    decoder = MidiDecoder()
    found = [message for byte in whole for message in decoder.feed(bytes([byte])).messages]
    assert found == [NoteMessage(1, 36, 127), NoteMessage(1, 38, 127), ControlMessage(1, 56, 16)]


def test_a_message_that_breaks_off_is_counted_and_the_next_is_read() -> None:
    messages, why = refused("90 24 7f 26", "b0 38 10")
    assert messages == [NoteMessage(1, 36, 127), ControlMessage(1, 56, 16)]
    assert why == ["a message 0x90 broke off after 1 bytes"]


def test_running_status_does_not_outlive_the_connection() -> None:
    decoder = MidiDecoder()
    decoder.feed(bytes.fromhex("90 24 7f 26"))
    assert decoder.break_off() == ("a message broke off when the connection was cut",)
    after = decoder.feed(bytes.fromhex("7f 28 7f 90 24 00"))
    assert after.messages == (NoteMessage(1, 36, 0),)
    assert after.refused == ("a data byte 0x7f without a status before it",)


def test_system_messages_end_running_status() -> None:
    messages, why = refused("90 24 7f f6 26 7f")
    assert messages == [NoteMessage(1, 36, 127)]
    assert why == ["a data byte 0x26 without a status before it"]


@pytest.mark.parametrize(("text", "reason"), [("f4 01 02", "0xf4"), ("f5", "0xf5"), ("f7", "0xf7")])
def test_what_begins_no_message_is_counted_once(text: str, reason: str) -> None:
    messages, why = refused(f"{text} 90 24 7f")
    assert messages == [NoteMessage(1, 36, 127)]
    assert why == [f"{reason} begins no MIDI message"]


def test_system_exclusive_without_an_end_is_bounded() -> None:
    decoder = MidiDecoder()
    said = decoder.feed(b"\xf0" + b"\x01" * 100_000)
    assert said.refused == (f"a system exclusive message is longer than {LONGEST_EXCLUSIVE} bytes",)
    assert decoder.feed(note_on(1, 36, 127)).messages == (NoteMessage(1, 36, 127),)


def test_a_message_within_system_exclusive_ends_it() -> None:
    messages, why = refused("f0 01 02 90 24 7f")
    assert messages == [NoteMessage(1, 36, 127)]
    assert why == ["a system exclusive message broke off"]


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_no_bytes_can_raise(pieces: list[bytes]) -> None:
    decoder = MidiDecoder()
    for piece in pieces:
        for message in decoder.feed(piece).messages:
            assert 1 <= message.channel <= 16
    decoder.break_off()


_SEVEN_BITS = st.integers(0, 127)
_NOTES = st.builds(NoteMessage, st.integers(1, 16), _SEVEN_BITS, _SEVEN_BITS)
_CONTROLS = st.builds(ControlMessage, st.integers(1, 16), _SEVEN_BITS, _SEVEN_BITS)


@given(st.lists(st.one_of(_NOTES, _CONTROLS), max_size=30))
def test_what_is_written_is_read_here_and_by_another_program(messages: list[MidiMessage]) -> None:
    data = b"".join(
        note_on(m.channel, m.note, m.velocity)
        if isinstance(m, NoteMessage)
        else control_change(m.channel, m.control, m.value)
        for m in messages
    )
    assert list(MidiDecoder().feed(data).messages) == messages
    theirs = [
        NoteMessage(m.channel + 1, m.note, m.velocity)
        if m.type == "note_on"
        else ControlMessage(m.channel + 1, m.control, m.value)
        for m in mido.parse_all(data)
    ]
    assert theirs == messages
