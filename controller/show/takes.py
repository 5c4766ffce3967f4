"""Station 3. Which way a list came: the cues by which it took what it shows, so that two lists can tell who was last.

Kept short: what can make no difference any more is forgotten.
"""

from collections.abc import Iterable

from controller.model.state import ListState, ShowState, Take

MAX_TAKES = 64
"""Cues that are remembered where two lists take from each other in turns; the oldest then counts as the first."""


def taken(entry: ListState, take: Take, others: Iterable[ListState]) -> tuple[Take, ...]:
    """Give the way of a list after one more cue.

    Args:
        entry: the list.
        take: the cue that goes.
        others: lists that may have taken from it.
    """
    takes = (*(entry.steps[-1].takes if entry.steps else ()), take)
    if len(entry.steps) <= 1:
        takes = _forgotten(takes, [each.go_tick for other in others for step in other.steps for each in step.takes])
    return takes[-MAX_TAKES:]


def undone(state: ShowState, entry: ListState, number: str) -> tuple[Take, ...] | None:
    """Give the way of a list without its last cue, if going back to the one before can be as if it had never gone.

    It cannot once another list has gone since, or while another one still fades.
    """
    takes = entry.steps[-1].takes if entry.steps else ()
    if len(takes) < 2 or takes[-2].cue != number:
        return None
    for other in state.lists:
        if other.id != entry.id and any(
            step.go_tick >= takes[-1].go_tick or step.progress(other.time(state.tick)) < 1 for step in other.steps
        ):
            return None
    return takes[:-1]


def _forgotten(takes: tuple[Take, ...], others: list[int]) -> tuple[Take, ...]:
    """Forget the oldest cue while nobody else went between it and the next one; the last two always stay."""
    first = 0
    while len(takes) - first > 2 and not any(takes[first].go_tick <= at <= takes[first + 1].go_tick for at in others):
        first += 1
    return takes[first:]
