"""A house in memory: engine, senders, a network that may lose packets, and the far end that decodes the real bytes."""

import asyncio
import uuid
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from controller.frame.pipeline import Painter
from controller.model.facts import Resumed
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Intent, Mend
from controller.model.show import Show
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
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


class House:
    """Engine, senders, network and far end, played tick by tick."""

    def __init__(self, show: Show, loses: Loses = loses_nothing) -> None:
        """Build a house whose network loses what ``loses`` says."""
        self.show = show
        self.tick = 0
        self.lost = self._stood = 0
        self._loses = loses
        self.far_end = FarEnd(plan_rig(show))
        self._node_at = {node.host: node.id for node in show.patch.nodes.values()}
        self._link = MemoryLink(self._receive, record=False)
        self._begin(beginning(show, Painter(show)), resumed=False)

    def _begin(self, start: Position, *, resumed: bool) -> None:
        """Let an engine and its senders begin where a night stands."""
        refusals = Refusals()
        self._outputs = Outputs(
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
        self._begin(Position(engine.state, engine.memory, engine.seq), resumed=True)
        self.engine.put(Resumed(stood_still=stood_still), source="engine", role="engine")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is broken on purpose, kept or being mended; what detectors found may stay open."""
        at_work = (IncidentState.PROPOSED, IncidentState.RECOVERING, IncidentState.MENDING, IncidentState.KEPT)
        return not any(fault.origin == "injected" for fault in self.engine.state.faults) and not any(
            incident.state in at_work for incident in self.engine.state.incidents
        )

    def beat(self, deeds: Iterable[Intent] = ()) -> None:
        """Play one tick; whatever waits for an answer gets a yes, and what is kept is mended in the end."""
        self.tick += 1
        for deed in deeds:
            self.engine.put(deed, source="wild", role="operator")
        for incident in self.engine.state.incidents:
            if incident.state is IncidentState.PROPOSED and self.tick % 20 == 0:
                self.engine.put(Approve(incident.id), source="wild", role="operator")
            if incident.state is IncidentState.KEPT and self.tick % MENDS_EVERY == 0:
                self.engine.put(Mend(incident.id), source="wild", role="operator")
        self.engine.step(Beat(self.tick - self._stood, 0, 0.0, is_late=False))
        self._link.deliver(self.tick)
        for answer in self.far_end.answers(self.seconds):
            if not self._loses(self._node_at[answer.source[0]], self.tick):
                self._link.answer(answer.datagram, answer.source)
        for line in self._lines:
            line.exchange(self.seconds)
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
