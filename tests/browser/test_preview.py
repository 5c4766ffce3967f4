"""An operator looks first what a fault would do, and then fires it or not."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk, go_of, panic_of
from tests.browser.judge import Judge
from tests.engine_process import EngineProcess

SIZES = (DESK, TABLET, PHONE)


@pytest.fixture(autouse=True, scope="module")
def _ready(engine: EngineProcess) -> None:
    """Let the process that looks ahead start up: the first look of a night takes its time."""
    engine.console.get("api/v1/faults/colour-storm/preview").raise_for_status()


def look_first(page: Page, name: str) -> Locator:
    page.get_by_role("button", name=f"Look first what {name} would do").click()
    return card_of(page, name)


def card_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Before {name} is injected")


def test_a_look_tells_whom_how_dark_how_near_the_limit_and_who_answers(desk: Desk) -> None:
    desk.goto("1")
    card = look_first(desk.console(), "Colour storm")
    expect(card).to_contain_text("44 fixtures tile 1\u20132, 13\u201316")
    expect(card).to_contain_text("at most 20 s")
    expect(card).to_contain_text("of 3 flashes in a second, margin")
    expect(card).to_contain_text("Golden seam, asks first")
    expect(card.get_by_role("status")).to_contain_text("3 s ahead")
    assert desk.heard() == []


def test_it_is_fired_from_the_card_or_put_away_with_nothing_done(desk: Desk) -> None:
    page = desk.console()
    card = look_first(page, "Short shift")
    card.get_by_role("button", name="Not now").click()
    expect(card).to_have_count(0)
    expect(page.get_by_role("button", name="Look first what Short shift would do")).to_be_focused()
    card = look_first(page, "Short shift")
    card.get_by_role("button", name="Inject").click()
    expect(card).to_have_count(0)
    assert desk.heard() == [("inject", True)]


def test_a_long_press_on_inject_looks_and_does_not_fire(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name="Inject Colour storm").click(delay=900)
    expect(card_of(page, "Colour storm")).to_be_visible()
    assert desk.heard() == []


def test_shift_and_enter_look_first_without_a_mouse(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name="Inject Colour storm").focus()
    page.keyboard.press("Shift+Enter")
    card = card_of(page, "Colour storm")
    expect(card.get_by_role("button", name="Not now")).to_be_focused()
    expect(card).to_contain_text("44 fixtures")
    assert desk.heard() == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)
    assert desk.heard() == [("inject", True)]


def test_the_card_looks_again_when_something_has_changed(desk: Desk) -> None:
    page = desk.console()
    card = look_first(page, "Colour storm")
    expect(card.get_by_role("status")).to_contain_text("3 s ahead")
    with page.expect_response(lambda reply: "preview" in reply.url, timeout=3500):  # sooner than by its age alone
        desk.tell("blackout", on=True)
    expect(card.get_by_role("status")).to_contain_text("3 s ahead")


def test_the_card_of_an_offline_page_says_so_and_fires_nothing(desk: Desk) -> None:
    page = desk.console()
    card = look_first(page, "Colour storm")
    expect(card).to_contain_text("44 fixtures")
    with desk.engine_stopped():
        expect(card.get_by_role("status")).to_contain_text("before the connection was lost")
        expect(card.get_by_role("button", name="Inject")).to_be_disabled()


@pytest.mark.timeout(120)
def test_go_panic_and_halt_stay_in_reach_beside_the_card_and_axe_finds_nothing(desk: Desk) -> None:
    page = desk.console()
    look_first(page, "Colour storm")
    expect(card_of(page, "Colour storm")).to_contain_text("44 fixtures")
    judge = Judge(page, SIZES)
    judge.look("a look before a fault")
    assert judge.found == []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        panic_of(page).click(trial=True)
        go_of(page).click(trial=True)
        card_of(page, "Colour storm").get_by_role("button", name="Inject").click(trial=True)
