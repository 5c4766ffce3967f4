"""The end of a show: what ``on_exit`` says is given its time, but not all the time in the world."""

from controller.run.engine import Engine

LONGEST_EXIT_S = 2.4
"""However long ``on_exit`` says, stopping takes no longer than this, so that Ctrl-C is done within three seconds."""


def is_over(engine: Engine) -> bool:
    """Whether a show that was asked to stop has done what its ``on_exit`` says."""
    state, on_exit = engine.state, engine.show.on_exit
    if state.exit_tick is None:
        return False
    seconds = min(on_exit.seconds, LONGEST_EXIT_S) if on_exit.action == "fade" else 0.0
    return state.tick > state.exit_tick + seconds * engine.show.fps
