"""The house's own limits on drive values: ceilings, floors, how fast heads and pictures move.

A level here is the light of a cell's brightest emitter, dimmer and all. A ceiling dims and keeps the colour; a floor
raises the cell in its own colour, and a cell that is all dark in white. A floor keeps its shutters open and its picture
whole.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import ROLE_NUMBER, spread
from controller.frame.guard.light import Eyes
from controller.frame.guard.rules import FULL
from controller.frame.memory import LONG_AGO, Memory
from controller.model.patch import Patch
from controller.model.policy import ZoneLevel
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Role

HEADS = {"pan": 540.0, "tilt": 270.0}
"""Attributes whose speed the policy limits, and the degrees of those whose profile does not say."""


PICTURE_S: Final = {"raw.Gobo x": 4.0, "raw.Gobo y": 4.0, "blank": 4 / 3, "tear": 4 / 3, "pixelate": 4 / 3}
"""Seconds in which the picture of a projector may be moved, cut or blanked from one end to the other. The finest gobo
has twelve bars: at these speeds a place of it turns dark and light again at most three times in a second."""
MOVE_S: Final = 2.0
"""The same for the rest: the size of a gobo, and corners."""
SEAM_S: Final = 0.7
"""The same for seams and their colours: all of them together cover less than a tenth of the picture."""


class House:
    """The limits of one show's policy; all indices are worked out at load."""

    def __init__(self, show: Show, eyes: Eyes) -> None:
        policy, cells = show.policy, show.rig.cell_count
        self._ceiling = _Cells(_lowest(policy.ceilings, cells), eyes, show.patch)
        always = _highest(policy.floors_always, cells)
        floor = np.maximum(_highest(policy.floors, cells), always)
        # blackout spares work and egress lights, and so it does their floors
        self._floor = _Cells(floor, eyes, show.patch)
        self._floor_in_the_dark = _Cells(np.where(show.rig.reachable, always, floor), eyes, show.patch)
        self._home = show.patch.channel_home
        self._heads, self._step = _heads(show)
        nodes = show.rig.fixtures.ask(lambda fixture: fixture.node)
        self._head_node = nodes[show.patch.channel_fixture[self._heads]]

    @property
    def head_count(self) -> int:
        """How many channels turn heads no faster than the policy says."""
        return len(self._heads)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is limited."""
        bounds = (self._ceiling, self._floor, self._floor_in_the_dark)
        return not (len(self._heads) or any(len(bound.cells) for bound in bounds))

    def settle(self, memory: Memory) -> None:
        """Take the heads to be where the levels of a memory say."""
        memory.heads[:] = memory.levels[self._heads].astype(np.float32) / np.float32(FULL)

    def land(self, memory: Memory, nodes: Collection[str]) -> None:
        """Take the heads of some nodes to be where the last levels say: these are reached again, or in time again."""
        if nodes:
            mine = np.isin(self._head_node, list(nodes))
            memory.heads[mine] = memory.levels[self._heads[mine]].astype(np.float32) / np.float32(FULL)

    def limit(self, drive: Levels, memory: Memory, tick: int, *, is_dark: bool) -> tuple[Levels, Levels]:
        """Bring drive values within the limits.

        Args:
            drive: float32 [channels], finite; left as it is.
            memory: where the heads are.
            tick: of this frame.
            is_dark: floors yield, but for those that hold always.

        Returns:
            Drive values, float32 [channels], and where the heads are now, float32 [heads].
        """
        floor = self._floor_in_the_dark if is_dark else self._floor
        if not (len(self._ceiling.cells) or len(floor.cells) or len(self._heads)):
            return drive, memory.heads
        drive = np.clip(drive, 0, 1)
        self._dim(drive)
        _raise(drive, floor, self._home)
        heads = memory.heads
        if len(self._heads):
            reach = self._step * np.float32(1 if memory.tick[0] == LONG_AGO else tick - memory.tick[0])
            wanted = drive[self._heads]
            near = np.clip(wanted, heads - reach, heads + reach)
            heads = np.where(np.isnan(heads), wanted, near)
            drive[self._heads] = heads
        return drive, heads

    def _dim(self, drive: Levels) -> None:
        """Dim what is above its ceiling, in place."""
        bound = self._ceiling
        if not len(bound.cells):
            return
        level = bound.color(drive) * bound.dimmed(drive)
        scale = np.minimum(np.float32(1), bound.level / np.maximum(level, np.float32(1e-6)))
        for channels in bound.first_levers:
            there = channels >= 0
            drive[channels[there]] *= scale[there]


def _raise(drive: Levels, bound: "_Cells", home: Levels) -> None:
    """Raise what is below its floor, in place."""
    if not len(bound.cells):
        return
    drive[bound.shutters] = home[bound.shutters]
    low = bound.color(drive) * bound.dimmed(drive) < bound.level
    if not low.any():
        return
    for _, channels in bound.filters:
        drive[channels[low & (channels >= 0)]] = 0
    color = bound.color(drive)
    brightest = np.where(bound.has_dimmer, np.float32(1), bound.level)
    scale = brightest / np.maximum(color, np.float32(1e-6))
    for channels in bound.emitters:
        there = low & (channels >= 0)
        at = channels[there]
        lit = color[there] > 0
        drive[at] = np.where(lit, drive[at] * scale[there], brightest[there])
    for number, channels in enumerate(bound.dimmers):
        there = low & (channels >= 0)
        drive[channels[there]] = np.maximum(drive[channels[there]], bound.level[there]) if number == 0 else 1


class _Cells:
    """Some cells with a level each, and their channels.

    Attributes:
        cells: intp [n].
        level: float32 [n].
        emitters, dimmers: channels of these cells, intp [n] each, -1 = none.
        filters: components and channels that take them away.
        has_dimmer: bool [n].
        first_levers: channels that scale the light of a cell: its first dimmer, or all emitters.
        shutters: channels that take all light away: shutters, and what blanks a picture.
    """

    def __init__(self, levels: Levels, eyes: Eyes, patch: Patch) -> None:
        """Take the cells whose level is a number above 0: float32 [cells]."""
        self.cells: Cells = np.flatnonzero(levels > 0)
        self.level = levels[self.cells]
        self.emitters = [column[self.cells] for _, column in eyes.emitters]
        self.dimmers = [column[self.cells] for column in eyes.dimmers]
        self.filters = [(component, column[self.cells]) for component, column in eyes.filters]
        self.has_dimmer = np.zeros(len(self.cells), np.bool_)
        for column in self.dimmers[:1]:
            self.has_dimmer |= column >= 0
        undimmed = [np.where(self.has_dimmer, -1, column) for column in self.emitters]
        self.first_levers = [*self.dimmers[:1], *undimmed]
        closing = (ROLE_NUMBER[Role.SHUTTER], ROLE_NUMBER[Role.BLANK])
        shutters = np.flatnonzero(np.isin(patch.channel_role, closing))
        where, each = spread(patch, shutters)
        self.shutters = np.unique(each[np.isin(where, self.cells)])

    def color(self, drive: Levels) -> Levels:
        """Give the brightest emitter of each cell before its dimmer; 1 where there is none: float32 [n]."""
        brightest = np.zeros(len(self.cells), np.float32)
        found = np.zeros(len(self.cells), np.bool_)
        for channels in self.emitters:
            there = channels >= 0
            found |= there
            np.maximum(brightest, np.where(there, drive[channels], np.float32(0)), out=brightest)
        color = np.where(found, brightest, np.float32(1))
        if self.filters:
            passes = np.ones((3, len(self.cells)), np.float32)
            for component, channels in self.filters:
                passes[component] *= np.where(channels >= 0, 1 - drive[channels], np.float32(1))
            color *= passes.max(axis=0)
        return color

    def dimmed(self, drive: Levels) -> Levels:
        """Give what the dimmers of each cell let through: float32 [n]."""
        part = np.ones(len(self.cells), np.float32)
        for channels in self.dimmers:
            part *= np.where(channels >= 0, drive[channels], np.float32(1))
        return part


def _lowest(levels: Iterable[ZoneLevel], cells: int) -> Levels:
    """Give the lowest ceiling of every cell; infinite (never reached) where there is none is written as 0."""
    lowest = np.full(cells, np.inf, np.float32)
    for each in levels:
        lowest[each.cells] = np.minimum(lowest[each.cells], np.float32(max(each.level, 1e-6)))
    return np.where(np.isinf(lowest), np.float32(0), lowest)


def _highest(levels: Iterable[ZoneLevel], cells: int) -> Levels:
    highest = np.zeros(cells, np.float32)
    for each in levels:
        highest[each.cells] = np.maximum(highest[each.cells], np.float32(each.level))
    return highest


def _heads(show: Show) -> tuple[NDArray[np.intp], Levels]:
    """List the channels whose speed is limited, and how far each may go in one tick, 0..1."""
    patch, policy = show.patch, show.policy
    speeds = {"pan": policy.pan_deg_s, "tilt": policy.tilt_deg_s}
    first = np.searchsorted(patch.channel_fixture, np.arange(len(show.rig.fixtures)))
    slowest: dict[int, float] = {}
    for attribute, usual in HEADS.items():
        speed = speeds[attribute]
        if speed is None or attribute not in patch.attributes:
            continue
        mine = patch.parameter_attribute == patch.attributes.index(attribute)
        for channel in patch.parameter_channel[mine].tolist():
            fixture = int(patch.channel_fixture[channel])
            own = show.rig.fixtures[fixture].mode.channels
            degrees = own[(channel - int(first[fixture])) % len(own)].degrees or usual
            slowest[channel] = speed / degrees / show.fps
    for channel, seconds in _moves(show):
        slowest[channel] = min(1 / seconds / show.fps, slowest.get(channel, 1.0))
    return np.array(list(slowest), np.intp), np.array(list(slowest.values()), np.float32)


def _moves(show: Show) -> Iterator[tuple[int, float]]:
    """List what moves in the pictures of projectors, with the seconds that all of its way takes at least."""
    patch = show.patch
    is_projector = show.rig.fixtures.ask(lambda fixture: fixture.profile.output == "projector").astype(np.bool_)
    own = is_projector[patch.channel_fixture[patch.parameter_channel]] & ~patch.parameter_snaps
    for parameter in np.flatnonzero(own).tolist():
        attribute = patch.attributes[int(patch.parameter_attribute[parameter])]
        usual = SEAM_S if "seam" in attribute.lower() else MOVE_S
        yield int(patch.parameter_channel[parameter]), PICTURE_S.get(attribute, usual)
