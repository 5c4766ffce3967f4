"""One turn of a night that our own bugs cannot end: played and replayed by the very same functions.

What raises is answered the same way each time, so that a replay of a night in which something raised gives its bytes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from controller.frame.carry import Carry
from controller.frame.guard import Held
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.show.carry import carried
from controller.show.reduce import advance, reduce

logger = logging.getLogger("kintsugi.engine")


@dataclass(frozen=True, eq=False, slots=True)
class Staged:
    """A show and what paints it, all made before the tick that needs it.

    Attributes:
        carry: the way from the show that played when this was made; None = made when it is needed.
        taken: called once it plays, for whoever must follow: senders, surfaces, the outline.
    """

    show: Show
    painter: Painter
    carry: Carry | None = None
    taken: Callable[[], None] | None = None


def exchange(
    playing: Staged, offered: Staged, position: tuple[ShowState, Memory], entry: Entry
) -> tuple[Staged, ShowState, Memory, Record]:
    """Let another show play from this tick on; if anything raises, the old one goes on.

    Args:
        playing: what plays.
        offered: what shall.
        position: state and memory under what plays; the memory is left as it is.
        entry: the intent that asks for it.
    """
    state, memory = position
    refused = Record(entry.tick, entry.seq, entry.source, ok=False, what="refused", text="")
    if offered.show.fps != playing.show.fps:
        text = f"fps is fixed for the night: {playing.show.fps}, not {offered.show.fps}; begin a new night for it"
        return playing, state, memory, replace(refused, text=text)
    try:
        fits = offered.carry is not None and offered.carry.old is playing.show
        carry = offered.carry if fits and offered.carry else offered.painter.carry_from(playing.painter)
        after, remembered = carried(playing.show, offered.show, state), carry.memory(memory)
    except Exception as error:
        logger.exception("the show %s was not taken", offered.show.hash)
        return playing, state, memory, replace(refused, text=f"our fault: {_words(error)} in the reload")
    text = f"the show was reloaded: {offered.show.name}"
    return offered, after, remembered, replace(refused, ok=True, what="reload", text=text)


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
        held = None if last is None else replace(last, tick=state.tick, held_zones=(), held=Held())
        return held, error


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
