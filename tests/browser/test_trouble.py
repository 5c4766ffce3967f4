"""An operator breaks the wall on purpose and watches it mend."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import DESK, FLAT_TABLET, PHONE, TABLET, Desk, card_of, halt_of, now_of, wait_until

REMEMBER_PHASES = """() => {
  window.phases = [];
  const look = () => {
    const words = document.querySelector('[aria-label^="Phases of"] [aria-current=step]')?.textContent?.trim();
    if (words !== undefined && words !== window.phases.at(-1)) window.phases.push(words);
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document.body, all);
}"""


def inject(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Inject {name}").click()
    expect(page.get_by_role("button", name=f"Clear {name}")).to_be_visible()


def test_a_storm_is_injected_approved_and_mended_phase_by_phase(desk: Desk) -> None:
    desk.goto("1")
    page = desk.console()
    page.evaluate(REMEMBER_PHASES)
    expect(card_of(page, "Colour shift")).to_have_count(0)
    inject(page, "Colour storm")
    incident = card_of(page, "Colour shift")
    expect(incident).to_contain_text("proposed")
    expect(incident).to_contain_text("Colour storm: colour-shift on mosaic")
    expect(incident).to_contain_text("Golden seam")
    assert page.evaluate("window.phases") == []
    incident.get_by_role("button", name="Approve").click()
    expect(card_of(page, "Colour shift")).to_have_count(0)
    assert page.evaluate("window.phases") == ["Hold, running", "Embrace, running", "Seam, running", "Mend, running"]
    assert desk.heard() == [("inject", True), ("approve", True)]
    [storm] = [incident for incident in desk.state()["incidents"] if incident["kind"] == "colour-shift"]
    assert storm["state"] == "closed"
    expect(now_of(page)).to_contain_text("1 Doors")


@pytest.mark.parametrize("size", [DESK, TABLET, FLAT_TABLET, PHONE], ids=["desk", "tablet", "flat tablet", "phone"])
def test_halt_never_leaves_the_screen_while_something_is_broken(desk: Desk, size: tuple[int, int]) -> None:
    page = desk.console(size=size)
    inject(page, "Colour storm")
    for selector in (".now", ".tools"):
        page.locator(selector).scroll_into_view_if_needed()
        expect(halt_of(page)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(halt_of(page)).to_be_in_viewport(ratio=1)
    halt_of(page).click()
    expect(halt_of(page)).to_contain_text("no fault is active")


def test_a_proposal_is_told_at_the_top_of_a_phone_and_a_finger_away(desk: Desk) -> None:
    page = desk.console(size=PHONE, has_touch=True)
    asks = page.get_by_role("link", name="for an answer")
    expect(asks).to_have_count(0)
    inject(page, "Colour storm")
    page.evaluate("scrollTo(0, 0)")
    approve = page.get_by_role("button", name="Approve")
    expect(approve).not_to_be_in_viewport()
    asks.tap()
    expect(approve).to_be_in_viewport(ratio=1)
    approve.tap()  # neither HALT above nor GO below lies over it
    expect(asks).to_have_count(0)


def test_a_dismissed_incident_is_closed_and_its_fault_ends(desk: Desk) -> None:
    page = desk.console()
    inject(page, "Colour storm")
    card_of(page, "Colour shift").get_by_role("button", name="Dismiss").click()
    expect(card_of(page, "Colour shift")).to_have_count(0)
    expect(page.get_by_role("button", name="Inject Colour storm")).to_be_visible()
    assert desk.heard() == [("inject", True), ("dismiss", True)]


def test_halt_ends_every_fault_and_sends_a_running_recovery_to_its_mend(desk: Desk) -> None:
    page = desk.console()
    page.evaluate(REMEMBER_PHASES)
    inject(page, "Short shift")
    inject(page, "Colour storm")
    expect(halt_of(page)).to_contain_text("ends 2 faults")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("list", name="Phases of Golden seam")).to_contain_text("running")
    halt_of(page).click()
    expect(halt_of(page)).to_contain_text("no fault is active")
    expect(page.get_by_role("button", name="Inject Short shift")).to_be_visible()
    expect(card_of(page, "Colour shift")).to_have_count(0)
    assert page.evaluate("window.phases.at(-1)") == "Mend, running"
    assert desk.heard() == [("inject", True), ("inject", True), ("approve", True), ("halt", True)]


def test_the_countdown_runs_down_and_the_fault_ends_by_itself(desk: Desk) -> None:
    page = desk.console()
    inject(page, "Short shift")
    card = card_of(page, "Short shift")
    expect(card).to_contain_text(re.compile(r"ends by itself in [0-2]\.\d s"))
    left = card.get_by_role("progressbar", name="Time left of Short shift")
    before = int(left.get_attribute("aria-valuenow") or 0)
    assert 0 < before <= 100
    wait_until(lambda: int(left.get_attribute("aria-valuenow") or 0) < before, f"less than {before} % of the time left")
    expect(page.get_by_role("button", name="Inject Short shift")).to_be_visible()
    assert desk.heard() == [("inject", True)]


def test_the_second_click_of_a_double_click_does_not_take_the_fault_back(desk: Desk) -> None:
    page = desk.console()
    page.get_by_role("button", name="Inject Colour storm").dblclick()
    expect(page.get_by_role("button", name="Clear Colour storm")).to_be_visible()
    page.get_by_role("button", name="Clear Colour storm").click()
    expect(page.get_by_role("button", name="Inject Colour storm")).to_be_visible()
    assert desk.heard() == [("inject", True), ("clear", True)]


def test_a_flag_on_some_of_many_tiles_outlines_exactly_these(desk: Desk) -> None:
    page = desk.console()
    desk.tell("flag", selector="tile 3-5, tile 20")
    card_of(page, "Flagged").hover()
    expect(page.get_by_text("Flagged: tile 3-5, tile 20: 4 cells outlined")).to_be_visible()
    desk.tell("unflag")
    expect(card_of(page, "Flagged")).to_have_count(0)
