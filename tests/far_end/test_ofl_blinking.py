"""Values at which a fixture might blink by itself are known, whatever its maker calls them."""

from typing import Any

import pytest

from fixtures.errors import ProfileError
from fixtures.ofl import profile_from_ofl
from fixtures.profile import Channel, Role

Body = dict[str, Any]
FINE = ["Function fine"]
WHEELS = {
    "Colors": {"slots": [{"type": "Open"}, {"type": "Color", "name": "Red"}]},
    "Gobos": {"slots": [{"type": "Gobo"}]},
}


def part(first: int, last: int, kind: str, **more: object) -> Body:
    return {"dmxRange": [first, last], "type": kind, **more}


def channel(*capabilities: Body, name: str = "Function", **more: Any) -> Channel:
    one = len(capabilities) == 1
    body = {**more, "capability": capabilities[0]} if one else {**more, "capabilities": list(capabilities)}
    document = {
        "name": "Lamp",
        "categories": ["Dimmer"],
        "meta": {},
        "wheels": WHEELS,
        "availableChannels": {name: body},
        "modes": [{"name": "m", "channels": [name, *FINE] if "fineChannelAliases" in more else [name]}],
    }
    (found,) = profile_from_ofl(document, "x").modes[0].channels
    return found


def ranges(found: Channel) -> list[tuple[int, int, str]]:
    return [(each.first, each.last, each.effect) for each in found.shutter]


@pytest.mark.parametrize(
    "capability",
    [
        part(100, 255, "StrobeSpeed", speedStart="1Hz", speedEnd="20Hz"),
        part(100, 255, "Effect", effectName="Show 3"),
        part(100, 255, "Effect", effectName="Wake", soundControlled=True),
        part(100, 255, "Effect", effectPreset="ColorJump", speedStart="slow", speedEnd="fast"),
        part(100, 255, "Generic", comment="Strobe slow to fast"),
        part(100, 255, "Maintenance", comment="Sound mode"),
        part(100, 255, "Intensity", comment="Strobe slow to fast"),
        part(100, 255, "ColorPreset", comment="Auto colour change"),
        part(100, 255, "ColorPreset", comment="Rainbow strobe"),
        part(100, 255, "NoFunction", comment="Strobe"),
        part(100, 255, "IrisEffect", effectName="Opening"),
        part(100, 255, "WheelRotation", wheel="Colors", speedStart="slow CW", speedEnd="fast CW"),
    ],
)
def test_what_blinks_or_plays_by_itself_counts_as_a_strobe(capability: Body) -> None:
    found = channel(part(0, 99, "WheelSlot", wheel="Colors", slotNumber=1), capability)
    assert (found.role, ranges(found)) == (Role.SHUTTER, [(0, 99, "open"), (100, 255, "strobe")])
    assert found.home == 0


@pytest.mark.parametrize(
    "capability",
    [
        part(100, 255, "Effect", effectName="Pattern 7"),
        part(100, 255, "Effect", effectPreset="ColorJump", speed="stop"),
        part(100, 255, "StrobeDuration", durationStart="0ms", durationEnd="512ms"),
        part(100, 255, "WheelRotation", wheel="Gobos", speedStart="slow CW", speedEnd="fast CW"),
        part(100, 255, "Maintenance", comment="Sound control off"),
        part(100, 255, "ColorPreset", comment="Flash pink"),
        part(100, 255, "ColorPreset", comment="Fire"),
        part(100, 255, "NoFunction", comment="no strobe"),
        part(100, 255, "Intensity", comment="Brightness of the strobe"),
    ],
)
def test_what_stands_still_is_none(capability: Body) -> None:
    found = channel(part(0, 99, "WheelSlot", wheel="Gobos", slotNumber=1), capability)
    assert (found.role, found.shutter) == (Role.OTHER, ())


@pytest.mark.parametrize(("categories", "blinks"), [(["Color Changer"], True), (["Laser"], True), (["Smoke"], False)])
def test_an_effect_of_unknown_kind_is_of_light_but_where_it_may_be_a_flame(
    categories: list[str], *, blinks: bool
) -> None:
    effect = [part(0, 252, "NoFunction"), part(253, 255, "Effect", effectName="Single ignition")]
    document = {
        "name": "Thing",
        "categories": categories,
        "meta": {},
        "availableChannels": {"Function": {"capabilities": effect, "comment": "as the maker says"}},
        "modes": [{"name": "m", "channels": ["Function"]}],
    }
    (found,) = profile_from_ofl(document, "x").modes[0].channels
    assert bool(found.shutter) == blinks


def test_a_wheel_of_colours_that_can_turn_is_still_set_by_its_colours() -> None:
    turning = part(200, 255, "WheelRotation", speedStart="slow CW", speedEnd="fast CW")
    found = channel(
        part(0, 99, "WheelSlot", slotNumber=1), part(100, 199, "WheelSlot", slotNumber=2), turning, name="Colors"
    )
    assert (found.attribute, found.functions[1].name) == ("color-wheel", "Red")


def test_a_strobe_that_is_written_down_beside_open_values_is_one() -> None:
    """As the ROOT PAR 6 of the library has it: its strobe would have passed as light."""
    found = channel(
        part(0, 5, "ShutterStrobe", shutterEffect="Open"),
        part(6, 255, "StrobeSpeed", speedStart="1Hz", speedEnd="20Hz"),
    )
    assert (found.attribute, ranges(found)) == ("shutter", [(0, 5, "open"), (6, 255, "strobe")])
    assert found.shutter[1].rate_hz == (1, 20)


def test_a_dimmer_in_the_same_channel_is_open_at_its_bright_end() -> None:
    found = channel(
        part(0, 9, "NoFunction"),
        part(10, 189, "Intensity", brightnessStart="0%", brightnessEnd="100%"),
        part(190, 255, "ShutterStrobe", shutterEffect="Strobe"),
    )
    assert ranges(found) == [(0, 9, "closed"), (10, 188, "closed"), (189, 189, "open"), (190, 255, "strobe")]
    assert found.home == pytest.approx(189 / 255)


@pytest.mark.parametrize(("default", "still"), [(None, 0), (7, 7), (255, 255)])
def test_a_channel_of_nothing_but_strobes_stands_still_at_its_default(default: int | None, still: int) -> None:
    more: Body = {} if default is None else {"defaultValue": default}
    found = channel({"type": "StrobeSpeed", "speedStart": "0Hz", "speedEnd": "25Hz"}, **more)
    assert [each for each in ranges(found) if each[2] == "open"] == [(still, still, "open")]
    assert found.home == pytest.approx(still / 255)


@pytest.mark.parametrize(
    ("name", "kind", "blinks"),
    [
        ("Strobe", "NoFunction", True),
        ("Auto", "NoFunction", True),
        ("Sound programs", "Generic", True),
        ("Strobe speed", "EffectSpeed", True),
        ("Program speed", "EffectSpeed", False),
        ("Fan", "Generic", False),
        ("Strobe", "Intensity", False),
    ],
)
def test_a_channel_may_only_be_named_like_what_blinks(name: str, kind: str, *, blinks: bool) -> None:
    assert (channel({"type": kind}, name=name).role is Role.SHUTTER) == blinks


def test_who_knows_better_says_so() -> None:
    document = {
        "name": "Lamp",
        "categories": ["Dimmer"],
        "meta": {},
        "availableChannels": {"Auto": {"capability": {"type": "NoFunction"}}},
        "modes": [{"name": "m", "channels": ["Auto"]}],
        "x-kintsugi": {"role": {"Auto": "other"}},
    }
    (found,) = profile_from_ofl(document, "x").modes[0].channels
    assert (found.role, found.shutter) == (Role.OTHER, ())


def test_values_of_two_bytes_are_those_of_the_first() -> None:
    found = channel(
        part(0, 32767, "ShutterStrobe", shutterEffect="Strobe"),
        part(32768, 65535, "ShutterStrobe", shutterEffect="Open"),
        fineChannelAliases=FINE,
    )
    assert ranges(found) == [(0, 127, "strobe"), (128, 255, "open")]


def test_strobes_may_turn_backwards() -> None:
    found = channel(
        part(0, 99, "NoFunction"), part(100, 255, "StrobeSpeed", speedStart="-25Hz", speedEnd="slow reverse")
    )
    assert found.shutter[1].rate_hz == (25, 1)


def test_a_dimmer_that_is_darkest_at_its_end_is_no_level_and_stands_there() -> None:
    found = channel({"type": "Intensity", "brightnessStart": "bright", "brightnessEnd": "off"}, name="Dimmer")
    assert (found.role, found.home) == (Role.OTHER, 1)


@pytest.mark.parametrize("key", ["1", "All"])
def test_a_slot_of_a_pixel_that_changes_its_duty_is_what_it_is_by_default(key: str) -> None:
    def switched(to: str) -> Body:
        return {"switchChannels": {"Speed $pixelKey / Sound $pixelKey": f"{to} $pixelKey"}}

    show = {
        "capabilities": [
            part(0, 9, "NoFunction", **switched("Speed")),
            part(10, 255, "Effect", effectName="Sound", soundControlled=True, **switched("Sound")),
        ]
    }
    document = {
        "name": "Heads",
        "categories": ["Moving Head"],
        "meta": {},
        "matrix": {"pixelCount": [2, 1, 1], "pixelGroups": {"All": "all"}},
        "templateChannels": {
            "Show $pixelKey": show,
            "Speed $pixelKey": {"capability": {"type": "EffectSpeed", "speedStart": "slow", "speedEnd": "fast"}},
            "Sound $pixelKey": {"capability": {"type": "SoundSensitivity"}},
        },
        "modes": [{"name": "m", "channels": [f"Show {key}", f"Speed {key} / Sound {key}"]}],
    }
    assert [each.name for each in profile_from_ofl(document, "x").modes[0].channels] == [f"Show {key}", f"Speed {key}"]


def test_pixels_are_grouped_by_patterns_of_their_names() -> None:
    def grouped(pattern: str) -> Body:
        return {
            "name": "Rings",
            "categories": ["Matrix"],
            "meta": {},
            "matrix": {"pixelKeys": [[["Ring 1", "Ring 2", "Middle"]]], "pixelGroups": {"Rings": {"name": [pattern]}}},
            "templateChannels": {"Dimmer $pixelKey": {"capability": {"type": "Intensity"}}},
            "modes": [{"name": "m", "channels": ["Dimmer Rings", "Dimmer Middle"]}],
        }

    assert profile_from_ofl(grouped("^Ring"), "x").modes[0].pixels == ((0.5, 0, 0), (2, 0, 0))
    for pattern in ("(a+)+$", "[z-a]", "(", r"\d+\d+\d+x"):
        with pytest.raises(ProfileError, match="must be a pattern of letters"):
            profile_from_ofl(grouped(pattern), "x")
