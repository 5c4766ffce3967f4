"""How often an effect lights one cell anew: what would be a flash is told before the guard has to hold it back."""

import math
from typing import Final

from controller.model.effect import Breathe, Chase, Effect, Motion, Radial, Ripple, Scanner, Wave
from controller.model.units import Color

DEEP: Final = 0.1
"""A change of less than this part of full light is no flash (as the guard counts)."""
_LUMA: Final = (0.2126, 0.7152, 0.0722)


def slowed(effect: Effect, *, bpm: float, flashes: int) -> str | None:
    """Say what the guard would do to an effect that moves faster than the policy allows, or None.

    Args:
        effect: as it was built.
        bpm: the show's tempo.
        flashes: how many the policy allows in a second.
    """
    passes = _passes(effect.motion)
    if not passes or not effect.period.length or _depth(effect) < DEEP:
        return None
    seconds = effect.period.length if effect.period.unit == "seconds" else effect.period.length * 60 / bpm
    rate = passes / seconds
    if rate <= flashes:
        return None
    tempo = f"at {bpm:g} bpm " if effect.period.unit == "beats" else ""
    longest = "" if not flashes else f"; write {_time(passes / flashes)} or longer"
    kind = type(effect.motion).__name__.lower()
    return (
        f"{tempo}this {kind} lights a cell {rate:.3g} times a second; the policy allows {flashes} flashes, "
        f"so the guard will hold it back{longest}"
    )


def _passes(motion: Motion) -> int:
    """Count how often a cell gets bright in one cycle; 0 where that is not known beforehand."""
    match motion:
        case Wave() | Breathe() | Ripple():
            return 1
        case Scanner():
            return 2
        case Chase(count=count):
            return count
        case Radial(arms=arms):
            return arms
        case _:
            return 0


def _depth(effect: Effect) -> float:
    """Say how much light it moves, 0..1 of full."""
    if effect.of == "level":
        return effect.amount
    if effect.of != "color":
        return 0.0
    lights = [_light(color) for color in effect.colors]
    return effect.amount * (max(lights) - min(lights))


def _light(color: Color) -> float:
    return sum(part * weight for part, weight in zip(color, _LUMA, strict=True))


def _time(seconds: float) -> str:
    return f"{math.ceil(1000 * seconds)}ms"
