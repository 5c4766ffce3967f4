"""The pictures of a wound, passed through the phases of its recovery, as the stage passes its light."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.glitch import Glitch
from controller.frame.playback import empty_layer, set_look
from controller.frame.recovery.pictures.ground import PictureMovement, PictureScene, Wall
from controller.frame.recovery.pictures.operators import PICTURE_OPERATORS, mended_parts, returned
from controller.frame.recovery.scene import Spared, turns
from controller.frame.recovery.shape import Wound
from controller.model import chance
from controller.model.fault import ActiveFault
from controller.model.incident import Incident
from controller.model.recovery import Phase, RecoverySpec
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.standing import Standing
from controller.model.units import ticks

LINES: Final = 255
"""So many ways to break there are, beside that of a whole picture."""


@dataclass(frozen=True, eq=False, slots=True)
class Running:
    """A recovery that runs on one wound.

    Attributes:
        incident: one of the wounds that the stage paints.
        recovery: that runs.
        shape: of the wound.
        at: where the recovery stands.
        tick: now.
        beat: the lag of the glitch behind the show, a tick of it, beats a minute → as ``Scene.beat``.
        acting: the faults of the incident that still act.
    """

    incident: Incident
    recovery: RecoverySpec
    shape: Wound
    at: Standing
    tick: int
    beat: Callable[[int, int, float | None], tuple[int, float]]
    acting: tuple[ActiveFault, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Step:
    """One phase: its movement; of a mend also the turns of the parts, and which of them are mended."""

    move: PictureMovement
    mends: tuple[Levels, Levels] | None


class Pictures:
    """The pictures of one show's projectors in their recoveries; what a wound needs is prepared when it is met."""

    def __init__(self, show: Show, glitch: Glitch) -> None:
        self._show = show
        self._glitch = glitch
        self._surfaces = glitch.surfaces
        self._met: dict[tuple[str, tuple[str, ...]], tuple[Cells, tuple[_Step, ...]]] = {}
        self._reached: dict[str, Cells] = {}

    def meet(self, recovery: RecoverySpec, troubles: tuple[str, ...], shape: Wound) -> None:
        """Prepare a recovery for the projectors of a wound, if it has any."""
        columns = self._surfaces.among(shape.cells)
        if len(columns) and (recovery.id, troubles) not in self._met:
            wall = self._wall(shape, columns)
            self._met[recovery.id, troubles] = columns, tuple(_step(wall, phase) for phase in recovery.phases)

    def paint(self, running: Running, canvas: Canvas, spared: Spared) -> None:
        """Project what the phases make of the pictures.

        Args:
            running: which, and where it stands.
            canvas: takes the parameters.
            spared: the cells that are none of the recovery's.
        """
        faults = running.incident.faults
        met = self._met.get((running.recovery.id, tuple(fault.id for fault in faults)))
        if met is None or not running.at.phases:
            return
        columns, steps = met
        present = self._surfaces.take(canvas.values, columns)
        swell = running.incident.recovery_tick or 0
        broken_at = partial(self._broken, columns, present, faults, swell)
        scene = PictureScene(
            present=present,
            broken=broken_at(running.at.glitch_tick),
            shown=present,
            seconds=(min(running.tick, running.at.still_tick) - swell) / self._show.fps,
            glitch_tick=running.at.glitch_tick,
            beat=partial(running.beat, 0),
            times=running.incident.recurrence if running.recovery.again == "auto" else 1,
            broken_at=broken_at,
        )
        table = self._passed(running, scene, steps)
        if spared.left is not None:
            mine = spared.left[self._surfaces.cells[columns]]
            plain = self._broken(columns, present, running.acting, running.tick, running.tick)
            table = np.where(mine > 0, table * (np.float32(1) - mine) + plain * mine, table)
        if spared.home is not None:
            table = np.where(spared.home[self._surfaces.cells[columns]] > 0, present, table)
        self._surfaces.put(canvas, columns, np.clip(table, 0, 1))

    def _passed(self, running: Running, scene: PictureScene, steps: tuple[_Step, ...]) -> Levels:
        """Pass the pictures through all phases that have begun; a mend that was brought forward skips some."""
        shown, lag = scene.broken, 0
        mended: Levels | None = None
        those = (steps[each] for each in running.at.numbers)
        for (phase, progress), step in zip(running.at.phases, those, strict=True):
            here = replace(scene, shown=shown, beat=partial(running.beat, lag))
            shown = step.move(here, np.float32(progress))
            if mended is not None:
                shown = returned(shown, scene.present, mended)
            if step.mends is not None:
                order, takes = step.mends
                own = turns(order, np.float32(progress)) * takes
                mended = own if mended is None else np.maximum(mended, own)
            lag += round(progress * ticks(phase.seconds, self._show.fps)) if phase.operator == "hold" else 0
        return shown

    def _broken(
        self, columns: Cells, present: Levels, faults: Iterable[ActiveFault], swell_tick: int, when: int
    ) -> Levels:
        """Let the glitch act on the pictures as it does at a tick."""
        table = present.copy()
        for fault in faults:
            own = np.searchsorted(columns, self._reached_by(fault.id))
            at = max(when, fault.started_tick)
            table[:, own] = self._glitch.bent(table[:, own], fault, at, swell_tick=swell_tick)
        return table

    def _reached_by(self, fault: str) -> Cells:
        """Find the surfaces that a fault reaches; looked up once."""
        if fault not in self._reached:
            self._reached[fault] = self._surfaces.among(self._glitch.cells(fault))
        return self._reached[fault]

    def _wall(self, shape: Wound, columns: Cells) -> Wall:
        cells = self._surfaces.cells[columns]
        at = np.searchsorted(shape.cells, cells)
        drawn = (chance.uniform(chance.key(shape.seed, "fracture"), len(cells)) * LINES).astype(np.int32) + 1
        return Wall(
            shape=shape,
            at=at,
            broken=np.flatnonzero(np.isin(at, shape.broken)),
            lines=drawn.astype(np.float32) / np.float32(LINES),
            standby=partial(self._standby, columns),
        )

    def _standby(self, columns: Cells, name: str) -> tuple[Levels, Levels]:
        """Say what a look, or the show's standby look, projects, and how much of it is set."""
        look = self._show.looks.get(name) or self._show.policy.standby
        layer = empty_layer(self._show.rig.cell_count, len(self._show.patch.parameter_channel))
        if look is not None:
            set_look(layer, look)
        parameters = self._surfaces.parameters(columns)
        is_set = np.where(parameters >= 0, layer.values_weight[parameters], np.float32(0))
        return np.where(parameters >= 0, layer.values[parameters], np.float32(0)), is_set


def _step(wall: Wall, phase: Phase) -> _Step:
    mends = mended_parts(wall, phase.parameters) if phase.operator == "mend" else None
    return _Step(PICTURE_OPERATORS[phase.operator](wall, phase.parameters), mends)
