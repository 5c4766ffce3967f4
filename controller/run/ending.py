"""The end of a show: what ``on_exit`` says is given its time, but not all the time in the world."""

from controller.model.snapshot import Snapshot
from controller.run.engine import Engine
from controller.run.journal import Ending


def is_over(engine: Engine) -> bool:
    """Whether a show that was asked to stop has done what its ``on_exit`` says."""
    asked = engine.state.exit_tick
    return asked is not None and engine.state.tick > asked + engine.show.on_exit.length_s * engine.show.fps


def ending_of(snapshot: Snapshot) -> Ending:
    """Write down how a night ended, for the last line of its journal."""
    engine = snapshot.engine
    return Ending(snapshot.guard, engine.late, engine.stage_errors, sum(engine.bad_input.values()))
