"""Station 2. Intents + state → state and records of what happened.

``advance`` brings a state up to a tick (follows, waits, time limits, recoveries); ``reduce`` applies one intent at the
state's tick. Both are pure: the same show, state and log give the same result on every machine, at any speed.
"""

from controller.model.facts import Resumed
from controller.model.intent import Entry, Halt
from controller.model.replaced import replace
from controller.model.role import LIFTING, forbidden
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.model.tempo import Tempo
from controller.show import cues, director, keeping_time, painting, sensing, telling, voting
from controller.show.acting import act, apply
from controller.show.calm import is_calm
from controller.show.due import Due, awaits_mending, next_due
from controller.show.incidents.phases import awaits_phase
from controller.show.incidents.resting import rests
from controller.show.reducers import masters, programmer
from controller.show.reducers.outcome import held_up, list_of, with_list
from controller.show.starting import begin, call

MOST_STARTS = 32
"""Cues of one list that may go by themselves at one tick; beyond it they run in a circle, and the list is paused."""


def initial(show: Show) -> ShowState:
    """Make the state at the start of a night."""
    lists = tuple(cues.initial(cue_list) for cue_list in show.lists.values())
    return ShowState(tick=0, lists=lists, tempo=Tempo(show.bpm), sensors=sensing.waiting(show, 0))


def advance(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick, with everything that time alone makes happen, each at its own exact time.

    Args:
        show: what is played.
        state: at an earlier tick.
        tick: any later one; ticks in between may have been skipped.

    Returns:
        The state at ``tick``, and the derived records in order.
    """
    return (state.at(tick), ()) if is_calm(show, state, tick) else advance_step_by_step(show, state, tick)


def advance_step_by_step(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick, as ``advance``, and look at everything on the way."""
    records: list[Record] = []
    started: dict[tuple[str, int], int] = {}
    state, at, since = replace(state, outbox=()), state.tick, state.tick
    while True:
        horizon = min(tick, at + 1) if awaits_mending(show, state) or awaits_phase(show, state) else tick
        due = next_due(show, state, horizon)
        ends = voting.end_tick(state, horizon if due is None else due.tick)
        if ends is not None:
            at = max(at, ends)
            state = _count_vote(show, _direct(show, state, ends, records), records)
        elif due is not None:
            at = max(at, due.tick)
            state = _direct(show, state, due.tick, records)
            count = started[due.list, due.tick] = started.get((due.list, due.tick), 0) + 1
            state = _follow(show, state, due, records) if count <= MOST_STARTS else _stop(state, due, records)
        elif at >= tick:
            break
        else:
            state, at = _direct(show, state, horizon, records), horizon
    state, found = sensing.look(show, replace(state, tick=tick), since=since)
    records += [_derived(tick, "sensor", text) for text in found]
    state, found = keeping_time.look(show, state, since=since)
    records += [_derived(tick, "timecode", text) for text in found]
    state, ended = painting.look(show, state, since=since)
    records += [_derived(at, "paint", text) for at, text in ended]
    state, found_out = telling.look(show, state, since=since)
    records += [_derived(at, "story", text) for at, text in found_out]
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
    why = _forbidden(state, entry)
    if why:
        return state, Record(state.tick, entry.seq, entry.source, ok=False, what="refused", text=why)
    keep = keeping_time.REDUCERS.get(type(entry.intent))
    given = entry.intent
    if keep is None:
        outcome = apply(show, state, given, source=entry.source, by_hand=entry.role == "operator")
    else:
        outcome = keep(show, state, given)
    after, done = act(show, outcome.state, is_halted=isinstance(given, Halt | Resumed))
    if isinstance(given, Halt):
        after = replace(after, halted_tick=after.tick)
    if outcome.ok and not outcome.quiet:
        after = replace(after, revision=after.revision + 1)
    what = entry.intent.kind if outcome.ok else "refused"
    text = "; ".join(text for text in (outcome.text, *(text for _ok, text in done)) if text)
    return after, Record(state.tick, entry.seq, entry.source, outcome.ok, what, text)


def _forbidden(state: ShowState, entry: Entry) -> str:
    """Say why an entry is not done, whatever it asks of the show; empty = it may be."""
    why = held_up(state, entry.intent) if entry.role == "clock" else ""
    if why:
        is_panic = isinstance(entry.intent, LIFTING) and state.is_panicking
        return f"{entry.intent.kind} is not done: {why}{' until a hand lifts it' if is_panic else ''}"
    return forbidden(entry.role, entry.intent)


def _direct(show: Show, state: ShowState, tick: int, records: list[Record]) -> ShowState:
    """Let faults and recoveries move on up to a tick."""
    tick = max(tick, state.tick)
    if not state.started and not state.won and rests(show, state, tick):
        return state.at(tick)
    state, happened = director.advance(show, state, tick)
    records += [_derived(at, "incident", text) for at, text in happened]
    state, done = act(show, replace(state, tick=tick))
    records += _acted(tick, done)
    return state


def _count_vote(show: Show, state: ShowState, records: list[Record]) -> ShowState:
    """Count the open vote, whose time is up; what wins happens at once, and one line tells it all."""
    poll = state.poll
    if poll is None or poll.ends_tick > state.tick:
        return state  # something else that was due has ended it, and maybe opened another
    state, text = voting.counted(state, show.votes[poll.vote], poll)
    state, done = act(show, state)
    told = "; ".join((text, *(text for _ok, text in done)))
    is_done = all(ok for ok, _text in done)
    records.append(Record(state.tick, None, f"vote:{poll.vote}", ok=is_done, what="vote", text=told))
    return state


def _follow(show: Show, state: ShowState, due: Due, records: list[Record]) -> ShowState:
    """Let a cue go that became due, at its own tick, with all that it does."""
    now = state.tick
    state = replace(state, tick=due.tick)
    if due.is_waiting:
        state = begin(show, state, due.cue_list, due.cue, fade_ticks=due.fade_ticks)
        records.append(_derived(due.tick, "start", f"cue {due.cue.number} starts after its wait"))
    else:
        state = call(show, state, due.cue_list, due.cue, fade_ticks=None)
        records.append(_derived(due.tick, "follow", f"cue {due.cue.number} went by itself"))
    state, done = act(show, state)
    records += _acted(due.tick, done)
    entry = list_of(state, due.list)
    if entry.is_halted and not entry.led:  # the one that waited has gone; what follows it nobody halted
        state = with_list(state, replace(entry, is_halted=False))
    return replace(state, tick=max(now, due.tick))


def _acted(tick: int, done: tuple[tuple[bool, str], ...]) -> list[Record]:
    return [Record(tick, None, "show", ok=ok, what="action", text=text) for ok, text in done]


def _stop(state: ShowState, due: Due, records: list[Record]) -> ShowState:
    """Pause a list whose cues follow each other in no time."""
    text = f"list {due.list} is paused: {MOST_STARTS} of its cues followed each other at one tick; give them time"
    records.append(Record(due.tick, None, "show", ok=False, what="follow", text=text))
    return with_list(state, cues.pause(list_of(state, due.list), due.tick))


def _derived(tick: int, what: str, text: str) -> Record:
    return Record(tick, None, "show", ok=True, what=what, text=text)
