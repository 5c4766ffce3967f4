"""The clock of another machine becomes the tempo of the show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.midi.clock import CLOCK, CLOCKS_A_BEAT, CONTINUE, REAL_TIME, START, STOP, LeadingClock, MidiClock
from controller.inputs.midi.stream import MidiDecoder, NoteMessage
from controller.model.intent import SetTempo


def tick(clock: MidiClock, bpm: float, beats: int, *, start_s: float = 0.0) -> list[tuple[float, SetTempo]]:
    """Let a machine tick for some beats; give what was said, and at which beat."""
    said = []
    for count in range(beats * CLOCKS_A_BEAT + 1):
        found = clock.hear(CLOCK, start_s + count * 60 / bpm / CLOCKS_A_BEAT)
        if found is not None:
            said.append((count / CLOCKS_A_BEAT, found))
    return said


@pytest.mark.parametrize("bpm", [30.0, 97.3, 128.0, 300.0])
def test_a_clock_gives_the_tempo_once_a_beat_from_the_second_on(bpm: float) -> None:
    said = tick(MidiClock(), bpm, 5)
    assert said == [(float(beat), SetTempo(bpm, on_beat=True)) for beat in range(1, 6)]


def test_a_clock_that_jitters_is_averaged_over_four_beats() -> None:
    clock, heard = MidiClock(), []
    for count in range(12 * CLOCKS_A_BEAT):
        late = 0.004 if count % 7 == 3 else 0.0
        found = clock.hear(CLOCK, count * 0.5 / CLOCKS_A_BEAT + late)
        heard += [found.bpm] if found else []
    assert max(abs(bpm - 120) for bpm in heard[4:]) < 0.5


def test_start_puts_the_beat_where_it_says() -> None:
    clock = MidiClock()
    tick(clock, 120, 4)
    clock.hear(CLOCK, 2.02)
    clock.hear(START, 2.03)
    assert clock.hear(CLOCK, 2.04) is not None


def test_while_it_is_stopped_a_clock_keeps_the_tempo_and_says_no_beat() -> None:
    clock = MidiClock()
    tick(clock, 120, 2)
    clock.hear(STOP, 1.001)
    assert not any(said.on_beat for _beat, said in tick(clock, 120, 3, start_s=1.02))
    clock.hear(CONTINUE, 2.6)
    assert tick(clock, 120, 2, start_s=2.54)[-1][1].on_beat


def test_after_a_silence_counting_begins_anew() -> None:
    clock = MidiClock()
    tick(clock, 120, 4)
    assert [beat for beat, _said in tick(clock, 90, 3, start_s=60.0)] == [1.0, 2.0, 3.0]


def test_a_tempo_that_no_show_has_is_not_said() -> None:
    assert tick(MidiClock(), 400.0, 5) == []


def test_the_first_device_that_ticks_leads_until_it_is_silent() -> None:
    leading = LeadingClock()
    for count in range(100):
        now = count * 0.5 / CLOCKS_A_BEAT
        leading.hear("drums", CLOCK, now)
        assert leading.hear("deck", CLOCK, now + 0.001) is None
    said = [leading.hear("deck", CLOCK, 10 + count / CLOCKS_A_BEAT) for count in range(30)]
    assert [tempo.bpm for tempo in said if tempo] == [60.0]


@given(st.lists(st.tuples(st.sampled_from(sorted(REAL_TIME)), st.floats(-1e6, 1e6)), max_size=80))
def test_no_clock_however_mad_says_a_tempo_out_of_range(heard: list[tuple[int, float]]) -> None:
    clock = MidiClock()
    for byte, now in heard:
        said = clock.hear(byte, now)
        assert said is None or 30 <= said.bpm <= 300


def test_clock_bytes_stand_anywhere_even_within_a_message() -> None:
    heard = MidiDecoder().feed(bytes([0x90, CLOCK, 36, START, 100, STOP]))
    assert heard.messages == (NoteMessage(1, 36, 100),)
    assert heard.beats == (CLOCK, START, STOP)
