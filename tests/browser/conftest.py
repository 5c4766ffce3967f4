"""A real engine and a real browser for each file of tests; a clean desk for each test."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from controller.web.pages import CONSOLE_DIR
from tests.browser.desk import Desk
from tests.engine_process import EngineProcess
from tests.tools import is_ci, require

HERE = Path(__file__).parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
)  # root may not have the sandbox; WebGL in software
PATIENCE_MS = 10_000
EARS = (("127.0.1.41", 5568), ("127.0.1.42", 5568), ("127.0.1.43", 7000))


@pytest.fixture(scope="module", name="ears")
def _ears() -> Iterator[None]:
    """Be the lamps of the quick wall: somebody takes what is sent, so no node refuses it and is found silent."""
    with ExitStack() as stack:
        for place in EARS:
            ear = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # two runs at once share the lamps
            ear.bind(place)
        yield


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    require_bundle()
    with EngineProcess(HERE / "quick.show.yaml", tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    path = require("browser")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(name="desk")
def _desk(engine: EngineProcess, browser: Browser) -> Iterator[Desk]:
    desk = Desk(engine, browser)
    desk.settle()
    yield desk
    desk.close()
    assert desk.complaints == []


def require_bundle() -> None:
    """Skip where the console was never built. In CI that fails."""
    if (CONSOLE_DIR / "index.html").is_file():
        return
    text = f"{CONSOLE_DIR} holds no console, so the pages go untested. Build it by `python hatch_build.py run build`."
    if is_ci():
        pytest.fail(text)
    pytest.skip(text)
