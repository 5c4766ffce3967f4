"""A test stand: one engine with the senders of a run, paced by the real clock, every frame's lateness noted.

Lateness is counted at the end of a frame: from the moment its tick was due until its last packet was handed over. So it
holds the frame's own cost. What a receiver sees is how evenly frames come: ``unevenness``.
"""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.frame.pipeline import Painter
from controller.model.intent import Intent
from controller.model.patch import Node
from controller.model.show import Show
from controller.model.state import ShowState
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.link import Link
from controller.outputs.outputs import Identity, Outputs, StreamPlace
from controller.run.bench.beside import BenchError
from controller.run.bench.holdups import Holdups, ThreadAccounts, WatchedClock
from controller.run.compiling.forms import with_passes
from controller.run.engine import Engine
from controller.run.loop import LEAVES_S, Beat, FrameLoop
from controller.run.processes.priority import give_priority_back, take_priority, take_short_turns
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from controller.run.tidying import Tidying
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from controller.wire.universe import Rows
from fixtures.library import load_profiles

FPS: Final = 44
EARLY_S: Final = 2 * LEAVES_S
"""A frame that was worked out ahead begins to leave before its moment; two clocks may differ by as much again."""
ARRIVE_S: Final = 0.2
"""So long the last packets may take to the receiver."""
TAKEN_S: Final = 0.0001
"""Below this the two accounts of a thread may differ by themselves: by a hundredth of it in 99 of 100 frames."""
SETTLE_S: Final = 1.5
"""The first frames fill caches; they are played and not counted."""


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """What a run was like; one entry a frame that was painted.

    Attributes:
        fps: ticks a second.
        moments: float64 [frames], when each tick was due, CLOCK_MONOTONIC seconds.
        begun: float64 [frames], seconds from then until it was begun.
        lateness: float64 [frames], seconds from when it was due to its last packet.
        taken: float64 [frames], seconds that the machine had the processor elsewhere while a frame was worked out,
            waited for awake and sent.
        skipped: ticks that were never painted.
        packets: int64 [frames], packets handed over, from the start to the end of each frame.
        cpu_s: CPU seconds this process used.
        wall_s: seconds it took.
        send_s: seconds spent in the senders.
    """

    fps: int
    moments: NDArray[np.float64]
    begun: NDArray[np.float64]
    lateness: NDArray[np.float64]
    taken: NDArray[np.float64]
    skipped: int
    packets: NDArray[np.int64]
    cpu_s: float
    wall_s: float
    send_s: float

    @property
    def cpu_share(self) -> float:
        """Part of one core."""
        return self.cpu_s / self.wall_s

    @property
    def unevenness(self) -> NDArray[np.float64]:
        """How far the end of each frame is from where the frames of this run end: float64 [frames], seconds.

        From one frame to the next a receiver waits longer or shorter than a tick by the difference of two of these.
        """
        if not len(self.lateness):
            return self.lateness
        uneven: NDArray[np.float64] = np.abs(self.lateness - np.median(self.lateness))
        return uneven

    @property
    def clean(self) -> NDArray[np.bool_]:
        """Whether the machine took nothing of a frame's time, nor of the one before: bool [frames]."""
        is_whole = self.taken < TAKEN_S
        clean: NDArray[np.bool_] = is_whole & np.append(True, is_whole[:-1])[: len(is_whole)]
        return clean

    @property
    def earliest(self) -> NDArray[np.float64]:
        """When the first packet of each frame may come: float64 [frames], CLOCK_MONOTONIC seconds."""
        return self.moments - EARLY_S

    def on_time(self, *, clean: bool = False) -> float:
        """Share of frames that were complete before the next tick; ticks never painted count as late.

        Args:
            clean: look at clean frames alone.
        """
        good = self.lateness < 1 / self.fps
        if clean:
            return float(good[self.clean].mean()) if self.clean.any() else 0.0
        return float(good.sum() / (len(good) + self.skipped))


class Stand:
    """One engine on the real wire.

    Args:
        show: what is played.
        first: intents that are handed in before the first tick.
        stream: where WebSocket fixtures are served; None = nowhere.

    Attributes:
        watch: told of every frame that was painted: when it began, CLOCK_MONOTONIC seconds, and its state.
    """

    def __init__(self, show: Show, first: tuple[Intent, ...], stream: StreamPlace | None = None) -> None:
        self.show = show
        self._links = UdpLinks()
        self._sockets: list[Link] = []
        self.outputs = _Timed(
            show,
            identity=Identity(cid=bytes(range(16)), source_name="Kintsugi bench", night=0, resumed=False),
            open_link=self._open,
            refuse=lambda _peer, _reason: None,
            stream=stream,
        )
        self.engine = Engine(
            show,
            night="bench",
            output=self.outputs,
            journal=None,
            start=beginning(show, with_passes(Painter(show))),
            refusals=Refusals(),
        )
        self.first_frame = self.ended = 0.0
        self.watch: Callable[[float, ShowState], None] = lambda _begun, _state: None
        for intent in first:
            self.engine.put(intent, source="bench", role="operator")

    @property
    def packets(self) -> int:
        """Packets handed over since the start."""
        self.outputs.settle()
        return sum(link.statistics().sent for link in self._sockets)

    def _open(self, node: Node) -> Link:
        link = self._links.open(node)
        if node.host != "multicast":  # what tells the network of all universes comes to no receiver of a run
            self._sockets.append(link)
        return link

    @asynccontextmanager
    async def standing(self) -> AsyncIterator["Stand"]:
        """Open the outputs, and close them again."""
        async with self.outputs:
            try:
                yield self
            finally:
                self.outputs.terminate()

    async def run(self, seconds: float, *, realtime: bool = False) -> Run:
        """Play for some seconds, not counting the time to settle, and note how each frame went.

        Args:
            seconds: how long.
            realtime: with real-time priority, which must be permitted.
        """
        with _priority(wanted=realtime):
            return await self._run(seconds)

    async def _run(self, seconds: float) -> Run:
        take_short_turns()
        fps = self.show.fps
        tidying = Tidying(fps)
        tidying.begin()
        with closing(ThreadAccounts()) as accounts, WatchedClock(held := Holdups(accounts)) as clock:
            self.outputs.left = held.end
            first = self.engine.state.tick + 1
            anchor = clock.now() - first / fps + 0.05
            loop = FrameLoop(clock, fps=fps, anchor=anchor, first=first)
            self.engine.hurry, self.engine.foresee = loop.hurry, loop.foresee
            self.engine.lateness, self.engine.has_time = loop.lateness, loop.has_time
            notes = _Notes(self, anchor, first + int(SETTLE_S * fps), first + int((SETTLE_S + seconds) * fps))

            def work_ahead(tick: int) -> None:
                held.begin()
                self.engine.work_ahead(tick)
                held.end()

            def step(beat: Beat) -> None:
                held.go_on()
                goes_on = notes.take(beat, clock.now, held.told)
                self.first_frame = self.first_frame or clock.now()
                tidying.after_step(beat.tick)
                if not goes_on:
                    loop.stop()

            await loop.run(step, work_ahead)
        tidying.end()
        gc.unfreeze()
        return notes.told()


@contextmanager
def _priority(*, wanted: bool) -> Iterator[None]:
    """Give this thread real-time priority while the block runs."""
    if wanted:
        take_priority()
    try:
        yield
    finally:
        if wanted:
            give_priority_back()


class _Timed(Outputs):
    """The outputs of a run.

    Attributes:
        sent_s: when the last packet of the newest frame was handed over, CLOCK_MONOTONIC seconds.
        left: told of that.
    """

    sent_s = 0.0
    left: Callable[[], None] = staticmethod(lambda: None)

    def send(
        self,
        tick: int,
        slots: Rows,
        lost: frozenset[str] = frozenset(),
        cut: frozenset[str] = frozenset(),
        twists: Mapping[str, Twist] | None = None,
    ) -> None:
        """Send a frame and note when that was done."""
        super().send(tick, slots, lost, cut, twists)
        self.sent_s = time.monotonic()
        self.left()


class _Notes:
    """What is written down frame by frame."""

    def __init__(self, stand: Stand, anchor: float, begin: int, end: int) -> None:
        self._stand, self._anchor, self._begin, self._end = stand, anchor, begin, end
        self._frames: list[tuple[float, float, float, float, int]] = []
        self._skipped = 0
        self._cpu = self._wall = self._send = 0.0

    def take(self, beat: Beat, now: Callable[[], float], taken: Callable[[], float]) -> bool:
        """Play one frame and note it; False = it was the last one."""
        if beat.tick < self._begin:
            self._cpu, self._wall = time.process_time(), now()
            self._step(beat, now())
            taken()
            return True
        self._skipped += beat.skipped
        self._step(beat, now())
        moment = self._anchor + beat.tick / self._stand.show.fps
        sent_s = self._stand.outputs.sent_s
        self._frames.append((moment, beat.late_s, sent_s - moment, taken(), self._stand.packets))
        self._send += self._stand.engine.timings.last("send")
        return beat.tick < self._end

    def _step(self, beat: Beat, begun: float) -> None:
        self._stand.engine.step(beat)
        self._stand.watch(begun, self._stand.engine.state)

    def told(self) -> Run:
        """Sum up."""
        table = np.array(self._frames).reshape(-1, 5)
        return Run(
            fps=self._stand.show.fps,
            moments=table[:, 0],
            begun=table[:, 1],
            lateness=table[:, 2],
            taken=table[:, 3],
            skipped=self._skipped,
            packets=table[:, 4].astype(np.int64),
            cpu_s=time.process_time() - self._cpu,
            wall_s=time.monotonic() - self._wall,
            send_s=self._send,
        )


def show_of(text: str) -> Show:
    """Read a show file as every show is read.

    Raises:
        BenchError: it cannot be read; that is our bug.
    """
    show, problems = check_show(text, file="bench", profiles=load_profiles())
    if show is None:
        raise BenchError(render_all(problems, text))
    return show


def run_now(stand: Stand, seconds: float) -> Run:
    """Play a stand by itself, in a loop of its own."""

    async def played() -> Run:
        async with stand.standing():
            run = await stand.run(seconds)
            stand.ended = time.monotonic()
            await asyncio.sleep(ARRIVE_S)  # before the streams are ended by packets of their own
            return run

    return asyncio.run(played())
