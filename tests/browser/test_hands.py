"""Submasters, zones, solo, the operator's hand and the answer to why, as a person at the desk meets them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import DESK, PHONE, Desk, go_of
from tests.browser.judge import Judge


def open_tab(page: Page, name: str) -> None:
    """Open a tab of the tools."""
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tabpanel", name=name)).to_be_visible()


def of(state: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    """Find a submaster or zone in the state."""
    found: dict[str, Any] = next(one for one in state[kind] if one["id"] == name)
    return found


def test_submasters_and_zones_move_and_a_flash_lasts_as_long_as_the_hand(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "Masters")
    slider = page.get_by_role("slider", name="Wall")
    slider.focus()
    page.keyboard.press("PageDown")
    desk.wait_until(lambda state: abs(of(state, "submasters", "wall")["level"] - 0.9) < 1e-9, "the submaster at 90 %")
    entry = page.get_by_label("stage in percent")
    entry.fill("40")
    entry.press("Enter")
    desk.wait_until(lambda state: of(state, "zones", "stage")["level"] == 0.4, "the zone at 40 %")
    flash = page.get_by_role("button", name="Flash Glow while held")
    flash.hover()
    page.mouse.down()
    expect(flash).to_have_attribute("aria-pressed", "true")
    page.mouse.up()
    expect(flash).to_have_attribute("aria-pressed", "false")
    flash.hover()
    page.mouse.down()
    desk.wait_until(lambda state: of(state, "submasters", "glow")["is_flashing"], "the flash")
    page.close()
    desk.wait_until(lambda state: not of(state, "submasters", "glow")["is_flashing"], "the end of a flash nobody holds")
    desk.tell("submaster", submaster="wall", level=1.0)
    desk.tell("zone-level", zone="stage", level=1.0)


def test_solo_is_shown_and_ended_from_every_console(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "Masters")
    page.get_by_role("button", name="Solo mosaic").click()
    expect(page.get_by_role("button", name="Solo mosaic", pressed=True)).to_be_visible()
    page.get_by_role("button", name="Solo stage").click()
    desk.wait_until(lambda state: state["solo"]["selector"] == "mosaic, stage", "both alone")
    page.get_by_role("button", name="End solo of mosaic, stage").click()
    desk.wait_until(lambda state: state["solo"] is None, "the end of solo")


def test_a_fixture_is_taken_in_hand_explained_and_given_back(desk: Desk) -> None:
    desk.goto("3")
    page = desk.console()
    open_tab(page, "By hand")
    page.get_by_label("Select").fill("tile 1-12")
    page.get_by_role("slider", name="Level").focus()
    page.keyboard.press("PageUp")
    expect(page.get_by_role("region", name="Held by hand")).to_contain_text("level 10%")
    page.get_by_role("button", name="Full").click()
    held = page.get_by_role("region", name="Held by hand")
    expect(held).to_contain_text("level 100%")
    open_tab(page, "Why")
    page.get_by_label("Why does it shine so").select_option("tile-3")
    expect(page.get_by_role("row", name="By hand")).to_contain_text("programmer of console, by tile 1-12")
    expect(page.get_by_role("row", name="Cues").first).to_contain_text("cue 3 Day of main")
    open_tab(page, "By hand")
    page.get_by_role("button", name="Release everything").click()
    expect(held).to_contain_text("Nothing.")
    assert desk.state()["programmer"] == []


def test_attributes_are_set_in_the_words_of_a_show_file(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "By hand")
    page.get_by_label("Select").fill("tile 1-12")
    page.get_by_label("Attributes").fill("color gold, level 40%")
    page.get_by_label("Attributes").press("Enter")
    desk.wait_until(lambda state: {one["attribute"] for one in state["programmer"]} == {"color", "level"}, "both held")
    expect(page.get_by_role("region", name="Held by hand")).to_contain_text("level 40%")
    desk.tell("ungrab", who="console", fade_s=0.0)


def test_what_cannot_be_held_is_told_and_space_still_goes(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "By hand")
    page.get_by_label("Select").fill("tilt")
    page.get_by_role("button", name="Full").click()
    expect(page.get_by_text("there is no zone or fixture 'tilt'").first).to_be_visible()
    page.get_by_role("button", name="Full").focus()
    page.keyboard.press("Space")
    desk.wait_until(lambda state: state["lists"][0]["current"] == "1", "the GO")
    expect(go_of(page)).to_be_in_viewport()


def test_a_touch_on_the_stage_chooses_the_fixture(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "By hand")
    box = page.get_by_role("region", name="Stage view").bounding_box()
    assert box is not None
    for part in (0.3, 0.4, 0.5, 0.6, 0.7):
        page.mouse.click(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)
    assert page.get_by_label("Select").input_value() != ""


@pytest.mark.timeout(120)
def test_axe_finds_nothing_on_the_pages_of_masters_hands_and_why(desk: Desk) -> None:
    desk.tell("grab", selector="tile 1-12", values={"level": 0.5}, who="console")
    desk.tell("solo", selector="mosaic")
    page = desk.console()
    judge = Judge(page, (DESK, PHONE))
    for tab in ("Masters", "By hand", "Why"):
        open_tab(page, tab)
        judge.look(tab)
    desk.tell("end-solo")
    desk.tell("ungrab", who="console", fade_s=0.0)
    assert judge.found == []
