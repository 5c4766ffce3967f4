"""Two senders in turns, and what is made of it."""

import shutil
import socket

import numpy as np
import pytest

from controller.run.bench.in_turns import FRAMES, LEAST_PAIRS, MOST_PAIRS, UNCOUNTED, Shares, in_turns, shares_of
from controller.run.bench.peers import COMPILERS, NoLoopError, c_loop


class Fake:
    """A sender whose frames cost what it is told."""

    def __init__(self, costs: list[float], order: list[str], name: str) -> None:
        self.costs, self.order, self.name = costs, order, name

    def send(self, uncounted: int, counted: int) -> float:
        assert (uncounted, counted) == (UNCOUNTED, FRAMES)
        self.order.append(self.name)
        return self.costs[(len(self.order) - 1) // 2 % len(self.costs)]


def test_blocks_of_two_senders_alternate_until_time_is_up_and_not_before_there_are_some() -> None:
    order: list[str] = []
    used = in_turns(Fake([2.0], order, "ours"), Fake([1.0, 3.0], order, "theirs"), 0.0)
    assert order == ["ours", "theirs"] * LEAST_PAIRS
    assert used.tolist() == [[2.0] * LEAST_PAIRS, [1.0, 3.0] * (LEAST_PAIRS // 2)]


def test_blocks_end_when_there_are_enough() -> None:
    order: list[str] = []
    used = in_turns(Fake([1.0], order, "ours"), Fake([1.0], order, "theirs"), 3600.0)
    assert used.shape == (2, MOST_PAIRS)


def test_a_machine_that_grows_slower_for_both_leaves_their_share_as_it_is() -> None:
    pace = np.array([1.0, 1.5, 4.0, 2.0, 1.0])
    assert shares_of(2.0 * pace, pace) == Shares(median=0.5, low=0.5, high=0.5)


def test_one_block_of_bad_luck_changes_no_figure() -> None:
    shares = shares_of(np.array([1.0, 1.0, 9.0, 1.0, 1.0]), np.full(5, 0.9))
    assert shares.median == pytest.approx(0.9)
    assert str(shares) == "0.90 (0.90 to 0.90)"


@pytest.mark.skipif(not any(map(shutil.which, COMPILERS)), reason="no C compiler is installed")
def test_the_c_loop_sends_what_it_is_told_to_and_ends_with_the_block() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.1.0.1", 0))
        ear.settimeout(5)
        with c_loop(ear.getsockname()[1], nodes=1, a_node=3, rest_s=0.0) as loop:
            assert loop.send(1, 2) > 0
            assert [len(ear.recv(2048)) for _ in range(9)] == [638] * 9
        ear.settimeout(0)
        with pytest.raises(BlockingIOError):
            ear.recv(2048)


def test_without_a_compiler_it_is_said_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoLoopError, match="install gcc"), c_loop(5568, 1, 1, 0.0):
        pass
