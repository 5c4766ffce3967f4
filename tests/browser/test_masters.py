"""PANIC, blackout and the grand master: what an operator reaches for under pressure."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.desk import Desk, banners_of, go_of, now_of, panic_of


def is_wall_lit(desk: Desk) -> bool:
    """Whether any tile is sent anything but darkness."""
    return any(desk.get("universes/mosaic/1")["slots"])


def wait_for_level(desk: Desk, percent: int) -> None:
    """Wait until the engine's grand master stands there."""
    desk.wait_until(lambda state: round(100 * state["grand_master"]) == percent, f"a grand master at {percent} %")


def test_escape_panics_and_resume_lifts_it(desk: Desk) -> None:
    desk.goto("2")
    page = desk.console()
    page.keyboard.press("Escape")
    expect(banners_of(page)).to_contain_text("PANIC")
    expect(page).to_have_title(re.compile("^■ PANIC"))
    expect(panic_of(page)).to_have_attribute("aria-pressed", "true")
    expect(banners_of(page)).to_contain_text("the panic look stands")
    banners_of(page).get_by_role("button", name="Resume").click()
    expect(banners_of(page)).not_to_contain_text("PANIC")
    expect(page).to_have_title("The Quick Wall · Kintsugi")
    expect(now_of(page)).to_contain_text("2 Dawn")
    assert desk.heard() == [("panic", True), ("resume", True)]


def pause(page: Page) -> None:
    """Stop the page's clock a moment from now; a busy machine may miss the moment, so ask again."""
    for _ in range(20):
        try:
            page.clock.pause_at(page.evaluate("(Date.now() + 120) / 1000"))
        except Error as error:
            if "fast-forward to the past" not in str(error):
                raise
        else:
            return
    pytest.fail("the machine is too busy to stop a page's clock")


@pytest.mark.parametrize("key", [False, True], ids=["mouse", "enter"])
def test_panic_acts_when_it_is_held_and_not_when_it_is_touched(desk: Desk, *, key: bool) -> None:
    page = desk.console(has_own_clock=True)
    panic_of(page).hover()
    panic_of(page).focus()
    pause(page)

    def hold(milliseconds: int) -> None:
        page.keyboard.down("Enter") if key else page.mouse.down()
        page.clock.run_for(milliseconds)
        page.keyboard.up("Enter") if key else page.mouse.up()

    hold(300)
    page.clock.run_for(350)  # a second of silence would count as offline
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("1 Doors")
    assert desk.heard() == [("go", True)]
    hold(700)
    expect(banners_of(page)).to_contain_text("PANIC")
    assert desk.heard() == [("go", True), ("panic", True)]


def test_go_leads_out_of_panic(desk: Desk) -> None:
    page = desk.console()
    page.keyboard.press("Escape")
    expect(banners_of(page)).to_contain_text("PANIC")
    go_of(page).click()
    expect(now_of(page)).to_contain_text("1 Doors")
    expect(banners_of(page)).not_to_contain_text("PANIC")


def test_blackout_latches_shows_and_stays_through_a_go(desk: Desk) -> None:
    desk.goto("3")
    page = desk.console()
    page.get_by_role("button", name="Blackout off", pressed=False).click()
    expect(page.get_by_role("button", name="Blackout on", pressed=True)).to_be_visible()
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    expect(page).to_have_title(re.compile("^■ BLACKOUT"))
    desk.wait_for_go()
    page.keyboard.press("Space")
    expect(now_of(page)).to_contain_text("4 Night")
    expect(banners_of(page)).to_contain_text("BLACKOUT")
    desk.wait_until(lambda _: not is_wall_lit(desk), "the wall is dark")
    page.get_by_role("button", name="Lift blackout").click()
    expect(banners_of(page)).not_to_contain_text("BLACKOUT")
    desk.wait_until(lambda _: is_wall_lit(desk), "light again")


def test_the_grand_master_obeys_the_keys(desk: Desk) -> None:
    page = desk.console()
    slider = page.get_by_role("slider", name="Grand master")
    expect(slider).to_have_attribute("aria-valuenow", "100")
    slider.focus()
    for key, level in [("ArrowLeft", 99), ("PageDown", 89), ("Home", 0), ("ArrowUp", 1), ("PageUp", 11), ("End", 100)]:
        page.keyboard.press(key)
        expect(slider).to_have_attribute("aria-valuenow", str(level))
        wait_for_level(desk, level)


def test_the_grand_master_takes_a_number(desk: Desk) -> None:
    page = desk.console()
    entry = page.get_by_label("Grand master in percent")
    entry.fill("66")
    entry.press("Enter")
    wait_for_level(desk, 66)
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "66")


def test_the_grand_master_follows_this_hand_and_others(desk: Desk) -> None:
    page = desk.console()
    slider = page.get_by_role("slider")
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - box["width"] / 4, y, steps=4)
    page.mouse.up()
    shown = int(slider.get_attribute("aria-valuenow") or 0)
    assert 65 < shown < 80
    wait_for_level(desk, shown)
    desk.tell("grand-master", level=0.2)
    expect(slider).to_have_attribute("aria-valuenow", "20")
