"""The report of a night is a page that everybody can read, on any screen and on paper."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from controller.model.intent import Approve, Go, Inject
from controller.run.report.gathering import account_of
from controller.run.report.page import to_html
from tests.browser.judge import Judge
from tests.run.nights import begin
from tests.shows import WALL

SIZES: Final = ((1280, 800), (390, 844))


@pytest.fixture(scope="module", name="written")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    night = begin(folder, WALL, given={10: [Go()], 80: [Inject("storm")], 120: [Approve("i1")]})
    with ThreadPoolExecutor(1) as aside:  # the browser's loop runs in this thread
        aside.submit(asyncio.run, night.play(440)).result()
    night.close()
    page = folder / "report.html"
    page.write_text(to_html(account_of(night.night.folder)), encoding="utf-8")
    return page


@pytest.mark.timeout(120)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, written: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(written.as_uri())
    judge = Judge(page, SIZES)
    judge.look("the report of a night")
    assert judge.found == []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()
