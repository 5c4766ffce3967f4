"""Stories: opened by cues and hands, told by visitors, let through by a person, closed by time or a hand."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import visits
from controller.model.naming import unknown
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import telling
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _open(show: Show, state: ShowState, intent: visits.OpenStory) -> Outcome:
    wanted = show.stories.get(intent.story)
    if wanted is None:
        return refused(state, unknown("story", intent.story, show.stories))
    is_open = telling.open_one(state)
    if is_open is not None:
        which = "it" if is_open.story == wanted.id else "that one"
        return refused(state, f"story {is_open.story} is open; close {which} first")
    if state.is_panicking or state.exit_tick is not None:
        return refused(state, f"story {wanted.id} is not opened while PANIC holds or the show stops")
    before = state.stories.telling
    if before is not None and before.opened_tick == state.tick:
        return refused(state, f"story {wanted.id} was opened and closed in this very tick; open it again")
    after, dropped = telling.opened(show, state, wanted)
    left = f"; {dropped} of the story before nobody let through" if dropped else ""
    return Outcome(after, f"story “{wanted.ask}” is open for {wanted.open_s:g} s{left}")


def _tell(show: Show, state: ShowState, intent: visits.Tales) -> Outcome:
    is_open = telling.open_one(state)
    if is_open is None or is_open.story != intent.story:
        return refused(state, _not_open(intent.story, state))
    after, why = telling.told(show, state, is_open, intent.told)
    return refused(state, why) if after is state else Outcome(after, "", quiet=True)


def _show(show: Show, state: ShowState, intent: visits.ShowTale) -> Outcome:
    if state.is_panicking or state.exit_tick is not None:
        return refused(state, "no tale is shown while PANIC holds or the show stops")
    tale, why = telling.chosen(show, state, intent.tale)
    if tale is None:
        return refused(state, why)
    after, why = telling.let_through(show, state, tale)
    if why:
        return refused(state, why)
    begins = after.stories.shown[-1].from_tick
    when = "now" if begins <= state.tick else f"in {(begins - state.tick) / show.fps:.0f} s"
    return Outcome(after, f"tale {tale.number} is let through, and shown {when}: “{tale.text}”")


def _refuse(show: Show, state: ShowState, intent: visits.RefuseTale) -> Outcome:
    tale, why = telling.chosen(show, state, intent.tale)
    if tale is None:
        return refused(state, why)
    return Outcome(telling.let_go(state, tale), f"tale {tale.number} is not let through")


def _hide(_show: Show, state: ShowState, _intent: visits.HideTale) -> Outcome:
    after = telling.hidden(state)
    return refused(state, "no tale is shown") if after is None else Outcome(after, "the tale is taken off")


def _close(show: Show, state: ShowState, intent: visits.CloseStory) -> Outcome:
    is_open = telling.open_one(state)
    if is_open is None or is_open.story != intent.story:
        return refused(state, _not_open(intent.story, state))
    return Outcome(*telling.closed(show, state))


def _clear(show: Show, state: ShowState, _intent: visits.ClearStory) -> Outcome:
    after, told = telling.cleared(show, state)
    return Outcome(after, told) if told else refused(state, "no story is open, nothing waits and nothing is shown")


def _not_open(name: str, state: ShowState) -> str:
    is_open = telling.open_one(state)
    return f"story {name!r} is not open; {'none is' if is_open is None else f'story {is_open.story} is'}"


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        visits.OpenStory: _open,
        visits.Tales: _tell,
        visits.ShowTale: _show,
        visits.RefuseTale: _refuse,
        visits.HideTale: _hide,
        visits.CloseStory: _close,
        visits.ClearStory: _clear,
    }
)
