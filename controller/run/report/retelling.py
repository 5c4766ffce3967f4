"""Journal → what happened, without light: states are derived again, nothing is painted.

Between two entries time goes on in steps of a second. What happens meanwhile says its own tick, so nothing is lost by
that, and an evening is told in seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from controller.model.intent import Entry, Reload
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.run.journal import Log
from controller.run.reading import ShowError
from controller.run.turn import decide, move_on, reloaded
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
        ShowError: the first of them is not kept, or no longer a good show for this version.
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
    try:
        offered = shows(entry.intent.show)
    except ShowError as error:  # one show less is no reason to tell nothing of a night
        said = f"a reload cannot be told, and is left out: {str(error).splitlines()[0]}"
        return show, state, Record(entry.tick, entry.seq, entry.source, ok=False, what="refused", text=said)
    after, record = reloaded(show, offered, state, entry)
    return (offered if record.ok else show), after, record
