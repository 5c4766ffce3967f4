"""What each motion does, cell by cell, at chosen moments."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from tests.frame.effects.gallery import COLUMNS, ROWS, painted, played, wall
from tests.shows import FPS

WHITE = "colors: [black, white], of: color"
RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def values(effect: str, turns: float, seconds: float = 0.0) -> NDArray[np.float32]:
    """Give the value of every cell of the wall, float32 [rows, columns], the top row first, read off its grey."""
    grey: NDArray[np.float32] = rgb(effect, turns, seconds)[0]
    return grey


def rgb(effect: str, turns: float, seconds: float = 0.0) -> NDArray[np.float32]:
    """Give the colours of the wall: float32 [3, rows, columns], the top row first."""
    show = wall(effect)
    colors = painted(show, turns=turns, seconds=seconds).rgb[:, : ROWS * COLUMNS]
    up = show.rig.position[: ROWS * COLUMNS, 1]
    grid = colors.reshape(3, ROWS, COLUMNS)
    return grid if up[0] > up[-1] else grid[:, ::-1]


def test_a_wave_runs_on_by_its_length_in_a_cycle() -> None:
    wave = f"{{wave: {{on: tile, length: 2, amount: 100%, {WHITE}}}}}"
    start, quarter = values(wave, 0), values(wave, 0.25)
    assert np.allclose(quarter[:, 2:], start[:, :-2], atol=0.01)
    assert np.allclose(values(wave, 5), start, atol=0.001)


def test_runners_follow_one_another_with_a_tail_behind() -> None:
    row = values(f"{{chase: {{on: tile, count: 2, width: 50%, direction: right, {WHITE}}}}}", 0.5)[0]
    heads = np.flatnonzero((row > np.roll(row, 1)) & (row > np.roll(row, -1)))
    assert np.diff(heads).tolist() == [COLUMNS // 2]
    assert row[heads[0]] > row[heads[0] - 1] > row[heads[0] - 3] > 0
    assert row[heads[0] + 2] == 0


def test_a_chase_without_a_direction_goes_from_cell_to_cell() -> None:
    chase = f"{{chase: {{on: tile, width: 1%, {WHITE}}}}}"
    cells = ROWS * COLUMNS
    lit = [int(painted(wall(chase), turns=(n + 0.01) / cells).rgb[0, :cells].argmax()) for n in (0, 1, 70, 191)]
    assert lit == [0, 1, 70, 191]


def test_a_bar_scans_to_the_end_and_back() -> None:
    scanner = f"{{scanner: {{on: tile, width: 20%, {WHITE}}}}}"
    places = [int(values(scanner, turns)[0].argmax()) for turns in (0.001, 0.25, 0.4999, 0.75, 0.999)]
    assert places[0] == places[4] == 0
    assert places[2] == COLUMNS - 1
    assert abs(places[1] - COLUMNS // 2) <= 1
    assert abs(places[3] - COLUMNS // 2) <= 1


def test_a_rainbow_has_every_colour_and_closes_on_itself() -> None:
    colors = rgb("{rainbow: {on: tile, length: 6}}", 0.0)[:, 0]
    assert colors.max(axis=1).min() > 0.95
    assert np.allclose(colors.max(axis=0), 1, atol=0.01)
    before, after = rgb("{rainbow: {on: tile, length: 6}}", 0.9999), rgb("{rainbow: {on: tile, length: 6}}", 0.0)
    assert np.abs(before - after).max() < 0.01


def test_a_gradient_lies_from_end_to_end_and_stands() -> None:
    gradient = '{gradient: {on: tile, colors: ["#ff0000", "#0000ff"]}}'
    colors = rgb(gradient, 0.0)[:, 0]
    assert np.allclose(colors[:, 0], RED, atol=0.01)
    assert np.allclose(colors[:, -1], BLUE, atol=0.01)
    assert (np.diff(colors[2]) >= 0).all()
    night = played(gradient)
    before = night.slots
    night.run(3)
    assert np.array_equal(night.slots, before)


def test_rings_run_outwards_and_grow_weaker() -> None:
    ripple = f"{{ripple: {{on: tile, length: 1, fade: 0%, center: [0, 0, 0], {WHITE}}}}}"
    far = np.sqrt((wall(ripple).rig.position[: ROWS * COLUMNS] ** 2).sum(axis=1))
    early, late = (painted(wall(ripple), turns=turns).rgb[0, : ROWS * COLUMNS] for turns in (0.5, 0.75))
    near = far < 1
    crest, moved = far[near][early[near].argmax()], far[near][late[near].argmax()]
    assert moved > crest
    weaker = painted(wall(ripple.replace("fade: 0%", "fade: 100%")), turns=0.5).rgb[0, : ROWS * COLUMNS]
    assert weaker[far > 0.8 * far.max()].max() < 0.25
    assert early[far > 0.8 * far.max()].max() > 0.75


def test_arms_turn_against_the_clock() -> None:
    show = wall(f"{{radial: {{on: tile, arms: 1, {WHITE}}}}}")
    x, y, _ = (show.rig.position[: ROWS * COLUMNS] - show.rig.position[: ROWS * COLUMNS].mean(axis=0)).T
    towards = {0.0: x > 0, 0.25: y > 0, 0.5: x < 0, 0.75: y < 0}
    for turns, side in towards.items():
        seen = painted(show, turns=turns).rgb[0, : ROWS * COLUMNS]
        assert seen[side].mean() > 1.5 * seen[~side].mean()


def test_clouds_are_soft_and_come_again_after_a_cycle() -> None:
    noise = f"{{noise: {{on: tile, size: 2, {WHITE}}}}}"
    start, half = values(noise, 0.0), values(noise, 0.5)
    assert np.array_equal(values(noise, 7.0), start)
    assert np.abs(half - start).max() > 0.2
    assert np.ptp(start) > 0.3
    assert np.abs(np.diff(start, axis=1)).max() < 0.35


def test_other_seeds_give_other_clouds_flames_and_sparks() -> None:
    for kind in ("noise", "fire", "sparkle"):
        one, other = (values(f"{{{kind}: {{on: tile, seed: {n}, {WHITE}}}}}", 0.3) for n in (1, 2))
        assert not np.array_equal(one, other)


def test_flames_are_hot_below_and_rise() -> None:
    fire = f"{{fire: {{on: tile, size: 0.5, {WHITE}}}}}"
    start = values(fire, 0.0)
    assert start[-1].mean() > 0.6
    assert start[0].mean() < 0.2
    rises = [values(fire, turns) for turns in np.arange(0, 1, 0.02)]
    follows = [np.corrcoef(after[3], before[4])[0, 1] for before, after in pairwise(rises)]
    goes_back = [np.corrcoef(after[4], before[3])[0, 1] for before, after in pairwise(rises)]
    assert np.mean(follows) > np.mean(goes_back)


def test_plasma_flows_and_comes_again_after_a_cycle() -> None:
    plasma = f"{{plasma: {{on: tile, size: 2, {WHITE}}}}}"
    assert np.array_equal(values(plasma, 4.0), values(plasma, 0.0))
    assert np.abs(values(plasma, 0.3) - values(plasma, 0.0)).max() > 0.3
    assert np.ptp(values(plasma, 0.1)) > 0.7


@pytest.mark.parametrize("density", [10, 50, 100])
def test_a_sparkle_lights_its_share_of_the_cells_in_a_cycle(density: int) -> None:
    sparkle = f"{{sparkle: {{on: tile, density: {density}%, amount: 100%, {WHITE}}}}}"
    lit = np.mean([(values(sparkle, turns) > 0.02).mean() for turns in np.arange(0, 20, 0.37)])
    assert lit == pytest.approx(density / 100, abs=0.05)


def test_a_sparkle_never_jumps() -> None:
    sparkle = f"{{sparkle: {{on: tile, amount: 100%, density: 50%, {WHITE}}}}}"
    steps: list[Levels] = [values(sparkle, 0.9 + step / 200) for step in range(40)]
    assert max(np.abs(after - before).max() for before, after in pairwise(steps)) < 0.02


def test_text_enters_at_the_right_and_leaves_at_the_left() -> None:
    text = f"{{text: {{on: tile, say: I, {WHITE}}}}}"
    middles = []
    for turns in (0.2, 0.5, 0.8):
        columns = values(text, turns).max(axis=0)
        middles.append(float((columns * np.arange(COLUMNS)).sum() / columns.sum()))
    assert middles[0] > middles[1] > middles[2]
    assert middles[1] == pytest.approx(COLUMNS / 2, abs=1.5)
    assert values(text, 0.0).max() == 0


def test_signs_stand_one_after_another() -> None:
    glyph = f"{{glyph: {{on: tile, say: LO, {WHITE}}}}}"
    first, second = values(glyph, 0.5), values(glyph, 1.5)
    left = int(np.flatnonzero(first.max(axis=0))[0])
    assert first[:, left].min() == 1.0
    assert first[0, left + 2 :].max() == 0.0
    assert np.array_equal(values(glyph, 2.5), first)
    assert not np.array_equal(second, first)


def test_an_unknown_sign_is_a_box() -> None:
    box = values(f"{{glyph: {{on: tile, say: 夜, {WHITE}}}}}", 0.0)
    columns = np.flatnonzero(box.max(axis=0))
    assert (box[:, columns[0]] == 1).all()
    assert box[ROWS // 2, columns[len(columns) // 2]] == 0


def test_a_film_keeps_the_time_of_its_file() -> None:
    image = "{image: {on: tile, file: film.gif, fit: stretch}}"
    for seconds in (0.0, 0.49, 1.5, 1.99):
        assert np.allclose(rgb(image, 0.0, seconds), np.array(RED)[:, None, None], atol=0.01)
    for seconds in (0.5, 1.49, 2.0):
        picture = rgb(image, 0.0, seconds)
        assert np.allclose(picture[:, :, : COLUMNS // 2], np.array(GREEN)[:, None, None], atol=0.01)
        assert np.allclose(picture[:, :, COLUMNS // 2 :], np.array(BLUE)[:, None, None], atol=0.01)


def test_a_film_runs_faster_and_scrolls() -> None:
    fast = "{image: {on: tile, file: film.gif, fit: stretch, speed: 2, scroll: left}}"
    picture = rgb(fast, 0.5, 0.3)
    assert np.allclose(picture[:, :, 2], np.array(BLUE)[:, None], atol=0.01)
    assert np.allclose(picture[:, :, -3], np.array(GREEN)[:, None], atol=0.01)


def test_a_picture_that_is_contained_leaves_the_look_beside_it() -> None:
    picture = rgb("{image: {on: tile, file: film.gif, fit: contain}}", 0.0)
    assert np.allclose(picture[:, :, COLUMNS // 2], np.array(RED)[:, None], atol=0.01)
    assert np.allclose(picture[:, :, 0], np.array([0.2, 0.3, 0.9])[:, None], atol=0.01)


def test_a_strobe_is_on_for_its_part_of_a_cycle_and_the_guard_has_nothing_to_hold() -> None:
    for period_ms in (626, 800, 1000):
        night = played(f"{{strobe: {{on: tile, period: {period_ms}ms, duty: 40%}}}}")
        night.run(8)
        lit = [bool(seen.light[0].max() > 0.05) for seen in night.lit[-4 * FPS :]]
        assert sum(lit) == pytest.approx(0.4 * 4 * FPS, abs=6)
        assert not any(seen.frame.held_zones for seen in night.lit[-7 * FPS :])


def test_a_strobe_in_beats_leaves_out_the_flashes_that_are_too_many() -> None:
    night = played("{strobe: {on: tile, period: 0.25 beats}}")
    night.run(5)
    lit = np.array([seen.light[0].max() > 0.05 for seen in night.lit[-4 * FPS :]])
    flashes = int(((~lit[:-1]) & lit[1:]).sum())
    assert 4 <= flashes <= 7
    assert not any(seen.frame.held_zones for seen in night.lit[-4 * FPS :])
    assert night.report().flashes() <= 3
