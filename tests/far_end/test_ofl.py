"""Profiles: what the shipped ones say, and what a broken one is told."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.errors import ProfileError
from fixtures.library import load_profiles
from fixtures.ofl import profile_from_ofl
from fixtures.profile import FixtureClass, Role

Document = dict[str, Any]  # a JSON document that the tests take apart


@pytest.fixture(name="document")
def par_with_everything() -> Document:
    return {
        "name": "Test par",
        "categories": ["Color Changer"],
        "meta": {},
        "availableChannels": {
            "Dimmer": {"fineChannelAliases": ["Dimmer fine"], "capability": {"type": "Intensity"}},
            "Red": {"defaultValue": "50%", "capability": {"type": "ColorIntensity", "color": "Red"}},
            "Shutter": {
                "capabilities": [
                    {"dmxRange": [0, 99], "type": "ShutterStrobe", "shutterEffect": "Closed"},
                    {"dmxRange": [100, 199], "type": "ShutterStrobe", "shutterEffect": "Strobe", "speed": "90bpm"},
                    {"dmxRange": [200, 255], "type": "ShutterStrobe", "shutterEffect": "Open"},
                ]
            },
        },
        "modes": [
            {"name": "long", "channels": ["Dimmer", "Dimmer fine", "Red", None, "Shutter"]},
            {"name": "short", "channels": ["Dimmer", "Red"]},
        ],
    }


def problems_of(document: object) -> str:
    with pytest.raises(ProfileError) as caught:
        profile_from_ofl(document, "test/par")
    return str(caught.value)


def test_the_shipped_profiles_have_the_slots_their_modes_name() -> None:
    profiles = load_profiles()
    slots = {key: [mode.slots for mode in profile.modes] for key, profile in profiles.items()}
    assert slots["generic/rgbw-par"] == [6]
    assert slots["generic/dimmer-16bit"] == [2]
    assert slots["generic/projector"] == [35, 5]
    assert all(mode.name == f"{mode.slots}-channel" for profile in profiles.values() for mode in profile.modes)


def test_every_file_of_the_library_is_a_profile() -> None:
    files = {
        f"{path.parent.name}/{path.stem}"
        for path in (Path(__file__).parents[2] / "fixtures" / "profiles").glob("*/*.json")
    }
    assert set(load_profiles()) == files


def test_no_words_of_a_shipped_profile_are_cut() -> None:
    longest = 60
    told = {
        (key, channel.name, each.name)
        for key, profile in load_profiles().items()
        for mode in profile.modes
        for channel in mode.channels
        for each in channel.functions
        if len(each.name) >= longest
    }
    assert told == set()


def test_a_fog_machine_is_a_hazard_without_being_told() -> None:
    fog = load_profiles()["generic/fog"]
    assert fog.cls is FixtureClass.FOG
    assert fog.modes[0].channels[0].safe == 0.0


def test_the_projector_has_a_text_channel_and_its_own_output() -> None:
    projector = load_profiles()["generic/projector"]
    assert projector.output == "projector"
    assert all(mode.channels[4].role is Role.TEXT for mode in projector.modes)


def test_a_shutter_rests_open(document: Document) -> None:
    shutter = profile_from_ofl(document, "test/par").modes[0].channels[-1]
    assert shutter.home == 1.0
    assert [(part.first, part.last, part.effect, part.rate_hz) for part in shutter.shutter] == [
        (0, 99, "closed", (0.0, 0.0)),
        (100, 199, "strobe", (1.5, 1.5)),
        (200, 255, "open", (0.0, 0.0)),
    ]


def test_a_fine_channel_joins_its_coarse_one_only_where_the_mode_has_it(document: Document) -> None:
    long, short = profile_from_ofl(document, "test/par").modes
    assert [channel.bits for channel in long.channels] == [16, 8, 8, 8]
    assert long.slots == 5
    assert [channel.bits for channel in short.channels] == [8, 8]


def test_home_comes_from_the_default_value_unless_we_say_otherwise(document: Document) -> None:
    assert profile_from_ofl(document, "test/par").modes[1].channels[1].home == 0.5
    document["x-kintsugi"] = {"home": {"Red": 0.25}}
    assert profile_from_ofl(document, "test/par").modes[1].channels[1].home == 0.25


def test_every_problem_is_told_in_one_run_with_its_key_path(document: Document) -> None:
    document["nmae"] = document.pop("name")
    document["availableChannels"]["Red"]["capability"]["type"] = "ColorIntensty"
    document["availableChannels"]["Shutter"]["capabilities"][1]["dmxRange"] = [101, 199]
    document["modes"][0]["channels"][2] = "Rod"
    document["x-kintsugi"] = {"class": "fogg", "safe": {"Dimmer": 2}}
    text = problems_of(document)
    assert "profile test/par has 7 problems" in text
    assert "nmae: no key is named 'nmae' - did you mean 'name'?" in text
    assert "name: is missing" in text
    assert "availableChannels.Red.capability.type: no capability type is named 'ColorIntensty'" in text
    assert "availableChannels.Shutter.capabilities[1].dmxRange: must begin at 100" in text
    assert "modes[0].channels[2]: no channel is named 'Rod' - did you mean 'Red'?" in text
    assert "x-kintsugi.class: no class is named 'fogg' - did you mean 'fog'?" in text
    assert "x-kintsugi.safe.Dimmer: must be a level 0..1, not 2" in text


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (["matrix"], {}, "matrix: needs either pixelCount or pixelKeys"),
        (["matrix"], {"pixelCount": [9, 0, 1]}, "matrix.pixelCount: must be [x, y, z]"),
        (["matrix"], {"pixelKeys": [[["a", "a"]]]}, "matrix.pixelKeys: must name each pixel once"),
        (["categories"], [], "categories: must be a list"),
        (["modes"], [], "modes: must be a list of at least one mode"),
        (["modes", 0, "channels"], [{"insert": "matrix"}], "only blocks that insert matrixChannels are read"),
        (["modes", 0, "channels"], [3], "must be a channel name, null, or a block"),
        (["modes", 0, "channels"], [{"insert": "matrixChannels"}], "must be a list of template channels"),
        (["modes", 1, "name"], "long", "two modes are named 'long'"),
        (["availableChannels", "Red", "defaultValue"], 256, "must be 0..255 or 0%..100%, not 256"),
        (["availableChannels", "Red", "capability"], {"type": "ColorIntensity", "color": "Rad"}, "did you mean 'Red'"),
        (["availableChannels", "Red"], {}, "needs either capability"),
        (["x-kintsugi"], {"role": {"Rod": "text"}}, "no channel is named 'Rod'"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    document: Document, path: list[str | int], value: object, complaint: str
) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert complaint in problems_of(document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["name", "categories", "meta", "availableChannels", "modes", "x-kintsugi"]
INNER_KEYS = ["Dimmer", "Red", "Shutter", "class", "home", "role"]


@given(key=st.sampled_from(KEYS), inner=st.sampled_from(INNER_KEYS), value=JSON, deep=st.booleans())
def test_no_document_raises_anything_but_a_profile_error(key: str, inner: str, value: object, *, deep: bool) -> None:
    base = {"name": "x", "categories": ["Dimmer"], "meta": {}, "availableChannels": {}, "modes": []}
    document: Document = copy.deepcopy(base)
    document[key] = {inner: value} if deep else value
    with pytest.raises(ProfileError):
        profile_from_ofl(document, "test/any")
