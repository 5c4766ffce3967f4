"""Weaker flash rules are confirmed on the console in two steps, by the name of who answers for them, and stay seen."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk, is_loosened, panic_of
from tests.browser.judge import Judge

SIZES = (DESK, TABLET, PHONE)
NAME = "Name of who answers for it"


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Guard")


def strip_of(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("group", name="Flash rules")


def test_the_panel_says_which_limits_hold_and_what_the_guard_did(desk: Desk) -> None:
    panel = panel_of(desk.console())
    expect(panel).to_contain_text("strict")
    expect(panel).to_contain_text("3 flashes a second, no long runs")
    expect(panel).to_contain_text("of 6 changes in one second")


def test_it_takes_two_steps_and_the_right_name(desk: Desk) -> None:
    page = desk.console()
    panel = panel_of(page)
    panel.get_by_role("button", name="Loosen the flash rules").click()
    expect(panel).to_contain_text("Ada Byron answers for 4 flashes a second instead of 3, tonight.")
    confirm = panel.get_by_role("button", name="Loosen for tonight")
    expect(confirm).to_be_disabled()
    panel.get_by_label(NAME).fill("Eve")
    expect(confirm).to_be_disabled()
    page.keyboard.press("Enter")
    assert desk.heard() == []
    panel.get_by_label(NAME).fill("ada byron")
    confirm.click()
    expect(strip_of(page)).to_contain_text("4 flashes a second; responsible: Ada Byron")
    expect(panel).to_contain_text("loosened")
    assert desk.heard() == [("confirm-loosening", True)]
    assert is_loosened(desk.state())


def test_staying_strict_changes_nothing(desk: Desk) -> None:
    page = desk.console()
    panel = panel_of(page)
    panel.get_by_role("button", name="Loosen the flash rules").click()
    panel.get_by_label(NAME).fill("Ada Byron")
    panel.get_by_role("button", name="Stay strict").click()
    expect(panel.get_by_label(NAME)).to_have_count(0)
    expect(strip_of(page)).to_have_count(0)
    assert desk.heard() == []


def test_it_is_seen_on_every_console_and_one_press_makes_it_strict_again(desk: Desk) -> None:
    page = desk.console(size=PHONE)
    desk.tell("confirm-loosening", name="Ada Byron")
    page.mouse.wheel(0, 3000)
    expect(strip_of(page)).to_be_in_viewport()
    strip_of(page).get_by_role("button", name="Strict again").click()
    expect(strip_of(page)).to_have_count(0)
    expect(panel_of(page)).to_contain_text("earlier tonight: 4 flashes a second; responsible: Ada Byron")
    assert not is_loosened(desk.state())


def test_axe_finds_nothing_while_it_is_asked_and_while_it_holds(desk: Desk) -> None:
    page = desk.console()
    judge = Judge(page, SIZES)
    panel_of(page).get_by_role("button", name="Loosen the flash rules").click()
    judge.look("asked")
    panel_of(page).get_by_label(NAME).fill("Ada Byron")
    page.keyboard.press("Enter")
    expect(strip_of(page)).to_be_visible()
    judge.look("loosened")
    assert judge.found == []
    panic_of(page).click(trial=True)
