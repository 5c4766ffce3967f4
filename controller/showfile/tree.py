"""The tree of a YAML text: scalars, items and keys, each with its place in the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a node: names of keys and positions of items."""

Value: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column from 1, its width, and how many quote signs open it.

    ``file`` is empty in the file that was asked for, else the name of one that it uses.
    """

    line: int
    col: int
    width: int = 1
    quotes: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; ``text`` is how it was written, without quotes."""

    place: Place
    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``whole`` is False once a broken item was cut out."""

    place: Place
    items: tuple["Node", ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping: key → (place of the key, node). ``whole`` is False once a broken entry was cut out."""

    place: Place
    entries: Mapping[str, tuple[Place, "Node"]]
    whole: bool = True


Node: TypeAlias = Scalar | Items | Keys


def plain(node: Node) -> object:
    """Turn a node into dicts, lists and values."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, (_, child) in node.entries.items()}


def child_of(node: Node, step: str | int) -> Node | None:
    """Take one step down, or None where there is no such child."""
    if isinstance(node, Keys) and isinstance(step, str) and step in node.entries:
        return node.entries[step][1]
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def find(root: Node, path: Path) -> Node | None:
    """Find the node at the end of a path, or None."""
    node: Node | None = root
    for step in path:
        node = child_of(node, step) if node is not None else None
    return node


def real_path(root: Node, steps: Sequence[str | int]) -> Path:
    """Keep the steps that exist in the tree: validators put names of union branches between them."""
    node, path = root, []
    for step in steps:
        child = child_of(node, step)
        if child is not None:
            node = child
            path.append(step)
    return tuple(path)


def place_of(root: Node, path: Path, *, key: bool = False) -> Place:
    """Find where something stands.

    Args:
        root: of the tree.
        path: to the node; steps that are missing are left out, so the place is that of the nearest parent.
        key: True = where its key stands, if it has one.

    Returns:
        The place of the key or the value.
    """
    node, place = root, root.place
    for step in path:
        child = child_of(node, step)
        if child is None:
            break
        by_key = key and isinstance(node, Keys) and isinstance(step, str)
        place = node.entries[step][0] if by_key and isinstance(node, Keys) and isinstance(step, str) else child.place
        node = child
    return place


def placed_in(node: Node, file: str) -> Node:
    """Give the same tree, its places being those of a file."""
    place = replace(node.place, file=file)
    if isinstance(node, Scalar):
        return Scalar(place, node.text, node.value)
    if isinstance(node, Items):
        return Items(place, tuple(placed_in(item, file) for item in node.items), node.whole)
    entries = {key: (replace(at, file=file), placed_in(child, file)) for key, (at, child) in node.entries.items()}
    return Keys(place, entries, node.whole)


def without(root: Keys, paths: Iterable[Path]) -> Keys:
    """Cut nodes out of a tree; their parents are no longer ``whole``."""
    cuts: dict[str | int, list[Path]] = {}
    for path in paths:
        if path:
            cuts.setdefault(path[0], []).append(path[1:])
    pruned = _prune(root, cuts)
    return pruned if isinstance(pruned, Keys) else root


def _prune(node: Node, cuts: Mapping[str | int, list[Path]]) -> Node:
    if isinstance(node, Scalar) or not cuts:
        return node
    whole = node.whole and all(() not in rests for rests in cuts.values())
    if isinstance(node, Items):
        kept = (_kept(child, cuts.get(step)) for step, child in enumerate(node.items))
        return Items(node.place, tuple(child for child in kept if child is not None), whole)
    entries: dict[str, tuple[Place, Node]] = {}
    for key, (place, child) in node.entries.items():
        left = _kept(child, cuts.get(key))
        if left is not None:
            entries[key] = (place, left)
    return Keys(node.place, entries, whole)


def _kept(child: Node, rests: list[Path] | None) -> Node | None:
    """Keep what is left of a child: itself, a pruned form, or None when it is cut out as a whole."""
    if rests is None:
        return child
    if () in rests:
        return None
    deeper: dict[str | int, list[Path]] = {}
    for rest in rests:
        deeper.setdefault(rest[0], []).append(rest[1:])
    return _prune(child, deeper)
