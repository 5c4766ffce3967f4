"""Replay: paint a night again from its log. The same show and log give the same bytes, tick for tick."""

from collections import defaultdict
from collections.abc import Iterator

from controller.frame.pipeline import Frame, Painter
from controller.model.intent import Entry
from controller.model.show import Show
from controller.run.engine import Position
from controller.run.journal import Log
from controller.show.reduce import advance, initial, reduce


def beginning(show: Show, painter: Painter) -> Position:
    """Where every night begins: tick 0, nothing played, darkness remembered."""
    return Position(initial(show), painter.fresh_memory(), 0)


def replay(show: Show, log: Log, painter: Painter, start: Position) -> Iterator[tuple[Frame, Position]]:
    """Paint every tick of a log that was painted, from a position on.

    Args:
        show: the very show of the log (``log.header.hash``).
        log: read back.
        painter: of that show.
        start: a position of that night; its memory is changed in place.

    Yields:
        Each frame and the position after it.
    """
    state, memory, seq = start.state, start.memory, start.seq
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in log.entries:
        entries[entry.tick].append(entry)
    skipped = {skip.tick - back for skip in log.skips for back in range(1, skip.count + 1)}
    for tick in range(start.state.tick + 1, log.last_tick + 1):
        if tick in skipped:
            continue
        state, _ = advance(show, state, tick)
        for entry in entries.get(tick, ()):
            state, _ = reduce(show, state, entry)
            seq = entry.seq
        yield painter.paint(state, memory), Position(state, memory, seq)
