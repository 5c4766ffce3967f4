"""The end of a show: what ``on_exit`` says is given its time, but not all the time in the world."""

from controller.run.engine import Engine


def is_over(engine: Engine) -> bool:
    """Whether a show that was asked to stop has done what its ``on_exit`` says."""
    asked = engine.state.exit_tick
    return asked is not None and engine.state.tick > asked + engine.show.on_exit.length_s * engine.show.fps
