"""Station 3. A cue starts: its step, what it takes from other lists, and that its actions are due.

Takes the whole state, because lists take from each other; gives the next one.
"""

from controller.model.cue import Cue, CueList
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ListState, ShowState, Take
from controller.model.units import ticks
from controller.show import cues
from controller.show.reducers.outcome import list_of, with_list
from controller.show.takes import taken, undone


def call(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, fade_ticks: int | None) -> ShowState:
    """Let a cue go at the state's tick: at once, or after its wait.

    Args:
        show: what is played.
        state: its tick is that of the GO.
        cue_list: whose cue.
        cue: which.
        fade_ticks: None = the cue's own times.
    """
    if not cue.wait_s:
        return begin(show, state, cue_list, cue, fade_ticks=fade_ticks)
    entry = list_of(state, cue_list.id)
    at = entry.time(state.tick) + ticks(cue.wait_s, show.fps)
    return with_list(state, cues.wait(entry, cue, cue_list, at=at, fade_ticks=fade_ticks))


def begin(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, fade_ticks: int | None) -> ShowState:
    """Start a cue at the state's tick."""
    entry = list_of(state, cue_list.id)
    takes = taken(entry, Take(cue.number, state.tick), _others(state, entry))
    beat = state.tempo.beats(state.tick, show.fps)
    how = cues.Start(entry.time(state.tick), fade_ticks, takes, beat=beat)
    state = with_list(state, cues.start(entry, cue, cue_list, how, fps=show.fps))
    return replace(state, started=(*state.started, (cue_list.id, cue.number))) if cue.actions else state


def step_back(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, fade_ticks: int) -> ShowState:
    """Return to the cue before; its actions are not done again."""
    entry = list_of(state, cue_list.id)
    takes = undone(state, entry, cue.number)
    undoes = takes is not None
    if takes is None:
        takes = taken(entry, Take(cue.number, state.tick, is_back=True), _others(state, entry))
    how = cues.Start(
        entry.time(state.tick), fade_ticks, takes, undoes=undoes, beat=state.tempo.beats(state.tick, show.fps)
    )
    return with_list(state, cues.start(entry, cue, cue_list, how, fps=show.fps))


def release(state: ShowState, cue_list: CueList, *, fade_ticks: int) -> ShowState:
    """Give up everything a list holds."""
    entry = list_of(state, cue_list.id)
    takes = taken(entry, Take(None, state.tick), _others(state, entry))
    return with_list(state, cues.release(entry, cue_list, cues.Start(entry.time(state.tick), fade_ticks, takes)))


def _others(state: ShowState, entry: ListState) -> tuple[ListState, ...]:
    return tuple(other for other in state.lists if other.id != entry.id)
