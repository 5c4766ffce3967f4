"""What a spare engine has done before it is needed holds as long as no file of the show has changed."""

import os
import sys
import threading
from pathlib import Path

import pytest

from controller.run.processes import ready as readies
from controller.run.processes.calm import CALM, calmly
from controller.run.processes.order import Order
from controller.run.processes.ready import Ready
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
