"""The patch: groups → rows of 512 slots, and which slot each channel of each fixture feeds.

A fixture never straddles a row. sACN and Art-Net groups begin where they were patched and fill the following
universes; DDP and OSC fixtures are laid one after another into the rows of their node; every WebSocket fixture has a
row of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS, UNIVERSES, FixturePatch, Node, Patch, Universe
from controller.showfile.report import Report
from controller.showfile.resolve.groups import Group
from controller.showfile.resolve.names import PROTOCOL_NAMES
from fixtures.profile import Role

_Span: TypeAlias = tuple[str, int, int, int, int, int]
"""Slots of one fixture: node, universe, first slot, slot after the last, rank of its group, its number in the group."""

_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the fixtures of a group lie.

    Attributes:
        numbers: universe of each fixture, as its node counts.
        slots: first slot of each fixture, from 0.
    """

    group: Group
    node: Node
    numbers: Sequence[int]
    slots: Sequence[int]


def place_groups(groups: Iterable[Group], report: Report) -> list[Placed]:
    """Find a place for every fixture.

    Args:
        groups: those without a node, or larger than a row, are left out; they were reported.
        report: takes fixtures that pass the end of a universe or of the universes, and fixtures that overlap.

    Returns:
        The places, in the order of the groups.
    """
    placed: list[Placed] = []
    ends: dict[str, tuple[int, int]] = {}
    for group in groups:
        if group.node is None or group.slots > SLOTS:
            continue
        if group.node.protocol in UNIVERSES:
            numbers, slots = _fill(group, group.node, report)
        elif group.node.protocol in {"ddp", "osc"}:
            numbers, slots = _run(group, *ends.get(group.node.id, (1, 0)))
            ends[group.node.id] = (numbers[-1], slots[-1] + group.slots)
        else:
            first = ends.get(group.node.id, (0, 0))[0] + 1
            numbers, slots = list(range(first, first + group.count)), [0] * group.count
            ends[group.node.id] = (numbers[-1], 0)
        placed.append(Placed(group, group.node, numbers, slots))
    _check_overlaps(placed, report)
    return placed


def build_patch(nodes: Mapping[str, Node], placed: Sequence[Placed]) -> Patch:
    """Build the patch of a rig whose groups all have a place."""
    used: dict[tuple[str, int], int] = {}
    for entry in placed:
        for number, slot in zip(entry.numbers, entry.slots, strict=True):
            key = (entry.node.id, number)
            used[key] = max(used.get(key, 0), slot + entry.group.slots)
    order = {node: rank for rank, node in enumerate(nodes)}
    keys = sorted(used, key=lambda key: (order[key[0]], key[1]))
    rows = {key: row for row, key in enumerate(keys)}
    fixtures = tuple(
        FixturePatch(rows[entry.node.id, number], slot)
        for entry in placed
        for number, slot in zip(entry.numbers, entry.slots, strict=True)
    )
    first_slots = np.array([patch.row * SLOTS + patch.slot for patch in fixtures], dtype=np.intp)
    columns = [_channels(entry.group, first_slots) for entry in placed]
    cell = _joined([each.cell for each in columns], np.intp)
    attribute = [name for each in columns for name in each.attribute]
    attributes = tuple(dict.fromkeys(name for name in attribute if name))
    parameters = np.array([index for index, name in enumerate(attribute) if name], dtype=np.intp)
    numbers = {name: number for number, name in enumerate(attributes)}
    return Patch(
        nodes=dict(nodes),
        universes=tuple(Universe(node, number, used[node, number]) for node, number in keys),
        fixtures=fixtures,
        channel_fixture=_joined([each.fixture for each in columns], np.intp),
        channel_cell=cell,
        channel_role=_joined([each.role for each in columns], np.int8),
        channel_home=_joined([each.home for each in columns], np.float32),
        channel_safe=_joined([each.safe for each in columns], np.float32),
        channel_wide=_joined([each.wide for each in columns], np.bool_),
        channel_index=_joined([each.index for each in columns], np.intp),
        attributes=attributes,
        parameter_channel=parameters,
        parameter_cell=cell[parameters],
        parameter_attribute=np.array([numbers[attribute[each]] for each in parameters], dtype=np.int16),
        parameter_snaps=_joined([each.snaps for each in columns], np.bool_)[parameters],
    )


def _fill(group: Group, node: Node, report: Report) -> tuple[list[int], list[int]]:
    """Fill universes from a given slot on."""
    path, at, known = ("fixtures", group.id, "at"), group.block.at, UNIVERSES[node.protocol]
    universe = known.start if at.universe is None else at.universe
    slot = 0 if at.slot is None else at.slot - 1
    if slot + group.slots > SLOTS:
        said = f"'{group.id}' takes {group.slots} slots and would end at slot {slot + group.slots}"
        report.error(path, f"{said}; a universe has {SLOTS}. Begin at slot {SLOTS - group.slots + 1} or lower")
        slot = 0
    numbers, slots = _run(group, universe, slot)
    if numbers[-1] not in known:
        last = f"the last one of {PROTOCOL_NAMES[node.protocol]} is {known.stop - 1}"
        report.error(path, f"'{group.id}' would end in universe {numbers[-1]}; {last}")
    return numbers, slots


def _run(group: Group, number: int, slot: int) -> tuple[list[int], list[int]]:
    """Lay fixtures one after another, beginning anew where a row has no room left."""
    numbers: list[int] = []
    slots: list[int] = []
    for _ in range(group.count):
        if slot + group.slots > SLOTS:
            number, slot = number + 1, 0
        numbers.append(number)
        slots.append(slot)
        slot += group.slots
    return numbers, slots


def _check_overlaps(placed: Sequence[Placed], report: Report) -> None:
    """Report fixtures that share slots; each pair of groups once."""
    spans = sorted(
        (entry.node.id, number, slot, slot + entry.group.slots, rank, index)
        for rank, entry in enumerate(placed)
        for index, (number, slot) in enumerate(zip(entry.numbers, entry.slots, strict=True))
    )
    told: set[tuple[int, int]] = set()
    reach: _Span | None = None
    for span in spans:
        if reach is not None and span[:2] == reach[:2] and span[2] < reach[3]:
            pair = (min(span[4], reach[4]), max(span[4], reach[4]))
            if pair not in told and pair[0] != pair[1]:
                told.add(pair)
                _tell(placed, min(span, reach, key=_rank), max(span, reach, key=_rank), report)
        if reach is None or span[:2] != reach[:2] or span[3] > reach[3]:
            reach = span


def _rank(span: _Span) -> int:
    """Order of the file."""
    return span[4]


def _tell(
    placed: Sequence[Placed],
    first: _Span,
    second: _Span,
    report: Report,
) -> None:
    """Report one overlap at the fixture that was written later."""
    names = []
    for _, _, slot, end, rank, index in (second, first):
        group = placed[rank].group
        name = group.id if group.block.count is None else f"{group.id}-{index + 1}"
        names.append(f"{name} (slots {slot + 1}-{end})" if end > slot + 1 else f"{name} (slot {end})")
    other = placed[first[4]].group.id
    where = report.where(("fixtures", other, "at"))
    said = f"{names[0]} overlaps {names[1]}, patched on {where}, in universe {first[1]} of '{first[0]}'"
    report.error(("fixtures", placed[second[4]].group.id, "at"), f"{said}; move one of them")


@dataclass(frozen=True, slots=True)
class _Channels:
    """The channels of one group, one entry each."""

    fixture: NDArray[np.intp]
    cell: NDArray[np.intp]
    role: NDArray[np.int8]
    home: NDArray[np.float32]
    safe: NDArray[np.float32]
    wide: NDArray[np.bool_]
    index: NDArray[np.intp]
    attribute: list[str]
    snaps: NDArray[np.bool_]


def _channels(group: Group, first_slots: NDArray[np.intp]) -> _Channels:
    """List the channels of a group; ``first_slots``: intp [fixtures of the rig]."""
    channels, cells = group.mode.channels, group.cells
    roles = list(Role)
    widths = np.array([channel.bits // 8 for channel in channels], dtype=np.intp)
    offsets = np.cumsum(widths) - widths
    own = first_slots[group.first_fixture : group.first_fixture + group.count]
    cell_slots = np.repeat(own, group.block.cells) + np.tile(
        np.arange(group.block.cells) * group.mode.slots, group.count
    )
    return _Channels(
        fixture=np.repeat(np.arange(group.count) + group.first_fixture, group.block.cells * len(channels)),
        cell=np.repeat(np.arange(cells) + group.first_cell, len(channels)),
        role=np.tile(np.array([roles.index(channel.role) for channel in channels], dtype=np.int8), cells),
        home=np.tile(np.array([channel.home for channel in channels], dtype=np.float32), cells),
        safe=np.tile(
            np.array([c.home if c.safe is None else c.safe for c in channels], dtype=np.float32),
            cells,
        ),
        wide=np.tile(widths == 2, cells),
        index=(np.repeat(cell_slots, len(channels)) + np.tile(offsets, cells)).astype(np.intp),
        attribute=[channel.attribute for channel in channels] * cells,
        snaps=np.tile(np.array([channel.snaps for channel in channels], dtype=np.bool_), cells),
    )


def _joined(parts: list[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    return np.concatenate([np.empty(0, dtype=kind), *parts])
