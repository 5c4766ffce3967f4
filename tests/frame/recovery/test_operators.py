"""Every operator of recoveries, seen at the lamps: it begins without a jump, stays in bounds, and leads home."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.canvas import Canvas
from controller.frame.recovery.operators import sort as sorting
from controller.frame.recovery.operators.catalogue import OPERATORS
from controller.frame.recovery.scene import Ground, Parameters, Scene, Standby
from controller.frame.recovery.shape import Wound, wound
from controller.model import chance
from controller.model.intent import Approve, Inject, Recover
from controller.model.recovery import OperatorName
from controller.model.standing import standing
from tests.shows import FPS, WALL, Played, show_of

SHOW = show_of(WALL)
PLAIN: Parameters = {
    "gain": 4.0, "bpm": 120.0, "reach": 0.6, "amount": 0.8, "from": "wound", "direction": (1.0, 0.0, 0.0),
    "color": (1.0, 0.7, 0.1), "period": 4.0, "depth": 0.5, "look": "", "part": 1.0,
}  # fmt: skip
BROKEN = np.array([3, 4, 11, 12, 13, 20, 37, 45, 46, 54, 55])


def shape_of(reach: float = 0.6) -> Wound:
    return wound(SHOW.rig, SHOW.faults["storm"], BROKEN, reach=reach, with_gold=True)


def picture(seed: int, cells: int) -> Canvas:
    """Any picture at all."""
    return Canvas(
        chance.uniform(chance.key(seed, "level"), cells).astype(np.float32),
        chance.uniform(chance.key(seed, "rgb"), 3 * cells).astype(np.float32).reshape(3, cells),
        np.zeros(cells, np.int16),
    )


def scene(seed: int, shape: Wound) -> Scene:
    """A scene of three pictures that have nothing in common."""
    present, broken, shown = (picture(seed + step, len(shape.cells)) for step in range(3))
    return Scene(
        present, broken, shown, 1.3, 90, lambda when, _bpm: (when // 20 * 20, when % 20 / 20), 1, lambda _: broken
    )


def ground(shape: Wound) -> Ground:
    dusk = picture(9, len(shape.cells))
    ones = np.ones(len(shape.cells), np.float32)
    return Ground(shape, lambda _name: Standby(dusk, ones, ones))


@pytest.mark.parametrize("name", OPERATORS)
@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 999),
    progress=st.floats(0, 1),
    order=st.sampled_from(["wound", "radial", "sweep", "random", "fixture"]),
)
def test_every_operator_stays_in_bounds_and_gives_the_same_twice(
    name: OperatorName, seed: int, progress: float, order: str
) -> None:
    shape = shape_of()
    after = [
        OPERATORS[name](ground(shape), {**PLAIN, "from": order})(scene(seed, shape), np.float32(progress))
        for _ in range(2)
    ]
    for value in (after[0].intensity, after[0].rgb):
        assert value.dtype == np.float32
        assert value.min() >= 0
        assert value.max() <= 1
    assert np.array_equal(after[0].intensity, after[1].intensity)
    assert np.array_equal(after[0].rgb, after[1].rgb)


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_begins_with_the_picture_that_it_finds(name: OperatorName) -> None:
    shape = shape_of()
    found = scene(1, shape)
    after = OPERATORS[name](ground(shape), PLAIN)(found, np.float32(0))
    assert np.allclose(after.intensity, found.shown.intensity, atol=1e-6)
    assert np.allclose(after.rgb, found.shown.rgb, atol=1e-6)


@pytest.mark.parametrize("order", ["wound", "radial", "sweep", "random", "fixture"])
def test_a_mend_ends_on_the_present_cue_in_every_order(order: str) -> None:
    shape = shape_of()
    found = scene(2, shape)
    mend = OPERATORS["mend"](ground(shape), {**PLAIN, "from": order})
    assert np.array_equal(mend(found, np.float32(1)).rgb, found.present.rgb)
    half = mend(found, np.float32(0.5))
    home = np.abs(half.rgb - found.present.rgb).max(axis=0) < 1e-6
    assert 0 < home.sum() < len(home)


def test_a_partial_mend_brings_so_many_cells_home_and_leaves_the_others() -> None:
    shape = shape_of()
    found = scene(3, shape)
    after = OPERATORS["mend"](ground(shape), {**PLAIN, "part": 0.6})(found, np.float32(1))
    home = (after.rgb == found.present.rgb).all(axis=0)
    stays = (after.rgb == found.shown.rgb).all(axis=0)
    assert home.sum() == round(0.6 * len(home))
    assert (home | stays).all()


def test_a_sort_puts_each_line_of_broken_cells_in_the_order_of_brightness() -> None:
    shape = wound(SHOW.rig, SHOW.faults["storm"], np.arange(64), reach=0, with_gold=False)
    found = scene(4, shape)
    after = OPERATORS["sort"](ground(shape), PLAIN)(found, np.float32(1))
    red, green, blue = after.rgb
    bright = ((0.2126 * red + 0.7152 * green + 0.0722 * blue) * after.intensity).reshape(8, 8)
    assert all((one <= other + 1e-4).all() for one, other in pairwise(bright.T))
    pixels = {tuple(pixel) for pixel in np.vstack([found.shown.rgb, found.shown.intensity]).T}
    assert {tuple(pixel) for pixel in np.vstack([after.rgb, after.intensity]).T} == pixels


def test_lines_of_any_length_are_sorted_alike_in_a_table_and_in_a_list() -> None:
    line = np.array([0, 0, 0, 0, 1, 2, 2, 0])
    rank = np.lexsort((np.arange(8), line))
    bright = np.array([9, 3, 7, 1, 5, 8, 2, 4], np.uint32)
    table = sorting._in_a_table(line, rank, np.bincount(line))(bright)
    listed = sorting._in_a_list(line, rank)(bright)
    assert table.tolist() == listed.tolist()
    assert bright[listed][:4].tolist() == [1, 3, 4, 7]


def test_a_scatter_loses_no_colour_and_a_gather_leaves_few() -> None:
    shape = wound(SHOW.rig, SHOW.faults["storm"], np.arange(64), reach=0, with_gold=False)
    found = scene(5, shape)
    scattered = OPERATORS["scatter"](ground(shape), PLAIN)(found, np.float32(1))
    assert np.array_equal(np.sort(scattered.intensity), np.sort(found.shown.intensity))
    assert not np.array_equal(scattered.intensity, found.shown.intensity)
    gathered = OPERATORS["gather"](ground(shape), PLAIN)(found, np.float32(1))
    assert len(np.unique(gathered.intensity)) <= 14


def test_quantise_lets_the_glitch_move_with_the_beat_alone() -> None:
    shape = shape_of()
    move = OPERATORS["quantise"](ground(shape), PLAIN)
    pictures = {20 * beat: picture(beat, len(shape.cells)) for beat in range(-1, 4)}
    found = scene(6, shape)
    shown = [
        move(
            Scene(found.present, found.broken, found.shown, 1.0, tick, found.beat, 1, lambda when: pictures[when]),
            np.float32(1),
        )
        for tick in range(45, 60)
    ]
    assert all(np.array_equal(one.rgb, other.rgb) for one, other in pairwise(shown))


def test_an_embrace_amplifies_what_is_wrong() -> None:
    shape = shape_of()
    found = scene(7, shape)
    after = OPERATORS["embrace"](ground(shape), {**PLAIN, "gain": 2.0})(found, np.float32(1))
    assert np.allclose(after.rgb, np.clip(found.shown.rgb + found.broken.rgb - found.present.rgb, 0, 1), atol=1e-6)


def test_a_blend_moves_neighbours_towards_each_other() -> None:
    shape = wound(SHOW.rig, SHOW.faults["storm"], np.arange(64), reach=0, with_gold=False)
    found = scene(8, shape)
    after = OPERATORS["blend"](ground(shape), {**PLAIN, "amount": 1.0})(found, np.float32(1))
    assert after.intensity.std() < 0.8 * found.shown.intensity.std()


SEQUENCES = (
    "{quantise: {bpm: 120}, for: 2s}",
    "{blend: {reach: 1}, for: 1s}",
    "{sort: {from: sweep}, for: 1s}, {breathe: 1s}",
    "{scatter: {from: random}, for: 1s}, {gather: 1s}",
    "{breathe: {period: 2s, depth: 60%}, for: 2s}",
    "{safe: {look: dusk}, for: 1s}",
    "{mend: {part: 60%, from: sweep}, for: 1s}, {hold: 500ms}, {embrace: {gain: 2}, for: 1s}",
)


def with_phases(phases: str) -> str:
    start = WALL.index("phases: [") + len("phases: [")
    text = WALL[:start] + phases + ", {mend: {from: fixture}, for: 2s}]}"[:-1] + "\n"
    return text.replace("cues:\n", "looks: {dusk: {wall: {color: blue, level: 20%}}}\ncues:\n", 1)


@pytest.mark.parametrize("phases", SEQUENCES)
def test_phases_follow_without_a_jump_and_land_exactly_on_the_present_cue(phases: str) -> None:
    played, healthy = Played(with_phases(phases)), Played(with_phases(phases))
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Inject("storm"))
    played.give(Approve("i1"))
    first = len(played.lit) - 1
    seconds = sum(phase.seconds for phase in played.show.recoveries["golden-seam"].phases)
    played.run(seconds + 0.1)
    healthy.run(seconds + 0.1 + 2 / FPS)
    assert played.incident.state == "closed"
    assert np.array_equal(played.slots, healthy.slots)
    steps = [float(np.abs(b.light - a.light).max()) for a, b in pairwise(played.lit[first:])]
    assert max(steps) <= 0.12


def test_a_partial_mend_holds_its_cells_through_the_phases_after_it() -> None:
    played = Played(with_phases("{mend: {part: 60%}, for: 1s}, {embrace: {gain: 3}, for: 1s}"))
    played.go()
    played.run(1)
    healthy = played.light.copy()
    played.give(Inject("storm"))
    broken = np.abs(played.light - healthy).max(axis=1) > 0.02
    played.give(Approve("i1"))
    played.run(1.9)
    still = np.abs(played.light - healthy).max(axis=1) > 0.02
    assert 0 < still.sum() <= np.ceil(0.4 * broken.sum()) + 1
    at = standing(played.incident, played.show.recoveries["golden-seam"].phases, FPS, played.state.tick)
    assert at.phases[-1][0].operator == "embrace"


NESTED = WALL.replace(
    "recoveries:",
    "  other: {kind: colour-shift, zone: north, share: 60%, amount: 1.0, for: 20s, seed: 3}\nrecoveries:\n"
    "  second: {when: {zone: north}, mode: manual, phases: [{embrace: 1s}, {mend: {from: sweep}, for: 2s}]}",
)


def test_a_recovery_that_meets_a_second_wound_composes_and_never_jumps() -> None:
    played, healthy = Played(NESTED), Played(NESTED)
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Inject("storm"))
    played.give(Approve("i1"))
    played.run(5)
    played.give(Inject("other"))
    played.run(0.5)
    first = len(played.lit) - 1
    played.give(Recover("second"))
    played.run(4)
    healthy.to(played.seconds)
    assert [incident.state for incident in played.state.incidents] == ["closed", "closed"]
    assert np.array_equal(played.slots, healthy.slots)
    steps = [float(np.abs(b.light - a.light).max()) for a, b in pairwise(played.lit[first:])]
    assert max(steps) <= 0.1
