"""What a spare engine has done before it is needed holds as long as no file of the show has changed."""

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from controller.run.processes import ready as readies
from controller.run.processes.calm import CALM, calmly
from controller.run.processes.order import Order, wait_order
from controller.run.processes.ready import Ready, Waiting
from controller.run.reading import read_show
from controller.run.settings import Settings
from controller.show.outline import outline
from tests.fakes.small_show import SMALL


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "small.show.yaml"
    file.write_text(SMALL)
    return file


def made(file: Path) -> Ready:
    ready = Ready.of(str(file))
    assert ready is not None
    return ready


def test_it_is_what_would_be_read_now(file: Path) -> None:
    ready, read = made(file), read_show(str(file))
    assert ready.is_good_for(str(file))
    assert ready.source.show.hash == read.show.hash
    assert ready.painter_of(ready.source.show) is ready.painter
    assert ready.painter_of(read.show) is not ready.painter


def test_its_outline_is_the_one_of_the_night(file: Path) -> None:
    ready = made(file)
    show, cells = ready.source.show, ready.painter.glitch.cells
    assert ready.outline_of(show, "tonight", cells) == outline(show, "tonight", cells)


def test_a_show_that_was_edited_since_is_read_anew(file: Path) -> None:
    ready = made(file)
    file.write_text(SMALL + "\n")
    assert not ready.is_good_for(str(file))
    assert not ready.is_good_for("another")


def test_a_show_of_which_a_part_was_edited_since_is_read_anew(file: Path) -> None:
    part = file.parent / "notes.yaml"
    file.write_text("use: notes.yaml\n" + SMALL)
    part.write_text("zones: {}\n")
    ready = made(file)
    assert ready.is_good_for(str(file))
    part.write_text("zones: {}  # edited\n")
    assert not ready.is_good_for(str(file))


def test_a_large_show_is_not_kept_ready(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readies, "MOST_CELLS", 3)
    assert Ready.of(str(file)) is None


def test_a_spare_that_waits_makes_itself_ready_again_after_an_edit(file: Path) -> None:
    waiting = Waiting(str(file))
    first = waiting.ready
    waiting.look()
    assert waiting.ready is first is not None
    file.write_text(SMALL + "# edited\n")
    waiting.look()
    assert waiting.ready is first, "it may still be written"
    waiting.look()
    assert waiting.ready not in {None, first}
    assert waiting.ready.is_good_for(str(file))


def test_a_spare_recovers_from_a_bad_edit_when_the_show_is_good_again(file: Path) -> None:
    waiting = Waiting(str(file))
    assert waiting.ready is not None
    file.write_text("cues: [")
    for _ in range(2):
        waiting.look()
    assert waiting.ready is None
    file.write_text(SMALL + "# mended\n")
    for _ in range(2):
        waiting.look()
    assert waiting.ready is not None


def test_a_spare_of_a_large_show_does_not_read_it_again_and_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readies, "MOST_CELLS", 3)
    waiting = Waiting(str(file))
    assert waiting.ready is None
    monkeypatch.setattr(readies, "MOST_CELLS", 1000)
    file.write_text(SMALL + "# edited\n")
    for _ in range(3):
        waiting.look()
    assert waiting.ready is None


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux alone")
def test_a_spare_that_is_needed_while_it_reads_hurries(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def read(name: str) -> Ready | None:
        seen.append(priority())
        begun.set()
        while priority() > before and not given_up.is_set():  # what is left of its work
            given_up.wait(0.001)
        seen.append(priority())
        return of(name)

    before, of, seen = priority(), Ready.of, list[int]()
    begun, given_up = threading.Event(), threading.Event()
    monkeypatch.setattr(Ready, "of", read)
    waiting = Waiting(str(file))
    try:
        assert begun.wait(10)
        waiting.look()
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), before - 1)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), before)
        except OSError:
            pytest.skip("the system lets nobody come back from a lower priority here")
        assert waiting.ready is not None
        assert seen == [max(before, CALM), before]
    finally:
        given_up.set()


def test_an_order_is_taken_and_what_follows_it_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    with os.fdopen(ours) as stdin, os.fdopen(theirs, "w") as supervisor:
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(TimeoutError, match="no order yet"):
            wait_order(0)
        order = Order("small", Settings(tmp_path), "socket")
        supervisor.write(f"{replace(order, is_ahead=True).to_json()}\n{order.to_json()}\nbegin\n")
        supervisor.close()
        assert wait_order(0) == replace(order, is_ahead=True)
        assert wait_order() == order
        assert os.read(ours, 64) == b"begin\n"
        assert wait_order() is None


def test_an_order_says_whether_it_is_only_ahead(tmp_path: Path) -> None:
    order = Order("small", Settings(tmp_path), "socket", is_ahead=True)
    assert Order.from_json(order.to_json()) == order


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux alone")
def test_calm_work_steps_back_and_its_process_does_not() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = priority()
    assert calmly(priority) == max(before, CALM)
    assert priority() == before
