"""Station 0, OSC: what an address means. One table, read from top to bottom; the reference page lists the same lines.

Takes an address and its arguments, gives an intent, a question, or nothing (a button let go). Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from controller.inputs import osc_arguments as read
from controller.model.attribute import SLOTS
from controller.model.binding import Action, HoldFlash, ReadSensor, SetLevel
from controller.model.facts import Sense, TimecodeFrame
from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Clear,
    Dismiss,
    EndSolo,
    Flag,
    FlashSubmaster,
    FollowTimecode,
    Go,
    Goto,
    Grab,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Load,
    Mend,
    Panic,
    Pause,
    Recover,
    Rehearse,
    Release,
    Resume,
    SetSolo,
    SetSubmaster,
    SetTempo,
    Tap,
    Unflag,
    Ungrab,
    ZoneLevel,
)
from controller.model.visits import (
    Ballots,
    CancelVote,
    ClearPaint,
    ClearStory,
    ClosePaint,
    CloseStory,
    CloseVote,
    HideTale,
    OpenPaint,
    OpenStory,
    OpenVote,
    RefuseTale,
    ShowTale,
    Strokes,
    Tales,
)

ROOT: Final = "/kintsugi"
OUT: Final = f"{ROOT}/out"
REPLY: Final = f"{ROOT}/reply"


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


def _grabbed(selector: str, name: str, value: float | str) -> Grab:
    """Take one attribute in hand; a number is a part of the way for whatever is no light."""
    is_part = isinstance(value, float) and name not in {"level", "color", *SLOTS}
    return Grab(selector, {name: f"{100 * value:.6g}%" if is_part else value})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        pattern: below the root; ``<name>`` stands for one segment.
        read: arguments → values, or None for nothing to do.
        make: gets the names of the pattern in order, then the values.
    """

    pattern: str
    read: Callable[[Sequence[object]], read.Values]
    make: Callable[..., Intent | Ask]


TABLE: Final[tuple[Line, ...]] = (
    Line("go", read.press, Go),
    Line("back", read.press, Back),
    Line("pause", read.press, Pause),
    Line("resume", read.press, Resume),
    Line("stop", read.press, Release),
    Line("goto", read.cue, Goto),
    Line("cue/<n>/go", read.press, Goto),
    Line("list/<id>/go", read.press, Go),
    Line("list/<id>/back", read.press, Back),
    Line("list/<id>/pause", read.press, Pause),
    Line("list/<id>/resume", read.press, Resume),
    Line("list/<id>/stop", read.press, Release),
    Line("load", read.cue, Load),
    Line("list/<id>/load", read.cue, lambda list_id, cue: Load(cue, list=list_id)),
    Line("list/<id>/goto", read.cue, lambda list_id, cue: Goto(cue, list=list_id)),
    Line("list/<id>/cue/<n>/go", read.press, lambda list_id, cue: Goto(cue, list=list_id)),
    Line("grandmaster", read.level, GrandMaster),
    Line("sub/<id>", read.level, SetSubmaster),
    Line("sub/<id>/flash", read.hold, FlashSubmaster),
    Line("zone/<id>/level", read.level, ZoneLevel),
    Line("fixture/<id>/release", read.fade, Ungrab),
    Line("fixture/<id>/explain", read.press, lambda fixture: Ask("explain", fixture=fixture)),
    Line("fixture/<id>/flag", read.flag, lambda fixture, on, word: Flag(fixture, word) if on else Unflag(fixture)),
    Line("fixture/<id>/<attribute>", read.value, _grabbed),
    Line("programmer/release", read.fade, lambda *fade: Ungrab(None, *fade)),
    Line("solo", read.selector, SetSolo),
    Line("solo/off", read.press, EndSolo),
    Line("blackout", read.switch, Blackout),
    Line("panic", read.press, Panic),
    Line("tempo", read.bpm, SetTempo),
    Line("tap", read.press, Tap),
    Line("fault/<id>/inject", read.press, Inject),
    Line("fault/<id>/clear", read.press, Clear),
    Line("faults/clear", read.press, Halt),
    Line("recovery/<id>/go", read.press, Recover),
    Line("flags/clear", read.press, Unflag),
    Line("rehearse", read.rehearsal, Rehearse),
    Line("incident/<id>/approve", read.press, Approve),
    Line("incident/<id>/dismiss", read.press, Dismiss),
    Line("incident/<id>/mend", read.press, Mend),
    Line("mend", read.press, Mend),
    Line("vote/<id>/open", read.press, OpenVote),
    Line("vote/<id>/close", read.press, CloseVote),
    Line("vote/<id>/cancel", read.press, CancelVote),
    Line("vote/<id>/cast", read.ballot, lambda vote, answer, voter: Ballots(vote, {voter: answer})),
    Line("paint/<id>/open", read.press, OpenPaint),
    Line("paint/<id>/close", read.press, ClosePaint),
    Line("paint/clear", read.press, ClearPaint),
    Line("paint/<id>/stroke", read.stroke, lambda paint, color, visitor: Strokes(paint, {visitor: color})),
    Line("story/<id>/open", read.press, OpenStory),
    Line("story/<id>/close", read.press, CloseStory),
    Line("story/<id>/tell", read.tale, lambda story, text, visitor: Tales(story, {visitor: text})),
    Line("story/clear", read.press, ClearStory),
    Line("story/show", read.press, ShowTale),
    Line("story/refuse", read.press, RefuseTale),
    Line("story/hide", read.press, HideTale),
    Line("sensor/<id>", read.reading, Sense),
    Line("timecode", read.frame, TimecodeFrame),
    Line("timecode/follow", read.answer, FollowTimecode),
    Line("ping", lambda _arguments: (), lambda: Ask("ping")),
    Line("resync", read.press, lambda: Ask("resync")),
    Line("subscribe", read.port, lambda port: Ask("subscribe", port)),
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
        said = "is what this controller says itself; check the wiring for a loop"
        raise read.AddressError(f"{read.short(address)} {said}")
    found = _line_of(address)
    if found is not None:
        line, names = found
        values = line.read(arguments)
        return None if values is None else line.make(*map(read.name, names), *values)
    raise read.AddressError(f"{read.short(address)} is no address here; after {ROOT}/ comes one of {_FIRST_WORDS}")


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
        return read.number(arguments)
    if isinstance(action, ReadSensor):
        return read.sensed(arguments)
    if isinstance(action, HoldFlash):
        return 0.0 if read.hold(arguments) == (False,) else 1.0
    return None if read.press(arguments) is None else 1.0


def is_own_output(address: str) -> bool:
    """Whether this is our own feedback or reply come back; such a message is never answered."""
    return address.startswith((f"{OUT}/", f"{REPLY}/"))


def reply_address(address: str) -> str:
    """Where the reply to a message goes, e.g. ``/kintsugi/reply/go``."""
    return REPLY + address.removeprefix(ROOT)[: read.LONGEST_NAME]


@lru_cache(maxsize=512)
def _line_of(address: str) -> tuple[Line, list[str]] | None:
    """Find the line of the table, and the names that the address gives; faders say the same address again and again."""
    if not address.startswith(f"{ROOT}/"):
        return None
    segments = address.removeprefix(f"{ROOT}/").split("/")
    matches = ((line, _match(pattern, segments)) for line, pattern in _SPLIT)
    return next(((line, names) for line, names in matches if names is not None), None)


def _match(pattern: Sequence[str], segments: Sequence[str]) -> list[str] | None:
    if len(pattern) != len(segments):
        return None
    if any(want != got for want, got in zip(pattern, segments, strict=True) if not want.startswith("<")):
        return None
    return [got for want, got in zip(pattern, segments, strict=True) if want.startswith("<")]
