"""Nights whose show was reloaded: painted again to the same bytes, resumed after a crash, with the files they used."""

from dataclasses import replace
from pathlib import Path

from controller.frame.pipeline import Painter
from controller.model.intent import Go, Inject, Reload
from controller.run import night as nights
from controller.run.loop import Beat
from controller.run.reading import read_whole_show
from controller.run.score.kept import keep_show, kept_show
from controller.run.turn import Staged
from controller.run.verify import verify_night
from tests.run.nights import Played, begin, resume
from tests.shows import WALL, show_of

OTHER = WALL.replace("level: 70%", "level: 50%").replace("  north: tile 1-32\n", "  south: tile 33-64\n")


def offer(night: Played, text: str) -> None:
    """Lay a show ready as a reload does."""
    show = show_of(text)
    keep_show(night.night.folder, show.hash, text, {})
    night.engine.offer(Staged(show, Painter(show)))
    night.engine.put(Reload(show.hash), source="engine", role="engine")


async def evening(root: Path, last: int) -> Played:
    """An evening with two reloads."""
    night = begin(root, WALL, given={10: [Go()], 90: [Inject("storm")], 300: [Go()]})
    await night.play(60)
    offer(night, OTHER)
    await night.play(200)
    offer(night, WALL)
    return await night.play(last)


async def test_a_night_with_reloads_gives_the_same_bytes_again(tmp_path: Path) -> None:
    night = await evening(tmp_path, 600)
    night.close()
    verdict = verify_night(night.night.folder)
    assert verdict.is_equal
    assert verdict.marks == 2
    assert verdict.frames == 600


async def test_a_night_that_dies_after_a_reload_goes_on_with_that_show(tmp_path: Path) -> None:
    night = begin(tmp_path / "one", WALL, given={10: [Go()]})
    await night.play(60)
    offer(night, OTHER)
    await night.play(150)
    night.kill()
    assert nights.unfinished(tmp_path / "one", show_of(WALL)) is None
    assert nights.unfinished(tmp_path / "one", show_of(OTHER)) == night.night.folder
    again = resume(night.night.folder, OTHER, monotonic=1004.0)
    assert again.night.start.state.show == show_of(OTHER).hash
    await again.play(200)
    lived = begin(tmp_path / "two", WALL, given={10: [Go()]})
    await lived.play(60)
    offer(lived, OTHER)
    await lived.play(200)
    assert again.output.sent[200] == lived.output.sent[200]
    again.close()
    lived.close()


async def test_a_night_whose_last_reload_was_refused_at_its_tick_goes_on_with_what_it_played(tmp_path: Path) -> None:
    refused = OTHER.replace("fps: 40", "fps: 30")
    assert refused != OTHER
    night = begin(tmp_path / "one", WALL, given={10: [Go()]})
    await night.play(60)
    offer(night, OTHER)
    await night.play(80)
    offer(night, refused)
    await night.play(150)
    assert night.engine.show.fps == 40
    night.kill()
    folder, file = night.night.folder, tmp_path / "wall.show.yaml"
    asked = nights.left_off(folder, None, file)
    assert nights.unfinished(tmp_path / "one", asked.show) == folder
    again = resume(folder, refused, monotonic=1004.0)
    assert again.night.show.hash == show_of(OTHER).hash
    played = nights.source_of(again.night, asked)
    assert (played.show, played.text, played.path) == (again.night.show, OTHER, file)
    again.kill()
    assert nights.source_of(replace(again.night, show=asked.show), asked) is asked
    goes_on = resume(folder, OTHER, monotonic=1004.0)
    await goes_on.play(200)
    lived = begin(tmp_path / "two", WALL, given={10: [Go()]})
    await lived.play(60)
    offer(lived, OTHER)
    await lived.play(200)
    assert goes_on.output.sent[200] == lived.output.sent[200]
    goes_on.close()
    lived.close()


async def test_a_reload_that_nobody_prepared_is_refused(tmp_path: Path) -> None:
    night = begin(tmp_path, WALL)
    night.engine.put(Reload("0" * 64), source="engine", role="engine")
    night.engine.step(Beat(1, 0, 0.0, is_late=False))
    assert night.engine.show is night.show
    night.close()
    assert not night.engine.snapshot().log[-1].ok


def test_a_show_is_kept_with_every_file_it_used(tmp_path: Path) -> None:
    nodes = WALL.index("nodes:")
    fixtures = WALL.index("fixtures:")
    rig, text = WALL[nodes:fixtures], WALL[:nodes] + "use: rig.yaml\n" + WALL[fixtures:]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "rig.yaml").write_text(rig)
    reading = read_whole_show(text, str(tmp_path / "a" / "x.show.yaml"))
    assert reading.show is not None, reading.told
    keep_show(tmp_path, reading.show.hash, text, reading.parts)
    assert kept_show(tmp_path, reading.show.hash).hash == reading.show.hash
    (tmp_path / "a" / "rig.yaml").write_text(rig + "# another\n")
    changed = read_whole_show(text, str(tmp_path / "a" / "x.show.yaml"))
    assert changed.show is not None
    assert changed.show.hash != reading.show.hash
