"""Visitors paint through their own door: one cell each, a colour now and then, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from controller.model.intent import Intent, Role
from controller.model.outline import PaintOutline, PigmentOutline, ShowOutline
from controller.model.snapshot import Ack, OwnCell, PaintView
from controller.model.visits import Strokes
from controller.web.visitors.board import FRESH_S
from controller.web.visitors.routes import LARGEST_BALLOT
from tests.fakes.seam import OUTLINE, SNAPSHOT, FakeSeam
from tests.fakes.virtual_time import virtual_time
from tests.web.visitors.phones import a_door, a_phone

COLORS = (PigmentOutline("Gold", "#ffc846"), PigmentOutline("Rose", "#e0507a"))
TILES = PaintOutline(
    "tiles", "Colour a tile", "wall", COLORS, 600.0, 60.0, 3.0, (4, 5, 6), ("t-1", "t-2", "t-3"),
    ((0, 0), (500, 0), (1000, 0)),
)  # fmt: skip
OPEN = PaintView("tiles", "open", 3, 0, is_full=False, painters=0, strokes=0, remaining_s=500.0, opened_tick=90)


class PaintingSeam(FakeSeam):
    """A seam of a show whose three cells are given away in order, until there are no more."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()
        self.owns: dict[str, OwnCell] = {}
        self.stand(OPEN)

    async def submit(self, intent: Intent, *, source: str, role: Role) -> Ack:
        await self.gate.wait()
        ack = await super().submit(intent, source=source, role=role)
        if not isinstance(intent, Strokes) or not ack.ok:
            return ack
        for visitor, color in intent.laid.items():
            free = [cell for cell in (4, 5, 6) if cell not in {own.cell for own in self.owns.values()}]
            if visitor in self.owns or free:
                own = self.owns.get(visitor) or OwnCell(free[0], "")
                self.owns[visitor] = OwnCell(own.cell, color or own.color)
        return replace(ack, owns={visitor: self.owns[visitor] for visitor in intent.laid if visitor in self.owns})

    @property
    def outline(self) -> ShowOutline:
        return replace(OUTLINE, paintings=(TILES,))

    def stand(self, view: PaintView) -> None:
        """Let the painting stand so."""
        self.publish(replace(SNAPSHOT, paintings=(view,)))


@pytest.fixture
def seam() -> PaintingSeam:
    return PaintingSeam()


@pytest.fixture
def app(seam: PaintingSeam) -> FastAPI:
    return a_door(seam)


@pytest.fixture
async def phone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with a_phone(app) as found:
        await found.get("/join")
        yield found


async def lay(phone: httpx.AsyncClient, color: str = "Gold", paint: str = "tiles") -> httpx.Response:
    return await phone.post("/api/v1/paint", json={"paint": paint, "color": color})


def laid_in(seam: FakeSeam) -> list[dict[str, str]]:
    return [intent.laid for intent in seam.intents if isinstance(intent, Strokes)]


async def test_a_phone_sees_what_is_open_is_given_a_cell_and_paints_it(
    phone: httpx.AsyncClient, seam: PaintingSeam
) -> None:
    view = (await phone.get("/api/v1/vote")).json()
    colors = [{"label": "Gold", "color": "#ffc846"}, {"label": "Rose", "color": "#e0507a"}]
    assert view["paint"] == {
        "id": "tiles", "ask": "Colour a tile", "colors": colors, "remaining_s": 500.0, "keeps_s": 60.0, "painters": 0,
        "is_full": False,
    }  # fmt: skip
    assert view["own"] is None
    assert (await lay(phone, "")).json()["own"] == {"name": "t-1", "place": 0, "color": "", "again_s": 0.0}
    own = (await lay(phone)).json()["own"]
    assert (own["name"], own["color"]) == ("t-1", "Gold")
    assert own["again_s"] == pytest.approx(3, abs=0.2)
    (first,), (second,) = laid_in(seam)
    assert first == second, "the same visitor"
    assert [(source, role) for _intent, source, role in seam.submitted] == [("visitors", "visitor")] * 2
    assert (await phone.get("/api/v1/vote")).json()["own"]["color"] == "Gold"


async def test_the_map_is_told_once_and_for_all(phone: httpx.AsyncClient) -> None:
    assert (await phone.get("/api/v1/paint/map")).json() == {
        "paint": "tiles",
        "points": [[0, 0], [500, 0], [1000, 0]],
    }


@virtual_time
async def test_whoever_is_too_quick_is_told_to_wait_and_the_engine_is_not_asked(
    app: FastAPI, seam: PaintingSeam
) -> None:
    async with a_phone(app) as phone:
        await phone.get("/join")
        await lay(phone)
        quick = await lay(phone, "Rose")
        assert (quick.status_code, quick.json()["detail"]) == (409, "a colour can be changed every 3 s; wait 3 s more")
        assert len(seam.intents) == 1
        await asyncio.sleep(3)
        assert (await lay(phone, "Rose")).json()["own"]["color"] == "Rose"


async def test_what_the_engine_refuses_is_not_shown_as_painted(phone: httpx.AsyncClient, seam: PaintingSeam) -> None:
    seam.answer = lambda _intent: Ack(0, 1, ok=False, text="a cell can be painted once in 3 s")
    refused = await lay(phone)
    assert (refused.status_code, refused.json()["detail"]) == (409, "a cell can be painted once in 3 s")
    assert (await phone.get("/api/v1/vote")).json()["own"] is None


@virtual_time
async def test_when_all_are_taken_it_says_so_and_the_engine_is_not_asked(
    app: FastAPI, phone: httpx.AsyncClient, seam: PaintingSeam
) -> None:
    for number in range(3):
        async with a_phone(app, f"10.0.0.{number}") as other:
            await other.get("/join")
            await lay(other)
    seam.stand(replace(OPEN, taken=3, is_full=True))
    await asyncio.sleep(FRESH_S)
    asked = len(seam.intents)
    refused = await lay(phone, "")
    assert (refused.status_code, refused.json()["detail"]) == (409, "every light is taken; one will be free soon")
    assert len(seam.intents) == asked


async def test_whoever_has_a_cell_has_it_still_when_the_web_server_began_anew(seam: PaintingSeam) -> None:
    async with a_phone(a_door(seam)) as phone:
        await phone.get("/join")
        await lay(phone)
        cookies = phone.cookies
    seam.owns |= {"bob": OwnCell(5, "Gold"), "eve": OwnCell(6, "Gold")}
    seam.stand(replace(OPEN, taken=3, is_full=True))
    app = a_door(seam)
    async with a_phone(app) as phone, a_phone(app, "10.0.0.8") as stranger:
        phone.cookies = cookies
        assert (await lay(phone, "")).json()["own"]["name"] == "t-1"
        await stranger.get("/join")
        asked = len(seam.intents)
        for _ in range(3):
            refused = await lay(stranger, "")
            assert (refused.status_code, refused.json()["detail"]) == (
                409,
                "every light is taken; one will be free soon",
            )
        assert len(seam.intents) == asked + 1, "the engine has said once that they have none"


@virtual_time
async def test_whoever_has_a_cell_paints_on_when_all_are_taken(app: FastAPI, seam: PaintingSeam) -> None:
    async with a_phone(app) as phone:
        await phone.get("/join")
        await lay(phone, "")
        seam.stand(replace(OPEN, taken=3, is_full=True))
        await asyncio.sleep(FRESH_S)
        assert (await lay(phone)).status_code == 200


async def test_a_cell_that_was_given_to_another_is_no_longer_shown_as_mine(app: FastAPI, seam: PaintingSeam) -> None:
    async with a_phone(app) as ada, a_phone(app, "10.0.0.8") as bob:
        await ada.get("/join")
        await bob.get("/join")
        await lay(ada)
        seam.owns.clear()  # its colour has gone, and all cells are asked for
        assert (await lay(bob)).json()["own"]["name"] == "t-1"
        assert (await ada.get("/api/v1/vote")).json()["own"] is None


@virtual_time
async def test_another_opening_knows_nobody_and_has_other_names(app: FastAPI, seam: PaintingSeam) -> None:
    async with a_phone(app) as phone:
        await phone.get("/join")
        await lay(phone)
        seam.stand(replace(OPEN, opened_tick=5000))
        await asyncio.sleep(FRESH_S)
        assert (await phone.get("/api/v1/vote")).json()["own"] is None
        await lay(phone)
    (first,), (second,) = laid_in(seam)
    assert first != second


async def test_one_address_has_no_more_cells_than_the_house_allows(app: FastAPI, seam: PaintingSeam) -> None:
    answers = []
    for _ in range(4):
        async with a_phone(app) as phone:
            await phone.get("/join")
            answers.append(await lay(phone, ""))
    assert [answer.status_code for answer in answers] == [200, 200, 409, 409]
    assert answers[-1].json()["detail"] == "too many people paint from your network already"
    assert {peer for peer, _reason in seam.refused} == {"visitors"}
    seam.owns.clear()
    async with a_phone(app, "10.0.0.8") as other, a_phone(app) as last:
        for found in (other, last):
            await found.get("/join")
        assert (await lay(other)).status_code == 200
        assert (await lay(last)).status_code == 200, "whose cell went to another house makes room for a neighbour"


@pytest.mark.parametrize("cookie", [None, "", "abc.0123456789abcdef", "ü.x", "a" * 5000])
async def test_whoever_has_no_cookie_of_ours_does_not_paint(
    app: FastAPI, seam: PaintingSeam, cookie: str | None
) -> None:
    headers = {} if cookie is None else {b"Cookie": f"kintsugi-visitor={cookie}".encode()}
    async with a_phone(app) as phone:
        answer = await phone.post("/api/v1/paint", json={"paint": "tiles", "color": "Gold"}, headers=headers)
    assert answer.status_code == 403
    assert not seam.intents


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'{"paint":"tiles"}', b'{"paint":1,"color":2}', b"[" * 5000, b"\xff", b"{" + b" " * 2000],
)
async def test_what_is_no_stroke_is_refused(phone: httpx.AsyncClient, seam: PaintingSeam, body: bytes) -> None:
    answer = await phone.post("/api/v1/paint", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {413, 422}
    assert answer.json()["detail"]
    assert len(body) <= LARGEST_BALLOT or answer.status_code == 413
    assert not seam.intents


@pytest.mark.parametrize(("color", "paint"), [("Mud", "tiles"), ("Gold", "wall"), ("#ffc846", "tiles")])
async def test_what_is_not_open_is_not_painted(
    phone: httpx.AsyncClient, seam: PaintingSeam, color: str, paint: str
) -> None:
    answer = await lay(phone, color, paint)
    assert (answer.status_code, answer.json()["detail"]) == (409, "nobody paints any more")
    assert not seam.intents


async def test_when_nothing_is_open_nobody_paints(phone: httpx.AsyncClient, seam: PaintingSeam) -> None:
    seam.stand(replace(OPEN, state="fading", opened_tick=None, remaining_s=None))
    view = (await phone.get("/api/v1/vote")).json()
    assert (view["paint"], view["own"]) == (None, None)
    assert (await lay(phone)).status_code == 409
    assert (await phone.get("/api/v1/paint/map")).status_code == 409


async def test_a_page_of_a_stranger_cannot_paint(phone: httpx.AsyncClient, seam: PaintingSeam) -> None:
    paper = {"paint": "tiles", "color": "Gold"}
    answer = await phone.post("/api/v1/paint", json=paper, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert not seam.intents


async def test_strokes_that_come_while_the_engine_is_busy_go_up_together(app: FastAPI, seam: PaintingSeam) -> None:
    count = 30
    seam.gate.clear()
    phones = [a_phone(app, f"10.0.1.{number}") for number in range(count)]
    for phone in phones:
        await phone.get("/join")
    painting = [asyncio.create_task(lay(phone)) for phone in phones]
    for _ in range(count * 20):
        await asyncio.sleep(0)
    seam.gate.set()
    codes = [answer.status_code for answer in await asyncio.gather(*painting)]
    assert codes.count(200) == 3, "there are three cells"
    assert codes.count(409) == count - 3
    assert len(laid_in(seam)) == 2
    for phone in phones:
        await phone.aclose()
