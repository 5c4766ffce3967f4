"""Record, undo, cues edited where they stand, and the tempo, as a person at the desk meets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HERE, require_bundle
from tests.browser.desk import DESK, PHONE, Desk, wait_until
from tests.browser.judge import Judge
from tests.browser.test_hands import open_tab
from tests.engine_process import EngineProcess

COMMENT = "# keep me"


@pytest.fixture(scope="module", name="file")
def _file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("score") / "quick.show.yaml"
    text = (HERE / "quick.show.yaml").read_text()
    file.write_text(text.replace("fade: 300ms}\n", f"fade: 300ms}}  {COMMENT}\n", 1))
    return file


@pytest.fixture(scope="module", name="engine")
def _engine(file: Path, tmp_path_factory: pytest.TempPathFactory, ears: None) -> Iterator[EngineProcess]:
    del ears
    require_bundle()
    with EngineProcess(file, tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest.fixture(autouse=True)
def _as_it_was(desk: Desk, file: Path) -> Iterator[None]:
    """Give the desk its show back."""
    before, plays = file.read_text(), desk.get("show")["hash"]
    yield
    file.write_text(before)
    wait_until(lambda: desk.get("show")["hash"] == plays, "the show as it was")


def edit_cue(page: Page, number: str) -> None:
    """Open the row that edits a cue."""
    page.locator(f"[data-cue='{number}'] .cue").click()
    page.get_by_role("button", name=f"Edit cue {number}").click()


def test_a_look_is_recorded_undone_by_keys_and_made_again(desk: Desk, file: Path) -> None:
    before = file.read_text()
    desk.tell("grab", selector="tile 1-12", values={"level": 0.5}, who="console")
    page = desk.console()
    open_tab(page, "Score")
    page.get_by_label("Name of the look").fill("found")
    page.get_by_role("combobox", name="What").select_option("programmer")
    page.get_by_role("button", name="Record", exact=True).click()
    history = page.get_by_role("region", name="History of the show file")
    expect(history.get_by_role("listitem").first).to_contain_text("record look found")
    assert "found:" in file.read_text()
    assert COMMENT in file.read_text()
    open_tab(page, "Log")
    page.keyboard.press("Control+z")
    expect(page.get_by_text("undone: record look found")).to_be_visible()
    assert file.read_text() == before
    open_tab(page, "Score")
    expect(history.get_by_role("listitem").first).to_contain_text("undone")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("done again: record look found")).to_be_visible()
    assert "found:" in file.read_text()
    desk.tell("ungrab", who="console", fade_s=0.0)


def test_a_cue_is_edited_where_it_stands(desk: Desk, file: Path) -> None:
    page = desk.console()
    edit_cue(page, "2")
    form = page.get_by_role("form", name="Edit cue 2")
    form.get_by_label("Fade").fill("soon")
    form.get_by_label("Fade").press("Enter")
    expect(form.get_by_text("quick.show.yaml:")).to_contain_text("soon")
    form.get_by_label("Fade").fill("12s")
    form.get_by_label("Label").fill("First light")
    form.get_by_label("Label").press("Enter")
    expect(form).to_be_hidden()
    expect(page.locator("[data-cue='2']")).to_contain_text("First light")
    assert "{cue: 2, label: First light, look: dawn, fade: 12s}" in file.read_text()


def test_escape_is_panic_also_while_a_cue_is_edited_and_cancel_saves_nothing(desk: Desk, file: Path) -> None:
    before = file.read_text()
    page = desk.console()
    edit_cue(page, "3")
    form = page.get_by_role("form", name="Edit cue 3")
    form.get_by_label("Label").fill("Nothing of this")
    page.keyboard.press("Escape")
    desk.wait_until(lambda state: state["panic"] != "off", "PANIC")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()
    assert file.read_text() == before


def test_files_saved_elsewhere_are_told_of_good_or_bad(desk: Desk, file: Path) -> None:
    text = file.read_text()
    page = desk.console()
    file.write_text(text.replace("fade: 40s", "fade: fourty"))
    expect(page.get_by_text("is not taken, the old show goes on").first).to_be_visible()
    open_tab(page, "Score")
    expect(page.get_by_role("tabpanel")).to_contain_text("quick.show.yaml:29:45: 'fourty' is not a time")
    file.write_text(text.replace("label: Dawn", "label: Sunrise"))
    expect(page.locator("[data-cue='2']")).to_contain_text("Sunrise")
    expect(page.get_by_role("tabpanel")).to_contain_text("the show was reloaded")


def test_the_tempo_is_typed_and_tapped(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "Masters")
    entry = page.get_by_label("Tempo in beats a minute")
    entry.fill("90")
    entry.press("Enter")
    desk.wait_until(lambda state: state["tempo"]["bpm"] == 90, "the tempo")
    entry.fill("9000")
    entry.press("Enter")
    expect(page.get_by_text("A tempo is between 30 and 300")).to_be_visible()
    page.get_by_role("tab", name="Masters").focus()
    page.keyboard.press("t")
    page.get_by_role("button", name="Tap").click()
    wait_until(lambda: ("tap", True) in desk.heard(), "the taps")
    lamp = page.get_by_role("region", name="Tempo").locator(".lamp")
    lamp.and_(page.locator(".lit")).wait_for()
    lamp.and_(page.locator(":not(.lit)")).wait_for()
    desk.tell("set-tempo", bpm=120.0)


def test_nothing_is_sent_while_the_engine_is_away(desk: Desk) -> None:
    page = desk.console()
    open_tab(page, "Score")
    expect(page.get_by_label("Name of the look")).to_be_enabled()
    with desk.engine_stopped():
        expect(page.get_by_label("Name of the look")).to_be_disabled()
        expect(page.get_by_role("button", name="Undo")).to_be_disabled()


@pytest.mark.timeout(120)
def test_axe_finds_nothing_on_the_page_of_the_score(desk: Desk) -> None:
    page = desk.console()
    edit_cue(page, "2")
    judge = Judge(page, (DESK, PHONE))
    for tab in ("Score", "Masters"):
        open_tab(page, tab)
        judge.look(tab)
    assert judge.found == []
