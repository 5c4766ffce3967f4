"""Edits of the show file: what can be asked for, what is answered, and who answers it.

The show file is text that people write and read; an edit changes as little of it as it can. Values are what JSON has.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

Steps: TypeAlias = tuple[str | int, ...]
"""The way from the top of the file: names of keys and positions of items, from 0."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """Write a value at a path; what is missing on the way is written too."""

    path: Steps
    value: Any  # as JSON has it
    op: Literal["set"] = "set"


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an entry or an item out."""

    path: Steps
    op: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Insert:
    """Put an item into a list, before the one at the position that ends the path."""

    path: Steps
    value: Any  # as JSON has it
    op: Literal["insert"] = "insert"


@dataclass(frozen=True, slots=True)
class RecordLook:
    """Write a look: its lines, by selector. One of that name is replaced."""

    look: str
    lines: dict[str, Any]  # as JSON has it
    op: Literal["record-look"] = "record-look"


@dataclass(frozen=True, slots=True)
class RecordCue:
    """Write a cue, with the keys of the show file. One of its number is replaced; a new one stands in order."""

    cue: dict[str, Any]  # as JSON has it
    list: str = "main"
    op: Literal["record-cue"] = "record-cue"


@dataclass(frozen=True, slots=True)
class DeleteCue:
    """Take a cue out of its list."""

    cue: str
    list: str = "main"
    op: Literal["delete-cue"] = "delete-cue"


@dataclass(frozen=True, slots=True)
class RenumberCue:
    """Give a cue another number; it moves to where that stands in order."""

    cue: str
    to: str
    list: str = "main"
    op: Literal["renumber-cue"] = "renumber-cue"


@dataclass(frozen=True, slots=True)
class RelabelCue:
    """Give a cue another label."""

    cue: str
    label: str
    list: str = "main"
    op: Literal["relabel-cue"] = "relabel-cue"


@dataclass(frozen=True, slots=True)
class ChangeCue:
    """Give some keys of a cue other values, e.g. its fade and notes; null takes a key out. The rest of it stays."""

    cue: str
    values: dict[str, Any]  # as JSON has it
    list: str = "main"
    op: Literal["change-cue"] = "change-cue"


Edit: TypeAlias = SetValue | Remove | Insert | RecordLook | RecordCue | DeleteCue | RenumberCue | RelabelCue | ChangeCue


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the text that an edit would have made."""

    file: str
    line: int
    col: int
    width: int
    severity: Literal["error", "warning"]
    text: str


@dataclass(frozen=True, slots=True)
class EditAnswer:
    """What came of an edit, an undo or a redo.

    Attributes:
        ok: False = refused, and nothing changed, on disk or on stage.
        text: one sentence.
        hash: of the show that plays.
        mistakes: why it was refused, or warnings.
    """

    ok: bool
    text: str
    hash: str
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One text that the show file had.

    Attributes:
        what: what made it, in words.
        source: who did.
        at: wall time, for people.
        hash: SHA-256 of the text.
    """

    what: str
    source: str
    at: str
    hash: str


@dataclass(frozen=True, slots=True)
class History:
    """The texts the show file had, oldest first, and which of them it has."""

    steps: tuple[HistoryStep, ...]
    current: int


class Editor(Protocol):
    """Changes the show file that plays. Nothing here blocks the loop, and nothing raises for what a person asks."""

    async def edit(self, edits: tuple[Edit, ...], *, source: str) -> EditAnswer:
        """Make edits, all or none: in the text, on disk, on stage."""

    async def undo(self, *, source: str) -> EditAnswer:
        """Go back to the text before."""

    async def redo(self, *, source: str) -> EditAnswer:
        """Take back the last undo."""

    async def text(self) -> str:
        """Give the text of the show file as it is on disk."""

    async def history(self) -> History:
        """Give the steps that undo and redo walk."""
