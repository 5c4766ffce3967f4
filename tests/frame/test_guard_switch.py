"""A guard that gets its compiled passes in the middle of a night goes on as if it had always had them, or never."""

from collections.abc import Sequence

import numpy as np
import pytest

from controller.frame.guard import Conditions, Guard
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.guard.limits import PLAIN
from controller.frame.kept import kept_only
from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.model.intent import Go
from controller.model.show import Show
from controller.run.compiling.forms import compile_all
from controller.run.loop import Beat
from tests.frame.adversaries import ADVERSARIES, SHOW, SHUTTER, Drives
from tests.run.nights import Recorder, engine_of
from tests.shows import show_of

KERNELS = load_kernels(WORTH)
pytestmark = [
    pytest.mark.skipif(KERNELS is None, reason="numba is not installed: pip install 'kintsugi-show[fast]'"),
    pytest.mark.timeout(1800),  # the first time on a busy machine both forms are compiled here
]
WALL = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, other: {protocol: sacn, to: 127.0.1.3, on_loss: black}}
fixtures:
  tile: {profile: generic/rgb, count: 300, at: wall 1/1}
  last: {profile: generic/rgb, count: 30, at: other 12/1}
zones: {left: tile 1-150, right: "tile 151-300, last"}
""")
LARGE = show_of("""
show: {name: Wall, fps: 40}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 4500, at: wall 1/1}}
zones: {left: tile 1-2000, right: "tile 2001-4000"}
looks: {red: {left: {color: red, level: 100%}, right: {level: 100%}}, blue: {tile: {color: blue, level: 80%}}}
cues:
  - {cue: 1, look: red, fade: 300ms}
  - {cue: 2, look: blue, effect: {noise: {of: level, period: 250ms}}, fade: 200ms}
""")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile all that a machine is asked to compile; from then on no frame may compile anything."""
    assert compile_all()


def play(show: Show, drives: Drives, given: Sequence[Conditions], turns: Sequence[int]) -> tuple[list[bytes], Memory]:
    """Let a guard take frames, first in numpy, and change its form before each of some frames."""
    guard = Guard(show)
    guard._use(None)
    memory, sent = guard.fresh_memory(), []
    for frame, drive in enumerate(drives):
        if frame in turns:
            guard._use(KERNELS if guard._wire.kernels is None else None)
        guarded = guard.limit(drive, memory, frame + 1, given[frame])
        sent.append(guarded.levels.tobytes() + repr(guarded.held).encode())
    return sent, memory


def assert_no_matter(show: Show, drives: Drives, given: Sequence[Conditions] | None = None) -> None:
    given = given or [PLAIN] * len(drives)
    with kept_only():
        plain, first = play(show, drives, given, ())
        for turns in ((0,), (1,), (37,), (len(drives) - 2,), range(3, len(drives), 7)):
            sent, memory = play(show, drives, given, turns)
            assert sent == plain
            assert_equal(first, memory)


def assert_equal(first: Memory, second: Memory) -> None:
    one, other = first.copy(), second.copy()
    for each in (one, other):
        each.spread(slice(None))
    arrays = other.to_arrays()
    for field, array in one.to_arrays().items():
        assert np.array_equal(array, arrays[field], equal_nan=array.dtype.kind == "f"), field


@pytest.mark.parametrize("name", ADVERSARIES)
def test_when_the_form_changes_makes_no_difference(name: str) -> None:
    drives = ADVERSARIES[name](np.random.default_rng(12), 90)
    drives[:, SHUTTER] = 1
    assert_no_matter(SHOW, drives)


@pytest.mark.parametrize("scene", ["one colour", "noise", "mixed"])
def test_so_it_is_on_walls_with_and_without_lost_frames(scene: str) -> None:
    draw, channels = np.random.default_rng(13), len(WALL.patch.channel_cell)
    kinds = draw.integers(0, 4, channels // 3).repeat(3)
    start, end = draw.random((2, channels), np.float32)
    drives = np.empty((90, channels), np.float32)
    for frame in range(90):
        color = np.resize(draw.random(3, np.float32) if frame % 5 else start[:3], channels)
        blink = np.where((frame // 3 + kinds) % 2 == 0, start, end)
        mixed = np.where(kinds == 0, draw.random(channels), np.where(kinds == 1, start, blink))
        drives[frame] = {"one colour": color, "noise": draw.random(channels), "mixed": mixed}[scene]
    assert_no_matter(WALL, drives)
    assert_no_matter(
        WALL, drives, [Conditions(lost=frozenset({"other"} if draw.random() < 0.3 else ())) for _ in drives]
    )


class _Night:
    """A night of a large rig, whose painter begins in numpy."""

    def __init__(self) -> None:
        self.output = Recorder()
        self.engine = engine_of(LARGE, self.output)
        self.engine.painter._guard._use(None)

    def step(self, *, ahead: bool) -> None:
        tick = self.engine.state.tick + 1
        if ahead:
            self.engine.work_ahead(tick)
        self.engine.step(Beat(tick, 0, 0.0, is_late=False))


@pytest.mark.parametrize("turn", [2, 17, 45])
async def test_an_engine_that_takes_them_between_two_frames_sends_the_same(turn: int) -> None:
    plain, switched = _Night(), _Night()
    for tick in range(1, 70):
        for night in (plain, switched):
            if tick in {5, 25}:
                night.engine.put(Go(), source="test", role="operator")
            if night is switched and tick == turn:
                night.engine.work_ahead(tick)  # a draft of the tick is there already
                painter = night.engine.painter
                assert painter.could_be_quicker
                with kept_only():
                    quick = painter.quick()
                assert quick is not None
                painter.take(quick)
                assert not painter.could_be_quicker
            night.step(ahead=tick % 3 > 0)
    assert plain.output.sent == switched.output.sent
    assert_equal(plain.engine.memory, switched.engine.memory)


def test_what_is_compiled_beforehand_is_all_that_a_large_rig_asks_for() -> None:
    assert not Painter(LARGE).could_be_quicker
