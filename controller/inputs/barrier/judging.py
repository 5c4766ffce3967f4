"""Who floods, told by counts: what was read and refused of each peer, and what the system turned away. Pure.

A tenth of a second decides. Whoever sends far more than may be read of it is barred, but for about as much as may be
read of it; if many do so together, all but the regulars are. It ends as soon as a tenth of a second says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from controller.inputs.barrier.regulars import Regulars
from controller.inputs.barrier.rules import MOST_BARRED, NOBODY, Peer, Rules

STEP_S: Final = 0.1
FLOOD_PER_S: Final = 2000.0
"""So many are refused in a flood; fewer cost little."""
PART_PER_S: Final = 250.0
"""So many of one peer are a part of it."""
OVER_PER_S: Final = 200.0
"""So much over what may be read of it, and a peer that is barred floods on."""
KNOWN_SHARE: Final = 0.8
"""So much of its budget is let through to us, so that little of it is refused once more."""
STRANGER_SHARE: Final = 0.1
"""The same for a peer that nothing may be read of; a little is looked at to know how much comes."""
LIKE: Final = 0.25
"""A share that would change by less stays: a change costs a quarter of a millisecond."""
MOST_COUNTED: Final = 256
"""Peers that are counted by name in a step; the rest are part of the crowd."""

Whose: TypeAlias = Peer | None
"""None = the crowd."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """How many datagrams may be read in a second: of one peer, of all together."""

    peer: float
    total: float


class Judge:
    """Knows who floods one socket.

    Attributes:
        rules: what should hold now.
    """

    def __init__(self, budgets: Budgets, now_s: float) -> None:
        """Know nobody yet."""
        self.rules = NOBODY
        self._budgets = budgets
        self._since_s = now_s
        self._read: Counter[Whose] = Counter()
        self._refused: Counter[Whose] = Counter()
        self._regulars = Regulars()

    def note(self, peer: Peer, *, is_read: bool) -> None:
        """Count one datagram that reached us."""
        counts = self._read if is_read else self._refused
        counts[peer if peer in counts or len(counts) < MOST_COUNTED else None] += 1

    @property
    def refuses(self) -> bool:
        """Whether anything was refused since the last time, or anybody is barred."""
        return bool(self._refused) or self.rules.bars_anybody

    def judge(self, dropped: int, now_s: float) -> dict[Whose, int]:
        """Set the rules by what came since the last time, a tenth of a second ago.

        Args:
            dropped: so many the system has turned away since then, or had no room for.
            now_s: seconds of a clock that never runs back.

        Returns:
            Whose those were, as far as can be told by what came through of each, or was refused.
        """
        step = _Step(self._read, self._refused, max(now_s - self._since_s, STEP_S))
        self._read, self._refused, self._since_s = Counter(), Counter(), now_s
        if not (step.refused or self.rules.bars_anybody):
            self._regulars.hear((peer for peer in step.read if peer is not None), now_s)
            return {}
        barred = dict(self.rules.barred)
        rest = [whose for whose in step.read | step.refused if whose not in barred and whose not in self.rules.regulars]
        turned_away: dict[Whose, float] = {None: step.came(rest) * (1 / self.rules.crowd - 1)}
        turned_away |= {whose: step.came([whose]) * (1 / share - 1) for whose, share in barred.items()}
        lost = _apportion(dropped, turned_away if self.rules.bars_anybody else step.blamed())
        flooding = self._flooding(step, lost)
        crowd = self._crowd(step, [whose for whose in rest if whose not in flooding], lost.get(None, 0))
        shares = tuple((peer, _like(barred.get(peer, 1.0), share)) for peer, share in flooding.items())
        regulars = self._regulars.named() if crowd < 1.0 else ()
        self.rules = Rules(shares, _like(self.rules.crowd, crowd), regulars)
        return lost

    def _flooding(self, step: "_Step", lost: Mapping[Whose, int]) -> dict[Peer, float]:
        """Say who floods by itself, and what share of it is read."""
        rates: dict[Peer, float] = {}
        for peer, _share in self.rules.barred:
            rate = step.rate([peer], lost.get(peer, 0))
            if rate - (self._budgets.peer if step.read[peer] else 0) >= OVER_PER_S:
                rates[peer] = rate
        if self.rules.bars_anybody or step.refused.total() + sum(lost.values()) >= FLOOD_PER_S * step.seconds:
            loud = [whose for whose in step.blamed() if whose is not None and whose not in rates]
            rates |= {peer: step.rate([peer], lost.get(peer, 0)) for peer in loud}
        loudest = sorted(rates, key=lambda peer: -rates[peer])[:MOST_BARRED]
        most = min(self._budgets.peer, self._budgets.total / 2 / max(len(loudest), 1))
        return {peer: _part(most, rates[peer], is_known=bool(step.read[peer])) for peer in loudest}

    def _crowd(self, step: "_Step", rest: Sequence[Whose], lost: int) -> float:
        """Say what share is read of all who are neither barred nor regulars."""
        rate, is_known = step.rate(rest, lost), any(step.read[whose] for whose in rest)
        goes_on = self.rules.crowd < 1.0 and rate - (self._budgets.total if is_known else 0) >= OVER_PER_S
        overflow = 0 if self.rules.bars_anybody else lost
        begins = sum(step.refused[whose] for whose in rest) + overflow >= FLOOD_PER_S * step.seconds
        return _part(self._budgets.total / 2, rate, is_known=is_known) if begins or goes_on else 1.0


@dataclass(frozen=True, slots=True)
class _Step:
    """What reached us in some time."""

    read: Counter[Whose]
    refused: Counter[Whose]
    seconds: float

    def came(self, of: Sequence[Whose]) -> int:
        return sum(self.read[whose] + self.refused[whose] for whose in of)

    def rate(self, of: Sequence[Whose], lost: int) -> float:
        """Say how many came in a second, with those that were lost in the system."""
        return (self.came(of) + lost) / self.seconds

    def blamed(self) -> dict[Whose, float]:
        """Give what was refused of each that is loud, and of all others together."""
        loud: dict[Whose, float] = {
            whose: count
            for whose, count in self.refused.items()
            if whose is not None and count >= PART_PER_S * self.seconds
        }
        return {None: self.refused.total() - sum(loud.values()), **loud}


def _part(most: float, rate: float, *, is_known: bool) -> float:
    """Say what share to read so that no more than so many are read in a second."""
    return min((KNOWN_SHARE if is_known else STRANGER_SHARE) * most / rate, 1.0)


def _like(old: float, new: float) -> float:
    """Give the old share if the new one is like it."""
    return old if old < 1.0 and abs(new / old - 1) < LIKE else new


def _apportion(count: int, weights: Mapping[Whose, float]) -> dict[Whose, int]:
    """Divide a count by weights; what cannot be told is of the first."""
    total = sum(weights.values())
    if not count or not weights:
        return {}
    parts = {whose: int(count * weight / total) if total else 0 for whose, weight in weights.items()}
    first = max(weights, key=lambda whose: weights[whose])
    parts[first] += count - sum(parts.values())
    return {whose: part for whose, part in parts.items() if part}
