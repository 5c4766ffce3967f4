"""All of a show is the same JSON whether it is written at once or a little at a time."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter

from controller.model.on_demand import OnDemand
from controller.model.outline import ShowOutline
from controller.web.access import access_for
from controller.web.app import create_app
from controller.web.large import LARGE as LARGE_CELLS
from controller.web.whole_show import show_pieces
from tests.fakes.seam import OUTLINE, FakeSeam

_WHOLE = TypeAdapter(ShowOutline)
_CELLS = tuple(range(2500))
LARGE = replace(
    OUTLINE,
    positions=tuple((0.5 * cell, 0.0, 1e-7) for cell in _CELLS),
    fixtures=tuple(replace(OUTLINE.fixtures[0], id=f"lamp-{cell}", first_cell=cell) for cell in _CELLS),
    zones={"all": _CELLS, 'a "zone"': (3,), "none": ()},
    drawn=_CELLS[::7],
)


@pytest.mark.parametrize("still", [OUTLINE, LARGE, replace(LARGE, zones={}, positions=(), fixtures=())])
def test_the_pieces_are_the_whole(still: ShowOutline) -> None:
    assert b"".join(show_pieces(still)) == _WHOLE.dump_json(still)


def test_no_piece_has_more_than_some_of_it() -> None:
    assert max(map(len, show_pieces(LARGE))) < len(_WHOLE.dump_json(LARGE)) / 2


async def test_a_large_show_is_answered_in_pieces(bundle: Path) -> None:
    cells = LARGE_CELLS + 1
    told = replace(LARGE, positions=OnDemand(cells, lambda begin, end: ((0.0, 1.0, 2.0),) * (end - begin)))
    access = access_for("127.0.0.1", [])
    app = create_app(FakeSeam(outline=told), access=access, console_dir=bundle, fixtures_port=8001)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        answer = await client.get("/api/v1/show")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert "content-length" not in answer.headers, "nobody knows how long it will be"
    assert _WHOLE.validate_json(answer.content) == told
