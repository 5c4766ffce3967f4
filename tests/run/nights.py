"""Nights played on disk by a simulated clock that can stall, kept byte by byte."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.facts import Sense
from controller.model.intent import Back, Blackout, Go, GrandMaster, Halt, Inject, Intent, Panic, Pause, Resume
from controller.model.show import Show
from controller.model.snapshot import NodeView
from controller.model.state import ShowState
from controller.run import night as nights
from controller.run.clock import SimulatedClock
from controller.run.ending import ending_of
from controller.run.engine import Engine, Position
from controller.run.journal import Journal
from controller.run.keeper import Keeper
from controller.run.last_sent import LastSent
from controller.run.loop import Beat, FrameLoop
from controller.run.night import Moment, Night
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from controller.run.source import Source
from tests.shows import show_of

INTENTS = (
    Go(),
    Back(),
    Pause(),
    Resume(),
    Inject("storm"),
    Halt(),
    Panic(),
    Blackout(),
    GrandMaster(0.4),
    Sense("x", 1),
)
"""What an evening may be made of."""
STARTED = Moment(1000.0, "boot-a", datetime(2026, 11, 21, 20, 0, tzinfo=UTC))


class Recorder:
    """An output that keeps the bytes of every tick, and for which nodes a late one did not leave."""

    def __init__(self) -> None:
        self.sent: dict[int, bytes] = {}
        self.words: dict[str, dict[int, str]] = {}
        self.left_out: dict[int, frozenset[str]] = {}

    def send(
        self, tick: int, slots: NDArray[np.uint8], *, lost: frozenset[str], cut: frozenset[str], **_twists: object
    ) -> None:
        assert not self.sent or tick > next(reversed(self.sent)), "frames go forward"
        assert not cut, "no way is broken here"
        if lost:
            self.left_out[tick] = lost
        self.sent[tick] = slots.tobytes()

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        self.words = {fixture: dict(each) for fixture, each in words.items()}

    def views(self, tick: int) -> tuple[NodeView, ...]:
        del tick
        return ()

    def unconfirmed(self) -> frozenset[str]:
        return frozenset()

    def silent(self, tick: int) -> frozenset[str]:
        del tick
        return frozenset()


class StumblingPainter(Painter):
    """A painter one of whose stages raises in some ticks."""

    def __init__(self, show: Show, ticks: range) -> None:
        super().__init__(show)
        self._ticks = ticks

    def paint(self, state: ShowState, memory: Memory, lap: Lap = untimed) -> Frame:
        if state.tick in self._ticks:
            raise ArithmeticError("the stage stumbled")
        return super().paint(state, memory, lap)


def engine_of(show: Show, output: Recorder, *, journal: Journal | None = None, start: Position | None = None) -> Engine:
    """An engine at the beginning of a night, or at a position of one."""
    return Engine(
        show,
        night="test",
        output=output,
        journal=journal,
        start=start or beginning(show, Painter(show)),
        refusals=Refusals(),
    )


@dataclass(eq=False)
class Played:
    """One run of a night.

    Attributes:
        given: intents by the tick before which they arrive.
        pressed: intents by the tick before which they arrive, once that was worked out.
        stalls: seconds the machine is busy after a tick.
        writer: keeps snapshots; None keeps none.
        is_ahead: whether ticks are worked out before their moment, as in every night that is played for people.
    """

    show: Show
    night: Night
    given: Mapping[int, Sequence[Intent]] = field(default_factory=dict)
    pressed: Mapping[int, Sequence[Intent]] = field(default_factory=dict)
    stalls: Mapping[int, float] = field(default_factory=dict)
    writer: Executor | None = None
    is_ahead: bool = True

    def __post_init__(self) -> None:
        self.output = Recorder()
        self.engine = engine_of(self.show, self.output, journal=self.night.journal, start=self.night.start)
        self.engine.evidence = self.night.evidence
        self.clock = SimulatedClock(self.night.anchor + self.night.start.state.tick / self.show.fps)
        self._keeper = (
            Keeper(self.night.folder, self.engine, self.writer, self.night.journal.disk) if self.writer else None
        )
        self._fed = self.night.start.state.tick

    async def play(self, last_tick: int) -> "Played":
        """Play up to a tick."""
        loop = FrameLoop(self.clock, fps=self.show.fps, anchor=self.night.anchor, first=self.engine.state.tick + 1)

        def feed(until: int) -> None:
            for tick in range(self._fed + 1, until + 1):
                for intent in self.given.get(tick, ()):
                    self.engine.put(intent, source="test", role="operator")
            self._fed = max(self._fed, until)

        def work_ahead(tick: int) -> None:
            feed(tick)
            self.engine.work_ahead(tick)

        def step(beat: Beat) -> None:
            feed(beat.tick)
            for intent in self.pressed.get(beat.tick, ()):
                self.engine.put(intent, source="test", role="operator")
            self.engine.step(beat)
            if self._keeper is not None:
                self._keeper.after_step()
            self.clock.advance(self.stalls.get(beat.tick, 0.0))
            if beat.tick >= last_tick:
                loop.stop()

        self.engine.hurry, self.engine.foresee = loop.hurry, loop.foresee
        self.engine.lateness = loop.lateness
        await loop.run(step, work_ahead if self.is_ahead else None)
        return self

    def close(self) -> None:
        """End the night in good order."""
        self.night.journal.close(self.engine.state.tick, ending_of(self.engine.snapshot()))

    def kill(self) -> None:
        """End the night as a dying process does: nothing more is written."""
        self.night.journal.abandon()


def begin(
    root: Path, text: str, source: Source | None = None, last_sent: LastSent | None = None, **how: object
) -> Played:
    """Begin a night of a show, or of one that was read from disk."""
    show = show_of(text) if source is None else source.show
    parts = {} if source is None else source.parts
    night = nights.begin(
        root, show, file="test", text=text, parts=parts, now=STARTED, flusher=None, last_sent=last_sent
    )
    return Played(show, night, **how)  # type: ignore[arg-type] # the dataclass's own fields


def resume(
    folder: Path,
    text: str,
    *,
    monotonic: float,
    boot: str = STARTED.boot,
    last_sent: LastSent | None = None,
    **how: object,
) -> Played:
    """Resume a night at a time of the clock."""
    show = show_of(text)
    night = nights.resume(folder, show, now=Moment(monotonic, boot, STARTED.wall), flusher=None, last_sent=last_sent)
    return Played(show, night, **how)  # type: ignore[arg-type] # the dataclass's own fields


def put(engine: Engine, *given: Intent) -> None:
    for intent in given:
        engine.put(intent, source="test", role="operator")


def step(engine: Engine) -> None:
    engine.step(Beat(engine.state.tick + 1, 0, 0.0, is_late=False))


def ahead(engine: Engine) -> None:
    engine.work_ahead(engine.state.tick + 1)
