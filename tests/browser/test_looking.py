"""A page whose browser gave the passcode to look shows everything, does nothing, and says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import HERE, require_bundle
from tests.browser.desk import PHONE, TABLET, halt_of, panic_of
from tests.browser.judge import Judge
from tests.browser.test_passcode import PATIENCE_MS, RIGHT, SMALL, a_tablet, address_of, open_page
from tests.engine_process import EngineProcess

LOOKERS = "111 222 3334"
ONLY = "Looking only: nothing can be done from this page, PANIC and HALT neither."


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    require_bundle()
    folder = tmp_path_factory.mktemp("open")
    arguments = ("--host", "0.0.0.0", "--passcode", RIGHT, "--looking-passcode", LOOKERS)  # noqa: S104
    with EngineProcess(HERE / "quick.show.yaml", folder, *arguments) as engine:
        yield engine


@pytest.fixture(name="tablet")
def _tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = a_tablet(browser)
    yield context
    context.close()


@pytest.fixture(name="page")
def _page(tablet: BrowserContext, engine: EngineProcess) -> Page:
    assert f"Who shall only look gives the passcode {LOOKERS}" in engine.said
    page = open_page(tablet, f"{address_of(engine)}passcode#1112223334")
    expect(page.get_by_text("Looking only.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("region", name="Trouble and health")).to_contain_text("Inject", timeout=PATIENCE_MS)
    return page


def tick_of(engine: EngineProcess) -> int:
    tick: int = engine.console.get("/api/v1/state").json()["tick"]
    return tick


def test_whatever_can_be_pressed_is_off_and_says_why(page: Page) -> None:
    go = page.get_by_role("button", name="GO", exact=False).first
    inject = page.get_by_role("button", name="Inject").first
    for control in (go, halt_of(page), panic_of(page), inject):
        expect(control).to_be_disabled()
        expect(control).to_have_attribute("title", ONLY)
        expect(control).to_have_accessible_description(ONLY)
    expect(page.get_by_role("slider", name="Grand master")).to_have_attribute("title", ONLY)
    page.get_by_role("tab", name="Masters").tap()
    tap = page.get_by_role("button", name="Tap")
    expect(tap).to_have_attribute("title", ONLY)  # a panel that is opened later says it, too
    main = page.locator("main")
    acting = main.locator("button:enabled").evaluate_all("(found) => found.map((each) => each.textContent.trim())")
    assert not [
        word for word in acting if word.split()[:1] in (["GO"], ["Go"], ["Inject"], ["Edit"], ["Set"], ["Flag"])
    ]


@pytest.mark.parametrize("key", ["Space", "Escape", "h", "t", "Control+z"])
def test_keys_do_nothing_and_say_why(page: Page, engine: EngineProcess, key: str) -> None:
    def look() -> tuple[object, ...]:
        state = engine.console.get("/api/v1/state").json()
        return state["panic"], [(each["current"], each["phase"]) for each in state["lists"]], state["tempo"]["bpm"]

    before = look()
    page.locator("h1").click()
    page.keyboard.press(key)
    expect(page.get_by_text(ONLY)).to_be_visible()
    assert look() == before


def test_everything_is_seen_and_the_operators_picture_is_not(page: Page, engine: EngineProcess) -> None:
    for tab, seen in (("Score", "as it was found"), ("Why", "Channel"), ("Universes", "1")):
        page.get_by_role("tab", name=tab).tap()
        expect(page.get_by_role("tabpanel")).to_contain_text(seen, ignore_case=True)
    assert engine.console.post("/api/v1/intents", json={"kind": "panic"}).is_success
    expect(page.get_by_role("region", name="State")).to_contain_text("PANIC", timeout=PATIENCE_MS)
    assert engine.console.post("/api/v1/intents", json={"kind": "resume", "list": "main"}).is_success
    page.get_by_role("button", name="Keys").tap()
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    assert page.get_by_role("img", name="QR code: the address of this console").count() == 0


def test_whoever_gives_the_operators_passcode_works_from_then_on(page: Page) -> None:
    page.get_by_role("link", name="Give the operator's passcode").tap()
    expect(page.get_by_role("heading", name="Operator's passcode")).to_be_visible()
    page.get_by_role("textbox", name="Passcode").fill(RIGHT)
    page.keyboard.press("Enter")
    expect(halt_of(page)).to_be_enabled(timeout=PATIENCE_MS)
    expect(page.get_by_text("Looking only.")).to_have_count(0)
    assert halt_of(page).get_attribute("title") is None


def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page) -> None:
    judge = Judge(page, (TABLET, PHONE, SMALL))
    judge.look("looking")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.get_by_text(ONLY)).to_be_visible()
    judge.look("said")
    page.get_by_role("link", name="Give the operator's passcode").tap()
    expect(page.get_by_role("textbox", name="Passcode")).to_be_focused()
    asked = Judge(page, (TABLET, PHONE, SMALL))
    asked.look("asked for more")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert judge.found + asked.found == []
