"""``use: rig.yaml``: the trees of several files become one, every place knowing its own file.

What is used comes first, in the order it is named; the show's own entries follow. A name that two files give is an
error that names both places, but in ``show``, ``policy`` and ``panic`` the show's own word wins, key by key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from controller.showfile.assets import AssetError, Reads, asset_name, shown_name
from controller.showfile.migrations import migrated
from controller.showfile.problem import Problem
from controller.showfile.reading import LARGEST_BYTES, read_tree
from controller.showfile.tree import Items, Keys, Node, Place, Scalar, placed_in

DEEPEST_USE: Final = 8
_OWN_WINS: Final = frozenset({"show", "policy", "panic"})
_JOINED: Final = frozenset({"bindings"})
_OWN_ONLY: Final = frozenset({"use", "kintsugi"})


def read_whole(text: str, file: str, reads: Reads) -> tuple[Keys | None, tuple[Problem, ...]]:
    """Read a show file and every file it uses; never raises, whatever they hold.

    Args:
        text: of the show file.
        file: its name, for the problems.
        reads: gives the files it uses, and remembers them.

    Returns:
        One tree, or None when the show file itself cannot be read; and what is wrong with any of the files.
    """
    joining = _Joining(file, reads, size=len(text.encode(errors="replace")))
    tree = joining.part(text, file, ())
    return tree, tuple(joining.problems)


@dataclass(slots=True)
class _Joining:
    """One show being put together."""

    file: str
    reads: Reads
    size: int
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def part(self, text: str, file: str, chain: tuple[str, ...]) -> Keys | None:
        """Read one file with all that it uses; ``chain``: the names of the files that led here."""
        tree, problems = read_tree(text, file)
        self.problems.extend(problems)
        if tree is None:
            return None
        if chain:
            placed = placed_in(tree, file)
            tree = placed if isinstance(placed, Keys) else tree
        tree, problems = migrated(tree, file)
        self.problems.extend(problems)
        if tree is None or "use" not in tree.entries:
            return tree
        whole = Keys(tree.place, {})
        for node in _names(tree.entries["use"][1]):
            used = self._used(node, file, chain)
            if used is not None:
                whole = self._joined(whole, used)
        return self._joined(whole, tree, own=True)

    def _used(self, node: Scalar, file: str, chain: tuple[str, ...]) -> Keys | None:
        """Read one file that is used; None = it cannot be, or was already."""
        try:
            name = self._name(node, file, chain)
            if name in self.used:
                return None
            text = self._text(name)
        except AssetError as error:
            self._report(node.place, f"'{node.text[:60]}' cannot be used: {error}")
            return None
        self.used.add(name)
        shown = shown_name(self.file, name)
        self.reads.remember(shown, name)
        return self.part(text, shown, (*chain, name))

    def _name(self, node: Scalar, file: str, chain: tuple[str, ...]) -> str:
        """Find the file that is meant.

        Raises:
            AssetError: it may not be used here.
        """
        name = asset_name(self.reads.folder_of(file), node.text)
        own = self.file.replace("\\", "/").rpartition("/")[2]
        if name in chain or name == own:
            way = " → ".join((own, *chain, name))
            raise AssetError(f"it would use itself: {way}; take one 'use' out")
        if len(chain) >= DEEPEST_USE:
            raise AssetError(f"files that use files go at most {DEEPEST_USE} deep")
        return name

    def _text(self, name: str) -> str:
        raw = self.reads.read(name)
        self.size += len(raw)
        if self.size > LARGEST_BYTES:
            raise AssetError(f"with it the show has more than {LARGEST_BYTES // 1_000_000} MB of text")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise AssetError(f"it is not UTF-8 text (byte {error.start}); save it as UTF-8") from None

    def _joined(self, first: Keys, second: Keys, *, own: bool = False) -> Keys:
        """Put the sections of two files together; ``own``: the second is the one that uses the first."""
        sections = dict(first.entries)
        for name, (place, node) in second.entries.items():
            if name in _OWN_ONLY and not own:
                continue
            other = sections.get(name)
            if other is None or _is_empty(other[1]):
                sections[name] = (place, node)
            elif not _is_empty(node):
                sections[name] = (place, self._section(name, other, (place, node), own=own))
        return Keys(second.place, sections, first.whole and second.whole)

    def _section(self, name: str, first: tuple[Place, Node], second: tuple[Place, Node], *, own: bool) -> Node:
        place, node = second
        if name in _JOINED and isinstance(first[1], Items) and isinstance(node, Items):
            return Items(node.place, (*first[1].items, *node.items), first[1].whole and node.whole)
        if not (isinstance(first[1], Keys) and isinstance(node, Keys)):
            self._clash(name, place, first[0])
            return node
        entries: dict[str, tuple[Place, Node]] = dict(first[1].entries)
        for key, entry in node.entries.items():
            if key in entries and not (own and name in _OWN_WINS):
                self._clash(key, entry[0], entries[key][0])
            entries[key] = entry
        return Keys(node.place, entries, first[1].whole and node.whole)

    def _clash(self, key: str, place: Place, other: Place) -> None:
        file = other.file or self.file
        self._report(place, f"'{key}' stands in {file}:{other.line} too; keep one of them, or give one another name")

    def _report(self, place: Place, text: str) -> None:
        problem = Problem(place.file or self.file, place.line, place.col, text, width=place.width)
        self.problems.append(problem)


def _names(node: Node) -> Iterator[Scalar]:
    """Give the files that a ``use`` names; what is no name is left to the document."""
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Scalar) and isinstance(item.value, str):
            yield item


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None
