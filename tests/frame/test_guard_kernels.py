"""The compiled passes give the bytes of those in numpy."""

from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from controller.frame.guard import Conditions, Guard, kernels, light, rules
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.guard.limits import PLAIN
from controller.frame.memory import Memory
from controller.model.show import Show
from tests.frame.adversaries import ADVERSARIES, SHOW, SHUTTER, Drives
from tests.shows import show_of

KERNELS = load_kernels(WORTH)
pytestmark = pytest.mark.skipif(KERNELS is None, reason="numba is not installed: pip install 'kintsugi-show[fast]'")
WALL = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, other: {protocol: sacn, to: 127.0.1.3, on_loss: black}}
fixtures:
  tile: {profile: generic/rgb, count: 300, at: wall 1/1}
  wash: {profile: generic/rgb-dimmer, count: 20, at: other 11/1}
  last: {profile: generic/rgb, count: 30, at: other 12/1}
zones: {left: tile 1-150, right: "tile 151-300, wash"}
""")
MANY = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 4500, at: wall 1/1}}
zones: {left: tile 1-2000, right: "tile 2001-4000"}
""")
CHANNELS = len(WALL.patch.channel_cell)
"""Plain cells of three colours, and none that gives more than full light: followers of sixteen bits."""


def assert_same(show: Show, drives: Drives, given: list[Conditions] | None = None) -> None:
    """Let a plain and a compiled guard take the same frames."""
    plain, compiled = Guard(show), Guard(show)
    plain._use(None)
    compiled._use(KERNELS)
    first, second = plain.fresh_memory(), compiled.fresh_memory()
    for frame, drive in enumerate(drives):
        what = given[frame] if given else PLAIN
        one, other = plain.limit(drive, first, frame + 1, what), compiled.limit(drive, second, frame + 1, what)
        assert np.array_equal(one.levels, other.levels)
        assert one.held == other.held
    assert_equal(first, second)


def assert_equal(first: Memory, second: Memory) -> None:
    arrays = spread(second).to_arrays()
    for field, array in spread(first).to_arrays().items():
        assert np.array_equal(array, arrays[field], equal_nan=array.dtype.kind == "f"), field


def spread(memory: Memory) -> Memory:
    copied = memory.copy()
    copied.spread(slice(None))
    return copied


@pytest.mark.parametrize("name", ADVERSARIES)
def test_compiled_and_plain_guards_remember_and_send_the_same(name: str) -> None:
    drives = ADVERSARIES[name](np.random.default_rng(11), 120)
    drives[:, SHUTTER] = 1
    assert_same(SHOW, drives)


@pytest.mark.parametrize("seed", range(4))
def test_so_they_do_where_followers_follow_at_once(seed: int) -> None:
    draw = np.random.default_rng(seed)
    kinds = draw.integers(0, 5, CHANNELS // 3 + 1).repeat(3)[:CHANNELS]
    start, end = draw.random((2, CHANNELS))
    drives = np.empty((130, CHANNELS), np.float32)
    beat = draw.integers(2, 9)
    for frame in range(130):
        fade = start + (end - start) * frame / 130
        blink = np.where((frame // beat + kinds) % 2 == 0, start, end)
        drives[frame] = np.select([kinds == 0, kinds == 1, kinds == 2], [fade, start, draw.random(CHANNELS)], blink)
    assert_same(WALL, drives)


def test_so_they_do_when_little_changes_when_all_does_and_when_nothing_does() -> None:
    draw = np.random.default_rng(3)
    drives = np.repeat(draw.random((1, CHANNELS), np.float32), 90, axis=0)
    drives[10:40, 5:9] = draw.random((30, 4))
    drives[40:60] = draw.random((20, 1))
    drives[60:75, ::7] = np.nan
    assert_same(WALL, drives)


def test_so_they_do_where_walls_are_of_one_colour_now_and_then() -> None:
    draw = np.random.default_rng(5)
    colors = draw.random((12, 3), np.float32)
    colors[::3, 1:] = 0  # reds too
    drives = np.empty((150, CHANNELS), np.float32)
    for frame in range(150):
        step, part = divmod(frame, 13)
        color = colors[step] + (colors[(step + 1) % 12] - colors[step]) * np.float32(part / 13)
        drives[frame] = np.resize(color if frame % 50 > 6 else colors[frame % 12], CHANNELS)
    drives[60:70, 400] = 0
    drives[100:103, ::3] = draw.random((3, len(drives[0, ::3])))
    assert_same(WALL, drives)


def test_so_they_do_when_frames_are_lost() -> None:
    draw = np.random.default_rng(4)
    drives = np.repeat(draw.random((30, CHANNELS), np.float32), 4, axis=0)
    given = [Conditions(lost=frozenset({"other"} if draw.random() < 0.5 else ())) for _ in drives]
    assert_same(WALL, drives, given)


@pytest.mark.parametrize("scene", ["noise", "mixed"])
def test_so_they_do_on_walls_of_many_cells(scene: str) -> None:
    """Where nearly all cells change, numpy takes them all at once, and those that are held are not read again."""
    wall, draw = MANY, np.random.default_rng(6)
    channels = len(wall.patch.channel_cell)
    kinds = draw.integers(0, 4, channels // 3 + 1).repeat(3)[:channels] if scene == "mixed" else np.zeros(channels)
    start, end = draw.random((2, channels), np.float32)
    drives = np.empty((170, channels), np.float32)
    for frame in range(170):
        blink = np.where((frame // 3 + kinds) % 2 == 0, start, end)
        drives[frame] = np.where(kinds == 0, draw.random(channels), np.where(kinds == 1, start, blink))
    assert_same(wall, drives)


@pytest.mark.parametrize("part", [0.02, 0.1])
def test_so_they_do_where_a_few_cells_among_many_must_give_way(part: float) -> None:
    """Each gives way by itself then, in one pass that goes from step to step."""
    draw = np.random.default_rng(8)
    channels = len(MANY.patch.channel_cell)
    flickers = (draw.random(channels // 3) < part).repeat(3)
    start, end = draw.random((2, channels), np.float32)
    drives = np.empty((130, channels), np.float32)
    for frame in range(130):
        drives[frame] = np.where(
            flickers, draw.random(channels // 3).repeat(3) ** 2, start + (end - start) * frame / 130
        )
    assert_same(MANY, drives)


def test_compiled_guards_read_held_cells_again_where_who_knows_what_was_sent() -> None:
    draw = np.random.default_rng(8)
    sparing, thorough = Guard(WALL), Guard(WALL)
    for guard in (sparing, thorough):
        guard._use(KERNELS)
    one, other = sparing.fresh_memory(), thorough.fresh_memory()
    for tick in range(1, 60):
        drive = draw.random(CHANNELS, np.float32)
        other.levels = other.levels.copy()
        sent, also = sparing.limit(drive, one, tick), thorough.limit(drive, other, tick)
        assert np.array_equal(sent.levels, also.levels)
        assert sent.held == also.held
    assert_equal(one, other)


def test_small_rigs_do_not_wait_for_a_compiler() -> None:
    assert load_kernels(WORTH - 1) is None


def test_the_compiled_passes_name_the_numbers_they_were_compiled_with() -> None:
    """Else numba would go on with passes that were compiled with the old ones."""
    numbers = {name: value for name, value in sorted(vars(rules).items()) if name.isupper()}
    text = repr({name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in numbers.items()})
    digest = sha256(f"{text} {kernels.FOLLOW}".encode() + light.CURVE.tobytes()).hexdigest()[:16]
    for name in ("compiled_many", "compiled_light"):
        assert digest == import_module(f"controller.frame.guard.{name}").NUMBERS


def test_the_compiled_passes_name_the_rows_they_call() -> None:
    """Else numba would go on with passes that call the old ones."""
    compiled, light_, rows, many = (
        import_module(f"controller.frame.guard.{name}")
        for name in ("compiled", "compiled_light", "compiled_rows", "compiled_many")
    )
    assert digest_of(rows) == compiled.ROWS
    assert digest_of(light_) == compiled.LIGHT
    assert digest_of(many) == rows.MANY_ROWS


def digest_of(module: ModuleType) -> str:
    return sha256(Path(str(module.__file__)).read_bytes()).hexdigest()[:16]


@pytest.mark.parametrize("stood_still", [False, True])
def test_compiled_and_plain_guards_remember_alike_what_was_seen_while_no_frame_left(*, stood_still: bool) -> None:
    plain, compiled = Guard(WALL), Guard(WALL)
    plain._use(None)
    compiled._use(KERNELS)
    chance, memories = np.random.default_rng(4), (plain.fresh_memory(), compiled.fresh_memory())
    for tick in [*range(1, 30), *range(150, 180)]:
        drive = chance.random(CHANNELS).astype(np.float32) if tick % 2 else np.ones(CHANNELS, np.float32)
        for guard, memory in zip((plain, compiled), memories, strict=True):
            if tick == 150:
                guard.miss(memory, 29, tick, stood_still=stood_still)
                assert guard.see(memory).min() == 0
            guard.limit(drive, memory, tick)
    assert_equal(*memories)
