"""Faults on the house itself, carried out by whoever plays the night, once, and by nobody who replays it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.model.facts import BREAKABLE_IN_PROCESSES, Breakable
from controller.model.intent import Clear, Go, Inject, Intent
from controller.run import journal as journals
from controller.run import night as nights
from controller.run.breaking import Breaking
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.verify import verify_night
from tests.run.nights import STARTED, Recorder, engine_of
from tests.shows import WALL, show_of

RESTLESS = WALL.replace(
    "faults:\n",
    "faults:\n  hiccup: {kind: stall, hang: 500ms}\n  crash: {kind: kill}\n  full: {kind: disk-full, for: 20s}\n",
)


class Struck:
    """A night whose house is broken on purpose; hangs and kills are only noted."""

    def __init__(self, folder: Path) -> None:
        self.show = show_of(RESTLESS)
        self.night = nights.begin(folder, self.show, file="t", text=RESTLESS, now=STARTED, flusher=None)
        self.engine: Engine = engine_of(self.show, Recorder(), journal=self.night.journal, start=self.night.start)
        self.dealt: list[tuple[int, float | str]] = []
        self.breaking = self.broken_by(self.engine)
        self.give(Breakable(self.breaking.can))

    def broken_by(self, engine: Engine) -> Breaking:
        return Breaking(
            engine,
            self.night.journal.disk,
            kill=lambda process: self.dealt.append((engine.state.tick, process)),
            hang=lambda seconds: self.dealt.append((engine.state.tick, seconds)),
        )

    def give(self, *given: Intent) -> None:
        for intent in given:
            self.engine.put(intent, source="test", role="operator")
        self.run(1)

    def run(self, ticks: int) -> None:
        for _ in range(ticks):
            self.engine.step(Beat(self.engine.state.tick + 1, 0, 0.0, is_late=False))
            self.breaking.after_step()


@pytest.fixture(name="struck")
def _struck(tmp_path: Path) -> Iterator[Struck]:
    struck = Struck(tmp_path)
    yield struck
    struck.night.journal.abandon()


def test_each_blow_falls_once_right_after_its_tick(struck: Struck) -> None:
    assert struck.breaking.can == BREAKABLE_IN_PROCESSES
    struck.give(Inject("hiccup"), Inject("crash"))
    tick = struck.engine.state.tick
    struck.run(10)
    assert struck.dealt == [(tick, 0.5), (tick, "engine")]


def test_what_was_dealt_before_the_engine_came_back_is_not_dealt_again(struck: Struck) -> None:
    struck.give(Inject("crash"))
    struck.night.journal.abandon()
    night = nights.resume(struck.night.folder, struck.show, now=STARTED, flusher=None)
    assert [fault.id for fault in night.start.state.faults] == ["crash"]
    engine = engine_of(struck.show, Recorder(), journal=night.journal, start=night.start)
    again = Breaking(engine, night.journal.disk, kill=lambda process: struck.dealt.append((0, process)))
    engine.step(Beat(engine.state.tick + 1, 0, 0.0, is_late=False))
    again.after_step()
    assert len(struck.dealt) == 1
    night.journal.abandon()


def test_a_full_disk_is_told_the_show_goes_on_and_the_night_is_whole_afterwards(struck: Struck) -> None:
    struck.give(Go(), Inject("full"))
    assert struck.night.journal.disk.is_full
    struck.run(45)
    assert struck.engine.snapshot().engine.unwritten.startswith("No space left on device")
    assert struck.engine.frame is not None
    assert struck.engine.frame.tick == struck.engine.state.tick
    before = journals.read(struck.night.folder / journals.NAME)
    struck.give(Clear("full"))
    struck.run(300)
    assert struck.engine.snapshot().engine.unwritten == ""
    told = [record.text for record in struck.engine.snapshot().log if record.what == "disk"]
    assert [text.partition(":")[0] for text in told] == [
        "the night is not being written",
        "the night is written again, nothing is lost",
    ]
    struck.night.journal.close(struck.engine.state.tick)
    log = journals.read(struck.night.folder / journals.NAME)
    assert log.last_tick > before.last_tick
    assert [entry.intent for entry in log.entries][-2:] == [Inject("full"), Clear("full")]
    assert len(log.marks) == 1


def test_a_replay_hangs_nowhere_and_gives_the_same_bytes(struck: Struck) -> None:
    struck.give(Go(), Inject("hiccup"), Inject("full"))
    struck.run(400)
    struck.night.journal.close(struck.engine.state.tick)
    assert verify_night(struck.night.folder).is_equal
    assert len(struck.dealt) == 1
