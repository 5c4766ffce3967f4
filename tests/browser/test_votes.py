"""A visitor's phone asks, votes and tells what came of it; the operator's panel opens, counts and calls off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import DESK, PHONE, TABLET, Desk
from tests.browser.judge import Judge
from tests.browser.phones import SMALL, a_phone, door_of, house_with_visitors
from tests.engine_process import EngineProcess

QUESTION = "Shall we let the storm of wrong colours come?"


@pytest.fixture(scope="module", name="engine")
def _engine(tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    with house_with_visitors("votes", tmp_path_factory) as engine:
        yield engine


@pytest.fixture(name="join")
def _join(engine: EngineProcess) -> str:
    return door_of(engine)


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Votes")


def test_visitors_vote_and_what_most_want_happens(desk: Desk, browser: Browser, join: str) -> None:
    ada, bob = a_phone(browser, join), a_phone(browser, join, SMALL)
    for phone in (ada, bob):
        expect(phone.get_by_role("heading", name="Nothing is asked right now.")).to_be_visible()
    console = desk.console()
    panel = panel_of(console)
    expect(panel).to_contain_text(join.removeprefix("http://"))
    panel.get_by_role("button", name="Open: break-it").click()
    for phone in (ada, bob):
        expect(phone.get_by_role("heading", name=QUESTION)).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off"
    ada.get_by_role("button", name="Stay calm").tap()
    expect(ada.get_by_text("Your vote is counted.")).to_be_visible()
    ada.get_by_role("button", name="Let it come").tap()
    expect(ada.get_by_role("button", name="Let it come")).to_have_attribute("aria-pressed", "true")
    expect(ada.get_by_role("button", name="Stay calm")).to_have_attribute("aria-pressed", "false")
    bob.get_by_role("button", name="Let it come").tap()
    expect(panel).to_contain_text("2 votes")
    panel.get_by_role("button", name="Count now: break-it").click()
    desk.wait_until(lambda state: bool(state["faults"]), "the storm comes")
    expect(panel).to_contain_text("Let it come 2, Stay calm 0 → inject colour-storm")
    expect(bob.get_by_text("Most of you chose: Let it come")).to_be_visible()


def test_a_reload_keeps_the_choice_and_another_phone_is_another_voter(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-vote", vote="break-it")
    phone = a_phone(browser, join)
    phone.get_by_role("button", name="Stay calm").tap()
    expect(phone.get_by_text("Your vote is counted.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("button", name="Stay calm")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text("1 person has voted")).to_be_visible()
    expect(a_phone(browser, join).get_by_role("button", name="Stay calm")).to_have_attribute("aria-pressed", "false")


def test_halt_calls_it_off_and_the_phone_says_so(desk: Desk, browser: Browser, join: str) -> None:
    desk.tell("open-vote", vote="break-it")
    phone = a_phone(browser, join)
    expect(phone.get_by_role("heading", name=QUESTION)).to_be_visible()
    desk.tell("halt")
    expect(phone.get_by_text("It was called off.")).to_be_visible()


def test_the_panel_is_worked_by_keys_alone(desk: Desk) -> None:
    console = desk.console()
    panel = panel_of(console)
    opener = panel.get_by_role("button", name="Open: colour")
    opener.focus()
    console.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Open: break-it")).to_be_disabled()
    panel.get_by_role("button", name="Call off: colour").focus()
    console.keyboard.press("Enter")
    expect(opener).to_be_visible()
    assert desk.heard() == [("open-vote", True), ("cancel-vote", True)]


def test_axe_finds_nothing_on_the_phone_and_on_the_panel(desk: Desk, browser: Browser, join: str) -> None:
    phone, console = a_phone(browser, join), desk.console()
    judge, desk_judge = Judge(phone, (PHONE, SMALL)), Judge(console, (DESK, TABLET, PHONE))
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    judge.look("before")
    desk.tell("open-vote", vote="break-it")
    phone.get_by_role("button", name="Let it come").tap()
    expect(phone.get_by_text("Your vote is counted.")).to_be_visible()
    judge.look("voted")
    desk_judge.look("a vote is open")
    desk.tell("close-vote", vote="break-it")
    expect(phone.get_by_text("Most of you chose: Let it come")).to_be_visible()
    judge.look("result")
    desk_judge.look("a vote was counted")
    assert judge.found + desk_judge.found == []


@pytest.fixture(autouse=True)
def _nothing_is_open(engine: EngineProcess, browser: Browser) -> Iterator[None]:
    yield
    for context in list(browser.contexts):  # a phone that stays would ask in the next test, too
        context.close()
    for vote in ("break-it", "colour"):
        engine.console.post("/api/v1/intents", json={"kind": "cancel-vote", "vote": vote})
