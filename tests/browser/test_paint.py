"""A phone is given a tile, shows where it is and colours it; the operator's panel opens, closes and clears."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk
from tests.browser.judge import Judge
from tests.browser.phones import SMALL, a_phone, door_of, house_with_visitors
from tests.engine_process import EngineProcess

ASK = "Colour a tile of the wall"
CHOOSE = "Choose a colour, and look at the light."


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    with house_with_visitors("paint", tmp_path_factory) as engine:
        yield engine


@pytest.fixture(name="join")
def _join(engine: EngineProcess) -> str:
    return door_of(engine)


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Paint")


def view_of(desk: Desk, paint: str = "tiles") -> dict[str, object]:
    found: dict[str, object] = next(each for each in desk.state()["paintings"] if each["id"] == paint)
    return found


def test_a_visitor_is_given_a_tile_and_colours_it(desk: Desk, browser: Browser, join: str) -> None:
    ada, bob = a_phone(browser, join), a_phone(browser, join, SMALL)
    expect(ada.get_by_role("heading", name="Nothing is asked right now.")).to_be_visible()
    console = desk.console()
    panel = panel_of(console)
    expect(panel).to_contain_text(join.removeprefix("http://"))
    panel.get_by_role("button", name="Open: tiles").click()
    maps = []
    for phone in (ada, bob):
        expect(phone.get_by_role("heading", level=1, name=ASK)).to_be_visible()
        expect(phone.get_by_text(CHOOSE)).to_be_visible()
        maps.append(phone.get_by_role("img").get_attribute("aria-label"))
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off"
        heights = [box["height"] for button in phone.get_by_role("button").all() if (box := button.bounding_box())]
        assert min(heights) >= 64, "a thumb finds each of them"
    assert maps[0] != maps[1], "each has a tile of their own"
    assert re.match(r"Map of all lights\. Yours, tile-\d+, is .+\.", maps[0] or "")
    ada.get_by_role("button", name="Sea green").tap()
    expect(ada.get_by_role("button", name="Sea green")).to_have_attribute("aria-pressed", "true")
    expect(ada.get_by_text("Sea green comes up, and stays for 1:00.")).to_be_visible()
    expect(panel).to_contain_text("1 visitor has painted, 1 time · 2 of 100 lights taken")
    panel.get_by_role("button", name="Close and clear all paint").click()
    expect(panel).to_contain_text("Not open")
    for phone in (ada, bob):
        expect(phone.get_by_role("heading", name="Nothing is asked right now.")).to_be_visible()


def test_a_reload_of_the_page_keeps_tile_and_colour(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-paint", paint="tiles")
    phone = a_phone(browser, join)
    phone.get_by_role("button", name="Rose").tap()
    expect(phone.get_by_role("button", name="Rose")).to_have_attribute("aria-pressed", "true")
    mine = phone.get_by_role("img").get_attribute("aria-label")
    phone.reload()
    expect(phone.get_by_role("button", name="Rose")).to_have_attribute("aria-pressed", "true")
    assert phone.get_by_role("img").get_attribute("aria-label") == mine
    assert (view_of(desk)["taken"], view_of(desk)["strokes"]) == (1, 1)


def test_whoever_comes_when_all_are_taken_is_told_and_gets_one_later(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-paint", paint="corner")
    phones = [a_phone(browser, join) for _ in range(2)]
    for phone in phones:
        expect(phone.get_by_text(CHOOSE)).to_be_visible()
        phone.get_by_role("button", name="Gold").tap()
    late = a_phone(browser, join)
    expect(
        late.get_by_text("Every light is taken right now. This page asks again by itself.").or_(
            late.get_by_text(CHOOSE)
        )
    ).to_be_visible()
    expect(late.get_by_text(CHOOSE)).to_be_visible()


def test_the_panel_is_worked_by_keys_alone(desk: Desk) -> None:
    console = desk.console()
    panel = panel_of(console)
    for button in ("Open: tiles", "Close: tiles"):
        panel.get_by_role("button", name=button).focus()
        console.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Open: tiles")).to_be_visible()
    assert desk.heard() == [("open-paint", True), ("close-paint", True)]


def test_axe_finds_nothing_on_the_phone_and_on_the_panel(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-paint", paint="tiles")
    phone, console = a_phone(browser, join), desk.console()
    judge, desk_judge = Judge(phone, (PHONE, SMALL)), Judge(console, (DESK, TABLET, PHONE))
    expect(phone.get_by_text(CHOOSE)).to_be_visible()
    judge.look("a tile is given")
    phone.get_by_role("button", name="Gold").tap()
    expect(phone.get_by_role("button", name="Gold")).to_have_attribute("aria-pressed", "true")
    judge.look("painted")
    desk_judge.look("paint is open")
    desk.tell("close-paint", paint="tiles")
    expect(panel_of(console)).to_contain_text("what was painted still goes")
    desk_judge.look("paint is closed")
    assert judge.found + desk_judge.found == []


@pytest.fixture(autouse=True)
def _nothing_is_open(engine: EngineProcess, browser: Browser) -> Iterator[None]:
    yield
    for context in list(browser.contexts):  # a phone that stays would ask in the next test, too
        context.close()
    engine.console.post("/api/v1/intents", json={"kind": "clear-paint"})
