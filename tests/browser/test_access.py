"""Who has no mouse, no good eyes or a small screen can work the pages too."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk, banners_of, card_of, halt_of, now_of
from tests.browser.judge import Judge

WATCH_FOCUS: Final = """() => {
  window.stops = new Set();
  window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    window.stops.add(target);
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) window.unseen.push(target.outerHTML.slice(0, 160));
  });
}"""
MISSED: Final = """() => [...document.querySelectorAll("a[href], button, input, select, [tabindex]")]
  .filter((part) => part.checkVisibility() && !part.disabled && part.tabIndex >= 0 && !window.stops.has(part))
  .map((part) => part.outerHTML.slice(0, 160))"""
MOST_STOPS: Final = 80
SMALLEST: Final = (320, 640)
SIZES: Final = (DESK, TABLET, PHONE)


def tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until a button has the focus."""
    button = page.get_by_role("button", name=name)
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if button.evaluate("(button) => button === document.activeElement"):
            return
    pytest.fail(f"Tab never reaches {name}")


def keep_frames(page: WebSocketRoute) -> None:
    """Stand between page and engine and keep the frames: drawing them in software takes most of the judge's time."""
    engine = page.connect_to_server()
    page.on_message(engine.send)
    engine.on_message(lambda message: page.send(message) if isinstance(message, str) else None)


@pytest.mark.timeout(120)
def test_axe_finds_nothing_in_any_state_of_the_console_at_any_size(desk: Desk) -> None:
    page = desk.console(meet=keep_frames)
    judge = Judge(page, SIZES)
    judge.look("idle")
    for tab in ("Universes", "Table"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
        judge.look(tab)
    page.get_by_role("tab", name="Log").click()
    desk.goto("2")
    desk.tell("inject", fault="colour-storm")
    desk.tell("inject", fault="short-shift")
    expect(card_of(page, "Colour shift")).to_have_count(2)
    judge.look("two faults, one recovery proposed")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("list", name="Phases of Golden seam")).to_be_visible()
    judge.look("mending")
    desk.tell("panic")
    desk.tell("blackout", on=True)
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    judge.look("panic, blackout and the list of keys")
    with desk.engine_stopped():
        expect(banners_of(page)).to_contain_text("Offline")
        judge.look("offline")
    assert judge.found == []


@pytest.mark.parametrize("size", SIZES, ids=["desk", "tablet", "phone"])
def test_tab_reaches_everything_and_shows_where_it_is(desk: Desk, size: tuple[int, int]) -> None:
    desk.tell("inject", fault="colour-storm")
    page = desk.console(size=size)
    expect(page.get_by_role("button", name="Approve")).to_be_enabled()
    page.evaluate(WATCH_FOCUS)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    else:
        pytest.fail("Tab never comes round")
    assert page.evaluate(MISSED) == []
    assert page.evaluate("window.unseen") == []


def test_an_evening_needs_no_mouse(desk: Desk) -> None:
    page = desk.console()
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    tab_to(page, "Inject Colour storm")
    expect(page.get_by_role("region", name="Stage view")).to_contain_text("cells outlined")
    page.keyboard.press("Enter")
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Phases of Golden seam")).to_contain_text("running")
    tab_to(page, "Halt all faults", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(halt_of(page)).to_contain_text("no fault is active")
    expect(card_of(page, "Colour shift")).to_have_count(0)


def test_arrow_keys_lead_through_cues_and_tabs(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name=re.compile(r"^Cue 1\b")).focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name=re.compile(r"^Cue 3\b"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(now_of(page)).to_contain_text("3 Day")
    page.get_by_role("tab", name="Log").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Masters", selected=True)).to_be_focused()


def test_nothing_scrolls_sideways_on_the_smallest_screen(desk: Desk) -> None:
    page = desk.console(size=SMALLEST)
    desk.tell("inject", fault="colour-storm")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    for tab in ("Log", "Masters", "By hand", "Why", "Universes", "Table"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST[0], tab
    desk.tell("blackout", on=True)
    desk.tell("panic")
    expect(banners_of(page)).to_contain_text("PANIC")
    assert page.evaluate("document.documentElement.scrollWidth") == SMALLEST[0], "panic and blackout"
