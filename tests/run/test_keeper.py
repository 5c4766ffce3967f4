"""How often snapshots are kept: so that resuming is quick, and keeping costs no frame."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from controller.frame.memory import Memory
from controller.run.keeper import BYTES_A_SECOND, REPAINT_S, pause_ticks
from controller.run.snapshots import EVERY_S, keep
from tests.run.nights import begin
from tests.shows import WALL

FPS = 44


def memory(cells: int) -> Memory:
    return Memory.fresh(channels=3 * cells, edges=np.array([0, cells]))


def test_a_small_show_is_kept_every_ten_seconds() -> None:
    assert pause_ticks(0.0005, FPS, memory(10)) == EVERY_S * FPS


def test_what_fades_in_one_colour_is_small_and_kept_as_its_frames_take_long() -> None:
    assert pause_ticks(0.001, FPS, memory(10)) == int(REPAINT_S / 0.001)


def test_frames_that_take_long_are_kept_as_often_as_they_can_be_painted_again_soon() -> None:
    ticks = pause_ticks(0.005, FPS, memory(10_000))
    assert ticks * 0.005 == pytest.approx(REPAINT_S, abs=0.005)


def test_a_memory_that_is_large_is_kept_no_oftener_than_the_loop_can_bear() -> None:
    large = memory(40_000)
    size = sum(array.nbytes for array in large.to_arrays().values())
    assert pause_ticks(0.02, FPS, large) == pytest.approx(min(EVERY_S, size / BYTES_A_SECOND) * FPS, abs=1)


class HungDisk(Executor):
    """Takes what is to be written, and never comes back."""

    def __init__(self) -> None:
        self.given: list[object] = []

    def submit(self, do: Callable[..., object], /, *_args: object, **_more: object) -> "Future[Any]":
        self.given.append(do)
        return Future()


async def test_a_disk_that_hangs_gathers_no_copies(tmp_path: Path) -> None:
    disk = HungDisk()
    played = await begin(tmp_path, WALL, given={}, writer=disk).play(30 * FPS)
    played.kill()
    assert disk.given.count(keep) == 1
