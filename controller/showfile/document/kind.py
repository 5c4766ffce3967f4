"""One kind of value: how it is read, how the reference names it, how editors check it."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from controller.model.units import parse_duration

Schema: TypeAlias = Mapping[str, object]

TIME_PATTERN: Final = r"\d+(\.\d+)?\s*(ms|s|min|h)?|(\d+:)?\d{1,2}:\d{2}(\.\d+)?"

_LONGEST_LIST: Final = 4
_LONGEST_SHOWN: Final = 40
_LOOSE_TIME: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]{1,12})")
_COMMA_TIME: Final = re.compile(r"(\d{1,9}),(\d{1,9}\s*(?:ms|s|min|h)?)")
_RATES: Final = {"hz": 1.0, "bpm": 60.0}
"""Seconds in which each unit of a rate counts once."""

_LOOSE_UNITS: Final = {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("msec", "msecs", "millis", "milliseconds"), "ms"),
    **dict.fromkeys(("hour", "hours", "hrs"), "h"),
}


class WrongError(ValueError):
    """A value cannot be read; the text says why.

    Attributes:
        suggestion: what was probably meant, or None.
        wanted: a name that is not known, or empty.
        known: the names that are; the nearest one is suggested.
        otherwise: what to say when none of them is near.
    """

    def __init__(
        self,
        text: str,
        *,
        suggestion: str | None = None,
        known: tuple[str, ...] = (),
        wanted: str = "",
        otherwise: str = "",
    ) -> None:
        super().__init__(text)
        self.suggestion = suggestion
        self.wanted = wanted
        self.known = known
        self.otherwise = otherwise


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """One kind of value; stands in ``Annotated`` where pydantic finds it.

    Attributes:
        words: what to write, for the reference.
        example: a right one, for messages.
        read: plain value → value; raises ValueError with a sentence.
        schema: JSON Schema of what may be written.
        empty: what an empty value most likely comes from; empty if nothing special.
    """

    words: str
    example: str
    read: Callable[[object], object]
    schema: Schema
    empty: str = ""

    def checked(self, value: object) -> object:
        """Read a value; refuse an empty one and shorten long ones in the message."""
        if value is None:
            raise WrongError(f"a value is missing{self.empty}; write {self.example}, or leave the key out")
        try:
            return self.read(value)
        except OverflowError:
            raise WrongError(f"{shown(value)} is far out of range; write {self.words}") from None
        except WrongError:
            raise
        except ValueError as error:
            if isinstance(value, (list, dict)) or len(str(value)) > _LONGEST_SHOWN:
                raise WrongError(f"{shown(value)} cannot stand here; write {self.words}, e.g. {self.example}") from None
            raise WrongError(str(error)) from None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.checked)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        return dict(self.schema)


@dataclass(frozen=True, slots=True)
class Words:
    """What to write for a key whose value has no ``Kind`` of its own; for the reference."""

    words: str


def shown(value: object) -> str:
    """Say a value shortly, as the writer knows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list):
        short = 0 < len(value) <= _LONGEST_LIST and all(type(each) in (int, float) for each in value)
        numbers = ", ".join(str(each)[:12] for each in value) if short else ""
        return f"[{numbers}]" if short else "a list"
    text = str(value)
    text = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
    return f"'{text}'" if isinstance(value, str) else text


def spell(seconds: float) -> str:
    """Write a duration as an artist would: ``5min``, ``20s``, ``100ms``."""
    if seconds >= 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:g}h"
    if seconds >= 60 and seconds % 60 == 0:
        return f"{seconds / 60:g}min"
    return f"{seconds * 1000:g}ms" if 0 < seconds < 1 else f"{seconds:g}s"


def time_between(low: float, high: float) -> Kind:
    """Make the kind of a time between two bounds, in seconds."""

    def read(value: object) -> float:
        seconds = duration(value)
        if not low <= seconds <= high:
            raise WrongError(f"{shown(value)} is out of range; this time is between {spell(low)} and {spell(high)}")
        return seconds

    schema = {
        "anyOf": [
            {"type": "number", "minimum": low, "maximum": high},
            {"type": "string", "pattern": f"^({TIME_PATTERN})$"},
        ]
    }
    return Kind(f"a time, {spell(low)} to {spell(high)}", "5s", read, schema)


def whole_between(low: int, high: int) -> Kind:
    """Make the kind of a whole number between two bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise WrongError(f"{shown(value)} is not a whole number; write one between {low} and {high}")
        if not low <= value <= high:
            raise WrongError(f"{shown(value)} is out of range; write a whole number between {low} and {high}")
        return value

    return Kind(
        f"a whole number, {low} to {high}", str(low), read, {"type": "integer", "minimum": low, "maximum": high}
    )


def number_between(low: float, high: float) -> Kind:
    """Make the kind of a number between two bounds."""

    def read(value: object) -> float:
        return limited(value, low, high)

    return Kind(f"a number, {low:g} to {high:g}", f"{low:g}", read, {"type": "number", "minimum": low, "maximum": high})


def choice(*names: str) -> Kind:
    """Make the kind of a word out of a few."""
    listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]

    def read(value: object) -> str:
        for name in names:
            if value == name:
                return name
        raise WrongError(f"{shown(value)} is not known here; write {listed}", known=names, wanted=str(value)[:64])

    return Kind(listed, names[0], read, {"enum": [str(name) for name in names]})


def text_up_to(longest: int) -> Kind:
    """Make the kind of a text."""

    def read(value: object) -> str:
        if isinstance(value, (list, dict)):
            raise WrongError(f"{shown(value)} cannot stand here; write a text")
        if not isinstance(value, str):
            raise WrongError(f'{shown(value)} is not a text; put it in quotes: "{shown(value)}"')
        if len(value) > longest:
            raise WrongError(f"this text has {len(value)} characters; at most {longest} fit")
        return value

    return Kind(
        f"a text, at most {longest} characters", '"Good evening"', read, {"type": "string", "maxLength": longest}
    )


def text_between(shortest: int, longest: int, *, example: str = '"Good evening"') -> Kind:
    """Make the kind of a text that must say something."""
    whole = text_up_to(longest)

    def read(value: object) -> str:
        text = str(whole.read(value)).strip()
        if len(text) < shortest:
            raise WrongError(f"{shown(value)} is too short; write at least {shortest} characters")
        return text

    return replace(whole, example=example, read=read, schema={**whole.schema, "minLength": shortest})


def duration(value: object) -> float:
    """Read a time in seconds; suggest the right unit for a wrong one."""
    try:
        return parse_duration(value)
    except ValueError:
        loose = _LOOSE_TIME.fullmatch(value.strip().lower()) if isinstance(value, str) else None
        if loose is not None and loose[2] in _RATES and float(loose[1]) > 0:
            cycle = spell(round(_RATES[loose[2]] / float(loose[1]), 3))
            said = f"{shown(value)} is a rate, and a time is needed: one cycle of it takes {cycle}"
            raise WrongError(said, suggestion=cycle) from None
        if isinstance(value, str) and (comma := _COMMA_TIME.fullmatch(value.strip())):
            said = f"{shown(value)} is not a time; decimals have a point"
            raise WrongError(said, suggestion=f"{comma[1]}.{comma[2]}") from None
        if loose is None or loose[2] not in _LOOSE_UNITS:
            raise
        meant = loose[1] + _LOOSE_UNITS[loose[2]]
        said = f"{shown(value)} is not a time; write 5s, 250ms, 1:30 or plain seconds"
        raise WrongError(said, suggestion=meant) from None


def limited(value: object, low: float, high: float) -> float:
    """Read a number between two bounds."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise WrongError(f"{shown(value)} is not a number; write one between {low:g} and {high:g}")
    if math.isnan(value) or not low <= value <= high:
        raise WrongError(f"{shown(value)} is out of range; write a number between {low:g} and {high:g}")
    return float(value)


LABEL: Final = text_up_to(120)
