"""Cues and cue lists."""

from collections.abc import Sequence
from typing import Final

from controller.model.cells import union
from controller.model.cue import Cue, CueList, Loop
from controller.model.effect import Effect
from controller.model.look import Look
from controller.showfile.document.cues import CueBlock
from controller.showfile.document.effects.block import EffectBlock
from controller.showfile.document.whole import Document
from controller.showfile.report import Report
from controller.showfile.resolve.effects.build import EffectBuilder
from controller.showfile.resolve.looks import Looks
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.resolve.times import build_timing, check_way
from controller.showfile.tree import Path, Scalar, find

MAIN: Final = "main"


def build_lists(document: Document, looks: Looks, selectors: Selectors, report: Report) -> dict[str, CueList]:
    """Build the cue lists; the one of a plain ``cues:`` comes first and is called ``main``.

    Args:
        document: as written.
        looks: by name, and a builder of others.
        selectors: for effects.
        report: takes unknown names, numbers that stand twice, follows that lead nowhere.

    Returns:
        The lists by name, in the order of the file.
    """
    check_names(report, "lists", document.lists)
    builder = _Builder(looks, selectors, EffectBuilder(document, selectors, report), report)
    lists: dict[str, CueList] = {}
    if document.cues is not None and MAIN in document.lists and document.lists[MAIN].cues is not None:
        where = report.where(("cues",))
        report.error(
            ("lists", MAIN), f"the cues of 'main' are those under 'cues:' ({where}); rename this list", key=True
        )
    if document.cues is not None or not document.lists:
        lists[MAIN] = CueList(MAIN, builder.cues(("cues",), document.cues or []))
    for name, block in document.lists.items():
        if name == MAIN and document.cues is not None:
            cues = lists[MAIN].cues
        else:
            cues = builder.cues(("lists", name, "cues"), block.cues or [])
            if block.cues is None and report.is_whole(("lists", name)):
                report.error(("lists", name), f"the list {name} has no cues; add some under 'cues:'", key=True)
        lists[name] = CueList(name, cues, priority=block.priority, merge=block.merge, release_s=block.release)
    if not any(cues.cues for cues in lists.values()) and not (report.is_written("cues") or report.is_written("lists")):
        report.warning((), "the show has no cues, so GO has nothing to start; add some under 'cues:'")
    return lists


class _Builder:
    """Builds cues with what all of them need."""

    def __init__(self, looks: Looks, selectors: Selectors, effects: EffectBuilder, report: Report) -> None:
        self._looks = looks
        self._selectors = selectors
        self._effect = effects
        self._report = report

    def cues(self, path: Path, blocks: Sequence[CueBlock]) -> tuple[Cue, ...]:
        """Build the cues of one list."""
        first: dict[float | str, tuple[str, Path]] = {}
        cues: list[Cue] = []
        for index, block in enumerate(blocks):
            where = (*path, index)
            number = self._number((*where, "cue"), block)
            other, place = first.setdefault(_order(number), (number, (*where, "cue")))
            if place != (*where, "cue"):
                where_first = self._report.where(place)
                said = f"cue {number} exists already: cue {other} on {where_first}; give it another number"
                self._report.error((*where, "cue"), said)
            cues.append(self._cue(where, number, block))
        check_way(path, blocks, cues, self._report)
        return tuple(cues)

    def _number(self, path: Path, block: CueBlock) -> str:
        """Read the number as it was written: 2.10 is not turned into 2.1."""
        node = find(self._report.tree, path)
        return node.text if isinstance(node, Scalar) else block.cue

    def _cue(self, path: Path, number: str, block: CueBlock) -> Cue:
        look = self._looks.merged(f"cue {number}", (*path, "look"), block.look)
        return Cue(
            number=number,
            label=block.label,
            notes=block.notes,
            look=look,
            effects=self._effects((*path, "effect"), block, look),
            timing=build_timing(path, block, self._selectors, self._report),
            back_s=block.back,
            follow=block.follow,
            cue_only=block.cue_only,
            wait_s=block.wait,
            loop=None if block.loop is None else Loop(block.loop.to, block.loop.count),
            block=block.block,
            asserts=block.asserts,
        )

    def _effects(self, path: Path, block: CueBlock, look: Look) -> tuple[Effect, ...]:
        if block.effect is None:
            return ()
        if isinstance(block.effect, EffectBlock):
            steps: list[tuple[Path, EffectBlock]] = [(path, block.effect)]
        else:
            steps = [((*path, step), one) for step, one in enumerate(block.effect)]
        own = union(part.cells for part in look.parts)
        lookless = block.look is None and self._report.is_whole(path[:-1])
        return tuple(self._effect.build(step, one, own, lookless=lookless) for step, one in steps)


def _order(number: str) -> float | str:
    """Tell numbers apart as people do: 1 and 1.0 are the same cue."""
    try:
        return float(number)
    except ValueError:
        return number
