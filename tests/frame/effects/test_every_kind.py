"""What holds for effects of every kind."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.canvas import Canvas
from controller.run.journal import checksum_of
from tests.frame.effects.gallery import EVERY, LIGHT, painted, played, under, wall
from tests.shows import FPS

GOLDEN = Path(__file__).parent / "golden.txt"
MOMENTS = (0.0, 0.31, 1.0, 2.57, 12.9)


def same(one: Canvas, other: Canvas) -> bool:
    return all(
        np.array_equal(a, b)
        for a, b in ((one.intensity, other.intensity), (one.rgb, other.rgb), (one.values, other.values))
    )


@pytest.mark.parametrize("kind", EVERY)
def test_it_stays_within_0_and_1(kind: str) -> None:
    show = wall(EVERY[kind])
    for turns in MOMENTS:
        canvas = painted(show, turns=turns, seconds=turns)
        for values in (canvas.intensity, canvas.rgb, canvas.values):
            assert values.dtype == np.float32
            assert values.min() >= 0
            assert values.max() <= 1


@pytest.mark.parametrize("kind", EVERY)
def test_strength_0_leaves_the_look_exactly(kind: str) -> None:
    show = wall(EVERY[kind])
    assert same(painted(show, turns=0.4, strength=0.0), under(show))


@pytest.mark.parametrize("kind", EVERY)
def test_it_is_gone_without_a_trace_when_its_cue_has_faded_out(kind: str) -> None:
    night, bare = played(EVERY[kind]), played("[]")
    for each in (night, bare):
        each.go()
        each.jump(1.1)
    assert np.array_equal(night.slots, bare.slots)


@pytest.mark.parametrize("kind", EVERY)
def test_it_moves_and_leaves_alone_whom_it_does_not_name(kind: str) -> None:
    night, bare = played(EVERY[kind]), played("[]")
    rows = night.show.patch.universes
    moved, still = ("wall", "heads") if kind in LIGHT else ("heads", "wall")
    frames = []
    for _ in range(8):
        night.jump(0.2)
        bare.jump(0.2)
        frames.append(night.slots)
        for number, universe in enumerate(rows):
            if universe.node == still:
                assert np.array_equal(night.slots[number], bare.slots[number])
    number = next(number for number, universe in enumerate(rows) if universe.node == moved)
    assert len({frame[number].tobytes() for frame in frames}) > 1


@pytest.mark.parametrize("kind", EVERY)
def test_it_is_the_same_however_many_ticks_were_skipped(kind: str) -> None:
    show = wall(EVERY[kind])
    there, straight = painted(show, turns=0.2), painted(show, turns=3.7, seconds=2.2)
    again = painted(show, turns=3.7, seconds=2.2)
    assert same(straight, again)
    assert not same(there, straight)


def test_every_kind_paints_the_same_bytes_on_every_machine() -> None:
    """The checksums of ten frames each. When one is meant to change, look at the pictures of the gallery first."""
    lines = []
    for kind, effect in EVERY.items():
        night = played(effect)
        sent = bytearray()
        for _ in range(10):
            night.jump(0.3)
            sent += night.slots.tobytes()
        lines.append(f"{kind} {checksum_of(bytes(sent))}")
    assert "\n".join(lines) + "\n" == GOLDEN.read_text(encoding="utf-8")


AMOUNT = st.integers(1, 100).map(lambda percent: f"amount: {percent}%")
OF = st.sampled_from(["of: level", "of: hue", "of: color", "of: level, blend: add", "of: color, blend: screen"])
PERIOD = st.sampled_from(["period: 500ms", "period: 7s", "period: 2 beats", "period: 0.25 beats"])
SIZES = {
    "wave": st.floats(0.01, 1000).map(lambda size: f"length: {size:.3f}"),
    "ripple": st.floats(0.01, 1000).map(lambda size: f"length: {size:.3f}, center: [1, 2, 3]"),
    "noise": st.floats(0.01, 1000).map(lambda size: f"size: {size:.3f}"),
    "plasma": st.floats(0.01, 1000).map(lambda size: f"size: {size:.3f}"),
    "fire": st.floats(0.01, 1000).map(lambda size: f"size: {size:.3f}, direction: [1, -2, 1]"),
    "chase": st.integers(1, 64).map(lambda count: f"count: {count}, width: {count}%"),
    "radial": st.integers(1, 64).map(lambda count: f"arms: {count}, center: [0, 0, 0]"),
    "scanner": st.integers(1, 100).map(lambda width: f"width: {width}%, direction: away"),
    "sparkle": st.integers(1, 100).map(lambda density: f"density: {density}%"),
}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_settings_lead_out_of_0_and_1(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(SIZES)))
    keys = ", ".join(data.draw(part) for part in (AMOUNT, OF, PERIOD, SIZES[kind]))
    show = wall(f"{{{kind}: {{on: tile, {keys}}}}}")
    canvas = painted(
        show,
        turns=data.draw(st.floats(0, 1e6)),
        strength=data.draw(st.floats(0, 1)),
        seconds=data.draw(st.floats(0, 1e6)),
    )
    for values in (canvas.intensity, canvas.rgb):
        assert values.min() >= 0
        assert values.max() <= 1


def test_after_a_day_it_still_moves_smoothly() -> None:
    show = wall(EVERY["wave"])
    day = 86_400 / 4
    steps = [painted(show, turns=day + tick / FPS / 4).intensity for tick in range(8)]
    largest = max(float(np.abs(after - before).max()) for before, after in pairwise(steps))
    assert 0 < largest < 0.05
