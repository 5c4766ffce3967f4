"""A switch that dies: so many incidents at once are a few lines and a few buttons, and no button leaves the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HERE, require_bundle
from tests.browser.desk import DESK, PHONE, Desk, card_of, go_of, halt_of, panic_of
from tests.browser.judge import Judge
from tests.engine_process import EngineProcess

STALLS, GALLERY = 30, 10


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    """A hall in which nobody listens."""
    require_bundle()
    with EngineProcess(HERE / "many.show.yaml", tmp_path_factory.mktemp("engine"), split=True) as engine:
        yield engine


@pytest.fixture(name="page")
def _page(desk: Desk) -> Page:
    desk.goto("1")
    desk.wait_until(lambda state: len(state["faults"]) >= STALLS + GALLERY, "all nodes are silent")
    return desk.console()


def group_of(page: Page, words: str) -> Locator:
    """The card of incidents that are alike."""
    return (
        page.get_by_role("listitem").filter(has_text=words).filter(has=page.get_by_role("button", name="Each of them"))
    )


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_dead_switch_pushes_no_big_button_off_the_screen(desk: Desk, page: Page, size: tuple[int, int]) -> None:
    del page
    page = desk.console(size=size)
    expect(page.get_by_role("link", name="for an answer")).to_be_visible()
    for button in (go_of(page), panic_of(page), halt_of(page)):
        expect(button).to_be_in_viewport(ratio=1)


def test_what_is_alike_is_one_card_and_each_of_it_is_still_to_be_had(page: Page) -> None:
    stalls = group_of(page, f"{STALLS} in stalls")
    expect(stalls).to_have_count(1)
    expect(group_of(page, f"{GALLERY} in gallery")).to_have_count(1)
    silent = page.get_by_role("heading", name="Node silent", exact=True)
    expect(silent).to_have_count(2)
    stalls.get_by_role("button", name="Each of them").click()
    expect(silent).to_have_count(2 + 12)
    page.get_by_role("button", name=f"Show 12 more of {STALLS} incidents").click()
    expect(silent).to_have_count(2 + 24)


def test_few_of_many_nodes_are_drawn_and_how_many_are_silent_is_said(page: Page) -> None:
    nodes = page.get_by_role("region", name="Nodes")
    expect(nodes).to_contain_text(re.compile(rf"\d+ of {STALLS + GALLERY} silent", re.IGNORECASE))
    expect(nodes.get_by_role("listitem")).to_have_count(12)


@pytest.mark.timeout(120)
def test_axe_finds_nothing_in_a_hall_that_fell_silent(page: Page) -> None:
    judge = Judge(page, (DESK, PHONE))
    judge.look("groups")
    group_of(page, "in stalls").get_by_role("button", name="Each of them").click()
    judge.look("each of them")
    assert judge.found == []


def test_one_approve_begins_the_recovery_of_each_and_the_log_has_them_all(desk: Desk, page: Page) -> None:
    group_of(page, f"{GALLERY} in gallery").get_by_role("button", name=f"Approve all {GALLERY}").click()
    desk.wait_until(
        lambda state: sum(one["state"] == "recovering" for one in state["incidents"]) == GALLERY, "all ten run"
    )
    approved = [what for what, ok in desk.heard() if what == "approve" and ok]
    assert len(approved) == GALLERY
    expect(group_of(page, f"{GALLERY} in gallery")).to_contain_text(f"{GALLERY} recovering")


def test_one_dismiss_closes_them_all_and_what_lasts_is_told_in_few_lines(page: Page) -> None:
    group_of(page, f"{STALLS} in stalls").get_by_role("button", name=f"Dismiss all {STALLS}").click()
    expect(group_of(page, f"{STALLS} in stalls")).to_have_count(0)
    left = page.get_by_role("group", name="Trouble that nothing answers")
    expect(left.get_by_role("listitem")).to_have_count(12)
    expect(card_of(page, "Node silent")).to_have_count(1)
