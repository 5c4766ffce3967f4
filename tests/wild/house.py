"""A house in memory: engine, senders, a network that may lose packets, and the far end that decodes the real bytes."""

import asyncio
import uuid
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.facts import Resumed
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Intent, Mend
from controller.model.show import Show
from controller.model.state import ShowState
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run import engine as engines
from controller.run.engine import Engine, Position
from controller.run.far_end import plan_rig
from controller.run.headless.lines import Line
from controller.run.loop import Beat
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from fixtures.far_end import FarEnd

MENDS_EVERY = 90
"""Ticks after which somebody mends what is kept."""
Loses = Callable[[str, int], bool]
"""Node and tick → whether the network loses what is sent to it, and what it says."""


def loses_nothing(_node: str, _tick: int) -> bool:
    """The network as it should be."""
    return False


Where = Literal["before it is worked out", "once it is closed", "while it is painted"]
"""Where in the way of a frame a machine may stand still."""


class WildPainter(Painter):
    """A painter that may be told to stumble, or to take its time.

    Attributes:
        raises: ticks in which a stage raises.
        done: called when a frame is painted.
    """

    raises: Container[int] = ()

    def __init__(self, show: Show) -> None:
        super().__init__(show)
        self.done: Callable[[], None] = lambda: None

    def paint(self, state: ShowState, memory: Memory, lap: Lap = untimed) -> Frame:
        """Paint, or stumble."""
        if state.tick in self.raises:
            raise ArithmeticError("the stage stumbled")
        frame = super().paint(state, memory, lap)
        done, self.done = self.done, lambda: None
        done()
        return frame


class WatchedOutputs(Outputs):
    """Outputs each of whose frames is looked at once it has left, for two may leave within a tick.

    Attributes:
        left: called then.
    """

    left: Callable[[], None]

    def send(
        self,
        tick: int,
        slots: NDArray[np.uint8],
        lost: frozenset[str] = frozenset(),
        cut: frozenset[str] = frozenset(),
        twists: Mapping[str, Twist] | None = None,
    ) -> None:
        """Send, and look."""
        super().send(tick, slots, lost, cut, twists)
        self.left()


class House:
    """Engine, senders, network and far end, played tick by tick."""

    def __init__(self, show: Show, loses: Loses = loses_nothing, *, raises: Container[int] = ()) -> None:
        """Build a house whose network loses what ``loses`` says, and in which stages raise in some ticks."""
        self.show = show
        self.tick = 0
        self.lost = self._stood = 0
        self._stands_still = False
        self._loses = loses
        self._painter = WildPainter(show)
        self._painter.raises = raises
        self.far_end = FarEnd(plan_rig(show))
        self._node_at = {node.host: node.id for node in show.patch.nodes.values()}
        self._link = MemoryLink(self._receive, record=False)
        self._begin(beginning(show, self._painter), resumed=False)

    def _begin(self, start: Position, *, resumed: bool) -> None:
        """Let an engine and its senders begin where a night stands."""
        refusals = Refusals()
        self._outputs = WatchedOutputs(
            self.show,
            identity=Identity(uuid.UUID(int=7).bytes, "Wild", 7, resumed=resumed),
            open_link=lambda _node: self._link,
            refuse=refusals.refuse,
            stream=None,
        )
        self.engine = Engine(
            self.show,
            night="wild",
            output=self._outputs,
            journal=None,
            start=start,
            refusals=refusals,
        )
        self._outputs.left = self._left
        self.engine.lateness = lambda tick: (self.tick - self._stood - tick) / self.show.fps
        self._lines = [
            Line(node, fixture, self.far_end, lambda _fixture, _message: None)
            for node in self._outputs.stream_nodes
            for fixture in node.fixtures
        ]

    def die(self, ticks: int, *, stood_still: bool = False) -> None:
        """Let the engine die, and another go on with the night after some ticks in which no frame leaves.

        Args:
            ticks: how many.
            stood_still: these are no ticks of the night: it goes on where it stopped.
        """
        engine = self.engine
        for _ in range(ticks):
            self.tick += 1
            self.far_end.see(self.seconds)
        self._stood += ticks if stood_still else 0
        self._begin(Position(engine.state, engine.memory, engine.seq, self._painter), resumed=True)
        self.engine.put(Resumed(stood_still=stood_still), source="engine", role="engine")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is broken on purpose, kept or being mended; what detectors found may stay open."""
        at_work = (IncidentState.PROPOSED, IncidentState.RECOVERING, IncidentState.MENDING, IncidentState.KEPT)
        return not any(fault.origin == "injected" for fault in self.engine.state.faults) and not any(
            incident.state in at_work for incident in self.engine.state.incidents
        )

    def beat(self, deeds: Iterable[Intent] = (), stall: tuple[Where, int] | None = None) -> None:
        """Play one tick; whatever waits for an answer gets a yes, and what is kept is mended in the end.

        Args:
            deeds: what is done before it.
            stall: where the machine stands still in it, and for how many ticks; None = it does not.
        """
        self.tick += 1
        for deed in deeds:
            self.engine.put(deed, source="wild", role="operator")
        for incident in self.engine.state.incidents:
            if incident.state is IncidentState.PROPOSED and self.tick % 20 == 0:
                self.engine.put(Approve(incident.id), source="wild", role="operator")
            if incident.state is IncidentState.KEPT and self.tick % MENDS_EVERY == 0:
                self.engine.put(Mend(incident.id), source="wild", role="operator")
        if stall is None:
            self._step(self.tick - self._stood - self.engine.state.tick - 1)
        else:
            self._stall(*stall)
        self._link.deliver(self.tick)
        for answer in self.far_end.answers(self.seconds):
            if not self._loses(self._node_at[answer.source[0]], self.tick):
                self._link.answer(answer.datagram, answer.source)
        for line in self._lines:
            line.exchange(self.seconds)
        self.far_end.see(self.seconds)

    def crawl(self, deeds: Iterable[Intent], ticks: int) -> None:
        """Play a tick whose painting takes so many; the next one is the first after it, and may take long, too."""
        self.tick += 1
        for deed in deeds:
            self.engine.put(deed, source="wild", role="operator")
        self._stands_still = True
        self._painter.done = lambda: self._pass(ticks)
        self._step(self.tick - self._stood - self.engine.state.tick - 1)
        self._stands_still = False
        self.far_end.see(self.seconds)

    def _step(self, skipped: int) -> None:
        self.engine.step(Beat(self.tick - self._stood, skipped, 0.0, is_late=skipped > 0))

    def _stall(self, where: Where, ticks: int) -> None:
        """Play a tick in which the machine stands still, and the one that is due then."""
        self._stands_still = True
        if where == "while it is painted":
            self._painter.done = lambda: self._pass(ticks)
            self._step(0)
            self._step(ticks - 1)
        else:
            with pytest.MonkeyPatch.context() as patch:
                if where == "once it is closed":
                    patch.setattr(engines, "MOST_COPIED", 0)
                self.engine.work_ahead(self.tick - self._stood)
            self._pass(ticks)
            self._step(ticks)
        self._stands_still = False

    def _pass(self, ticks: int) -> None:
        """Let time go on while nothing leaves."""
        for _ in range(ticks):
            self.far_end.see(self.seconds)
            self.tick += 1

    def _left(self) -> None:
        if self._stands_still:
            self._link.deliver(self.tick)
            self.far_end.see(self.seconds)

    @property
    def seconds(self) -> float:
        """Seconds of the night."""
        return self.tick / self.show.fps

    @property
    def slots(self) -> NDArray[np.uint8]:
        """What was sent last."""
        assert self.engine.frame is not None
        return self.engine.frame.slots

    def _receive(self, datagram: bytes, to: Address) -> None:
        node = self._node_at.get(to[0])  # none: it is meant for everybody
        if node is not None and self._loses(node, self.tick):
            self.lost += 1
            return
        self.far_end.deliver(to, datagram, self.seconds)


def in_a_loop(play: Callable[[], None]) -> None:
    """Play where the engine finds the event loop it wants; nothing waits in it."""

    async def played() -> None:
        play()

    asyncio.run(played())
