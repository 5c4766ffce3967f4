"""The pages come from the bundle; without it they say how to get it; nothing outside it can be read."""

from pathlib import Path

import httpx
import pytest

from controller.web.access import access_for
from controller.web.app import create_app
from tests.fakes.seam import FakeSeam


async def test_the_console_is_told_the_port_of_the_fixtures(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert "<title>Console</title>" in answer.text
    assert '<meta name="kintsugi-fixtures-port" content="8001">' in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_projector_page_finds_its_assets_one_step_up(client: httpx.AsyncClient) -> None:
    answer = await client.get("/projector/screen")
    assert "<title>Wall</title>" in answer.text
    assert answer.text.index('<base href="../">') < answer.text.index("<title>")
    assert '<meta name="kintsugi-fixtures-port" content="8001">' in answer.text


async def test_a_projector_page_of_an_unknown_fixture_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/projector/nobody")
    assert (answer.status_code, answer.json()["detail"]) == (404, "the show has no fixture 'nobody'")


async def test_files_with_a_hash_in_their_name_are_kept_for_ever_and_others_are_not(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/index-KZS4-Lx9.js")
    assert asset.status_code == 200
    assert "javascript" in asset.headers["content-type"]
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/favicon.svg", "/assets/kintsugi.svg"):
        assert (await client.get(path)).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%252e%252e%252fsecret.txt",
        "/assets/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/assets/%00",
        "/" + "x" * 5000,
        "/assets/missing.js",
        "/projector/..%2f..%2fsecret.txt",
    ],
)
async def test_nothing_outside_the_bundle_can_be_read(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(httpx.URL("http://localhost:8000", raw_path=path.encode()))
    assert 400 <= answer.status_code < 500
    assert "not for strangers" not in answer.text
    assert isinstance(answer.json()["detail"], str)


async def test_without_a_bundle_the_pages_say_how_to_get_it(seam: FakeSeam, tmp_path: Path) -> None:
    app = create_app(seam, access=access_for("127.0.0.1"), console_dir=tmp_path / "none", fixtures_port=8001)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for path in ("/", "/projector/screen"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "The console is not built" in answer.text
            assert "make demo" in answer.text
        assert (await client.get("/assets/x.js")).status_code == 404
        assert (await client.get("/api/v1/state")).status_code == 200
