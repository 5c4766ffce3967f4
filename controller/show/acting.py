"""Station 2. Every intent and its reducer; and what cues, phases of recoveries and votes do at their moment.

Their intents go through the same reducers as those of people, but neither the lock-out nor the log knows of them: they
are derived again on replay. What leaves the house is put into the outbox.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model.action import CueAction, MidiMessage, OscMessage
from controller.model.facts import Struck
from controller.model.intent import Halt, Inject, Intent, Resume
from controller.model.replaced import replace
from controller.model.role import BREAKING
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.incidents import phases
from controller.show.reducers import (
    found,
    house,
    masters,
    paint,
    panic,
    playback,
    programmer,
    sensors,
    stories,
    tempo,
    trouble,
    votes,
)
from controller.show.reducers.outcome import Outcome, Reducer, SourcedReducer, list_of, stands, with_list

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
        **votes.REDUCERS,
        **paint.REDUCERS,
        **stories.REDUCERS,
    }
)
_SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType(
    {**masters.SOURCED, **programmer.SOURCED, **trouble.SOURCED}
)

MOST_ACTING: Final = 16
"""Cues that may act because of one GO: a cue that runs a list whose cue runs a list … ends here."""
MOST_SENT: Final = 256
"""Messages that leave the house at one tick."""


_ONLY_MENDS: Final = "after HALT or a restart only the mend goes on"


def apply(show: Show, state: ShowState, intent: Intent, *, source: str, by_hand: bool) -> Outcome:
    """Apply an intent, without what its cues do then; ``by_hand`` = somebody says it now."""
    by_hand = by_hand and state.halted_tick != state.tick  # HALT goes before what was said in its tick

    sourced = _SOURCED.get(type(intent))
    outcome = _REDUCERS[type(intent)](show, state, intent) if sourced is None else sourced(show, state, intent, source)
    if isinstance(intent, Struck):  # no call: what follows goes on
        return outcome
    after = phases.called(state, outcome.state, led=0, by_hand=by_hand)
    if by_hand and outcome.ok and isinstance(intent, Resume):
        after = with_list(after, replace(list_of(after, intent.list), awaits_hand=False))
    return outcome if after is outcome.state else replace(outcome, state=after)


def act(show: Show, state: ShowState, *, is_halted: bool = False) -> tuple[ShowState, tuple[tuple[bool, str], ...]]:
    """Do what cues do that have just started, votes that were just won, phases that have just begun; and what follows.

    Args:
        show: what is played.
        state: in which they have.
        is_halted: HALT or a restart has just ended all faults: a mend that it brought forward breaks nothing anew.

    Returns:
        The state, and whether and how each action went, in words.
    """
    told: list[tuple[bool, str]] = []
    acted = 0
    while True:
        source, was_halted, why = "show", False, _ONLY_MENDS
        if state.started:
            (list_id, number), rest = state.started[0], state.started[1:]
            state, cue, entry = replace(state, started=rest), show.lists[list_id].cue(number), list_of(state, list_id)
            name, actions = f"cue {number} of {list_id}", () if cue is None else cue.actions
            depth, was_halted = entry.led, entry.is_halted or entry.awaits_hand
            why = f"HALT stands until a hand says GO in {list_id}" if entry.awaits_hand else _ONLY_MENDS
        elif state.won:
            (vote, option), won = state.won[0], state.won[1:]
            state, name, depth, source = replace(state, won=won), f"vote {vote}", 0, f"vote:{vote}"
            actions = show.votes[vote].options[option].actions
        else:
            state, begun = phases.begun(show, state)
            if begun is None:
                return state, tuple(told)
            name, actions, depth = begun.name, begun.actions, begun.led
            halt = stands(state)
            was_halted, why = bool(halt), _ONLY_MENDS if is_halted else halt or why
        acted += bool(actions)
        if acted > MOST_ACTING:
            told.append((False, f"{name} does nothing more: cues start each other without end"))
            return replace(state, started=(), won=()), tuple(told)
        for action in actions:
            if (was_halted or (is_halted and depth)) and isinstance(action, BREAKING):
                told.append((False, f"{name}: no {action.kind}: {why}"))
                continue
            is_halted = is_halted or isinstance(action, Halt)
            before = state
            state, ok, text = _one(show, state, action, depth, source)
            is_calm = was_halted or (is_halted and depth > 0)
            state = phases.called(before, state, led=depth, is_halted=is_calm, by_hand=not was_halted and not depth)
            told.append((ok, f"{name}: {text}" if depth else text))


def _one(show: Show, state: ShowState, action: CueAction, led: int, source: str) -> tuple[ShowState, bool, str]:
    if isinstance(action, OscMessage | MidiMessage):
        if len(state.outbox) >= MOST_SENT:
            return state, False, f"{_named(action)} is not sent: more than {MOST_SENT} messages at once"
        return replace(state, outbox=(*state.outbox, action)), True, f"sends {_named(action)}"
    if led and state.is_panicking:
        return state, False, f"no {action.kind} of a recovery while PANIC holds"
    if led > phases.MOST_LED and isinstance(action, Inject):
        return state, False, f"fault {action.fault} is not injected: {led - 1} recoveries led to it already"
    outcome = apply(show, replace(state, last_go_tick=None), action, source=source, by_hand=False)
    after = replace(outcome.state, last_go_tick=state.last_go_tick)
    return phases.led_to(state, after, led), outcome.ok, outcome.text


def _named(message: OscMessage | MidiMessage) -> str:
    if isinstance(message, OscMessage):
        return f"{message.address} to {message.host}:{message.port}"
    return f"{message.what} {message.number} to {message.device}"
