"""Who has no mouse, no good eyes or a small screen can work the pages too."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk, banners_of, card_of, go_of, halt_of, now_of
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
SHORT: Final = (800, 600)
COVERED: Final = """() => {
  const part = document.activeElement, { left, right, top, bottom } = part.getBoundingClientRect();
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return part.role !== "region" && (seen === null || !(part.contains(seen) || seen.contains(part)));
}"""
"""Whether what has the focus lies under something else; a region that scrolls is larger than the window."""


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


def let_all_follow(page: WebSocketRoute) -> None:
    """Stand between page and engine and let every cue be one that goes on by itself."""
    engine = page.connect_to_server()
    page.on_message(engine.send)

    def pass_on(message: str | bytes) -> None:
        page.send(message.replace('"follow":""', '"follow":"60 s after GO"') if isinstance(message, str) else message)

    engine.on_message(pass_on)


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


def test_the_key_that_pauses_resumes(desk: Desk) -> None:
    page = desk.console()
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Resume")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    assert desk.heard() == [("go", True), ("pause", True), ("resume", True)]


def test_h_is_halt_wherever_nobody_types(desk: Desk) -> None:
    page = desk.console()
    desk.tell("inject", fault="colour-storm")
    expect(halt_of(page)).to_contain_text("ends 1 fault")
    page.get_by_label("Grand master in percent").press("h")
    page.get_by_role("tab", name="Log").press("h")
    expect(halt_of(page)).to_contain_text("no fault is active")
    assert [what for what, _ in desk.heard()].count("halt") == 1


def test_escape_with_the_list_of_keys_open_is_panic_and_shows_it(desk: Desk) -> None:
    page = desk.console()
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(banners_of(page)).to_contain_text("PANIC")
    expect(page.get_by_role("region", name="Keys")).to_have_count(0)


def test_after_a_look_that_fired_the_next_tab_answers_the_incident(desk: Desk) -> None:
    page = desk.console()
    desk.goto("2")
    page.get_by_role("button", name="Look first what Colour storm would do").press("Enter")
    page.get_by_role("button", name="Inject Colour storm as foreseen").press("Enter")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    expect(page.locator("#incidents")).to_be_focused()


@pytest.mark.parametrize("size", [SHORT, TABLET, PHONE], ids=["short", "tablet", "phone"])
def test_what_has_the_focus_is_never_under_what_sticks(desk: Desk, size: tuple[int, int]) -> None:
    page = desk.console(size=size)
    covered = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))
    assert covered == []


def test_a_short_window_shows_what_plays_without_scrolling(desk: Desk) -> None:
    page = desk.console(size=SHORT)
    for part in (
        now_of(page),
        page.get_by_role("button", name="Pause"),
        page.get_by_role("button", name="Inject Colour storm"),
    ):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= go_of(page).bounding_box()["y"]  # type: ignore[index]  # it is there


def test_the_tools_stand_in_one_row_on_a_laptop(desk: Desk) -> None:
    page = desk.console(size=(1280, 720))
    tops = page.get_by_role("tab").evaluate_all("(tabs) => tabs.map((tab) => tab.getBoundingClientRect().top)")
    assert len(tops) == 7
    assert set(tops) == {tops[0]}


def test_the_name_of_a_chosen_cue_stays_in_sight(desk: Desk) -> None:
    page = desk.console(size=(1280, 720), meet=let_all_follow)
    expect(page.locator("[data-cue='2']")).to_contain_text("60 s after GO")
    page.get_by_role("button", name=re.compile(r"^Cue 2\b")).focus()
    label = page.locator("[data-cue='2'] .label")
    assert label.evaluate("(label) => label.scrollWidth <= label.clientWidth")


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
