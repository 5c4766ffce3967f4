"""Values as YAML that people would write: plain words where they are safe, quotes where they are not."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from controller.showfile.edit.marks import EditError
from controller.showfile.reading import scalar_value

WIDEST: Final = 100
"""A line in brackets that would be longer is written as a block."""
_DEEPEST: Final = 20
_PLAIN: Final = re.compile(r"[A-Za-z0-9_/](?:[A-Za-z0-9_./%+ -]|(?<=[0-9]):(?=[0-9]))*(?<! )")


def flow(value: Any, depth: int = 0) -> str:  # Any: as JSON has it
    """Write a value in one line.

    Raises:
        EditError: it is nothing that JSON has, or nested too deep.
    """
    if depth > _DEEPEST:
        raise EditError(f"the value is nested more than {_DEEPEST} deep")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(child, depth + 1)}" for key, child in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item, depth + 1) for item in value) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> Iterator[str]:  # Any: as JSON has it
    """Write a block of keys or a list in lines, each entry in one line if it fits, else in a block of its own."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _entry(f"{pad}{scalar(str(key))}:", child, indent)
    else:
        for item in value:
            yield from _entry(f"{pad}-", item, indent)


def _entry(head: str, child: Any, indent: int) -> Iterator[str]:
    line = f"{head} {flow(child)}"
    if len(line) <= WIDEST or not isinstance(child, (dict, list, tuple)) or not child:
        yield line
        return
    yield head
    yield from block(child, indent + 2)


def item(value: Any, indent: int, *, as_block: bool) -> list[str]:  # Any: as JSON has it
    """Write an item of a list: in one line, or its keys below each other."""
    line = f"{' ' * indent}- {flow(value)}"
    if not isinstance(value, dict) or not value or (not as_block and len(line) <= WIDEST):
        return [line]
    lines = list(block(value, indent + 2))
    lines[0] = f"{' ' * indent}- {lines[0].strip()}"
    return lines


def scalar(value: Any, quote: str = "") -> str:  # Any: as JSON has it
    """Write one value; ``quote``: the sign that a text was in before.

    Raises:
        EditError: it is nothing that JSON has.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            raise EditError(f"{value} is no number that a show file can hold")
        return json.dumps(value)
    if not isinstance(value, str):
        raise EditError(f"a {type(value).__name__} cannot stand in a show file")
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if not quote and _PLAIN.fullmatch(value) and scalar_value(value) == value:
        return value
    return _quoted(value)


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() or sign == " " else f"\\u{ord(sign):04x}" for sign in escaped)
