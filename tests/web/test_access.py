"""A stranger's page cannot reach the show through the operator's browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from controller.model.intent import Panic
from controller.web.access import BODY_TIMEOUT_S, LARGEST_BODY, Authority, access_for, is_same_origin, parse_authority
from controller.web.app import create_app
from tests.fakes.asgi_socket import AsgiSocket
from tests.fakes.seam import FakeSeam
from tests.fakes.virtual_time import virtual_time

PANIC = {"kind": "panic"}
HERE = Authority("localhost", 8000)

FOREIGN = [
    "null",
    "",
    "http://evil.example",
    "http://localhost.evil.example:8000",
    "http://localhost:8000.evil.example",
    "http://localhost:8000@evil.example",
    "http://evil.example#localhost:8000",
    "http://evil-localhost:8000",
    "http://localhost:8001",
    "http://localhost",
    "http://127.0.0.1:8000",
    "file://localhost:8000",
    "localhost:8000",
    "http://localhost:8000 http://evil.example",
    "http://localhost:99999",
    "http://[::1",
]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST", "lights.example"]
)
async def test_our_own_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/healthz", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.7",
        "",
        "a@localhost",
        "localhost/x",
        "[",
    ],
)
async def test_other_names_are_refused_also_for_reading(client: httpx.AsyncClient, seam: FakeSeam, host: str) -> None:
    answer = await client.get("/api/v1/state", headers={"host": host})
    assert answer.status_code == 421
    assert "this server is not called" in answer.json()["detail"]
    assert seam.refused


async def test_two_hosts_in_one_request_are_refused(client: httpx.AsyncClient) -> None:
    headers = [("host", "localhost"), ("host", "evil.example")]
    assert (await client.get("/healthz", headers=headers)).status_code == 421


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_write_from_a_foreign_page_does_nothing(client: httpx.AsyncClient, seam: FakeSeam, origin: str) -> None:
    answer = await client.post("/api/v1/intents", json=PANIC, headers={"origin": origin})
    assert answer.status_code == 403
    assert "may not control this show" in answer.json()["detail"]
    assert seam.intents == []
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_gets_no_socket(app: FastAPI, seam: FakeSeam, origin: str) -> None:
    async with AsgiSocket(app, "/ws/console", [("host", "localhost:8000"), ("origin", origin)]) as socket:
        assert socket.status == 403
        assert b"may not control this show" in socket.body
    assert seam.refused


async def test_a_socket_by_a_foreign_name_is_refused(app: FastAPI) -> None:
    async with AsgiSocket(app, "/ws/console", [("host", "evil.example"), ("origin", "http://evil.example")]) as socket:
        assert socket.status == 421


async def test_our_own_page_may_write(client: httpx.AsyncClient, seam: FakeSeam) -> None:
    answer = await client.post("/api/v1/intents", json=PANIC, headers={"origin": "http://localhost:8000"})
    assert answer.status_code == 200
    assert seam.intents == [Panic()]


async def test_a_program_that_is_no_browser_may_write(client: httpx.AsyncClient, seam: FakeSeam) -> None:
    assert (await client.post("/api/v1/intents", json=PANIC)).status_code == 200
    assert seam.intents == [Panic()]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonp"]
)
async def test_a_form_cannot_write(client: httpx.AsyncClient, seam: FakeSeam, kind: str) -> None:
    answer = await client.post("/api/v1/intents", content=b'{"kind": "panic"}', headers={"content-type": kind})
    assert answer.status_code == 415
    assert seam.intents == []


async def test_a_preflight_is_not_allowed(client: httpx.AsyncClient) -> None:
    headers = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    answer = await client.options("/api/v1/intents", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_looking_never_writes(client: httpx.AsyncClient, seam: FakeSeam) -> None:
    for path in ("/api/v1/intents", "/api/v1/intents?kind=panic"):
        assert (await client.get(path)).status_code in {404, 405}
    assert seam.intents == []


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), str(2**62), "9" * 500, "-1", "x"])
async def test_a_large_body_is_refused_by_its_stated_length(client: httpx.AsyncClient, length: str) -> None:
    headers = {"content-type": "application/json", "content-length": length}
    answer = await client.post("/api/v1/intents", content=b"{}", headers=headers)
    assert answer.status_code == 413


async def test_an_endless_body_is_read_no_further_than_allowed(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * LARGEST_BODY:
            sent += 4096
            yield b" " * 4096

    answer = await client.post("/api/v1/intents", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "65536" in answer.json()["detail"]
    assert sent <= 2 * LARGEST_BODY


@virtual_time
async def test_a_body_that_drips_is_waited_for_no_longer_than_one_that_does_not_come(app: FastAPI) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(BODY_TIMEOUT_S * 0.9)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        answer = await client.post("/api/v1/intents", content=dripping(), headers={"content-type": "application/json"})
    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"
    assert asyncio.get_running_loop().time() == BODY_TIMEOUT_S


async def test_no_page_of_others_may_frame_ours(client: httpx.AsyncClient) -> None:
    for path in ("/", "/nowhere"):
        answer = await client.get(path)
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", "nor show our pictures in theirs"


def test_a_server_bound_everywhere_is_called_by_any_address_but_by_no_strange_name() -> None:
    access = access_for("0.0.0.0", ["Lights.Example"])  # noqa: S104  the subject of this test
    assert access.allows_host(Authority("192.168.1.20", 8000))
    assert access.allows_host(Authority("fe80::1", 8000))
    assert access.allows_host(Authority("lights.example", None))
    assert not access.allows_host(Authority("evil.example", 8000))
    assert not access_for("127.0.0.1").allows_host(Authority("192.168.1.20", 8000))


def test_a_page_on_the_schemes_own_port_is_the_same_with_and_without_it() -> None:
    assert is_same_origin("http://lights.example", Authority("lights.example", 80))
    assert is_same_origin("https://lights.example:443", Authority("lights.example", None))
    assert not is_same_origin("https://lights.example", Authority("lights.example", 80))


@given(st.text())
def test_any_text_as_host_or_origin_is_read_or_refused(text: str) -> None:
    parse_authority(text)
    if is_same_origin(text, HERE):
        assert text.lower() in {"http://localhost:8000", "https://localhost:8000"}
    assert not is_same_origin(f"http://localhost:8000{text}.example", HERE)


async def test_a_socket_refused_without_the_extension_is_closed(seam: FakeSeam, tmp_path: Path) -> None:
    app = create_app(seam, access=access_for("127.0.0.1"), console_dir=tmp_path / "none", fixtures_port=8001)
    socket = AsgiSocket(app, "/ws/console", [("host", "evil.example")])
    socket._scope["extensions"] = {}
    async with socket:
        assert (socket.status, socket.close_code) == (403, 1008)
