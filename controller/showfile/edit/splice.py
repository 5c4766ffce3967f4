"""One change of a text: written at the place it belongs, everything else as it was, byte for byte.

What came out is read again and compared with what was meant. Where a splice would not say that, the block it stands in
is written anew; where even that would not, the edit is refused.
"""

from collections.abc import Callable
from typing import Any

import yaml

from controller.showfile.edit.marks import EditError, Marked, Spot, said
from controller.showfile.edit.write import WIDEST, block, flow, item, scalar
from controller.showfile.reading import read_tree
from controller.showfile.tree import Path, plain

_Splice = Callable[[Marked], str]


def set_value(text: str, path: Path, value: Any) -> str:  # Any: as JSON has it
    """Write a value at a path.

    Raises:
        EditError: it cannot stand there.
    """
    if not path:
        raise EditError("the whole file cannot be set; name a path in it")
    flow(value)
    wanted = _with(_read(text), path, value)
    return _spliced(text, path, wanted, lambda marked: _set(marked, path, value))


def remove(text: str, path: Path) -> str:
    """Take an entry or an item out.

    Raises:
        EditError: there is none.
    """
    if not path or Marked(text).spot(path) is None:
        raise EditError(f"there is nothing at {said(path)}")
    wanted = _read(text)
    parent = _down(wanted, path[:-1])
    del parent[path[-1]]
    return _spliced(text, path, wanted, lambda marked: _remove(marked, path))


def insert(text: str, path: Path, value: Any) -> str:  # Any: as JSON has it
    """Put an item into a list, before the position that ends the path.

    Raises:
        EditError: there is no such list or position.
    """
    flow(value)
    wanted = _read(text)
    items = _down(wanted, path[:-1]) if path else None
    at = path[-1] if path else None
    if not isinstance(items, list) or not isinstance(at, int) or not 0 <= at <= len(items):
        raise EditError(f"{said(path)} is no position in a list")
    items.insert(at, value)
    return _spliced(text, path, wanted, lambda marked: _insert(marked, path, value))


def rename(text: str, path: Path, name: str) -> str:
    """Give a key another name, at its place.

    Raises:
        EditError: there is no such key.
    """
    marked = Marked(text)
    marked.need(path)
    start = marked.key_start(path)
    end = marked.text.index(":", start)
    written = marked.text[start:end]
    return text[:start] + scalar(name) + written[len(written.rstrip()) :] + text[end:]


def _spliced(text: str, path: Path, wanted: Any, splice: _Splice) -> str:
    """Splice, and write larger and larger blocks anew until the text says what is wanted."""
    for attempt in (splice, *(_rewriting(path[:length], wanted) for length in range(len(path) - 1, 0, -1))):
        try:
            result = attempt(Marked(text))
        except (EditError, ValueError):
            continue
        if _reads_as(result, wanted):
            return result
    raise EditError(f"this cannot be written at {said(path)}")


def _rewriting(path: Path, wanted: Any) -> _Splice:
    return lambda marked: _replace(marked, marked.need(path), _down(wanted, path))


def _set(marked: Marked, path: Path, value: Any) -> str:
    spot = marked.spot(path)
    if spot is not None:
        return _replace(marked, spot, value)
    parent = marked.spot(path[:-1]) if len(path) > 1 else Spot(marked.root, 0, len(marked.text), flow=False, col=0)
    if parent is None:
        return _set(marked, path[:-1], {path[-1]: value})
    if isinstance(parent.node, yaml.ScalarNode):
        return _replace(marked, parent, {path[-1]: value})
    if not isinstance(parent.node, yaml.MappingNode):
        raise EditError(f"{said(path[:-1])} is a list; insert an item there")
    return _add(marked, parent, str(path[-1]), value, is_root=len(path) == 1)


def _replace(marked: Marked, spot: Spot, value: Any) -> str:
    """Write another value where one stands."""
    text = marked.text
    space = " " if spot.start == spot.end else ""
    if spot.is_block and not spot.flow and isinstance(value, (dict, list)) and value:
        lines = list(block(value, spot.col))
        return text[: spot.start] + "\n".join(lines).lstrip(" ") + text[spot.end :]
    if isinstance(spot.node, yaml.ScalarNode) and not isinstance(value, (dict, list)):
        quote = spot.node.style if isinstance(value, str) and spot.node.style in {"'", '"'} else ""
        return text[: spot.start] + space + scalar(value, quote or "") + text[spot.end :]
    written = flow(value)
    start = marked.line_start(spot.start)
    if not spot.flow and isinstance(value, dict) and spot.start - start + len(written) > WIDEST and value:
        indent = len(text[start : spot.start]) - len(text[start : spot.start].lstrip(" -")) + 2
        return text[: spot.start].rstrip(" ") + "\n" + "\n".join(block(value, indent)) + text[spot.end :]
    return text[: spot.start] + space + written + text[spot.end :]


def _add(marked: Marked, parent: Spot, key: str, value: Any, *, is_root: bool) -> str:
    """Write a new entry behind the last one of a block of keys."""
    text, entries = marked.text, parent.node.value
    if not parent.is_block:
        before = text[: parent.end - 1].rstrip()
        comma = "" if not entries else " " if before.endswith(",") else ", "
        gap = text[len(before) : parent.end - 1]
        return f"{before}{comma}{scalar(key)}: {flow(value)}{gap}{text[parent.end - 1 :]}"
    last = marked.spot_of(parent, len(entries) - 1)
    col = entries[0][0].start_mark.column
    at = marked.line_end(last.end)
    blocky = isinstance(value, dict) and value and (is_root or last.is_block)
    head = f"{' ' * col}{scalar(key)}:"
    lines = [head, *block(value, col + 2)] if blocky else list(block({key: value}, col))
    gap = "\n" if is_root and text[:at].count("\n\n") else ""
    return text[:at] + "\n" + gap + "\n".join(lines) + (text[at:] or "\n")


def _remove(marked: Marked, path: Path) -> str:
    text = marked.text
    parent = marked.need(path[:-1]) if len(path) > 1 else None
    node = marked.root if parent is None else parent.node
    start, end = marked.key_start(path), marked.need(path).end
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        return _cut(text, start, end)
    line = marked.line_start(start)
    if text[line:start].strip(" "):
        raise EditError("it does not begin its line")
    return text[:line] + text[marked.line_end(end) + 1 :]


def _cut(text: str, start: int, end: int) -> str:
    """Cut something out of brackets, with the comma that is then too much."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if after.startswith(","):
        return text[:start] + after[1:].lstrip()
    if before.endswith(","):
        return before[:-1] + text[end:]
    return before + after


def _insert(marked: Marked, path: Path, value: Any) -> str:
    text, at = marked.text, path[-1]
    spot = marked.need(path[:-1])
    items = spot.node.value
    if not isinstance(at, int) or not items:
        return _replace(marked, spot, [value])
    if not spot.is_block:
        if at < len(items):
            place = marked.at(items[at].start_mark)
            return f"{text[:place]}{flow(value)}, {text[place:]}"
        return f"{text[: spot.end - 1].rstrip()}, {flow(value)}{text[spot.end - 1 :]}"
    neighbour = marked.need((*path[:-1], min(at, len(items) - 1)))
    lines = item(value, spot.col, as_block=neighbour.is_block)
    if at == 0:
        place = marked.line_start(marked.key_start((*path[:-1], 0)))
        if text[place : spot.start].strip(" "):
            raise EditError("the list does not begin its line")
        return text[:place] + "\n".join(lines) + "\n" + text[place:]
    place = marked.line_end(marked.need((*path[:-1], at - 1)).end)
    return text[:place] + "\n" + "\n".join(lines) + text[place:]


def _read(text: str) -> Any:
    """Read a text as plain values.

    Raises:
        EditError: it cannot be read.
    """
    tree, problems = read_tree(text, "")
    if tree is None or problems:
        raise EditError("the show file cannot be read as it is; mend its mistakes first")
    return plain(tree)


def _reads_as(text: str, wanted: Any) -> bool:
    tree, problems = read_tree(text, "")
    return tree is not None and not problems and _same(plain(tree), wanted)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike; an empty block may be written as nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(map(str, other)) == list(one) and all(_same(one[str(key)], other[key]) for key in other)
    if isinstance(one, list) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if one is None and other in ({}, []):
        return True
    return type(one) is type(other) and one == other


def _down(values: Any, path: Path) -> Any:
    for step in path:
        if not _has(values, step):
            raise EditError(f"there is nothing at {said(path)}")
        values = values[step]
    return values


def _has(values: Any, step: str | int) -> bool:
    if isinstance(values, list):
        return isinstance(step, int) and 0 <= step < len(values)
    return isinstance(values, dict) and step in values


def _with(values: Any, path: Path, value: Any) -> Any:
    """Set a value in plain values; what is missing on the way is made."""
    here = values
    for step, following in zip(path, [*path[1:], None], strict=True):
        if following is None:
            if isinstance(here, list) and not _has(here, step):
                raise EditError(f"there is no item at {said(path)}; insert one")
            if isinstance(here, dict) and not isinstance(step, str):
                raise EditError(f"{said(path)}: '{step}' is a position, but there is no list; set the whole list")
            here[step] = value
            break
        if isinstance(here, dict) and isinstance(step, str) and here.get(step) is None:
            here[step] = {}
        below = _down(here, (step,))
        if not isinstance(below, (dict, list)):
            raise EditError(f"{said(path)}: '{step}' holds a single value, nothing can stand in it")
        here = below
    return values
