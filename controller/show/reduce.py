"""Station 2. Intents + state → state and records of what happened.

``advance`` brings a state up to a tick (follows, time limits, recoveries); ``reduce`` applies one intent at the state's
tick. Both are pure: the same show, state and log give the same result on every machine, at any speed.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.state import ListState, Record, ShowState
from controller.model.tempo import Tempo
from controller.show import cues, director
from controller.show.reducers import house, masters, panic, playback, programmer, tempo, trouble
from controller.show.reducers.outcome import Reducer, SourcedReducer

_REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        **playback.REDUCERS,
        **masters.REDUCERS,
        **panic.REDUCERS,
        **trouble.REDUCERS,
        **house.REDUCERS,
        **tempo.REDUCERS,
    }
)
_SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType({**masters.SOURCED, **programmer.SOURCED})


def initial(show: Show) -> ShowState:
    """Make the state at the start of a night."""
    lists = tuple(cues.initial(cue_list) for cue_list in show.lists.values())
    return ShowState(tick=0, lists=lists, tempo=Tempo(show.bpm))


def advance(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick, with everything that time alone makes happen, each at its own exact time.

    Args:
        show: what is played.
        state: at an earlier tick.
        tick: any later one; ticks in between may have been skipped.

    Returns:
        The state at ``tick``, and the derived records in order.
    """
    records: list[Record] = []
    moved: list[ListState] = []
    for entry in state.lists:
        cue_list = show.lists[entry.id]
        after, went = cues.follow(entry, cue_list, tick=tick, fps=show.fps)
        moved.append(after)
        records += [_derived(at, "follow", f"cue {cue.number} went by itself") for at, cue in went]
    state = replace(state, lists=tuple(moved))
    state, happened = director.advance(show, state, tick)
    records += [_derived(at, "incident", text) for at, text in happened]
    state = programmer.end_holds(state, tick)
    state, lost = masters.end_lost_flashes(state, tick)
    records += [_derived(tick, "flash", text) for text in lost]
    if state.panic and state.panic.is_over(tick):
        state = replace(state, panic=None, revision=state.revision + 1)
    records.sort(key=lambda record: record.tick)
    return replace(state, tick=tick, revision=state.revision + len(records)), tuple(records)


def reduce(show: Show, state: ShowState, entry: Entry) -> tuple[ShowState, Record]:
    """Apply one intent at the state's tick.

    Args:
        show: what is played.
        state: already advanced to the entry's tick.
        entry: who wants what.

    Returns:
        The next state (the same one when refused) and the record.
    """
    sourced = _SOURCED.get(type(entry.intent))
    if sourced is not None:
        outcome = sourced(show, state, entry.intent, entry.source)
    else:
        outcome = _REDUCERS[type(entry.intent)](show, state, entry.intent)
    after = outcome.state
    if outcome.ok and not outcome.quiet:
        after = replace(after, revision=after.revision + 1)
    what = entry.intent.kind if outcome.ok else "refused"
    return after, Record(state.tick, entry.seq, entry.source, outcome.ok, what, outcome.text)


def _derived(tick: int, what: str, text: str) -> Record:
    return Record(tick, None, "show", ok=True, what=what, text=text)
