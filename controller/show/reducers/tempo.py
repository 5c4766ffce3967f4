"""The beat: tapped, set, or followed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _tap(show: Show, state: ShowState, _intent: intents.Tap) -> Outcome:
    tempo = state.tempo.tapped(state.tick, show.fps)
    said = "first tap" if len(tempo.taps) < 2 else f"tempo {tempo.bpm:g} beats a minute"
    return Outcome(replace(state, tempo=tempo), said)


def _set_tempo(show: Show, state: ShowState, intent: intents.SetTempo) -> Outcome:
    if not SLOWEST_BPM <= intent.bpm <= FASTEST_BPM:
        allowed = f"it is between {SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute"
        return refused(state, f"tempo {intent.bpm!r} is out of range; {allowed}")
    tempo = state.tempo.changed(intent.bpm, state.tick, show.fps, on_beat=intent.on_beat)
    return Outcome(replace(state, tempo=tempo), f"tempo {tempo.bpm:g} beats a minute")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType({intents.Tap: _tap, intents.SetTempo: _set_tempo})
