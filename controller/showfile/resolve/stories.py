"""Stories: which fixtures show them; those that cannot, or that keep visitors out, are reported."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from controller.model.consent import Consent
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS
from controller.model.story import FIRST_TOLD, Story
from controller.showfile.document.stories import StoryBlock
from controller.showfile.report import Report
from controller.showfile.resolve.looks import Looks
from controller.showfile.resolve.names import PROTOCOL_NAMES, check_names
from controller.showfile.resolve.selectors import Selectors
from fixtures.profile import FixtureClass

_OWN_TEXTS: Final = FIRST_TOLD - 1


def build_stories(
    blocks: Mapping[str, StoryBlock],
    selectors: Selectors,
    looks: Looks,
    consents: Iterable[Consent],
    report: Report,
) -> dict[str, Story]:
    """Build what visitors may tell, in the order of the file.

    Args:
        blocks: by name.
        selectors: finds what shows them.
        looks: know the texts that fixtures have of their own.
        consents: what zones allow; a later one takes precedence.
        report: takes what cannot show them.
    """
    check_names(report, "stories", blocks)
    written = tuple(consents)
    found = {}
    for name, block in blocks.items():
        cells = _fitting(name, block, selectors, report)
        _check_consent(name, block, cells, written, report)
        _check_room(name, selectors, looks, cells, report)
        found[name] = Story(
            id=name,
            ask=block.ask,
            on=block.on,
            cells=cells,
            longest=block.longest,
            open_s=block.open_s,
            shows_s=block.shows,
            every_s=block.every,
        )
    return found


def _fitting(name: str, block: StoryBlock, selectors: Selectors, report: Report) -> Cells:
    """Find the fixtures; one that cannot show what visitors write is reported."""
    where = ("stories", name, "on")
    cells = selectors.cells(where, block.on)
    if not len(cells):
        return NO_CELLS
    for group in selectors.groups:
        if not ((cells >= group.first_cell) & (cells < group.first_cell + group.cells)).any():
            continue
        said = ""
        if group.cls is not FixtureClass.SHOW:
            said = f"'{group.id}' is of class {group.cls}; visitors reach only fixtures of class show"
        elif not group.has_text or group.cells_each != 1:
            said = f"'{group.id}' shows no text; name fixtures with a text channel, such as generic/projector"
        elif group.node is not None and group.node.protocol != "websocket":
            carries = f"{PROTOCOL_NAMES[group.node.protocol]}, which carries numbers and no words"
            said = f"'{group.id}' is fed by {carries}; name fixtures of a WebSocket node"
        if said:
            report.error(where, said)
            return NO_CELLS
    return cells


def _check_consent(name: str, block: StoryBlock, cells: Cells, consents: tuple[Consent, ...], report: Report) -> None:
    """Report fixtures that keep visitors out; of several consents the last one has the word."""
    speaker = np.full(len(cells), -1, np.intp)
    for number, consent in enumerate(consents):
        speaker[np.isin(cells, consent.cells)] = number
    for number in sorted({int(each) for each in speaker if each >= 0}):
        consent = consents[number]
        if consent.visitors != "own-cell":
            said = f"'{consent.zone}' says visitors: {consent.visitors}, and '{block.on[:60]}' is in it"
            report.error(("stories", name, "on"), f"{said}; what visitors tell needs visitors: own-cell")
            return


def _check_room(name: str, selectors: Selectors, looks: Looks, cells: Cells, report: Report) -> None:
    """Report a fixture with so many texts of its own that there is no number left for what visitors tell."""
    for fixture, _cell in selectors.with_text(cells):
        count = len(looks.texts.get(fixture, ()))
        if count > _OWN_TEXTS:
            said = f"a fixture of it has {count} texts of its own, and what visitors tell needs some of their numbers"
            report.error(("stories", name, "on"), f"{said}; let looks write at most {_OWN_TEXTS} on it")
            return
