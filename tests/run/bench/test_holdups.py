"""What the machine took of a frame is told apart from what we did ourselves, and from what other threads did."""

import pytest

from controller.run.bench.holdups import Holdups, ThreadAccounts, WatchedWakefulness
from controller.run.wakefulness import AWAKE_S


class Thread:
    """A thread that runs, waits for others, sleeps, or has its processor taken away."""

    def __init__(self) -> None:
        self.now = self.used = 0.0
        self.slept = 0
        self.holdups = Holdups(lambda: (self.now, self.used, self.slept))

    def run(self, seconds: float) -> None:
        """Run, or wait for other threads: the kernel keeps account of both."""
        self.now += seconds
        self.used += seconds

    def lose(self, seconds: float) -> None:
        """Have no processor."""
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        """Give the processor up until somebody wakes it."""
        self.lose(seconds)
        self.slept += 1


def test_time_without_a_processor_is_what_the_machine_took() -> None:
    thread = Thread()
    thread.holdups.begin()
    thread.run(0.004)
    thread.lose(0.003)
    thread.run(0.001)
    assert thread.holdups.told() == pytest.approx(0.003)
    assert thread.holdups.told() == 0, "it is told once"


def test_waiting_for_a_thread_of_this_process_that_holds_the_lock_of_python_is_nothing_the_machine_took() -> None:
    thread = Thread()
    thread.holdups.begin()
    thread.run(0.004)
    thread.sleep(0.005)
    thread.run(0.001)
    assert thread.holdups.told() == 0


def test_sleep_before_the_engine_wants_to_be_awake_is_nothing_taken() -> None:
    thread = Thread()
    thread.holdups.begin()
    thread.run(0.002)
    thread.holdups.wake_at(thread.now + 0.010)
    thread.sleep(0.010)
    thread.holdups.begin()
    thread.run(0.002)
    assert thread.holdups.told() == pytest.approx(0)


def test_waking_too_late_is() -> None:
    thread = Thread()
    wakefulness = WatchedWakefulness(thread.holdups)
    asked = wakefulness.before(1.0)
    assert asked == 1.0 - AWAKE_S
    thread.sleep(asked + 0.002)
    wakefulness.begin()
    thread.run(0.001)
    thread.holdups.go_on()
    assert thread.holdups.told() == pytest.approx(0.002)


def test_nobody_slept_too_long_who_worked_meanwhile() -> None:
    thread = Thread()
    thread.holdups.wake_at(0.010)
    thread.sleep(0.009)
    thread.run(0.004)
    thread.holdups.begin()
    assert thread.holdups.told() == 0


def test_who_goes_to_sleep_after_the_moment_to_be_awake_lost_nothing_before() -> None:
    thread = Thread()
    thread.run(0.020)
    thread.holdups.wake_at(0.010)
    thread.holdups.begin()
    assert thread.holdups.told() == 0


def test_the_kernel_accounts_for_the_time_of_a_thread_that_never_sleeps() -> None:
    accounts = ThreadAccounts()
    (began, used, slept), (ended, more, again) = accounts(), accounts()
    accounts.close()
    assert ended >= began
    assert more - used >= 0
    assert again >= slept
