"""Station 10, for visitors: each has coloured a cell of their own. It lies over what the cue lists play.

Here, before the wounds, and not after them: then what breaks, breaks the painted cell too, and no colour makes a dead
tile shine. Nothing is painted where a recovery is at work, for the wound's picture is the show there, nor where an
operator's hand lies; a colour gives way and comes back as gently as it came. A colour is a function of its two ticks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.programmer import Programmer
from controller.model.incident import Incident
from controller.model.paint import Easel, Own, Painting, Stroke
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks

GIVES_WAY_S: Final = 0.5
"""In this time a colour gives way to a recovery, and comes back after it."""
Mended: TypeAlias = Callable[[Incident], Cells]


@dataclass(frozen=True, eq=False, slots=True)
class _Coat:
    """One colour on each of some cells.

    Attributes:
        cells: which, in any order, each once.
        rgb: float32 [3, cells], linear.
        ticks: int64 [cells], when each was laid.
    """

    cells: Cells
    rgb: Levels
    ticks: NDArray[np.int64]


class Paint:
    """The paint of one show.

    Args:
        show: which.
        hands: what operators hold.
        mended: the cells that the recovery of an incident paints.
    """

    def __init__(self, show: Show, hands: Programmer, mended: Mended) -> None:
        self._show = show
        self._hands = hands
        self._mended = mended
        self._wounded: dict[str, tuple[Incident, Cells]] = {}
        self._settled: tuple[tuple[Incident, ...], tuple[float, ...], Levels | None] = (), (), None
        self._coats: dict[tuple[str, int], tuple[tuple[Own, ...], tuple[_Coat, _Coat]]] = {}

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Lay what visitors have painted over the canvas, the oldest painting first."""
        if not state.easels:
            return
        given = self._given_way(state, tick)
        for easel in state.easels:
            painting = self._show.paintings[easel.painting]
            for coat in self._coats_of(easel, painting):
                self._lay(coat, painting, tick, canvas, given)
        if len(self._coats) > len(state.easels):
            now = {_key(easel) for easel in state.easels}
            self._coats = {key: coats for key, coats in self._coats.items() if key in now}

    def weight(self, painting: Painting, stroke: Stroke, tick: int) -> float:
        """Say how much of a colour shows at a tick where nothing stands in its way, 0..1."""
        return float(self._weights(painting, np.array([stroke.tick]), tick)[0])

    def _lay(self, coat: _Coat, painting: Painting, tick: int, canvas: Canvas, given: Levels | None) -> None:
        weight = self._weights(painting, coat.ticks, tick)
        if given is not None:
            weight *= given[coat.cells]
        shows = weight > 0
        if not shows.any():
            return
        cells, weight, rgb = coat.cells[shows], weight[shows], coat.rgb[:, shows]
        keep = np.float32(1) - weight
        level = canvas.intensity[cells]
        # a dark cell has no colour to come from
        part = np.where(level > 0, weight, np.float32(1))
        canvas.rgb[:, cells] = canvas.rgb[:, cells] * (np.float32(1) - part) + rgb * part
        canvas.intensity[cells] = level * keep + np.float32(painting.level) * weight

    def _weights(self, painting: Painting, laid: NDArray[np.int64], tick: int) -> Levels:
        """Say how much of colours shows that were laid at some ticks: float32 [cells], 0..1."""
        fade = ticks(painting.fade_s, self._show.fps)
        age = tick - laid
        come, gone = age / fade, (age - ticks(painting.keeps_s, self._show.fps)) / fade
        weights: Levels = (np.clip(come, 0, 1) * (1 - np.clip(gone, 0, 1))).astype(np.float32)
        return weights

    def _coats_of(self, easel: Easel, painting: Painting) -> tuple[_Coat, _Coat]:
        """Give what was painted before and what lies over it; worked out when somebody has painted since."""
        known = self._coats.get(_key(easel))
        if known is None or known[0] is not easel.owns:
            colors = np.array([color.rgb for color in painting.colors], np.float32)
            under = _coat([(own.cell, own.under) for own in easel.owns if own.under is not None], colors)
            over = _coat([(own.cell, own.stroke) for own in easel.owns if own.stroke is not None], colors)
            known = self._coats[_key(easel)] = easel.owns, (under, over)
        return known[1]

    def _given_way(self, state: ShowState, tick: int) -> Levels | None:
        """Say how much of a colour may show on each cell: float32 [cells], 0..1; None = all of it everywhere."""
        held, spared = self._hands.held(state), self.spared(state.incidents, tick)
        if held is None:
            return spared
        free: Levels = np.float32(1) - held
        return free if spared is None else np.minimum(free, spared)

    def spared(self, incidents: tuple[Incident, ...], tick: int) -> Levels | None:
        """Say what recoveries leave of a colour on each cell, as ``_given_way``; worked out when one begins or ends.

        There may be a thousand of them: those that leave the same are looked at as one.
        """
        fade = max(1, ticks(GIVES_WAY_S, self._show.fps))
        parts = tuple(
            _free_of(each, tick, fade) if each.recovery in self._show.recoveries else 1.0 for each in incidents
        )
        settled = self._settled
        if settled[0] is not incidents or settled[1] != parts:
            settled = self._settled = incidents, parts, self._worked_out(incidents, parts)
        return settled[2]

    def _worked_out(self, incidents: tuple[Incident, ...], parts: tuple[float, ...]) -> Levels | None:
        groups: dict[float, list[Cells]] = {}
        wounded: dict[str, tuple[Incident, Cells]] = {}
        for incident, part in zip(incidents, parts, strict=True):
            if part < 1:
                known = self._wounded.get(incident.id)
                if known is None or known[0] is not incident:
                    known = incident, self._mended(incident)
                wounded[incident.id] = known
                groups.setdefault(part, []).append(known[1])
        self._wounded = wounded
        if not groups:
            return None
        free = np.ones(self._show.rig.cell_count, np.float32)
        for part in sorted(groups, reverse=True):
            free[np.concatenate(groups[part])] = np.float32(part)
        return free


def _free_of(incident: Incident, tick: int, fade: int) -> float:
    """Say how much of a colour may show where a recovery is at work, or was until just now, 0..1."""
    if incident.is_painted:
        return max(0.0, 1 - (tick - (incident.recovery_tick or 0)) / fade)
    # of a wound whose first part is at home while the other asks, the recovery has just ended, too
    since = incident.asked_tick if incident.part == "ask" else incident.closed_tick
    if since is None or incident.recovery is None or (incident.recovery_tick is None and not incident.part):
        return 1.0
    return min(1.0, max(0, tick - since) / fade)


def _coat(laid: list[tuple[int, Stroke]], colors: Levels) -> _Coat:
    numbers = np.array([stroke.color for _, stroke in laid], np.intp)
    when = np.array([stroke.tick for _, stroke in laid], np.int64)
    return _Coat(np.array([cell for cell, _ in laid], np.intp), colors[numbers].T, when)


def _key(easel: Easel) -> tuple[str, int]:
    return easel.painting, easel.opened_tick
