"""The guard lets harmless pictures through untouched, bit by bit, and tells where it holds light back."""

import numpy as np
import pytest

from controller.frame.canvas import Levels
from controller.frame.guard import Guard
from controller.frame.guard.limits import Limits
from controller.frame.light import to_srgb
from controller.model.intent import Blackout, Goto, GrandMaster
from tests.frame.adversaries import CHANNELS, SHOW, SHUTTER, Guarded
from tests.shows import WALL, Played, seen, show_of

FPS = SHOW.fps
TILES = show_of(WALL.replace("fps: 40", "fps: 44"))


def even(level: float) -> Levels:
    """Every channel at one level, shutters open."""
    return np.where(SHUTTER, 1, level).astype(np.float32)


def is_untouched(levels: list[float]) -> bool:
    """Whether every frame of these levels on a wall of tiles comes out exactly as it went in."""
    guard = Guard(TILES)
    memory = guard.fresh_memory()
    for tick, level in enumerate(levels, start=1):
        guarded = guard.limit(np.full(len(memory.levels), level, np.float32), memory, tick)
        if guarded.zones or (guarded.levels != round(float(np.float32(level)) * 255) * 257).any():
            return False
    return True


def wave(period_s: float, seconds: float) -> list[float]:
    return [0.5 - 0.5 * float(np.cos(2 * np.pi * tick / (period_s * FPS))) for tick in range(round(seconds * FPS))]


def blinks(count: int, on_s: float, off_s: float) -> list[float]:
    return ([1.0] * round(on_s * FPS) + [0.0] * round(off_s * FPS)) * count


def test_a_fade_passes_untouched() -> None:
    assert is_untouched(np.linspace(0, 1, 5 * FPS).tolist() + np.linspace(1, 0, 3 * FPS).tolist())


@pytest.mark.parametrize("period_s", [0.7, 1, 2, 6])
def test_a_slow_wave_passes_untouched(period_s: float) -> None:
    assert is_untouched(wave(period_s, 12))


def test_a_snap_every_two_seconds_passes_untouched() -> None:
    assert is_untouched(blinks(4, 2, 2))


def test_a_blink_at_two_hertz_passes_untouched() -> None:
    assert is_untouched(blinks(8, 0.25, 0.25))


def test_four_swings_a_second_pass_for_four_seconds_and_not_for_ever() -> None:
    assert is_untouched(wave(0.5, 4))
    assert not is_untouched(wave(0.5, 6))


def test_three_flashes_and_a_rest_pass_untouched() -> None:
    assert is_untouched((blinks(3, 0.1, 0.1) + [0.0] * FPS) * 3)


@pytest.mark.parametrize(("times", "period_s", "passes"), [(2, 1 / 3, True), (3, 0.5, True), (3, 1 / 3, False)])
def test_of_three_dark_blinks_within_a_second_the_third_return_waits(
    times: int, period_s: float, *, passes: bool
) -> None:
    standing = [1.0] * 2 * FPS
    dark = [1.0 - level for level in blinks(times, period_s / 2, period_s / 2)]
    assert is_untouched(standing + dark + standing) == passes


def test_a_fourth_flash_is_held_back() -> None:
    assert not is_untouched(blinks(4, 0.1, 0.1))


def test_a_shimmer_below_a_tenth_passes_at_any_speed() -> None:
    assert is_untouched([0.5, 0.56] * FPS)


def test_changes_among_bright_lights_are_no_flashes() -> None:
    assert is_untouched([0.0] * 10 + [1.0, 0.92] * FPS)


def test_a_strobe_is_held_within_the_limit_and_named() -> None:
    guarded = Guarded(SHOW)
    for level in blinks(40, 1 / FPS, 1 / FPS):
        guarded.take(even(level))
    assert guarded.held > 0
    assert seen(SHOW, guarded.lit).flashes() <= 3
    assert seen(SHOW, guarded.lit).long_runs() == ()


def test_only_the_zones_that_are_held_back_are_named() -> None:
    guard = Guard(SHOW)
    memory = guard.fresh_memory()
    named: set[str] = set()
    for tick in range(1, 60):
        drive = even(0.0)
        drive[SHOW.patch.channel_cell == 0] = tick % 2
        named |= set(guard.limit(drive, memory, tick).zones)
    assert named == {"left", "all", "one"}


def test_a_steady_neighbour_of_a_strobe_keeps_its_light() -> None:
    guarded = Guarded(SHOW)
    for tick in range(1, 60):
        drive = even(0.5)
        drive[SHOW.patch.channel_cell == 0] = tick % 2
        guarded.take(drive)
    assert all(abs(float(light[4].max()) - 0.5) < 1 / 255 for _, light in guarded.lit[5:])


def test_a_held_light_arrives_once_the_second_is_over() -> None:
    guarded = Guarded(SHOW)
    for level in blinks(20, 1 / FPS, 1 / FPS):
        guarded.take(even(level))
    for _ in range(FPS + 8):
        light = guarded.take(even(1.0))
    assert light[:6].min() == 1


def test_one_fixture_of_many_cells_is_judged_as_one_lamp() -> None:
    strip = next(fixture for fixture in SHOW.rig.fixtures if fixture.id == "strip")
    guarded = Guarded(SHOW)
    for tick in range(4 * FPS):
        drive = even(0.0)
        cell = strip.first_cell + (tick // (FPS // 4)) % strip.cell_count
        drive[SHOW.patch.channel_cell == cell] = (tick // 3) % 2
        guarded.take(drive)
    assert seen(SHOW, guarded.lit).failures(3) == ()


def test_fewer_flashes_are_let_through_if_the_house_says_so() -> None:
    show = show_of(WALL + "policy: {flashes_per_second: 1}\n")
    guarded = Guarded(show)
    channels = len(show.patch.channel_cell)
    for level in blinks(10, 0.1, 0.1):
        guarded.take(np.full(channels, level, np.float32))
    assert seen(show, guarded.lit).failures(1) == ()


def test_text_channels_are_never_blended() -> None:
    show = show_of("""
nodes: {wall: {protocol: websocket}}
fixtures: {screen: {profile: generic/projector, mode: 5-channel, at: wall}}
cues: [{cue: 1, look: {screen: {level: 100%, text: A}}}]
""")
    guard = Guard(show)
    memory = guard.fresh_memory()
    for tick in range(1, 40):
        drive = np.full(5, tick % 2, np.float32)
        drive[4] = (tick % 3) / 255
        assert guard.limit(drive, memory, tick).levels[4] == (tick % 3) * 257


def test_blackout_works_while_the_guard_is_holding_everything() -> None:
    played = Played(WALL)
    played.give(Goto("2"))
    played.run(4.1)
    for tick in range(60):
        played.give(GrandMaster(float(tick % 2)))
    assert played.lit[-1].frame.held_zones
    assert played.give(Blackout(on=True)).ok
    assert played.light[:64].max() == 0
    assert played.report().failures(3) == ()


def test_a_blackout_that_is_switched_on_and_off_stays_within_the_limit() -> None:
    played = Played(WALL)
    played.give(Goto("2"))
    played.run(4.1)
    for _ in range(80):
        played.give(Blackout())
    assert any(lit.frame.held_zones for lit in played.lit)
    assert played.report().failures(3) == ()


def test_the_picture_on_the_console_is_encoded_as_screens_expect_it() -> None:
    light = np.array([[0, 0.2158605, 1], [0.0031308, 0.5, 0.00303527]], np.float32).T
    assert to_srgb(light).tolist() == [[0, 128, 255], [10, 188, 10]]


def test_every_night_begins_in_the_dark() -> None:
    memory = Guard(SHOW).fresh_memory()
    assert memory.levels.max() == 0
    assert len(memory.levels) == CHANNELS


def test_more_frames_a_second_than_the_guard_can_count_are_refused() -> None:
    with pytest.raises(ValueError, match="5000 frames a second are more than the guard can count; give at most 571"):
        Limits.of(3, 5000)
