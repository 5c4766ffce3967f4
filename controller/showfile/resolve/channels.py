"""The channels of a rig: groups that have a place → arrays, one entry for each channel of each fixture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import Emitter
from controller.showfile.resolve.groups import Group
from fixtures.profile import Channel, Role

_Number = TypeVar("_Number", bound=np.generic)

_ROLES = {role: number for number, role in enumerate(Role)}


@dataclass(frozen=True, eq=False, slots=True)
class Channels:
    """Some channels, as ``Patch`` has them; ``attribute`` is -1 where a channel is no parameter."""

    fixture: NDArray[np.intp]
    cell: NDArray[np.intp]
    role: NDArray[np.int8]
    home: NDArray[np.float32]
    safe: NDArray[np.float32]
    wide: NDArray[np.bool_]
    index: NDArray[np.intp]
    fine: NDArray[np.intp]
    reach: NDArray[np.intp]
    emitter: NDArray[np.int16]
    attribute: NDArray[np.int16]
    snaps: NDArray[np.bool_]


def emitters_of(groups: Sequence[Group]) -> tuple[Emitter, ...]:
    """List the kinds of emitters that the groups have."""
    found = [_emitter(channel) for group in groups for channel in group.mode.channels]
    return tuple(dict.fromkeys(emitter for emitter in found if emitter is not None))


def attributes_of(groups: Sequence[Group]) -> tuple[str, ...]:
    """List the attributes that the groups' parameters have."""
    names = [channel.attribute for group in groups for channel in group.mode.channels]
    return tuple(dict.fromkeys(name for name in names if name))


def list_channels(groups: Sequence[Group], first_slots: Sequence[NDArray[np.intp]]) -> Channels:
    """List the channels of all groups.

    Args:
        groups: in the order of their fixtures.
        first_slots: for each group intp [fixtures], row * 512 + slot.
    """
    emitters, attributes = emitters_of(groups), attributes_of(groups)
    parts = [_channels(group, own, emitters, attributes) for group, own in zip(groups, first_slots, strict=True)]
    return Channels(
        fixture=_joined([part.fixture for part in parts], np.intp),
        cell=_joined([part.cell for part in parts], np.intp),
        role=_joined([part.role for part in parts], np.int8),
        home=_joined([part.home for part in parts], np.float32),
        safe=_joined([part.safe for part in parts], np.float32),
        wide=_joined([part.wide for part in parts], np.bool_),
        index=_joined([part.index for part in parts], np.intp),
        fine=_joined([part.fine for part in parts], np.intp),
        reach=_joined([part.reach for part in parts], np.intp),
        emitter=_joined([part.emitter for part in parts], np.int16),
        attribute=_joined([part.attribute for part in parts], np.int16),
        snaps=_joined([part.snaps for part in parts], np.bool_),
    )


def _channels(
    group: Group, first_slots: NDArray[np.intp], emitters: Sequence[Emitter], attributes: Sequence[str]
) -> Channels:
    """List the channels of one group; its mode is laid out ``group.times`` times."""
    mode, times = group.mode, group.times
    channels, a_fixture = mode.channels, group.times // group.count
    places = np.array(mode.places, np.intp).reshape(-1, 2)
    begins = (first_slots[:, None] + np.arange(a_fixture) * mode.slots).reshape(-1)
    first_cells = np.arange(times) * mode.cells + group.first_cell
    pixels = np.array([channel.pixel or 0 for channel in channels], np.intp)
    lights = [_emitter(channel) for channel in channels]

    def tiled(values: list[object], kind: type[_Number]) -> NDArray[_Number]:
        return np.tile(np.array(values, kind), times)

    return Channels(
        fixture=np.repeat(np.arange(group.count) + group.first_fixture, a_fixture * len(channels)),
        cell=(first_cells[:, None] + pixels).reshape(-1),
        role=tiled([_ROLES[channel.role] for channel in channels], np.int8),
        home=tiled([channel.home for channel in channels], np.float32),
        safe=tiled([channel.home if channel.safe is None else channel.safe for channel in channels], np.float32),
        wide=tiled([channel.bits == 16 for channel in channels], np.bool_),
        index=(begins[:, None] + places[:, 0]).reshape(-1),
        fine=(begins[:, None] + places[:, 1]).reshape(-1),
        reach=tiled([mode.cells if channel.pixel is None else 1 for channel in channels], np.intp),
        emitter=tiled([-1 if light is None else emitters.index(light) for light in lights], np.int16),
        attribute=tiled([attributes.index(c.attribute) if c.attribute else -1 for c in channels], np.int16),
        snaps=tiled([channel.snaps for channel in channels], np.bool_),
    )


def _emitter(channel: Channel) -> Emitter | None:
    return None if channel.light is None else Emitter(channel.role, channel.light)


def _joined(parts: list[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    return np.concatenate([np.empty(0, dtype=kind), *parts])
