"""Times of cues: words become splits, selectors become cells; loops and follows that would never end are found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from controller.model.cue import Cue
from controller.model.rig import Cells
from controller.model.timing import Split, TimedPart, Timing
from controller.showfile.document.cues import CueBlock
from controller.showfile.document.times import SplitBlock, TimeBlock
from controller.showfile.report import Report
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path

ATTRIBUTES: Final = (
    "level", "color", "text", "position", "pan", "tilt", "zoom", "focus", "iris", "gobo", "shutter", "frost", "prism",
    "uv", "blank", "tear", "pixelate", "seam",
)  # fmt: skip
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {"position": ("pan", "tilt")}


def build_timing(path: Path, block: CueBlock, selectors: Selectors, report: Report) -> Timing:
    """Build the times of a cue.

    Args:
        path: of the cue.
        block: as written.
        selectors: of the parts.
        report: takes attributes that are not known.
    """
    parts = [*_attributes((*path, "times"), block.times, None, report)]
    for selector, part in block.parts.items():
        where = (*path, "parts", selector)
        cells = selectors.cells(where, selector, key=True)
        parts.append(TimedPart(cells, None, _split(part.fade), _split(part.delay)))
        parts += _attributes((*where, "times"), part.times, cells, report)
    return Timing(_whole(block.fade), _whole(block.delay), block.curve, tuple(parts))


def check_way(path: Path, blocks: Sequence[CueBlock], cues: Sequence[Cue], report: Report) -> None:
    """Report loops that lead nowhere, and cues that would follow each other for ever in no time."""
    places = {cue.number: place for place, cue in enumerate(cues)}
    for index, cue in enumerate(cues):
        loop = cue.loop
        if loop is None:
            continue
        where = (*path, index, "loop")
        if loop.to not in places:
            said = f"there is no cue '{loop.to}' in this list"
            numbers = f"; there is {', '.join(list(places)[:8])}{' …' if len(places) > 8 else ''}"
            report.error((*where, "to"), said + numbers, wanted=loop.to, known=list(places))
        elif places[loop.to] > index:
            said = f"cue {loop.to} stands after cue {cue.number}; a loop goes back. Use GOTO to leave cues out"
            report.error((*where, "to"), said)
        elif loop.count is None and all(_takes_no_time(each) for each in cues[places[loop.to] : index + 1]):
            alone = loop.to == cue.number
            whom = f"cue {cue.number} follows itself" if alone else f"cues {loop.to} to {cue.number} follow each other"
            said = f"{whom} in no time, for ever; give {'it' if alone else 'one of them'} time, or the loop a count"
            report.error(where, said, key=True)
    ends = bool(blocks) and blocks[-1].follow is not None and blocks[-1].loop is None
    if ends and report.is_whole(path):
        said = "this is the last cue of its list, so nothing follows it; take the follow out or add a cue"
        report.error((*path, len(blocks) - 1, "follow"), said, key=True)


def _takes_no_time(cue: Cue) -> bool:
    follow = cue.follow
    if follow is None or follow.seconds or cue.wait_s:
        return False
    return follow.after == "go" or (follow.after == "fade" and not cue.fade_s)


def _attributes(
    path: Path, times: Mapping[str, float | TimeBlock], cells: Cells | None, report: Report
) -> Iterator[TimedPart]:
    for name, written in times.items():
        if name not in ATTRIBUTES and not name.startswith("raw."):
            said, names = f"'{name[:40]}' is no attribute", f"; there is {', '.join(ATTRIBUTES)}"
            report.error((*path, name), said, key=True, wanted=name[:60], known=ATTRIBUTES, otherwise=names)
            continue
        time = TimeBlock(fade=written) if isinstance(written, float) else written
        for each in GROUPS.get(name, (name,)):
            yield TimedPart(cells, each, _split(time.fade), _split(time.delay))


def _split(written: float | SplitBlock | None) -> Split | None:
    return None if written is None else _whole(written)


def _whole(written: float | SplitBlock) -> Split:
    if not isinstance(written, SplitBlock):
        return Split(written, written)
    up, down = written.up, written.down
    return Split((up if up is not None else down) or 0.0, (down if down is not None else up) or 0.0)
