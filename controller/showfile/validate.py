"""Tree → document: the shape is checked, and what is broken is cut out so that the rest can be checked too."""

import re
from typing import Final, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from controller.showfile.document.base import Block
from controller.showfile.document.kind import Kind, WrongError, shown
from controller.showfile.document.whole import Document
from controller.showfile.problem import nearest
from controller.showfile.report import MOST_PROBLEMS, Report
from controller.showfile.tree import Items, Keys, Path, Scalar, find, plain, real_path

_MOST_ROUNDS: Final = 12
_AFTER_COMMA: Final = re.compile(r"\d{1,9}\s*[a-z%]{0,4}")
"""What is left of a number whose decimals were written after a comma, within braces."""

_Whole = TypeVar("_Whole", bound=Block)
_Blocks: TypeAlias = dict[int, type[Block]]
"""Which block each mapping was read as, by the identity of its dict."""


def read_document(report: Report) -> Document | None:
    """Check the shape of a show file; see ``read_blocks``."""
    return read_blocks(report, Document)


def read_blocks(report: Report, whole: type[_Whole]) -> _Whole | None:
    """Check the shape of a file and note every mistake.

    A broken part is cut out and the rest is read again, until it fits: so mistakes in names and numbers elsewhere come
    to light in the same run. What goes wrong only because something was cut out is not noted.

    Args:
        report: holds the tree, takes the mistakes; its tree is then the one that fits the document.
        whole: the block that the file is.

    Returns:
        The document, or None when too little is left of it.
    """
    for _ in range(_MOST_ROUNDS):
        values = plain(report.tree)
        blocks: _Blocks = {}
        try:
            return whole.model_validate(values, context=blocks)
        except ValidationError as refusal:
            details = refusal.errors(include_url=False, include_input=False)
        cuts = [_note(report, values, blocks, detail) for detail in details[:MOST_PROBLEMS]]
        if len(details) > MOST_PROBLEMS:
            more, path = len(details) - MOST_PROBLEMS, real_path(report.tree, details[MOST_PROBLEMS]["loc"])
            report.error(path, f"{more} more mistakes follow from here; mend the ones above first", key=True)
            return None
        if () in cuts:
            break
        report.cut(cuts)
    return None


def _note(report: Report, values: object, blocks: _Blocks, detail: ErrorDetails) -> Path:
    """Note one mistake in words; tell what must be cut out to go on without it."""
    path = real_path(report.tree, detail["loc"])
    kind, name = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    node = find(report.tree, path)
    if isinstance(node, (Keys, Items)) and not node.whole:
        return path  # it goes wrong because a part was cut out, and that part was noted
    if kind == "extra_forbidden":
        block = blocks.get(id(_at(values, path[:-1])))
        known = block_keys(block) if block else ()
        otherwise = f"; the keys here are {', '.join(known)}"
        said = f"unknown key '{name[:60]}'"
        if _AFTER_COMMA.fullmatch(name) and isinstance(node, Scalar) and node.value is None:
            said, otherwise = f"{said}: a ',' ends the value before it; decimals have a point", ""
        report.error(path, said, key=True, wanted=name[:60], known=known, otherwise=otherwise)
    elif kind == "missing":
        written = _at(values, path)
        block = blocks.get(id(written))
        if not _is_misspelt(name, written, block):
            report.error(path, f"the key '{name}' is missing; {_advice(block, name)}", key=True)
    elif isinstance(wrong := detail.get("ctx", {}).get("error"), WrongError):
        empty = isinstance(node, Scalar) and node.value is None
        report.error(
            path,
            str(wrong),
            key=empty,
            suggestion=wrong.suggestion,
            wanted=wrong.wanted,
            known=wrong.known,
            otherwise=wrong.otherwise,
        )
    else:
        report.error(path, _words(detail, node), key=isinstance(node, (Keys, Items)))
    return path


def block_keys(block: type[Block]) -> tuple[str, ...]:
    """List the keys of a block as they are written."""
    return tuple(field.alias or name for name, field in block.model_fields.items())


def _is_misspelt(name: str, written: object, block: type[Block] | None) -> bool:
    """Tell whether a missing key stands there in another spelling: then that is told already."""
    known = block_keys(block) if block else ()
    others = [key for key in written if key not in known] if isinstance(written, dict) else []
    return any(nearest(str(other)[:60], known) == name for other in others[:10])


def _advice(block: type[Block] | None, name: str) -> str:
    """Say what to write for a missing key."""
    for key, field in block.model_fields.items() if block else ():
        if name in {key, field.alias}:
            kinds = [mark for mark in field.metadata if isinstance(mark, Kind)]
            return f"add {name}: {kinds[0].example}" if kinds else f"add {name}:"
    return "add it"


def _words(detail: ErrorDetails, node: object) -> str:
    """Say an error of the shape in words."""
    found = shown(plain(node)) if isinstance(node, (Scalar, Items, Keys)) else "this"
    kind = detail["type"]
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "form":
        return f"{found} cannot stand here; {detail['msg']}"
    if kind == "model_type":
        keys = _keys_of(str(detail["ctx"]["class_name"]))
        said = f"{found} cannot stand here; write keys with their values, {{key: value}}"
        return f"{said}; the keys here are {', '.join(keys)}"
    if kind == "dict_type":
        return f"{found} cannot stand here; write names, each with its own keys"
    if kind == "list_type":
        return f"{found} cannot stand here; write a list, each item with a '-' before it"
    return f"{found} cannot stand here: {detail['msg']}"


def _keys_of(class_name: str) -> tuple[str, ...]:
    waiting: list[type[Block]] = [Block]
    while waiting:
        block = waiting.pop()
        if block.__name__ == class_name:
            return block_keys(block)
        waiting.extend(block.__subclasses__())
    return ()


def _at(values: object, path: Path) -> object:
    for step in path:
        if isinstance(values, (dict, list)):
            values = values[step]  # type: ignore[index]  # the path was made from these values
    return values
