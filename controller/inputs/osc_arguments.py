"""Station 0, OSC: the arguments of messages: presses, levels, times, names. Pure.

Each reader takes the arguments as they were decoded and gives values for an intent, or None: there is nothing to do.
"""

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

from controller.model.intent import LONGEST_SELECTOR
from controller.model.signs import plain
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM
from controller.model.timecode import RATES, TimecodeAt
from controller.model.units import LONGEST_S
from controller.model.vote import LONGEST_VOTER
from controller.wire.osc import Impulse

LONGEST_NAME: Final = 100
LARGEST_READING: Final = 1e9

Values: TypeAlias = tuple[object, ...] | None


class AddressError(ValueError):
    """A message that means nothing here; the text is one sentence for its sender."""


def press(arguments: Sequence[object]) -> Values:
    """No argument, an impulse, true or 1 is a press; false or 0 is the button let go."""
    match list(arguments):
        case [] | [True | 1 | 1.0 | Impulse.BANG]:
            return ()
        case [False | 0 | 0.0]:
            return None
        case _:
            raise AddressError(f"a button takes no argument, or 1 for pressed and 0 for let go; got {show(arguments)}")


def switch(arguments: Sequence[object]) -> Values:
    """No argument or an impulse changes it to the other; true or 1 sets, false or 0 lifts."""
    match list(arguments):
        case [] | [Impulse.BANG]:
            return (None,)
        case [True | 1 | 1.0]:
            return (True,)
        case [False | 0 | 0.0]:
            return (False,)
        case _:
            raise AddressError(f"a switch takes no argument, or 1 for on and 0 for off; got {show(arguments)}")


def hold(arguments: Sequence[object]) -> Values:
    """1 or true holds, 0 or false lets go; a button without an argument cannot be held."""
    match list(arguments):
        case [True | 1 | 1.0]:
            return (True,)
        case [False | 0 | 0.0]:
            return (False,)
        case _:
            raise AddressError(f"a flash takes 1 while it is pressed and 0 when it is let go; got {show(arguments)}")


def flag(arguments: Sequence[object]) -> Values:
    """No argument or 1 flags, 0 takes the flag away; a text flags and says what is wrong."""
    match list(arguments):
        case [] | [True | 1 | 1.0 | Impulse.BANG]:
            return (True, None)
        case [False | 0 | 0.0]:
            return (False, None)
        case [str() as word]:
            return (True, name(word))
        case _:
            said = "a flag takes no argument, a word that says what is wrong, or 0 to take it away"
            raise AddressError(f"{said}; got {show(arguments)}")


def rehearsal(arguments: Sequence[object]) -> Values:
    """No argument or 1 begins a rehearsal, 0 ends it."""
    values = switch(arguments)
    return (True,) if values == (None,) else values


def selector(arguments: Sequence[object]) -> Values:
    """One selector, as text."""
    match list(arguments):
        case [str() as text] if 0 < len(text) <= LONGEST_SELECTOR and text.isprintable():
            return (text,)
        case _:
            said = "a selector is one text, for example wall or tile 1-8"
            raise AddressError(f"{said}, at most {LONGEST_SELECTOR} signs; got {show(arguments)}")


def value(arguments: Sequence[object]) -> Values:
    """One number 0..1, a text such as ``40%`` or ``gold``, or red, green and blue 0..1 as a screen shows them."""
    match list(arguments):
        case [str() as text]:
            return (name(text),)
        case [red, green, blue]:
            return ("#" + "".join(f"{round(255 * number([part])):02x}" for part in (red, green, blue)),)
        case _:
            return (number(arguments),)


def fade(arguments: Sequence[object]) -> Values:
    """No argument, or seconds; a button that is let go does nothing."""
    match list(arguments):
        case [float() as seconds] if math.isfinite(seconds) and 0 < seconds <= LONGEST_S:
            return (seconds,)
        case _:
            return press(arguments)


def level(arguments: Sequence[object]) -> Values:
    """One number 0..1."""
    return (number(arguments),)


def number(arguments: Sequence[object]) -> float:
    """One level."""
    match list(arguments):
        case [float() | int() as level] if not isinstance(level, bool) and math.isfinite(level) and 0 <= level <= 1:
            return float(level)
        case _:
            raise AddressError(f"a level is one number between 0 and 1; got {show(arguments)}")


def reading(arguments: Sequence[object]) -> Values:
    """One number, of any size."""
    return (sensed(arguments),)


def sensed(arguments: Sequence[object]) -> float:
    """One number, or true and false for 1 and 0."""
    match list(arguments):
        case [float() | int() as value] if math.isfinite(value) and abs(value) <= LARGEST_READING:
            return float(value)
        case _:
            raise AddressError(f"a sensor says one number, up to {LARGEST_READING:g}; got {show(arguments)}")


def frame(arguments: Sequence[object]) -> Values:
    """One time code, as text, and its frames a second; left out, 25."""
    match list(arguments):
        case [str() as text, *rest] if (at := TimecodeAt.read(text)) is not None and len(rest) < 2:
            per_second = rate(rest)
            if at.exists(per_second):
                return (at.hours, at.minutes, at.seconds, at.frames, per_second)
    said = "a time code is a text, for example 01:00:05:12, and 24, 25, 29.97 or 30 after it"
    raise AddressError(f"{said}; got {show(arguments)}")


def rate(arguments: Sequence[object]) -> float:
    """Frames a second; a float of 32 bits does not hold 29.97 exactly."""
    match list(arguments):
        case []:
            return 25.0
        case [float() | int() as said]:
            return next((rate for rate in RATES if abs(rate - said) < 1e-3), 0.0)
        case _:
            return 0.0


def answer(arguments: Sequence[object]) -> Values:
    """No argument, true or 1 says yes; false or 0 says no."""
    return (press(arguments) is not None,)


def ballot(arguments: Sequence[object]) -> Values:
    """Read two texts: the answer, and who gives it. Whoever sends them sees to it that nobody has two names."""
    match list(arguments):
        case [str() as chosen, str() as voter] if len(voter) <= LONGEST_VOTER:
            return (name(chosen), name(voter))
        case _:
            said = f"a ballot is two texts, the answer and a name of the voter (at most {LONGEST_VOTER} signs)"
            raise AddressError(f"{said}; got {show(arguments)}")


def stroke(arguments: Sequence[object]) -> Values:
    """Read two texts: the colour, and who lays it. Whoever sends them sees to it that nobody has two names."""
    match list(arguments):
        case [str() as color, str() as visitor] if len(visitor) <= LONGEST_VOTER:
            return (name(color), name(visitor))
        case _:
            said = f"a stroke is two texts, the colour and a name of the visitor (at most {LONGEST_VOTER} signs)"
            raise AddressError(f"{said}; got {show(arguments)}")


def tale(arguments: Sequence[object]) -> Values:
    """Read two texts: what is told, of which one plain line is made, and who tells it, as in ``stroke``."""
    match list(arguments):
        case [str() as text, str() as visitor] if len(visitor) <= LONGEST_VOTER and (line := plain(text)):
            return (line, name(visitor))
        case _:
            raise AddressError(
                f"a tale is two texts, what is told (something that can be read) and a name of the visitor (at most "
                f"{LONGEST_VOTER} signs)"
            )


def bpm(arguments: Sequence[object]) -> Values:
    """One tempo, beats a minute."""
    match list(arguments):
        case [float() | int() as bpm] if not isinstance(bpm, bool) and SLOWEST_BPM <= bpm <= FASTEST_BPM:
            return (float(bpm),)
        case _:
            told = f"{SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute"
            raise AddressError(f"a tempo is one number between {told}; got {show(arguments)}")


def cue(arguments: Sequence[object]) -> Values:
    """One cue number: text, or a whole number."""
    match list(arguments):
        case [str() as number]:
            return (name(number),)
        case [int() as number] if not isinstance(number, bool):
            return (str(number),)
        case _:
            raise AddressError(f"goto takes one cue number as text, for example 2.5; got {show(arguments)}")


def port(arguments: Sequence[object]) -> Values:
    """No argument, or one UDP port."""
    match list(arguments):
        case []:
            return (None,)
        case [int() as port] if not isinstance(port, bool) and 1 <= port <= 65535:
            return (port,)
        case _:
            raise AddressError(f"subscribe takes no argument or one port, 1 to 65535; got {show(arguments)}")


def name(text: str) -> str:
    """Check a name."""
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise AddressError(f"{short(text)!r} is no name; a name has 1 to {LONGEST_NAME} printable signs")
    return text


def short(text: str) -> str:
    """Cut a text that may be hostile."""
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


def show(arguments: Sequence[object]) -> str:
    """Say what came, for a refusal."""
    if not arguments:
        return "no argument"
    return short(" and ".join(repr(argument) for argument in arguments[:4]))
