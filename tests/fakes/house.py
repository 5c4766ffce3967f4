"""A whole house in memory, on the time of the event loop: engine, seam, senders, far end. For shells that need all.

To be used inside ``virtual_time``: what sleeps there is woken at once, at the right simulated time.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from controller.frame.pipeline import Painter
from controller.model.show import Show
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run.engine import Engine
from controller.run.far_end import plan_rig
from controller.run.loop import Beat, FrameLoop
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from controller.run.seam import LocalSeam
from fixtures.far_end import FarEnd
from fixtures.lamp import Light


class LoopClock:
    """The event loop's own time."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:  # noqa: ARG002
        await asyncio.sleep(max(0.0, deadline - self.now()))

    def wake(self) -> None:
        """Let nobody go on earlier: these tests know no hurry."""


class House:
    """Engine, senders, network and far end, all in memory; WebSocket fixtures are left out.

    Attributes:
        engine: plays.
        seam: what shells are given.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self._clock = LoopClock()
        self._far_end = FarEnd(plan_rig(show))
        self._link = MemoryLink(self._receive, record=False)
        refusals = Refusals()
        identity = Identity(uuid.UUID(int=1).bytes, show.name, 1, resumed=False)
        self._outputs = Outputs(
            show, identity=identity, open_link=lambda _node: self._link, refuse=refusals.refuse, stream=None
        )
        self.engine = Engine(
            show,
            night="tonight",
            output=self._outputs,
            journal=None,
            start=beginning(show, Painter(show)),
            refusals=refusals,
        )
        self.seam = LocalSeam(self.engine)

    def light(self, zone: str) -> Light:
        """What a visitor sees of a zone: float32 [cells, 3]."""
        return self._far_end.light()[self._show.rig.zones[zone]]

    def level(self, zone: str) -> float:
        """How bright a zone is: the mean of each cell's brightest component."""
        return float(self.light(zone).max(axis=1).mean())

    async def run(self) -> None:
        """Play until cancelled."""
        loop = FrameLoop(self._clock, fps=self._show.fps, anchor=self._clock.now(), first=1)
        try:
            await loop.run(self._step, self.engine.work_ahead)
        finally:
            self._outputs.close()

    def _step(self, beat: Beat) -> None:
        self.engine.step(beat)
        self._link.deliver(beat.tick)
        for answer in self._far_end.answers(self._clock.now()):
            self._link.answer(answer.datagram, answer.source)
        self._far_end.see(self._clock.now())

    def _receive(self, datagram: bytes, to: Address) -> None:
        self._far_end.deliver(to, datagram, self._clock.now())


@asynccontextmanager
async def open_house(show: Show) -> AsyncIterator[House]:
    """Play a show as long as the block runs."""
    house = House(show)
    playing = asyncio.create_task(house.run())
    try:
        yield house
    finally:
        playing.cancel()
        await asyncio.wait({playing})
        if not playing.cancelled():
            playing.result()
