"""Station 7. Lays the effects of all running cues over the canvas, those of lower lists first.

An effect fades in and out with its cue, and moves nothing that a list of higher priority holds. Takes the state and the
tick; remembers nothing but the geometry of the show.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.effects.beneath import held
from controller.frame.effects.kinds.together import strobe_turns
from controller.frame.effects.lay import Lay, prepare
from controller.frame.effects.moment import Moment
from controller.frame.masters import effective_level
from controller.frame.playback import Layer
from controller.model.effect import Effect, Strobe
from controller.model.show import Show
from controller.model.state import ListState, ShowState

KEPT_CELLS: Final = 8_000_000
"""Effects are kept ready for so many cells in all, about 20 to 30 bytes each; others are made ready when they begin."""

Above: TypeAlias = Callable[[ShowState, int, int], Layer | None]
"""Takes the state, the tick and a priority; gives what lists of higher priority hold, None = nothing."""


class Effects:
    """The effects stage of one show."""

    def __init__(self, show: Show, above: Above) -> None:
        self._show = show
        self._above = above
        self._has_any = any(True for _ in _all_effects(show))
        self._ready: OrderedDict[Effect, Lay] = OrderedDict()
        self._cells = 0
        for effect in _all_effects(show):
            if self._cells + len(effect.cells) > KEPT_CELLS:
                break
            self._lay(effect)

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Lay the effects of all running cues over the canvas."""
        if not self._has_any:
            return
        for entry in sorted(state.lists, key=lambda entry: self._show.lists[entry.id].priority):
            cue_list = self._show.lists[entry.id]
            shown = [(cue_list.cue(number), start, weight) for number, start, weight in weights(entry, tick)]
            if not any(cue is not None and cue.effects for cue, _, _ in shown):
                continue
            above = self._above(state, tick, cue_list.priority)
            for cue, start_tick, weight in shown:
                seconds = (entry.time(tick) - start_tick) / self._show.fps
                for effect in () if cue is None else cue.effects:
                    strength = np.float32(effect.amount * weight * self._size(effect, state))
                    if strength > 0 and effect.cells.size:
                        kept = () if above is None else held(effect, above, canvas, self._show.patch)
                        self._lay(effect)(canvas, self.moment(effect, state, seconds), strength)
                        for part in kept:
                            part.restore()

    def moment(self, effect: Effect, state: ShowState, seconds: float) -> Moment:
        """Say where an effect stands: its cycles, by seconds of its cue or by the beat of the show."""
        tempo, period = state.tempo, effect.period
        turns = period.turns(seconds, tempo.beats(state.tick, self._show.fps))
        if isinstance(effect.motion, Strobe) and period.unit == "beats":
            turns = strobe_turns(turns, tempo.bpm / 60 / period.length, effect.motion.fastest_hz)
        return Moment(turns, seconds)

    def _size(self, effect: Effect, state: ShowState) -> float:
        """Ask the submaster of an effect how large it may be, 0..1."""
        submaster = self._show.submasters.get(effect.master or "")
        return 1.0 if submaster is None else effective_level(state, submaster, state.tick)

    def _lay(self, effect: Effect) -> Lay:
        if effect in self._ready:
            self._ready.move_to_end(effect)
            return self._ready[effect]
        lay = self._ready[effect] = prepare(effect, self._show)
        self._cells += len(effect.cells)
        while self._cells > KEPT_CELLS and len(self._ready) > 1:
            self._cells -= len(self._ready.popitem(last=False)[0].cells)
        return lay


def weights(entry: ListState, tick: int) -> list[tuple[str, int, float]]:
    """Say which cues of a list show, since when (list time) and how much: a later fade takes from all before it."""
    time = entry.time(tick)
    shown: list[tuple[str, int, float]] = []
    for step in entry.steps:
        progress = step.progress(time)
        shown = [(cue, start, weight * (1 - progress)) for cue, start, weight in shown if progress < 1]
        if step.cue is not None and progress > 0:
            shown.append((step.cue, step.start_tick, progress))
    return shown


def _all_effects(show: Show) -> Iterator[Effect]:
    for cue_list in show.lists.values():
        for cue in cue_list.cues:
            yield from cue.effects
