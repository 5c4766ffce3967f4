"""Visitors tell through their own door: one plain line now and then, which waits, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.model.intent import Intent, Role
from controller.model.outline import ShowOutline
from controller.model.signs import plain
from controller.model.snapshot import Ack
from controller.model.story_view import StoryOutline, StoryView
from controller.model.visits import Tales
from controller.web.visitors.board import FRESH_S
from controller.web.visitors.routes import LARGEST_TALE
from tests.fakes.seam import OUTLINE, SNAPSHOT, FakeSeam
from tests.fakes.virtual_time import virtual_time
from tests.web.visitors.phones import a_door, a_phone

STORY = StoryOutline("memories", "What did you mend?", "screen", 20, 600.0, 12.0, 60.0)
OPEN = StoryView(
    "memories", "open", 0, is_full=False, tales=0, shown=0, refused=0, remaining_s=500.0, opened_tick=90
)  # fmt: skip


class TellingSeam(FakeSeam):
    """A seam of a show that lets every tale wait, but for those that say *refused*."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()
        self.stand(OPEN)

    async def submit(self, intent: Intent, *, source: str, role: Role) -> Ack:
        await self.gate.wait()
        ack = await super().submit(intent, source=source, role=role)
        told = intent.told if isinstance(intent, Tales) else {}
        return replace(ack, waits=tuple(visitor for visitor, text in told.items() if text != "refused"))

    @property
    def outline(self) -> ShowOutline:
        return replace(OUTLINE, stories=(STORY,))

    def stand(self, view: StoryView) -> None:
        """Let the story stand so."""
        self.publish(replace(SNAPSHOT, stories=(view,)))


@pytest.fixture
def seam() -> TellingSeam:
    return TellingSeam()


@pytest.fixture
def app(seam: TellingSeam) -> FastAPI:
    return a_door(seam)


@pytest.fixture
async def phone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with a_phone(app) as found:
        await found.get("/join")
        yield found


async def tell(phone: httpx.AsyncClient, text: str = "A cup", story: str = "memories") -> httpx.Response:
    return await phone.post("/api/v1/story", json={"story": story, "text": text})


def told_in(seam: FakeSeam) -> list[str]:
    return [text for intent in seam.intents if isinstance(intent, Tales) for text in intent.told.values()]


async def test_a_phone_sees_what_is_asked_tells_and_waits_its_turn(phone: httpx.AsyncClient, seam: TellingSeam) -> None:
    view = (await phone.get("/api/v1/vote")).json()
    assert view["story"] == {
        "id": "memories", "ask": "What did you mend?", "longest": 20, "remaining_s": 500.0, "is_full": False,
    }  # fmt: skip
    assert view["told"] is None
    answer = await tell(phone)
    assert answer.status_code == 200
    assert answer.json()["told"]["again_s"] == pytest.approx(60, abs=0.5)
    assert told_in(seam) == ["A cup"]
    assert [(source, role) for _intent, source, role in seam.submitted] == [("visitors", "visitor")]
    again = await tell(phone, "A plate")
    assert again.status_code == 409
    assert again.json()["detail"].startswith("you have told something just now; wait ")
    assert told_in(seam) == ["A cup"]


async def test_what_others_told_is_never_shown_to_a_phone(phone: httpx.AsyncClient, app: FastAPI) -> None:
    await tell(phone, "A secret")
    async with a_phone(app, "10.0.0.8") as other:
        await other.get("/join")
        assert "secret" not in (await other.get("/api/v1/vote")).text


@virtual_time
async def test_after_a_while_a_visitor_may_tell_again() -> None:
    seam = TellingSeam()
    async with a_phone(a_door(seam)) as phone:
        await phone.get("/join")
        await tell(phone)
        await asyncio.sleep(60)
        assert (await tell(phone, "A plate")).status_code == 200


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  two\nlines\u202e ", "two lines"),
        ("x" * 30, "x" * 20),
        ("<script>alert(1)</script>", "<script>alert(1)</sc"),
        ("e\u0301\u200b!", "\u00e9!"),
    ],
)
async def test_what_is_written_becomes_one_plain_line(
    phone: httpx.AsyncClient, seam: TellingSeam, written: str, read: str
) -> None:
    assert (await tell(phone, written)).status_code == 200
    assert told_in(seam) == [read]


@pytest.mark.parametrize("written", ["", "   ", "\u200b\u202e", "\u0301", "\u3164"])
async def test_what_says_nothing_is_not_taken(phone: httpx.AsyncClient, seam: TellingSeam, written: str) -> None:
    answer = await tell(phone, written)
    assert (answer.status_code, answer.json()["detail"]) == (409, "there is nothing to read in it; write some words")
    assert not seam.intents


async def test_what_the_engine_does_not_take_may_be_told_again(phone: httpx.AsyncClient) -> None:
    assert (await tell(phone, "refused")).status_code == 409
    assert (await phone.get("/api/v1/vote")).json()["told"] is None
    assert (await tell(phone, "A cup")).status_code == 200


async def test_when_many_wait_nobody_else_is_taken(phone: httpx.AsyncClient, seam: TellingSeam) -> None:
    seam.stand(replace(OPEN, is_full=True))
    await asyncio.sleep(FRESH_S)
    answer = await tell(phone)
    assert (answer.status_code, answer.json()["detail"]) == (409, "many tales wait to be read; try again in a while")
    assert not seam.intents


async def test_so_many_of_one_address_tell_and_no_more(app: FastAPI, seam: TellingSeam) -> None:
    answers = []
    for _ in range(3):
        async with a_phone(app) as phone:
            await phone.get("/join")
            answers.append((await tell(phone)).status_code)
    assert answers == [200, 200, 409]
    assert len(told_in(seam)) == 2
    assert any("your network" in reason for _peer, reason in seam.refused)
    async with a_phone(app, "10.0.0.9") as other:
        await other.get("/join")
        assert (await tell(other)).status_code == 200


async def test_a_story_that_is_opened_anew_takes_everybody(phone: httpx.AsyncClient, seam: TellingSeam) -> None:
    await tell(phone)
    seam.stand(replace(OPEN, opened_tick=900))
    await asyncio.sleep(FRESH_S)
    assert (await tell(phone)).status_code == 200
    first, second = [next(iter(intent.told)) for intent in seam.intents if isinstance(intent, Tales)]
    assert first != second, "nobody can be followed from one opening to the next"


async def test_what_many_phones_tell_at_once_goes_up_in_few_intents(app: FastAPI, seam: TellingSeam) -> None:
    seam.gate.clear()
    async with asyncio.TaskGroup() as group:
        for number in range(40):
            group.create_task(one_tells(app, f"10.0.1.{number}"))
        await asyncio.sleep(0.2)
        seam.gate.set()
    assert len(told_in(seam)) == 40
    assert len(seam.intents) <= 3


async def one_tells(app: FastAPI, address: str) -> None:
    async with a_phone(app, address) as phone:
        await phone.get("/join")
        assert (await tell(phone)).status_code == 200


@pytest.mark.parametrize("cookie", [None, "", "me", "abc.def"])
async def test_whoever_has_no_cookie_of_ours_tells_nothing(app: FastAPI, seam: TellingSeam, cookie: str | None) -> None:
    headers = {} if cookie is None else {b"Cookie": f"kintsugi-visitor={cookie}".encode()}
    async with a_phone(app) as phone:
        answer = await phone.post("/api/v1/story", json={"story": "memories", "text": "A cup"}, headers=headers)
    assert answer.status_code == 403
    assert not seam.intents


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'{"story":"memories"}', b'{"story":1,"text":2}', b"[" * 5000, b"\xff",
     b'{"story":"memories","text":"' + b"x" * 5000 + b'"}', b'{"story":"memories","text":"\\ud800"}'],
)  # fmt: skip
async def test_what_is_no_tale_is_refused(phone: httpx.AsyncClient, seam: TellingSeam, body: bytes) -> None:
    answer = await phone.post("/api/v1/story", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {413, 422}
    assert answer.json()["detail"]
    assert len(body) <= LARGEST_TALE or answer.status_code == 413
    assert not seam.intents


async def test_what_is_not_open_is_not_told(phone: httpx.AsyncClient, seam: TellingSeam) -> None:
    assert (await tell(phone, story="wishes")).json()["detail"] == "nobody tells any more"
    seam.stand(replace(OPEN, state="ending", remaining_s=None, opened_tick=None))
    await asyncio.sleep(FRESH_S)
    assert (await tell(phone)).json()["detail"] == "nobody tells any more"
    assert (await phone.get("/api/v1/vote")).json()["story"] is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
async def test_whatever_is_written_only_plain_lines_go_up(text: str) -> None:
    seam = TellingSeam()
    async with a_phone(a_door(seam)) as phone:
        await phone.get("/join")
        body = {"story": "memories", "text": text.encode("utf-8", "replace").decode()}
        assert (await phone.post("/api/v1/story", json=body)).status_code in {200, 409, 413}
    for line in told_in(seam):
        assert line == plain(line, STORY.longest)
        assert line
