"""Station 15, streams: the text messages beside the binary frames, as docs/reference/stream-protocol.md lists them.

Takes JSON text of a fixture's client, gives one message or raises ``WireError``; gives JSON text for the way back.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.wire.error import WireError

VERSION: Final = 1
LONGEST_TEXT: Final = 4096
LONGEST_NAME: Final = 64
MOST_CAPABILITIES: Final = 16


@dataclass(frozen=True, slots=True)
class Hello:
    """The client says who it is."""

    version: int
    name: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The client shows this frame now (``ack``)."""

    tick: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there? The answer carries the same ``t``."""

    t: float


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ping."""

    t: float


@dataclass(frozen=True, slots=True)
class Complaint:
    """The client could not use what it was sent (``error``)."""

    text: str


@dataclass(frozen=True, slots=True)
class Resync:
    """The client has lost the picture and asks for the whole of it."""


ClientMessage: TypeAlias = Hello | Shown | Ping | Pong | Resync | Complaint


@dataclass(frozen=True, slots=True)
class FixtureHello:
    """What the server tells a client about its fixture.

    Attributes:
        on_loss: what it is to show when frames stop coming: the last one, or nothing once ``dark_after_s`` passed.
        dark_after_s: seconds.
    """

    fixture: str
    profile: str
    mode: str
    slots: int
    cells: int
    texts: tuple[str, ...]
    fps: int
    night: int
    on_loss: Literal["hold", "black"] = "hold"
    dark_after_s: float = 2.5


def read_client_message(text: str) -> ClientMessage:
    """Read one text message strictly; keys that are not known are left alone.

    Raises:
        WireError: not JSON, not an object, an unknown type, or a value of the wrong type or out of range.
    """
    if len(text) > LONGEST_TEXT:
        raise WireError(f"a message has at most {LONGEST_TEXT} characters, this one has {len(text)}")
    try:
        message = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the message is not JSON: {_cut(str(error))}") from None
    if not isinstance(message, dict):
        raise WireError("a message is a JSON object with a type")
    kind = message.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise WireError(f"the message type {_cut(repr(kind))} is not known; known are {', '.join(_READERS)}")
    return read(message)


def hello_text(hello: FixtureHello) -> str:
    """Write the server's hello."""
    return json.dumps(
        {
            "type": "hello",
            "version": VERSION,
            "fixture": hello.fixture,
            "profile": hello.profile,
            "mode": hello.mode,
            "slots": hello.slots,
            "cells": hello.cells,
            "texts": hello.texts,
            "fps": hello.fps,
            "night": hello.night,
            "on_loss": hello.on_loss,
            "dark_after": hello.dark_after_s,
        }
    )


def words_text(number: int, text: str) -> str:
    """Write what a number of the text channel, 1..255, means from now on; empty = nothing."""
    return json.dumps({"type": "words", "number": number, "text": text})


def ping_text(t: float) -> str:
    """Write a ping."""
    return json.dumps({"type": "ping", "t": t})


def pong_text(t: float) -> str:
    """Write the answer to a ping."""
    return json.dumps({"type": "pong", "t": t})


def error_text(text: str) -> str:
    """Write what was wrong with a message."""
    return json.dumps({"type": "error", "text": text})


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _cut(text: str) -> str:
    """Shorten what a client wrote before it is said back."""
    return text if len(text) <= 80 else f"{text[:77]}..."


def _integer(message: Mapping[str, object], key: str) -> int:
    value = message.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**32:
        raise WireError(f"{key} must be a whole number from 0 to 4294967295")
    return value


def _number(message: Mapping[str, object], key: str) -> float:
    value = message.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise WireError(f"{key} must be a number smaller than 2**53")


def _text(value: object, key: str, longest: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest or not value.isprintable():
        raise WireError(f"{key} must be 1 to {longest} printable characters")
    return value


def _read_hello(message: Mapping[str, object]) -> Hello:
    capabilities = message.get("capabilities", [])
    if not isinstance(capabilities, list) or len(capabilities) > MOST_CAPABILITIES:
        raise WireError(f"capabilities must be a list of at most {MOST_CAPABILITIES} names")
    return Hello(
        _integer(message, "version"),
        _text(message.get("name"), "name", LONGEST_NAME),
        tuple(_text(item, "a capability", LONGEST_NAME) for item in capabilities),
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, object]], ClientMessage]]] = {
    "hello": _read_hello,
    "ack": lambda message: Shown(_integer(message, "tick"), _integer(message, "sequence")),
    "ping": lambda message: Ping(_number(message, "t")),
    "pong": lambda message: Pong(_number(message, "t")),
    "resync": lambda _message: Resync(),
    "error": lambda message: Complaint(_text(message.get("text"), "text", LONGEST_TEXT)),
}
