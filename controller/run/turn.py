"""One turn of a night that our own bugs cannot end: played and replayed by the very same functions.

What raises is answered the same way each time, so that a replay of a night in which something raised gives its bytes.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from controller.frame.carry import Carry
from controller.frame.guard import Held
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.facts import Resumed
from controller.model.intent import Entry, Intent
from controller.model.replaced import replace
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
    after, record = reloaded(playing.show, offered.show, state, entry)
    if not record.ok:
        return playing, state, memory, record
    try:
        fits = offered.carry is not None and offered.carry.old is playing.show
        carry = offered.carry if fits and offered.carry else offered.painter.carry_from(playing.painter)
        remembered = carry.memory(memory)
    except Exception as error:
        logger.exception("the show %s was not taken", offered.show.hash)
        return playing, state, memory, _refused(entry, f"our fault: {_words(error)} in the reload")
    return offered, after, remembered, record


def reloaded(playing: Show, offered: Show, state: ShowState, entry: Entry) -> tuple[ShowState, Record]:
    """Carry a state over to another show, without its light; if that is refused or raises, the old one goes on.

    Args:
        playing: what plays.
        offered: what shall.
        state: under what plays.
        entry: the intent that asks for it.
    """
    if offered.fps != playing.fps:
        text = f"fps is fixed for the night: {playing.fps}, not {offered.fps}; begin a new night for it"
        return state, _refused(entry, text)
    try:
        after = carried(playing, offered, state)
    except Exception as error:
        logger.exception("the show %s was not taken", offered.hash)
        return state, _refused(entry, f"our fault: {_words(error)} in the reload")
    text = f"the show was reloaded: {offered.name}"
    return after, Record(entry.tick, entry.seq, entry.source, ok=True, what="reload", text=text)


def _refused(entry: Entry, text: str) -> Record:
    return Record(entry.tick, entry.seq, entry.source, ok=False, what="refused", text=text)


def move_on(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick; if that raises, time alone goes on."""
    try:
        return advance(show, state, tick)
    except Exception as error:
        logger.exception("tick %d: what time alone does failed", tick)
        text = f"what time alone does raised {_words(error)}; only time went on"
        return replace(state, tick=tick), (Record(tick, None, "engine", ok=False, what="engine-error", text=text),)


def see_gap(painter: Painter, memory: Memory, ticks: tuple[int, int], intents: Iterable[Intent]) -> None:
    """Remember what was seen while no frame left; if that raises, the memory is as far as it came.

    Args:
        painter: of the show that played meanwhile.
        memory: of the frame before, changed in place.
        ticks: in which frames leave: the last one and the next one.
        intents: of the next one.
    """
    stood_still = any(isinstance(intent, Resumed) and intent.stood_still for intent in intents)
    last, tick = ticks
    try:
        painter.miss(memory, last, tick, stood_still=stood_still)
    except Exception:
        logger.exception("tick %d: what was seen since tick %d is not known", tick, last)


def see_late(painter: Painter, memory: Memory, tick: int, left_out: frozenset[str]) -> None:
    """Remember that the frame painted last is seen only with the next one, or never: till then it is a lost one.

    Args:
        painter: of the show.
        memory: of that frame, changed in place.
        tick: of that frame.
        left_out: nodes that it did not leave for, since they may be dark: they are taken to be.
    """
    try:
        painter.miss(memory, tick - 1, tick + 1, stood_still=False, dark=left_out)
    except Exception:
        logger.exception("tick %d: what was seen until its late frame is not known", tick)


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
    """Paint the tick; if a stage raises, hold what is seen: the last guarded frame, dark where a node went dark.

    Args:
        painter: of the show.
        state: advanced to the tick.
        memory: of the frame before.
        last: the frame before, None at the start; only where holding raises, too.
        lap: told of each stage as it ends.

    Returns:
        The frame of this tick, None if there is none to hold; and what a stage raised, or None.
    """
    try:
        return painter.paint(state, memory, lap), None
    except Exception as error:  # noqa: BLE001 - whoever asked tells it, once and not in every frame
        return _held(painter, state, memory, last), error


def _held(painter: Painter, state: ShowState, memory: Memory, last: Frame | None) -> Frame | None:
    """Hold what is known to be seen; if that raises too, the last frame as it was."""
    try:
        return painter.hold(state, memory)
    except Exception:
        logger.exception("tick %d: what is seen cannot be held", state.tick)
        return None if last is None else replace(last, tick=state.tick, held_zones=(), held=Held())


def look_ahead(painter: Painter, state: ShowState) -> None:
    """Prepare the next GO; what raises in that raises again when it is painted, and is told then."""
    try:
        painter.prepare(state)
    except Exception:
        logger.exception("tick %d: the next GO was not prepared", state.tick)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
