"""The projector page: colour and words of its fixture, and its own light on the list of nodes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, card_of, wait_until
from tests.browser.judge import Judge

WALL = (1280, 720)


def painted(wall: Page) -> list[int]:
    """The colour of the wall beside its words, 0..255 sRGB."""
    read = "(wall) => [...wall.getContext('2d').getImageData(9, 9, 1, 1).data].slice(0, 3)"
    color: list[int] = wall.locator("canvas").evaluate(read)
    return color


def wait_for_color(wall: Page, color: tuple[int, int, int]) -> None:
    wait_until(lambda: painted(wall) == pytest.approx(color, abs=5), f"a wall of {color}")


def test_the_projector_paints_colour_and_words_and_follows_the_cue(desk: Desk) -> None:
    desk.goto("1")
    wall = desk.open("/projector/screen", size=WALL)
    words = wall.get_by_role("paragraph")
    expect(words).to_have_text("Welcome")
    wait_for_color(wall, (38, 53, 75))  # #28384f at nine tenths of its light
    desk.goto("3")
    expect(words).to_have_text("Good day")
    wait_for_color(wall, (214, 199, 153))  # #e0d0a0, the same
    desk.tell("blackout", on=True)
    wait_for_color(wall, (0, 0, 0))


def test_the_projector_keeps_its_last_picture_while_the_engine_is_silent_and_comes_back(desk: Desk) -> None:
    desk.goto("1")
    wall = desk.open("/projector/screen", size=WALL, has_own_clock=True)
    words = wall.get_by_role("paragraph").first
    expect(words).to_have_text("Welcome")
    wait_for_color(wall, (38, 53, 75))
    with desk.engine_stopped():
        wall.clock.run_for(3500)
        wall.clock.run_for(3500)
        expect(wall.get_by_role("status")).to_contain_text("No connection.")
        expect(words).to_have_text("Welcome")
        assert painted(wall) == pytest.approx((38, 53, 75), abs=5)
    expect(wall.get_by_role("status")).to_have_count(0)
    desk.goto("3")
    expect(words).to_have_text("Good day")


def test_the_projector_names_itself_on_request(desk: Desk) -> None:
    wall = desk.open("/projector/screen", size=WALL)
    wall.keyboard.press("i")
    expect(wall.get_by_text(re.compile("1280 . 720"))).to_contain_text("screen")
    wall.keyboard.press("i")
    expect(wall.get_by_text(re.compile("1280 . 720"))).to_have_count(0)


def test_axe_finds_nothing_on_the_projector_page(desk: Desk) -> None:
    desk.goto("1")
    wall = desk.open("/projector/screen", size=WALL)
    expect(wall.get_by_role("paragraph")).to_have_text("Welcome")
    judge = Judge(wall, [WALL])
    judge.look("dark picture")
    desk.goto("3")
    expect(wall.get_by_role("paragraph")).to_have_text("Good day")
    desk.wait_until(lambda state: state["lists"][0]["phase"] == "holding", "cue 3 stands")
    judge.look("bright picture")
    wall.keyboard.press("i")
    judge.look("test pattern")
    assert judge.found == []


def test_a_picture_in_the_hand_goes_through_a_gobo_and_tears_on_the_wall_of_a_real_engine(desk: Desk) -> None:
    desk.goto("3")
    wall = desk.open("/projector/screen", size=WALL)
    expect(wall.get_by_role("paragraph")).to_have_text("Good day")
    wait_for_color(wall, (214, 199, 153))
    row = "wall.getContext('2d').getImageData(0, y, 1280, 1).data.join()"
    lines = f"(wall) => new Set([90, 200, 330, 440, 560, 650].map((y) => {row})).size"
    canvas = wall.locator("canvas")
    desk.tell("grab", selector="screen", values={"gobo": "Bars", "text": ""})
    wait_until(lambda: canvas.evaluate(lines) == 1, "bars from top to bottom")
    desk.tell("grab", selector="screen", values={"tear": "90%", "raw.Fracture": "30"})
    wait_until(lambda: canvas.evaluate(lines) >= 4, "bands that slipped")
    judge = Judge(wall, [WALL])
    judge.look("torn picture")
    assert judge.found == []
    desk.tell("ungrab", fade_s=0.0)
    wait_for_color(wall, (214, 199, 153))


def test_every_node_has_a_light_with_a_word(desk: Desk) -> None:
    page = desk.console()
    expect(card_of(page, "mosaic")).to_contain_text("no answer expected")
    wall = desk.open("/projector/screen", size=WALL)
    node = card_of(page, "wall")
    expect(node).to_contain_text("● ok")
    expect(node).to_contain_text("screen: shown by projector page screen")
    wall.close()
    expect(node).to_contain_text("■ silent")
    expect(page.get_by_role("banner")).to_contain_text("wall silent")
