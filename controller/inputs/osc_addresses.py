"""Station 0, OSC: what an address means. One table, read from top to bottom; the reference page lists the same lines.

Takes an address and its arguments, gives an intent, a question, or nothing (a button let go). Pure.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.model.attribute import SLOTS
from controller.model.binding import Action, HoldFlash, ReadSensor, SetLevel
from controller.model.intent import (
    LONGEST_SELECTOR,
    Approve,
    Back,
    Blackout,
    Clear,
    Dismiss,
    EndSolo,
    Flag,
    FlashSubmaster,
    Go,
    Goto,
    Grab,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Load,
    Panic,
    Pause,
    Recover,
    Rehearse,
    Release,
    Resume,
    Sense,
    SetSolo,
    SetSubmaster,
    SetTempo,
    Tap,
    Unflag,
    Ungrab,
    ZoneLevel,
)
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM
from controller.model.units import LONGEST_S
from controller.wire.osc import Impulse

ROOT: Final = "/kintsugi"
OUT: Final = f"{ROOT}/out"
REPLY: Final = f"{ROOT}/reply"
LONGEST_NAME: Final = 100
LARGEST_READING: Final = 1e9


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that changes no light.

    Attributes:
        port: where a subscriber listens; None = the usual port.
        fixture: what is to be explained.
    """

    what: Literal["ping", "resync", "subscribe", "explain"]
    port: int | None = None
    fixture: str = ""


Meaning: TypeAlias = Intent | Ask | None
"""None: nothing to do, a button was let go."""

Values: TypeAlias = tuple[object, ...] | None


class AddressError(ValueError):
    """A message that means nothing here; the text is one sentence for its sender."""


def _press(arguments: Sequence[object]) -> Values:
    """No argument, an impulse, true or 1 is a press; false or 0 is the button let go."""
    match list(arguments):
        case [] | [True | 1 | 1.0 | Impulse.BANG]:
            return ()
        case [False | 0 | 0.0]:
            return None
        case _:
            raise AddressError(f"a button takes no argument, or 1 for pressed and 0 for let go; got {_show(arguments)}")


def _switch(arguments: Sequence[object]) -> Values:
    """No argument or an impulse changes it to the other; true or 1 sets, false or 0 lifts."""
    match list(arguments):
        case [] | [Impulse.BANG]:
            return (None,)
        case [True | 1 | 1.0]:
            return (True,)
        case [False | 0 | 0.0]:
            return (False,)
        case _:
            raise AddressError(f"a switch takes no argument, or 1 for on and 0 for off; got {_show(arguments)}")


def _hold(arguments: Sequence[object]) -> Values:
    """1 or true holds, 0 or false lets go; a button without an argument cannot be held."""
    match list(arguments):
        case [True | 1 | 1.0]:
            return (True,)
        case [False | 0 | 0.0]:
            return (False,)
        case _:
            raise AddressError(f"a flash takes 1 while it is pressed and 0 when it is let go; got {_show(arguments)}")


def _flag(arguments: Sequence[object]) -> Values:
    """No argument or 1 flags, 0 takes the flag away; a text flags and says what is wrong."""
    match list(arguments):
        case [] | [True | 1 | 1.0 | Impulse.BANG]:
            return (True, None)
        case [False | 0 | 0.0]:
            return (False, None)
        case [str() as word]:
            return (True, _name(word))
        case _:
            said = "a flag takes no argument, a word that says what is wrong, or 0 to take it away"
            raise AddressError(f"{said}; got {_show(arguments)}")


def _rehearsal(arguments: Sequence[object]) -> Values:
    """No argument or 1 begins a rehearsal, 0 ends it."""
    values = _switch(arguments)
    return (True,) if values == (None,) else values


def _selector(arguments: Sequence[object]) -> Values:
    """One selector, as text."""
    match list(arguments):
        case [str() as text] if 0 < len(text) <= LONGEST_SELECTOR and text.isprintable():
            return (text,)
        case _:
            said = "a selector is one text, for example wall or tile 1-8"
            raise AddressError(f"{said}, at most {LONGEST_SELECTOR} signs; got {_show(arguments)}")


def _value(arguments: Sequence[object]) -> Values:
    """One number 0..1, a text such as ``40%`` or ``gold``, or red, green and blue 0..1 as a screen shows them."""
    match list(arguments):
        case [str() as text]:
            return (_name(text),)
        case [red, green, blue]:
            return ("#" + "".join(f"{round(255 * _number([part])):02x}" for part in (red, green, blue)),)
        case _:
            return (_number(arguments),)


def _grabbed(selector: str, name: str, value: float | str) -> Grab:
    """Take one attribute in hand; a number is a part of the way for whatever is no light."""
    is_part = isinstance(value, float) and name not in {"level", "color", *SLOTS}
    return Grab(selector, {name: f"{100 * value:.6g}%" if is_part else value})


def _fade(arguments: Sequence[object]) -> Values:
    """No argument, or seconds; a button that is let go does nothing."""
    match list(arguments):
        case [float() as seconds] if math.isfinite(seconds) and 0 < seconds <= LONGEST_S:
            return (seconds,)
        case _:
            return _press(arguments)


def _level(arguments: Sequence[object]) -> Values:
    """One number 0..1."""
    return (_number(arguments),)


def _number(arguments: Sequence[object]) -> float:
    match list(arguments):
        case [float() | int() as level] if not isinstance(level, bool) and math.isfinite(level) and 0 <= level <= 1:
            return float(level)
        case _:
            raise AddressError(f"a level is one number between 0 and 1; got {_show(arguments)}")


def _reading(arguments: Sequence[object]) -> Values:
    """One number, of any size."""
    return (_sensed(arguments),)


def _sensed(arguments: Sequence[object]) -> float:
    """One number, or true and false for 1 and 0."""
    match list(arguments):
        case [float() | int() as value] if math.isfinite(value) and abs(value) <= LARGEST_READING:
            return float(value)
        case _:
            raise AddressError(f"a sensor says one number, up to {LARGEST_READING:g}; got {_show(arguments)}")


def _bpm(arguments: Sequence[object]) -> Values:
    """One tempo, beats a minute."""
    match list(arguments):
        case [float() | int() as bpm] if not isinstance(bpm, bool) and SLOWEST_BPM <= bpm <= FASTEST_BPM:
            return (float(bpm),)
        case _:
            told = f"{SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute"
            raise AddressError(f"a tempo is one number between {told}; got {_show(arguments)}")


def _cue(arguments: Sequence[object]) -> Values:
    """One cue number: text, or a whole number."""
    match list(arguments):
        case [str() as number]:
            return (_name(number),)
        case [int() as number] if not isinstance(number, bool):
            return (str(number),)
        case _:
            raise AddressError(f"goto takes one cue number as text, for example 2.5; got {_show(arguments)}")


def _port(arguments: Sequence[object]) -> Values:
    """No argument, or one UDP port."""
    match list(arguments):
        case []:
            return (None,)
        case [int() as port] if not isinstance(port, bool) and 1 <= port <= 65535:
            return (port,)
        case _:
            raise AddressError(f"subscribe takes no argument or one port, 1 to 65535; got {_show(arguments)}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        pattern: below the root; ``<name>`` stands for one segment.
        read: arguments → values, or None for nothing to do.
        make: gets the names of the pattern in order, then the values.
    """

    pattern: str
    read: Callable[[Sequence[object]], Values]
    make: Callable[..., Intent | Ask]


TABLE: Final[tuple[Line, ...]] = (
    Line("go", _press, Go),
    Line("back", _press, Back),
    Line("pause", _press, Pause),
    Line("resume", _press, Resume),
    Line("stop", _press, Release),
    Line("goto", _cue, Goto),
    Line("cue/<n>/go", _press, Goto),
    Line("list/<id>/go", _press, Go),
    Line("list/<id>/back", _press, Back),
    Line("list/<id>/pause", _press, Pause),
    Line("list/<id>/resume", _press, Resume),
    Line("list/<id>/stop", _press, Release),
    Line("load", _cue, Load),
    Line("list/<id>/load", _cue, lambda list_id, cue: Load(cue, list=list_id)),
    Line("list/<id>/goto", _cue, lambda list_id, cue: Goto(cue, list=list_id)),
    Line("list/<id>/cue/<n>/go", _press, lambda list_id, cue: Goto(cue, list=list_id)),
    Line("grandmaster", _level, GrandMaster),
    Line("sub/<id>", _level, SetSubmaster),
    Line("sub/<id>/flash", _hold, FlashSubmaster),
    Line("zone/<id>/level", _level, ZoneLevel),
    Line("fixture/<id>/release", _fade, Ungrab),
    Line("fixture/<id>/explain", _press, lambda fixture: Ask("explain", fixture=fixture)),
    Line("fixture/<id>/flag", _flag, lambda fixture, on, word: Flag(fixture, word) if on else Unflag(fixture)),
    Line("fixture/<id>/<attribute>", _value, _grabbed),
    Line("programmer/release", _fade, lambda *fade: Ungrab(None, *fade)),
    Line("solo", _selector, SetSolo),
    Line("solo/off", _press, EndSolo),
    Line("blackout", _switch, Blackout),
    Line("panic", _press, Panic),
    Line("tempo", _bpm, SetTempo),
    Line("tap", _press, Tap),
    Line("fault/<id>/inject", _press, Inject),
    Line("fault/<id>/clear", _press, Clear),
    Line("faults/clear", _press, Halt),
    Line("recovery/<id>/go", _press, Recover),
    Line("flags/clear", _press, Unflag),
    Line("rehearse", _rehearsal, Rehearse),
    Line("incident/<id>/approve", _press, Approve),
    Line("incident/<id>/dismiss", _press, Dismiss),
    Line("sensor/<id>", _reading, Sense),
    Line("ping", lambda _arguments: (), lambda: Ask("ping")),
    Line("resync", _press, lambda: Ask("resync")),
    Line("subscribe", _port, lambda port: Ask("subscribe", port)),
)

_SPLIT: Final = tuple((line, tuple(line.pattern.split("/"))) for line in TABLE)
_FIRST_WORDS: Final = ", ".join(dict.fromkeys(segments[0] for _line, segments in _SPLIT))


def meaning(address: str, arguments: Sequence[object]) -> Meaning:
    """Say what a message means.

    Args:
        address: whole, e.g. ``/kintsugi/cue/2.5/go``; case counts.
        arguments: as decoded: text, whole numbers, floats, booleans.

    Returns:
        An intent, a question, or None for a button let go.

    Raises:
        AddressError: unknown address, or arguments of the wrong count, type or range.
    """
    if is_own_output(address):
        raise AddressError(f"{_short(address)} is what this controller says itself; check the wiring for a loop")
    segments = address.removeprefix(f"{ROOT}/").split("/")
    if address.startswith(f"{ROOT}/"):
        for line, pattern in _SPLIT:
            names = _match(pattern, segments)
            if names is not None:
                values = line.read(arguments)
                return None if values is None else line.make(*map(_name, names), *values)
    raise AddressError(f"{_short(address)} is no address here; after {ROOT}/ comes one of {_FIRST_WORDS}")


def bound_level(action: Action, arguments: Sequence[object]) -> float | None:
    """Read the arguments of an address that the show itself has bound.

    Args:
        action: what is bound to it.
        arguments: as decoded.

    Returns:
        The level, what a sensor says, 1 for a pressed button, or None for one let go.

    Raises:
        AddressError: arguments of the wrong count, type or range.
    """
    if isinstance(action, SetLevel):
        return _number(arguments)
    if isinstance(action, ReadSensor):
        return _sensed(arguments)
    if isinstance(action, HoldFlash):
        return 0.0 if _hold(arguments) == (False,) else 1.0
    return None if _press(arguments) is None else 1.0


def is_own_output(address: str) -> bool:
    """Whether this is our own feedback or reply come back; such a message is never answered."""
    return address.startswith((f"{OUT}/", f"{REPLY}/"))


def reply_address(address: str) -> str:
    """Where the reply to a message goes, e.g. ``/kintsugi/reply/go``."""
    return REPLY + address.removeprefix(ROOT)[:LONGEST_NAME]


def _match(pattern: Sequence[str], segments: Sequence[str]) -> list[str] | None:
    if len(pattern) != len(segments):
        return None
    if any(want != got for want, got in zip(pattern, segments, strict=True) if not want.startswith("<")):
        return None
    return [got for want, got in zip(pattern, segments, strict=True) if want.startswith("<")]


def _name(text: str) -> str:
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise AddressError(f"{_short(text)!r} is no name; a name has 1 to {LONGEST_NAME} printable signs")
    return text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


def _show(arguments: Sequence[object]) -> str:
    if not arguments:
        return "no argument"
    return _short(" and ".join(repr(argument) for argument in arguments[:4]))
