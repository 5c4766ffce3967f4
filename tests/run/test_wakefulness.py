"""Whether the engine stays awake before a frame: while the machine has time, and not while others want it."""

from collections.abc import Callable

import pytest

from controller.run.wakefulness import ASLEEP_S, AWAKE_S, Wakefulness

TICK_S = 1 / 44


class Machine:
    """A machine on which a thread is pushed off while it is awake, or not."""

    def __init__(self) -> None:
        self.pushes = 0
        self.now = 0.0
        self.wakefulness = Wakefulness(lambda: self.pushes)

    def pass_deadlines(self, seconds: float, is_pushed: Callable[[int], bool]) -> float:
        """Meet deadlines for some time; gives for which share of them it stayed awake."""
        stayed = []
        for tick in range(int(seconds / TICK_S)):
            self.now += TICK_S
            stayed.append(self.wakefulness.before(self.now) == self.now - AWAKE_S)
            self.wakefulness.begin()
            self.pushes += stayed[-1] and is_pushed(tick)
            self.wakefulness.end(self.now)
        return sum(stayed) / len(stayed)


def test_on_a_machine_that_has_time_it_stays_awake_before_every_frame() -> None:
    assert Machine().pass_deadlines(60, lambda _tick: False) == 1


def test_being_pushed_off_now_and_then_changes_nothing() -> None:
    assert Machine().pass_deadlines(60, lambda tick: tick % 25 == 0) == 1


@pytest.mark.parametrize("every", [1, 3, 6])
def test_on_a_full_machine_it_sleeps_but_for_a_try_now_and_then(every: int) -> None:
    assert Machine().pass_deadlines(120, lambda tick: tick % every == 0) < 0.1


def test_it_stays_awake_again_once_the_machine_has_time() -> None:
    machine = Machine()
    machine.pass_deadlines(20, lambda _tick: True)
    machine.pass_deadlines(ASLEEP_S, lambda _tick: False)
    assert machine.pass_deadlines(10, lambda _tick: False) == 1
