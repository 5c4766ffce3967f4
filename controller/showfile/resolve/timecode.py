"""The time code: what goes at which of its frames, and whose light is at stake."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from controller.model.binding import AnyBinding, Binding, Do
from controller.model.cells import union
from controller.model.rig import Cells
from controller.model.timecode import RATES, Timecode, TimecodeAt
from controller.showfile.document.bindings import BindingBlock
from controller.showfile.document.timecode import TimecodeBlock
from controller.showfile.report import Report
from controller.showfile.resolve.faults import reachable
from controller.showfile.resolve.selectors import Selectors

EVERYTHING: Final = "the whole"


def time_cells(block: TimecodeBlock | None, selectors: Selectors, report: Report) -> Cells:
    """Find whose light is at stake when the time code fails: never a protected one."""
    if block is None:
        return np.empty(0, np.intp)
    if block.zone is not None:
        return reachable(("timecode", "zone"), block.zone, selectors, report)
    every = union(np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.groups)
    spared = union(np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.protected(every))
    cells: Cells = np.setdiff1d(every, spared)
    return cells


def build_timecode(
    block: TimecodeBlock | None,
    cells: Cells,
    bindings: Sequence[AnyBinding],
    blocks: Sequence[BindingBlock],
    report: Report,
) -> Timecode | None:
    """Build what the show follows.

    Args:
        block: as written, or None.
        cells: whose light is at stake.
        bindings: of the show.
        blocks: the same as they are written, for the report.
        report: takes bindings to a time code that nobody said where to find, and such as a leap cannot find again.
    """
    for index, each in enumerate(blocks):
        if each.timecode is None:
            continue
        if block is None and not report.is_written("timecode"):
            said = "nothing says where the time code comes from; write timecode: {from: artnet}"
            report.error(("bindings", index, "timecode"), said)
        elif block is not None and block.jump != "stay" and each.do is not None and each.do.verb == "go":
            said = "a leap of the time code cannot find a go again; name the cue: do: cue 3"
            report.warning(("bindings", index, "do"), said)
    if block is None:
        return None
    steps = [
        (each.trigger, each.action.intent)
        for each in bindings
        if isinstance(each, Binding) and isinstance(each.trigger, TimecodeAt) and isinstance(each.action, Do)
    ]
    ordered = sorted(steps, key=lambda step: step[0])
    return Timecode(
        source=block.source,
        device=block.device or "",
        timeout_s=block.timeout,
        free_s=block.free,
        jump=block.jump,
        cells=cells,
        zone=block.zone or EVERYTHING,
        steps={rate: tuple((at.position(rate), intent) for at, intent in ordered) for rate in RATES},
    )
