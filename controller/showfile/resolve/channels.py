"""The channels of a rig: groups that have a place → arrays, one entry for each channel of each fixture."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
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
    counts = [group.times * len(group.mode.channels) for group in groups]
    room = _room(sum(counts))
    begin = 0
    for group, own, count in zip(groups, first_slots, counts, strict=True):
        part = _channels(group, own, emitters, attributes)
        for each in fields(Channels):
            getattr(room, each.name)[begin : begin + count] = getattr(part, each.name)
        begin += count
    return _compact(room)


def _room(count: int) -> Channels:
    """Make room for so many channels."""
    return Channels(
        fixture=np.empty(count, np.intp),
        cell=np.empty(count, np.intp),
        role=np.empty(count, np.int8),
        home=np.empty(count, np.float32),
        safe=np.empty(count, np.float32),
        wide=np.empty(count, np.bool_),
        index=np.empty(count, np.intp),
        fine=np.empty(count, np.intp),
        reach=np.empty(count, np.intp),
        emitter=np.empty(count, np.int16),
        attribute=np.empty(count, np.int16),
        snaps=np.empty(count, np.bool_),
    )


def _compact(channels: Channels) -> Channels:
    """Hold once what is the same for all channels, and what two arrays have in common: half of the memory of a wall."""
    kept = {each.name: getattr(channels, each.name) for each in fields(Channels)}
    for name, array in kept.items():
        if len(array) and (array == array[0]).all():
            kept[name] = np.broadcast_to(array[:1].copy(), array.shape)
    for name, other in (("fine", "index"), ("fixture", "cell"), ("safe", "home")):
        if np.array_equal(kept[name], kept[other]):
            kept[name] = kept[other]
    return Channels(**kept)


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
