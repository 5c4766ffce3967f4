"""Submasters: their selectors and looks become cells."""

from collections.abc import Mapping

from controller.model.cells import union
from controller.model.look import Look, LookPart
from controller.model.rig import Cells
from controller.model.submaster import Submaster
from controller.showfile.document.submasters import SubmasterBlock
from controller.showfile.report import Report
from controller.showfile.resolve.looks import Looks
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors


def build_submasters(
    blocks: Mapping[str, SubmasterBlock], looks: Looks, selectors: Selectors, report: Report
) -> dict[str, Submaster]:
    """Build the submasters, in the order of the file; one that can reach no light of the show is reported."""
    check_names(report, "submasters", blocks)
    return {name: _built(name, block, looks, selectors, report) for name, block in blocks.items()}


def _built(name: str, block: SubmasterBlock, looks: Looks, selectors: Selectors, report: Report) -> Submaster:
    path = ("submasters", name)
    if block.of is not None:
        cells = selectors.cells((*path, "of"), block.of)
        look = Look(name, (LookPart(cells, level=1.0),))
    else:
        look = looks.merged(name, (*path, "look"), block.look)
        cells = _cells(look)
    is_additive = block.way == "additive"
    spared = sum(group.cells for group in selectors.protected(cells))
    if not is_additive and cells.size and spared >= cells.size:
        report.error(path, "none of these fixtures is of class show, and no submaster dims others", key=True)
    level = (0.0 if is_additive else 1.0) if block.level is None else block.level
    return Submaster(
        name, block.label or name, block.way, cells, look if is_additive else None, fade_s=block.fade, level=level
    )


def _cells(look: Look) -> Cells:
    return union(part.cells for part in look.parts)
