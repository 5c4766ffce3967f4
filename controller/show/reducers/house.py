"""Facts of the house itself: the engine came back, the guard acted, the show is being stopped."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import facts
from controller.model import intent as intents
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import director, painting, telling, voting
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _resumed(show: Show, state: ShowState, intent: facts.Resumed) -> Outcome:
    state, off = voting.called_off(show, director.forget_faults(show, state, state.tick))
    strict, watched = "", ""
    if intent.stood_still and state.loosened:  # perhaps for a day: whoever answered for it may not be here
        state, strict = replace(state, loosened=""), "the strict flash rules hold until they are loosened again"
    if intent.stood_still and state.rehearsal:  # and whoever said that nobody watches may not know who does now
        state, watched = replace(state, rehearsal=False), "no rehearsal until it is said again"
    told = "; ".join(filter(None, ("the engine resumed; faults ended", off, watched, strict)))
    return Outcome(replace(state, exit_tick=None, flashes=(), breakable=()), told)


def _breakable(_show: Show, state: ShowState, intent: facts.Breakable) -> Outcome:
    text = f"a rehearsal in which the house itself may be broken: {', '.join(intent.kinds)}"
    return Outcome(replace(state, rehearsal=True, breakable=intent.kinds), text)


def _guard_acted(_show: Show, state: ShowState, intent: facts.GuardActed) -> Outcome:
    return Outcome(state, f"the guard held light back in {', '.join(intent.zones)}")


def _confirm_loosening(show: Show, state: ShowState, intent: intents.ConfirmLoosening) -> Outcome:
    loosen = show.policy.loosen
    if loosen is None:
        return refused(state, "the show loosens no rules; the strict ones hold")
    if not intent.on:
        return Outcome(replace(state, loosened=""), "the strict flash rules hold again", quiet=not state.loosened)
    if intent.name.strip().casefold() != loosen.responsible.casefold():
        return refused(state, f"{intent.name!r} does not answer for this; the show file names {loosen.responsible}")
    return Outcome(replace(state, loosened=loosen.text), f"flash rules loosened for tonight: {loosen.text}")


def _exit(show: Show, state: ShowState, _intent: intents.Exit) -> Outcome:
    if state.exit_tick is not None:
        return refused(state, "the show stops already")
    state, off = voting.called_off(show, state)
    state, shut = painting.closed(show, state)
    state, over = telling.closed(show, state)
    return Outcome(replace(state, exit_tick=state.tick), "; ".join(filter(None, ("the show stops", off, shut, over))))


def _reload(_show: Show, state: ShowState, intent: intents.Reload) -> Outcome:
    return refused(state, f"the show {intent.show[:16]!r} is not at hand; nothing changed")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        facts.Resumed: _resumed,
        facts.Breakable: _breakable,
        facts.GuardActed: _guard_acted,
        intents.ConfirmLoosening: _confirm_loosening,
        intents.Exit: _exit,
        intents.Reload: _reload,
    }
)
