"""A console is told a large rig in few bytes, and a small one cell by cell."""

import asyncio
import base64
import json
import threading
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from controller.model.fixture_series import FixtureSeries, SeriesFixtures
from controller.model.on_demand import Numbers, OnDemand
from controller.model.outline import FaultOutline, ShowOutline
from controller.model.snapshot import Snapshot
from controller.web.greeting import Greetings, console_outline
from controller.web.large import LARGE as LARGE_CELLS
from controller.web.messages import ConsoleOutline, Reach
from tests.fakes.seam import OUTLINE, SNAPSHOT

CELLS = 685_950
TILES = FixtureSeries("tile", 1, "generic/rgb", "show", "wall", (), 0, 1, 3, tuple((170, n, 1) for n in range(1, 4036)))


def wall_place(begin: int, end: int) -> tuple[tuple[float, float, float], ...]:
    return tuple((cell % 1000 * 0.05, cell // 1000 * 0.05, 0.0) for cell in range(begin, end))


LARGE = replace(
    OUTLINE,
    positions=OnDemand(CELLS, wall_place),
    fixtures=SeriesFixtures((TILES,)),
    zones={"all": Numbers(np.arange(CELLS)), "left": Numbers(np.arange(0, CELLS, 2)), "none": ()},
    faults=(FaultOutline("storm", "Storm", "noise", "all", 0.1, 1.0, 9.0, Numbers(np.arange(70, 105))),),
    drawn=Numbers(np.arange(0, CELLS, 35)),
)


def unpacked(text: str, kind: str) -> list[Any]:
    numbers: list[Any] = np.frombuffer(base64.b64decode(text), kind).tolist()
    return numbers


def test_of_a_small_rig_every_cell_is_drawn() -> None:
    told = console_outline(OUTLINE)
    assert (told.cells, told.drawn) == (2, None)
    assert unpacked(told.positions, ">f4") == [0, 0, 0, 1, 0, 0]
    assert told.zones == {"all": Reach(2, ((0, 2),))}
    assert told.faults[0].reach == Reach(1, ((0, 1),))
    assert [(one.name, one.number, one.node) for one in told.fixtures] == [
        ("lamp", None, "mosaic"), ("screen", None, "wall")
    ]  # fmt: skip


def test_of_a_large_rig_it_is_told_which_cells_are_drawn_and_where_they_stand() -> None:
    told = console_outline(LARGE)
    assert told.cells == CELLS
    assert told.drawn is not None
    assert unpacked(told.drawn, ">u4") == list(range(0, CELLS, 35))
    second = np.array(wall_place(35, 36), np.float32).ravel().tolist()
    assert unpacked(told.positions, ">f4")[3:6] == second


def test_who_is_reached_is_told_as_dots_with_the_number_of_all_cells() -> None:
    told = console_outline(LARGE)
    assert told.zones["all"] == Reach(CELLS, ((0, 19_599),))
    assert told.zones["left"].count == CELLS // 2
    assert told.zones["left"].dots[:2] == ((0, 1), (2, 1)), "every other cell of 35 is an odd one"
    assert told.zones["none"] == Reach(0, ())
    assert told.faults[0].reach == Reach(35, ((2, 1),))


def test_the_largest_rig_is_told_in_half_a_megabyte() -> None:
    plain = replace(LARGE, zones={"all": LARGE.zones["all"]})
    assert len(TypeAdapter(ConsoleOutline).dump_json(console_outline(plain))) < 500_000


async def test_the_first_word_is_that_outline_with_the_state() -> None:
    hello = json.loads(await Greetings().hello(OUTLINE, SNAPSHOT, "viewer"))
    assert (hello["type"], set(hello)) == ("hello", {"type", "version", "outline", "snapshot", "role"})
    assert hello["role"] == "viewer"
    assert TypeAdapter(ConsoleOutline).validate_python(hello["outline"]) == console_outline(OUTLINE)
    assert TypeAdapter(Snapshot).validate_python(hello["snapshot"]) == SNAPSHOT


async def test_it_is_made_once_for_each_show_and_beside_the_loop_where_the_rig_is_large() -> None:
    made_in: list[threading.Thread] = []

    def show_of(cells: int) -> ShowOutline:
        def make(begin: int, end: int) -> tuple[tuple[float, float, float], ...]:
            made_in.append(threading.current_thread())
            return ((0.0, 0.0, 0.0),) * (end - begin)

        return replace(OUTLINE, positions=OnDemand(cells, make))

    small, large, greetings = show_of(2), show_of(LARGE_CELLS + 1), Greetings()
    await greetings.hello(small, SNAPSHOT, "operator")
    assert set(made_in) == {threading.current_thread()}
    made_in.clear()
    await greetings.hello(large, SNAPSHOT, "operator")
    assert threading.current_thread() not in made_in
    assert made_in
    made_in.clear()
    await asyncio.gather(*(greetings.hello(large, SNAPSHOT, "operator") for _ in range(9)))
    assert not made_in


def test_a_snapshot_is_written_once_for_all_consoles() -> None:
    greetings, another = Greetings(), replace(SNAPSHOT, tick=SNAPSHOT.tick + 1)
    told = greetings.news(SNAPSHOT)
    assert greetings.news(SNAPSHOT) is told
    assert json.loads(told)["type"] == "snapshot"
    assert json.loads(greetings.news(another))["snapshot"]["tick"] == another.tick
