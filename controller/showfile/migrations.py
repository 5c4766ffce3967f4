"""Versions of the show file: what was called otherwise once, and how an old file is read today.

A table first: each step names what was renamed and where. An old spelling is read as the new one and told as a
warning; ``kintsugi check --upgrade`` writes it. A file of a version to come is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from controller.showfile.problem import Problem
from controller.showfile.tree import Items, Keys, Node, Path, Place, Scalar

VERSION: Final = 1
"""Of the show files that this program writes."""
EACH: Final = "*"
"""Stands in a pattern for every key or item."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One key that has another name since a version.

    Attributes:
        since: the version.
        where: pattern of the block it stands in.
    """

    since: int
    where: tuple[str, ...]
    old: str
    new: str


RENAMES: Final = (
    Rename(1, (), "scenes", "looks"),
    Rename(1, ("cues", EACH), "scene", "look"),
    Rename(1, ("lists", EACH, "cues", EACH), "scene", "look"),
    Rename(1, ("panic",), "scene", "look"),
)


@dataclass(frozen=True, slots=True)
class OldKey:
    """An old spelling in a file: where it stands, and what it is called now."""

    path: Path
    place: Place
    rename: Rename


def migrated(tree: Keys, file: str) -> tuple[Keys | None, tuple[Problem, ...]]:
    """Read a tree as one of today's version.

    Args:
        tree: of one file.
        file: its name, for the problems.

    Returns:
        The tree with today's keys, each at its own place, and a warning for each old one; None and an error for a
        file of a version to come.
    """
    version = version_of(tree)
    if version is not None and version > VERSION:
        place = tree.entries["kintsugi"][1].place
        said = f"this file is of version {version}; this Kintsugi reads versions up to {VERSION}. Update Kintsugi"
        return None, (Problem(file, place.line, place.col, said, width=place.width),)
    problems = []
    for old in old_keys(tree):
        said = f"'{old.rename.old}' is called '{old.rename.new}' since version {old.rename.since}"
        text = f"{said}; `kintsugi check --upgrade` writes it so"
        problems.append(Problem(file, old.place.line, old.place.col, text, "warning", width=old.place.width))
        tree = _renamed(tree, old.path, old.rename.new)
    return tree, tuple(problems)


def version_of(tree: Keys) -> int | None:
    """Give the version a file says it has; None = it says none that can be one."""
    entry = tree.entries.get("kintsugi")
    value = entry[1].value if entry is not None and isinstance(entry[1], Scalar) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def old_keys(tree: Keys) -> tuple[OldKey, ...]:
    """Find the old spellings in a file. One that says its version has only those that came after it."""
    version = version_of(tree) or 0
    return tuple(
        OldKey((*path, rename.old), block.entries[rename.old][0], rename)
        for rename in RENAMES
        if rename.since > version
        for path, block in _blocks(tree, rename.where)
        if rename.old in block.entries and rename.new not in block.entries
    )


def _blocks(node: Node, where: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Keys]]:
    """Give the blocks of a pattern that there are."""
    if not where:
        if isinstance(node, Keys):
            yield path, node
        return
    step, *rest = where
    children: list[tuple[str | int, Node]] = []
    if isinstance(node, Items) and step == EACH:
        children = list(enumerate(node.items))
    elif isinstance(node, Keys):
        children = [(key, child) for key, (_, child) in node.entries.items() if step in {EACH, key}]
    for key, child in children:
        yield from _blocks(child, tuple(rest), (*path, key))


def _renamed(node: Keys, path: Path, new: str) -> Keys:
    """Give a tree in which the key at the end of a path has another name."""
    changed = _changed(node, path, new)
    return changed if isinstance(changed, Keys) else node


def _changed(node: Node, path: Path, new: str) -> Node:
    step, rest = path[0], path[1:]
    if isinstance(node, Items):
        items = (_changed(item, rest, new) if at == step else item for at, item in enumerate(node.items))
        return Items(node.place, tuple(items), node.whole)
    if isinstance(node, Scalar):
        return node
    entries: dict[str, tuple[Place, Node]] = {}
    for key, (place, child) in node.entries.items():
        if key != step:
            entries[key] = (place, child)
        elif rest:
            entries[key] = (place, _changed(child, rest, new))
        else:
            entries[new] = (place, child)
    return Keys(node.place, entries, node.whole)
