"""Paint: opened by cues and hands, laid on by visitors, closed by time or a hand, and cleared at once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import visits
from controller.model.naming import unknown
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import painting
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _open(show: Show, state: ShowState, intent: visits.OpenPaint) -> Outcome:
    wanted = show.paintings.get(intent.paint)
    if wanted is None:
        return refused(state, unknown("paint", intent.paint, show.paintings))
    is_open = painting.open_one(state)
    if is_open is not None:
        which = "it" if is_open.painting == wanted.id else "that one"
        return refused(state, f"paint {is_open.painting} is open; close {which} first")
    if any((easel.painting, easel.opened_tick) == (wanted.id, state.tick) for easel in state.easels):
        return refused(state, f"paint {wanted.id} was opened and closed in this very tick; open it again")
    if state.is_panicking or state.exit_tick is not None:
        return refused(state, f"paint {wanted.id} is not opened while PANIC holds or the show stops")
    told = f"paint “{wanted.ask}” is open for {wanted.open_s:g} s: {', '.join(wanted.labels)}"
    return Outcome(painting.opened(show, state, wanted), told)


def _lay(show: Show, state: ShowState, intent: visits.Strokes) -> Outcome:
    easel = painting.open_one(state)
    if easel is None or easel.painting != intent.paint:
        return refused(state, _not_open(intent.paint, state))
    after, why = painting.laid(show, state, easel, intent.laid)
    if why and after.owns == easel.owns:
        return refused(state, why)
    return Outcome(painting.with_easel(state, after), "", quiet=True)


def _close(show: Show, state: ShowState, intent: visits.ClosePaint) -> Outcome:
    easel = painting.open_one(state)
    if easel is None or easel.painting != intent.paint:
        return refused(state, _not_open(intent.paint, state))
    return Outcome(*painting.closed(show, state))


def _clear(show: Show, state: ShowState, _intent: visits.ClearPaint) -> Outcome:
    after, told = painting.cleared(show, state)
    return Outcome(after, told) if told else refused(state, "nothing is painted by visitors, and nobody may")


def _not_open(name: str, state: ShowState) -> str:
    easel = painting.open_one(state)
    return f"paint {name!r} is not open; {'none is' if easel is None else f'paint {easel.painting} is'}"


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        visits.OpenPaint: _open,
        visits.Strokes: _lay,
        visits.ClosePaint: _close,
        visits.ClearPaint: _clear,
    }
)
