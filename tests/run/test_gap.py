"""A night on disk whose engine dies while its lamps hang on a node that goes black: who returns knows it, and so does
whoever paints the night again.
"""

from pathlib import Path

import numpy as np
import pytest

from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.model.facts import Resumed
from controller.model.intent import Go, Reload
from controller.run import journal as journals
from controller.run import night as nights
from controller.run.last_sent import LastSent
from controller.run.score.kept import keep_show, shelf
from controller.run.turn import Staged
from tests.run.nights import STARTED, Played, begin, resume
from tests.shows import WALL, show_of

BLACK = WALL.replace("to: 127.0.1.2}", "to: 127.0.1.2, on_loss: black, dark_after: 100ms}").replace(
    "#4060a0", "#ffffff"
)
DIED, FPS = 139, 40


async def dead(root: Path) -> tuple[Played, LastSent]:
    """A night that died while its lamps were lit."""
    note = LastSent()
    night = await begin(root, BLACK, last_sent=note, given={10: [Go()]}).play(DIED)
    night.kill()
    assert night.engine.memory.levels.any()
    return night, note


def back(night: Played, note: LastSent, seconds: float) -> Played:
    """Its next engine, which comes after so many seconds."""
    now = night.engine.state.tick / FPS + seconds
    second = resume(night.night.folder, BLACK, monotonic=STARTED.monotonic + now, last_sent=note)
    second.clock.advance(0.0 if second.night.stood_still else seconds)
    second.engine.put(Resumed(stood_still=second.night.stood_still), source="engine", role="engine")
    return second


def swung(memory: Memory) -> int:
    """The most transitions at any signal that are over."""
    memory = memory.copy()
    memory.spread(slice(None))
    return int(memory.counted[:2].max() + (memory.stamps[:, :2] != memory.stamps[-1, :2]).sum(axis=0).max())


@pytest.mark.parametrize(("seconds", "swings"), [(0.1, 1), (0.3, 3), (3600.0, 3)])
async def test_lamps_that_went_black_in_the_gap_have_fallen_and_risen(
    tmp_path: Path, seconds: float, swings: int
) -> None:
    night, note = await dead(tmp_path)
    assert swung(night.engine.memory) == 1
    second = back(night, note, seconds)
    await second.play(second.engine.state.tick + round(min(seconds, 1) * FPS) + 1)
    second.kill()
    assert swung(second.engine.memory) == swings


@pytest.mark.parametrize("seconds", [0.3, 3600.0])
async def test_who_paints_the_night_again_remembers_the_same(tmp_path: Path, seconds: float) -> None:
    night, note = await dead(tmp_path)
    second = back(night, note, seconds)
    await second.play(second.engine.state.tick + 20)
    second.kill()
    third = back(second, note, seconds)
    await third.play(third.engine.state.tick + 50)
    third.close()
    log = journals.read(night.night.folder / journals.NAME)
    position, _ = nights.restored(shelf(night.night.folder, third.show), log, night.night.folder)
    assert position.state == third.engine.state
    again, lived = position.memory.to_arrays(), third.engine.memory.to_arrays()
    assert [name for name in lived if not np.array_equal(again[name], lived[name], equal_nan=name == "heads")] == []


async def test_a_show_that_is_taken_in_the_first_frame_after_the_gap_has_dark_lamps(tmp_path: Path) -> None:
    night, note = await dead(tmp_path)
    edited = BLACK.replace("fade: 1s", "fade: 2s")
    show = show_of(edited)
    keep_show(night.night.folder, show.hash, edited, {})
    second = back(night, note, 0.3)
    second.engine.offer(Staged(show, Painter(show)))
    second.engine.put(Reload(show.hash), source="engine", role="engine")
    await second.play(DIED + 13)
    second.kill()
    assert second.engine.show is show
    assert swung(second.engine.memory) == 3


async def test_a_machine_that_stood_still_is_a_gap_too(tmp_path: Path) -> None:
    night = await begin(tmp_path, BLACK, given={10: [Go()]}, stalls={100: 0.3}).play(DIED)
    night.close()
    assert swung(night.engine.memory) == 3


async def test_an_engine_that_ended_before_its_first_frame_leaves_its_gap_to_the_next(tmp_path: Path) -> None:
    night, note = await dead(tmp_path)
    second = back(night, note, 3600.0)
    assert second.night.stood_still
    second.kill()
    third = back(night, note, 3600.2)
    assert third.night.stood_still
    await third.play(third.engine.state.tick + FPS)
    third.kill()
    assert swung(third.engine.memory) == 3
