"""Station 0, sACN and Art-Net in: hands in what bound slots mean. One value of each slot is under way at a time.

While the engine has not answered, newer values of a level take the place of older ones: one a tick, the newest.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from controller.inputs.actions import intent_of
from controller.inputs.slots.bound import Moved
from controller.model.binding import Do, ReadSensor, SetLevel
from controller.model.facts import TimecodeFrame
from controller.model.intent import URGENT
from controller.model.seam import Seam

_log = logging.getLogger(__name__)
MOST_WAITING: Final = 64
"""Presses that wait for the engine; what comes after them is refused."""
URGENT_EXTRA: Final = 32
"""So many more if they are urgent."""


class Hands:
    """Hands in intents for one protocol."""

    def __init__(self, seam: Seam, tasks: asyncio.TaskGroup, protocol: str) -> None:
        """Take the parts.

        Args:
            seam: to the engine.
            tasks: the group that waits for its answers.
            protocol: the first word of every source.
        """
        self._seam = seam
        self._tasks = tasks
        self._protocol = protocol
        self._newest: dict[tuple[int, int], Moved] = {}
        self._under_way: set[tuple[int, int]] = set()
        self._waiting = 0
        self._frame: TimecodeFrame | None = None
        self._keeps_time = False

    def take(self, moved: Iterable[Moved]) -> None:
        """Hand in what moved."""
        for each in moved:
            if isinstance(each.action, SetLevel | ReadSensor):
                self._newest[each.place] = each
                if each.place not in self._under_way:
                    self._under_way.add(each.place)
                    self._tasks.create_task(self._follow(each.place))
            elif self._waiting >= MOST_WAITING + (URGENT_EXTRA if _is_urgent(each) else 0):
                self._seam.refuse(self._source(each), "the engine has not answered what came before")
            else:
                self._waiting += 1
                self._tasks.create_task(self._press(each))

    def keep_time(self, frame: TimecodeFrame) -> None:
        """Hand in a frame of a time code; while the engine has not answered, the newest takes the place of others."""
        self._frame = frame
        if not self._keeps_time:
            self._keeps_time = True
            self._tasks.create_task(self._tell_time())

    async def _tell_time(self) -> None:
        while (frame := self._frame) is not None:
            self._frame = None
            try:
                await self._seam.submit(frame, source=f"{self._protocol}:timecode", role="operator")
            except Exception:  # noqa: BLE001  as below
                _log.exception("The seam raised on the time code")
        self._keeps_time = False

    async def _follow(self, place: tuple[int, int]) -> None:
        while (newest := self._newest.pop(place, None)) is not None:
            await self._submit(newest)
        self._under_way.discard(place)

    async def _press(self, moved: Moved) -> None:
        await self._submit(moved)
        self._waiting -= 1

    async def _submit(self, moved: Moved) -> None:
        try:
            intent = intent_of(moved.action, self._seam.snapshot(), moved.level)
            if intent is not None:
                await self._seam.submit(intent, source=self._source(moved), role="operator")
        except Exception:  # noqa: BLE001  the one of these tasks: their group must not end, and with it the input
            _log.exception("The seam raised on %s", self._source(moved))

    def _source(self, moved: Moved) -> str:
        return f"{self._protocol}:{moved.place[0]}/{moved.place[1]}"


def _is_urgent(moved: Moved) -> bool:
    return isinstance(moved.action, Do) and isinstance(moved.action.intent, URGENT)
