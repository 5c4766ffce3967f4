"""Station 8. Injected faults on light: broken cells show something else than they were told.

A fault whose recovery runs is left out: the recovery paints the wound itself (station 9).
"""

from controller.faults.light import LIGHT_FAULTS
from controller.faults.reach import reached
from controller.frame.canvas import Canvas
from controller.model.fault import ActiveFault
from controller.model.rig import Cells
from controller.model.show import Show


class Glitch:
    """The glitch stage of one show; knows which cells each declared fault reaches."""

    def __init__(self, show: Show) -> None:
        self._show = show
        troubles = (*show.faults.values(), *show.found.values())
        self._reach = {trouble.id: reached(show.rig, trouble) for trouble in troubles}

    def cells(self, fault: str) -> Cells:
        """Cells that a fault, declared or found, reaches."""
        return self._reach[fault]

    def paint(self, fault: ActiveFault, tick: int, canvas: Canvas) -> None:
        """Let a fault act on the canvas; one that is not on light leaves it as it is."""
        if self._show.trouble(fault.id).kind in LIGHT_FAULTS:
            cells = self._reach[fault.id]
            broken = self.broken(canvas.part(cells), fault, tick)
            canvas.put(cells, broken)

    def broken(self, healthy: Canvas, fault: ActiveFault, tick: int) -> Canvas:
        """Show what a fault makes of its cells at a tick; trouble that is not on light leaves the picture as it is.

        Args:
            healthy: the reached cells, in the order of ``cells(fault.id)``.
            fault: which, and since when.
            tick: when.
        """
        spec = self._show.trouble(fault.id)
        if spec.kind not in LIGHT_FAULTS:
            return healthy
        seconds = (tick - fault.started_tick) / self._show.fps
        intensity, rgb = LIGHT_FAULTS[spec.kind]((healthy.intensity, healthy.rgb), spec, seconds)
        return Canvas(intensity, rgb, healthy.text)
