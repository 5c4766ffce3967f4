"""A rig of more cells than a console draws: some of them are drawn, and all of it is within reach."""

import base64
import re
import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HERE, require_bundle
from tests.browser.desk import DESK, PHONE, Desk, card_of, wait_until
from tests.browser.judge import Judge
from tests.browser.picture import READ, Place, Rgb
from tests.engine_process import EngineProcess

TILES = 40_000
CELLS = TILES + 8


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    """A large wall, and somebody who takes what is sent to it."""
    require_bundle()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("0.0.0.0", 15568))  # noqa: S104  both nodes
        with EngineProcess(HERE / "large.show.yaml", tmp_path_factory.mktemp("engine"), split=True) as engine:
            yield engine


@pytest.fixture(name="page")
def _page(desk: Desk) -> Page:
    desk.goto("1")
    page = desk.console()
    expect(page.get_by_text(re.compile(r"^emitted · [1-9]\d* fps$"))).to_be_visible(timeout=30_000)
    return page


def colors(page: Page, places: list[Place]) -> list[Rgb]:
    """Read the stage view at some places, parts of its width and height: 0..255 sRGB."""
    canvas = page.get_by_role("region", name="Stage view").locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    png = base64.b64encode(canvas.screenshot()).decode()
    return [
        (red, green, blue)
        for red, green, blue in page.evaluate(READ, [png, [(x * box["width"], y * box["height"]) for x, y in places]])
    ]


def test_the_stage_view_draws_some_cells_all_over_the_wall_and_says_how_many(page: Page) -> None:
    drawn = page.get_by_text(re.compile(rf"^\d+ of {CELLS} cells drawn$"))
    count = int(drawn.inner_text().split()[0])
    assert 5000 < count <= 20_000
    expect(page.get_by_role("img", name=f"Emitted light of {count} of {CELLS} cells.")).to_have_count(1)
    everywhere = [(x / 100, y / 100) for x in range(30, 71, 5) for y in range(55, 91, 5)]

    def is_amber() -> bool:
        found = colors(page, everywhere)
        return sum(red > green > blue and red > 100 for red, green, blue in found) > 0.7 * len(found)

    wait_until(is_amber, "the wall is amber, wherever one looks")


def test_what_a_fault_would_reach_is_outlined_and_counted_in_cells_of_the_rig(page: Page) -> None:
    card_of(page, "Colour storm").hover()
    expect(page.get_by_role("region", name="Stage view")).to_contain_text(f"Colour storm: {TILES // 10} cells outlined")


def test_any_fixture_is_found_by_its_name(page: Page) -> None:
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("row", name=re.compile(r"^wall 9\d %"))).to_be_visible()
    search = page.get_by_label("Fixtures whose name begins with")
    search.fill("tile-3999")
    expect(page.get_by_role("status").filter(has_text=f"11 of {CELLS}")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^tile-39999 wall 236.145 "))).to_be_visible()
    search.fill("wash")
    expect(page.get_by_role("row", name=re.compile(r"^wash-8 stage 1.43 9\d %"))).to_be_visible()
    page.get_by_role("tab", name="Why").click()
    page.get_by_label("Why does it shine so").fill("tile-39999")
    expect(page.get_by_role("row", name=re.compile("236.145 "))).to_be_visible()


@pytest.mark.timeout(120)
def test_axe_finds_nothing_on_a_large_rig(page: Page) -> None:
    judge = Judge(page, (DESK, PHONE))
    for tab in ("Table", "Why", "By hand", "Universes"):
        page.get_by_role("tab", name=tab).click()
        judge.look(tab)
    assert judge.found == []
