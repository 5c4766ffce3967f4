"""GO, the cue list and the transport, as an operator uses them."""

import json
import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.desk import DESK, FLAT_TABLET, PHONE, TABLET, Desk, banners_of, go_of, now_of


class SlowAnswers:
    """Stands between page and engine; keeps the engine's words, but not its frames, while it holds."""

    def __init__(self) -> None:
        self.is_holding = False
        self._kept: list[str] = []
        self._page: WebSocketRoute | None = None

    def meet(self, page: WebSocketRoute) -> None:
        self._page = page
        engine = page.connect_to_server()
        page.on_message(engine.send)
        engine.on_message(self._pass)

    def let_go(self) -> None:
        self.is_holding = False
        for message in self._kept:
            self._pass(message)

    def _pass(self, message: str | bytes) -> None:
        assert self._page is not None
        if self.is_holding and isinstance(message, str) and json.loads(message)["type"] != "pong":
            self._kept.append(message)
        else:
            self._page.send(message)


def test_space_starts_the_next_cue(desk: Desk) -> None:
    page = desk.console()
    expect(go_of(page)).to_contain_text("1 Doors")
    expect(now_of(page)).to_contain_text("No cue is running")
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    expect(go_of(page)).to_contain_text("2 Dawn")
    expect(page.locator("[aria-current=step]")).to_contain_text("Doors")
    assert desk.cue() == "1"


def test_a_cue_is_shown_as_running_only_after_the_engine_said_so(desk: Desk) -> None:
    wire = SlowAnswers()
    page = desk.console(meet=wire.meet)
    wire.is_holding = True
    page.keyboard.press("Space")
    expect(go_of(page)).to_have_attribute("aria-busy", "true")
    desk.wait_until(lambda state: state["lists"][0]["current"] == "1", "cue 1 runs")
    expect(now_of(page)).to_contain_text("No cue is running")
    expect(go_of(page)).to_contain_text("1 Doors")
    wire.let_go()
    expect(now_of(page)).to_contain_text("1 Doors")
    expect(go_of(page)).to_have_attribute("aria-busy", "false")


def test_a_held_space_is_one_go(desk: Desk) -> None:
    page = desk.console()
    for _ in range(5):
        page.keyboard.down("Space")
    page.keyboard.up("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    page.get_by_role("button", name="Blackout off").click()
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    assert desk.heard() == [("go", True), ("blackout", True)]


def test_space_is_go_also_while_another_button_has_the_focus(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name="Inject Colour storm").focus()
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    assert desk.heard() == [("go", True)]


def test_space_is_no_go_while_somebody_types(desk: Desk) -> None:
    page = desk.console()
    page.get_by_label("Grand master in percent").press("Space")
    page.keyboard.press("Escape")
    expect(banners_of(page)).to_contain_text("PANIC")
    assert desk.heard() == [("panic", True)]


def test_a_second_go_within_the_lockout_is_refused_with_its_reason(desk: Desk) -> None:
    page = desk.console()
    go_of(page).dblclick()
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"GO disregarded: \d+ ms of the lock-out"))
    expect(now_of(page)).to_contain_text("1 Doors")
    assert desk.heard() == [("go", True), ("refused", False)]


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_go_is_large_names_the_next_cue_and_never_leaves_the_screen(desk: Desk, size: tuple[int, int]) -> None:
    page = desk.console(size=size)
    go = go_of(page)
    expect(go).to_be_in_viewport(ratio=1)
    expect(go).to_contain_text("1 Doors")
    box = go.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 120
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(go).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [TABLET, FLAT_TABLET, PHONE], ids=["tablet", "flat tablet", "phone"])
def test_pause_and_back_need_no_scrolling(desk: Desk, size: tuple[int, int]) -> None:
    page = desk.console(size=size)
    deck = page.locator(".deck").bounding_box()
    transport = page.get_by_role("group", name="Transport").bounding_box()
    assert deck is not None
    assert transport is not None
    assert transport["y"] + transport["height"] <= deck["y"]


def test_a_finger_on_go_starts_the_cue(desk: Desk) -> None:
    page = desk.console(size=PHONE, has_touch=True)
    go_of(page).tap()
    expect(now_of(page)).to_contain_text("1 Doors")


def test_the_fade_runs_down_pauses_and_goes_on(desk: Desk) -> None:
    page = desk.console()
    desk.goto("2")
    left = now_of(page).locator(".figure")
    expect(now_of(page)).to_contain_text("Fading")
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    assert seconds(left.inner_text()) < seconds(before)
    page.get_by_role("button", name="Pause").click()
    expect(now_of(page)).to_contain_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(now_of(page)).to_contain_text("Fading")
    assert desk.heard() == [("pause", True), ("resume", True)]


def seconds(words: str) -> float:
    return float(words.removesuffix(" s"))


def test_back_and_release_do_what_they_say(desk: Desk) -> None:
    desk.goto("3")
    page = desk.console()
    page.get_by_role("button", name="Back").click()
    expect(now_of(page)).to_contain_text("2 Dawn")
    page.get_by_role("button", name="Release").click()
    expect(now_of(page)).to_contain_text("No cue is running")
    assert desk.heard() == [("back", True), ("release", True)]


def test_a_click_chooses_a_cue_and_a_second_button_starts_it(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name=re.compile(r"^Cue 3\b")).click()
    page.get_by_role("button", name="Go to 3").click()
    expect(now_of(page)).to_contain_text("3 Day")
    assert desk.heard() == [("goto", True)]


def test_two_consoles_show_the_same(desk: Desk) -> None:
    one, other = desk.console(), desk.console(size=PHONE)
    one.keyboard.press("Space")
    expect(now_of(other)).to_contain_text("1 Doors")
    expect(go_of(other)).to_contain_text("2 Dawn")
