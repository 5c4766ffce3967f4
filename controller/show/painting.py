"""Beside station 2. What becomes of a painting: it opens, gives cells away, takes colours, and goes. Pure.

A visitor has one cell; who gets which follows from the order in which they ask. What shows of it is ``frame/paint``'s.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from controller.model.intent import Intent
from controller.model.outline import PaintOutline, PigmentOutline
from controller.model.paint import JUST_A_CELL, Easel, Own, Painting, Stroke
from controller.model.replaced import replace
from controller.model.rig import Rig
from controller.model.show import Show
from controller.model.snapshot import OwnCell, PaintView
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.model.visits import Strokes

MAP_SIZE: Final = 1000


def open_one(state: ShowState) -> Easel | None:
    """Give the painting that is open, or None."""
    return next((easel for easel in state.easels if state.tick < easel.ends_tick), None)


def opened(show: Show, state: ShowState, painting: Painting) -> ShowState:
    """Open a painting at the state's tick; what is left of an earlier one goes on going."""
    easel = Easel(painting.id, state.tick, state.tick + ticks(painting.open_s, show.fps))
    return replace(state, easels=(*state.easels, easel))


def laid(show: Show, state: ShowState, easel: Easel, given: Mapping[str, str]) -> tuple[Easel, str]:
    """Give visitors cells and lay their colours, in their order; what cannot be is left out.

    Args:
        show: what is played.
        state: at the tick of the strokes.
        easel: the one that is open.
        given: visitor → label of a colour, or ``JUST_A_CELL``.

    Returns:
        The easel, and why the last of those that were left out was; empty = none was.
    """
    painting, tick, fps = show.paintings[easel.painting], state.tick, show.fps
    numbers = {label: number for number, label in enumerate(painting.labels)}
    owns = {own.visitor: own for own in easel.owns}
    free, why = _free(painting, easel), ""
    painters, strokes = easel.painters, easel.strokes
    for visitor, label in given.items():
        if label != JUST_A_CELL and label not in numbers:
            why = f"there is no colour {label!r}; there is {', '.join(numbers)}"
            continue
        own = owns.get(visitor)
        if own is None:
            own = _given(painting, owns, free, visitor, tick, fps)
            if own is None:
                why = f"all {len(painting.cells)} cells are taken; one will be free within {painting.keeps_s:g} s"
                continue
        if label != JUST_A_CELL:
            if own.stroke is not None and tick - own.stroke.tick < ticks(painting.every_s, fps):
                why = f"a cell can be painted once in {painting.every_s:g} s"
                continue
            painters, strokes = painters + (own.stroke is None), strokes + 1
            own = Own(visitor, own.cell, tick, Stroke(numbers[label], tick), own.stroke)
            owns.pop(visitor, None)
        owns[visitor] = own
    return replace(easel, owns=tuple(owns.values()), painters=painters, strokes=strokes), why


def with_easel(state: ShowState, easel: Easel) -> ShowState:
    """Put an easel in the place of the one that was opened at the same tick."""
    same = (easel.painting, easel.opened_tick)
    return replace(
        state, easels=tuple(easel if (old.painting, old.opened_tick) == same else old for old in state.easels)
    )


def closed(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Close what is open; what is painted goes in its own time.

    Returns:
        The state, and what was closed in words; empty if nothing was.
    """
    easel = open_one(state)
    if easel is None:
        return state, ""
    ended = replace(easel, ends_tick=state.tick)
    if not ended.strokes:
        return replace(state, easels=tuple(old for old in state.easels if old is not easel)), words(show, ended)
    return with_easel(state, ended), words(show, ended)


def cleared(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Close what is open and take away all that is painted.

    Returns:
        The state, and what was cleared in words; empty if there was nothing.
    """
    if not state.easels:
        return state, ""
    told = "; ".join(f"{words(show, easel)}, cleared" for easel in state.easels)
    return replace(state, easels=()), told


def moves_by(show: Show, state: ShowState, tick: int) -> bool:
    """Whether a painting ends by itself up to a tick, or the last of it goes."""
    return any(state.tick < easel.ends_tick <= tick or over_tick(show, easel) <= tick for easel in state.easels)


def look(show: Show, state: ShowState, *, since: int) -> tuple[ShowState, list[tuple[int, str]]]:
    """Let time go on.

    Args:
        show: what is played.
        state: at the tick that was reached.
        since: the tick before.

    Returns:
        The state, and which paintings have ended by themselves, when, in words.
    """
    if not state.easels:
        return state, []
    ended = [easel for easel in state.easels if since < easel.ends_tick <= state.tick]
    left = tuple(easel for easel in state.easels if over_tick(show, easel) > state.tick)
    if len(left) < len(state.easels):
        state = replace(state, easels=left, revision=state.revision + 1)
    return state, [(easel.ends_tick, words(show, easel)) for easel in ended]


def over_tick(show: Show, easel: Easel) -> int:
    """Say when nothing of a painting can show any more."""
    painting = show.paintings[easel.painting]
    if not easel.strokes:
        return easel.ends_tick
    return easel.ends_tick + ticks(painting.keeps_s, show.fps) + ticks(painting.fade_s, show.fps)


def kept(old: Show, new: Show, state: ShowState) -> ShowState:
    """Let paintings go on under another show: cells and colours by their names; what has none there is gone."""
    if not state.easels:
        return state
    easels = (_carried(old, new, easel) for easel in state.easels if easel.painting in new.paintings)
    return replace(state, easels=tuple(easels))


def words(show: Show, easel: Easel) -> str:
    """Say how much was painted."""
    people = "nobody" if not easel.painters else "1 visitor" if easel.painters == 1 else f"{easel.painters} visitors"
    times = "" if not easel.strokes else ", once" if easel.strokes == 1 else f", {easel.strokes} times"
    return f"paint “{show.paintings[easel.painting].ask}”: {people} painted{times}"


def owners(show: Show, state: ShowState, intent: Intent) -> dict[str, OwnCell]:
    """Say which cell each visitor has who has just painted, and what is on it; of other intents there is nothing."""
    easel = open_one(state) if isinstance(intent, Strokes) else None
    if easel is None or not isinstance(intent, Strokes) or easel.painting != intent.paint:
        return {}
    labels = show.paintings[easel.painting].labels
    return {
        own.visitor: OwnCell(own.cell, JUST_A_CELL if own.stroke is None else labels[own.stroke.color])
        for own in easel.owns
        if own.visitor in intent.laid
    }


def views(show: Show, state: ShowState) -> tuple[PaintView, ...]:
    """Say how every painting is."""
    return tuple(_view(show, state, painting) for painting in show.paintings.values())


def outlines(show: Show) -> tuple[PaintOutline, ...]:
    """Describe the still part of every painting."""
    return tuple(_outline(show, painting) for painting in show.paintings.values())


def _view(show: Show, state: ShowState, painting: Painting) -> PaintView:
    mine = [easel for easel in state.easels if easel.painting == painting.id]
    cells = len(painting.cells)
    if not mine:
        return PaintView(
            painting.id, "closed", cells, 0, is_full=False, painters=0, strokes=0, remaining_s=None, opened_tick=None
        )
    easel = mine[-1]
    is_open = state.tick < easel.ends_tick
    return PaintView(
        id=painting.id,
        state="open" if is_open else "fading",
        cells=cells,
        taken=len(easel.owns),
        is_full=is_open and len(easel.owns) >= cells and not _is_gone(painting, easel.owns[0], state.tick, show.fps),
        painters=easel.painters,
        strokes=easel.strokes,
        remaining_s=max(0, easel.ends_tick - state.tick) / show.fps if is_open else None,
        opened_tick=easel.opened_tick if is_open else None,
    )


def _outline(show: Show, painting: Painting) -> PaintOutline:
    cells = np.sort(painting.cells)
    return PaintOutline(
        id=painting.id,
        ask=painting.ask,
        zone=painting.zone,
        colors=tuple(PigmentOutline(color.label, color.written) for color in painting.colors),
        seconds=painting.open_s,
        keeps_s=painting.keeps_s,
        every_s=painting.every_s,
        cells=tuple(int(cell) for cell in cells),
        names=tuple(_name(show.rig, int(cell)) for cell in cells),
        points=_points(show.rig, painting),
    )


def _points(rig: Rig, painting: Painting) -> tuple[tuple[int, int], ...]:
    """Draw cells on a map as whoever stands before them sees them; what lies on the floor, as seen from above."""
    x, y, z = rig.position[np.sort(painting.cells)].astype(np.float64).T
    across, down = x - x.min(), (y.max() - y) if np.ptp(y) >= np.ptp(z) else z - z.min()
    size = max(float(np.ptp(x)), float(np.ptp(down)), 1e-6)
    whole = np.rint(np.stack([across, down], axis=1) / size * MAP_SIZE).astype(int)
    return tuple((int(right), int(below)) for right, below in whole)


def _name(rig: Rig, cell: int) -> str:
    fixture = rig.fixtures[int(rig.cell_fixture[cell])]
    return fixture.id if fixture.cell_count == 1 else f"{fixture.id}.{cell - fixture.first_cell + 1}"


def _free(painting: Painting, easel: Easel) -> Iterator[int]:
    """Give the cells that nobody has, in their order."""
    taken = {own.cell for own in easel.owns}
    return (int(cell) for cell in painting.cells if int(cell) not in taken)


def _given(
    painting: Painting, owns: dict[str, Own], free: Iterator[int], visitor: str, tick: int, fps: int
) -> Own | None:
    """Give a visitor a cell that nobody has, or the one whose colour has been gone for longest, or none."""
    cell = next(free, None)
    if cell is not None:
        return Own(visitor, cell, tick)
    oldest = next(iter(owns.values()), None)
    if oldest is None or not _is_gone(painting, oldest, tick, fps):
        return None
    del owns[oldest.visitor]
    return Own(visitor, oldest.cell, tick)


def _is_gone(painting: Painting, own: Own, tick: int, fps: int) -> bool:
    """Whether a cell may be given to somebody else: its colour has gone, or would have if there had been one."""
    return tick >= own.tick + ticks(painting.keeps_s, fps) + ticks(painting.fade_s, fps)


def _carried(old: Show, new: Show, easel: Easel) -> Easel:
    was, now = old.paintings[easel.painting], new.paintings[easel.painting]
    cells = {_name(new.rig, int(cell)): int(cell) for cell in now.cells}
    numbers = {label: number for number, label in enumerate(now.labels)}

    def stroke(before: Stroke | None) -> Stroke | None:
        number = None if before is None else numbers.get(was.labels[before.color])
        return None if before is None or number is None else Stroke(number, before.tick)

    owns = []
    for own in easel.owns:
        cell = cells.get(_name(old.rig, own.cell))
        if cell is not None:
            owns.append(Own(own.visitor, cell, own.tick, stroke(own.stroke), stroke(own.under)))
    return replace(easel, owns=tuple(owns))
