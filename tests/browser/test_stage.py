"""The stage view shows what is emitted; table and universe monitor say the same in numbers."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, card_of, wait_until
from tests.browser.picture import Picture, Rgb


def stand_still(desk: Desk, cue: str) -> None:
    desk.goto(cue)
    desk.wait_until(lambda state: state["lists"][0]["phase"] == "holding", f"cue {cue} stands")


def wait_for_all(picture: Picture, is_so: Callable[[Rgb], bool], what: str) -> None:
    wait_until(lambda: all(map(is_so, picture.colors())), what)


def test_the_stage_view_shows_the_emitted_colours(desk: Desk) -> None:
    stand_still(desk, "1")
    picture = Picture(desk.console())
    wait_for_all(picture, lambda color: color[0] > color[1] > color[2] and color[0] > 120, "every tile is amber")
    stand_still(desk, "3")
    wait_for_all(picture, lambda color: color[2] > color[1] > color[0] and color[2] > 120, "every tile is blue")
    desk.tell("blackout", on=True)
    wait_for_all(picture, lambda color: max(color) < 60, "every tile is dark")


def test_the_stage_view_draws_many_frames_a_second(desk: Desk, record_property: Callable[[str, object], None]) -> None:
    page = desk.console()
    desk.goto("2")
    meter = page.get_by_text(re.compile(r"^emitted · \d{2,} fps$"))
    expect(meter).to_be_visible()
    read = meter.inner_text()
    record_property("stage view", read)
    print(f"\nstage view at 1440 x 900, drawn in software: {read}")  # noqa: T201  a measurement, for who reads on


def test_pointing_at_a_cell_names_its_fixture_and_address(desk: Desk) -> None:
    picture = Picture(desk.console())
    for tile in (1, 66, 144):
        picture.point_at(tile)
        expect(picture.tip).to_contain_text(
            re.compile(rf"tile-{tile}\s.*generic/rgb.*mosaic 1/{3 * tile - 2}$", re.DOTALL)
        )


def test_the_cells_that_a_fault_would_reach_are_ringed_before_it_is_fired_and_just_these_break(desk: Desk) -> None:
    stand_still(desk, "1")
    page = desk.console()
    picture = Picture(page)
    [fault] = [one for one in desk.get("show")["faults"] if one["id"] == "colour-storm"]
    reached = {cell + 1 for cell in fault["cells"]}
    card_of(page, "Colour storm").hover()
    expect(page.get_by_role("region", name="Stage view")).to_contain_text(f"{len(reached)} cells outlined")
    wait_until(lambda: picture.ringed() == reached, f"rings round the tiles {sorted(reached)}")
    page.get_by_role("heading", name="Nodes").hover()
    wait_until(lambda: picture.ringed() == set(), "no rings")
    whole = tiles_sent(desk)
    page.get_by_role("button", name="Inject Colour storm").click()
    desk.wait_until(lambda _: changed(whole, tiles_sent(desk)) == reached, "the same tiles are broken")


def tiles_sent(desk: Desk) -> list[list[int]]:
    slots = desk.get("universes/mosaic/1")["slots"]
    return [slots[first : first + 3] for first in range(0, 3 * 144, 3)]


def changed(before: list[list[int]], after: list[list[int]]) -> set[int]:
    return {tile for tile, (old, new) in enumerate(zip(before, after, strict=True), start=1) if old != new}


def wait_for_slots(page: Page, name: str, slots: list[int]) -> None:
    """Wait until the universe monitor shows these slots, and zeros after them."""
    cells = page.get_by_role("list", name=re.compile(f"^{re.escape(name)},")).get_by_role("listitem")
    expected = slots + [0] * (512 - len(slots))
    wait_until(
        lambda: [int(words.split()[-1]) for words in cells.all_inner_texts()] == expected, f"the slots of {name}"
    )


def test_the_universe_monitor_shows_the_slots_as_sent(desk: Desk) -> None:
    stand_still(desk, "1")
    page = desk.console()
    page.get_by_role("tab", name="Universes").click()
    for node, number in (("mosaic", 1), ("stage", 10)):
        page.get_by_label("Slots as sent to").select_option(label=f"{node} / {number}")
        slots = desk.get(f"universes/{node}/{number}")["slots"]
        assert any(slots)
        wait_for_slots(page, f"Universe {node} {number}", slots)


def test_the_table_says_in_words_what_the_stage_shows(desk: Desk) -> None:
    stand_still(desk, "1")
    page = desk.console()
    page.get_by_role("tab", name="Table").click()
    row = page.get_by_role("row", name=re.compile("^mosaic "))
    expect(row).to_have_text(re.compile(r"mosaic\s*[1-9]\d %"))
    red, green, blue = (int(part) for part in row.inner_text().split()[-3:])
    assert red > green > blue > 0
