"""The engine falls silent: the pages say so, send nothing, keep nothing, and come back by themselves."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk, banners_of, go_of, halt_of, now_of, panic_of


def test_a_silent_engine_is_shown_nothing_is_kept_and_the_same_page_comes_back(desk: Desk) -> None:
    desk.goto("1")
    page = desk.console()
    page.evaluate("window.witness = 'the same page'")
    with desk.engine_stopped():
        expect(banners_of(page)).to_contain_text("Offline. What you see is from")
        expect(page).to_have_title(re.compile("^■ OFFLINE"))
        for button in (
            go_of(page),
            panic_of(page),
            halt_of(page),
            page.get_by_role("button", name="Inject Colour storm"),
        ):
            expect(button).to_be_disabled()
        expect(page.locator("canvas")).to_have_css("filter", re.compile("grayscale"))
        expect(now_of(page)).to_contain_text("1 Doors")
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        go_of(page).click(force=True)
        page.get_by_role("slider").press("Home")
    expect(banners_of(page)).not_to_contain_text("Offline")
    expect(page.locator("canvas")).to_have_css("filter", "none")
    page.get_by_role("button", name="Blackout off").click()
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    back = desk.state()["tick"]
    desk.wait_until(lambda state: state["tick"] > back + 30, "what a page had kept would be sent by now")
    assert desk.heard() == [("blackout", True)]
    assert page.evaluate("window.witness") == "the same page"


def test_what_changed_meanwhile_is_shown_on_return(desk: Desk) -> None:
    dropped: list[str] = []
    page = desk.console(has_own_clock=True)
    page.on("websocket", lambda socket: dropped.append(socket.url))
    with desk.engine_stopped():
        page.clock.run_for(1500)
        expect(banners_of(page)).to_contain_text("Offline")
        expect(now_of(page)).to_contain_text("No cue is running")
    desk.goto("3")
    expect(now_of(page)).to_contain_text("3 Day")
    expect(banners_of(page)).not_to_contain_text("Offline")
    assert dropped


def test_a_command_that_got_no_answer_is_told_and_not_done_later(desk: Desk) -> None:
    page = desk.console()
    with desk.engine_stopped():
        page.keyboard.press("Space")
        expect(go_of(page)).to_have_attribute("aria-busy", "true")
        expect(page.get_by_role("status")).to_contain_text("The connection was lost before an answer came")
        expect(now_of(page)).to_contain_text("No cue is running")
    expect(banners_of(page)).not_to_contain_text("Offline")
    page.get_by_role("button", name="Blackout off").click()
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    assert desk.heard() == [("blackout", True)]
    assert desk.cue() is None
