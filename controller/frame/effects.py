"""Station 7. Effects: pure functions of cell position and time, laid over the looks of running cues.

An effect fades in and out with its cue. Sines come from a table of integers, so that frames are equal on every machine.
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model import chance
from controller.model.hue import rotate
from controller.model.look import Effect
from controller.model.show import Show
from controller.model.state import ListState, ShowState

TABLE = 4096
SINE: NDArray[np.float32] = np.rint(np.sin(np.arange(TABLE) * (2 * np.pi / TABLE)) * 32767).astype(
    np.float32
) / np.float32(32767)


def sine(turns: NDArray[np.float64]) -> Levels:
    """Read the sine table: float64 [n] turns → float32 [n], -1..1."""
    index = np.floor((turns - np.floor(turns)) * TABLE).astype(np.intp)
    return SINE[index]


def paint(show: Show, state: ShowState, tick: int, canvas: Canvas) -> None:
    """Lay the effects of all running cues over the canvas."""
    for entry in state.lists:
        cue_list = show.lists[entry.id]
        for cue_number, start_tick, weight in weights(entry, tick):
            place = cue_list.position(cue_number)
            if place is None:
                continue
            for effect in cue_list.cues[place].effects:
                seconds = (entry.time(tick) - start_tick) / show.fps
                apply(effect, canvas, position=show.rig.position, seconds=seconds, weight=weight)


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


def apply(effect: Effect, canvas: Canvas, *, position: NDArray[np.float32], seconds: float, weight: float) -> None:
    """Move one attribute of an effect's cells.

    Args:
        effect: what, whom, how much.
        canvas: changed in place.
        position: float32 [cells, 3], metres.
        seconds: since the effect's cue began.
        weight: 0..1, how far the cue has faded in.
    """
    swing = _swing(effect, position, seconds)
    strength = np.float32(effect.amount * weight)
    if effect.of == "hue":
        turned = rotate(canvas.rgb[:, effect.cells], np.float32(0.5) * strength * swing)
        canvas.rgb[:, effect.cells] = turned
    else:
        canvas.intensity[effect.cells] *= np.float32(1) - strength * (np.float32(0.5) - np.float32(0.5) * swing)


def _swing(effect: Effect, position: NDArray[np.float32], seconds: float) -> Levels:
    """Give each cell its place in the cycle: float32 [n], -1..1."""
    turns = seconds / effect.period_s
    if effect.kind == "sparkle":
        return _sparkle(effect, turns)
    if effect.kind == "breathe":
        return sine(np.full(len(effect.cells), turns - 0.25))
    x, y, z = effect.direction
    place = position[effect.cells].astype(np.float64)
    along = place[:, 0] * x + place[:, 1] * y + place[:, 2] * z
    return sine(turns - along / effect.length_m)


def _sparkle(effect: Effect, turns: float) -> Levels:
    """Light about one cell in five at a time, each rising and falling within its own cycle."""
    count = len(effect.cells)
    own = chance.uniform(chance.key("sparkle", "offset"), count) + turns
    cycle = np.floor(own)
    lit = np.zeros(count, np.bool_)
    for number in np.unique(cycle):
        mine = cycle == number
        lit[mine] = chance.uniform(chance.key("sparkle", int(number)), count)[mine] < 0.2
    rise = 1 - np.abs(2 * (own - cycle) - 1)
    sparkle: Levels = np.where(lit, 2 * rise - 1, -1).astype(np.float32)
    return sparkle
