"""Whoever gave the passcode to look sees everything and changes nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from controller.model.intent import Go, Panic
from controller.web.access import access_for
from controller.web.app import MOST_LOOKERS, create_app
from controller.web.passcode.attempts import AT_ONCE
from controller.web.passcode.gate import Gate
from controller.web.passcode.keys import COOKIE, Keys
from controller.web.passcode.looking import LOOKING_ONLY, role_of
from controller.web.visitors.routes import Booth
from tests.fakes.asgi_socket import AsgiSocket
from tests.fakes.seam import FakeSeam
from tests.fakes.virtual_time import virtual_time
from tests.web.test_edits import FakeEditor

HERE = "http://10.0.0.5:8000"
OPERATORS = "482 193 6057"
LOOKERS = "111 222 3334"
KEYS = Keys(OPERATORS, "secret")
LOOKING = Keys(LOOKERS, "secret", "viewer")
SECRET_OR_COSTLY = {"/api/v1/console/qr.svg", "/api/v1/faults/{fault}/preview"}
"""What is read and yet not for those who only look. A new route is closed to them until looking.py names it."""


def open_house(seam: FakeSeam, bundle: Path, *, keys: Keys = KEYS, looking: Keys = LOOKING) -> FastAPI:
    access = access_for("0.0.0.0", keys=keys, looking=looking, url=f"{HERE}/")  # noqa: S104  the subject of these tests
    booth = Booth(seam, key="key", voters_per_address=8, url="http://10.0.0.5:8080/")
    return create_app(seam, access=access, console_dir=bundle, fixtures_port=8001, editor=FakeEditor(), booth=booth)


@pytest.fixture
def house(seam: FakeSeam, bundle: Path) -> FastAPI:
    (bundle / "passcode.html").write_text("<!doctype html><html><head><title>Passcode</title></head></html>")
    (bundle / "join.html").write_text("<!doctype html><html><head><title>Join</title></head></html>")
    return open_house(seam, bundle)


def browser(app: FastAPI, address: str = "10.0.0.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url=HERE)


async def give(client: httpx.AsyncClient, passcode: str) -> httpx.Response:
    return await client.post("/api/v1/passcode", json={"passcode": passcode})


@pytest.fixture
async def looker(house: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house) as found:
        assert (await give(found, LOOKERS)).status_code == 204
        yield found


def routes_of(house: FastAPI) -> set[tuple[str, str]]:
    """Find every method and path, also those that no description tells of."""
    routers = [getattr(each, "original_router", None) for each in house.routes]
    routes = [each for router in routers if router is not None for each in router.routes]
    found = {(method, each.path) for each in routes if isinstance(each, APIRoute) for method in each.methods or ()}
    told = {(method.upper(), path) for path, methods in house.openapi()["paths"].items() for method in methods}
    assert told <= found
    assert len(found) > 20
    return found


def filled(path: str) -> str:
    return path.format(fixture="lamp", fault="storm", node="mosaic", number=1)


async def test_every_write_is_refused_with_one_sentence_and_nothing_is_done(
    looker: httpx.AsyncClient, house: FastAPI, seam: FakeSeam
) -> None:
    paths = {path for _, path in routes_of(house)} | {"/", "/nowhere", "/api/v1/new", "/ws/console", "/assets/x.js"}
    for path in paths - {"/api/v1/passcode"}:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = await looker.request(method, filled(path), json={"kind": "panic"})
            assert (answer.status_code, answer.json()["detail"]) == (403, LOOKING_ONLY), (method, path)
    for method in ("PUT", "DELETE"):
        assert (await looker.request(method, "/api/v1/passcode", json={})).status_code == 403
    assert seam.intents == []


async def test_everything_can_be_looked_at_that_is_no_secret_and_costs_the_engine_no_run(
    looker: httpx.AsyncClient, house: FastAPI
) -> None:
    for method, path in routes_of(house):
        if method == "GET":
            answer = await looker.get(filled(path))
            assert (answer.status_code == 403) == (path in SECRET_OR_COSTLY), (path, answer.status_code)
    for path in ("/index.html", "/assets/index-KZS4-Lx9.js", "/openapi.json"):
        assert (await looker.get(path)).status_code == 200, path
    refusal = await looker.get("/api/v1/console/qr.svg", headers={"accept": "text/html"})
    assert (refusal.status_code, refusal.json()["detail"]) == (403, LOOKING_ONLY)


@pytest.mark.parametrize(
    "path", ["/api/v1/console/qr.svg%0A", "//api/v1/console/qr.svg", "/x/../api/v1/console/qr.svg"]
)
async def test_no_spelling_of_an_address_leads_to_the_operators_passcode(looker: httpx.AsyncClient, path: str) -> None:
    answer = await looker.get(httpx.URL(HERE, raw_path=path.encode()))
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/json")


async def test_nothing_that_is_sent_to_a_looker_holds_the_operators_passcode(
    looker: httpx.AsyncClient, house: FastAPI
) -> None:
    for method, path in routes_of(house):
        if method == "GET":
            answer = await looker.get(filled(path))
            assert KEYS.text not in answer.text + str(answer.headers), path


@pytest.mark.parametrize("bearer", [f"Bearer {LOOKERS}", "bearer 1112223334"])
async def test_a_program_looks_with_each_request(house: FastAPI, seam: FakeSeam, bearer: str) -> None:
    async with browser(house) as program:
        headers = {"authorization": bearer}
        assert (await program.get("/metrics", headers=headers)).status_code == 200
        answer = await program.post("/api/v1/intents", json={"kind": "panic"}, headers=headers)
        assert answer.status_code == 403
    assert seam.intents == []


async def test_the_passcode_given_last_says_what_a_browser_may_do(looker: httpx.AsyncClient, seam: FakeSeam) -> None:
    await give(looker, OPERATORS)
    assert (await looker.post("/api/v1/intents", json={"kind": "panic"})).is_success
    await give(looker, LOOKERS)
    assert (await looker.post("/api/v1/intents", json={"kind": "panic"})).status_code == 403
    assert seam.intents == [Panic()]


async def test_whoever_is_at_the_machine_acts_whatever_was_given_there(house: FastAPI, seam: FakeSeam) -> None:
    async with browser(house, "127.0.0.1") as here:
        await give(here, LOOKERS)
        assert (await here.post("/api/v1/intents", json={"kind": "go", "list": "main"})).is_success
    assert seam.intents == [Go("main")]


async def test_changing_one_passcode_shuts_out_those_who_gave_it_and_nobody_else(seam: FakeSeam, bundle: Path) -> None:
    cookies = {"operator": KEYS.new_cookie(), "looker": LOOKING.new_cookie()}
    other = "999 999 9999"
    for keys, looking, still in (
        (Keys(other, "secret"), LOOKING, {"looker"}),
        (KEYS, Keys(other, "secret", "viewer"), {"operator"}),
    ):
        app = open_house(seam, bundle, keys=keys, looking=looking)
        async with browser(app) as tablet:
            for who, cookie in cookies.items():
                answer = await tablet.get("/api/v1/state", headers={"cookie": f"{COOKIE}={cookie}"})
                assert answer.status_code == (200 if who in still else 401), who


def test_a_cookie_to_look_is_none_of_an_operator_even_if_both_passcodes_were_the_same() -> None:
    same = Keys(OPERATORS, "secret", "viewer")
    assert same.is_ours(same.new_cookie())
    assert not KEYS.is_ours(same.new_cookie())
    assert not same.is_ours(KEYS.new_cookie())


def test_wrong_ones_are_limited_over_both_and_the_one_to_look_forgives_none() -> None:
    gate = Gate(KEYS, looking=LOOKING)
    for _ in range(AT_ONCE - 1):
        gate.try_passcode("000 000 0000", "10.0.0.7", 0.0)
        assert gate.try_passcode(LOOKERS, "10.0.0.7", 0.0) is LOOKING
    last = gate.try_passcode("000 000 0000", "10.0.0.7", 0.0)
    assert not isinstance(last, Keys)
    for passcode in (LOOKERS, OPERATORS):
        refusal = gate.try_passcode(passcode, "10.0.0.7", 0.0)
        assert not isinstance(refusal, Keys)
        assert refusal.status_code == 429
    assert gate.try_passcode(OPERATORS, "10.0.0.7", 10.0) is KEYS


def test_an_installation_may_have_but_one_of_both() -> None:
    for gate, passcode in ((Gate(KEYS), OPERATORS), (Gate(Keys("", ""), looking=LOOKING), LOOKERS)):
        assert gate.is_set
        assert isinstance(gate.try_passcode(passcode, "10.0.0.7", 0.0), Keys)
        assert not isinstance(gate.try_passcode("", "10.0.0.7", 0.0), Keys)


def test_a_request_that_nobody_asked_only_looks() -> None:
    assert role_of({"type": "http"}) == "viewer"


def socket_of(house: FastAPI, keys: Keys = LOOKING, path: str = "/ws/console") -> AsgiSocket:
    headers = [("host", "10.0.0.5:8000"), ("origin", HERE), ("cookie", f"{COOKIE}={keys.new_cookie()}")]
    return AsgiSocket(house, path, headers, client="10.0.0.7")


async def test_a_page_that_looks_is_told_so_and_sees_the_show(house: FastAPI) -> None:
    async with socket_of(house) as page, socket_of(house, KEYS) as console:
        assert (await page.hear("hello"))["role"] == "viewer"
        assert (await console.hear("hello"))["role"] == "operator"
        page.say({"type": "ping"})
        assert await page.hear("pong")
        page.say({"type": "shown", "tick": 0})
        assert await page.hear("snapshot")


@pytest.mark.parametrize(
    "message",
    [
        {"type": "intent", "id": "c1", "intent": {"kind": "panic"}},
        {"type": "intent", "id": "c1", "intent": {"kind": "halt"}},
        {"type": "answers", "id": "c1", "answer": "approve", "incidents": ["i1"]},
        {"type": "new", "id": "c1"},
        {"type": ["no", {"kind": 1}], "id": "c1"},
    ],
)
async def test_nothing_that_a_page_asks_for_which_only_looks_is_done(
    house: FastAPI, seam: FakeSeam, message: dict[str, object]
) -> None:
    async with socket_of(house) as page:
        page.say(message)
        error = await page.hear("error")
        assert (error["id"], error["text"]) == ("c1", LOOKING_ONLY)
    assert seam.intents == []


@virtual_time
async def test_a_page_that_asks_on_and_on_fills_nobodys_log(house: FastAPI, seam: FakeSeam) -> None:
    async with socket_of(house) as page:
        for _ in range(200):
            page.say({"type": "intent", "id": "c1", "intent": {"kind": "go", "list": "main"}})
            await page.hear("error")
    assert len(seam.refused) == 1
    assert seam.refused[0][0] == "lookers"


async def test_no_other_socket_is_opened_to_those_who_look(house: FastAPI) -> None:
    async with socket_of(house, path="/ws/new") as page:
        assert page.status == 403


async def test_pages_that_look_have_seats_of_their_own(house: FastAPI) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MOST_LOOKERS):
            page = await stack.enter_async_context(socket_of(house))
            assert page.status == 101
        async with socket_of(house) as one_too_many, socket_of(house, KEYS) as operator:
            assert one_too_many.status == 403
            assert operator.status == 101
    async with socket_of(house) as again:
        assert again.status == 101


@virtual_time
async def test_those_who_look_share_what_explanations_cost_the_engine(house: FastAPI) -> None:
    async with AsyncExitStack() as stack:
        answers = []
        for number in range(20):
            each = await stack.enter_async_context(browser(house, f"10.0.1.{number}"))
            headers = {"authorization": f"Bearer {LOOKERS}"}
            answers.append((await each.get("/api/v1/explain/lamp", headers=headers)).status_code)
        operator = await stack.enter_async_context(browser(house, "10.0.1.1"))
        headers = {"authorization": f"Bearer {OPERATORS}"}
        assert (await operator.get("/api/v1/explain/lamp", headers=headers)).status_code != 429
    assert answers.count(429) == 10
