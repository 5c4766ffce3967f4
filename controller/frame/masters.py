"""Station 11. Grand master, blackout, and the way out when the show stops. They move intensity and nothing else.

Work and egress lights are never touched; hazards are sent to their safe values by ``drive``.
"""

import numpy as np

from controller.frame.canvas import Canvas
from controller.model.show import Show
from controller.model.state import ShowState


def paint(show: Show, state: ShowState, tick: int, canvas: Canvas) -> None:
    """Scale the intensity of every cell that the show may touch."""
    level = np.float32(master_level(show, state, tick))
    if level < 1:
        np.multiply(canvas.intensity, level, out=canvas.intensity, where=show.rig.reachable)


def master_level(show: Show, state: ShowState, tick: int) -> float:
    """Give the level of everything together, 0..1."""
    if state.blackout:
        return 0.0
    return state.grand_master * exit_level(show, state, tick)


def exit_level(show: Show, state: ShowState, tick: int) -> float:
    """Give the level that ``on_exit`` leaves at a tick, 0..1."""
    if state.exit_tick is None or show.on_exit.action == "hold":
        return 1.0
    length = show.on_exit.length_s * show.fps
    if length <= 0:
        return 0.0
    return max(0.0, 1.0 - (tick - state.exit_tick) / length)


def is_safe(state: ShowState) -> bool:
    """Whether hazards must stand at their safe values: under blackout, PANIC and after the show was stopped."""
    panicking = state.panic is not None and state.panic.release_tick is None
    return state.blackout or panicking or state.exit_tick is not None
