"""The end of a show: what ``on_exit`` says is given its time, but not all the time in the world."""

from collections.abc import Callable
from typing import Final

from controller.model.snapshot import Snapshot
from controller.run.engine import Engine
from controller.run.journal import Ending

TOGETHER_S: Final = 0.5
"""Asked again so soon, nobody is impatient: a service manager asks all processes, and the supervisor passes its on."""


def asked_to_end(
    in_order: Callable[[], None], at_once: Callable[[], None], now: Callable[[], float]
) -> Callable[[], None]:
    """Make what is called whenever somebody asks the show to end.

    Args:
        in_order: the first time.
        at_once: whenever it is asked again later than that moment.
        now: seconds of a clock that never goes back.
    """
    first: list[float] = []

    def ask() -> None:
        if not first:
            first.append(now())
            in_order()
        elif now() - first[0] >= TOGETHER_S:
            at_once()

    return ask


def is_over(engine: Engine) -> bool:
    """Whether a show that was asked to stop has done what its ``on_exit`` says."""
    asked = engine.state.exit_tick
    return asked is not None and engine.state.tick > asked + engine.show.on_exit.length_s * engine.show.fps


def ending_of(snapshot: Snapshot) -> Ending:
    """Write down how a night ended, for the last line of its journal."""
    engine = snapshot.engine
    return Ending(snapshot.guard, engine.late, engine.stage_errors, sum(engine.bad_input.values()))
