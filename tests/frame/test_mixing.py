"""What a visitor sees of a mixed colour is the colour that was asked for, whatever the emitters are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.frame.mixing import mix
from controller.model.patch import Emitter
from fixtures.profile import EMISSIONS, Role

RGB = (Role.RED, Role.GREEN, Role.BLUE)
SETS = {
    "RGB": RGB,
    "RGBW": (*RGB, Role.WHITE),
    "RGBA": (*RGB, Role.AMBER),
    "RGBAW": (*RGB, Role.AMBER, Role.WHITE),
    "RGBAL": (*RGB, Role.AMBER, Role.LIME),
    "RGBALI": (*RGB, Role.AMBER, Role.LIME, Role.INDIGO),
    "RGB and two whites": (Role.WARM_WHITE, Role.COLD_WHITE, *RGB),
}
COLOR = st.tuples(*[st.floats(0, 1, width=32)] * 3)


def _emitters(*roles: Role) -> list[Emitter]:
    return [Emitter(role, EMISSIONS[role]) for role in roles]


def _seen(rgb: NDArray[np.float32], emitters: list[Emitter]) -> NDArray[np.float64]:
    amounts = mix(rgb, emitters)
    assert all(amount.min() >= 0 and amount.max() <= 1 for amount in amounts)
    seen = np.zeros(rgb.shape)
    for each, amount in zip(emitters, amounts, strict=True):
        seen += np.outer(each.light, amount.astype(np.float64))
    return seen


@pytest.mark.parametrize("name", SETS)
@given(color=COLOR)
def test_a_mixed_colour_is_seen_as_it_was_asked_for(name: str, color: tuple[float, float, float]) -> None:
    rgb = np.array(color, np.float32)[:, None]
    assert np.allclose(_seen(rgb, _emitters(*SETS[name])), rgb, atol=1e-5)


@pytest.mark.parametrize("name", [*SETS, "warm and cold", "amber and white", "white"])
@given(color=COLOR, other=COLOR)
def test_a_fade_between_two_colours_never_jumps(
    name: str, color: tuple[float, float, float], other: tuple[float, float, float]
) -> None:
    more = {"warm and cold": (Role.WARM_WHITE, Role.COLD_WHITE), "amber and white": (Role.AMBER, Role.WHITE)}
    roles = {**SETS, **more, "white": (Role.WHITE,)}[name]
    part = np.linspace(0, 1, 4001, dtype=np.float32)
    rgb = np.array(color, np.float32)[:, None] * (1 - part) + np.array(other, np.float32)[:, None] * part
    for amount in mix(np.clip(rgb, 0, 1), _emitters(*roles)):
        assert np.abs(np.diff(amount)).max() < 0.01


def test_plain_rgb_is_passed_on_to_the_last_bit() -> None:
    rgb = np.random.default_rng(1).random((3, 50), np.float32)
    assert all(np.array_equal(one, other) for one, other in zip(mix(rgb, _emitters(*RGB)), rgb, strict=True))


def test_white_and_amber_take_their_part_first() -> None:
    rgb = np.array([[1, 1, 0.8, 0], [1, 0.5, 0.3, 0], [1, 0, 0.2, 1]], np.float32)
    red, green, blue, amber, white = (
        amount.round(3).tolist() for amount in mix(rgb, _emitters(*RGB, Role.AMBER, Role.WHITE))
    )
    assert white == pytest.approx([1, 0, 0.2, 0])
    assert amber == pytest.approx([0, 1, 0.2, 0])
    assert red == pytest.approx([0, 0, 0.4, 0])
    assert green == pytest.approx([0, 0, 0, 0])
    assert blue == pytest.approx([0, 0, 0, 1])


def test_warm_and_cold_white_meet_at_the_temperature_of_the_colour() -> None:
    whites = _emitters(Role.WARM_WHITE, Role.COLD_WHITE)
    between = (np.array(EMISSIONS[Role.WARM_WHITE]) + np.array(EMISSIONS[Role.COLD_WHITE])) / 2
    rgb = np.array(
        [EMISSIONS[Role.WARM_WHITE], EMISSIONS[Role.COLD_WHITE], between, (1, 0, 0), (0, 0, 1)], np.float32
    ).T
    warm, cold = mix(rgb, whites)
    assert warm.tolist() == pytest.approx([1, 0, 0.5, 1, 0], abs=2e-3)
    assert cold.tolist() == pytest.approx([0, 1, 0.5, 0, 1], abs=2e-3)


def test_one_emitter_alone_shows_how_bright_the_colour_is() -> None:
    rgb = np.array([[0.2], [0.7], [0.1]], np.float32)
    assert mix(rgb, _emitters(Role.WHITE))[0].tolist() == pytest.approx([0.7])
    assert mix(rgb, _emitters(Role.AMBER))[0].tolist() == pytest.approx([0.7])
