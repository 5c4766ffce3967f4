"""Units: times, levels and colours as artists write them, and ticks as the engine counts them.

Durations are seconds, levels are 0..1, colours are *linear* RGB 0..1 (sRGB decoded, IEC 61966-2-1).
"""

import re
from typing import Final, TypeAlias

Color: TypeAlias = tuple[float, float, float]

COLORS: Final[dict[str, str]] = {
    "white": "#ffffff",
    "black": "#000000",
    "red": "#ff0000",
    "green": "#00ff00",
    "blue": "#0000ff",
    "cyan": "#00ffff",
    "magenta": "#ff00ff",
    "yellow": "#ffff00",
    "orange": "#ff8000",
    "amber": "#ffbf00",
    "gold": "#ffc846",
    "pink": "#ff6fb5",
    "violet": "#8000ff",
    "indigo": "#3a1fa8",
    "turquoise": "#30d5c8",
    "warm-white": "#ffd6aa",
    "cold-white": "#dbe9ff",
}

_DURATION = re.compile(r"^(-?\d+(?:\.\d+)?)\s*(ms|s|min|h)?$")
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$")
_PERCENT = re.compile(r"^(\d+(?:\.\d+)?)\s*%$")
_HEX = re.compile(r"^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")
_SCALE: Final = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, None: 1.0}
LONGEST_S: Final = 24 * 3600.0


def parse_duration(value: object) -> float:
    """Read a duration in seconds.

    Args:
        value: ``5s``, ``250ms``, ``5min``, ``1:30``, ``1:02:03`` or plain seconds.

    Returns:
        Seconds, 0..86400.

    Raises:
        ValueError: not a duration, negative, or longer than a day.
    """
    seconds: float | None = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, str):
        text = value.strip()
        if match := _DURATION.match(text):
            seconds = float(match[1]) * _SCALE[match[2]]
        elif match := _CLOCK.match(text):
            seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])
    if seconds is None:
        raise ValueError(f"{value!r} is not a time; write 5s, 250ms, 1:30 or plain seconds")
    if not 0 <= seconds <= LONGEST_S:
        raise ValueError(f"{value!r} is out of range; a time is between 0 and 24h")
    return seconds


def parse_level(value: object) -> float:
    """Read a level.

    Args:
        value: ``0.4`` or ``40%``.

    Returns:
        0..1.

    Raises:
        ValueError: not a level or out of range.
    """
    level: float | None = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        level = float(value)
    elif isinstance(value, str) and (match := _PERCENT.match(value.strip())):
        level = float(match[1]) / 100
    if level is None:
        raise ValueError(f"{value!r} is not a level; write 0.4 or 40%")
    if not 0 <= level <= 1:
        raise ValueError(f"{value!r} is out of range; a level is between 0 and 1 (0% and 100%)")
    return level


def parse_color(value: object) -> Color:
    """Read a colour as linear RGB.

    Args:
        value: a name of ``COLORS``, ``#rrggbb`` or ``#rgb``.

    Returns:
        Linear red, green, blue, each 0..1.

    Raises:
        ValueError: not a colour.
    """
    if isinstance(value, str):
        text = COLORS.get(value.strip().lower(), value.strip())
        if _HEX.match(text):
            digits = text[1:] if len(text) == 7 else "".join(c * 2 for c in text[1:])
            red, green, blue = (srgb_to_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
            return red, green, blue
    raise ValueError(f"{value!r} is not a colour; write #rrggbb or a name such as gold")


def srgb_to_linear(encoded: float) -> float:
    """Decode one sRGB component 0..1 to linear light 0..1 (IEC 61966-2-1)."""
    if encoded <= 0.04045:
        return encoded / 12.92
    return float(((encoded + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(light: float) -> float:
    """Encode linear light 0..1 as one sRGB component 0..1 (IEC 61966-2-1)."""
    if light <= 0.0031308:
        return light * 12.92
    return float(1.055 * light ** (1 / 2.4) - 0.055)


def color_words(color: Color) -> str:
    """Write a linear colour as an artist would: ``#rrggbb``."""
    return "#" + "".join(f"{round(255 * linear_to_srgb(min(1.0, max(0.0, part)))):02x}" for part in color)


def ticks(seconds: float, fps: int) -> int:
    """Count the ticks nearest to a time; half a tick rounds up."""
    return int(seconds * fps + 0.5)
