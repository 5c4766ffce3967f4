"""How much a house lets through: what the followers hold swings against."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.frame.guard.rules import FILLS, FULLEST, LONGEST_RUN_S
from controller.model.policy import MOST_FLASHES, Policy


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force at one tick.

    Attributes:
        transitions: in any closed second; two are a flash.
        second: ticks of a second.
        longest_run: ticks that the bucket of long runs holds; None = runs may be of any length.
    """

    transitions: int
    second: int
    longest_run: float | None

    @property
    def text(self) -> str:
        """Say them in words."""
        runs = "for any length of time" if self.longest_run is None else "no long runs"
        return f"{self.transitions // 2} flashes a second, {runs}"

    @classmethod
    def of(cls, flashes: int, fps: int, *, runs: bool = False) -> "Limits":
        """Give the limits of so many flashes a second; ``runs`` = they may go on for ever.

        Raises:
            ValueError: more frames a second than the buckets of long runs can count.
        """
        longest = LONGEST_RUN_S * fps
        if FILLS * (longest + 2 * fps) > FULLEST:
            most = int(FULLEST / FILLS / (LONGEST_RUN_S + 2))
            raise ValueError(f"{fps} frames a second are more than the guard can count; give at most {most}")
        return cls(2 * flashes, fps, None if runs else longest)


def strict(policy: Policy, fps: int) -> Limits:
    """Give the limits of a house; a policy may tighten them."""
    return Limits.of(max(1, min(MOST_FLASHES, policy.flashes_per_second)), fps)


def loosened(policy: Policy, fps: int) -> Limits:
    """Give the limits that hold once the loosening was confirmed; the strict ones if there is none."""
    loosen = policy.loosen
    return strict(policy, fps) if loosen is None else Limits.of(loosen.flashes_per_second, fps, runs=loosen.long_runs)


def limits_told(policy: Policy, fps: int, loosening: str) -> tuple[str, str, int]:
    """Say which limits hold: in words, who answers for them if they are loosened, and transitions a second.

    Args:
        policy: of the house.
        fps: ticks a second.
        loosening: what was confirmed tonight, in words; that of another policy loosens nothing.
    """
    is_loosened = policy.loosen is not None and loosening == policy.loosen.text
    limits = loosened(policy, fps) if is_loosened else strict(policy, fps)
    return limits.text, loosening if is_loosened else "", limits.transitions


@dataclass(frozen=True, eq=False, slots=True)
class Conditions:
    """What holds at one tick, beside what was painted.

    Attributes:
        lost: nodes that will not get this frame.
        is_dark: blackout, or the end of the show: floors yield, but for those that hold always.
        is_urgent: blackout, PANIC or the end of the show: nobody goes there slowly.
        is_loosened: the loosening of the policy was confirmed tonight.
        behind: nodes that show an old frame, and how many ticks old it is.
    """

    lost: frozenset[str] = frozenset()
    is_dark: bool = False
    is_urgent: bool = False
    is_loosened: bool = False
    behind: Mapping[str, int] = field(default_factory=dict)


PLAIN = Conditions()
