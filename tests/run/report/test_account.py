"""A night is told from its journal: who did what, what broke, who mended it, what the guard did."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from controller.model.facts import NodeReturned, NodeSilent, Resumed
from controller.model.intent import (
    Approve,
    Blackout,
    Clear,
    ConfirmLoosening,
    Dismiss,
    Go,
    Grab,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Reload,
    Ungrab,
)
from controller.run import evidence
from controller.run import journal as journals
from controller.run.journal import JournalError
from controller.run.reading import ShowError
from controller.run.report.account import Account
from controller.run.report.gathering import account_of
from controller.run.report.people import who
from tests.run.nights import STARTED, Played, begin, resume
from tests.shows import CUES
from tests.shows import WALL as PALE

WALL = PALE.replace("#4060a0", "white")
LOOSE = f"{WALL}policy: {{loosen: {{responsible: Ada Byron, flashes_per_second: 4}}}}\n"
EVENING: dict[int, list[Intent]] = {
    10: [Go()],
    80: [Inject("storm")],
    120: [Approve("i1")],
    160: [Grab("tile 1-4", {"level": "40%", "color": "gold"})],
    200: [Ungrab("tile 1-4")],
    240: [Blackout(on=True)],
    280: [Blackout(on=False)],
    600: [NodeSilent("lamps")],
    640: [NodeReturned("lamps")],
    700: [Inject("whole")],
    740: [Halt()],
    780: [Inject("nothing")],
    **{tick: [GrandMaster(float(tick % 2))] for tick in range(800, 830)},
}


async def told(folder: Path, text: str, given: dict[int, list[Intent]], last: int) -> Account:
    night = await begin(folder, text, given=given).play(last)
    night.close()
    return account_of(night.night.folder)


async def evening(folder: Path) -> Played:
    night = await begin(folder, WALL, given=EVENING, stalls={300: 0.2}).play(860)
    night.close()
    return night


@pytest.fixture(scope="module", name="night")
def _night(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return asyncio.run(evening(tmp_path_factory.mktemp("evening")))


@pytest.fixture(scope="module", name="account")
def _account(night: Played) -> Account:
    return account_of(night.night.folder)


def test_the_night_is_named_with_its_show_its_engine_and_its_times(account: Account) -> None:
    assert (account.show, account.fps, account.seed, account.is_over) == ("Small", 40, 7, True)
    assert account.began == "2026-11-21T20:00:00+00:00"
    assert account.ended == "2026-11-21T20:00:21+00:00"
    assert account.seconds == 21.5


def test_cues_are_told_in_order_and_with_who_called_them(account: Account) -> None:
    assert [(line.what, line.when.tick, line.when.clock) for line in account.cues] == [("go", 10, "20:00:00")]
    assert account.cues[0].who == "test"


def test_a_fault_is_told_with_who_injected_it_how_long_it_lasted_and_why_it_ended(account: Account) -> None:
    storm, whole = account.faults
    assert (storm.fault, storm.kind, storm.place, storm.began.tick) == ("storm", "colour-shift", "wall", 80)
    assert storm.ended is not None
    assert storm.how
    assert whole.ended is not None
    assert whole.ended.tick == 740
    assert "halt" in whole.how.lower()


def test_an_incident_is_told_step_by_step_with_who_and_why(account: Account) -> None:
    first = account.incidents[0]
    assert (first.incident, first.origin, first.recovery, first.recurrence) == ("i1", "injected", "golden-seam", 1)
    steps = [(step.when.tick, step.who, step.text) for step in first.steps]
    assert steps[0][:2] == (80, "test")
    assert "golden-seam proposed" in steps[0][2]
    assert steps[1] == (120, "test", "recovery golden-seam runs on incident i1")
    assert [step[1] for step in steps[2:]] == ["the director"] * (len(steps) - 2)
    assert steps[-1][2] == "incident i1 closed: mended by golden-seam"
    assert first.closed is not None
    assert first.closed.tick == steps[-1][0]


def test_steps_are_told_at_the_very_ticks_at_which_the_engine_took_them(night: Played, account: Account) -> None:
    was = {incident.id: incident for incident in night.engine.state.incidents}
    for wound in account.incidents:
        incident = was[wound.incident]
        assert wound.opened.tick == incident.opened_tick
        assert (wound.closed and wound.closed.tick) == incident.closed_tick


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({80: [Inject("storm")], 100: [Dismiss("i1")]}, "dismissed by test"),
        ({80: [Inject("storm")], 100: [Halt()]}, "ended by HALT of test"),
        ({80: [Inject("storm")], 100: [Clear("storm")]}, "taken back by test"),
        ({80: [Inject("storm")]}, "nobody had answered when the night ended"),
        ({80: [NodeSilent("lamps")], 100: [NodeReturned("lamps")]}, "it was over; no recovery answers it"),
        ({80: [NodeSilent("lamps")]}, "it was open when the night ended; no recovery answers it"),
        ({80: [NodeSilent("lamps")], 100: [Dismiss("i1")]}, "dismissed by test; no recovery answers it"),
        ({80: [Inject("storm")], 100: [Approve("i1")]}, ""),
    ],
)
async def test_it_is_told_why_nothing_came_of_an_incident(
    tmp_path: Path, given: dict[int, list[Intent]], why: str
) -> None:
    [incident] = (await told(tmp_path, WALL, given, 140)).incidents
    assert incident.nothing == why


async def test_of_what_consent_says_never_to_that_is_told(tmp_path: Path) -> None:
    text = WALL + "consent: {wall: {recovery: never}}\n"
    [incident] = (await told(tmp_path, text, {80: [Inject("storm")], 100: [Dismiss("i1")]}, 140)).incidents
    assert incident.nothing == "dismissed by test; consent says that it is never mended"


def test_a_node_that_fell_silent_is_told_with_its_time(account: Account) -> None:
    (loss,) = account.nodes
    assert (loss.node, loss.silent.tick) == ("lamps", 600)
    assert loss.returned is not None
    assert loss.returned.tick == 640
    assert any(wound.origin == "real" and wound.kind == "node-silent" for wound in account.incidents)


def test_what_people_laid_over_the_show_is_told_without_what_they_wrote(account: Account) -> None:
    texts = [line.text for line in account.overrides]
    assert texts == [
        "took tile 1-4 in hand: color, level",
        "gave back tile 1-4",
        "BLACKOUT",
        "blackout lifted",
        account.overrides[-1].text,
    ]
    assert account.overrides[-1].what == "halt"


async def test_what_was_written_on_a_screen_is_not_told(tmp_path: Path) -> None:
    account = await told(tmp_path, CUES, {10: [Grab("screen", {"text": "Two"})]}, 30)
    assert [line.text for line in account.overrides] == ["took screen in hand: text"]
    assert "Two" not in repr(account)


def test_the_guard_is_told_as_the_engine_knew_it(night: Played, account: Account) -> None:
    assert account.guard == night.engine.snapshot().guard
    assert account.guard.acted > 0
    assert "when the night ended" in account.guard_from
    assert account.guard_acted


def test_skipped_ticks_and_refused_intents_are_counted(account: Account) -> None:
    assert (account.skipped, account.gaps, account.longest_gap) == (7, 1, 7)
    assert account.frames == 860 - 7
    assert account.refused == 1
    assert account.late == 1


async def test_a_loosening_is_told_with_who_answers_for_it_and_so_is_one_that_was_refused(tmp_path: Path) -> None:
    given: dict[int, list[Intent]] = {
        5: [ConfirmLoosening("Eve")],
        9: [ConfirmLoosening("Ada Byron")],
        20: [ConfirmLoosening("Ada Byron", on=False)],
    }
    account = await told(tmp_path, LOOSE, given, 40)
    assert [line.ok for line in account.loosenings] == [False, True, True]
    assert "Ada Byron" in account.loosenings[1].text
    assert "strict" in account.loosenings[2].text
    assert account.guard.loosened.startswith("earlier tonight: ")


async def test_a_night_that_died_is_told_with_all_that_the_guard_did(tmp_path: Path) -> None:
    whole = await begin(tmp_path / "whole", WALL, given=EVENING).play(850)
    whole.close()
    with ThreadPoolExecutor(1) as disk:
        dead = await begin(tmp_path / "dead", WALL, given=EVENING, writer=disk).play(850)
        dead.kill()
    account = account_of(dead.night.folder)
    assert not account.is_over
    assert account.late is None
    seen = whole.engine.snapshot().guard
    assert (account.guard.acted, account.guard.zones) == (seen.acted, seen.zones)
    assert "painted again" in account.guard_from
    (dead.night.folder / evidence.NAME).unlink()
    assert account_of(dead.night.folder).guard == account.guard


async def test_a_night_that_went_on_after_a_crash_is_told_with_both_times(tmp_path: Path) -> None:
    dead = await begin(tmp_path, WALL, given={10: [Go()]}).play(120)
    dead.kill()
    again = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + 600, given={121: [Resumed()]})
    await again.play(160)
    again.close()
    account = account_of(dead.night.folder)
    assert [when.tick for when in account.resumed] == [121]
    assert account.is_over


async def test_reading_a_night_changes_nothing_in_its_folder(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL, given=EVENING).play(300)
    night.kill()
    path = night.night.folder / journals.NAME
    path.write_bytes(path.read_bytes() + b'{"tick": 300, "torn')
    before = {each: each.read_bytes() for each in night.night.folder.rglob("*") if each.is_file()}
    assert account_of(night.night.folder).seconds == 7.0
    assert {each: each.read_bytes() for each in night.night.folder.rglob("*") if each.is_file()} == before


def test_a_folder_without_a_night_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no night is kept here; a night is a folder"):
        account_of(tmp_path / "none")


async def test_a_foreign_or_damaged_journal_is_refused_with_its_line(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL, given=EVENING).play(100)
    night.close()
    path = night.night.folder / journals.NAME
    good = path.read_bytes()
    for raw, said in (
        (b"", "empty"),
        (b'{"journal": 99}\n', ":1: format 99"),
        (good.replace(b'"seq":2', b'"seq":"two"'), "not a line of a journal"),
        (b"\x00\x01\n" + good, ":1: not JSON"),
    ):
        path.write_bytes(raw)
        with pytest.raises(JournalError, match=said):
            account_of(night.night.folder)


async def test_a_night_whose_show_is_gone_is_refused_with_a_sentence(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL).play(20)
    night.close()
    for path in night.night.folder.glob("*.show.yaml"):
        path.unlink()
    with pytest.raises(ShowError, match="the show of this night cannot be read"):
        account_of(night.night.folder)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("console:3f", "a console (3f)"),
        ("osc:10.0.0.7:51000", "OSC (10.0.0.7)"),
        ("http:127.0.0.1", "HTTP (127.0.0.1)"),
        ("engine", "the engine"),
        ("visitor:Ada Byron of Ockham", "a visitor"),
        ("something", "something"),
    ],
)
def test_people_are_named_by_their_surface_and_visitors_not_at_all(source: str, said: str) -> None:
    assert who(source) == said


async def test_the_journal_of_a_version_without_endings_is_told_too(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL, given=EVENING).play(100)
    night.night.journal.close(100)
    account = account_of(night.night.folder)
    assert account.is_over
    assert replace(account.guard, limits="") == replace(night.engine.snapshot().guard, limits="")


async def test_a_reload_whose_show_is_not_kept_is_left_out_and_the_rest_is_told(tmp_path: Path) -> None:
    given: dict[int, list[Intent]] = {5: [Go()], 9: [Reload("f" * 64)], 60: [Inject("storm")]}
    played = await begin(tmp_path, WALL, given=given).play(100)
    played.close()
    account = account_of(played.night.folder)
    assert [fault.fault for fault in account.faults] == ["storm"]
    assert account.refused == 1
