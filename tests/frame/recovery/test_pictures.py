"""The operators on projected pictures: nothing jumps or leaves its bounds, and every mend ends on the present cue."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.frame.recovery.pictures.ground import ROWS, PictureScene, Wall
from controller.frame.recovery.pictures.operators import PICTURE_OPERATORS
from controller.frame.recovery.scene import Parameters
from controller.frame.recovery.shape import wound
from controller.model import chance
from controller.model.intent import Grab, Halt, Inject, Recover
from controller.model.recovery import OperatorName
from controller.model.surface import CENTRE, CORNERS, Part
from tests.shows import FPS, Played, cell_of, show_of

HALL = """
show: {name: Hall, fps: 40, seed: 7, on_exit: fade 1s}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  web: {protocol: websocket}
fixtures:
  screen: {profile: generic/projector, count: 5, layout: {line: 8}, at: web}
  tile: {profile: generic/rgb, count: 4, at: lamps 1/1}
zones: {walls: screen, all: "screen, tile"}
looks:
  day: {screen: {level: 80%, color: "#c0a080", gobo: Bars}, tile: {level: 50%}}
  night: {screen: {level: 40%, tear: 20%, raw: {Top left x: 60%}}}
cues:
  - {cue: 1, look: day, fade: 0s}
  - {cue: 2, look: night, fade: 2s}
panic: {look: day, fade: 1s}
faults:
  torn: {kind: tear, zone: walls, share: 60%, amount: 80%, for: 12s}
  bent: {kind: misalign, zone: screen 3, share: 100%, amount: 100%, for: 12s}
recoveries:
  gild:
    when: {zone: walls}
    mode: manual
    phases:
      - {hold: 500ms}
      - {embrace: {gain: 1.5}, for: 2s}
      - {seam: {color: gold}, for: 3s}
      - {mend: {from: sweep}, for: 4s}
policy: {standby: night}
"""
SHOW = show_of(HALL)
CELLS = np.arange(5)
PLAIN: Parameters = {
    "gain": 4.0, "bpm": 120.0, "reach": 3.0, "amount": 0.8, "from": "wound", "direction": (1.0, 0.0, 0.0),
    "color": (1.0, 0.7, 0.1), "period": 4.0, "depth": 0.5, "look": "", "part": 1.0,
}  # fmt: skip
ORDERS = ["wound", "radial", "sweep", "random", "fixture"]
Table = NDArray[np.float32]


def wall(broken: NDArray[np.intp] = CELLS[1:4]) -> Wall:
    shape = wound(SHOW.rig, SHOW.faults["torn"], broken, reach=9.0, with_gold=False)
    at = np.searchsorted(shape.cells, CELLS)
    standby = table(9), np.ones((len(Part), 5), np.float32)
    return Wall(shape, at, broken, np.full(5, 0.3, np.float32), lambda _name: standby)


def table(seed: int) -> Table:
    return chance.uniform(seed, len(Part) * 5).astype(np.float32).reshape(len(Part), 5)


def scene(seed: int) -> PictureScene:
    present, broken, shown = (table(chance.key(seed, step)) for step in range(3))
    return PictureScene(
        present, broken, shown, 1.3, 90, lambda when, _bpm: (when // 20 * 20, when % 20 / 20), 1, lambda _: broken
    )


@pytest.mark.parametrize("name", PICTURE_OPERATORS)
@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 999), progress=st.floats(0, 1), order=st.sampled_from(ORDERS))
def test_every_operator_stays_in_bounds_and_gives_the_same_twice(
    name: OperatorName, seed: int, progress: float, order: str
) -> None:
    after = [
        PICTURE_OPERATORS[name](wall(), {**PLAIN, "from": order})(scene(seed), np.float32(progress)) for _ in range(2)
    ]
    assert after[0].dtype == np.float32
    assert after[0].min() >= -1e-6
    assert after[0].max() <= 1 + 1e-6
    assert np.array_equal(after[0], after[1])


@pytest.mark.parametrize("name", PICTURE_OPERATORS)
def test_every_operator_begins_with_the_picture_that_it_finds(name: OperatorName) -> None:
    found = scene(1)
    assert np.allclose(PICTURE_OPERATORS[name](wall(), PLAIN)(found, np.float32(0)), found.shown, atol=1e-6)


@pytest.mark.parametrize("order", ORDERS)
def test_a_mend_ends_on_the_present_cue_in_every_order_and_not_all_at_once(order: str) -> None:
    found = scene(2)
    mend = PICTURE_OPERATORS["mend"](wall(), {**PLAIN, "from": order})
    assert np.array_equal(mend(found, np.float32(1)), found.present)
    half = np.abs(mend(found, np.float32(0.5)) - found.present)[ROWS]
    assert half.max() > 0.01
    assert half.min() < 1e-6


def test_the_gold_and_the_lines_go_last() -> None:
    found = scene(2)
    nearly = PICTURE_OPERATORS["mend"](wall(), {**PLAIN, "from": "fixture"})(found, np.float32(0.99))
    assert np.array_equal(nearly[Part.FRACTURE], found.shown[Part.FRACTURE])
    assert not np.array_equal(nearly[Part.SEAM], found.present[Part.SEAM])


def test_a_partial_mend_straightens_so_much_and_leaves_the_rest() -> None:
    found = scene(3)
    after = PICTURE_OPERATORS["mend"](wall(), {**PLAIN, "part": 0.6})(found, np.float32(1))[ROWS]
    home, stays = after == found.present[ROWS], after == found.shown[ROWS]
    assert home.sum() == round(0.6 * home.size)
    assert (home | stays).all()


def test_a_seam_draws_all_lines_of_the_broken_in_its_colour_and_of_no_other() -> None:
    found = scene(4)
    found.shown[Part.FRACTURE] = 0
    after = PICTURE_OPERATORS["seam"](wall(), PLAIN)(found, np.float32(1))
    assert (after[Part.SEAM][1:4] == 1).all()
    assert np.allclose(after[[Part.SEAM_RED, Part.SEAM_GREEN, Part.SEAM_BLUE], 2], (1.0, 0.7, 0.1))
    assert np.allclose(after[Part.FRACTURE], [0, 0.3, 0.3, 0.3, 0])
    assert np.array_equal(after[:, [0, 4]], found.shown[:, [0, 4]])


def test_an_embrace_bends_further_the_way_it_is_bent() -> None:
    found = scene(5)
    for rows, value in ((found.present, 0.5), (found.broken, 0.55), (found.shown, 0.55)):
        rows[:] = value
    after = PICTURE_OPERATORS["embrace"](wall(), PLAIN)(found, np.float32(1))
    assert np.allclose(after[ROWS], 0.7)


def test_a_sort_lets_damage_grow_along_the_line_and_scatter_and_gather_move_whole_pictures() -> None:
    found = scene(6)
    found.present[ROWS] = 0
    after = PICTURE_OPERATORS["sort"](wall(CELLS), PLAIN)(found, np.float32(1))
    assert (np.diff(after[ROWS].sum(axis=0)) >= 0).all()
    scattered = PICTURE_OPERATORS["scatter"](wall(CELLS), PLAIN)(found, np.float32(1))
    assert {tuple(column) for column in scattered[ROWS].T} == {tuple(column) for column in found.shown[ROWS].T}
    gathered = PICTURE_OPERATORS["gather"](wall(CELLS), PLAIN)(found, np.float32(1))
    assert len(np.unique(gathered[ROWS], axis=1).T) == 1


def test_a_ripple_bends_the_neighbours_the_less_the_farther_they_are() -> None:
    found = scene(7)
    found.shown[ROWS] = 0
    found.shown[np.ix_(np.array(ROWS), CELLS[:1])] = 1
    after = PICTURE_OPERATORS["ripple"](wall(CELLS[:1]), {**PLAIN, "reach": 7.0})(found, np.float32(1))
    strength = after[Part.TEAR]
    assert strength[0] == 1
    assert strength[1] > strength[2] > strength[3] > 0


def slots(played: Played, number: int) -> NDArray[np.uint8]:
    show = played.show
    index = next(i for i, each in enumerate(show.rig.fixtures) if each.id == f"screen-{number}")
    own: NDArray[np.uint8] = played.slots[show.patch.fixtures[index].row][:35]
    return own


TEAR, SEAM, CORNER = 13, 15, 19


def torn() -> tuple[Played, list[int]]:
    """The hall at day with three torn screens, and which."""
    played = Played(HALL)
    played.go()
    played.run(1)
    played.give(Inject("torn"))
    played.run(3)
    hurt = [number for number in range(1, 6) if slots(played, number)[TEAR] > 0]
    assert len(hurt) == 3
    return played, hurt


def test_a_torn_picture_is_gilded_and_mended_and_ends_on_the_cue_that_came_meanwhile() -> None:
    played, hurt = torn()
    assert played.give(Recover("gild")).ok
    played.run(5.6)
    assert all(slots(played, number)[SEAM] > 240 for number in hurt), "gold runs along every line"
    assert all(slots(played, number)[SEAM] == 0 for number in range(1, 6) if number not in hurt)
    played.go()
    played.run(7)
    assert played.incident.state == "closed"
    plain = Played(HALL)
    for _ in range(2):
        plain.go()
        plain.run(8)
    for number in range(1, 6):
        assert np.array_equal(slots(played, number), slots(plain, number)), number
    assert played.report().failures(3) == ()


def test_nothing_of_a_picture_jumps_on_its_way() -> None:
    played, hurt = torn()
    played.give(Recover("gild"))
    seen = []
    for _ in range(11 * FPS):
        played.beat()
        seen.append(slots(played, hurt[0])[[TEAR, SEAM, CORNER]].astype(int))
    assert np.abs(np.diff(np.array(seen), axis=0)).max() <= 10


def test_after_halt_only_the_mend_is_left_and_it_lands() -> None:
    played, hurt = torn()
    played.give(Recover("gild"))
    played.run(2)
    played.give(Halt())
    played.run(5)
    assert all(slots(played, number)[TEAR] == 0 for number in hurt)
    assert all(slots(played, number)[SEAM] == 0 for number in hurt)


def test_a_bent_picture_gets_its_lines_from_the_recovery_and_comes_back_straight() -> None:
    played = Played(HALL)
    played.go()
    played.run(1)
    played.give(Inject("bent"))
    played.run(2)
    assert slots(played, 3)[CORNER] != 128
    played.give(Recover("gild"))
    played.run(5)
    assert slots(played, 3)[11] > 0, "somewhere the gold must run"
    played.run(8)
    assert slots(played, 3)[CORNER : CORNER + 2].tolist() == [128, 0]
    assert slots(played, 3)[[11, SEAM]].tolist() == [0, 0]


def test_the_hand_lies_over_a_wound_and_its_recovery() -> None:
    played, hurt = torn()
    played.give(Recover("gild"))
    played.give(Grab(f"screen {hurt[0]}", {"tear": "0%"}))
    played.run(3)
    assert slots(played, hurt[0])[TEAR] == 0
    assert slots(played, hurt[1])[TEAR] > 0


def test_light_that_needs_no_picture_is_left_alone() -> None:
    played, hurt = torn()
    cell = cell_of(played.show, f"screen-{hurt[0]}")
    before = played.light[cell].copy()
    played.give(Recover("gild"))
    played.run(5.5)
    assert np.array_equal(played.light[cell], before), "no projector is gilded as a whole"
    assert CENTRE == 0.5
    assert len(CORNERS) == 8
