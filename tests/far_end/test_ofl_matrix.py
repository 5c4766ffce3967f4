"""Matrices, wheels, switching channels and fine channels that lie apart, as makers write them."""

from typing import Any

import numpy as np
import pytest

from fixtures.errors import ProfileError
from fixtures.lamp import lamp_of, seen_light
from fixtures.library import load_profiles
from fixtures.ofl import profile_from_ofl
from fixtures.profile import Mode, Role

Document = dict[str, Any]  # a JSON document that the tests take apart


def _document(**parts: object) -> Document:
    return {"name": "Panel", "categories": ["Matrix"], "meta": {}, "availableChannels": {}, **parts}


def _mode(channels: list[object], **parts: object) -> Mode:
    return profile_from_ofl(_document(modes=[{"name": "one", "channels": channels}], **parts), "test/panel").modes[0]


RED: Document = {"Red $pixelKey": {"capability": {"type": "ColorIntensity", "color": "Red"}}}
DIMMER: Document = {"Dimmer": {"capability": {"type": "Intensity"}}}


def _block(repeat: object, *templates: str, order: str = "perPixel") -> Document:
    return {
        "insert": "matrixChannels",
        "repeatFor": repeat,
        "channelOrder": order,
        "templateChannels": list(templates),
    }


def test_pixels_are_told_in_the_order_of_the_mode() -> None:
    matrix = {"pixelCount": [2, 2, 1]}
    mode = _mode([_block("eachPixelXYZ", "Red $pixelKey")], matrix=matrix, templateChannels=RED)
    assert [channel.name for channel in mode.channels] == ["Red (1, 1)", "Red (2, 1)", "Red (1, 2)", "Red (2, 2)"]
    assert mode.pixels == ((0, 0, 0), (1, 0, 0), (0, -1, 0), (1, -1, 0))
    assert [channel.pixel for channel in mode.channels] == [0, 1, 2, 3]
    down = _mode([_block("eachPixelYXZ", "Red $pixelKey")], matrix=matrix, templateChannels=RED)
    assert [channel.name for channel in down.channels] == ["Red (1, 1)", "Red (1, 2)", "Red (2, 1)", "Red (2, 2)"]


def test_channels_may_come_one_after_another_for_all_pixels() -> None:
    templates = {**RED, "Blue $pixelKey": {"capability": {"type": "ColorIntensity", "color": "Blue"}}}
    mode = _mode(
        [_block(["b", "a"], "Red $pixelKey", "Blue $pixelKey", order="perChannel")],
        matrix={"pixelKeys": [[["a", "b"]]]},
        templateChannels=templates,
    )
    assert [channel.name for channel in mode.channels] == ["Red b", "Red a", "Blue b", "Blue a"]
    assert [channel.pixel for channel in mode.channels] == [0, 1, 0, 1]


def test_a_group_of_pixels_is_the_whole_beside_its_own_pixels_and_a_pixel_without_them() -> None:
    matrix = {"pixelCount": [4, 1, 1], "pixelGroups": {"left": ["1", "2"], "right": {"x": [">=3"]}}}
    halves = _mode([_block("eachPixelGroup", "Red $pixelKey")], matrix=matrix, templateChannels=RED)
    assert halves.pixels == ((0.5, 0, 0), (2.5, 0, 0))
    both = _mode(["Red left", _block("eachPixelABC", "Red $pixelKey")], matrix=matrix, templateChannels=RED)
    assert both.cells == 4
    assert both.channels[0].pixel is None


def test_a_dimmer_over_all_pixels_dims_each_of_them() -> None:
    mode = _mode(
        ["Dimmer", _block("eachPixelABC", "Red $pixelKey")],
        matrix={"pixelCount": [3, 1, 1]}, templateChannels=RED, availableChannels=DIMMER,
    )  # fmt: skip
    light = seen_light(lamp_of(mode), np.array([[51, 255, 0, 255], [255, 0, 51, 0]], np.uint8), 0.0)
    assert light[:, 0].tolist() == pytest.approx([0.2, 0, 0.2, 0, 0.2, 0])


def test_a_fine_channel_may_lie_anywhere() -> None:
    channels = {
        "Dimmer": {"fineChannelAliases": ["Dimmer fine", "Dimmer finer"], "capability": {"type": "Intensity"}},
        "Pan": {
            "fineChannelAliases": ["Pan fine"],
            "capability": {"type": "Pan", "angleStart": "0deg", "angleEnd": "540deg"},
        },
    }
    mode = _mode(["Pan", "Dimmer", "Pan fine", "Dimmer fine", "Dimmer finer"], availableChannels=channels)
    assert mode.places == ((0, 2), (1, 3), (4, 4))
    assert [channel.bits for channel in mode.channels] == [16, 16, 8]
    assert mode.slots == 5
    light = seen_light(lamp_of(mode), np.array([[0, 0x12, 0, 0x34, 99]], np.uint8), 0.0)
    assert light[0, 0] == pytest.approx(0x1234 / 65535)


def test_a_switching_channel_is_what_it_is_by_default() -> None:
    channels = {
        "Mode": {
            "defaultValue": 200,
            "capabilities": [
                {"dmxRange": [0, 99], "type": "NoFunction", "switchChannels": {"Red / Speed": "Red"}},
                {"dmxRange": [100, 255], "type": "NoFunction", "switchChannels": {"Red / Speed": "Speed"}},
            ],
        },
        "Red": {"capability": {"type": "ColorIntensity", "color": "Red"}},
        "Speed": {"capability": {"type": "EffectSpeed", "speedStart": "slow", "speedEnd": "fast"}},
    }
    mode = _mode(["Mode", "Red / Speed"], availableChannels=channels)
    assert [channel.name for channel in mode.channels] == ["Mode", "Speed"]


def test_a_second_wheel_is_set_by_its_own_name() -> None:
    wheel = {"slots": [{"type": "Open"}, {"type": "Gobo", "name": "Stars"}, {"type": "Gobo"}]}
    turn: Document = {
        "capabilities": [
            {"dmxRange": [0, 99], "type": "WheelSlot", "slotNumber": 1},
            {"dmxRange": [100, 199], "type": "WheelSlot", "slotNumber": 2},
            {"dmxRange": [200, 255], "type": "WheelSlot", "slotNumber": 3},
        ]
    }
    mode = _mode(["One", "Two"], availableChannels={"One": turn, "Two": turn}, wheels={"One": wheel, "Two": wheel})
    assert [channel.attribute for channel in mode.channels] == ["gobo", "raw.Two"]
    assert [function.name for function in mode.channels[0].functions] == ["Open", "Stars", "Gobo 3"]
    assert all(channel.snaps for channel in mode.channels)


def test_the_temperature_of_a_white_may_be_said() -> None:
    channels = {"White": {"capability": {"type": "ColorIntensity", "color": "White"}}}
    document = _document(availableChannels=channels, modes=[{"name": "one", "channels": ["White"]}])
    document["x-kintsugi"] = {"temperature": {"White": 3000}}
    assert profile_from_ofl(document, "test/one").modes[0].channels[0].light == pytest.approx(
        (1, 0.485, 0.155), abs=0.01
    )
    document["x-kintsugi"] = {"temperature": {"White": 300}}
    with pytest.raises(ProfileError, match="must be kelvins"):
        profile_from_ofl(document, "test/one")


def test_a_hundred_thousand_pixels_are_refused() -> None:
    document = _document(matrix={"pixelCount": [1000, 1000, 1]}, modes=[{"name": "one", "channels": [None]}])
    with pytest.raises(ProfileError, match="at most 4096"):
        profile_from_ofl(document, "test/one")


def test_generic_profiles_cover_what_people_own() -> None:
    roles = {role for profile in load_profiles().values() for mode in profile.modes for role in _roles(mode)}
    assert roles >= {*Role} - {Role.INDIGO}


def _roles(mode: Mode) -> set[Role]:
    return {channel.role for channel in mode.channels}
