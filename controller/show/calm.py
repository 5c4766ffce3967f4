"""Beside station 2. Whether anything happens by itself up to a tick. In most ticks of a night nothing does.

Says no whenever it is in doubt: then ``advance`` looks at everything, piece by piece.
"""

from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import telling
from controller.show.due import next_due
from controller.show.incidents.resting import rests
from controller.show.painting import moves_by


def is_calm(show: Show, state: ShowState, tick: int) -> bool:
    """Whether time alone changes nothing up to a tick: nothing is to do, trouble rests, nothing runs out till then."""
    if state.outbox or state.started or state.won or state.sensors:
        return False
    if (show.timecode and state.timecode) or (state.poll and state.poll.ends_tick <= tick):
        return False
    if (state.easels and moves_by(show, state, tick)) or telling.moves_by(state, tick):
        return False
    if state.panic and state.panic.is_over(tick):
        return False
    return (
        not (state.programmer and any(hold.is_over(tick) for hold in state.programmer))
        and not (state.flashes and any(flash.ends_tick <= tick for flash in state.flashes))
        and next_due(show, state, tick) is None
        and rests(show, state, tick)
    )
