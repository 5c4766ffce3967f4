"""Beside station 2. What becomes of a vote: it opens, takes ballots, is counted or called off. Pure.

What wins is put among what is still to be done (``ShowState.won``); ``acting`` does it at the same tick.
"""

from collections.abc import Mapping

from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.snapshot import VoteView
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.model.vote import MOST_VOTERS, Counted, Poll, Vote


def opened(show: Show, state: ShowState, vote: Vote) -> ShowState:
    """Open a vote at the state's tick."""
    ends = state.tick + ticks(vote.open_s, show.fps)
    poll = Poll(vote.id, state.tick, ends, (0,) * len(vote.options))
    return replace(state, poll=poll)


def end_tick(state: ShowState, upto: int) -> int | None:
    """Say when the open vote is counted, if that is due up to a tick."""
    return None if state.poll is None or state.poll.ends_tick > upto else state.poll.ends_tick


def rests_ticks(show: Show, state: ShowState, vote: Vote) -> int:
    """Say how long a vote cannot be opened yet: its pause runs from when it was counted."""
    last = last_of(state, vote.id)
    if last is None or last.is_off:
        return 0
    return max(0, last.ended_tick + ticks(vote.again_s, show.fps) - state.tick)


def last_of(state: ShowState, vote: str) -> Counted | None:
    """Say how a vote ended last, None = it has not tonight."""
    return next((each for each in state.counted if each.vote == vote), None)


def cast(vote: Vote, poll: Poll, given: Mapping[str, str]) -> Poll | None:
    """Put ballots into the open vote; what names no option is left out.

    Returns:
        The poll, or None: there would be more voters than are kept, and nothing changed.
    """
    numbers = {label: number for number, label in enumerate(vote.labels)}
    taken = {voter: numbers[label] for voter, label in given.items() if label in numbers}
    ballots = {**poll.ballots, **taken}
    if len(ballots) > MOST_VOTERS and len(ballots) > len(poll.ballots):
        return None
    tallies = list(poll.tallies)
    for voter, number in taken.items():
        before = poll.ballots.get(voter)
        if before is not None:
            tallies[before] -= 1
        tallies[number] += 1
    return replace(poll, ballots=ballots, tallies=tuple(tallies))


def counted(state: ShowState, vote: Vote, poll: Poll) -> tuple[ShowState, str]:
    """Count the open vote; what wins is still to be done.

    Returns:
        The state, and the result in words.
    """
    winner, why = _winner(vote, poll.tallies)
    told = f"{_tallies(vote, poll.tallies)} → {why}"
    result = Counted(vote.id, state.tick, poll.tallies, winner, told)
    won = state.won if winner is None else (*state.won, (vote.id, winner))
    return replace(_ended(state, result), won=won), f"vote “{vote.ask}”: {told}"


def called_off(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Call the open vote off, if there is one.

    Returns:
        The state, and what was called off in words; none if no vote was open.
    """
    poll = state.poll
    if poll is None:
        return state, ""
    result = Counted(poll.vote, state.tick, poll.tallies, None, "it was called off", is_off=True)
    return _ended(state, result), f"vote “{show.votes[poll.vote].ask}” called off"


def halted(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Let nothing come of any vote: the open one is called off, and what was just won is not done any more.

    Returns:
        The state, and what came of that in words; none if there was nothing.
    """
    lost = (f"what vote “{show.votes[vote].ask}” decided is not done" for vote, _option in state.won)
    state, off = called_off(show, replace(state, won=()))
    return state, "; ".join(filter(None, (*lost, off)))


def kept(old: Show, new: Show, state: ShowState) -> ShowState:
    """Let votes go on under another show; one that is gone, or asks for other things, ends without a result."""

    def is_same(name: str) -> bool:
        was, now = old.votes.get(name), new.votes.get(name)
        return was is not None and now is not None and was.labels == now.labels

    poll = state.poll if state.poll is not None and is_same(state.poll.vote) else None
    return replace(state, poll=poll, counted=tuple(each for each in state.counted if is_same(each.vote)))


def views(show: Show, state: ShowState) -> tuple[VoteView, ...]:
    """Say how every vote is."""
    return tuple(_view(show, state, vote) for vote in show.votes.values())


def _view(show: Show, state: ShowState, vote: Vote) -> VoteView:
    poll, last = state.poll, last_of(state, vote.id)
    if poll is not None and poll.vote == vote.id:
        left_s = max(0, poll.ends_tick - state.tick) / show.fps
        return VoteView(
            vote.id, "open", poll.tallies, len(poll.ballots), left_s, "", None, poll.opened_tick, None, is_off=False
        )
    rests = rests_ticks(show, state, vote)
    tallies = (0,) * len(vote.options) if last is None else last.tallies
    return VoteView(
        id=vote.id,
        state="rests" if rests else "closed",
        tallies=tallies,
        voters=sum(tallies),
        remaining_s=rests / show.fps if rests else None,
        result="" if last is None else last.why,
        winner=None if last is None or last.winner is None else vote.options[last.winner].label,
        opened_tick=None,
        ended_s=None if last is None else (state.tick - last.ended_tick) / show.fps,
        is_off=last is not None and last.is_off,
    )


def _ended(state: ShowState, result: Counted) -> ShowState:
    others = tuple(each for each in state.counted if each.vote != result.vote)
    return replace(state, poll=None, counted=(*others, result))


def _winner(vote: Vote, tallies: tuple[int, ...]) -> tuple[int | None, str]:
    """Find the option that wins, and say what happens."""
    total, most = sum(tallies), max(tallies)
    if total < vote.least:
        votes = "no vote" if not total else "1 vote" if total == 1 else f"{total} votes"
        return None, f"nothing: {votes}, and {vote.least} {'is' if vote.least == 1 else 'are'} needed"
    if tallies.count(most) > 1 and vote.tie == "none":
        return None, "nothing: a tie"
    winner = tallies.index(most)
    return winner, vote.options[winner].does


def _tallies(vote: Vote, tallies: tuple[int, ...]) -> str:
    return ", ".join(f"{label} {count}" for label, count in zip(vote.labels, tallies, strict=True))
