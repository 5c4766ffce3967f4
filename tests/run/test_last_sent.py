"""The newest tick that was sent, which outlives the engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from controller.frame.guard.limiter import Held
from controller.run.journal import Journal
from controller.run.last_sent import LastSent, open_memory
from tests.run.nights import Recorder, engine_of, step
from tests.shows import CUES, show_of

ENGINE = """
import os, signal, sys
from controller.run.last_sent import LastSent
LastSent(int(sys.argv[1])).note("tonight", 12_345)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no such memory")
def test_what_an_engine_noted_is_known_when_it_was_killed() -> None:
    memory = open_memory()
    died = subprocess.run([sys.executable, "-c", ENGINE, str(memory)], pass_fds=(memory,), check=False)
    assert died.returncode == -9
    successor = LastSent(memory)
    assert successor.of("tonight") == 12_345
    assert successor.of("another night") == 0
    successor.note("tonight", 12_346)
    assert LastSent(memory).of("tonight") == 12_346
    os.close(memory)


def test_where_there_is_no_such_memory_a_note_is_nobody_elses() -> None:
    note = LastSent()
    assert note.of("tonight") == 0
    note.note("tonight", 7)
    assert (note.of("tonight"), LastSent().of("tonight")) == (7, 0)


def test_a_frame_is_known_to_have_left_before_anything_is_made_of_it(tmp_path: Path) -> None:
    """What comes behind it may end the process; whoever goes on then must count that frame."""
    note, known = LastSent(), list[int]()
    (tmp_path / "tonight").mkdir()
    journal = Journal(tmp_path / "tonight" / "journal.jsonl", fps=44, header=None, last_sent=note)
    engine = engine_of(show_of(CUES), Recorder(), journal=journal)
    seen = engine.evidence.see

    def looked(held: Held, limits: tuple[str, str, int], tick: int) -> str:
        known.append(note.of("tonight"))
        return seen(held, limits, tick)

    engine.evidence.see = looked  # type: ignore[method-assign]
    for _ in range(3):
        step(engine)
    assert known == [1, 2, 3]
    journal.abandon()
