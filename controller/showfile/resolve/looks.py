"""Looks: selectors become cells, and texts become numbers of the fixture that shows them."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from controller.model.look import Look, LookPart
from controller.model.rig import Cells
from controller.showfile.document.cues import LookBlock, LookLine
from controller.showfile.report import Report
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path

MOST_TEXTS: Final = 255
"""A text channel of one slot tells so many texts apart."""


class Looks:
    """The looks of a show, and the texts that they use, in the order in which they were met."""

    def __init__(self, blocks: Mapping[str, LookBlock], selectors: Selectors, report: Report) -> None:
        self._selectors = selectors
        self._report = report
        self._texts: dict[int, dict[str, int]] = {}
        check_names(report, "looks", blocks)
        self.named: Mapping[str, Look] = {
            name: Look(name, tuple(self._parts(("looks", name), block))) for name, block in blocks.items()
        }

    @property
    def texts(self) -> Mapping[int, tuple[str, ...]]:
        """Number of a fixture → its texts."""
        return {fixture: tuple(numbers) for fixture, numbers in self._texts.items()}

    def merged(self, title: str, path: Path, block: str | LookBlock | list[str | LookBlock] | None) -> Look:
        """Build the look of a cue or of PANIC.

        Args:
            title: the look's name if it is not one that is named in the file.
            path: where it stands.
            block: a name, a look in place, or a list of these.

        Returns:
            One look with the parts of all, in order.
        """
        if isinstance(block, str):
            return self.named.get(block) or Look(title, tuple(self._one(path, block)))
        if not isinstance(block, list):
            return Look(title, tuple(self._one(path, block or {})))
        return Look(title, tuple(part for step, one in enumerate(block) for part in self._one((*path, step), one)))

    def _one(self, path: Path, block: str | LookBlock) -> Iterator[LookPart]:
        if not isinstance(block, str):
            yield from self._parts(path, block)
        elif block in self.named:
            yield from self.named[block].parts
        elif not self._report.is_written("looks", block):
            said = f"there is no look '{block[:60]}'; name it under 'looks:'"
            self._report.error(path, said, wanted=block[:60], known=self.named)

    def _parts(self, path: Path, block: LookBlock) -> Iterator[LookPart]:
        for selector, line in block.items():
            where = (*path, selector)
            cells = self._selectors.cells(where, selector, key=True)
            if line.level is not None or line.color is not None:
                yield LookPart(cells, level=line.level, color=line.color)
            elif line.text is None and self._report.is_whole(where):
                self._report.error(where, f"'{selector[:40]}' is given nothing; add color, level or text", key=True)
            if line.text is not None and cells.size:
                yield from self._text_parts(where, line, cells)

    def _text_parts(self, path: Path, line: LookLine, cells: Cells) -> Iterator[LookPart]:
        """Give one part for each number that the text has in the fixtures that show it."""
        showing = self._selectors.with_text(cells)
        if not showing:
            self._report.error(
                (*path, "text"), "none of these fixtures can show text; choose one with a Text channel", key=True
            )
        by_number: dict[int, list[int]] = {}
        for fixture, cell in showing:
            by_number.setdefault(self._number(path, fixture, line.text or ""), []).append(cell)
        for number, chosen in by_number.items():
            yield LookPart(np.array(chosen, dtype=np.intp), text=number)

    def _number(self, path: Path, fixture: int, text: str) -> int:
        """Give a text of a fixture its number, from 1; an empty one is 0 and clears."""
        if not text:
            return 0
        numbers = self._texts.setdefault(fixture, {})
        if text not in numbers and len(numbers) == MOST_TEXTS:
            said = f"this is text {MOST_TEXTS + 1} of one fixture; its channel tells {MOST_TEXTS} apart"
            self._report.error((*path, "text"), f"{said}. Use one of the others")
            return 0
        return numbers.setdefault(text, len(numbers) + 1)
