"""A tablet on the network gives the passcode once, by hand or by its camera, and is a console from then on."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from controller.run.processes.supervisor import can_split
from tests.browser.conftest import HERE, require_bundle
from tests.browser.desk import PHONE, TABLET, halt_of, panic_of
from tests.browser.judge import Judge
from tests.engine_process import EngineProcess

SMALL = (320, 568)
RIGHT = "482 193 6057"
PATIENCE_MS = 40_000
"""Two consoles drawn in software, and a web server that starts again, on a busy machine."""


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    require_bundle()
    folder = tmp_path_factory.mktemp("open")
    with EngineProcess(HERE / "quick.show.yaml", folder, "--host", "0.0.0.0", "--passcode", RIGHT) as engine:  # noqa: S104
        yield engine


@pytest.fixture(name="tablet")
def _tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = a_tablet(browser)
    yield context
    context.close()


def a_tablet(browser: Browser) -> BrowserContext:
    """A browser of another machine: whoever is passed on by a proxy is one."""
    width, height = TABLET
    return browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        extra_http_headers={"X-Forwarded-For": "10.0.0.7"},
    )


def address_of(engine: EngineProcess) -> str:
    found = re.search(rf"From other machines: (\S+) with the passcode {RIGHT}", engine.said)
    assert found is not None, engine.said
    return found[1]


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_a_tablet_types_the_passcode_once(tablet: BrowserContext, engine: EngineProcess) -> None:
    address = address_of(engine)
    page = open_page(tablet, address)
    field = page.get_by_role("textbox", name="Passcode")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("inputmode", "numeric")
    field.fill("000 000 0000")
    page.get_by_role("button", name="Open the console").tap()
    expect(page.get_by_role("alert")).to_have_text("This is not the passcode; you have 4 more attempts.")
    expect(field).to_be_focused()
    page.keyboard.type(RIGHT)  # over the wrong one, which is selected
    page.keyboard.press("Enter")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    page.close()
    again = open_page(tablet, address)
    expect(halt_of(again)).to_be_enabled(timeout=PATIENCE_MS)
    assert [cookie["httpOnly"] for cookie in tablet.cookies()] == [True]


def test_a_tablet_that_is_in_and_follows_a_link_of_somebody_else_is_not_asked_again(
    tablet: BrowserContext, engine: EngineProcess
) -> None:
    page = open_page(tablet, f"{address_of(engine)}passcode#4821936057")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    page.close()
    chat = tablet.new_page()
    chat.set_content(f'<a href="{address_of(engine)}">The console of tonight</a>')
    chat.get_by_role("link").tap()  # its cookie is not sent with this one
    expect(halt_of(chat)).to_be_enabled(timeout=PATIENCE_MS)


def test_a_camera_brings_the_passcode_along_and_the_address_forgets_it(
    tablet: BrowserContext, engine: EngineProcess
) -> None:
    page = open_page(tablet, f"{address_of(engine)}passcode#4821936057")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    assert page.url == address_of(engine)
    assert "4821936057" not in page.evaluate(
        "JSON.stringify(performance.getEntries()) + history.length + document.cookie"
    )


def test_a_wrong_passcode_of_a_camera_is_given_once_and_can_be_mended_by_hand(
    tablet: BrowserContext, engine: EngineProcess
) -> None:
    page = tablet.new_page()
    given: list[str] = []
    page.on("request", lambda request: given.append(request.url) if request.method == "POST" else None)
    page.goto(f"{address_of(engine)}passcode#0000000000")
    expect(page.get_by_role("alert")).to_have_text("This is not the passcode; you have 4 more attempts.")
    field = page.get_by_role("textbox", name="Passcode")
    field.fill(RIGHT[:-1])
    assert given == [f"{address_of(engine)}api/v1/passcode"]
    field.fill(RIGHT)
    page.keyboard.press("Enter")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    assert [url for url in given if url.endswith("/passcode")] == 2 * given[:1]


@pytest.mark.skipif(not can_split(), reason="engine and web server share a process here")
def test_after_a_crash_of_the_web_server_only_whoever_lost_the_cookie_is_asked(
    browser: Browser, tmp_path: Path, ears: None
) -> None:
    del ears
    arguments = ("--host", "0.0.0.0", "--passcode", RIGHT)  # noqa: S104
    with EngineProcess(HERE / "quick.show.yaml", tmp_path, *arguments, split=True) as engine:
        keeps, lost = a_tablet(browser), a_tablet(browser)
        pages = [open_page(each, f"{address_of(engine)}passcode#4821936057") for each in (keeps, lost)]
        for page in pages:
            expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
            page.evaluate("window.isTheSamePage = true")
        lost.clear_cookies()
        pid = re.search(r"web server (\d+)", engine.said)
        assert pid is not None
        os.kill(int(pid[1]), signal.SIGKILL)
        expect(pages[1].get_by_role("textbox", name="Passcode")).to_be_visible(timeout=PATIENCE_MS)
        expect(halt_of(pages[0])).to_be_enabled(timeout=PATIENCE_MS)
        assert pages[0].evaluate("window.isTheSamePage")
        for each in (keeps, lost):
            each.close()


def test_axe_finds_nothing_and_nothing_is_cut_off(tablet: BrowserContext, engine: EngineProcess) -> None:
    page = open_page(tablet, address_of(engine))
    judge = Judge(page, (TABLET, PHONE, SMALL))
    judge.look("asked")
    page.get_by_role("button", name="Open the console").tap()
    expect(page.get_by_role("alert")).to_have_text("Type the passcode first.")
    judge.look("nothing typed")
    page.get_by_role("textbox", name="Passcode").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the passcode")
    judge.look("wrong")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name, role in (("Passcode", "textbox"), ("Open the console", "button")):
        box = page.get_by_role(role, name=name).bounding_box()  # type: ignore[arg-type]
        assert box is not None
        assert box["height"] >= 64
    assert judge.found == []


def test_a_console_that_is_open_shows_the_picture_for_the_next_one(
    tablet: BrowserContext, engine: EngineProcess
) -> None:
    page = open_page(tablet, f"{address_of(engine)}passcode#4821936057")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Keys").tap()
    picture = page.get_by_role("img", name="QR code: the address of this console")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.complete && image.naturalWidth > 0")
    judge = Judge(page, (TABLET, PHONE, SMALL))
    judge.look("keys")
    panic_of(page).tap(trial=True)  # on the smallest screen, too, nothing lies over it
    expect(page.get_by_role("region", name="Keys")).to_contain_text(
        address_of(engine).removeprefix("http://").rstrip("/")
    )
    assert judge.found == []
