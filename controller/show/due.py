"""Station 3. What goes by itself next: waits that run out, follows that become due."""

from dataclasses import dataclass

from controller.model.cue import Cue, CueList
from controller.model.incident import IncidentState
from controller.model.show import Show
from controller.model.state import ListState, ShowState
from controller.show import cues


@dataclass(frozen=True, eq=False, slots=True)
class Due:
    """A cue that is to go.

    Attributes:
        tick: of the night, exactly.
        fade_ticks: None = the cue's own times.
        is_waiting: True = it was called before and its wait is over.
    """

    tick: int
    cue_list: CueList
    cue: Cue
    fade_ticks: int | None
    is_waiting: bool

    @property
    def list(self) -> str:
        """Name of its list."""
        return self.cue_list.id


def next_due(show: Show, state: ShowState, tick: int) -> Due | None:
    """Find the cue that is the first to go up to a tick; of several at one tick, that of the first list."""
    found = [due for entry in state.lists if (due := _due(show, state, entry)) is not None and due.tick <= tick]
    return min(found, key=lambda due: due.tick, default=None)


def awaits_mending(show: Show, state: ShowState) -> bool:
    """Whether a cue follows the end of an incident that is still open; one of which a part is kept has ended."""
    return any(_follows_mending(show, entry) for entry in state.lists) and _is_open(state)


def _due(show: Show, state: ShowState, entry: ListState) -> Due | None:
    cue_list = show.lists[entry.id]
    if entry.paused_tick is not None:
        return None
    waiting = entry.waiting
    if waiting is not None:
        cue = cue_list.cue(waiting.cue)
        at = waiting.start_tick + entry.shift_ticks
        return None if cue is None else Due(at, cue_list, cue, waiting.fade_ticks, is_waiting=True)
    current = cue_list.cue(entry.current)
    if current is None or current.follow is None:
        return None
    cue = cue_list.cue(entry.standby)
    time = cues.follow_tick(entry, cue_list, show.fps)
    at_tick = outside_tick(show, state, entry) if time is None else time + entry.shift_ticks
    return None if cue is None or at_tick is None else Due(at_tick, cue_list, cue, None, is_waiting=False)


def outside_tick(show: Show, state: ShowState, entry: ListState) -> int | None:
    """Say when a follow is due that does not count in the list's own time, or None: nobody knows yet."""
    cue = show.lists[entry.id].cue(entry.current)
    if cue is not None and cue.follow is not None and cue.follow.after == "beats":
        goal = entry.steps[-1].beat + cue.follow.seconds
        return max(state.tempo.tick_of(goal, show.fps), entry.steps[-1].go_tick)
    return _mended_tick(show, state, entry)


def _follows_mending(show: Show, entry: ListState) -> bool:
    cue = show.lists[entry.id].cue(entry.current)
    return cue is not None and cue.follow is not None and cue.follow.after == "mended"


def _is_open(state: ShowState) -> bool:
    return any(incident.state not in (IncidentState.CLOSED, IncidentState.KEPT) for incident in state.incidents)


def _mended_tick(show: Show, state: ShowState, entry: ListState) -> int | None:
    """Say when the last incident ended, if that was while the current cue stood and none is open any more."""
    if not _follows_mending(show, entry) or _is_open(state):
        return None
    closed = [incident.closed_tick for incident in state.incidents if incident.closed_tick is not None]
    newest = max(closed, default=None)
    return newest if newest is not None and newest >= entry.steps[-1].go_tick else None
