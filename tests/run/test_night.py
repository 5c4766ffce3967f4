"""Nights on disk: begun, killed, resumed where they are by then."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from controller.model.facts import Breakable, Resumed
from controller.model.intent import Approve, Go, Inject, Rehearse
from controller.run import journal as journals
from controller.run import night as nights
from controller.run import snapshots
from controller.run.last_sent import LastSent
from controller.run.reading import ShowError, read_show
from controller.run.score.kept import shelf, show_name
from tests.run.nights import STARTED, Played, begin, resume
from tests.shows import CUES, WALL, show_of

FADING = {10: [Go()], 60: [Go()]}


async def killed(root: Path, last: int, *, tail: bytes = b"", last_sent: LastSent | None = None) -> Played:
    """A night that died at a tick."""
    night = await begin(root, WALL, last_sent=last_sent, given=FADING).play(last)
    night.kill()
    with (night.night.folder / journals.NAME).open("ab") as file:
        file.write(tail)
    return night


async def whole(root: Path, last: int) -> Played:
    """The same night, had it lived."""
    night = await begin(root, WALL, given=FADING).play(last)
    night.close()
    return night


@pytest.mark.parametrize("tail", [b"", b'{"tick":119,"seq":3,"sour', b"\x00\xff"])
async def test_a_killed_night_goes_on_at_the_same_cue_and_phase(tmp_path: Path, tail: bytes) -> None:
    lived = await whole(tmp_path / "lived", 300)
    dead = await killed(tmp_path / "dead", 120, tail=tail)
    found = nights.unfinished(tmp_path / "dead", dead.show)
    assert found == dead.night.folder
    second = resume(found, WALL, monotonic=STARTED.monotonic + 123 / 40)
    assert second.engine.state.lists[0].current == "2"
    second.clock.advance(3 / 40)
    await second.play(300)
    second.close()
    later = {tick: slots for tick, slots in lived.output.sent.items() if tick >= 123}
    assert {tick: second.output.sent[tick] for tick in later} == later


@pytest.mark.parametrize("last", [120, 121, 139, 159])
async def test_a_night_that_goes_on_knows_of_every_frame_that_was_seen(tmp_path: Path, last: int) -> None:
    """The journal tells once a second how far it came; what flashed since then must not be forgotten."""
    note = LastSent()
    dead = await killed(tmp_path, last, last_sent=note)
    second = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + (last + 5) / 40, last_sent=note)
    assert second.engine.state == dead.engine.state
    before, after = dead.engine.memory.to_arrays(), second.engine.memory.to_arrays()
    assert all(np.array_equal(before[key], after[key]) for key in before)
    second.clock.advance(5 / 40)
    await second.play(last + 20)
    second.close()
    assert journals.read(second.night.folder / journals.NAME).skips[-1] == journals.Skip(last + 5, 4)


@pytest.mark.parametrize(("night", "tick"), [("another", 139), ("", 10**9), ("", 2**64 - 1), ("", 7), ("", 0)])
async def test_a_last_frame_that_cannot_be_is_that_of_the_journal(tmp_path: Path, night: str, tick: int) -> None:
    dead, note = await killed(tmp_path, 139), LastSent()
    note.note(night or dead.night.name, tick)
    second = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + 145 / 40, last_sent=note)
    second.kill()
    assert second.engine.state.tick == 120


async def test_after_a_long_gap_a_night_goes_on_where_it_stopped(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 120)
    second = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + 3600)
    await second.play(121)
    second.kill()
    assert list(second.output.sent) == [121]


async def test_after_a_restart_of_the_machine_a_night_goes_on_where_it_stopped(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 120)
    second = resume(dead.night.folder, WALL, monotonic=3.0, boot="boot-b")
    await second.play(121)
    second.kill()
    assert list(second.output.sent) == [121]


async def test_a_resumed_night_can_die_and_be_replayed_too(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 120)
    second = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + 4, given={170: [Resumed()]})
    await second.play(200)
    second.kill()
    third = resume(dead.night.folder, WALL, monotonic=STARTED.monotonic + 6)
    await third.play(260)
    third.close()
    log = journals.read(dead.night.folder / journals.NAME)
    position, _ = nights.restored(shelf(dead.night.folder, third.show), log, dead.night.folder)
    assert position.state == third.engine.state
    assert log.ended


async def test_a_recovery_that_ran_goes_to_its_mend_when_the_engine_comes_back(tmp_path: Path) -> None:
    given = {10: [Go()], 60: [Inject("storm")], 70: [Approve("i1")]}
    first = await begin(tmp_path, WALL, given=given).play(120)
    first.kill()
    second = resume(first.night.folder, WALL, monotonic=STARTED.monotonic + 3, given={121: [Resumed()]})
    await second.play(125)
    second.close()
    assert second.engine.state.incidents[0].state == "mending"
    assert not second.engine.state.faults


async def test_a_night_resumes_from_its_snapshot_with_the_same_bytes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as writer:
        first = await begin(tmp_path, WALL, given=FADING, writer=writer).play(500)
        first.kill()
    kept = sorted(first.night.folder.glob("snapshot-*.bin"))
    assert kept
    second = resume(first.night.folder, WALL, monotonic=STARTED.monotonic + 3600)
    for path in kept:
        path.unlink()
    second.kill()
    third = resume(first.night.folder, WALL, monotonic=STARTED.monotonic + 3600)
    third.kill()
    assert snapshots.pack(second.night.start) == snapshots.pack(third.night.start)


async def test_a_night_that_ended_in_good_order_is_not_resumed(tmp_path: Path) -> None:
    night = await whole(tmp_path, 20)
    assert nights.unfinished(tmp_path, night.show) is None


async def test_the_night_of_an_engine_that_died_is_found_though_another_show_was_played_since(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 20)
    folder = dead.night.folder.rename(tmp_path / "2000-01-01-000000-0000")  # before the other one
    other = await begin(tmp_path, CUES).play(20)
    other.close()
    assert nights.unfinished(tmp_path, dead.show) is None
    assert nights.unfinished(tmp_path, dead.show, folder) == folder
    assert nights.unfinished(tmp_path, other.show, folder) is None


async def test_an_evening_takes_up_no_rehearsal_and_a_rehearsal_no_evening(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 20)
    evening = dead.night.folder.rename(tmp_path / "2000-01-01-000000-0000")  # before the rehearsal
    tried = await begin(tmp_path, WALL, given={1: [Breakable(("stall",))]}).play(20)
    tried.kill()
    assert nights.unfinished(tmp_path, dead.show, rehearsal=False) == evening
    assert nights.unfinished(tmp_path, dead.show, rehearsal=True) == tried.night.folder
    assert nights.unfinished(tmp_path, dead.show, evening, rehearsal=None) == evening


async def test_an_evening_in_which_somebody_rehearsed_goes_on(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL, given={1: [Rehearse()]}).play(20)
    night.kill()
    assert nights.unfinished(tmp_path, night.show, rehearsal=False) == night.night.folder


async def test_a_night_of_another_show_is_not_resumed(tmp_path: Path) -> None:
    await killed(tmp_path, 20)
    assert nights.unfinished(tmp_path, show_of(CUES)) is None


async def test_a_night_that_is_played_right_now_is_not_resumed(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL).play(20)
    assert nights.unfinished(tmp_path, night.show) is None
    with pytest.raises(journals.JournalError, match="another engine plays this night"):
        resume(night.night.folder, WALL, monotonic=STARTED.monotonic)
    night.close()


async def test_who_begins_a_second_show_beside_one_that_plays_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    night = await begin(tmp_path, WALL).play(20)
    nights.warn_of_others(tmp_path)
    assert f"another show plays here already (night {night.night.name})" in caplog.text
    caplog.clear()
    night.close()
    nights.warn_of_others(tmp_path)
    nights.warn_of_others(tmp_path / "none")
    assert caplog.text == ""


def test_no_night_is_unfinished_in_an_empty_folder(tmp_path: Path) -> None:
    assert nights.unfinished(tmp_path / "none", show_of(WALL)) is None


def test_a_night_given_up_before_its_first_tick_leaves_nothing(tmp_path: Path) -> None:
    night = begin(tmp_path, WALL)
    nights.discard(night.night)
    assert list(tmp_path.iterdir()) == []


def test_the_text_of_the_show_is_kept_with_the_night(tmp_path: Path) -> None:
    night = begin(tmp_path, WALL)
    night.close()
    text = (night.night.folder / show_name(night.show.hash)).read_text(encoding="utf-8")
    assert text == WALL


async def test_a_night_goes_on_with_what_it_played_whatever_stands_in_the_file_by_then(tmp_path: Path) -> None:
    dead = await killed(tmp_path / "nights", 120)
    folder, file = dead.night.folder, tmp_path / "wall.show.yaml"
    file.write_text(WALL.replace("fade: 4s", "fade: 5s"))
    for read in (read_show(str(file)), None):
        source = nights.left_off(folder, read, file)
        assert source.show.hash == dead.show.hash
        assert (source.text, source.path, source.file) == (WALL, file, "wall")
        assert nights.unfinished(tmp_path / "nights", source.show) == folder
    file.write_text(WALL)
    read = read_show(str(file))
    assert nights.left_off(folder, read, file) is read, "it is what played"


async def test_a_night_that_does_not_keep_its_show_says_so(tmp_path: Path) -> None:
    dead = await killed(tmp_path, 20)
    (dead.night.folder / show_name(dead.show.hash)).unlink()
    with pytest.raises(ShowError, match="the show of this night cannot be read"):
        nights.left_off(dead.night.folder, None, tmp_path / "wall.show.yaml")
