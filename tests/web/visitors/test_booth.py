"""Visitors look and vote through their own door; it leads to nothing else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from controller.model.intent import Intent, Role
from controller.model.outline import OptionOutline, ShowOutline, VoteOutline
from controller.model.snapshot import Ack, VoteView
from controller.model.visits import Ballots
from controller.web.access import access_for
from controller.web.app import create_app
from controller.web.qr import svg_of
from controller.web.visitors.app import create_visitors_app
from controller.web.visitors.board import FRESH_S, Board
from controller.web.visitors.identity import COOKIE
from controller.web.visitors.routes import LARGEST_TALE, Booth
from tests.fakes.seam import OUTLINE, SNAPSHOT, FakeSeam
from tests.fakes.virtual_time import virtual_time
from tests.web.visitors.phones import a_phone

ASKED = VoteOutline(
    "break-it", "Shall it break?", (OptionOutline("storm", "inject x"), OptionOutline("calm", "")), 30.0, 1, "first"
)
OPEN = VoteView("break-it", "open", (0, 0), 0, 20.0, "", None, opened_tick=90, ended_s=None, is_off=False)
ENDED = VoteView("break-it", "closed", (2, 1), 3, None, "…", "storm", opened_tick=None, ended_s=3.0, is_off=False)
NO_PAINT = {"paint": None, "own": None, "story": None, "told": None}


class VotingSeam(FakeSeam):
    """A seam of a show with one vote; the engine acts while its gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()

    async def submit(self, intent: Intent, *, source: str, role: Role) -> Ack:
        await self.gate.wait()
        return await super().submit(intent, source=source, role=role)

    @property
    def outline(self) -> ShowOutline:
        return replace(OUTLINE, votes=(ASKED,))

    def stand(self, view: VoteView) -> None:
        """Let the vote stand so."""
        self.publish(replace(SNAPSHOT, votes=(view,)))


@pytest.fixture
def seam() -> VotingSeam:
    found = VotingSeam()
    found.stand(OPEN)
    return found


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "join-KZS4-Lx9.js").write_text("export {};")
    for name in ("index", "projector", "join"):
        (tmp_path / f"{name}.html").write_text(f"<!doctype html><html><head><title>{name}</title></head></html>")
    return tmp_path


@pytest.fixture
def booth(seam: VotingSeam) -> Booth:
    return Booth(seam, key="k" * 32, voters_per_address=3)


@pytest.fixture
def app(booth: Booth, bundle: Path) -> FastAPI:
    return create_visitors_app(booth, access=access_for("127.0.0.1"), console_dir=bundle)


@pytest.fixture
async def phone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with a_phone(app) as found:
        yield found


async def vote(phone: httpx.AsyncClient, answer: str = "storm", name: str = "break-it") -> httpx.Response:
    return await phone.post("/api/v1/vote", json={"vote": name, "answer": answer})


def cast_in(seam: FakeSeam) -> list[dict[str, str]]:
    return [intent.cast for intent in seam.intents if isinstance(intent, Ballots)]


async def test_a_phone_reads_the_question_votes_and_changes_its_mind(
    phone: httpx.AsyncClient, seam: VotingSeam
) -> None:
    page = await phone.get("/", follow_redirects=True)
    assert "<title>join</title>" in page.text
    view = (await phone.get("/api/v1/vote")).json()
    asked = {"id": "break-it", "ask": "Shall it break?", "answers": ["storm", "calm"], "remaining_s": 20.0, "voters": 0}
    assert view == {"show": "Test", "asked": asked, "mine": None, "last": None, **NO_PAINT, "look_again_s": 2.0}
    first_answer = (await vote(phone)).json()
    assert (first_answer["mine"], first_answer["asked"]["voters"]) == ("storm", 1)
    assert (await vote(phone, "calm")).json()["mine"] == "calm"
    (first,), (second,) = cast_in(seam)
    assert first == second, "the same voter"
    assert [source for _intent, source, _role in seam.submitted] == ["visitors", "visitors"]


async def test_a_cookie_says_nothing_of_its_bearer_and_scripts_cannot_read_it(phone: httpx.AsyncClient) -> None:
    answer = await phone.get("/join")
    said = answer.headers["set-cookie"].lower()
    assert said.startswith(f"{COOKIE}=")
    assert "httponly" in said
    assert "samesite=strict" in said
    assert "set-cookie" not in (await phone.get("/join")).headers, "whoever has one keeps it"


async def test_the_log_is_told_neither_cookie_nor_address(phone: httpx.AsyncClient, seam: VotingSeam) -> None:
    await phone.get("/join")
    await vote(phone)
    (cast,) = cast_in(seam)
    (voter,) = cast
    cookie = phone.cookies[COOKIE]
    assert len(voter) == 16
    assert voter not in cookie
    assert "10.0.0.7" not in str(seam.submitted)


async def test_one_person_has_another_name_in_every_vote(booth: Booth) -> None:
    cookie = booth.who.new()
    assert booth.who.voter(cookie, ("break-it", 90)) != booth.who.voter(cookie, ("mend-it", 90))


@virtual_time
async def test_one_person_has_another_name_when_the_same_vote_is_opened_again(app: FastAPI, seam: VotingSeam) -> None:
    async with a_phone(app) as phone:
        await phone.get("/join")
        await vote(phone)
        seam.stand(replace(OPEN, opened_tick=5000))
        await asyncio.sleep(FRESH_S)
        assert (await phone.get("/api/v1/vote")).json()["mine"] is None
        await vote(phone)
    (first,), (second,) = cast_in(seam)
    assert first != second


@pytest.mark.parametrize("cookie", [None, "", "abc", "abc.0123456789abcdef", "ü.x", "a" * 5000])
async def test_whoever_has_no_cookie_of_ours_does_not_vote(
    phone: httpx.AsyncClient, seam: VotingSeam, cookie: str | None
) -> None:
    headers = {} if cookie is None else {b"Cookie": f"{COOKIE}={cookie}".encode()}
    paper = {"vote": "break-it", "answer": "storm"}
    answer = await phone.post("/api/v1/vote", json=paper, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "open the page /join first, and let it keep its cookie",
    )
    assert not seam.intents


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b'{"vote":1,"answer":2}', b'{"vote":"break-it"}', b'{"vote":"break-it","answer":',
        b"[" * 5000, b'{"vote":"break-it","answer":"' + b"x" * 2000 + b'"}', b"\xff\xfe", b"1e999",
    ],
)  # fmt: skip
async def test_what_is_no_ballot_is_refused(phone: httpx.AsyncClient, seam: VotingSeam, body: bytes) -> None:
    await phone.get("/join")
    answer = await phone.post("/api/v1/vote", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {413, 422}
    assert answer.json()["detail"]
    assert not seam.intents


async def test_what_is_too_long_for_a_ballot_is_read_no_further(phone: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * LARGEST_TALE:
            sent += 256
            yield b" " * 256

    answer = await phone.post("/api/v1/vote", content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert sent <= 2 * LARGEST_TALE


async def test_what_is_not_asked_is_not_counted(phone: httpx.AsyncClient, seam: VotingSeam) -> None:
    await phone.get("/join")
    assert (await vote(phone, "hail")).status_code == 409
    assert (await vote(phone, name="mend-it")).json()["detail"] == "this is not asked any more"
    assert not seam.intents


async def test_when_nothing_is_asked_the_last_result_is_told(phone: httpx.AsyncClient, seam: VotingSeam) -> None:
    seam.stand(ENDED)
    view = (await phone.get("/api/v1/vote")).json()
    assert view["asked"] is None
    tallies = [{"answer": "storm", "votes": 2}, {"answer": "calm", "votes": 1}]
    assert view["last"] == {"ask": "Shall it break?", "tallies": tallies, "winner": "storm", "is_off": False}


async def test_one_address_has_no_more_voters_than_the_house_allows(app: FastAPI, seam: VotingSeam) -> None:
    answers = []
    for _ in range(5):
        async with a_phone(app) as phone:
            await phone.get("/join")
            answers.append(await vote(phone))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409, 409]
    assert answers[-1].json()["detail"] == "too many people have voted from your network already"
    async with a_phone(app, "10.0.0.8") as other:
        await other.get("/join")
        assert (await vote(other)).status_code == 200
    assert {peer for peer, _reason in seam.refused} == {"visitors"}


async def test_the_board_is_read_ten_times_a_second_and_tells_openings_apart(seam: VotingSeam) -> None:
    board = Board(seam)
    assert board.read(5.0)[1] == 90
    seam.stand(replace(OPEN, opened_tick=5000))
    assert board.read(5.05)[1] == 90
    assert board.read(5.2)[1] == 5000


async def test_ballots_that_come_while_the_engine_is_busy_go_up_together(app: FastAPI, seam: VotingSeam) -> None:
    count = 40
    seam.gate.clear()
    phones = [a_phone(app, f"10.0.1.{number}") for number in range(count)]
    for phone in phones:
        await phone.get("/join")
    voting = [asyncio.create_task(vote(phone, "calm")) for phone in phones]
    for _ in range(count * 20):
        await asyncio.sleep(0)
    seam.gate.set()
    answers = await asyncio.gather(*voting)
    assert [answer.json()["mine"] for answer in answers] == ["calm"] * count
    batches = cast_in(seam)
    assert len(batches) == 2, "the first alone, all others while it was under way"
    assert sum(map(len, batches)) == count
    for phone in phones:
        await phone.aclose()


async def test_what_the_engine_refuses_is_not_shown_as_counted(phone: httpx.AsyncClient, seam: VotingSeam) -> None:
    seam.answer = lambda _intent: Ack(0, 1, ok=False, text="vote 'break-it' is not open; no vote is")
    await phone.get("/join")
    assert (await vote(phone)).status_code == 409
    assert (await phone.get("/api/v1/vote")).json()["mine"] is None


async def test_a_page_of_a_stranger_cannot_vote(phone: httpx.AsyncClient, seam: VotingSeam) -> None:
    await phone.get("/join")
    paper = {"vote": "break-it", "answer": "storm"}
    answer = await phone.post("/api/v1/vote", json=paper, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    form = await phone.post("/api/v1/vote", content="vote=break-it", headers={"Content-Type": "text/plain"})
    assert form.status_code == 415
    assert not seam.intents


async def test_no_route_of_the_operators_is_behind_the_visitors_door(
    phone: httpx.AsyncClient, seam: VotingSeam, booth: Booth, bundle: Path
) -> None:
    await phone.get("/join")
    house = create_app(seam, access=access_for("127.0.0.1"), console_dir=bundle, fixtures_port=8001, booth=booth)
    routes = [(method, path) for path, found in house.openapi()["paths"].items() for method in found]
    assert len(routes) > 10
    for method, path in routes:
        if path not in {"/api/v1/vote", "/api/v1/paint", "/api/v1/paint/map", "/api/v1/story"}:
            where = path.format(fixture="screen", fault="storm", node="mosaic", number=1)
            answer = await phone.request(method, where, json={"kind": "go"} if method == "post" else None)
            assert answer.status_code in {404, 405}, (method, where, answer.text)
    for path in ("/index.html", "/projector.html", "/projector/screen", "/ws/console", "/docs", "/openapi.json"):
        assert (await phone.get(path)).status_code == 404, path
    assert (await phone.get("/assets/join-KZS4-Lx9.js")).status_code == 200
    assert not seam.intents


async def test_the_door_gives_each_connection_one_request(phone: httpx.AsyncClient) -> None:
    for path in ("/join", "/api/v1/vote", "/nothing", "/assets/join-KZS4-Lx9.js"):
        assert (await phone.get(path)).headers["connection"] == "close"


async def test_the_consoles_own_address_has_the_page_too(seam: VotingSeam, booth: Booth, bundle: Path) -> None:
    house = create_app(seam, access=access_for("127.0.0.1"), console_dir=bundle, fixtures_port=8001, booth=booth)
    async with a_phone(house, "127.0.0.1") as phone:
        assert "<title>join</title>" in (await phone.get("/join")).text
        assert (await vote(phone)).json()["mine"] == "storm"
        assert '<meta name="kintsugi-join" content="">' in (await phone.get("/")).text


async def test_the_way_to_the_page_is_a_picture_for_the_operators(
    phone: httpx.AsyncClient, seam: VotingSeam, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = Booth(seam, key="key", voters_per_address=8, url="http://10.0.0.5:8080/join")
    house = create_app(seam, access=access_for("127.0.0.1"), console_dir=bundle, fixtures_port=8001, booth=booth)
    monkeypatch.setattr("controller.web.qr.svg_of", None)  # it is drawn once, not while consoles wait
    async with a_phone(house, "127.0.0.1") as console:
        answer = await console.get("/api/v1/visitors/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == svg_of("http://10.0.0.5:8080/join")
    assert (await phone.get("/api/v1/visitors/qr.svg")).status_code == 404, "phones have it already"


async def test_without_a_door_there_is_no_picture_of_it(seam: VotingSeam, booth: Booth, bundle: Path) -> None:
    house = create_app(seam, access=access_for("127.0.0.1"), console_dir=bundle, fixtures_port=8001, booth=booth)
    async with a_phone(house, "127.0.0.1") as console:
        answer = await console.get("/api/v1/visitors/qr.svg")
    assert answer.status_code == 404
    assert "--visitors" in answer.json()["detail"]
