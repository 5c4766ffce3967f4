"""The show file is watched while it plays: a good one is taken, a bad one is told and refused."""

import os
from pathlib import Path

import pytest

from controller.model.show import Show
from controller.run.score.kept import keep_show, kept_source, show_name
from controller.run.score.stamps import stamps_now
from controller.run.verify import verify_night
from tests.fakes.score import Stage
from tests.shows import CUES, show_of

PALER = CUES.replace("color: red, level: 100%", "color: red, level: 80%")
DIMMER = CUES.replace("color: red, level: 100%", "color: red, level: 60%")
BROKEN = CUES.replace("level: 100%", "level: 1000%")
HEAD = CUES.index("fixtures:")
RIG, REST = CUES[CUES.index("nodes:") : HEAD], "show: {fps: 40}\nuse: rig.yaml\n" + CUES[HEAD:]


async def started(folder: Path, text: str = CUES, **files: str) -> Stage:
    stage = Stage(folder, text, **files)
    await stage.look()
    return stage


async def test_a_good_file_is_taken_and_all_the_house_follows(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    stage.write(PALER)
    await stage.look()
    assert stage.engine.show.hash == stage.followed[0][0].hash == stage.followed[1][0].hash
    assert stage.engine.state.show == stage.engine.show.hash
    assert "the show was reloaded: Small" in stage.told()
    stage.night.close()
    assert verify_night(stage.night.night.folder).is_equal


async def test_a_bad_file_is_refused_with_its_errors_and_the_old_show_goes_on(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    before = stage.engine.show
    stage.write(BROKEN)
    await stage.look()
    assert stage.engine.show is before
    (told,) = [text for text in stage.told() if "not taken" in text]
    assert "a.show.yaml is not taken, the old show goes on: " in told
    assert "1000%" in told
    stage.write(PALER)
    await stage.look()
    assert stage.engine.show is not before
    stage.night.close()


async def test_a_bad_file_is_told_once(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    stage.write(BROKEN)
    await stage.look()
    await stage.look()
    assert len([text for text in stage.told() if "not taken" in text]) == 1
    stage.night.close()


class Hasty(Stage):
    """Somebody saves again while the first save is being taken."""

    async def _soon(self, show: Show) -> None:
        await super()._soon(show)
        if len(self.followed[1]) == 1:
            self.write(DIMMER)


async def test_a_file_saved_again_while_it_is_taken_is_taken_too(tmp_path: Path) -> None:
    stage = Hasty(tmp_path, CUES)
    await stage.look()
    stage.write(PALER)
    await stage.look()
    await stage.look()
    assert stage.engine.show.hash == show_of(DIMMER).hash
    stage.night.close()


async def test_a_file_that_is_used_is_watched_too(tmp_path: Path) -> None:
    stage = await started(tmp_path, REST, rig_yaml=RIG)
    (tmp_path / "rig.yaml").write_text(RIG.replace("127.0.1.2", "127.0.1.7"))
    await stage.look()
    assert stage.engine.show.patch.nodes["lamps"].host == "127.0.1.7"
    stage.night.close()
    assert verify_night(stage.night.night.folder).is_equal


class HastyWithAPart(Stage):
    """Somebody saves again a file that the show has just begun to use, while the show is being taken."""

    async def _soon(self, show: Show) -> None:
        await super()._soon(show)
        if len(self.followed[1]) == 1:
            (self.path.parent / "rig.yaml").write_text(RIG.replace("127.0.1.2", "127.0.1.7"))


async def test_a_file_that_is_newly_used_and_saved_again_while_the_show_is_taken_is_taken_too(tmp_path: Path) -> None:
    stage = HastyWithAPart(tmp_path, CUES)
    await stage.look()
    (tmp_path / "rig.yaml").write_text(RIG)
    stage.write(REST)
    await stage.look()
    await stage.look()
    assert stage.engine.show.patch.nodes["lamps"].host == "127.0.1.7"
    stage.night.close()


async def test_a_file_that_is_missing_is_taken_when_it_comes(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    stage.write("use: rig.yaml\n" + CUES[:1] + "show: {fps: 40}\n" + CUES[HEAD:])
    await stage.look()
    assert any("there is no such file" in text for text in stage.told())
    (tmp_path / "rig.yaml").write_text(RIG)
    await stage.look()
    assert stage.told()[-1].startswith("the show was reloaded")
    stage.night.close()


async def test_a_file_that_goes_away_is_told(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    stage.path.unlink()
    await stage.look()
    assert "the old show goes on" in stage.told()[-1]
    stage.night.close()


async def test_another_fps_waits_for_another_night(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    stage.write(CUES.replace("fps: 40", "fps: 30"))
    await stage.look()
    assert "fps is fixed for the night: 40, not 30" in stage.told()[-1]
    stage.night.close()


async def test_a_show_that_the_night_cannot_keep_is_not_taken(tmp_path: Path) -> None:
    stage = await started(tmp_path)
    (stage.night.night.folder / show_name(show_of(PALER).hash) / "in the way").mkdir(parents=True)
    stage.write(PALER)
    await stage.look()
    assert "the night cannot keep the show" in stage.told()[-1]
    assert not stage.followed[0]
    stage.night.close()


async def test_a_change_before_the_first_look_is_not_missed(tmp_path: Path) -> None:
    stage = Stage(tmp_path, CUES)
    stage.write(PALER)
    await stage.look()
    assert stage.engine.show.hash == show_of(PALER).hash
    stage.night.close()


async def test_a_file_that_is_as_it_was_when_its_show_was_read_is_not_read_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, CUES)
    before, was = stage.engine.show, stage.path.stat()
    stage.path.write_text(CUES.replace("color: red, level: 100%", "color: red, level: 0.80"))
    os.utime(stage.path, ns=(was.st_atime_ns, was.st_mtime_ns))  # as if nobody had written to it
    await stage.look()
    assert stage.engine.show is before
    stage.night.close()


@pytest.mark.parametrize("is_there", [True, False])
def test_of_a_show_that_the_night_kept_the_file_is_read_whatever_stands_in_it(
    tmp_path: Path, *, is_there: bool
) -> None:
    show, file = show_of(CUES), tmp_path / "a.show.yaml"
    if is_there:
        file.write_text(CUES)
    keep_show(tmp_path, show.hash, CUES, {})
    watched = kept_source(tmp_path, show.hash, file).watched
    assert file in watched
    assert stamps_now(watched) != watched
