"""How effects meet: blends, order, beats, submasters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.frame.effects.blend import BLENDS, laid
from controller.model.effect import Blend
from controller.model.intent import SetSubmaster, SetTempo
from tests.frame.effects.gallery import WALL, played
from tests.shows import FPS, Played

CELLS = 192
LEVEL = st.floats(0, 1, width=32)
MODES = st.sampled_from(sorted(BLENDS))


@given(under=LEVEL, own=LEVEL, blend=MODES, strength=LEVEL)
def test_every_blend_stays_within_0_and_1_and_is_exact_at_both_ends(
    under: float, own: float, blend: Blend, strength: float
) -> None:
    look, effect = np.array([under], np.float32), np.array([own], np.float32)
    assert laid(blend, look, effect, np.float32(0))[0] == look[0]
    assert laid(blend, look, effect, np.float32(1))[0] == BLENDS[blend](look, effect)[0]
    assert 0 <= laid(blend, look, effect, np.float32(strength))[0] <= 1


@pytest.mark.parametrize(
    ("blend", "wanted"), [("replace", 0.25), ("add", 1.0), ("multiply", 0.2), ("max", 0.8), ("screen", 0.85)]
)
def test_each_blend_is_what_its_name_says(blend: Blend, wanted: float) -> None:
    met = laid(blend, np.array([0.8], np.float32), np.array([0.25], np.float32), np.float32(1))
    assert met[0] == pytest.approx(wanted)


def test_later_effects_lie_over_earlier_ones() -> None:
    red, blue = (f"{{gradient: {{on: tile, colors: [{color}]}}}}" for color in ("red", "blue"))
    for order, component in ((f"[{red}, {blue}]", 2), (f"[{blue}, {red}]", 0)):
        night = played(order)
        night.run(0.1)
        assert night.light[:CELLS].max(axis=0).argmax() == component


def test_an_effect_in_beats_follows_the_tempo_and_never_jumps() -> None:
    night = played("{wave: {on: tile, period: 4 beats, amount: 100%, length: 3}}")
    night.run(1)
    steps = []
    for bpm in (60.0, 240.0, 97.3):
        night.give(SetTempo(bpm))
        before = night.light[:CELLS].copy()
        night.run(1 / FPS)
        steps.append(float(np.abs(night.light[:CELLS] - before).max()))
        night.run(0.5)
    assert max(steps) < 0.12
    assert steps[1] > steps[0]


def test_beats_count_on_while_the_list_is_paused_and_are_the_same_at_any_speed() -> None:
    smooth, late = (played("{breathe: {on: tile, period: 3 beats, amount: 90%}}") for _ in range(2))
    smooth.run(2.5)
    late.jump(2.5)
    assert np.array_equal(smooth.slots, late.slots)


def test_a_submaster_sizes_its_effects() -> None:
    text = WALL.replace("cues:", "submasters: {motion: {of: head, level: 100%}}\ncues:")
    night = Played(text.replace("EFFECT", "{wave: {on: tile, amount: 100%, length: 2, master: motion}}"))
    night.go()
    night.run(0.5)
    assert np.ptp(night.light[:CELLS].max(axis=1)) > 0.2
    night.give(SetSubmaster("motion", 0.0))
    night.run(1.5)
    assert np.ptp(night.light[:CELLS].max(axis=1)) == 0
