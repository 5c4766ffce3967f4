"""Station 8. Injected faults on light: broken cells show something else than they were told.

A fault whose recovery runs is left to it: the recovery paints the wound itself (station 9), and asks here what the
glitch makes of it.
"""

from collections.abc import Collection, Iterable

import numpy as np

from controller.faults.amount import amount_at
from controller.faults.light.catalogue import LIGHT_FAULTS, REMEMBERING
from controller.faults.light.memories import remembered
from controller.faults.light.picture import Break, Moment, Reached
from controller.faults.light.projector.catalogue import PICTURE_FAULTS
from controller.faults.light.projector.surface import Bend
from controller.faults.reach import reached
from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.columns import Index, strided
from controller.frame.memory import Memory
from controller.frame.surfaces import Surfaces
from controller.model.fault import ActiveFault
from controller.model.rig import Cells
from controller.model.show import Show


class Glitch:
    """The glitch stage of one show; knows which cells each declared fault reaches, and what was prepared for them.

    Attributes:
        surfaces: the pictures of its projectors.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        troubles = (*show.faults.values(), *show.found.values())
        self._reach = {trouble.id: reached(show.rig, trouble) for trouble in troubles}
        self._where: dict[str, Index] = {name: strided(cells) for name, cells in self._reach.items()}
        self._reached = {
            trouble.id: Reached(trouble, show.rig.position[self._reach[trouble.id]])
            for trouble in show.faults.values()
            if trouble.kind in LIGHT_FAULTS
        }
        self._breaks: dict[str, Break] = {
            name: LIGHT_FAULTS[whom.fault.kind](whom) for name, whom in self._reached.items()
        }
        self._held: dict[str, Levels] = {}
        self.surfaces = Surfaces(show)
        self._bends: dict[str, tuple[Cells, Bend]] = {}
        for name, whom in self._reached.items():
            if whom.fault.kind not in PICTURE_FAULTS:
                continue
            columns = self.surfaces.among(self._reach[name])
            if len(columns):
                place = show.rig.position[self.surfaces.cells[columns]]
                self._bends[name] = columns, PICTURE_FAULTS[whom.fault.kind](Reached(whom.fault, place))
        self._acting = self._breaks.keys() | self._bends.keys()

    def cells(self, fault: str) -> Cells:
        """Cells that a fault, declared or found, reaches."""
        if fault not in self._reach:
            self._reach[fault] = reached(self._show.rig, self._show.trouble(fault))
        return self._reach[fault]

    def acting(self, faults: Iterable[ActiveFault]) -> tuple[ActiveFault, ...]:
        """Give those that act on light or on a picture at all; a silent node or a sensor that lies does not."""
        names = self._acting
        return tuple(fault for fault in faults if fault.id in names) if names else ()

    def acts(self, fault: str) -> bool:
        """Whether a fault acts on light or on a picture."""
        return fault in self._acting

    def remember(self, acting: Collection[ActiveFault], tick: int, memory: Memory, canvas: Canvas) -> None:
        """Look at the healthy picture, for the faults that live in the past; ``keep`` puts it into the memory.

        Args:
            acting: each fault that acts on light, also where it is mended.
            tick: when.
            memory: of the frame before.
            canvas: of all cells.
        """
        self._held = {}
        if not acting:
            return
        frame_s = max(1, tick - int(memory.tick[0])) / self._show.fps
        for fault in acting:
            if fault.id not in self._reached or self._reached[fault.id].fault.kind not in REMEMBERING:
                continue
            part = canvas.among(self._where[fault.id])
            key = _key(fault)
            if key in memory.held:
                held = memory.held[key]
                whom = self._reached[fault.id]
                level, rgb = remembered(whom, (held[0], held[1:]), (part.intensity, part.rgb), frame_s)
                self._held[key] = np.vstack([level[None], rgb])
            else:
                self._held[key] = np.vstack([part.intensity[None], part.rgb])

    def keep(self, memory: Memory) -> None:
        """Put what was remembered into the memory, once the frame is done."""
        memory.held.clear()
        memory.held.update(self._held)

    def paint(self, fault: ActiveFault, tick: int, canvas: Canvas, home: Levels | None = None) -> None:
        """Let a fault act on the canvas; one that is not on light leaves it as it is.

        Args:
            fault: which, and since when.
            tick: when.
            canvas: of all cells.
            home: float32 [all cells], 1 = it was mended there already and shows no more; None = nowhere.
        """
        if fault.id in self._breaks:
            cells = self._where[fault.id]
            healthy = canvas.among(cells)
            broken = self.broken(healthy, fault, tick, swell_tick=tick)
            canvas.put(cells, broken if home is None else mix(broken, healthy, home[cells]), healthy)
        if fault.id in self._bends:
            columns, _ = self._bends[fault.id]
            table = self.surfaces.take(canvas.values, columns)
            bent = self.bent(table, fault, tick, swell_tick=tick)
            if home is not None:
                bent = np.where(home[self.surfaces.cells[columns]] > 0, table, bent)
            self.surfaces.put(canvas, columns, bent)

    def broken(self, healthy: Canvas, fault: ActiveFault, tick: int, *, swell_tick: int) -> Canvas:
        """Show what a fault makes of its cells at a tick; trouble that is not on light leaves the picture as it is.

        Args:
            healthy: the reached cells, in the order of ``cells(fault.id)``.
            fault: which, and since when.
            tick: when.
            swell_tick: when its envelope is looked at: the wound outlives the fault, as strong as it was by then.
        """
        act = self._breaks.get(fault.id)
        if act is None:
            return healthy
        intensity, rgb = act((healthy.intensity, healthy.rgb), self._moment(fault, tick, swell_tick))
        return Canvas(intensity, rgb, healthy.text)

    def bent(self, healthy: Levels, fault: ActiveFault, tick: int, *, swell_tick: int) -> Levels:
        """Show what a fault makes of the pictures it reaches, as ``broken`` does of their light.

        Args:
            healthy: float32 [parts, n], the surfaces among ``cells(fault.id)``, in their order.
            fault: which, and since when.
            tick: when.
            swell_tick: when its envelope is looked at.
        """
        if fault.id not in self._bends:
            return healthy
        return self._bends[fault.id][1](healthy, self._moment(fault, tick, swell_tick))

    def _moment(self, fault: ActiveFault, tick: int, swell_tick: int) -> Moment:
        spec, fps = self._show.faults[fault.id], self._show.fps
        held = self._held.get(_key(fault))
        return Moment(
            seconds=max(0, tick - fault.started_tick) / fps,
            amount=np.float32(amount_at(spec, fault, swell_tick, fps)),
            held=None if held is None else (held[0], held[1:]),
        )


def _key(fault: ActiveFault) -> str:
    return f"{fault.id}@{fault.started_tick}"
