"""A YAML text with the place of every node in it: from which character to which."""

import re
from dataclasses import dataclass
from typing import Final

import yaml

from controller.showfile.tree import Path

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class EditError(ValueError):
    """An edit that cannot be made; one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One node in its text.

    Attributes:
        start, end: characters; an empty value has both just behind its colon.
        flow: written in brackets, or within some.
        col: of its first sign.
    """

    node: yaml.Node
    start: int
    end: int
    flow: bool
    col: int

    @property
    def is_block(self) -> bool:
        """Whether it is a block of keys or a list without brackets."""
        return isinstance(self.node, yaml.CollectionNode) and not self.node.flow_style


class Marked:
    """A text that is good YAML, and where its nodes are."""

    def __init__(self, text: str) -> None:
        """Read it.

        Raises:
            EditError: it cannot be read; mend it first.
        """
        self.text = text
        self._starts = [0, *(found.end() for found in _LINE.finditer(text))]
        shift = 1 if text.startswith("\ufeff") else 0
        try:
            root = yaml.compose(text[shift:], Loader=_LOADER)
        except (yaml.YAMLError, RecursionError, ValueError):
            raise EditError("the show file cannot be read as it is; mend its mistakes first") from None
        if not isinstance(root, yaml.MappingNode) or shift:
            raise EditError("the show file is not made of keys; mend that first")
        self.root = root

    def line_start(self, at: int) -> int:
        """Give the first character of a line."""
        before = self.text.rfind("\n", 0, at)
        return before + 1

    def line_end(self, at: int) -> int:
        """Give the end of a line, before its break."""
        after = self.text.find("\n", at)
        return len(self.text) if after < 0 else after

    def spot(self, path: Path) -> Spot | None:
        """Find a node; None = there is none."""
        node: yaml.Node = self.root
        flow, behind = False, 0
        for step in path:
            flow = flow or bool(isinstance(node, yaml.CollectionNode) and node.flow_style)
            found = child(node, step)
            if found is None:
                return None
            key, node = found
            behind = self.colon(key) if key is not None else self.dash(node)
        return self._spot(node, flow=flow, behind=behind)

    def spot_of(self, parent: Spot, at: int) -> Spot:
        """Give the value of the entry at a position of a block of keys."""
        key, value = parent.node.value[at]
        return self._spot(value, flow=parent.flow, behind=self.colon(key))

    def key_start(self, path: Path) -> int:
        """Give where an entry or item begins: its key, or its dash."""
        parent = self.root if len(path) == 1 else self.need(path[:-1]).node
        found = child(parent, path[-1])
        if found is None:
            raise EditError(f"there is nothing at {said(path)}")
        key, node = found
        if key is not None:
            return self.at(key.start_mark)
        in_brackets = isinstance(parent, yaml.CollectionNode) and bool(parent.flow_style)
        return self.at(node.start_mark) if in_brackets else self.dash(node) - 1

    def need(self, path: Path) -> Spot:
        """Find a node.

        Raises:
            EditError: there is none.
        """
        spot = self.spot(path)
        if spot is None:
            raise EditError(f"there is nothing at {said(path)}")
        return spot

    def at(self, mark: yaml.Mark) -> int:
        """Give the character of a mark."""
        return self._starts[mark.line] + mark.column if mark.line < len(self._starts) else len(self.text)

    def colon(self, key: yaml.Node) -> int:
        """Give the character behind the colon of a key."""
        return self.text.index(":", self.at(key.end_mark)) + 1

    def dash(self, item: yaml.Node) -> int:
        """Give the character behind the dash of an item."""
        return self.text.rfind("-", 0, self.at(item.start_mark) + 1) + 1

    def _spot(self, node: yaml.Node, *, flow: bool, behind: int) -> Spot:
        own = flow or bool(isinstance(node, yaml.CollectionNode) and node.flow_style)
        if isinstance(node, yaml.ScalarNode) and not node.value and not node.style:
            return Spot(node, behind, behind, own, 0)
        return Spot(node, self.at(node.start_mark), self._end(node), own, node.start_mark.column)

    def _end(self, node: yaml.Node) -> int:
        """Give where a node really ends: libyaml takes blank lines and comments behind a block for a part of it."""
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            start, end = self.at(node.start_mark), self.at(node.end_mark)
            return start + len(self.text[start:end].rstrip())
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            key, value = last if isinstance(node, yaml.MappingNode) else (None, last)
            behind = self.colon(key) if key is not None else self.dash(value)
            return self._spot(value, flow=False, behind=behind).end
        return self.at(node.end_mark)


def child(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """Take one step down: the key, if there is one, and the node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None


def said(path: Path) -> str:
    """Say a path as people read it."""
    return "/".join(str(step) for step in path)[:120] or "the top of the file"
