"""The newest tick that was sent, which outlives the engine."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

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


def test_a_frame_is_known_before_the_first_node_has_it(tmp_path: Path) -> None:
    """Sending it, or what comes behind it, may end the process; whoever goes on then must count that frame."""
    note, known = LastSent(), list[int]()
    (tmp_path / "tonight").mkdir()
    journal = Journal(tmp_path / "tonight" / "journal.jsonl", fps=44, header=None, last_sent=note)

    class Looks(Recorder):
        def send(self, tick: int, slots: NDArray[np.uint8], **how: Any) -> None:  # Any: handed on as it comes
            known.append(note.of("tonight"))
            super().send(tick, slots, **how)

    engine = engine_of(show_of(CUES), Looks(), journal=journal)
    for _ in range(3):
        step(engine)
    assert known == [1, 2, 3]
    journal.abandon()
