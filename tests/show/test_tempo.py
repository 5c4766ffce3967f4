"""Tempo by intents: set, tapped, refused, told."""

import pytest

from controller.model.intent import SetTempo, Tap
from tests.shows import CUES, FPS, Played


def test_the_show_says_the_tempo_at_the_start() -> None:
    played = Played(CUES.replace("seed: 7", "seed: 7, bpm: 96"))
    assert played.state.tempo.bpm == 96.0


def test_a_tempo_is_set_and_the_beat_goes_on_from_where_it_is() -> None:
    played = Played(CUES)
    played.run(1.25)
    before = played.state.tempo.beats(played.state.tick, FPS)
    record = played.give(SetTempo(60.0))
    assert record.text == "tempo 60 beats a minute"
    assert played.state.tempo.beats(played.state.tick, FPS) == pytest.approx(before + 2 / FPS)


def test_taps_half_a_second_apart_are_a_hundred_and_twenty() -> None:
    played = Played(CUES.replace("seed: 7", "seed: 7, bpm: 90"))
    assert played.give(Tap()).text == "first tap"
    for _ in range(3):
        played.run(0.5 - 1 / FPS)
        played.give(Tap())
    assert played.state.tempo.bpm == 120.0


@pytest.mark.parametrize("bpm", [0.0, 29.9, 300.1, float("nan")])
def test_a_tempo_out_of_range_is_refused_with_its_range(bpm: float) -> None:
    played = Played(CUES)
    record = played.give(SetTempo(bpm))
    assert not record.ok
    assert "between 30 and 300" in record.text
    assert played.state.tempo.bpm == 120.0
