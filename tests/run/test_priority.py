"""What a thread may ask of the scheduler without any right."""

import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from controller.run.processes.priority import is_realtime, just_below, may_take_priority, take_short_turns
from controller.run.wakefulness import pushes

KNOWN = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def _policy() -> tuple[int, bool]:
    """Give the policy of this thread, and whether what it starts is ordinary."""
    found = os.sched_getscheduler(0)
    return found & ~os.SCHED_RESET_ON_FORK, bool(found & os.SCHED_RESET_ON_FORK)


@pytest.mark.skipif(not KNOWN, reason="another system")
def test_a_thread_that_takes_short_turns_stays_an_ordinary_one_and_so_does_what_it_starts() -> None:
    def ask() -> None:
        before = os.getpriority(os.PRIO_PROCESS, 0)
        assert take_short_turns()
        assert take_short_turns(), "it may ask again"
        assert _policy() == (os.SCHED_OTHER, True)
        assert os.getpriority(os.PRIO_PROCESS, 0) == before
        with ThreadPoolExecutor(1) as another:
            assert another.submit(_policy).result() == (os.SCHED_OTHER, False)

    with ThreadPoolExecutor(1) as aside:
        aside.submit(ask).result()


def test_where_nobody_knows_how_to_ask_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    assert not take_short_turns()


def test_a_thread_with_real_time_priority_is_pushed_off_by_the_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getscheduler", lambda _thread: os.SCHED_FIFO | os.SCHED_RESET_ON_FORK)
    assert is_realtime()
    assert pushes() == 0
    assert not take_short_turns(), "it keeps what it has"


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="only where there is real-time scheduling")
@pytest.mark.parametrize("realtime", [False, True])
def test_a_thread_has_priority_only_while_it_has_in_hand_what_one_with_priority_needs(*, realtime: bool) -> None:
    def work() -> tuple[int, int]:
        with just_below(realtime=realtime):
            within = _policy()[0]
        return within, _policy()[0]

    with ThreadPoolExecutor(1) as aside:
        within, after = aside.submit(work).result()
    assert within in ({os.SCHED_OTHER, os.SCHED_FIFO} if realtime else {os.SCHED_OTHER})  # it may not be permitted
    assert after == os.SCHED_OTHER


@pytest.mark.skipif(sys.platform != "linux", reason="memory is locked on Linux alone")
def test_to_ask_whether_priority_is_permitted_changes_nothing() -> None:
    def locked() -> str:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(line for line in lines if line.startswith("VmLck:"))

    def ask() -> tuple[bool, int]:
        return may_take_priority(), _policy()[0]

    before = locked()
    with ThreadPoolExecutor(1) as aside:
        _, policy = aside.submit(ask).result()
    assert policy == os.SCHED_OTHER
    assert locked() == before
