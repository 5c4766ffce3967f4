"""Stations 8 and 9. Every wound in the order in which it was struck: its glitch, or the recovery that paints it.

One order for both, so that nothing jumps: a recovery that begins takes the very place in which its fault acted, and a
second incident lies over the first whether either of them is being mended or not.
"""

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.glitch import Glitch
from controller.frame.memory import Memory
from controller.frame.programmer import Programmer
from controller.frame.recovery.scene import Spared
from controller.frame.recovery.stage import Recovery
from controller.model.consent import STRICT, strictness
from controller.model.fault import ActiveFault
from controller.model.incident import Incident, IncidentState
from controller.model.show import Show
from controller.model.state import ShowState


class Wounds:
    """The glitch stage and the recovery stage of one show."""

    def __init__(self, show: Show, hands: Programmer) -> None:
        self.glitch = Glitch(show)
        self._recovery = Recovery(show, self.glitch)
        self._hands = hands
        ranks = strictness(show.consents, show.rig.cell_count if show.consents else 0)
        self._asks = (ranks > STRICT["auto"]).astype(np.float32)
        self._willing = np.float32(1) - self._asks if show.consents else None
        self._never = (ranks > STRICT["ask"]).astype(np.float32)
        self._memory: Memory | None = None
        self._faults: tuple[tuple[ActiveFault, ...], tuple[ActiveFault, ...]] = (), ()
        self._incidents: tuple[tuple[Incident, ...], tuple[Incident, ...]] = (), ()

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
        acting, painted = self._acting(state.faults), self._painted(state.incidents)
        if self._memory is not None:
            mine = {*acting, *(fault for incident in painted for fault in incident.faults)}
            self.glitch.remember(mine, state.tick, self._memory, canvas)
        if not (acting or painted):
            return
        mended = {wound.fault: wound for incident in painted for wound in self._recovery.wounds(incident)}
        within = {fault for wound in mended.values() for fault in wound.joined}
        struck = {fault: mended.get(fault) for fault in (*acting, *mended) if fault not in within}
        held = self._hands.held(state) if mended else None
        for fault, incident in sorted(struck.items(), key=_when):
            if incident is None:
                self.glitch.paint(fault, tick, canvas, self._home(fault, state))
            else:
                self._recovery.paint(incident, state, canvas, self._spared(incident, held))

    def _acting(self, faults: tuple[ActiveFault, ...]) -> tuple[ActiveFault, ...]:
        """Give the faults that act on light; worked out when others act, for a node may be silent for months."""
        if self._faults[0] is not faults:
            self._faults = faults, self.glitch.acting(faults)
        return self._faults[1]

    def _painted(self, incidents: tuple[Incident, ...]) -> tuple[Incident, ...]:
        """Give the incidents that a recovery paints; worked out when one of them moves."""
        if self._incidents[0] is not incidents:
            self._incidents = incidents, tuple(incident for incident in incidents if incident.is_painted)
        return self._incidents[1]

    def _home(self, fault: ActiveFault, state: ShowState) -> Levels | None:
        """Mark the cells on which a fault was mended already, while the others still ask."""
        if self._willing is None:
            return None
        open_ones = (each for each in state.incidents if each.part == "ask" and each.state is not IncidentState.CLOSED)
        return self._willing if any(fault in each.faults for each in open_ones) else None

    def _spared(self, incident: Incident, held: Levels | None) -> Spared:
        """Say which cells are none of a recovery's: those in somebody's hand, and those that do not consent."""
        home = self._willing if incident.part == "ask" else None
        left = self._asks if incident.part == "auto" else self._never
        if not left.any():
            return Spared(held, home)
        return Spared(left if held is None else np.maximum(held, left), home)


def _when(wound: tuple[ActiveFault, Incident | None]) -> tuple[int, str]:
    return wound[0].started_tick, wound[0].id
