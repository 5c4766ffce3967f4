"""Ticks → the clock on the wall. Every stretch of a night wrote down when its tick 0 was."""

from datetime import datetime, timedelta

from controller.run.journal import Log
from controller.run.report.account import When


class Times:
    """Tells the time of every tick of a night.

    Args:
        log: of the night.
    """

    def __init__(self, log: Log) -> None:
        self._fps = log.header.fps
        zero = _moment(log.header.started)
        self._zeros = [(0, zero)]
        for stretch in log.stretches:
            zero = _moment(stretch.zero) or zero
            self._zeros.append((stretch.tick, zero))

    def when(self, tick: int) -> When:
        """Tell a tick's moment."""
        moment = self._at(tick)
        return When(tick, round(tick / self._fps, 3), "" if moment is None else f"{moment:%H:%M:%S}")

    def iso(self, tick: int) -> str:
        """Tell a tick's moment with its date; empty = nobody knows."""
        moment = self._at(tick)
        return "" if moment is None else moment.isoformat(timespec="seconds")

    def _at(self, tick: int) -> datetime | None:
        zero = next((zero for begin, zero in reversed(self._zeros) if begin <= tick), self._zeros[0][1])
        try:
            return None if zero is None else zero + timedelta(seconds=tick / self._fps)
        except OverflowError:
            return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
