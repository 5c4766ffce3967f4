"""The in-process form of the seam: what web and inputs may ask of the engine (see ``controller.model.seam``)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from controller.frame.explain.fixture import Sent, explain
from controller.frame.explain.live import live
from controller.frame.explain.record import look_lines
from controller.frame.light import to_srgb
from controller.frame.memory import Memory
from controller.model.explanation import Explanation, LookLines
from controller.model.intent import Intent, Role
from controller.model.on_demand import array_of
from controller.model.outline import ShowOutline
from controller.model.preview import Preview
from controller.model.seam import ViewFrame
from controller.model.selector import SelectorError, select
from controller.model.show import Show
from controller.model.snapshot import Ack, Snapshot, StageTiming
from controller.model.state import ShowState
from controller.run.engine import Engine
from controller.run.preview import preview
from controller.show.outline import outline

Ahead: TypeAlias = Callable[[Show, ShowState, Memory, str], Awaitable[Preview]]
"""Runs a show ahead from where it stands: the memory is nobody else's."""


async def in_a_thread(show: Show, state: ShowState, memory: Memory, fault: str) -> Preview:
    """Run a show ahead in a thread of this process, where no frames are due."""
    return await asyncio.to_thread(preview, show, state, memory, fault)


class LocalSeam:
    """Engine and shells in one process and one loop.

    Args:
        engine: that plays.
        ahead: runs the show ahead.
        still: what people are told of the show; None = it is worked out here.
    """

    def __init__(self, engine: Engine, ahead: Ahead = in_a_thread, still: ShowOutline | None = None) -> None:
        self._engine = engine
        self._ahead = ahead
        self._outline = still or outline(engine.show, engine.night, engine.painter.glitch.cells)
        self._view: ViewFrame | None = None
        self._drawn = array_of(self._outline.drawn)
        self._rows = _rows(engine.show)

    @property
    def outline(self) -> ShowOutline:
        """The still part of the show."""
        return self._outline

    def follow(self, still: ShowOutline) -> None:
        """Show another show from now on: the one the engine has just taken."""
        self._outline = still
        self._drawn = array_of(still.drawn)
        self._rows = _rows(self._engine.show)

    def submit(self, intent: Intent, *, source: str, role: Role) -> "asyncio.Future[Ack]":
        """Hand in an intent at once; it is answered when the engine has acted on it or refused it."""
        answered: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._engine.put(intent, source=source, role=role, answered=answered)
        return answered

    def submit_each(self, intents: Sequence[Intent], *, source: str, role: Role) -> Awaitable[tuple[Ack, ...]]:
        """Hand in several intents at once."""
        return _all_of([self.submit(intent, source=source, role=role) for intent in intents])

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        """Count bad input; a line in the log at most once a second for each peer."""
        self._engine.refusals.refuse(peer, reason, times)

    def snapshot(self) -> Snapshot:
        """Everything that moves, now."""
        return self._engine.snapshot()

    async def wait_snapshot(self, after_revision: int) -> Snapshot:
        """Wait for a change since a revision."""
        while self._engine.state.revision <= after_revision:
            await self._engine.wait_changed()
        return self._engine.snapshot()

    async def wait_frame(self, after_tick: int) -> ViewFrame:
        """Wait for a frame newer than a tick."""
        while self._engine.frame is None or self._engine.frame.tick <= after_tick:
            await self._engine.wait_painted()
        frame = self._engine.frame
        if self._view is None or self._view.tick != frame.tick:
            seconds = frame.tick / self._engine.show.fps
            light = frame.light[:, self._drawn] if len(self._drawn) else frame.light
            self._view = ViewFrame(frame.tick, seconds, to_srgb(light).tobytes())
        return self._view

    async def wait_painted(self) -> None:
        """Wait until a frame has just left: what is done then keeps none waiting."""
        await self._engine.wait_painted()

    async def timings(self) -> tuple[StageTiming, ...]:
        """Say how long each stage of a frame took lately."""
        return self._engine.timings.percentiles()

    async def explain(self, fixture: str) -> Explanation | None:
        """Say what a fixture shows and why."""
        engine = self._engine
        sent = Sent(engine.memory.levels, engine.frame)
        return explain(engine.show, engine.painter, engine.state, sent, fixture)

    async def preview(self, fault: str) -> Preview:
        """Tell what a fault would do if it were injected now; elsewhere, on copies."""
        place = self._engine.place
        return await self._ahead(place.playing.show, place.state, place.memory.copy(), fault)

    async def live_lines(self, *, selector: str | None, hands_only: bool) -> LookLines | str:
        """Write what is live as lines of a look."""
        engine = self._engine
        try:
            cells = None if selector is None else select(engine.show.rig, selector)
        except SelectorError as error:
            return str(error)
        shown = live(engine.show, engine.painter, engine.state, hands_only=hands_only)
        return look_lines(engine.show, shown, cells)

    async def universe(self, node: str, number: int) -> bytes | None:
        """Slots of one universe as last sent."""
        found = self._rows.get((node, number))
        if found is None:
            return None
        row, used = found
        frame = self._engine.frame
        return bytes(used) if frame is None else frame.slots[row, :used].tobytes()


async def _all_of(answered: Sequence["asyncio.Future[Ack]"]) -> tuple[Ack, ...]:
    return tuple([await each for each in answered])


def _rows(show: Show) -> dict[tuple[str, int], tuple[int, int]]:
    """Give row and used slots of each universe."""
    return {(u.node, u.number): (row, u.used) for row, u in enumerate(show.patch.universes)}
