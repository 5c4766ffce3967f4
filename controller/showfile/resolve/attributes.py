"""Attributes of looks: what is written → values of parameters, by the profile of each fixture."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from controller.model.attribute import ATTRIBUTES, ValueRefused, Written, drive_value
from controller.model.cells import union
from controller.model.look import ValuePart
from controller.model.rig import Cells
from controller.showfile.document.looks import AttributeLine
from controller.showfile.report import Report
from controller.showfile.resolve.groups import Group
from controller.showfile.tree import Path
from fixtures.profile import Channel

_NO_VALUES: Final = frozenset({"color", "level", "text", "palette"})
"""What a line says beside its values."""


class Attributes:
    """The parameters of all groups, numbered as the patch numbers them."""

    def __init__(self, groups: Sequence[Group], report: Report) -> None:
        self._report = report
        self._groups: list[tuple[Group, int, tuple[Channel, ...]]] = []
        first = 0
        for group in groups:
            own = tuple(channel for channel in group.mode.channels if channel.attribute)
            self._groups.append((group, first, own))
            first += len(own) * group.times

    def parts(self, path: Path, line: AttributeLine, cells: Cells, *, is_palette: bool) -> tuple[ValuePart, ...]:
        """Turn the attributes of a line into values.

        Args:
            path: of the line, for the report.
            line: as written.
            cells: whom it sets; sorted.
            is_palette: True = what no fixture has is left out in silence: a palette is for many.
        """
        found: list[ValuePart] = []
        for attribute, value in written(line):
            what, _, name = attribute.partition(".")
            place = (*path, what, name) if name else (*path, what)
            found += self._set(place, attribute, value, cells, is_palette=is_palette)
        return tuple(found)

    def _set(
        self, path: Path, attribute: str, written: Written, cells: Cells, *, is_palette: bool
    ) -> Iterator[ValuePart]:
        """Set one attribute of the fixtures that have it; tell if none has."""
        refusals: list[tuple[Group, ValueRefused]] = []
        done = False
        for group, first, own in self._among(cells):
            for place, channel in enumerate(own):
                if not _is_meant(channel, attribute):
                    continue
                try:
                    value = drive_value(channel, attribute.partition(".")[0], written)
                except ValueRefused as refused:
                    refusals.append((group, refused))
                    continue
                done = True
                parameters = first + _times(group, channel, cells) * len(own) + place
                if parameters.size:
                    yield ValuePart(parameters, value)
        for group, refusal in refusals:
            if not (refusal.is_name and done):
                said = f"{group.id} ({group.profile.key}): {refusal}"
                self._report.error(path, said, suggestion=refusal.suggestion)
        if not done and not refusals and not is_palette and cells.size:
            self._tell_missing(path, attribute, cells)

    def _tell_missing(self, path: Path, attribute: str, cells: Cells) -> None:
        """Say that none of the fixtures has an attribute, and what they do have."""
        had: dict[str, None] = {}
        names = []
        for group, _, own in self._among(cells):
            names.append(group.id)
            had.update(dict.fromkeys(_spelt(channel) for channel in own))
        what = f"channel '{attribute.partition('.')[2][:40]}'" if attribute.startswith("raw.") else attribute
        has = f"there is {', '.join(list(had)[:12])}" if had else "there is level, and color where it has colours"
        whom = f"'{names[0]}'" if len(names) == 1 else f"{', '.join(names[:5])}"
        known = [name.removeprefix("raw: {").removesuffix("}") for name in had]
        self._report.error(
            path, f"{whom} has no {what}; {has}", key=True, wanted=attribute.partition(".")[2] or attribute, known=known
        )

    def _among(self, cells: Cells) -> Iterator[tuple[Group, int, tuple[Channel, ...]]]:
        """Give the groups that some cells belong to."""
        for group, first, own in self._groups:
            begin, end = np.searchsorted(cells, (group.first_cell, group.first_cell + group.cells))
            if begin < end:
                yield group, first, own


def written(line: AttributeLine) -> tuple[tuple[str, Written], ...]:
    """List the attributes of a line with what is written of them; raw channels as ``raw.NAME``."""
    if line.model_fields_set <= _NO_VALUES:
        return ()
    named = ((attribute, getattr(line, attribute.replace("-", "_"))) for attribute in ATTRIBUTES)
    raw = ((f"raw.{name}", value) for name, value in (line.raw or {}).items())
    return tuple((attribute, value) for attribute, value in (*named, *raw) if value is not None)


def _spelt(channel: Channel) -> str:
    """Write the attribute of a channel as a look would."""
    return f"raw: {{{channel.name}}}" if channel.attribute.startswith("raw.") else channel.attribute


def _is_meant(channel: Channel, attribute: str) -> bool:
    """Say whether a channel is set by an attribute: by its own name every parameter can be."""
    return attribute in {channel.attribute, f"raw.{channel.name}"}


def _times(group: Group, channel: Channel, cells: Cells) -> Cells:
    """Say which layings-out of a group's mode hold a channel that acts on some of the cells."""
    begin, end = np.searchsorted(cells, (group.first_cell, group.first_cell + group.cells))
    own = cells[begin:end] - group.first_cell
    each = group.mode.cells
    if channel.pixel is not None:
        own = own[own % each == channel.pixel]
    return union([own // each])
