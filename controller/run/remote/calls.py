"""What the web server may ask of the engine, in one table: names, arguments and results, as JSON.

Snapshots and outlines are not asked for; they are pushed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ConfigDict, TypeAdapter

from controller.model.editing import Edit, EditAnswer, History
from controller.model.explanation import Explanation, LookLines
from controller.model.fixture_series import FixtureSeries
from controller.model.intent import Intent, Role
from controller.model.outline import ShowOutline
from controller.model.preview import Preview
from controller.model.snapshot import Ack, Snapshot, StageTiming

_BYTES: Final = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that can be asked.

    Attributes:
        arguments: name → how it is written and read.
        result: the same for the answer; None = there is none.
    """

    arguments: Mapping[str, TypeAdapter[Any]]
    result: TypeAdapter[Any] | None


_TEXT: Final[TypeAdapter[Any]] = TypeAdapter(str)
_NUMBER: Final[TypeAdapter[Any]] = TypeAdapter(int)

CALLS: Final[Mapping[str, Call]] = MappingProxyType(
    {
        "submit": Call({"intent": TypeAdapter(Intent), "source": _TEXT, "role": TypeAdapter(Role)}, TypeAdapter(Ack)),
        "submit_each": Call(
            {"intents": TypeAdapter(tuple[Intent, ...]), "source": _TEXT, "role": TypeAdapter(Role)},
            TypeAdapter(tuple[Ack, ...]),
        ),
        "refuse": Call({"peer": _TEXT, "reason": _TEXT, "times": _NUMBER}, None),
        "timings": Call({}, TypeAdapter(tuple[StageTiming, ...])),
        "explain": Call({"fixture": _TEXT}, TypeAdapter(Explanation | None)),
        "preview": Call({"fault": _TEXT}, TypeAdapter(Preview)),
        "live_lines": Call(
            {"selector": TypeAdapter(str | None), "hands_only": TypeAdapter(bool)}, TypeAdapter(LookLines | str)
        ),
        "universe": Call({"node": _TEXT, "number": _NUMBER}, TypeAdapter(bytes | None, config=_BYTES)),
        "frame": Call({"after_tick": _NUMBER}, None),
    }
)
"""``frame`` is answered by a binary message."""

EDITS: Final[Mapping[str, Call]] = MappingProxyType(
    {
        "edit": Call({"edits": TypeAdapter(tuple[Edit, ...]), "source": _TEXT}, TypeAdapter(EditAnswer)),
        "undo": Call({"source": _TEXT}, TypeAdapter(EditAnswer)),
        "redo": Call({"source": _TEXT}, TypeAdapter(EditAnswer)),
        "text": Call({}, _TEXT),
        "history": Call({}, TypeAdapter(History)),
    }
)
"""What is asked of the editor of the show file."""

ALL: Final[Mapping[str, Call]] = MappingProxyType({**CALLS, **EDITS})

OUTLINE: Final = TypeAdapter(ShowOutline)
CELLS: Final = ("zones", "faults", "submasters", "drawn")
"""Pieces that name cells."""
_CELLS: Final = TypeAdapter(tuple[tuple[str, tuple[int, ...]], ...])
PIECES: Final[Mapping[str, TypeAdapter[Any]]] = MappingProxyType(
    {
        "positions": TypeAdapter(bytes, config=_BYTES),
        "fixtures": TypeAdapter(tuple[FixtureSeries, ...]),
        **dict.fromkeys(CELLS, _CELLS),
    }
)
"""What comes before an outline, a few at a time: of these there may be hundreds of thousands, and it has none.

A piece of positions is float64 x, y, z, little-endian. A piece of cells has the id of a zone, a fault or a submaster,
and the next of its cells; those that are drawn have no id.
"""
SNAPSHOT: Final = TypeAdapter(Snapshot)
