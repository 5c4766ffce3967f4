"""A phone tells, the operator reads and lets through, the wall says it; keys alone do, and nothing is markup."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk
from tests.browser.judge import Judge
from tests.browser.phones import SMALL, a_phone, door_of, house_with_visitors
from tests.engine_process import EngineProcess

ASK = "What did you mend this year?"
WALL = (1280, 720)
HOSTILE = "<img src=x onerror=alert(1)> {1+1} **x**"
THANKS = "Thank you. Somebody reads it first; then look at the wall."


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with house_with_visitors("tell", tmp_path_factory) as engine:
        yield engine


@pytest.fixture(name="join")
def _join(engine: EngineProcess) -> str:
    return door_of(engine)


@pytest.fixture(autouse=True)
def _nothing_is_open(engine: EngineProcess, browser: Browser) -> Iterator[None]:
    yield
    for context in list(browser.contexts):
        context.close()
    engine.console.post("/api/v1/intents", json={"kind": "clear-story"})


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Stories")


def tell(phone: Page, text: str) -> None:
    phone.get_by_role("textbox", name=ASK).fill(text)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_text(THANKS)).to_be_visible()


def test_what_a_phone_tells_is_on_the_wall_once_somebody_has_let_it_through(
    desk: Desk, browser: Browser, join: str
) -> None:
    desk.goto("1")
    wall = desk.open("/projector/screen", size=WALL)
    words = wall.get_by_role("paragraph").first
    expect(words).to_have_text("Welcome")
    phone = a_phone(browser, join, SMALL)
    console = desk.console()
    panel = panel_of(console)
    panel.get_by_role("button", name="Open: memories").click()
    expect(phone.get_by_role("heading", level=1, name=ASK)).to_be_visible()
    tell(phone, "I mended\na cup")
    expect(panel).to_contain_text("1 tale waits to be read")
    expect(words).to_have_text("Welcome")
    panel.get_by_role("button", name="Show").click()
    expect(words).to_have_text("I mended a cup")
    expect(panel).to_contain_text("Shown now")
    expect(panel).to_contain_text("Nothing waits to be read.")
    panel.get_by_role("button", name="Take it off").click()
    expect(words).to_have_text("Welcome")


def test_what_is_refused_nobody_sees(desk: Desk, browser: Browser, join: str) -> None:
    desk.goto("1")
    desk.tell("open-story", story="memories")
    phone, console = a_phone(browser, join), desk.console()
    tell(phone, "A bad word")
    panel = panel_of(console)
    panel.get_by_role("button", name="Refuse").click()
    expect(panel).to_contain_text("Nothing waits to be read.")
    expect(panel).to_contain_text("1 told · 0 let through · 1 refused")
    expect(console.get_by_text("A bad word")).to_have_count(0)


def test_nothing_that_is_told_is_markup_anywhere(desk: Desk, browser: Browser, join: str) -> None:
    desk.goto("1")
    desk.tell("open-story", story="memories")
    phone, console = a_phone(browser, join), desk.console()
    wall = desk.open("/projector/screen", size=WALL)
    tell(phone, HOSTILE)
    expect(phone.get_by_text(HOSTILE)).to_be_visible()
    panel = panel_of(console)
    expect(panel.get_by_text(HOSTILE)).to_be_visible()
    panel.get_by_role("button", name="Show").click()
    expect(wall.get_by_role("paragraph").first).to_have_text(HOSTILE)
    for page in (phone, console, wall):
        assert page.locator("img[src=x]").count() == 0


def test_the_page_counts_signs_and_sends_nothing_that_is_too_long(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-story", story="memories")
    phone = a_phone(browser, join, SMALL)
    field = phone.get_by_role("textbox", name=ASK)
    field.fill("👋🏽" * 3)
    expect(phone.get_by_text("137 signs left")).to_be_visible()
    field.fill("x" * 150)
    expect(phone.get_by_text("10 too many")).to_be_visible()
    button = phone.get_by_role("button", name="Send")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.tap(force=True)
    assert desk.state()["stories"][0]["tales"] == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off"
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 64


def test_the_panel_is_worked_by_keys_alone_and_goes_on_with_the_next(desk: Desk) -> None:
    console = desk.console()
    panel = panel_of(console)
    panel.get_by_role("button", name="Open: memories").focus()
    console.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Close: memories")).to_be_visible()
    desk.tell("tales", story="memories", told={"a": "A cup", "b": "A bike"})
    expect(panel).to_contain_text("2 tales wait to be read")
    for button in panel.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, "a finger finds each of them"
    panel.get_by_role("button", name="Refuse").first.focus()
    console.keyboard.press("Enter")
    expect(panel).to_contain_text("1 tale waits to be read")
    expect(panel.get_by_role("button", name="Refuse")).to_be_focused()
    expect(panel.get_by_role("button", name="Refuse")).to_have_accessible_description("A bike")
    panel.get_by_role("button", name="Show").focus()
    console.keyboard.press("Enter")
    expect(panel).to_contain_text("Nothing waits to be read.")
    assert desk.heard() == [("open-story", True), ("refuse-tale", True), ("show-tale", True)]


def test_a_row_that_moves_under_the_pointer_is_not_meant_by_the_same_hand(desk: Desk) -> None:
    desk.tell("open-story", story="memories")
    desk.tell("tales", story="memories", told={"a": "A cup", "b": "A bike"})
    console = desk.console()
    panel = panel_of(console)
    expect(panel).to_contain_text("2 tales wait to be read")
    panel.get_by_role("button", name="Show").first.dblclick()
    expect(panel).to_contain_text("1 tale waits to be read")
    assert desk.heard() == [("show-tale", True)]


def test_axe_finds_nothing_on_the_phone_and_on_the_panel(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-story", story="memories")
    phone, console = a_phone(browser, join), desk.console()
    judge, desk_judge = Judge(phone, (PHONE, SMALL)), Judge(console, (DESK, TABLET, PHONE))
    expect(phone.get_by_role("heading", level=1, name=ASK)).to_be_visible()
    judge.look("a story is open")
    tell(phone, "I mended a cup")
    judge.look("told")
    desk.tell("tales", story="memories", told={"b": "مرحبا بكم", "c": ("A very long tale " * 8).strip()})
    expect(panel_of(console)).to_contain_text("3 tales wait to be read")
    desk_judge.look("tales wait")
    panel_of(console).get_by_role("button", name="Show").first.click()
    expect(panel_of(console)).to_contain_text("Shown now")
    desk_judge.look("one is shown")
    assert judge.found + desk_judge.found == []
