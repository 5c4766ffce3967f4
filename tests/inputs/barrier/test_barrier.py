"""A socket that is flooded: what is urgent and who is no part of it come through, and all of it is counted."""

import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from controller.inputs.barrier.barrier import SETTLE_S, Barrier, Terms
from controller.inputs.barrier.judging import Budgets, Whose
from controller.inputs.osc_admission import PEER_RATE, TOTAL_RATE, URGENT_STARTS, Door

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this filter")

SAID = b"/kintsugi/grandmaster\0\0\0,f\0\0\0\0\0\0"
PANIC = b"/kintsugi/panic\0,\0\0\0"


class Bench:
    """A barrier before the OSC door, and two that speak; time is in hand."""

    def __init__(self, stack: ExitStack) -> None:
        self.now_s = 0.0
        self.read: Counter[bytes] = Counter()
        self.reached = 0
        self.told: Counter[Whose] = Counter()
        self.ear = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.ear.settimeout(0)
        self.ear.bind(("127.0.0.1", 0))
        self.loud, self.quiet = (stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in "12")
        for mouth in (self.loud, self.quiet):
            mouth.connect(self.ear.getsockname())
        self._door = Door((), 0.0)
        budgets = Budgets(PEER_RATE.per_s, TOTAL_RATE.per_s)
        terms = Terms(budgets, by_port=True, tell=self._count, urgent=lambda: URGENT_STARTS)
        self.barrier = Barrier(self.ear, self._receive, terms, lambda: self.now_s)

    def flood(self, seconds: float, per_s: int) -> None:
        """Let the loud one say so much; all that comes through is read."""
        for _ in range(round(seconds / SETTLE_S)):
            for _ in range(round(per_s * SETTLE_S / 100)):
                for _ in range(100):
                    self.loud.send(SAID)
                self.hear()
            self.now_s += SETTLE_S
            self.barrier.settle()

    def hear(self) -> None:
        """Read what is there."""
        while True:
            try:
                packet, sender = self.ear.recvfrom(100)
            except BlockingIOError:
                return
            self.reached += 1
            self.barrier.take(packet, sender)

    def _receive(self, packet: bytes, sender: tuple[str, int]) -> bool:
        is_read = self._door.refusal(packet, sender, self.now_s) is None
        self.read[packet] += is_read
        return is_read

    def _count(self, whose: Whose, count: int) -> None:
        self.told[whose] += count


@pytest.fixture
def bench() -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(stack)


def test_a_flood_hardly_reaches_us_and_panic_and_others_do(bench: Bench) -> None:
    bench.flood(0.5, 20_000)
    bench.reached = 0
    bench.read.clear()
    for _ in range(1000):
        bench.loud.send(SAID)
    bench.loud.send(PANIC)
    for _ in range(20):
        bench.quiet.send(SAID)
    bench.hear()
    assert bench.read[PANIC] == 1
    assert 20 <= bench.read[SAID] <= bench.reached <= 21 + 100


def test_what_was_turned_away_is_told_once_a_second_with_its_number(bench: Bench) -> None:
    bench.flood(1.0, 10_000)
    assert not bench.told
    bench.flood(0.4, 10_000)
    assert list(bench.told) == [(*bench.loud.getsockname(), b"")]
    bench.flood(1.2, 0)
    assert sum(bench.told.values()) + bench.reached == 14_000


def test_after_a_flood_its_sender_is_heard_at_once(bench: Bench) -> None:
    bench.flood(0.5, 20_000)
    bench.flood(SETTLE_S, 0)
    bench.reached = 0
    for _ in range(50):
        bench.loud.send(SAID)
    bench.hear()
    assert bench.reached == 50
