"""What visitors painted in a night: each opening, from the states of the night as they are derived again."""

from dataclasses import replace

from controller.run.report.account import Painted
from controller.run.report.retelling import Happened
from controller.run.report.times import Times


class PaintedTonight:
    """Looks at one step of the night after another.

    Args:
        times: of the night.
    """

    def __init__(self, times: Times) -> None:
        self._times = times
        self._found: dict[tuple[str, int], tuple[Painted, int]] = {}

    def look(self, happened: Happened) -> None:
        """Note what was opened, painted and closed in a step."""
        before, after = happened.before.easels, happened.after.easels
        if before is after:
            return
        standing = {(easel.painting, easel.opened_tick) for easel in after}
        for easel in before:
            key = (easel.painting, easel.opened_tick)
            if key not in standing and key in self._found:
                painted, ends = self._found[key]
                self._found[key] = painted, min(ends, happened.after.tick)
        for easel in after:
            painted = Painted(
                paint=easel.painting,
                ask=happened.show.paintings[easel.painting].ask,
                opened=self._times.when(easel.opened_tick),
                closed=None,
                visitors=easel.painters,
                strokes=easel.strokes,
            )
            self._found[easel.painting, easel.opened_tick] = painted, easel.ends_tick

    def told(self, last_tick: int) -> tuple[Painted, ...]:
        """Tell all of it, at the end of the night."""
        return tuple(
            replace(painted, closed=self._times.when(ends) if ends <= last_tick else None)
            for painted, ends in self._found.values()
        )
