"""Very much of one sort → a few lines: what is alike is counted, and the first of it stand for the others."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Final

from controller.run.report.account import Line, Loss, Wound

MOST: Final = 40
"""So many of one sort are told one by one; of more only the first of those that are alike are."""
OF_EACH: Final = 3
ENDS: Final = 6
"""Steps of one incident that are told from its beginning, and from its end, if it has very many."""


def crowds(wounds: Sequence[Wound]) -> list[list[Wound]]:
    """Sort incidents into those that are alike: of one kind and origin, with one recovery and one end; most first."""
    alike: dict[Hashable, list[Wound]] = defaultdict(list)
    for wound in wounds:
        end = ("closed", wound.nothing) if wound.closed is not None else ("open", wound.nothing, wound.kept)
        alike[wound.kind, wound.origin, wound.recovery, end].append(wound)
    return sorted(alike.values(), key=lambda some: -len(some))


def told_singly(wounds: Sequence[Wound], *, whole: bool) -> list[Wound]:
    """Give the incidents that are told step by step, in their order."""
    if whole or len(wounds) <= MOST:
        return list(wounds)
    first = [wound.incident for some in crowds(wounds) for wound in some[:OF_EACH]][:MOST]
    return [wound for wound in wounds if wound.incident in first]


def losses_told(losses: Sequence[Loss], *, whole: bool) -> list[Loss]:
    """Give the losses of nodes that are told: of very many the first, those that never ended before the others."""
    if whole or len(losses) <= MOST:
        return list(losses)
    return sorted(losses, key=lambda loss: loss.returned is not None)[:MOST]


def steps_told(steps: Sequence[Line], *, whole: bool) -> tuple[Sequence[Line], int, Sequence[Line]]:
    """Part very many steps into the first, how many are left out, and the last."""
    if whole or len(steps) <= 2 * ENDS + 1:
        return steps, 0, ()
    return steps[:ENDS], len(steps) - 2 * ENDS, steps[-ENDS:]


def some_of(names: Sequence[str]) -> str:
    """Name the first few of many."""
    more = len(names) - OF_EACH
    return ", ".join(names[:OF_EACH]) + (f" and {more} more" if more > 0 else "")
