"""Stations 8 and 9. Every wound in the order in which it was struck: its glitch, or the recovery that paints it.

One order for both, so that nothing jumps: a recovery that begins takes the very place in which its fault acted, and a
second incident lies over the first whether either of them is being mended or not. Wounds that share no cell are not in
each other's way: those of the same recovery are painted side by side, in one pass.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, TypeAlias

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.glitch import Glitch
from controller.frame.memory import Memory
from controller.frame.programmer import Programmer
from controller.frame.recovery.beside import Abreast, Cohort, moment_of
from controller.frame.recovery.scene import Spared
from controller.frame.recovery.stage import Recovery
from controller.model.cells import union
from controller.model.consent import STRICT, strictness
from controller.model.fault import ActiveFault
from controller.model.incident import Incident, IncidentState, Part
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState

_Key: TypeAlias = tuple[int, str | None, Part]
"""Layer, recovery, and which of the cells are the recovery's."""
FEW: Final = 2
"""Fewer wounds than these are painted one by one."""
NEAR: Final = 8192
"""Wounds within so many cells are laid side by side first, and those sets then: one that moves on lays few anew."""


@dataclass(frozen=True, eq=False, slots=True)
class _Struck:
    """A fault that acts; ``home`` marks where it was mended already."""

    fault: ActiveFault
    home: Levels | None


@dataclass(frozen=True, eq=False, slots=True)
class _Mended:
    """Wounds that a recovery paints: one, or many side by side; and which of their cells are the recovery's."""

    wounds: Incident | Abreast
    part: Part


@dataclass(frozen=True, eq=False, slots=True)
class _Wounded:
    """A wound that a recovery paints: where it stands, what it reaches, and whether it may stand beside others."""

    wound: Incident
    moment: Hashable
    cells: Cells
    is_plain: bool

    @property
    def first_cell(self) -> int:
        """Give the first of its cells; a plain wound has one."""
        return int(self.cells[0])


@dataclass(frozen=True, eq=False, slots=True)
class _Plan:
    """What is painted in which order, as long as these faults act and these incidents stand as they do.

    Attributes:
        faults, incidents: those of the state, the very same.
        acting: the faults that act on light, also where they are mended.
        steps: one after another.
    """

    faults: tuple[ActiveFault, ...]
    incidents: tuple[Incident, ...]
    acting: frozenset[ActiveFault]
    steps: tuple[_Struck | _Mended, ...]


class Wounds:
    """The glitch stage and the recovery stage of one show."""

    def __init__(self, show: Show, hands: Programmer) -> None:
        self.glitch = Glitch(show)
        self._recovery = Recovery(show, self.glitch)
        self._hands = hands
        ranks = strictness(show.consents, show.rig.cell_count if show.consents else 0)
        asks = (ranks > STRICT["auto"]).astype(np.float32)
        never = (ranks > STRICT["ask"]).astype(np.float32)
        self._asks = asks if asks.any() else None
        self._never = never if never.any() else None
        self._willing = np.float32(1) - asks if show.consents else None
        self._memory: Memory | None = None
        self._cell_count = show.rig.cell_count
        self._known = _Plan((), (), frozenset(), ())
        self._taken: dict[str, tuple[Incident, list[_Wounded]]] = {}
        self._abreast: dict[_Key, Abreast] = {}
        self._cohorts: dict[Hashable, Cohort] = {}

    def mended(self, incident: Incident) -> Cells:
        """Give the cells that the recovery of an incident paints, but for those that may never be mended."""
        cells = union(self._recovery.cells(wound) for wound in self._recovery.wounds(incident))
        return cells if self._never is None else cells[self._never[cells] == 0]

    def recall(self, memory: Memory) -> None:
        """Take what is remembered of the frame before; it is only read here."""
        self._memory = memory
        self._recovery.following.recall(memory)

    def keep(self, memory: Memory) -> None:
        """Put what was remembered into the memory, once the frame is done."""
        self.glitch.keep(memory)
        self._recovery.following.keep(memory)

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Paint every fault that acts, every recovery that runs, and what one has kept."""
        plan = self._known
        if plan.faults is not state.faults or plan.incidents is not state.incidents:
            plan = self._known = self._plan(state)
        if self._memory is not None:
            self.glitch.remember(plan.acting, state.tick, self._memory, canvas)
        held = self._hands.held(state) if any(isinstance(step, _Mended) for step in plan.steps) else None
        for step in plan.steps:
            if isinstance(step, _Struck):
                self.glitch.paint(step.fault, tick, canvas, step.home)
            elif isinstance(step.wounds, Abreast):
                self._recovery.paint_beside(step.wounds, state, canvas, self._spared(step.part, held))
            else:
                self._recovery.paint(step.wounds, state, canvas, self._spared(step.part, held))

    def _plan(self, state: ShowState) -> _Plan:
        """Put all wounds in order; worked out when others act or one moves, for a node may be silent for months."""
        acting = self.glitch.acting(state.faults)
        painted = [incident for incident in state.incidents if incident.is_painted]
        self._taken = {incident.id: self._taken_apart(incident) for incident in painted}
        mended = {each.wound.fault: each for _, some in self._taken.values() for each in some}
        names = {fault.id for fault in acting}
        shown = {fault for each in mended.values() for fault in each.wound.faults if fault.id in names}
        struck = [_Struck(fault, self._home(fault, state)) for fault in acting if fault not in shown]
        wounds: list[_Struck | _Wounded] = [*struck, *mended.values()]
        wounds.sort(key=_when)
        remembered = {*acting, *self.glitch.acting(fault for each in mended.values() for fault in each.wound.faults)}
        return _Plan(state.faults, state.incidents, frozenset(remembered), tuple(self._steps(wounds)))

    def _taken_apart(self, incident: Incident) -> tuple[Incident, list[_Wounded]]:
        """Take an incident apart into its wounds, once as long as it is the very same."""
        known = self._taken.get(incident.id)
        if known is not None and known[0] is incident:
            return known
        return incident, [self._wounded(wound) for wound in self._recovery.wounds(incident)]

    def _wounded(self, wound: Incident) -> _Wounded:
        cells = self._recovery.cells(wound)
        # what has no light, such as a sign nobody may touch, may be flagged, too
        return _Wounded(wound, moment_of(wound), cells, is_plain=cells.size > 0 and self._recovery.is_plain(wound))

    def _steps(self, wounds: Sequence[_Struck | _Wounded]) -> list[_Struck | _Mended]:
        """Lay wounds side by side as far as they are not in each other's way."""
        plain = [isinstance(wound, _Wounded) and wound.is_plain for wound in wounds]
        if sum(plain) < FEW:
            self._abreast, self._cohorts = {}, {}
            return [_alone(wound) for wound in wounds]
        steps: list[_Struck | _Mended] = []
        layers = self._layers(wounds)
        abreast: dict[_Key, Abreast] = {}
        cohorts: dict[Hashable, Cohort] = {}
        for layer in range(max(layers) + 1):
            here = [wound for wound, own in zip(wounds, layers, strict=True) if own == layer]
            steps += [_alone(wound) for wound in here if isinstance(wound, _Struck) or not wound.is_plain]
            together: dict[_Key, dict[Hashable, list[Incident]]] = {}
            plain_here = [each for each in here if isinstance(each, _Wounded) and each.is_plain]
            for each in sorted(plain_here, key=_first_cell):  # cells that follow one another are taken as a run
                key = layer, each.wound.recovery, each.wound.part
                near = each.moment, each.first_cell // NEAR
                together.setdefault(key, {}).setdefault(near, []).append(each.wound)
            for key, by_moment in together.items():
                some = [self._cohort(moment, those, cohorts) for moment, those in by_moment.items()]
                abreast[key] = self._abreast.get(key) or Abreast()
                abreast[key].cohorts = some
                steps.append(_Mended(abreast[key], key[2]))
        self._abreast, self._cohorts = abreast, cohorts
        return steps

    def _cohort(self, moment: Hashable, wounds: list[Incident], kept: dict[Hashable, Cohort]) -> Cohort:
        """Lay wounds that stand at one moment side by side, once as long as they are the same."""
        key = moment, tuple(fault.id for wound in wounds for fault in wound.faults)
        cohort = kept[key] = self._cohorts.get(key) or self._recovery.cohort(wounds)
        return cohort

    def _layers(self, wounds: Sequence[_Struck | _Wounded]) -> list[int]:
        """Give each wound its layer: of those on the same cells, each lies above the ones before it."""
        reached = [self.glitch.cells(each.fault.id) if isinstance(each, _Struck) else each.cells for each in wounds]
        if np.bincount(np.concatenate(reached)).max(initial=0) <= 1:
            return [0] * len(wounds)
        top = np.zeros(self._cell_count, np.intp)
        layers = []
        for cells in reached:
            layer = int(top[cells].max(initial=0))
            top[cells] = layer + 1
            layers.append(layer)
        return layers

    def _home(self, fault: ActiveFault, state: ShowState) -> Levels | None:
        """Mark the cells on which a fault was mended already, while the others still ask."""
        if self._willing is None:
            return None
        open_ones = (each for each in state.incidents if each.part == "ask" and each.state is not IncidentState.CLOSED)
        return self._willing if any(fault in each.faults for each in open_ones) else None

    def _spared(self, part: Part, held: Levels | None) -> Spared:
        """Say which cells are none of a recovery's: those in somebody's hand, and those that do not consent."""
        home = self._willing if part == "ask" else None
        left = self._asks if part == "auto" else self._never
        if left is None:
            return Spared(held, home)
        return Spared(left if held is None else np.maximum(held, left), home)


_first_cell: Final = attrgetter("first_cell")


def _alone(wound: _Struck | _Wounded) -> _Struck | _Mended:
    return _Mended(wound.wound, wound.wound.part) if isinstance(wound, _Wounded) else wound


def _when(wound: _Struck | _Wounded) -> tuple[int, str]:
    fault = wound.wound.fault if isinstance(wound, _Wounded) else wound.fault
    return fault.started_tick, fault.id
