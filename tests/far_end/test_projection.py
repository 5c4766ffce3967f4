"""The picture of a simulated projector: what slots say, where it breaks, and how much light is left of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtures.lamp import lamp_of, seen_light
from fixtures.library import load_profiles
from fixtures.plan import PlannedFixture
from fixtures.profile import FixtureClass
from fixtures.projection.fracture import fracture_of
from fixtures.projection.raster import draw
from fixtures.projection.surface import CORNERS, Surface, surface_of
from fixtures.projector import SimulatedProjector

MODES = load_profiles()["generic/projector"].modes
SIZE = (96, 54)
FULL = Surface(light=(1.0, 0.5, 0.25))


def slots_of(**changed: int) -> NDArray[np.uint8]:
    """Slots of a projector at home, some channels changed: names with _ for a space."""
    slots = np.zeros(MODES[0].slots, np.uint8)
    for channel, (coarse, _) in zip(MODES[0].channels, MODES[0].places, strict=True):
        home = 128 if channel.home == pytest.approx(0.5, abs=0.01) else round(channel.home * 255)
        slots[coarse] = changed.get(channel.name.replace(" ", "_"), home)
    return slots


def test_a_projector_at_home_is_whole_and_straight() -> None:
    surface = surface_of(MODES[0], slots_of(Dimmer=255, Red=255, Green=128))
    assert surface.light == pytest.approx((1.0, 128 / 255, 0.0))
    assert (surface.gobo, surface.blank, surface.tear, surface.pixelate, surface.seam) == ("Open", 0, 0, 0, 0)
    assert surface.corners == ((0.0, 0.0),) * 4
    assert np.array_equal(draw(surface, *SIZE), np.broadcast_to(surface.light, (SIZE[1], SIZE[0], 3)))


def test_every_channel_of_a_picture_is_read() -> None:
    slots = slots_of(Dimmer=255, Gobo=130, Fracture=9, Blank=51, Tear=102, Pixelate=153, Seam=204, Bottom_left_y=0)
    surface = surface_of(MODES[0], slots)
    assert (surface.gobo, surface.fracture) == ("Checks", 9)
    assert (surface.blank, surface.tear, surface.pixelate, surface.seam) == pytest.approx((0.2, 0.4, 0.6, 0.8))
    assert surface.corners[CORNERS.index("Bottom left")][1] == pytest.approx(-0.25, abs=0.001)


def test_the_short_mode_is_a_whole_picture() -> None:
    surface = surface_of(MODES[1], np.array([255, 255, 0, 0, 1], np.uint8))
    assert surface.light == (1.0, 0.0, 0.0)
    assert draw(surface, *SIZE).mean(axis=(0, 1)).tolist() == [1.0, 0.0, 0.0]


@settings(deadline=None, max_examples=25)
@given(number=st.integers(0, 255))
def test_bands_never_cross_and_slip_by_a_quarter_at_most(number: int) -> None:
    fracture = fracture_of(number)
    assert 5 <= len(fracture.slips) <= 8
    assert (np.diff(np.array([[0.0] * 5, *fracture.lines, [1.0] * 5]), axis=0) > 0).all()
    assert np.abs(fracture.slips).min() >= 0.1
    assert np.abs(fracture.slips).max() <= 0.25
    begins, ends = zip(*sorted(fracture.gone), strict=True)
    assert begins == (0.0, *ends[:-1])
    assert ends[-1] == pytest.approx(1.0)


@settings(deadline=None, max_examples=15)
@given(blank=st.floats(0, 1), number=st.integers(0, 255))
def test_a_blank_takes_about_its_share_of_the_picture_and_never_more_light_than_the_lamp_says(
    blank: float, number: int
) -> None:
    slots = slots_of(Dimmer=255, Red=255, Green=255, Blue=255, Blank=round(255 * blank), Fracture=number)
    left = draw(surface_of(MODES[0], slots), *SIZE).mean()
    said = seen_light(lamp_of(MODES[0]), slots[None], 0.0)[0, 0]
    assert left == pytest.approx(said, abs=0.03)


def test_a_tear_and_blocks_and_seams_and_corners_change_what_they_are_there_for() -> None:
    bars = Surface(light=(1.0, 1.0, 1.0), gobo="Bars", size=0.3, fracture=40)
    whole = draw(bars, *SIZE)
    torn = draw(Surface(light=(1.0, 1.0, 1.0), gobo="Bars", size=0.3, fracture=40, tear=0.7), *SIZE)
    assert not np.array_equal(torn, whole)
    assert torn.mean() == pytest.approx(whole.mean(), abs=0.02), "what slips out comes in again"
    coarse = draw(Surface(light=(1.0, 1.0, 1.0), gobo="Bars", size=0.3, pixelate=1.0), *SIZE)
    assert len(np.unique(coarse[0, :, 0].round(6))) <= 8
    seams = draw(Surface(seam=1.0, seam_light=(1.0, 0.7, 0.2), fracture=40), *SIZE)
    assert 0 < (seams[..., 0] > 0).mean() < 0.25
    bent = draw(Surface(light=(1.0, 1.0, 1.0), corners=((0.2, 0.2), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))), *SIZE)
    assert bent[0, 0, 0] == 0
    assert bent[-1, -1, 0] == 1


def test_the_simulated_projector_tells_its_picture() -> None:
    held = slots_of(Dimmer=255, Text=2, Tear=255)
    profile = load_profiles()["generic/projector"]
    place = ((0.0, 0.0, 0.0),)
    fixture = PlannedFixture("screen", profile, MODES[0], FixtureClass.SHOW, "web", 1, 0, place, ("One", "Two"))
    picture = SimulatedProjector(fixture, held).picture()
    assert (picture.text, picture.surface.tear) == ("Two", 1.0)
