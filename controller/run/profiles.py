"""Profiles in words, for people at a terminal: modes, channels, and what their values do."""

from collections.abc import Iterator

from fixtures.profile import Channel, Function, Mode, Profile, Role, ShutterRange

_MOST_PIXELS = 3


def summary(profile: Profile) -> str:
    """Say in one line what a profile is."""
    modes = ", ".join(f"{mode.name}: {_count(mode.slots, 'slot')}{_cells(mode)}" for mode in profile.modes)
    return f"{profile.key:28} {profile.name} ({modes})"


def description(profile: Profile) -> Iterator[str]:
    """Say line by line what a profile can do."""
    yield f"{profile.key}: {profile.name}, class {profile.cls}, driven by {profile.output}"
    for mode in profile.modes:
        yield f"  mode {mode.name}, {_count(mode.slots, 'slot')}{_cells(mode)}"
        left_out = 0
        for channel, (coarse, fine) in zip(mode.channels, mode.places, strict=True):
            if channel.pixel is not None and channel.pixel >= _MOST_PIXELS:
                left_out += 1
                continue
            slots = f"{coarse + 1}" if coarse == fine else f"{coarse + 1}+{fine + 1}"
            yield f"    {slots:>7}  {channel.name}: {_duty(channel)}"
            yield from (f"{'':13}{line}" for line in _ranges(channel))
        if left_out:
            yield f"             … and {left_out} channels more, of the pixels after the {_MOST_PIXELS}rd"


def _cells(mode: Mode) -> str:
    return f", {mode.cells} pixels" if mode.cells > 1 else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _duty(channel: Channel) -> str:
    """Say how a channel is set."""
    set_by = channel.attribute.replace("raw.", "raw: ") if channel.attribute else str(channel.role)
    bits = ", 16 bit" if channel.bits == 16 else ""
    light = "" if channel.light is None else f", light {' '.join(f'{part:g}' for part in channel.light)}"
    return f"{set_by}{bits}, home {channel.home:.0%}{light}"


def _ranges(channel: Channel) -> Iterator[str]:
    """Say what each part of a channel's values does; nothing where that is all the same."""
    if channel.shutter and channel.attribute in {"", Role.SHUTTER}:
        yield from (_shutter(part) for part in channel.shutter)
    elif channel.attribute:
        yield from (line for each in channel.functions if (line := _function(each, channel)))


def _shutter(part: ShutterRange) -> str:
    low, high = part.rate_hz
    rates = f" {low:g}Hz to {high:g}Hz" if part.effect == "strobe" else ""
    return f"{part.first:3}-{part.last:<3} {part.effect}{rates}"


def _function(each: Function, channel: Channel) -> str:
    amount = ""
    if each.start is not None and each.end is not None and not (each.name and each.unit == ""):
        end = f" to {each.end:g}{each.unit}" if each.end != each.start else ""
        amount = f"{each.start:g}{each.unit}{end}"
    words = " ".join(part for part in (each.name, amount) if part) or ("nothing" if each.kind == "NoFunction" else "")
    blinks = any(part.effect == "strobe" and part.first <= each.last <= part.last for part in channel.shutter)
    words = ", ".join(part for part in (words, "might blink by itself" if blinks else "") if part)
    return f"{each.first:3}-{each.last:<3} {words}" if words else ""
