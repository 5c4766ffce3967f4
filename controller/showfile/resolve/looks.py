"""Looks: selectors become cells, and texts become numbers of the fixture that shows them."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from controller.model.look import Look, LookPart
from controller.model.palette import Palette
from controller.model.rig import Cells
from controller.model.units import COLORS, Color
from controller.showfile.document.cues import LookBlock
from controller.showfile.document.looks import AttributeLine, LineColor, LookLine, Named, PaletteBlock
from controller.showfile.report import Report
from controller.showfile.resolve.attributes import Attributes, written
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path

MOST_TEXTS: Final = 255
"""A text channel of one slot tells so many texts apart."""


class Looks:
    """The looks of a show, and the texts that they use, in the order in which they were met."""

    def __init__(
        self,
        blocks: Mapping[str, LookBlock],
        palettes: Mapping[str, PaletteBlock],
        selectors: Selectors,
        report: Report,
    ) -> None:
        self._selectors = selectors
        self._palettes = palettes
        self._attributes = Attributes(selectors.groups, report)
        check_names(report, "palettes", palettes)
        for name in palettes:
            if name.lower() in COLORS:
                said = f"'{name}' is a colour already; give the palette another name"
                report.error(("palettes", name), said, key=True)
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

    @property
    def palettes(self) -> Mapping[str, Palette]:
        """The palettes, for the operators' hands."""
        return {
            name: Palette(block.level, None if isinstance(block.color, Named) else block.color, written(block))
            for name, block in self._palettes.items()
        }

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
            for name in self._named_palettes(where, line):
                yield from self._line(("palettes", name), self._palettes[name], cells, is_palette=True)
            self._check_colored(where, line, cells)
            yield from self._line(where, line, cells, is_palette=False)
            if line.text is not None and cells.size:
                yield from self._text_parts(where, line, cells)
            if not line.model_fields_set and self._report.is_whole(where):
                self._report.error(where, f"'{selector[:40]}' is given nothing; add color, level or text", key=True)

    def _line(self, path: Path, line: AttributeLine, cells: Cells, *, is_palette: bool) -> Iterator[LookPart]:
        """Give what a line sets beside its text."""
        color = self._color(path, line.color)
        values = self._attributes.parts(path, line, cells, is_palette=is_palette)
        if line.level is not None or color is not None or values:
            yield LookPart(cells, level=line.level, color=color, values=values)

    def _check_colored(self, path: Path, line: LookLine, cells: Cells) -> None:
        """Tell of a colour that nobody will see."""
        if line.color is None or not cells.size:
            return
        if not self._selectors.has_colors(cells):
            said = "none of these fixtures has colours, so nobody sees this one; name others or take it out"
            self._report.warning((*path, "color"), said, key=True)

    def _color(self, path: Path, color: LineColor | None) -> Color | None:
        """Find the colour of a palette by its name."""
        if not isinstance(color, Named):
            return color
        palette = self._palettes.get(color.name)
        if palette is not None and not isinstance(palette.color, Named) and palette.color is not None:
            return palette.color
        if palette is not None:
            said = f"the palette '{color.name}' has no colour of its own; give it one, or use it as a palette"
            self._report.error((*path, "color"), said)
        elif not self._report.is_written("palettes", color.name):
            said = f"'{color.name}' is not a colour; write #rrggbb or a name such as gold"
            known = (*COLORS, *list(self._palettes)[:20])
            names = f"; the names are {', '.join(known)}"
            where = (*path, "color")
            self._report.error(where, said, wanted=color.name, known=(*COLORS, *self._palettes), otherwise=names)
        return None

    def _named_palettes(self, path: Path, line: LookLine) -> Iterator[str]:
        """Give the palettes that a line names."""
        names = [line.palette] if isinstance(line.palette, str) else line.palette or []
        for index, name in enumerate(names):
            if name in self._palettes:
                yield name
            elif not self._report.is_written("palettes", name):
                where = (*path, "palette") if isinstance(line.palette, str) else (*path, "palette", index)
                said = f"there is no palette '{name[:60]}'; name it under 'palettes:'"
                self._report.error(where, said, wanted=name[:60], known=self._palettes)

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
