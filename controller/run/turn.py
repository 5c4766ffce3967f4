"""One turn of a night that our own bugs cannot end: played and replayed by the very same functions.

What raises is answered the same way each time, so that a replay of a night in which something raised gives its bytes.
"""

import logging
from dataclasses import replace

from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.show.reduce import advance, reduce

logger = logging.getLogger("kintsugi.engine")


def move_on(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick; if that raises, time alone goes on."""
    try:
        return advance(show, state, tick)
    except Exception as error:
        logger.exception("tick %d: what time alone does failed", tick)
        text = f"what time alone does raised {_words(error)}; only time went on"
        return replace(state, tick=tick), (Record(tick, None, "engine", ok=False, what="engine-error", text=text),)


def decide(show: Show, state: ShowState, entry: Entry) -> tuple[ShowState, Record]:
    """Apply one intent; one that our own code trips over is refused, not fatal."""
    try:
        return reduce(show, state, entry)
    except Exception as error:
        logger.exception("intent %s was not taken", entry.intent)
        text = f"our fault: {_words(error)} in {entry.intent.kind}; nothing changed"
        return state, Record(entry.tick, entry.seq, entry.source, ok=False, what="refused", text=text)


def paint_or_hold(
    painter: Painter, state: ShowState, memory: Memory, last: Frame | None, lap: Lap = untimed
) -> tuple[Frame | None, Exception | None]:
    """Paint the tick; if a stage raises, hold the last guarded frame.

    Args:
        painter: of the show.
        state: advanced to the tick.
        memory: of the frame before.
        last: the frame before, None at the start.
        lap: told of each stage as it ends.

    Returns:
        The frame of this tick, None if there is none to hold; and what a stage raised, or None.
    """
    try:
        return painter.paint(state, memory, lap), None
    except Exception as error:  # noqa: BLE001 - whoever asked tells it, once and not in every frame
        held = None if last is None else replace(last, tick=state.tick, held_zones=())
        return held, error


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
