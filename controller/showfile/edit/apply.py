"""Edits of a show file, one after another: text in, text out. What an edit means in terms of cues and looks."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from controller.model.editing import (
    ChangeCue,
    DeleteCue,
    Edit,
    Insert,
    RecordCue,
    RecordLook,
    RelabelCue,
    Remove,
    RenumberCue,
    SetValue,
)
from controller.showfile.edit.marks import EditError
from controller.showfile.edit.splice import insert, remove, rename, set_value
from controller.showfile.migrations import VERSION, old_keys
from controller.showfile.reading import read_tree
from controller.showfile.tree import Items, Keys, Path, Scalar, find, plain

MAIN: Final = "main"


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Make edits in a text.

    Args:
        text: of the show file.
        edits: one after another; each sees what those before it made.

    Returns:
        The new text. Whether it is a good show is for ``check_show`` to say.

    Raises:
        EditError: one of them cannot be made; none is then.
    """
    for edit in edits:
        text = _EDITS[type(edit)](text, edit)
    return text


def say_edits(edits: Sequence[Edit]) -> str:
    """Say in a few words what edits do."""
    said = [_SAID[type(edit)](edit) for edit in edits[:3]]
    return ", ".join(said) + (f" and {len(edits) - 3} more" if len(edits) > 3 else "")


def upgraded(text: str) -> str:
    """Write a show file as one of today's version: old keys renamed in place, the version at the top.

    Raises:
        EditError: it cannot be read.
    """
    while (tree := _tree(text)) and (old := old_keys(tree)):
        text = rename(text, old[0].path, old[0].rename.new)
    if "kintsugi" in tree.entries:
        return set_value(text, ("kintsugi",), VERSION)
    first = min(place.line for place, _ in tree.entries.values())
    lines = text.split("\n")
    return "\n".join([*lines[: first - 1], f"kintsugi: {VERSION}", *lines[first - 1 :]])


def _record_look(text: str, edit: RecordLook) -> str:
    return set_value(text, ("looks", edit.look), edit.lines)


def _record_cue(text: str, edit: RecordCue) -> str:
    number = edit.cue.get("cue")
    if not isinstance(number, (str, int, float)) or isinstance(number, bool):
        raise EditError("a cue needs its number; write it under 'cue'")
    path, numbers = _cues(text, edit.list)
    if str(number) in numbers:
        return set_value(text, (*path, numbers.index(str(number))), edit.cue)
    if not numbers:
        return set_value(text, path, [edit.cue])
    return insert(text, (*path, _place(numbers, str(number))), edit.cue)


def _delete_cue(text: str, edit: DeleteCue) -> str:
    return remove(text, _cue(text, edit.cue, edit.list))


def _renumber_cue(text: str, edit: RenumberCue) -> str:
    path = _cue(text, edit.cue, edit.list)
    _, numbers = _cues(text, edit.list)
    if edit.to in numbers and edit.to != edit.cue:
        raise EditError(f"cue {edit.to} exists already; give this one another number")
    at = numbers.index(edit.cue)
    others = [number for number in numbers if number != edit.cue]
    to = _place(others, edit.to)
    if to == at:
        return set_value(text, (*path, "cue"), edit.to)
    tree = find(_tree(text), path)
    cue = plain(tree) if tree is not None else None
    if not isinstance(cue, dict):
        raise EditError(f"cue {edit.cue} is not a block of keys")
    return insert(remove(text, path), (*path[:-1], to), {**cue, "cue": edit.to})


def _relabel_cue(text: str, edit: RelabelCue) -> str:
    return set_value(text, (*_cue(text, edit.cue, edit.list), "label"), edit.label)


def _change_cue(text: str, edit: ChangeCue) -> str:
    if "cue" in edit.values:
        raise EditError("a cue gets another number by renumber-cue")
    path = _cue(text, edit.cue, edit.list)
    for key, value in edit.values.items():
        if value is not None:
            text = set_value(text, (*path, key), value)
        elif find(_tree(text), (*path, key)) is not None:
            text = remove(text, (*path, key))
    return text


def _cue(text: str, number: str, list_id: str) -> Path:
    """Find a cue by its number.

    Raises:
        EditError: there is none.
    """
    path, numbers = _cues(text, list_id)
    if number not in numbers:
        has = ", ".join(numbers[:20]) or "none"
        raise EditError(f"no cue {number!r} in list {list_id} of this file; it has {has}")
    return (*path, numbers.index(number))


def _cues(text: str, list_id: str) -> tuple[Path, list[str]]:
    """Find the cues of a list: their path, and their numbers as they are written."""
    tree = _tree(text)
    path: Path = ("lists", list_id, "cues")
    if list_id == MAIN and find(tree, path) is None:
        path = ("cues",)
    elif find(tree, path[:2]) is None:
        raise EditError(f"no cue list {list_id!r} in this file")
    node = find(tree, path)
    cues = node.items if isinstance(node, Items) else ()
    numbers = [find(cue, ("cue",)) for cue in cues]
    return path, [number.text if isinstance(number, Scalar) else "" for number in numbers]


def _place(numbers: Sequence[str], number: str) -> int:
    """Say where a number stands in order; one that is no number comes last."""
    try:
        wanted = float(number)
        return next((at for at, other in enumerate(numbers) if float(other) > wanted), len(numbers))
    except ValueError:
        return len(numbers)


def _tree(text: str) -> Keys:
    tree, problems = read_tree(text, "")
    if tree is None or problems:
        raise EditError("the show file cannot be read as it is; mend its mistakes first")
    return tree


# Each function takes its own kind of edit; these tables alone pair them, so Any stands for "its own kind".
_EDITS: Final[Mapping[type, Callable[[str, Any], str]]] = MappingProxyType(
    {
        SetValue: lambda text, edit: set_value(text, tuple(edit.path), edit.value),
        Remove: lambda text, edit: remove(text, tuple(edit.path)),
        Insert: lambda text, edit: insert(text, tuple(edit.path), edit.value),
        RecordLook: _record_look,
        RecordCue: _record_cue,
        DeleteCue: _delete_cue,
        RenumberCue: _renumber_cue,
        RelabelCue: _relabel_cue,
        ChangeCue: _change_cue,
    }
)
_SAID: Final[Mapping[type, Callable[[Any], str]]] = MappingProxyType(
    {
        SetValue: lambda edit: f"set {'/'.join(map(str, edit.path))}",
        Remove: lambda edit: f"remove {'/'.join(map(str, edit.path))}",
        Insert: lambda edit: f"insert {'/'.join(map(str, edit.path))}",
        RecordLook: lambda edit: f"record look {edit.look}",
        RecordCue: lambda edit: f"record cue {edit.cue.get('cue')}",
        DeleteCue: lambda edit: f"delete cue {edit.cue}",
        RenumberCue: lambda edit: f"renumber cue {edit.cue} to {edit.to}",
        RelabelCue: lambda edit: f"relabel cue {edit.cue}",
        ChangeCue: lambda edit: f"change {', '.join(edit.values) or 'nothing'} of cue {edit.cue}",
    }
)
