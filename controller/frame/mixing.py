"""Beside station 12. Colour → how far each emitter of a fixture is open. Pure; only ``+ - * /`` and least and greatest.

A colour is taken apart from the outside in: first the whites take as much as fits into it, then amber, lime and indigo
out of what is left, then red, green and blue the rest. Where red, green and blue are there, the emitters together give
exactly the colour that was asked for; and as nothing in it is a choice, a fade never jumps.

Without red, green and blue: warm and cold white meet at the temperature nearest to the colour; one emitter alone shows
how bright the colour is.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import Emitter
from fixtures.profile import Light, Role

Levels: TypeAlias = NDArray[np.float32]

ORDER: Final = (
    Role.WHITE,
    Role.COLD_WHITE,
    Role.WARM_WHITE,
    Role.AMBER,
    Role.LIME,
    Role.INDIGO,
    Role.RED,
    Role.GREEN,
    Role.BLUE,
)
"""Who takes its part of a colour first."""
WHITES: Final = (Role.WHITE, Role.COLD_WHITE, Role.WARM_WHITE)
PRIMARIES: Final = (Role.RED, Role.GREEN, Role.BLUE)
_NEUTRAL: Final = np.float32(0.25)
"""Green counts a little on both sides, so that a colour near pure green has a temperature that does not swing."""
_LEAST: Final = np.float32(1 / 65536)
"""Keeps the temperature of black from being nothing by nothing."""


def mix(rgb: Levels, emitters: Sequence[Emitter]) -> list[Levels]:
    """Mix colours.

    Args:
        rgb: float32 [3, n], linear, 0..1; not changed.
        emitters: those of the fixtures, none of them ultraviolet.

    Returns:
        For each emitter float32 [n], 0..1; they may be views of ``rgb``.
    """
    roles = [emitter.role for emitter in emitters]
    if len(emitters) == 1 and roles[0] not in PRIMARIES:
        return [rgb.max(axis=0)]
    if not set(roles) & set(PRIMARIES) and set(roles) <= set(WHITES):
        return _temperature(rgb, [emitter.light for emitter in emitters])
    if set(roles) == set(PRIMARIES) and all(sorted(emitter.light) == [0, 0, 1] for emitter in emitters):
        return [rgb[emitter.light.index(1)] for emitter in emitters]
    return _taken_apart(rgb, emitters)


def _taken_apart(rgb: Levels, emitters: Sequence[Emitter]) -> list[Levels]:
    """Let one emitter after another take as much as fits into what is left of the colour."""
    rest = rgb.copy()
    amounts: dict[int, Levels] = {}
    for number in sorted(range(len(emitters)), key=lambda number: ORDER.index(emitters[number].role)):
        light = emitters[number].light
        most = np.ones(rgb.shape[1], np.float32)
        for component, part in enumerate(light):
            if part > 0:
                np.minimum(most, rest[component] * np.float32(1 / part), out=most)
        for component, part in enumerate(light):
            if part > 0:
                rest[component] = np.maximum(rest[component] - most * np.float32(part), np.float32(0))
        amounts[number] = most
    return [amounts[number] for number in range(len(emitters))]


def _temperature(rgb: Levels, lights: Sequence[Light]) -> list[Levels]:
    """Blend the warmest and the coldest white so that red and blue stand to each other as in the colour."""
    warmth = [light[2] - light[0] for light in lights]
    warm, cold = warmth.index(min(warmth)), warmth.index(max(warmth))
    level = rgb.max(axis=0)
    if warm == cold:
        return [level if number == warm else np.zeros_like(level) for number in range(len(lights))]
    red, blue = rgb[0] + rgb[1] * _NEUTRAL + _LEAST, rgb[2] + rgb[1] * _NEUTRAL + _LEAST
    one_red, one_blue = _sides(lights[warm])
    other_red, other_blue = _sides(lights[cold])
    one, other = one_red + one_blue, other_red + other_blue
    coolness = np.clip(blue / (red + blue), one_blue / one, other_blue / other)
    from_warm = np.maximum(coolness * one - one_blue, np.float32(0))
    from_cold = np.maximum(other_blue - coolness * other, np.float32(0))
    part = from_warm / (from_warm + from_cold)
    nothing = np.zeros_like(level)
    shares = {warm: level * (np.float32(1) - part), cold: level * part}
    return [shares.get(number, nothing) for number in range(len(lights))]


def _sides(light: Light) -> tuple[np.float32, np.float32]:
    """Give the red and the blue side of a light."""
    red, green, blue = (np.float32(part) for part in light)
    return red + green * _NEUTRAL, blue + green * _NEUTRAL
