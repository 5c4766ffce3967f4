"""The beat: it bends, it never jumps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM, Tempo

FPS = 40
BPM = st.floats(SLOWEST_BPM, FASTEST_BPM)
CHANGES = st.lists(st.tuples(st.integers(0, 200), st.one_of(st.none(), st.tuples(BPM, st.booleans()))), max_size=20)


def test_a_hundred_and_twenty_beats_a_minute_are_two_a_second() -> None:
    assert Tempo(120.0).beats(10 * FPS, FPS) == 20.0


@given(changes=CHANGES)
def test_the_phase_never_jumps_and_never_runs_back(
    changes: list[tuple[int, tuple[float, bool] | None]],
) -> None:
    tempo, tick = Tempo(), 0
    fastest = 1.5 * FASTEST_BPM / 60 / FPS
    for later, change in changes:
        for _ in range(later):
            before = tempo.beats(tick, FPS)
            tick += 1
            assert 0 < tempo.beats(tick, FPS) - before <= fastest + 1e-9
        now = tempo.beats(tick, FPS)
        tempo = tempo.tapped(tick, FPS) if change is None else tempo.changed(change[0], tick, FPS, on_beat=change[1])
        assert tempo.beats(tick, FPS) == pytest.approx(now, abs=1e-9)


@given(bpm=BPM, phase=st.floats(0, 100))
def test_a_beat_that_is_given_draws_the_phase_onto_it_within_a_beat(bpm: float, phase: float) -> None:
    tempo = Tempo(bpm, 0, phase).changed(bpm, 0, FPS, on_beat=True)
    for beats in range(2, 6):
        late = tempo.anchor_beats + beats + tempo.pull
        assert late == pytest.approx(round(late), abs=1e-6)


def test_taps_set_the_tempo_and_a_late_one_begins_anew() -> None:
    tempo = Tempo()
    for tick in (0, 20, 40, 60):
        tempo = tempo.tapped(tick, FPS)
    assert tempo.bpm == 120.0
    tempo = tempo.tapped(1000, FPS)
    assert (tempo.bpm, tempo.taps) == (120.0, (1000,))
    assert tempo.tapped(1030, FPS).bpm == 80.0


def test_no_tapping_leaves_the_range() -> None:
    tempo = Tempo().tapped(0, FPS).tapped(1, FPS)
    assert tempo.bpm == FASTEST_BPM
    assert Tempo().tapped(0, FPS).tapped(84, FPS).bpm == SLOWEST_BPM


def test_eight_uneven_taps_are_averaged() -> None:
    tempo = Tempo()
    for tick in (0, 19, 41, 60, 79, 101, 120, 140):
        tempo = tempo.tapped(tick, FPS)
    assert tempo.bpm == 120.0
