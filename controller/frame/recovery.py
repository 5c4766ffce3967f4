"""Station 9. Choreography: turn the picture of a wound back into the show.

A recovery is composed from the wound: it evaluates the glitch itself, so the picture outlives the fault, passes it
through its phases one after another, and lands on whatever the show says at that moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.effects.tables import sine
from controller.frame.glitch import Glitch
from controller.frame.wound import Wound, mend_order, wound
from controller.model.incident import Incident
from controller.model.recovery import Operator, Parameter, RecoverySpec
from controller.model.show import Show
from controller.model.standing import standing
from controller.model.state import ShowState

GLOW_LEVEL = np.float32(0.95)
"""Level of a seam that is fully drawn."""
SOFT = np.float32(0.25)
"""Part of a phase that one cell takes, when cells change one after another."""
RING_S, RING_M = 2.5, 1.2
"""A ripple passes a place every so many seconds, and its rings are so many metres apart."""


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """What an operator has before it.

    Attributes:
        present: what the show says these cells should show now.
        broken: what the glitch makes of them.
        shown: what the phases before this one made of them.
        shape: the wound.
        seconds: since the recovery began.
    """

    present: Canvas
    broken: Canvas
    shown: Canvas
    shape: Wound
    seconds: float


class Recovery:
    """The recovery stage of one show."""

    def __init__(self, show: Show, glitch: Glitch) -> None:
        self._show = show
        self._glitch = glitch
        self._wounds = {
            (recovery.id, trouble.id): wound(show.rig, trouble, glitch.cells(trouble.id), reach=_reach(recovery))
            for recovery in show.recoveries.values()
            for trouble in (*show.faults.values(), *show.found.values())
            if not recovery.kinds or trouble.kind in recovery.kinds
        }

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Paint every running recovery, oldest first; a later one starts from the picture of the earlier."""
        for incident in state.incidents:
            if incident.is_running and incident.recovery is not None:
                self._paint(incident, incident.recovery, tick, canvas)

    def _paint(self, incident: Incident, recovery: str, tick: int, canvas: Canvas) -> None:
        shape = self._wounds[recovery, incident.fault.id]
        at = standing(incident, self._show.recoveries[recovery].phases, self._show.fps, tick)
        present = canvas.part(shape.cells)
        broken = present.copy()
        hurt = self._glitch.broken(present.part(shape.broken), incident.fault, at.glitch_tick)
        broken.intensity[shape.broken] = hurt.intensity
        broken.rgb[:, shape.broken] = hurt.rgb
        shown = broken
        for phase, progress in at.phases:
            scene = Scene(present, broken, shown, shape, (tick - (incident.recovery_tick or 0)) / self._show.fps)
            shown = OPERATORS[phase.operator](scene, np.float32(progress), phase.parameters)
        canvas.intensity[shape.cells] = np.clip(shown.intensity, 0, 1)
        canvas.rgb[:, shape.cells] = np.clip(shown.rgb, 0, 1)


def hold(scene: Scene, _progress: np.float32, _parameters: Mapping[str, Parameter]) -> Canvas:
    """Stand still: the wound as it was when the recovery began."""
    return scene.shown


def embrace(scene: Scene, progress: np.float32, parameters: Mapping[str, Parameter]) -> Canvas:
    """Amplify the difference between what is broken and what was meant, up to ``gain`` times."""
    more = np.float32(float_of(parameters["gain"]) - 1) * smooth(progress)
    present, broken, shown = scene.present, scene.broken, scene.shown
    intensity = shown.intensity + more * (broken.intensity - present.intensity)
    rgb = shown.rgb + more * (broken.rgb - present.rgb)
    return Canvas(np.clip(intensity, 0, 1), np.clip(rgb, 0, 1), present.text)


def seam(scene: Scene, progress: np.float32, parameters: Mapping[str, Parameter]) -> Canvas:
    """Let gold run along the shortest tree that joins the wounded places."""
    color = parameters["color"]
    gold = scene.shown.copy()
    gold.rgb[:] = np.asarray(color, np.float32)[:, None]
    np.maximum(gold.intensity, GLOW_LEVEL, out=gold.intensity)
    weight = np.where(scene.shape.gold <= 1, turns(scene.shape.gold, progress), np.float32(0))
    return mix(scene.shown, gold, weight)


def ripple(scene: Scene, progress: np.float32, parameters: Mapping[str, Parameter]) -> Canvas:
    """Let the neighbours carry the picture of the wounded cells: it spreads outwards in rings, weaker with distance."""
    shape, reach = scene.shape, np.float32(float_of(parameters["reach"]))
    far = np.minimum(shape.away / reach, np.float32(1))
    ring = sine(scene.seconds / RING_S - shape.away.astype(np.float64) / RING_M)
    weight = turns(far, progress) * (np.float32(1) - far) * (np.float32(0.8) + np.float32(0.2) * ring)
    weight[shape.broken] = 0
    return mix(scene.shown, scene.shown.part(shape.nearest), weight)


def mend(scene: Scene, progress: np.float32, parameters: Mapping[str, Parameter]) -> Canvas:
    """Give each cell back to the show in its turn; at the end nothing is left."""
    order = mend_order(scene.shape, str(parameters["from"]))
    return mix(scene.shown, scene.present, turns(order, progress))


OPERATORS: Mapping[Operator, Callable[[Scene, np.float32, Mapping[str, Parameter]], Canvas]] = MappingProxyType(
    {"hold": hold, "embrace": embrace, "seam": seam, "ripple": ripple, "mend": mend}
)


def turns(order: Levels, progress: np.float32) -> Levels:
    """Give each cell its own progress when cells take turns: all 0 at the start, all exactly 1 at the end."""
    if progress >= 1:
        return np.ones_like(order)
    own = (progress - order * (np.float32(1) - SOFT)) / SOFT
    own = np.clip(own, 0, 1).astype(np.float32)
    smoothed: Levels = own * own * (np.float32(3) - np.float32(2) * own)
    return smoothed


def smooth(progress: np.float32) -> np.float32:
    """Ease in and out."""
    return np.float32(progress * progress * (np.float32(3) - np.float32(2) * progress))


def _reach(recovery: RecoverySpec) -> float:
    """Say how far the neighbours take part in a recovery, metres."""
    return max((float_of(p.parameters["reach"]) for p in recovery.phases if p.operator == "ripple"), default=0.0)


def float_of(value: Parameter) -> float:
    """Read a number parameter; the show file has checked that it is one."""
    return float(value) if isinstance(value, (int, float)) else 1.0
