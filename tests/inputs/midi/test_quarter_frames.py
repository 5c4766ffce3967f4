"""MIDI Time Code: quarter frames of any device, whole, broken or hostile."""

from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.midi.quarter_frames import QuarterFrames
from controller.inputs.midi.stream import MidiDecoder
from controller.model.facts import TimecodeFrame
from controller.model.timecode import TimecodeAt

TYPES = {24.0: 0, 25.0: 1, 29.97: 2, 30.0: 3}


def pieces(hours: int, minutes: int, seconds: int, frames: int, rate: float) -> list[int]:
    """The data bytes of the eight quarter frames, as RP-004 lays them out."""
    values = (frames, seconds, minutes, hours | TYPES[rate] << 5)
    nibbles = [nibble for value in values for nibble in (value & 15, value >> 4)]
    return [number << 4 | nibble for number, nibble in enumerate(nibbles)]


def test_eight_pieces_tell_the_frame_that_is_two_later() -> None:
    quarters = QuarterFrames()
    told = [quarters.take(byte) for byte in pieces(1, 0, 5, 12, 25.0)]
    assert told == [None] * 7 + [TimecodeFrame(1, 0, 5, 14, 25.0)]


def test_the_two_frames_may_reach_into_the_next_second_and_day() -> None:
    quarters = QuarterFrames()
    told = [quarters.take(byte) for byte in pieces(23, 59, 59, 29, 30.0)]
    assert told[-1] == TimecodeFrame(0, 0, 0, 1, 30.0)


def test_a_piece_that_was_lost_costs_one_round_and_no_more() -> None:
    quarters, whole = QuarterFrames(), pieces(1, 2, 3, 4, 24.0)
    assert [quarters.take(byte) for byte in whole[:3] + whole[4:]] == [None] * 7
    assert [quarters.take(byte) for byte in whole][-1] == TimecodeFrame(1, 2, 3, 6, 24.0)


def test_quarter_frames_are_heard_among_notes_and_clocks() -> None:
    decoder = MidiDecoder()
    heard = decoder.feed(b"\x90\x24\x7f\xf1\x05\xf8\xf1\x10\x90\x24\x00")
    assert (heard.quarters, len(heard.messages), heard.beats, heard.refused) == ((0x05, 0x10), 2, (0xF8,), ())


@given(st.lists(st.integers(0, 127), max_size=64))
def test_whatever_comes_only_times_that_exist_are_told(data: list[int]) -> None:
    quarters = QuarterFrames()
    for byte in data:
        frame = quarters.take(byte)
        assert frame is None or TimecodeAt(frame.hours, frame.minutes, frame.seconds, frame.frames).exists(frame.rate)
