"""What visitors told in a night: each opening, and the tales that were shown, from states that are derived again.

A tale that was refused, or that nobody let through, is counted and told nowhere.
"""

from dataclasses import replace

from controller.model.story import Shown, Telling
from controller.run.report.account import ShownTale, Told
from controller.run.report.retelling import Happened
from controller.run.report.times import Times


class ToldTonight:
    """Looks at one step of the night after another.

    Args:
        times: of the night.
    """

    def __init__(self, times: Times) -> None:
        self._times = times
        self._found: dict[int, tuple[Told, int]] = {}
        self._visitors: dict[int, set[str]] = {}
        self._shown: dict[int, Shown] = {}

    def look(self, happened: Happened) -> None:
        """Note what was opened, told, shown and closed in a step."""
        before, after, tick = happened.before.stories, happened.after.stories, happened.after.tick
        if before is after:
            return
        if before.telling is not None and not _same(before.telling, after.telling):
            told, ends = self._found[before.telling.opened_tick]
            self._found[before.telling.opened_tick] = told, min(ends, tick)
        if after.telling is not None:
            self._note(happened, after.telling)
        for shown in after.shown:
            known = self._shown.get(shown.serial)
            self._shown[shown.serial] = shown if shown.text or known is None else replace(shown, text=known.text)

    def _note(self, happened: Happened, telling: Telling) -> None:
        opened = telling.opened_tick
        visitors = self._visitors.setdefault(opened, set())
        visitors.update(tale.visitor for tale in telling.waiting)
        told = Told(
            story=telling.story,
            ask=happened.show.stories[telling.story].ask,
            opened=self._times.when(opened),
            closed=None,
            visitors=len(visitors),
            tales=telling.tales,
        )
        self._found[opened] = told, telling.ends_tick

    def told(self, last_tick: int) -> tuple[Told, ...]:
        """Tell each opening, at the end of the night."""
        return tuple(
            replace(told, closed=self._times.when(ends) if ends <= last_tick else None)
            for told, ends in self._found.values()
        )

    def shown(self, last_tick: int) -> tuple[ShownTale, ...]:
        """Tell each tale that was seen, at the end of the night: not those that were cleared before they began."""
        return tuple(
            ShownTale(
                began=self._times.when(shown.from_tick),
                story=shown.story,
                text=shown.text,
                ended=self._times.when(min(shown.until_tick, last_tick)),
            )
            for shown in self._shown.values()
            if shown.from_tick < shown.until_tick and shown.from_tick <= last_tick
        )


def _same(one: Telling, other: Telling | None) -> bool:
    return other is not None and other.opened_tick == one.opened_tick
