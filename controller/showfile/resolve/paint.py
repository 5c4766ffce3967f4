"""Paint: which cells are given away, and in which order; a zone of which nothing may be painted is reported."""

from collections.abc import Iterable, Mapping
from math import ceil, gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.chance import key
from controller.model.consent import Consent
from controller.model.paint import (
    LONGEST_COLOR,
    LONGEST_WAIT_S,
    MOST_CELLS,
    MOST_COLORS,
    MOST_STROKES_PER_S,
    Painting,
    Pigment,
)
from controller.model.rig import Cells
from controller.model.units import color_words
from controller.showfile.document.kind import shown, spell
from controller.showfile.document.paint import PaintBlock
from controller.showfile.report import Report
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors

_GOLDEN: Final = 0.6180339887498949


def build_paintings(
    blocks: Mapping[str, PaintBlock], selectors: Selectors, consents: Iterable[Consent], report: Report, *, seed: int
) -> dict[str, Painting]:
    """Build what visitors may paint, in the order of the file.

    Args:
        blocks: by name.
        selectors: finds their cells.
        consents: what zones allow; a later one takes precedence.
        report: takes what cannot be painted.
        seed: of the show.
    """
    check_names(report, "paint", blocks)
    written = tuple(consents)
    return {name: _built(name, block, selectors, written, report, seed) for name, block in blocks.items()}


def _built(
    name: str, block: PaintBlock, selectors: Selectors, consents: tuple[Consent, ...], report: Report, seed: int
) -> Painting:
    path = ("paint", name)
    _check_colors(name, block, report)
    if block.every < block.fade:
        said = f"a colour needs {spell(block.fade)} to come, and the next one may come after {spell(block.every)}"
        report.error((*path, "every"), f"{said}; write every: {spell(block.fade)} or more, or a shorter fade")
    if block.keeps < block.fade:
        said = f"a colour needs {spell(block.fade)} to come, and goes after {spell(block.keeps)}"
        report.error((*path, "keeps"), f"{said}; write keeps: {spell(block.fade)} or more, or a shorter fade")
    cells = _allowed(name, block, selectors, consents, report)
    _check_waits(name, block, min(len(cells), MOST_CELLS), report)
    pigments = tuple(Pigment(label, color, color_words(color)) for label, color in block.colors.items())
    return Painting(
        id=name,
        ask=block.ask,
        zone=block.zone,
        cells=in_turn(cells, key(seed, "paint", name)),
        colors=pigments,
        level=block.level,
        open_s=block.open_s,
        keeps_s=block.keeps,
        every_s=block.every,
        fade_s=block.fade,
    )


def in_turn(cells: Cells, seed: int) -> Cells:
    """Put cells in the order in which they are given away, at most ``MOST_CELLS`` of them.

    Each step goes the golden part of the way round, so that people who come one after another, as friends do, get
    cells far from each other, and those that are given at any moment lie evenly.
    """
    count = len(cells)
    if count < 2:
        return cells
    step = max(1, round(count * _GOLDEN))
    while gcd(step, count) > 1:
        step += 1
    return cells[(seed % count + np.arange(min(count, MOST_CELLS)) * step) % count]


def _check_colors(name: str, block: PaintBlock, report: Report) -> None:
    path = ("paint", name, "colors")
    if not 1 <= len(block.colors) <= MOST_COLORS and report.is_whole(path):
        has = f"{len(block.colors)} colours" if block.colors else "no colour"
        report.error(path, f"visitors cannot choose from {has}; write 1 to {MOST_COLORS}", key=True)
    for label in block.colors:
        if label != label.strip() or not 0 < len(label) <= LONGEST_COLOR or not label.isprintable():
            said = f"{shown(label)} is no name of a colour; write 1 to {LONGEST_COLOR} characters that can be read"
            report.error((*path, label), said, key=True)


def _check_waits(name: str, block: PaintBlock, count: int, report: Report) -> None:
    """Warn where all who have a cell ask faster than the door serves, and where the next one waits long for a cell."""
    if count > block.every * MOST_STROKES_PER_S:
        said = f"{count} visitors who lay a colour every {spell(block.every)} ask more than the door for phones serves"
        enough = spell(ceil(count / MOST_STROKES_PER_S))
        report.warning(("paint", name, "every"), f"{said}, and some of their colours are late; write every: {enough}")
    waits = block.keeps + block.fade
    if min(waits, block.open_s) > LONGEST_WAIT_S:
        said = f"who comes when all {count} lights are taken may wait {spell(waits)} for one"
        keeps = spell(LONGEST_WAIT_S - block.fade)
        report.warning(("paint", name, "keeps"), f"{said}; write keeps: {keeps} or less where more people come")


def _allowed(
    name: str, block: PaintBlock, selectors: Selectors, consents: tuple[Consent, ...], report: Report
) -> Cells:
    """Find the cells that may be painted; if there is none, or not all of the zone, that is told."""
    where = ("paint", name, "zone")
    cells = selectors.cells(where, block.zone)
    if not len(cells):
        return cells
    why: dict[str, int] = {}
    free = np.ones(len(cells), np.bool_)

    def leave_out(some: NDArray[np.bool_], reason: str) -> None:
        count = int((free & some).sum())
        if count:
            why[reason] = count
            free[some] = False

    for group in selectors.protected(cells):
        mine = (cells >= group.first_cell) & (cells < group.first_cell + group.cells)
        leave_out(mine, f"'{group.id}' is of class {group.cls}")
    for consent, mine in _last_words(cells, consents):
        leave_out(mine, f"'{consent.zone}' says visitors: {consent.visitors}")
    leave_out(~selectors.colored(cells), "it shows no colours")
    told = "; ".join(f"{count} of them: {reason}" for reason, count in why.items())
    if not free.any():
        said = f"nothing of '{block.zone[:60]}' may be painted ({told})"
        report.error(where, f"{said}; choose lights of class show whose consent is visitors: own-cell")
    elif why:
        report.warning(where, f"visitors paint {int(free.sum())} of {len(cells)} cells ({told})", key=False)
    return cells[free]


def _last_words(cells: Cells, consents: tuple[Consent, ...]) -> list[tuple[Consent, NDArray[np.bool_]]]:
    """Give the consents that forbid painting, and which of the cells each speaks for; the last one has the word."""
    speaker = np.full(len(cells), -1, np.intp)
    for number, consent in enumerate(consents):
        speaker[np.isin(cells, consent.cells)] = number
    forbid = [(number, each) for number, each in enumerate(consents) if each.visitors != "own-cell"]
    return [(consent, speaker == number) for number, consent in forbid]
