"""The patch: groups → rows of 512 slots, and which slot each channel of each fixture feeds.

A fixture never straddles a row. sACN and Art-Net groups begin where they were patched and fill the following
universes; DDP and OSC fixtures are laid one after another into the rows of their node; every WebSocket fixture has a
row of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS, UNIVERSES, FixturePatches, Node, Patch, Universe
from controller.showfile.report import Report
from controller.showfile.resolve.channels import attributes_of, emitters_of, list_channels
from controller.showfile.resolve.groups import Group
from controller.showfile.resolve.names import PROTOCOL_NAMES

_Run: TypeAlias = tuple[str, int, int, int, int, int]
"""Fixtures of one group in one universe, side by side: node, universe, first slot, slot after the last, rank of the
group, number of the first fixture in the group."""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """Where the fixtures of a group lie.

    Attributes:
        numbers: intp [fixtures], universe of each, as its node counts; never falling.
        slots: intp [fixtures], first slot of each, from 0.
    """

    group: Group
    node: Node
    numbers: NDArray[np.intp]
    slots: NDArray[np.intp]

    def runs(self, rank: int) -> Iterator[_Run]:
        """Give the runs of its fixtures, one for each universe."""
        firsts = np.flatnonzero(np.diff(self.numbers, prepend=self.numbers[0] - 1))
        lasts = np.append(firsts[1:], len(self.numbers)) - 1
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            end = int(self.slots[last]) + self.group.slots
            yield self.node.id, int(self.numbers[first]), int(self.slots[first]), end, rank, first


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
            ends[group.node.id] = (int(numbers[-1]), int(slots[-1]) + group.slots)
        else:
            first = ends.get(group.node.id, (0, 0))[0] + 1
            numbers, slots = np.arange(first, first + group.count), np.zeros(group.count, np.intp)
            ends[group.node.id] = (int(numbers[-1]), 0)
        placed.append(Placed(group, group.node, numbers, slots))
    _check_overlaps(placed, report)
    _check_siblings(placed, report)
    return placed


def build_patch(nodes: Mapping[str, Node], placed: Sequence[Placed]) -> Patch:
    """Build the patch of a rig whose groups all have a place."""
    used: dict[tuple[str, int], int] = {}
    for rank, entry in enumerate(placed):
        for node, number, _, end, _, _ in entry.runs(rank):
            used[node, number] = max(used.get((node, number), 0), end)
    order = {node: rank for rank, node in enumerate(nodes)}
    keys = sorted(used, key=lambda key: (order[key[0]], key[1]))
    groups = [entry.group for entry in placed]
    numbered: dict[str, list[tuple[int, int]]] = {}
    for row, (node, number) in enumerate(keys):
        numbered.setdefault(node, []).append((number, row))
    rows = [_rows(entry, numbered[entry.node.id]) for entry in placed]
    firsts = [row * SLOTS + entry.slots for row, entry in zip(rows, placed, strict=True)]
    channels = list_channels(groups, firsts)
    parameters = np.flatnonzero(channels.attribute >= 0)
    return Patch(
        nodes=dict(nodes),
        universes=tuple(Universe(node, number, used[node, number]) for node, number in keys),
        fixtures=FixturePatches(
            np.concatenate([np.empty(0, np.intp), *rows]),
            np.concatenate([np.empty(0, np.intp), *(entry.slots for entry in placed)]),
        ),
        channel_fixture=channels.fixture,
        channel_cell=channels.cell,
        channel_role=channels.role,
        channel_home=channels.home,
        channel_safe=channels.safe,
        channel_wide=channels.wide,
        channel_index=channels.index,
        channel_fine=channels.fine,
        channel_reach=channels.reach,
        emitters=emitters_of(groups),
        channel_emitter=channels.emitter,
        attributes=attributes_of(groups),
        parameter_channel=parameters,
        parameter_cell=channels.cell[parameters],
        parameter_attribute=channels.attribute[parameters],
        parameter_snaps=channels.snaps[parameters],
    )


def _check_siblings(placed: Sequence[Placed], report: Report) -> None:
    """Report a universe that two nodes at one address are to be fed with: each would show what the other is sent."""
    seen: dict[tuple[str, int, int], str] = {}
    told: set[tuple[str, int]] = set()
    for entry in placed:
        node = entry.node
        for number in sorted(set(entry.numbers.tolist())) if node.bind is not None else ():
            other = seen.setdefault((node.host, node.port, number), node.id)
            if other != node.id and (node.id, number) not in told:
                told.add((node.id, number))
                said = f"universe {number} of '{node.id}' is one of '{other}' too, at the same address"
                report.error(("nodes", node.id), f"{said}; patch it on one of them", key=True)


def _rows(entry: Placed, own: Sequence[tuple[int, int]]) -> NDArray[np.intp]:
    """Say in which row each fixture lies: intp [fixtures]; ``own`` are the universes of its node and their rows."""
    numbers = np.array([number for number, _ in own], np.intp)
    found: NDArray[np.intp] = np.searchsorted(numbers, entry.numbers) + own[0][1]
    return found


def _fill(group: Group, node: Node, report: Report) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Fill universes from a given slot on."""
    path, at, known = ("fixtures", group.id, "at"), group.block.at, UNIVERSES[node.protocol]
    universe = known.start if at.universe is None else at.universe
    slot = 0 if at.slot is None else at.slot - 1
    if slot + group.slots > SLOTS:
        said = f"'{group.id}' takes {group.slots} slots and would end at slot {slot + group.slots}"
        report.error(path, f"{said}; a universe has {SLOTS}. Begin at slot {SLOTS - group.slots + 1} or lower")
        slot = 0
    numbers, slots = _run(group, universe, slot)
    if int(numbers[-1]) not in known:
        last = f"the last one of {PROTOCOL_NAMES[node.protocol]} is {known.stop - 1}"
        report.error(path, f"'{group.id}' would end in universe {numbers[-1]}; {last}")
    return numbers, slots


def _run(group: Group, number: int, slot: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lay fixtures one after another, beginning anew where a row has no room left."""
    index = np.arange(group.count, dtype=np.intp)
    here, a_row = max(0, (SLOTS - slot) // group.slots), SLOTS // group.slots
    rest = index - here
    is_here = rest < 0
    numbers = np.where(is_here, number, number + 1 + rest // a_row)
    return numbers, np.where(is_here, slot + index * group.slots, rest % a_row * group.slots)


def _check_overlaps(placed: Sequence[Placed], report: Report) -> None:
    """Report fixtures that share slots; each pair of groups once."""
    runs = sorted(run for rank, entry in enumerate(placed) for run in entry.runs(rank))
    told: set[tuple[int, int]] = set()
    reach: _Run | None = None
    for run in runs:
        if reach is not None and run[:2] == reach[:2] and run[2] < reach[3]:
            pair = (min(run[4], reach[4]), max(run[4], reach[4]))
            if pair not in told and pair[0] != pair[1]:
                told.add(pair)
                _tell(placed, min(run, reach, key=_rank), max(run, reach, key=_rank), report)
        if reach is None or run[:2] != reach[:2] or run[3] > reach[3]:
            reach = run


def _rank(run: _Run) -> int:
    """Order of the file."""
    return run[4]


def _tell(placed: Sequence[Placed], first: _Run, second: _Run, report: Report) -> None:
    """Report one overlap at the fixture that was written later."""
    begin = max(first[2], second[2])
    names = []
    for _, _, slot, _, rank, index in (second, first):
        group = placed[rank].group
        within = (begin - slot) // group.slots
        start = slot + within * group.slots
        end = start + group.slots
        name = group.id if group.block.count is None else f"{group.id}-{index + within + 1}"
        names.append(f"{name} (slots {start + 1}-{end})" if end > start + 1 else f"{name} (slot {end})")
    other = placed[first[4]].group.id
    where = report.where(("fixtures", other, "at"))
    said = f"{names[0]} overlaps {names[1]}, patched on {where}, in universe {first[1]} of '{first[0]}'"
    report.error(("fixtures", placed[second[4]].group.id, "at"), f"{said}; move one of them")
