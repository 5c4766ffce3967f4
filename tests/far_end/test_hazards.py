"""What can do harm has its class without being told, and stands where it does none."""

import pytest

from fixtures.hazards import harm_of, harmless_value
from fixtures.ofl import profile_from_ofl
from fixtures.profile import FixtureClass

Capability = tuple[int, str, dict[str, object]]


@pytest.mark.parametrize(
    ("name", "categories", "channel", "types", "cls"),
    [
        ("IODA 400", ["Laser"], "Program", ["Effect"], "laser"),
        ("Fury", ["Smoke", "Color Changer"], "Red", ["ColorIntensity"], "fog"),
        ("Unique", ["Hazer"], "Fan", ["Generic"], "fog"),
        ("AF-1X", ["Fan"], "Speed", ["Speed"], "motor"),
        ("Sparkular Fall (BT04)", ["Effect"], "Fountain", ["EffectParameter"], "fog"),
        ("Stage Flame", ["Effect"], "Safety", ["Maintenance"], "fog"),
        ("X2 Wave Flamer", ["Effect"], "Fire", ["Generic"], "fog"),
        ("Base Hazer2", [], "Output", ["Generic"], "fog"),
        ("Hazemaker", [], "Output", ["Generic"], "fog"),
        ("MiniFogger", [], "Output", ["Generic"], "fog"),
        ("FlameMaster", [], "Height 1", ["Generic"], "fog"),
        ("SparkJet", [], "Output", ["Generic"], "fog"),
        ("CO₂ gun", [], "Output", ["Generic"], "fog"),
        ("HoistController", [], "Output", ["Generic"], "motor"),
        ("Flamenco sparkle wall", ["Color Changer"], "Red", ["ColorIntensity"], None),
        ("Ball", ["Effect"], "Mist", ["FogOutput"], "fog"),
        ("Party box", ["Effect"], "Red laser", ["Generic"], "laser"),
        ("Lift ball", ["Other"], "Height", ["Generic"], "motor"),
        ("Balls", ["Effect"], "Light Height", ["Intensity"], "motor"),
        ("Chain hoist 250", ["Other"], "Height", ["Generic"], "motor"),
        ("Derby", ["Effect"], "Motor", ["Rotation"], None),
        ("Firefly", ["Color Changer"], "Red", ["ColorIntensity"], None),
        ("Flash bar", ["Strobe"], "Dimmer", ["Intensity"], None),
    ],
)
def test_harm_is_told_by_category_name_or_channel(
    name: str, categories: list[str], channel: str, types: list[str], cls: str | None
) -> None:
    found = harm_of(name, categories, {channel: types})
    assert (found and found.cls.value) == cls


@pytest.mark.parametrize(
    ("category", "capability"),
    [
        ("Laser", {"type": "Intensity", "brightnessStart": "100%", "brightnessEnd": "0%"}),
        ("Smoke", {"type": "FogOutput", "fogOutputStart": "strong", "fogOutputEnd": "off"}),
        ("Smoke", {"type": "EffectParameter", "parameterStart": "100%", "parameterEnd": "off"}),
        ("Fan", {"type": "Speed", "speedStart": "fast", "speedEnd": "stop"}),
    ],
)
def test_what_does_most_at_its_first_value_stands_at_its_last(category: str, capability: dict[str, object]) -> None:
    document = {
        "name": "X",
        "categories": [category],
        "meta": {},
        "availableChannels": {"C": {"capability": capability}},
        "modes": [{"name": "1", "channels": ["C"]}],
    }
    channel = profile_from_ofl(document, "x/x").modes[0].channels[0]
    assert (channel.home, channel.safe) == (1.0, 1.0)


def test_what_is_a_laser_and_makes_fog_is_a_laser() -> None:
    found = harm_of("Box", ["Smoke", "Laser"], {})
    assert (found and found.cls) is FixtureClass.LASER


@pytest.mark.parametrize(
    ("capabilities", "value"),
    [
        ([(0, "ShutterStrobe", {"shutterEffect": "Open"}), (40, "ShutterStrobe", {"shutterEffect": "Closed"})], 40),
        ([(0, "Rotation", {"speedStart": "fast CCW"}), (128, "Rotation", {"speed": "stop"})], 128),
        ([(0, "Maintenance", {"comment": "Safety ON"}), (140, "Maintenance", {"comment": "Safety OFF"})], 0),
        ([(0, "Maintenance", {"comment": "Safety off"}), (140, "Maintenance", {"comment": "Safety on"})], 140),
        ([(0, "Generic", {"comment": "Fire"}), (200, "NoFunction", {})], 200),
        ([(0, "Generic", {"comment": "Pattern"})], 0),
    ],
)
def test_a_channel_of_a_hazard_stands_where_it_does_no_harm(capabilities: list[Capability], value: int) -> None:
    assert harmless_value(capabilities) == value


def test_a_file_of_the_library_is_a_hazard_before_anybody_says_so() -> None:
    flame = {"defaultValue": 255, "capability": {"type": "EffectParameter", "parameterStart": "off"}}
    tilt = {"capability": {"type": "Tilt", "angleStart": "0deg", "angleEnd": "90deg"}}
    document = {
        "name": "Stage Flame",
        "categories": ["Effect"],
        "meta": {},
        "availableChannels": {"Flame": flame, "Tilt": tilt},
        "modes": [{"name": "2", "channels": ["Flame", "Tilt"]}],
    }
    read = profile_from_ofl(document, "x")
    assert read.cls is FixtureClass.FOG
    assert [(each.home, each.safe) for each in read.modes[0].channels] == [(0, 0), (0.5, None)]
    said = profile_from_ofl({**document, "x-kintsugi": {"class": "show"}}, "x")
    assert (said.cls, said.modes[0].channels[0].safe) == (FixtureClass.SHOW, None)
