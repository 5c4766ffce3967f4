"""Whose value shows where several lists of one priority meet: latest takes precedence, by what each cue moves.

A list holds a cell's attribute since the last of its cues that moved it. Where nothing fades, the list that took it
last shows. Where fades run, each lies on what was shown before it, in the order of their GOs, and reaches only what it
moves; so taking from another list, and giving back to it, never jump.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.playback.fading import Scratch, mix_layers
from controller.frame.playback.kept import kept
from controller.frame.playback.layers import UNSET_TEXT, Layer, copied, over
from controller.frame.playback.targets import Moves, Targets, leg
from controller.frame.playback.timing import Amount, Part, Timings
from controller.model.cue import CueList
from controller.model.state import Take, Transition

Orders: TypeAlias = NDArray[np.int64]
CACHED_TAKEN = 8
CACHED_SETTLED = 4
NEVER = -1


@dataclass(frozen=True, eq=False, slots=True)
class Playing:
    """One list that plays.

    Attributes:
        place: of the list in the show; settles which of two GOs at one tick is the later one.
        steps: as in the state.
        time: the list's own.
    """

    cue_list: CueList
    place: int
    steps: tuple[Transition, ...]
    time: int

    def base(self) -> int:
        """Index of the newest step up to which all are finished, -1 if the first one runs."""
        running = (i for i, step in enumerate(self.steps) if step.progress(self.time) < 1)
        return next(running, len(self.steps)) - 1


@dataclass(frozen=True, slots=True)
class Stand:
    """A list at rest at some point of its way."""

    list: str
    takes: tuple[Take, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """Since which order a list holds what it moved: int64, -1 = it never moved it.

    Attributes:
        level, rgb, text: [cells].
        values: [parameters].
    """

    level: Orders
    rgb: Orders
    text: Orders
    values: Orders


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
    """Several lists at rest.

    Attributes:
        layer: what shows.
        owner: order of the take that shows, -1 where nothing is set.
        newest: order of the newest take, also of lists that gave it up again.
    """

    layer: Layer
    owner: Taken
    newest: Taken


@dataclass(frozen=True, eq=False, slots=True)
class _Event:
    """A step that runs, with what ran before it."""

    order: int
    playing: Playing
    index: int

    @property
    def step(self) -> Transition:
        return self.playing.steps[self.index]


class Merge:
    """Merges the lists of one show."""

    def __init__(self, targets: Targets, timings: Timings, scratch: Scratch, lists: int) -> None:
        self._targets = targets
        self._timings = timings
        self._scratch = scratch
        self._lists = max(1, lists)
        self._by_id: dict[str, tuple[int, CueList]] = {}
        self._taken: OrderedDict[Stand, Taken] = OrderedDict()
        self._settled: OrderedDict[tuple[Stand, ...], Settled] = OrderedDict()

    def latest(self, playing: tuple[Playing, ...], under: Layer) -> Layer:
        """Give what several lists of one priority show together, over what lies under them."""
        self._by_id.update({each.cue_list.id: (each.place, each.cue_list) for each in playing})
        stands = {
            each.cue_list.id: Stand(each.cue_list.id, each.steps[base].takes if (base := each.base()) >= 0 else ())
            for each in playing
        }
        bases = self.settled(tuple(stands.values()))
        shown = over(under, bases.layer) if under is not self._targets.empty else copied(bases.layer)
        for event in self._events(playing):
            self._fade(event, shown, under, bases=bases, stands=stands)
            stands[event.playing.cue_list.id] = Stand(event.playing.cue_list.id, event.step.takes)
        return shown

    def settled(self, stands: tuple[Stand, ...]) -> Settled:
        """Give what lists at rest show."""
        return kept(self._settled, stands, CACHED_SETTLED, lambda: self._settle(stands))

    def _events(self, playing: tuple[Playing, ...]) -> list[_Event]:
        """List all steps that run, in the order of their GOs."""
        return sorted(
            (
                _Event(self._order(each.steps[i].go_tick, each.place), each, i)
                for each in playing
                for i in range(each.base() + 1, len(each.steps))
            ),
            key=lambda event: (event.order, event.index),
        )

    def _fade(self, event: _Event, shown: Layer, under: Layer, *, bases: Settled, stands: dict[str, Stand]) -> None:
        """Fade one step over what is shown, in place."""
        cue_list, step = event.playing.cue_list, event.step
        amount = self._timings.amount(cue_list, step, event.playing.time)
        if amount is None:
            return
        moves = self._targets.moved(cue_list, event.playing.steps, event.index, alone=False)
        after = self._targets.merging(cue_list, step.cue)
        if moves.gives_up or step.undoes:
            then = {**stands, cue_list.id: Stand(cue_list.id, step.takes)}
            after = self.settled(tuple(then.values())).layer
        if under is not self._targets.empty:
            after = over(under, after)
        mix_layers(shown, after, _later_kept(reaching(amount, moves), moves, bases, event.order), shown, self._scratch)

    def _settle(self, stands: tuple[Stand, ...]) -> Settled:
        layer = copied(self._targets.empty)
        owner, newest = self._never(), self._never()
        for stand in stands:
            if not stand.takes:
                continue
            _place, cue_list = self._by_id[stand.list]
            target = self._targets.merging(cue_list, stand.takes[-1].cue)
            taken = self._taken_by(stand)
            _lay(layer, owner, target, taken)
            for name in ("level", "rgb", "text", "values"):
                np.maximum(getattr(newest, name), getattr(taken, name), out=getattr(newest, name))
        return Settled(layer, owner, newest)

    def _taken_by(self, stand: Stand) -> Taken:
        return kept(self._taken, stand, CACHED_TAKEN, lambda: self._take(stand))

    def _take(self, stand: Stand) -> Taken:
        """Go a list's way through its takes; the oldest that is known took all that it shows."""
        place, cue_list = self._by_id[stand.list]
        earlier = self._taken.get(Stand(stand.list, stand.takes[:-1]))
        taken = self._never() if earlier is None else _copied(earlier)
        first = 0 if earlier is None else len(stand.takes) - 1
        for i in range(first, len(stand.takes)):
            take = stand.takes[i]
            before = stand.takes[i - 1].cue if i else None
            moves = self._targets.moves(cue_list, (leg(before, take),), alone=False)
            order = self._order(take.go_tick, place)
            taken.level[moves.level] = order
            taken.rgb[moves.rgb] = order
            taken.text[moves.text] = order
            taken.values[moves.values] = order
        return taken

    def _order(self, tick: int, place: int) -> int:
        return tick * self._lists + place

    def _never(self) -> Taken:
        cells, parameters = len(self._targets.empty.level), len(self._targets.empty.values)
        return Taken(*(np.full(size, NEVER, np.int64) for size in (cells, cells, cells, parameters)))


def _lay(layer: Layer, owner: Taken, target: Layer, taken: Taken) -> None:
    """Lay a list over others where it took later than they did."""
    later = (taken.level > owner.level) & (target.level_weight > 0)
    np.copyto(layer.level, target.level, where=later)
    np.copyto(layer.level_weight, target.level_weight, where=later)
    np.copyto(owner.level, taken.level, where=later)
    later = (taken.rgb > owner.rgb) & (target.rgb_weight > 0)
    np.copyto(layer.rgb, target.rgb, where=later)
    np.copyto(layer.rgb_weight, target.rgb_weight, where=later)
    np.copyto(owner.rgb, taken.rgb, where=later)
    later = (taken.text > owner.text) & (target.text != UNSET_TEXT)
    np.copyto(layer.text, target.text, where=later)
    np.copyto(owner.text, taken.text, where=later)
    later = (taken.values > owner.values) & (target.values_weight > 0)
    np.copyto(layer.values, target.values, where=later)
    np.copyto(layer.values_weight, target.values_weight, where=later)
    np.copyto(owner.values, taken.values, where=later)


def _copied(taken: Taken) -> Taken:
    return Taken(taken.level.copy(), taken.rgb.copy(), taken.text.copy(), taken.values.copy())


def reaching(amount: Amount, moves: Moves) -> Amount:
    """Let a step reach only what it moves."""

    def part(of: Part, where: NDArray[np.bool_]) -> Part:
        return np.multiply(where, of, dtype=np.float32)

    rising = part(amount.rising, moves.level)
    return Amount(
        rising=rising,
        falling=rising if amount.falling is amount.rising else part(amount.falling, moves.level),
        rgb=part(amount.rgb, moves.rgb),
        text=part(amount.text, moves.text),
        values=part(amount.values, moves.values),
    )


def _later_kept(amount: Amount, moves: Moves, bases: Settled, order: int) -> Amount:
    """Let a step not reach what a list at rest took after it, and be over where such a list gave up again."""

    def part(of: Part, name: str) -> Part:
        later = (getattr(bases.newest, name) > order) & getattr(moves, name)
        if not later.any():
            return of
        return np.where(later, (getattr(bases.owner, name) <= order).astype(np.float32), of)

    rising = part(amount.rising, "level")
    return Amount(
        rising=rising,
        falling=rising if amount.falling is amount.rising else part(amount.falling, "level"),
        rgb=part(amount.rgb, "rgb"),
        text=part(amount.text, "text"),
        values=part(amount.values, "values"),
    )
