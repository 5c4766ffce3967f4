"""The edge where JSON from outside becomes an intent, or a sentence that says why not.

Takes text or parsed JSON, gives one of the model's intents. Strict: no unknown keys, no number written as text, nothing
out of range, and none of the facts that only the engine itself may report.
"""

from dataclasses import Field, fields
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json, to_json

from controller.model.facts import (
    Breakable,
    ConditionBroken,
    GuardActed,
    NodeReturned,
    NodeSilent,
    Resumed,
    Sense,
    Struck,
    TimecodeFrame,
    TroubleFound,
    TroubleOver,
)
from controller.model.intent import LONGEST_SELECTOR, Exit, Intent, Reload, SetTempo
from controller.model.paint import JUST_A_CELL
from controller.model.signs import MOST_SIGNS, plain
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM
from controller.model.timecode import TimecodeAt
from controller.model.units import LONGEST_S
from controller.model.visits import Ballots, Strokes, Tales
from controller.model.vote import LONGEST_OPTION, LONGEST_VOTER, MOST_BALLOTS

LONGEST_NAME: Final = 100
LARGEST_READING: Final = 1e9
MOST_VALUES: Final = 32
_INSIDE: Final = (
    Breakable,
    Resumed,
    Struck,
    GuardActed,
    ConditionBroken,
    NodeSilent,
    NodeReturned,
    TroubleFound,
    TroubleOver,
    Exit,
    Reload,
)


def _kind(intent: type[Intent]) -> str:
    return str(_fields(intent)["kind"].default)


def _fields(intent: type[Intent]) -> dict[str, Field[Any]]:  # Any: fields() does not tell the type of a default
    return {field.name: field for field in fields(intent)}


_INTENTS: Final[tuple[type[Intent], ...]] = get_args(Intent)
_INSIDE_KINDS: Final = frozenset(_kind(intent) for intent in _INSIDE)
_ALLOWED: Final = {_kind(intent): intent for intent in _INTENTS if intent not in _INSIDE}
_ADAPTERS: Final[dict[str, TypeAdapter[Intent]]] = {kind: TypeAdapter(intent) for kind, intent in _ALLOWED.items()}
_KINDS: Final = ", ".join(_ALLOWED)


class IntentError(ValueError):
    """What came is no intent; the text is one sentence that says what is wrong and what is allowed."""


def parse_json(text: str | bytes) -> object:
    """Read JSON that may be hostile: deep, huge, not a number, not UTF-8.

    Raises:
        IntentError: not JSON.
    """
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise IntentError(f"this is not JSON: {error}") from None


def parse_intent(document: object) -> Intent:
    """Read one intent.

    Args:
        document: parsed JSON, e.g. ``{"kind": "goto", "cue": "2.5"}``.

    Raises:
        IntentError: not an intent that may come from outside.
    """
    if not isinstance(document, dict):
        raise IntentError('an intent is an object with a kind, for example {"kind": "go"}')
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _ALLOWED:
        raise IntentError(_wrong_kind(kind))
    allowed = _fields(_ALLOWED[kind])
    for key in document:
        if key not in allowed:
            raise IntentError(f"{kind} has no {_short(key)}; it has {', '.join(allowed)}")
    try:
        intent = _ADAPTERS[kind].validate_json(to_json(document), strict=True)
    except ValidationError as error:
        raise IntentError(_sentence(kind, error.errors(include_url=False)[0])) from None
    _check_values(intent)
    return intent


def intent_schema() -> dict[str, object]:
    """Give the JSON Schema of all intents that may come from outside, for the API's description."""
    return {
        "title": "Intent",
        "oneOf": [
            adapter.json_schema() | {"required": _required(_ALLOWED[kind]), "additionalProperties": False}
            for kind, adapter in _ADAPTERS.items()
        ],
        "discriminator": {"propertyName": "kind"},
    }


def _required(intent: type[Intent]) -> list[str]:
    """List the keys that must be there: ``kind`` always, although the dataclass knows its own."""
    told = TypeAdapter(intent).json_schema().get("required", [])
    return [*told, "kind"]


def _check_values(intent: Intent) -> None:
    for name in _fields(type(intent)):
        value = getattr(intent, name)
        longest = LONGEST_SELECTOR if name == "selector" else LONGEST_NAME
        if isinstance(value, str) and not (0 < len(value) <= longest and value.isprintable()):
            raise IntentError(f"{name} is {_short(value)!r}; a name has 1 to {longest} printable signs")
        if name == "level" and isinstance(value, float) and not 0 <= value <= 1:
            raise IntentError(f"level is {value}; a level is between 0 and 1")
        if name == "values":
            _check_grab(value)
        if name.endswith("_s") and isinstance(value, float) and not 0 <= value <= LONGEST_S:
            raise IntentError(f"{name} is {value}; a time is between 0 and {LONGEST_S:.0f} seconds")
    _check_whole(intent)


def _check_whole(intent: Intent) -> None:
    """Refuse what is out of range in its own way."""
    if isinstance(intent, Sense) and abs(intent.value) > LARGEST_READING:
        raise IntentError(f"value is {intent.value}; a sensor says a number up to {LARGEST_READING:g}")
    if isinstance(intent, TimecodeFrame):
        at = TimecodeAt(intent.hours, intent.minutes, intent.seconds, intent.frames)
        if not at.exists(intent.rate):
            raise IntentError(f"{str(at)[:40]} at {intent.rate:g} frames a second is no time code")
    if isinstance(intent, Ballots):
        _check_visitors("cast", "ballots", intent.cast)
    if isinstance(intent, Strokes):
        _check_visitors("laid", "strokes", intent.laid)
    if isinstance(intent, Tales):
        _check_tales(intent.told)
    if isinstance(intent, SetTempo) and not SLOWEST_BPM <= intent.bpm <= FASTEST_BPM:
        told = f"{SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute"
        raise IntentError(f"bpm is {intent.bpm}; a tempo is between {told}")


def _check_grab(values: dict[str, float | str]) -> None:
    if not 1 <= len(values) <= MOST_VALUES:
        raise IntentError(f"values has {len(values)} attributes; a grab sets 1 to {MOST_VALUES}")
    written = [value for name, value in values.items() if isinstance(value, str) and (value or name != "text")]
    for text in (*values, *written):
        if not (0 < len(text) <= LONGEST_NAME and text.isprintable()):
            raise IntentError(f"values holds {_short(text)!r}; a name or value has 1 to {LONGEST_NAME} printable signs")


def _check_visitors(name: str, what: str, given: dict[str, str]) -> None:
    """Check what visitors choose: a name of each → their choice; a stroke without a colour asks for a cell."""
    if not 1 <= len(given) <= MOST_BALLOTS:
        raise IntentError(f"{name} has {len(given)} {what}; there are 1 to {MOST_BALLOTS} in one intent")
    for visitor, choice in given.items():
        for text, longest in ((visitor, LONGEST_VOTER), (choice, LONGEST_OPTION)):
            if text == JUST_A_CELL and text is choice and what == "strokes":
                continue
            if not (0 < len(text) <= longest and text.isprintable()):
                said = f"a name of a visitor and what they choose have 1 to {longest} printable signs"
                raise IntentError(f"{name} holds {_short(text)!r}; {said}")


def _check_tales(told: dict[str, str]) -> None:
    """Check what visitors tell: whoever hands it in has made one plain line of it."""
    _check_visitors("told", "tales", dict.fromkeys(told, "a tale"))
    for text in told.values():
        if not text or plain(text) != text:
            said = f"a tale is one plain line of 1 to {MOST_SIGNS} signs"
            raise IntentError(f"told holds {_short(text)!r}; {said}, such as {_short(plain(text)) or 'a word'!r}")


def _wrong_kind(kind: object) -> str:
    if kind is None:
        return f"an intent says its kind: one of {_KINDS}"
    if isinstance(kind, str) and kind in _INSIDE_KINDS:
        return f"{kind} is a fact that only the engine reports; allowed are {_KINDS}"
    return f"{_short(repr(kind))} is no kind of intent; allowed are {_KINDS}"


def _sentence(kind: str, error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return f"{kind}: {_short(where)}: {error['msg']}"


def _short(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= LONGEST_NAME else f"{shown[:LONGEST_NAME]}…"
