"""Votes: opened by cues and hands, answered by visitors, counted at their end or when a hand closes them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import visits
from controller.model.naming import unknown
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.vote import MOST_VOTERS, Poll, Vote
from controller.show import voting
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _open(show: Show, state: ShowState, intent: visits.OpenVote) -> Outcome:
    vote = show.votes.get(intent.vote)
    if vote is None:
        return refused(state, unknown("vote", intent.vote, show.votes))
    if state.poll is not None:
        which = "it" if state.poll.vote == vote.id else "that one"
        return refused(state, f"vote {state.poll.vote} is open; close or cancel {which} first")
    if state.is_panicking or state.exit_tick is not None:
        return refused(state, f"vote {vote.id} is not opened while PANIC holds or the show stops")
    rests = voting.rests_ticks(show, state, vote)
    if rests:
        return refused(state, f"vote {vote.id} can be opened again in {rests / show.fps:.0f} s")
    asked = f"vote “{vote.ask}” is open for {vote.open_s:g} s: {', '.join(vote.labels)}"
    return Outcome(voting.opened(show, state, vote), asked)


def _cast(show: Show, state: ShowState, intent: visits.Ballots) -> Outcome:
    found = _open_one(show, state, intent.vote)
    if isinstance(found, Outcome):
        return found
    vote, poll = found
    if not any(label in vote.labels for label in intent.cast.values()):
        return refused(state, f"vote {vote.id} has no such option; it has {', '.join(vote.labels)}")
    after = voting.cast(vote, poll, intent.cast)
    if after is None:
        return refused(state, f"{len(poll.ballots)} people have voted and {MOST_VOTERS} are counted at most")
    return Outcome(replace(state, poll=after), "", quiet=True)


def _close(show: Show, state: ShowState, intent: visits.CloseVote) -> Outcome:
    found = _open_one(show, state, intent.vote)
    if isinstance(found, Outcome):
        return found
    return Outcome(*voting.counted(state, *found))


def _cancel(show: Show, state: ShowState, intent: visits.CancelVote) -> Outcome:
    found = _open_one(show, state, intent.vote)
    return found if isinstance(found, Outcome) else Outcome(*voting.called_off(show, state))


def _open_one(show: Show, state: ShowState, name: str) -> tuple[Vote, Poll] | Outcome:
    """Find the vote that is open, or refuse."""
    poll = state.poll
    if poll is None or poll.vote != name:
        is_open = "no vote is" if poll is None else f"vote {poll.vote} is"
        return refused(state, f"vote {name!r} is not open; {is_open}")
    return show.votes[poll.vote], poll


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        visits.OpenVote: _open,
        visits.Ballots: _cast,
        visits.CloseVote: _close,
        visits.CancelVote: _cancel,
    }
)
