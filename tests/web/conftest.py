"""The web application over a seam without an engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from controller.web.access import access_for
from controller.web.app import create_app
from tests.fakes.seam import FakeSeam


@pytest.fixture
def seam() -> FakeSeam:
    return FakeSeam()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A console bundle as Vite leaves it."""
    console = tmp_path / "console"
    (console / "assets").mkdir(parents=True)
    (console / "index.html").write_text("<!doctype html><html><head><title>Console</title></head><body></body></html>")
    (console / "projector.html").write_text("<!doctype html><html><head><title>Wall</title></head><body></body></html>")
    (console / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (console / "assets" / "index-KZS4-Lx9.js").write_text("export {};")
    (console / "assets" / "kintsugi.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "secret.txt").write_text("not for strangers")
    return console


@pytest.fixture
def app(seam: FakeSeam, bundle: Path) -> FastAPI:
    access = access_for("127.0.0.1", ["lights.example"])
    return create_app(seam, access=access, console_dir=bundle, fixtures_port=8001)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as found:
        yield found
