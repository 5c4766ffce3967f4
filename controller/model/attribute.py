"""Attributes of fixtures by their names: what is written → what a channel is driven with, 0..1. Pure.

pan, tilt     30deg or plain degrees, by the angles of the profile; or a percentage of the way
zoom          degrees of the beam, or a percentage
focus, iris, frost, speed    a percentage or 0..1
gobo, color-wheel, prism     the name of a slot, or its number; prism: on or off
shutter       open, closed, strobe, strobe 2Hz
uv            a level
blank, tear, pixelate, seam    of a projected picture: a percentage or 0..1
raw           0..255, or a percentage
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from controller.model.units import parse_level
from fixtures.profile import Channel, Function, Role

Written: TypeAlias = str | float | bool

ANGLES: Final = ("pan", "tilt", "zoom")
AMOUNTS: Final = ("focus", "iris", "frost", "speed")
SLOTS: Final = ("gobo", "color-wheel", "prism")
WOUNDS: Final = ("blank", "tear", "pixelate", "seam")
ATTRIBUTES: Final = (*ANGLES, *AMOUNTS, *SLOTS, "shutter", "uv", *WOUNDS)
TOP: Final = 255

_NUMBER: Final = re.compile(r"([-+]?\d{1,9}(?:\.\d{1,9})?)\s*(deg|°|%|Hz)?")
_PART: Final = {"%": 0.01}


class ValueRefused(ValueError):  # noqa: N818 - no error of the program
    """A value that a channel does not have; ``is_name`` = a name that another fixture may know."""

    def __init__(self, text: str, *, suggestion: str | None = None, is_name: bool = False) -> None:
        super().__init__(text)
        self.suggestion = suggestion
        self.is_name = is_name


def drive_value(channel: Channel, attribute: str, written: Written) -> float:
    """Say what a channel is driven with so that its fixture shows what is written.

    Args:
        channel: that has the attribute.
        attribute: one of ``ATTRIBUTES``, or ``raw``.
        written: as the artist wrote it.

    Returns:
        0..1.

    Raises:
        ValueRefused: the channel cannot do that; the sentence gives its range or its names.
    """
    if attribute == "raw":
        return _raw(written)
    if attribute == "uv" or channel.role is Role.UV:
        return _level(written)
    if attribute == "shutter":
        return _shutter(channel, written)
    if attribute in SLOTS:
        return _slot(channel, attribute, written)
    return _amount(channel, attribute, written)


def _raw(written: Written) -> float:
    found = _NUMBER.fullmatch(str(written))
    if found is not None and found[2] in {None, "%"}:
        value = float(found[1]) / (100 if found[2] else TOP)
        if 0 <= value <= 1:
            return value
    raise ValueRefused(f"{_shown(written)} is no value of a channel; write 0 to 255, or 0% to 100%")


def _level(written: Written) -> float:
    try:
        return parse_level(written)
    except ValueError as error:
        raise ValueRefused(str(error)) from None


def _amount(channel: Channel, attribute: str, written: Written) -> float:
    """Read degrees or a percentage by what the channel's functions say."""
    found = _NUMBER.fullmatch(str(written)) if not isinstance(written, bool) else None
    if found is None or found[2] == "Hz":
        example = "30deg or 50%" if attribute in ANGLES else "50%"
        raise ValueRefused(f"{_shown(written)} is no {attribute}; write {example}")
    number, unit = float(found[1]), found[2]
    if attribute in ANGLES and unit != "%":
        return _within(channel, attribute, number, "deg")
    percent = number if unit == "%" else number * 100
    told = [each for each in channel.functions if each.unit == "%" and each.start is not None]
    if attribute in AMOUNTS and told:
        return _within(channel, attribute, percent, "%")
    if not 0 <= percent <= 100:
        raise ValueRefused(f"{_shown(written)} is out of range; {attribute} is between 0% and 100%")
    return percent / 100


def _within(channel: Channel, attribute: str, number: float, unit: str) -> float:
    """Find the value at which a channel gives an amount."""
    spans = [
        (each, each.start, each.end)
        for each in channel.functions
        if each.unit == unit and each.start is not None and each.end is not None
    ]
    if not spans:
        raise ValueRefused(f"its profile tells no degrees of {attribute}; write a percentage, such as 50%")
    for each, start, end in spans:
        if min(start, end) <= number <= max(start, end):
            part = (number - start) / (end - start) if end != start else 0.0
            return (each.first + part * (each.last - each.first)) / TOP
    low = min(min(start, end) for _, start, end in spans)
    high = max(max(start, end) for _, start, end in spans)
    sign = "deg" if unit == "deg" else "%"
    raise ValueRefused(f"{number:g}{sign} is out of range; its {attribute} goes from {low:g}{sign} to {high:g}{sign}")


def _slot(channel: Channel, attribute: str, written: Written) -> float:
    """Find a slot by its number or its name."""
    if attribute == "prism" and str(written).lower() in {"on", "off", "true", "false"}:
        is_on = str(written).lower() in {"on", "true"}
        for each in channel.functions:
            if (each.kind == "Prism") == is_on:
                return _middle(each)
    named = slots_of(channel)
    wanted = str(written).strip().lower()
    for name, number, each in named:
        if name.lower() == wanted or (number is not None and wanted == f"{number:g}"):
            return _middle(each)
    names = [name for name, _, _ in named]
    close = difflib.get_close_matches(wanted, [name.lower() for name in names], n=1)
    near = next((name for name in names if close and name.lower() == close[0]), None)
    has = f"it has {_listed(names)}" if names else "its profile names no slots; use raw"
    raise ValueRefused(f"there is no {attribute} {_shown(written)}; {has}", suggestion=near, is_name=True)


def slots_of(channel: Channel) -> list[tuple[str, float | None, Function]]:
    """List what a channel can be turned to: name, number of the slot if it has one, function."""
    found = []
    for each in channel.functions:
        number = each.start if each.kind == "WheelSlot" and each.start == each.end else None
        if each.name or number is not None:
            found.append((each.name or f"{number:g}", number, each))
    return found


def _shutter(channel: Channel, written: Written) -> float:
    """Find what opens, closes or strobes."""
    words = str(written).strip().lower().split(None, 1) or [""]
    spans = [part for part in channel.shutter if part.effect == words[0]]
    if not spans:
        effects = tuple(dict.fromkeys(part.effect for part in channel.shutter))
        known = _listed(effects) if effects else "no effect"
        close = difflib.get_close_matches(words[0], effects, n=1)
        said = f"{_shown(written)} is nothing its shutter does; it knows {known}"
        raise ValueRefused(said, suggestion=close[0] if close else None, is_name=True)
    if words[0] != "strobe" or len(words) == 1:
        return spans[0].last / TOP if words[0] == "open" else spans[0].first / TOP
    found = _NUMBER.fullmatch(words[1])
    if found is None or found[2] not in {None, "hz", "Hz"}:
        rate = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)\s*hz", words[1])
        if rate is None:
            raise ValueRefused(f"{_shown(written)} is no strobe; write strobe 2Hz")
        found = rate
    wanted = float(found[1])
    for part in spans:
        low, high = part.rate_hz
        if min(low, high) <= wanted <= max(low, high):
            share = (wanted - low) / (high - low) if high != low else 0.0
            return (part.first + share * (part.last - part.first)) / TOP
    rates = [rate for part in spans for rate in part.rate_hz]
    raise ValueRefused(f"{wanted:g}Hz is out of range; its strobe goes from {min(rates):g}Hz to {max(rates):g}Hz")


def _middle(function: Function) -> float:
    return (function.first + function.last) // 2 / TOP


def _listed(names: Iterable[str]) -> str:
    shown: Sequence[str] = tuple(names)
    return ", ".join(shown[:12]) + (", …" if len(shown) > 12 else "")


def _shown(written: Written) -> str:
    return f"'{str(written)[:40]}'"
