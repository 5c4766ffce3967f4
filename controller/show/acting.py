"""Station 2. Every intent and its reducer; and what cues do when they start.

A cue's own intents go through the same reducers as those of people, but neither the lock-out nor the log knows of them:
they are derived again on replay. What leaves the house is put into the outbox.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from controller.model.action import CueAction, MidiMessage, OscMessage
from controller.model.intent import Intent
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.reducers import found, house, masters, panic, playback, programmer, sensors, tempo, trouble
from controller.show.reducers.outcome import Outcome, Reducer, SourcedReducer

_REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        **playback.REDUCERS,
        **masters.REDUCERS,
        **panic.REDUCERS,
        **trouble.REDUCERS,
        **found.REDUCERS,
        **house.REDUCERS,
        **tempo.REDUCERS,
        **sensors.REDUCERS,
    }
)
_SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType(
    {**masters.SOURCED, **programmer.SOURCED, **trouble.SOURCED}
)

MOST_ACTING: Final = 16
"""Cues that may act because of one GO: a cue that runs a list whose cue runs a list … ends here."""
MOST_SENT: Final = 256
"""Messages that leave the house at one tick."""


def apply(show: Show, state: ShowState, intent: Intent, *, source: str) -> Outcome:
    """Apply an intent, without what its cues do then."""
    sourced = _SOURCED.get(type(intent))
    if sourced is not None:
        return sourced(show, state, intent, source)
    return _REDUCERS[type(intent)](show, state, intent)


def act(show: Show, state: ShowState) -> tuple[ShowState, tuple[tuple[bool, str], ...]]:
    """Do what cues do that have just started, in order, and what the cues do which they start.

    Returns:
        The state, and whether and how each action went, in words.
    """
    told: list[tuple[bool, str]] = []
    acted = 0
    while state.started:
        (list_id, number), rest = state.started[0], state.started[1:]
        state, acted = replace(state, started=rest), acted + 1
        cue = show.lists[list_id].cue(number)
        if acted > MOST_ACTING:
            told.append((False, f"cue {number} of {list_id} does nothing more: cues start each other without end"))
            return replace(state, started=()), tuple(told)
        for action in () if cue is None else cue.actions:
            state, ok, text = _one(show, state, action)
            told.append((ok, text))
    return state, tuple(told)


def _one(show: Show, state: ShowState, action: CueAction) -> tuple[ShowState, bool, str]:
    if isinstance(action, OscMessage | MidiMessage):
        if len(state.outbox) >= MOST_SENT:
            return state, False, f"{_named(action)} is not sent: more than {MOST_SENT} messages at once"
        return replace(state, outbox=(*state.outbox, action)), True, f"sends {_named(action)}"
    outcome = apply(show, replace(state, last_go_tick=None), action, source="show")
    return replace(outcome.state, last_go_tick=state.last_go_tick), outcome.ok, outcome.text


def _named(message: OscMessage | MidiMessage) -> str:
    if isinstance(message, OscMessage):
        return f"{message.address} to {message.host}:{message.port}"
    return f"{message.what} {message.number} to {message.device}"
