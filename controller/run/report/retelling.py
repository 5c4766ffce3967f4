"""Journal → what happened, without light: states are derived again, nothing is painted.

Between two entries time goes on in steps of a second. What happens meanwhile says its own tick, so nothing is lost by
that, and an evening is told in seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from controller.model.intent import Entry, Reload
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.run.journal import Log
from controller.run.turn import decide, move_on
from controller.show.carry import carried
from controller.show.reduce import initial


@dataclass(frozen=True, eq=False, slots=True)
class Happened:
    """One step of a night.

    Attributes:
        show: what plays now.
        before, after: the states round it.
        entry: the intent that did it, None = time alone.
        records: in words.
    """

    show: Show
    before: ShowState
    after: ShowState
    entry: Entry | None
    records: tuple[Record, ...]


def retell(log: Log, shows: Callable[[str], Show]) -> Iterator[Happened]:
    """Tell a night from its first tick to its last.

    Args:
        log: read back.
        shows: gives the shows of the night by their hashes.

    Raises:
        ShowError: one of them is not kept, or no longer a good show for this version.
    """
    show = shows(log.header.hash)
    state = initial(show)
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in log.entries:
        entries[entry.tick].append(entry)
    for tick in sorted({*entries, *range(0, log.last_tick, show.fps), log.last_tick}):
        after, derived = move_on(show, state, tick)
        if derived or after.faults is not state.faults or after.incidents is not state.incidents:
            yield Happened(show, state, after, None, derived)
        state = after
        for entry in entries.get(tick, ()):
            before = state
            show, state, record = _taken(show, state, entry, shows)
            yield Happened(show, before, state, entry, (record,))


def _taken(show: Show, state: ShowState, entry: Entry, shows: Callable[[str], Show]) -> tuple[Show, ShowState, Record]:
    """Apply one entry; a reload that the engine would have refused is refused here too."""
    if not isinstance(entry.intent, Reload):
        return show, *decide(show, state, entry)
    offered = shows(entry.intent.show)
    told = Record(entry.tick, entry.seq, entry.source, ok=True, what="reload", text=f"the show became {offered.name}")
    if offered.fps != show.fps:
        return show, state, replace(told, ok=False, text="a reload was refused: fps is fixed for the night")
    return offered, carried(show, offered, state), told
