"""Colours as artists write them → linear RGB, the largest component at most 1.

    gold, "#ffc846"              a name, or sRGB as screens write it
    {rgb: [1, 0.5, 0]}           linear light, how far red, green and blue are open
    {hsv: [30, 100%, 80%]}       hue in degrees, saturation, value: as a colour picker shows them (sRGB)
    {xy: [0.31, 0.33]}           CIE 1931 chromaticity, as bright as it can be
    {cct: 3200K}                 the white of a colour temperature

Temperatures follow the Planckian locus by the cubic approximation of Kim et al. (US patent 7024034, 2002);
chromaticities become RGB in the primaries of sRGB (IEC 61966-2-1); what lies outside them is drawn in to their edge.
"""

import re
from typing import Final

from controller.model.units import Color, parse_color, parse_level, srgb_to_linear

FORMS: Final = ("rgb", "hsv", "xy", "cct")
WARMEST_K: Final = 1667.0
COLDEST_K: Final = 25_000.0

_KELVIN: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*K?")
_TO_RGB: Final = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)


def read_color(value: object) -> Color:
    """Read a colour in any of its forms.

    Raises:
        ValueError: not a colour; the sentence says what to write.
    """
    if not isinstance(value, dict):
        return parse_color(value)
    if len(value) != 1 or next(iter(value)) not in FORMS:
        raise ValueError(f"a colour is one of {', '.join(FORMS)}, such as {{hsv: [30, 100%, 80%]}} or {{cct: 3200K}}")
    form, written = next(iter(value.items()))
    if form == "cct":
        return of_temperature(_kelvin(written))
    wanted = 2 if form == "xy" else 3
    if not isinstance(written, list) or len(written) != wanted:
        example = {"rgb": "[1, 0.5, 0]", "hsv": "[30, 100%, 80%]", "xy": "[0.31, 0.33]"}[form]
        raise ValueError(f"{form} needs a list of {wanted} numbers, such as {example}")
    if form == "hsv":
        return of_hsv(_degrees(written[0]), parse_level(written[1]), parse_level(written[2]))
    levels = [parse_level(part) for part in written]
    return of_xy(levels[0], levels[1]) if form == "xy" else (levels[0], levels[1], levels[2])


def of_hsv(hue: float, saturation: float, value: float) -> Color:
    """Give the colour of a hue in degrees, a saturation and a value 0..1, all meant in sRGB."""
    sixth = hue / 60 % 6
    wheel = (abs(sixth - 3) - 1, 2 - abs(sixth - 2), 2 - abs(sixth - 4))
    red, green, blue = (
        srgb_to_linear(value * (1 - saturation + saturation * min(max(part, 0.0), 1.0))) for part in wheel
    )
    return red, green, blue


def of_xy(x: float, y: float) -> Color:
    """Give the brightest colour of a chromaticity.

    Raises:
        ValueError: no light has it.
    """
    if y < 0.01 or x + y > 1:
        raise ValueError(f"[{x:g}, {y:g}] is no chromaticity; y is at least 0.01, and x and y together at most 1")
    xyz = (x / y, 1.0, (1 - x - y) / y)
    rgb = [max(0.0, sum(part * axis for part, axis in zip(row, xyz, strict=True))) for row in _TO_RGB]
    most = max(rgb)
    return rgb[0] / most, rgb[1] / most, rgb[2] / most


def of_temperature(kelvin: float) -> Color:
    """Give the white of a colour temperature, 1667..25000 K."""
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
    else:
        x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    if kelvin <= 2222:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    elif kelvin <= 4000:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    return of_xy(x, y)


def _kelvin(value: object) -> float:
    found = _KELVIN.fullmatch(str(value)) if isinstance(value, (str, int, float)) else None
    if found is None:
        raise ValueError(f"{value!r} is not a colour temperature; write 3200K")
    kelvin = float(found[1])
    if not WARMEST_K <= kelvin <= COLDEST_K:
        raise ValueError(f"{kelvin:g}K is out of range; a temperature is between {WARMEST_K:g}K and {COLDEST_K:g}K")
    return kelvin


def _degrees(value: object) -> float:
    text = str(value).removesuffix("deg").strip()
    try:
        degrees = float(text) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else 361.0
    except ValueError:
        degrees = 361.0
    if not 0 <= degrees <= 360:
        raise ValueError(f"{value!r} is no hue; write degrees between 0 and 360")
    return degrees
