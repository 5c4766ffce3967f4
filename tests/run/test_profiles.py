"""What `kintsugi fixtures` prints."""

from controller.run.profiles import description, summary
from fixtures.library import load_profiles

PROFILES = load_profiles()


def test_every_profile_is_told_in_one_line() -> None:
    assert all("\n" not in summary(profile) for profile in PROFILES.values())
    assert summary(PROFILES["generic/bar"]).endswith("Pixel bar, 8 RGBW pixels (34-channel: 34 slots, 8 pixels)")


def test_a_moving_head_tells_its_angles_its_gobos_and_its_strobe() -> None:
    said = "\n".join(description(PROFILES["generic/moving-spot"]))
    assert "1+2  Pan: pan, 16 bit, home 50%" in said
    assert "0-255 -270deg to 270deg" in said
    assert "64-95  Leaves" in said
    assert "32-223 strobe 1Hz to 20Hz" in said


def test_many_pixels_are_told_by_the_first_three() -> None:
    said = list(description(PROFILES["generic/matrix"]))
    assert len(said) < 20
    assert said[-1].endswith("… and 183 channels more, of the pixels after the 3rd")
