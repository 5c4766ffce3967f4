"""The blocks of what a cue does besides light."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, Tag

from controller.showfile.document.base import Block, one_of
from controller.showfile.document.kind import Kind, Words, WrongError, shown, text_up_to, whole_between

Needs: TypeAlias = Literal["list", "cue", "fault", "recovery", "vote", "paint", "story", "none"]

CUE_VERBS: Final[Mapping[str, Needs]] = MappingProxyType(
    {
        "go": "list",
        "back": "list",
        "pause": "list",
        "resume": "list",
        "release": "list",
        "cue": "cue",
        "load": "cue",
        "inject": "fault",
        "clear": "fault",
        "recover": "recovery",
        "open vote": "vote",
        "close vote": "vote",
        "cancel vote": "vote",
        "open paint": "paint",
        "close paint": "paint",
        "clear paint": "none",
        "open story": "story",
        "close story": "story",
        "clear story": "none",
        "hide tale": "none",
        "halt": "none",
    }
)
"""What a cue can do inside the house, and what stands after it."""

_EXAMPLES: Final = {
    "list": "go side",
    "cue": "cue 3 of side",
    "fault": "inject colour-storm",
    "recovery": "recover golden-seam",
    "vote": "open vote storm",
    "paint": "open paint tiles",
    "story": "open story memories",
}
_PLAYED: Final = re.compile(r"(note|cc|program)\s+(\d{1,3})")
_ADDRESS: Final = re.compile(r"(/[^\s#*,/?\[\]{}]+)+")
_HOST: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3}):(\d{1,5})")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class CueDeed:
    """What is done, as written.

    Attributes:
        name: of the list, fault, recovery, vote, paint or story, or the number of the cue.
        list: of ``cue`` and ``load``: whose cue; empty = the cue's own list.
    """

    verb: str
    name: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """What is played on a MIDI device."""

    what: Literal["note", "cc", "program"]
    number: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an OSC message goes: a node of the show, or a host and a port."""

    node: str
    host: str
    port: int


def verb_and_name(value: object, verbs: Iterable[str]) -> tuple[str, str]:
    """Take what is done apart: ``inject storm``, ``open vote storm``; a verb has one word or two."""
    words = value.split() if isinstance(value, str) else []
    count = 2 if " ".join(words[:2]) in verbs else 1
    return " ".join(words[:count]), " ".join(words[count:])


def _deed(value: object) -> CueDeed:
    verb, name = verb_and_name(value, CUE_VERBS)
    needs = CUE_VERBS.get(verb)
    if needs is None:
        said = f"{shown(value)} cannot be done by a cue; write {', '.join(CUE_VERBS)}, or a block with osc or midi"
        raise WrongError(said, known=tuple(CUE_VERBS), wanted=verb[:64])
    if needs == "none":
        if name:
            raise WrongError(f"nothing stands after {verb}; take {shown(name)} out")
        return CueDeed(verb, "")
    if not name:
        raise WrongError(f"{verb} needs a {needs} after it: {_EXAMPLES[needs]}")
    number, of, cue_list = name.partition(" of ")
    return CueDeed(verb, number, cue_list) if needs == "cue" and of else CueDeed(verb, name)


def _played(value: object) -> Played:
    match = _PLAYED.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise WrongError(f"{shown(value)} cannot be played; write note 36, cc 48 or program 2")
    if int(match[2]) > 127:
        raise WrongError(f"{match[1]} {match[2]} is out of range; MIDI counts them from 0 to 127")
    return Played("note" if match[1] == "note" else "cc" if match[1] == "cc" else "program", int(match[2]))


def _address(value: object) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value) or len(value) > 200:
        raise WrongError(f"{shown(value)} is no OSC address; write one such as /composition/layers/1/clear")
    return value


def _destination(value: object) -> Destination:
    text = value.strip() if isinstance(value, str) else ""
    if match := _HOST.fullmatch(text):
        port = int(match[2])
        if not all(part.isdigit() and int(part) < 256 for part in match[1].split(".")):
            raise WrongError(f"{shown(match[1])} is no IPv4 address; write one such as 10.0.0.40:7000")
        if not 1 <= port <= 65535:
            raise WrongError(f"port {port} is out of range; a port is between 1 and 65535")
        return Destination("", match[1], port)
    if _NAME.fullmatch(text):
        return Destination(text, "", 0)
    raise WrongError(
        f"{shown(value)} is no destination; write an OSC node of the show, or an address and a port: 10.0.0.40:7000"
    )


def _values(value: object) -> tuple[int | float | str | bool, ...]:
    given = value if isinstance(value, list) else [value]
    if len(given) > 32:
        raise WrongError(f"{len(given)} arguments cannot be sent; write at most 32")
    for each in given:
        if not isinstance(each, int | float | str):
            raise WrongError(f"{shown(each)} cannot be sent; an argument is a number, a text, true or false")
        if isinstance(each, str) and len(each) > 500:
            raise WrongError(f"this text has {len(each)} characters; at most 500 fit")
        if isinstance(each, int) and not -(2**31) <= each < 2**31:
            raise WrongError(f"{shown(each)} does not fit: a whole number of OSC has 32 bits")
    return tuple(given)


DEED: Final = Kind(
    "`go LIST`, `back LIST`, `pause LIST`, `resume LIST`, `release LIST`, `cue NUMBER of LIST`, `load NUMBER of LIST`, "
    "`inject FAULT`, `clear FAULT`, `recover RECOVERY`, `open vote VOTE`, `close vote VOTE`, `cancel vote VOTE`, "
    "`open paint PAINT`, `close paint PAINT`, `clear paint`, `open story STORY`, `close story STORY`, `clear story`, "
    "`hide tale` or `halt`",
    "inject colour-storm",
    _deed,
    {"type": "string", "pattern": f"^({'|'.join(CUE_VERBS)})( .+)?$"},
)
_PLAYED_KIND: Final = Kind(
    "`note 0` to `note 127`, `cc 0` to `cc 127`, or `program 0` to `program 127`",
    "note 36",
    _played,
    {"type": "string", "pattern": r"^(note|cc|program)\s+\d{1,3}$"},
)
_ADDRESS_KIND: Final = Kind("an OSC address", "/cue/1/start", _address, {"type": "string", "pattern": "^/"})
_TO_KIND: Final = Kind(
    "an OSC node of the show, or an IPv4 address and a port", "10.0.0.40:7000", _destination, {"type": "string"}
)
_VALUES_KIND: Final = Kind(
    "a number, a text, true or false, or a list of at most 32 of these",
    "[1, 0.5, on]",
    _values,
    {
        "anyOf": [
            {"type": ["number", "string", "boolean"]},
            {"type": "array", "maxItems": 32, "items": {"type": ["number", "string", "boolean"]}},
        ]
    },
)


class SendBlock(Block):
    """A message that leaves the house: exactly one of `osc` and `midi`."""

    osc: Annotated[str | None, _ADDRESS_KIND] = Field(default=None, description="The address of an OSC message.")
    args: Annotated[tuple[int | float | str | bool, ...], _VALUES_KIND] = Field(
        default=(), description="Its arguments."
    )
    to: Annotated[Destination | None, _TO_KIND] = Field(default=None, description="Where the OSC message goes.")
    midi: Annotated[Played | None, _PLAYED_KIND] = Field(default=None, description="What is played by MIDI.")
    value: Annotated[int, whole_between(0, 127)] = Field(
        default=127, description="The velocity of a note, where 0 lets it go; the value of a control change."
    )
    channel: Annotated[int, whole_between(1, 16)] = Field(default=1, description="The MIDI channel.")
    device: Annotated[str | None, text_up_to(64), Words("part of the name of a MIDI device")] = Field(
        default=None, description="To which device; needed with `midi`."
    )


Action: TypeAlias = Annotated[
    Annotated[CueDeed, DEED, Tag("<word>")] | Annotated[SendBlock, Tag("<keys>")],
    one_of("write what it does, such as inject colour-storm, or a message {osc: /cue/1/start, to: 10.0.0.40:53000}"),
]
Actions: TypeAlias = Annotated[
    Annotated[CueDeed, DEED, Tag("<word>")]
    | Annotated[SendBlock, Tag("<keys>")]
    | Annotated[list[Action], Tag("<list>")],
    one_of("write what it does, such as inject colour-storm, a message, or a list of these"),
]
ACTIONS: Final = Words(f"{DEED.words}; a message (see *do: one message*); or a list of these")
