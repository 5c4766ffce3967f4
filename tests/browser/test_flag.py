"""An operator who sees a lamp go wrong points at it, with one press, and takes it back when it is well."""

import re

from playwright.sync_api import Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk, card_of
from tests.browser.judge import Judge

SIZES = (DESK, TABLET, PHONE)


def touch_the_screen(page: Page) -> None:
    """Touch the fixture that hangs alone above the wall."""
    box = page.get_by_role("region", name="Stage view").bounding_box()
    assert box is not None
    touched = page.get_by_role("group", name="Touched fixture")
    for down in range(8, int(box["height"]), 12):
        page.mouse.click(box["x"] + box["width"] * 0.43, box["y"] + down)
        if touched.count():
            return
    raise AssertionError("nothing was touched")


def test_a_fixture_is_flagged_on_the_page_that_says_why_it_shines_so(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("tab", name="Why").click()
    page.get_by_label("Why does it shine so").select_option("tile-7")
    page.get_by_role("button", name="Flag tile-7").click()
    expect(page.get_by_role("button", name="Flagged tile-7")).to_have_attribute("aria-pressed", "true")
    expect(card_of(page, "Flagged")).to_contain_text("tile-7 is flagged")
    assert desk.heard() == [("flag", True)]
    page.get_by_role("button", name="Flagged tile-7").click()
    expect(page.get_by_role("button", name="Flag tile-7")).to_have_attribute("aria-pressed", "false")
    assert desk.heard() == [("flag", True), ("unflag", True)]


def test_a_fixture_that_was_touched_on_the_stage_is_flagged_with_one_press(desk: Desk) -> None:
    page = desk.console(size=PHONE)
    touch_the_screen(page)
    touched = page.get_by_role("group", name="Touched fixture")
    touched.get_by_role("button", name=re.compile("^Flag ")).click()
    expect(touched.get_by_role("button", name=re.compile("^Flagged "))).to_be_visible()
    expect(card_of(page, "Flagged")).to_be_visible()
    touched.get_by_role("button", name="Forget").click()
    expect(touched).to_have_count(0)


def test_axe_finds_nothing_while_a_fixture_is_touched_and_flagged(desk: Desk) -> None:
    page = desk.console()
    touch_the_screen(page)
    desk.tell("flag", selector="tile-7")
    expect(card_of(page, "Flagged")).to_be_visible()
    judge = Judge(page, SIZES)
    judge.look("touched and flagged")
    assert judge.found == []
