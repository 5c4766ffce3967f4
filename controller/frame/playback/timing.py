"""How far a fade has come, for each attribute: one number where one time holds for all cells, else one for each.

Times come in pairs of fade and delay; a cue has few different ones, so each is worked out once in plain numbers and
then dealt to the cells. Takes a step and a list time; knows nothing of frames.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.playback.kept import kept
from controller.model.cue import CueList
from controller.model.curve import LINEAR, Curve
from controller.model.patch import Patch
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import Transition
from controller.model.timing import Split, TimedPart, Timing
from controller.model.units import ticks

Part: TypeAlias = "Levels | np.float32"
"""How much of a fade is done, 0..1: float32 [cells] or one number."""

NOTHING: Final = np.float32(0)
ALL: Final = np.float32(1)
CACHED_PLANS: Final = 12


@dataclass(frozen=True, eq=False, slots=True)
class Amount:
    """How much of a fade is done, 0..1.

    Attributes:
        rising: of levels that rise.
        falling: of levels that fall; the very same object where one time holds for both.
        rgb, text: of these.
        values: of parameters, float32 [parameters] or one number.
    """

    rising: Part
    falling: Part
    rgb: Part
    text: Part
    values: Part

    def level(self, shown: Levels, target: Levels) -> Part:
        """Say how much of the way from what is shown to a target is done; where it is below, it falls."""
        if self.rising is self.falling:
            return self.rising
        return np.where(target < shown, self.falling, self.rising)


@dataclass(frozen=True, slots=True)
class Span:
    """Ticks of one fade: rising and falling, each its length and its delay."""

    up: tuple[int, int]
    down: tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class Spans:
    """The spans of one attribute.

    Attributes:
        kinds: the different ones.
        which: intp [cells], whose is which; None = the only one for all.
    """

    kinds: tuple[Span, ...]
    which: Cells | None

    def deal(self, parts: list[float]) -> Part:
        """Give every cell the number of its span."""
        if self.which is None:
            return np.float32(parts[0])
        return np.array(parts, np.float32)[self.which]


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """The spans of one cue, and its curve."""

    level: Spans
    rgb: Spans
    text: Spans
    values: Spans
    curve: Curve


class Timings:
    """The times of all cues of a show, worked out when they are first needed."""

    def __init__(self, show: Show) -> None:
        self._fps = show.fps
        self._cells = show.rig.cell_count
        self._patch = show.patch
        self._snaps = show.patch.parameter_snaps
        self._any_snaps = bool(self._snaps.any())
        self._plans: OrderedDict[tuple[str, str], Plan] = OrderedDict()

    def amount(self, cue_list: CueList, step: Transition, time: int) -> Amount | None:
        """Say how far a step has come at a list time; None = it has not begun."""
        elapsed = time - step.start_tick
        if elapsed < 0:
            return None
        cue = cue_list.cue(step.cue)
        if step.plain or cue is None or (cue.timing.is_plain and not self._any_snaps):
            curve = LINEAR if cue is None else cue.timing.curve
            part = np.float32(_done(curve, (step.fade_ticks, 0), elapsed))
            values: Part = part
            if self._any_snaps:
                values = np.where(self._snaps, ALL, part)
            return Amount(part, part, part, part, values)
        return self._of_plan(self._plan(cue_list.id, cue.number, cue.timing), elapsed)

    def _of_plan(self, plan: Plan, elapsed: int) -> Amount:
        def dealt(spans: Spans) -> Part:
            return spans.deal([_done(plan.curve, kind.up, elapsed) for kind in spans.kinds])

        rising = dealt(plan.level)
        falling = rising
        if any(kind.up != kind.down for kind in plan.level.kinds):
            falling = plan.level.deal([_done(plan.curve, kind.down, elapsed) for kind in plan.level.kinds])
        values = dealt(plan.values)
        if self._any_snaps:
            begun = plan.values.deal([1.0 if elapsed >= kind.up[1] else 0.0 for kind in plan.values.kinds])
            values = np.where(self._snaps, begun, values)
        return Amount(rising, falling, dealt(plan.rgb), dealt(plan.text), values)

    def _plan(self, list_id: str, number: str, timing: Timing) -> Plan:
        key = (list_id, number)
        return kept(self._plans, key, CACHED_PLANS, lambda: self._made_plan(timing))

    def _made_plan(self, timing: Timing) -> Plan:
        return Plan(
            self._of_cells(timing, "level"),
            self._of_cells(timing, "color"),
            self._of_cells(timing, "text"),
            self._of_parameters(timing),
            timing.curve,
        )

    def _of_cells(self, timing: Timing, attribute: str) -> Spans:
        whom = np.arange(self._cells)
        parts = [part for part in timing.parts if part.attribute in {None, attribute}]
        return self._spans(timing, [(part, None if part.cells is None else part.cells) for part in parts], whom)

    def _of_parameters(self, timing: Timing) -> Spans:
        patch = self._patch
        return self._spans(
            timing, [(part, _parameters(patch, part)) for part in timing.parts], np.arange(len(patch.parameter_cell))
        )

    def _spans(self, timing: Timing, parts: list[tuple[TimedPart, Cells | None]], whom: Cells) -> Spans:
        """Lay parts over the times of the cue; later ones win, in what they say themselves."""
        fades, delays = [timing.fade], [timing.delay]
        fade_of, delay_of = np.zeros(len(whom), np.intp), np.zeros(len(whom), np.intp)
        for part, mine in parts:
            place = slice(None) if mine is None else mine
            if part.fade is not None:
                fade_of[place] = len(fades)
                fades.append(part.fade)
            if part.delay is not None:
                delay_of[place] = len(delays)
                delays.append(part.delay)
        pairs, which = np.unique(fade_of * len(delays) + delay_of, return_inverse=True)
        kinds = tuple(self._span(fades[pair // len(delays)], delays[pair % len(delays)]) for pair in pairs.tolist())
        if not kinds:
            return Spans((self._span(timing.fade, timing.delay),), None)
        return Spans(kinds, None if len(kinds) == 1 else which.reshape(-1).astype(np.intp))

    def _span(self, fade: Split, delay: Split) -> Span:
        up, down = (
            (ticks(fade.up, self._fps), ticks(delay.up, self._fps)),
            (
                ticks(fade.down, self._fps),
                ticks(delay.down, self._fps),
            ),
        )
        return Span(up, down)


def _parameters(patch: Patch, part: TimedPart) -> NDArray[np.intp] | None:
    """Find the parameters that a part is about; None = all."""
    if part.attribute is None and part.cells is None:
        return None
    mine = np.ones(len(patch.parameter_cell), np.bool_)
    if part.attribute is not None:
        known = part.attribute in patch.attributes
        mine &= (patch.parameter_attribute == patch.attributes.index(part.attribute)) if known else False
    if part.cells is not None:
        mine &= np.isin(patch.parameter_cell, part.cells)
    return np.flatnonzero(mine)


def _done(curve: Curve, span: tuple[int, int], elapsed: int) -> float:
    """Say how much of a fade of some length and delay is done."""
    length, delay = span
    if elapsed >= length + delay:
        return 1.0
    return 0.0 if elapsed <= delay else curve.at((elapsed - delay) / length)
