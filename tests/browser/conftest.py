"""A real engine and a real browser for each file of tests; a clean desk for each test."""

from collections.abc import Iterator
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


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
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
