"""PANIC: everything to the panic look, and the way back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import PanicState, ShowState
from controller.model.units import ticks
from controller.show import cues, director, painting, telling, voting
from controller.show.reducers.outcome import Outcome, Reducer

PANIC_AGAIN_S = 2.0
"""A second PANIC within this time goes to the panic look at once."""


def lift_panic(state: ShowState, fade_ticks: int) -> ShowState:
    """Let a panic that holds fade out, and let the lists it paused go on."""
    panic = state.panic
    if panic is None or panic.release_tick is not None:
        return state
    lists = tuple(
        entry if entry.paused_tick is not None and entry.paused_tick < panic.pressed_tick
        else cues.resume(entry, state.tick)
        for entry in state.lists
    )  # fmt: skip
    return replace(state, panic=replace(panic, release_tick=state.tick, release_ticks=fade_ticks), lists=lists)


def _panic(show: Show, state: ShowState, _intent: intents.Panic) -> Outcome:
    held, tick = state.panic, state.tick
    state, off = voting.called_off(show, state)
    state, shut = painting.closed(show, state)
    state, over = telling.closed(show, state)
    again = held is not None and held.release_tick is None
    if again and held is not None and tick - held.pressed_tick <= ticks(PANIC_AGAIN_S, show.fps):
        state = director.end_faults(show, state, tick)
        return Outcome(replace(state, panic=replace(held, fade_ticks=0)), "PANIC: at once")
    state = director.end_faults(show, state, tick)
    state = replace(state, lists=tuple(cues.pause(entry, tick) for entry in state.lists))
    if again:
        return Outcome(state, "PANIC already holds")
    fade = ticks(show.panic.fade_s, show.fps)
    begun = round(held.weight(tick) * fade) if held else 0
    told = f"PANIC over {show.panic.fade_s:g} s"
    return Outcome(
        replace(state, panic=PanicState(tick, tick - begun, fade)), "; ".join(filter(None, (told, off, shut, over)))
    )


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType({intents.Panic: _panic})
