"""Replay: paint a night again from its log. The same show and log give the same bytes, tick for tick."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from controller.frame.pipeline import Frame, Painter
from controller.model.intent import Entry, Reload
from controller.model.show import Show
from controller.run.engine import Position
from controller.run.journal import Log
from controller.run.turn import Staged, decide, exchange, move_on, paint_or_hold, see_gap, see_late
from controller.show.reduce import initial


def beginning(show: Show, painter: Painter) -> Position:
    """Where every night begins: tick 0, nothing played, darkness remembered."""
    return Position(initial(show), painter.fresh_memory(), 0, painter)


def replay(
    show: Show, log: Log, painter: Painter, start: Position, *, shows: Callable[[str], Show] | None = None
) -> Iterator[tuple[Frame | None, Position]]:
    """Paint every tick of a log that was painted, from a position on.

    Args:
        show: the very show of the position: of its ``state.show``, else of the log (``log.header.hash``).
        log: read back.
        painter: of that show.
        start: a position of that night; its memory is changed in place.
        shows: gives the shows that were reloaded in the night, by their hashes; None = there were none.

    Yields:
        Each frame (None if nothing could be painted so far) and the position after it.
    """
    playing = Staged(show, painter)
    state, memory, seq = start.state, start.memory, start.seq
    frame: Frame | None = None
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in log.entries:
        entries[entry.tick].append(entry)
    skipped = {skip.tick - back for skip in log.skips for back in range(1, skip.count + 1)}
    for tick in range(start.state.tick + 1, log.last_tick + 1):
        if tick in skipped:
            continue
        came = entries.get(tick, ())
        see_gap(playing.painter, memory, (state.tick, tick), [entry.intent for entry in came])
        state, _ = move_on(playing.show, state, tick)
        for entry in came:
            if isinstance(entry.intent, Reload) and shows is not None:
                reloaded = shows(entry.intent.show)
                offered = Staged(reloaded, Painter(reloaded))
                playing, state, memory, record = exchange(playing, offered, (state, memory), entry)
                frame = None if record.ok else frame
            else:
                state, _ = decide(playing.show, state, entry)
            seq = entry.seq
        frame, _ = paint_or_hold(playing.painter, state, memory, frame)
        if tick in log.late:
            see_late(playing.painter, memory, tick, log.late[tick])
        yield frame, Position(state, memory, seq, playing.painter)
