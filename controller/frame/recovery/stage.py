"""Station 9. The recovery stage: passes the picture of a wound through the phases of its recovery.

A recovery is composed from the wound: it evaluates the glitch itself, so the picture outlives the fault, passes it
through its phases one after another, and lands on whatever the show says at that moment.
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.glitch import Glitch
from controller.frame.playback import empty_layer, set_look
from controller.frame.recovery.operators.catalogue import OPERATORS
from controller.frame.recovery.operators.mend import partial_order
from controller.frame.recovery.scene import Ground, Movement, Scene, Standby, number, turns
from controller.frame.recovery.shape import Wound, wound
from controller.model.incident import Incident
from controller.model.recovery import Phase, RecoverySpec
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.standing import Standing, standing
from controller.model.tempo import Tempo
from controller.model.units import ticks


@dataclass(frozen=True, eq=False, slots=True)
class _Prepared:
    """One phase on one wound: its movement; of a mend also the turns of the cells, and which of them are mended."""

    move: Movement
    mends: tuple[Levels, Levels] | None


class Recovery:
    """The recovery stage of one show; every declared wound, and that of each node, is measured at load.

    What an operator points at, and what detectors find elsewhere, is measured when a recovery meets it.
    """

    def __init__(self, show: Show, glitch: Glitch) -> None:
        self._show = show
        self._glitch = glitch
        pairs = [
            (recovery, trouble)
            for recovery in show.recoveries.values()
            for trouble in (*show.faults.values(), *show.found.values())
            if recovery.is_meant_for(trouble)
        ]
        self._shapes: dict[tuple[str, float, bool], Wound] = {}
        self._met: dict[tuple[str, str], tuple[Wound, tuple[_Prepared, ...]]] = {}
        for recovery, trouble in pairs:
            self._met[recovery.id, trouble.id] = self._meet(recovery, trouble.id)

    def paint(self, incident: Incident, tempo: Tempo, tick: int, canvas: Canvas) -> None:
        """Paint the running recovery of one incident over its wound, to the beat of the show."""
        key = (incident.recovery or "", incident.fault.id)
        if key not in self._met:
            self._met[key] = self._meet(self._show.recoveries[key[0]], key[1])
        shape, prepared = self._met[key]
        at = standing(incident, self._show.recoveries[key[0]].phases, self._show.fps, tick)
        present = canvas.part(shape.cells)
        broken = self._broken(shape, incident, present, at.glitch_tick)
        shown, lag = broken, 0
        mended: Levels | None = None
        for (phase, progress), movement in zip(at.phases, _begun(prepared, at), strict=True):
            scene = Scene(
                present=present,
                broken=broken,
                shown=shown,
                seconds=(tick - (incident.recovery_tick or 0)) / self._show.fps,
                glitch_tick=at.glitch_tick,
                beat=partial(self._beat, tempo, lag),
                times=incident.recurrence if self._show.recoveries[key[0]].again == "auto" else 1,
                broken_at=partial(self._broken, shape, incident, present),
            )
            shown = movement.move(scene, np.float32(progress))
            if mended is not None:
                shown = mix(shown, present, mended)
            if movement.mends is not None:
                order, takes = movement.mends
                mended = _more(mended, turns(order, np.float32(progress)) * takes)
            lag += round(progress * ticks(phase.seconds, self._show.fps)) if phase.operator == "hold" else 0
        canvas.put(shape.cells, Canvas(np.clip(shown.intensity, 0, 1), np.clip(shown.rgb, 0, 1), shown.text))

    def _meet(self, recovery: RecoverySpec, trouble: str) -> tuple[Wound, tuple[_Prepared, ...]]:
        """Measure the wound of some trouble and prepare a recovery for it."""
        reach, with_gold = _reach(recovery), any(phase.operator == "seam" for phase in recovery.phases)
        key = (trouble, reach, with_gold)
        if key not in self._shapes:
            spec, cells = self._show.trouble(trouble), self._glitch.cells(trouble)
            self._shapes[key] = wound(self._show.rig, spec, cells, reach=reach, with_gold=with_gold)
        return self._shapes[key], self._prepared(self._shapes[key], recovery.phases)

    def _broken(self, shape: Wound, incident: Incident, present: Canvas, when: int) -> Canvas:
        """Let the glitch act on the wound as it does at a tick."""
        broken = present.copy()
        at = max(when, incident.fault.started_tick)
        swell = incident.recovery_tick or 0
        hurt = self._glitch.broken(present.part(shape.broken), incident.fault, at, swell_tick=swell)
        broken.put(shape.broken, hurt)
        return broken

    def _beat(self, tempo: Tempo, lag: int, when: int, bpm: float | None) -> tuple[int, float]:
        """Find the beat of a tick of the glitch, which lags so many ticks behind the show."""
        tempo = tempo if bpm is None else Tempo(bpm)
        beats = tempo.beats(when + lag, self._show.fps)
        inside = beats - math.floor(beats)
        length = self._show.fps * 60 / tempo.bpm
        return when - math.floor(inside * length), inside

    def _prepared(self, shape: Wound, phases: tuple[Phase, ...]) -> tuple[_Prepared, ...]:
        ground = Ground(shape, lambda look: self._standby(look, shape.cells))
        return tuple(
            _Prepared(
                OPERATORS[phase.operator](ground, phase.parameters),
                partial_order(shape, phase.parameters) if phase.operator == "mend" else None,
            )
            for phase in phases
        )

    def _standby(self, name: str, cells: Cells) -> Standby:
        """Say what a look, or the show's standby look, shows on some cells."""
        look = self._show.looks.get(name) or self._show.policy.standby
        layer = empty_layer(self._show.rig.cell_count, len(self._show.patch.parameter_channel))
        if look is not None:
            set_look(layer, look)
        canvas = Canvas(layer.level[cells], layer.rgb[:, cells], np.zeros(len(cells), np.int16))
        return Standby(canvas, layer.level_weight[cells], layer.rgb_weight[cells])


def _begun(prepared: tuple[_Prepared, ...], at: Standing) -> tuple[_Prepared, ...]:
    """Choose the phases that have begun; a mend that was brought forward skips those before it.

    None has while a recovery that is nothing but a mend waits for trouble that lasts.
    """
    begun = len(at.phases)
    if not begun:
        return ()
    return prepared[:begun] if at.index == begun - 1 else (*prepared[: begun - 1], prepared[-1])


def _reach(recovery: RecoverySpec) -> float:
    """Say how far the neighbours take part in a recovery, metres."""
    reaching = ("ripple", "blend")
    return max((number(p.parameters, "reach") for p in recovery.phases if p.operator in reaching), default=0.0)


def _more(one: Levels | None, other: Levels) -> Levels:
    return other if one is None else np.maximum(one, other)
