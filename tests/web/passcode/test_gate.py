"""A console of another machine gives the passcode; whoever is at this machine is never asked."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from controller.model.intent import Panic
from controller.web.access import Access, access_for
from controller.web.app import create_app
from controller.web.passcode.attempts import AT_ONCE, EVERY_S
from controller.web.passcode.gate import FROM_OUTSIDE, OF_ONE_ADDRESS, Gate, admits, entrance_url
from controller.web.passcode.keys import COOKIE, Keys
from controller.web.qr import svg_of
from controller.web.visitors.routes import Booth
from tests.fakes.asgi_socket import AsgiSocket
from tests.fakes.seam import FakeSeam
from tests.fakes.virtual_time import virtual_time

HERE = "http://10.0.0.5:8000"
RIGHT = "482 193 6057"
KEYS = Keys(RIGHT, "secret")
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def access() -> Access:
    return access_for("0.0.0.0", keys=KEYS, url=f"{HERE}/")  # noqa: S104  the subject of these tests


@pytest.fixture
def house(seam: FakeSeam, bundle: Path, access: Access) -> FastAPI:
    """The console of a show that is open to a network."""
    (bundle / "passcode.html").write_text("<!doctype html><html><head><title>Passcode</title></head></html>")
    booth = Booth(seam, key="key", voters_per_address=8)
    return create_app(seam, access=access, console_dir=bundle, fixtures_port=8001, booth=booth)


def browser(app: FastAPI, address: str = "10.0.0.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url=HERE)


@pytest.fixture
async def tablet(house: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house) as found:
        yield found


async def give(client: httpx.AsyncClient, passcode: str) -> httpx.Response:
    return await client.post("/api/v1/passcode", json={"passcode": passcode})


async def test_without_the_passcode_nothing_is_told_and_nothing_is_done(
    tablet: httpx.AsyncClient, house: FastAPI, seam: FakeSeam
) -> None:
    routes = [(method, path) for path, found in house.openapi()["paths"].items() for method in found]
    assert len(routes) > 12
    for method, path in routes:
        where = path.format(fixture="lamp", fault="storm", node="mosaic", number=1)
        answer = await tablet.request(method, where, json={"kind": "panic"} if method == "post" else None)
        expected = {"/healthz": 200, "/api/v1/passcode": 422 if method == "post" else 401}.get(path, 401)
        assert answer.status_code == expected, (method, where)
    for path in ("/", "/index.html", "/docs", "/openapi.json", "/join", "/nowhere", "/ws/console", "/favicon.svg"):
        answer = await tablet.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert seam.intents == []


async def test_a_refusal_says_what_to_do(tablet: httpx.AsyncClient) -> None:
    sentence = (await tablet.get("/metrics")).json()["detail"]
    assert "open /passcode in a browser, or send `Authorization: Bearer PASSCODE`" in sentence
    assert "`kintsugi passcode` prints it there again, unless it was chosen with --passcode" in sentence


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/state", "/api/v1/explain/lamp", "//evil.example/x"])
async def test_a_person_is_led_to_the_page_that_asks(tablet: httpx.AsyncClient, path: str) -> None:
    answer = await tablet.get(httpx.URL(HERE, raw_path=path.encode()), headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    assert urljoin(f"{HERE}{path}", answer.headers["location"]) == f"{HERE}/passcode"


async def test_the_page_and_what_it_needs_is_open(tablet: httpx.AsyncClient) -> None:
    page = await tablet.get("/passcode")
    assert '<meta name="kintsugi-passcode" content="digits">' in page.text
    assert (await tablet.get("/assets/index-KZS4-Lx9.js")).status_code == 200
    for path in ("/assets/../api/v1/state", "/assets/%2e%2e/api/v1/state", "/projector/../api/v1/state"):
        answer = await tablet.get(httpx.URL(HERE, raw_path=path.encode()))
        assert "tick" not in answer.text


async def test_projectors_and_whoever_watches_the_house_need_no_hands(tablet: httpx.AsyncClient) -> None:
    assert (await tablet.get("/projector/screen")).status_code == 200
    assert (await tablet.get("/healthz")).json()["ok"]
    assert (await tablet.post("/healthz", json={})).status_code == 401


async def test_whoever_is_at_the_machine_is_never_asked(house: FastAPI, seam: FakeSeam) -> None:
    for address in ("127.0.0.1", "::1"):
        async with browser(house, address) as console:
            assert "<title>Console</title>" in (await console.get("/", headers=PAGE)).text
            assert (await console.post("/api/v1/intents", json={"kind": "panic"})).is_success
    async with AsgiSocket(house, "/ws/console", [("host", "localhost:8000")]) as socket:
        assert socket.status == 101
    assert seam.intents == [Panic(), Panic()]


async def test_the_passcode_gives_a_cookie_that_opens_everything(tablet: httpx.AsyncClient, seam: FakeSeam) -> None:
    answer = await give(tablet, "4821936057")
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "4821936057" not in cookie
    assert "<title>Console</title>" in (await tablet.get("/", headers=PAGE)).text
    assert (await tablet.get("/api/v1/passcode")).status_code == 204
    assert (await tablet.get("/metrics")).status_code == 200
    assert (await tablet.post("/api/v1/intents", json={"kind": "panic"})).is_success
    assert seam.intents == [Panic()]


async def test_the_cookie_opens_the_consoles_socket_and_without_it_it_stays_shut(
    tablet: httpx.AsyncClient, house: FastAPI
) -> None:
    await give(tablet, RIGHT)
    headers = [("host", "10.0.0.5:8000"), ("origin", HERE)]
    async with AsgiSocket(house, "/ws/console", headers, client="10.0.0.7") as socket:
        assert socket.status == 401
        assert b"asks other machines for its passcode" in socket.body
    cookie = ("cookie", f"{COOKIE}={tablet.cookies[COOKIE]}")
    async with AsgiSocket(house, "/ws/console", [*headers, cookie], client="10.0.0.7") as socket:
        assert socket.status == 101
        assert (await socket.hear("hello"))["version"]
    foreign = [("host", "10.0.0.5:8000"), ("origin", "http://evil.example"), cookie]
    async with AsgiSocket(house, "/ws/console", foreign, client="10.0.0.7") as socket:
        assert socket.status == 403, "a cookie does not let a stranger's page in"


async def test_a_page_of_a_stranger_can_neither_give_the_passcode_nor_use_the_cookie(
    tablet: httpx.AsyncClient, seam: FakeSeam
) -> None:
    evil = {"origin": "http://evil.example"}
    answer = await tablet.post("/api/v1/passcode", json={"passcode": RIGHT}, headers=evil)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    await give(tablet, RIGHT)
    for origin in ("http://evil.example", "http://10.0.0.5:8080", "http://10.0.0.5"):
        answer = await tablet.post("/api/v1/intents", json={"kind": "panic"}, headers={"origin": origin})
        assert answer.status_code == 403, "another port of this very machine is a stranger, too"
    assert (await tablet.get("/", headers={"host": "evil.example"})).status_code == 421
    assert seam.intents == []


async def test_a_cookie_outlives_the_server_but_not_the_passcode(
    tablet: httpx.AsyncClient, seam: FakeSeam, bundle: Path
) -> None:
    await give(tablet, RIGHT)
    for keys, expected in ((Keys(RIGHT, "secret"), 200), (Keys("999 999 9999", "secret"), 401)):
        access = access_for("0.0.0.0", keys=keys)  # noqa: S104
        again = create_app(seam, access=access, console_dir=bundle, fixtures_port=8001)
        async with browser(again, "10.0.0.9") as moved:
            answer = await moved.get("/api/v1/state", headers={"cookie": f"{COOKIE}={tablet.cookies[COOKIE]}"})
        assert answer.status_code == expected


@pytest.mark.parametrize("bearer", [f"Bearer {RIGHT}", "bearer 4821936057", "Bearer 482-193-6057"])
async def test_a_program_sends_the_passcode_with_each_request(
    tablet: httpx.AsyncClient, house: FastAPI, seam: FakeSeam, bearer: str
) -> None:
    headers = {"authorization": bearer}
    for _ in range(20):
        assert (await tablet.get("/metrics", headers=headers)).status_code == 200
    assert (await tablet.post("/api/v1/intents", json={"kind": "panic"}, headers=headers)).is_success
    socket = AsgiSocket(house, "/ws/console", [("host", "10.0.0.5"), ("authorization", bearer)], client="10.0.0.7")
    async with socket:
        assert socket.status == 101
    assert seam.intents == [Panic()]


@virtual_time
async def test_wrong_passcodes_are_limited_by_address_however_they_are_given(house: FastAPI, seam: FakeSeam) -> None:
    async with browser(house) as tablet, browser(house, "10.0.0.8") as other, browser(house, "127.0.0.1") as here:
        for number in range(AT_ONCE - 1):
            answer = await give(tablet, "000 000 0000")
            assert answer.status_code == 401
            assert f"you have {AT_ONCE - 1 - number} more attempt" in answer.json()["detail"]
        wrong = {"authorization": "Bearer 000 000 0000"}
        assert (
            "this is not the passcode; try again in 10 s"
            in (await tablet.get("/metrics", headers=wrong)).json()["detail"]
        )
        for answer in (await give(tablet, RIGHT), await tablet.get("/metrics", headers=wrong)):
            assert answer.status_code == 429, "also the right one, or nobody would have to guess slowly"
            assert answer.headers["retry-after"] == f"{EVERY_S:.0f}"
            assert "work at the machine that runs the show" in answer.json()["detail"]
        assert (await give(other, RIGHT)).status_code == 204
        assert (await here.get("/metrics")).status_code == 200
    told = " ".join(reason for _, reason in seam.refused)
    assert "a wrong passcode (http 10.0.0.7)" in told
    assert "4821936057" not in told


@virtual_time
async def test_a_flood_of_wrong_ones_shuts_nobody_out_who_is_in(house: FastAPI, seam: FakeSeam) -> None:
    async with browser(house) as tablet:
        await give(tablet, RIGHT)
        for number in range(300):
            async with browser(house, f"10.0.{number // 200}.{number % 200}") as stranger:
                await give(stranger, "000 000 0000")
        assert (await tablet.get("/api/v1/state")).status_code == 200
    assert len(seam.refused) == 1, "the operator's log is not the stranger's to fill"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"482 193 6057"', b'{"passcode": 4821936057}', b"{", b'{"passcode": "x"' * 99]
)
async def test_what_is_no_passcode_is_refused_and_costs_no_attempt(tablet: httpx.AsyncClient, body: bytes) -> None:
    for _ in range(AT_ONCE + 1):
        answer = await tablet.post("/api/v1/passcode", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422
    assert (await give(tablet, RIGHT)).status_code == 204


async def test_a_console_without_a_passcode_lets_nobody_in(seam: FakeSeam, bundle: Path) -> None:
    app = create_app(seam, access=access_for("0.0.0.0"), console_dir=bundle, fixtures_port=8001)  # noqa: S104
    async with browser(app) as tablet:
        for answer in (await give(tablet, ""), await tablet.get("/metrics"), await tablet.get("/api/v1/state")):
            assert answer.status_code == 401
            assert "has no passcode" in answer.json()["detail"]


async def test_a_proxy_on_this_machine_does_not_let_the_world_in(house: FastAPI) -> None:
    async with browser(house, "127.0.0.1") as proxied:
        for header in ("X-Forwarded-For", "Forwarded", "Via"):
            answer = await proxied.get("/api/v1/state", headers={header: "198.51.100.7"})
            assert answer.status_code == 401, header


async def test_the_picture_for_a_tablet_holds_address_and_passcode_behind_the_sign_no_server_is_sent(
    tablet: httpx.AsyncClient, seam: FakeSeam, bundle: Path
) -> None:
    url = entrance_url(f"{HERE}/", RIGHT)
    assert url == f"{HERE}/passcode#4821936057"
    assert entrance_url(f"{HERE}/", "Seam #1 100%") == f"{HERE}/passcode#seam%231100%25"
    await give(tablet, RIGHT)
    answer = await tablet.get("/api/v1/console/qr.svg")
    assert (answer.content, answer.headers["content-type"]) == (svg_of(url), "image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    alone = create_app(seam, access=access_for("127.0.0.1", keys=KEYS), console_dir=bundle, fixtures_port=8001)
    async with browser(alone, "127.0.0.1") as console:
        answer = await console.get("/api/v1/console/qr.svg", headers={"host": "localhost"})
    assert answer.status_code == 404
    assert "--host 0.0.0.0, or start it again once a network is there" in answer.json()["detail"]


async def test_the_picture_is_drawn_once_and_not_while_consoles_wait(
    tablet: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controller.web.qr.svg_of", None)  # from here on nothing can be drawn
    await give(tablet, RIGHT)
    assert (await tablet.get("/api/v1/console/qr.svg")).content == svg_of(entrance_url(f"{HERE}/", RIGHT))


def test_connections_of_other_machines_leave_room_for_this_one() -> None:
    many = [f"10.0.{number // 50}.{number % 50}" for number in range(FROM_OUTSIDE)]
    assert not admits("10.0.9.9", many)
    assert admits("10.0.9.9", many[1:])
    assert admits("127.0.0.1", many)
    one = ["10.0.0.7"] * OF_ONE_ADDRESS
    assert not admits("10.0.0.7", one)
    assert admits("10.0.0.8", one)
    assert admits("127.0.0.1", ["127.0.0.1"] * FROM_OUTSIDE)


def test_a_gate_says_how_long_to_wait_in_whole_seconds() -> None:
    gate = Gate(KEYS)
    for _ in range(AT_ONCE):
        gate.try_passcode("wrong", "10.0.0.7", 0.0)
    refusal = gate.try_passcode(RIGHT, "10.0.0.7", 0.5)
    assert isinstance(refusal, HTTPException)
    assert refusal.headers is not None
    assert refusal.headers["Retry-After"] == "10"
    assert gate.try_passcode(RIGHT, "10.0.0.7", 10.0) is KEYS
