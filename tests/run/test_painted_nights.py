"""Nights in which visitors paint: killed and resumed to the same bytes, saved and read back, played in scenarios."""

from pathlib import Path

import pytest

from controller.model.facts import Resumed
from controller.model.intent import Go, Intent
from controller.model.snapshot import OwnCell
from controller.model.visits import OpenPaint, Strokes
from controller.run import snapshots
from controller.run.engine import Position
from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from controller.run.verify import verify_night
from tests.fakes.house import open_house
from tests.fakes.small_show import small_show
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import STARTED, begin, resume
from tests.shows import WALL, Played, show_of

TEXT = f"""{WALL}
paint: {{tiles: {{zone: wall, colors: {{Gold: gold, Sea: blue}}, for: 1min, keeps: 5s, every: 1s, fade: 500ms}}}}
"""
GIVEN: dict[int, list[Intent]] = {
    10: [Go()],
    20: [OpenPaint("tiles")],
    40: [Strokes("tiles", {"ada": "Gold", "bob": ""})],
    100: [Strokes("tiles", {"bob": "Sea", "ada": "Sea"})],
}


async def test_a_killed_night_goes_on_with_every_colour_where_it_was(tmp_path: Path) -> None:
    lived = await begin(tmp_path / "lived", TEXT, given=GIVEN).play(300)
    lived.close()
    dead = await begin(tmp_path / "dead", TEXT, given=GIVEN).play(110)
    dead.kill()
    second = resume(dead.night.folder, TEXT, monotonic=STARTED.monotonic + 113 / 40, given={114: [Resumed()]})
    second.clock.advance(3 / 40)
    await second.play(300)
    second.close()
    assert second.engine.state.easels == lived.engine.state.easels
    later = {tick: slots for tick, slots in lived.output.sent.items() if tick >= 115}
    assert {tick: second.output.sent[tick] for tick in later} == later
    assert verify_night(second.night.folder).is_equal


def test_what_was_painted_is_saved_and_read_back() -> None:
    played = Played(TEXT)
    played.give(OpenPaint("tiles"))
    played.beat(Strokes("tiles", {"ada": "Gold", "bob": ""}))
    played.run(1.5)
    played.beat(Strokes("tiles", {"ada": "Sea"}))
    found = snapshots.unpack(snapshots.pack(Position(played.state, played.memory, 7)))
    assert found.state == played.state
    assert found.state.easels


@virtual_time
async def test_whoever_hands_strokes_in_is_told_the_cells() -> None:
    async with open_house(small_show(TEXT)) as house:
        await house.seam.submit(OpenPaint("tiles"), source="console:1", role="operator")
        ack = await house.seam.submit(Strokes("tiles", {"ada": "Gold", "bob": ""}), source="visitors", role="visitor")
        cells = [int(cell) for cell in house.engine.show.paintings["tiles"].cells[:2]]
        assert ack.owns == {"ada": OwnCell(cells[0], "Gold"), "bob": OwnCell(cells[1], "")}
        assert (await house.seam.submit(Go(), source="console:1", role="operator")).owns == {}


def steps(*written: str) -> str:
    return "\n".join(["scenario: Paint", "steps:", *(f"  - {step}" for step in written)])


def test_a_scenario_opens_paints_and_clears() -> None:
    text = steps(
        "{at: 0.5s, do: go}",
        "{at: 2s, do: open-paint tiles}",
        "{at: 2s, do: open-paint tiles, refused: true}",
        "{at: 3s, do: strokes tiles 64 Gold}",
        "{at: 3s, do: strokes tiles 1 Gold, refused: true}",
        "{at: 5s, expect: {zone: wall, level: 100%, color: gold}}",
        "{at: 6s, do: clear-paint}",
        "{at: 6.5s, expect: {zone: wall, color: '#4060a0'}}",
        "{at: 7s, do: close-paint tiles, refused: true}",
    )
    show = show_of(TEXT)
    scenario, problems = check_scenario(text, file="paint.yaml", show=show)
    assert scenario is not None, problems
    assert simulate(show, scenario, record=False).failures == ()


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("open-paint", "open-paint needs a paint after it: open-paint tiles"),
        ("open-paint tils", "the show has no paint 'tils'; it has tiles"),
        ("strokes tiles Gold", "strokes needs a paint, how many visitors choose, and what they choose after it"),
        ("strokes tiles 0 Gold", "'0' visitors cannot paint in one step; write 1 to 1000"),
        ("strokes tiles 3 Mud", "no colour 'Mud'"),
        ("clear-paint tiles", "nothing stands after clear-paint"),
    ],
)
def test_paint_that_cannot_be_is_told(deed: str, sentence: str) -> None:
    text = steps(f"{{at: 1s, do: {deed}}}")
    scenario, problems = check_scenario(text, file="paint.yaml", show=show_of(TEXT))
    assert scenario is None
    assert any(sentence in problem.text for problem in problems), problems
