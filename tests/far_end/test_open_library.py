"""Fixtures of the Open Fixture Library are taken over; what is left out or held still is told."""

import copy
import json
import random
from typing import Any

import pytest

from fixtures.errors import ForeignFileError
from fixtures.importers.documents import TakenOver, document_text
from fixtures.importers.open_library import take_over
from fixtures.importers.telling import harm_told, notes_of
from fixtures.profile import Channel, Profile, Role
from fixtures.reading import LARGEST_BYTES, read_profile

Document = dict[str, Any]
CASES = 300
OLD = b'{"name": "A", "modes": [{}], "availableChannels": {"S": {"type": "Strobe", "capabilities": [{"name": "x"}]}}}'
NO_CATEGORY = json.dumps(
    {
        "name": "A",
        "meta": {},
        "categories": [],
        "modes": [{"name": "m", "channels": ["D"]}],
        "availableChannels": {"D": {"capability": {"type": "Intensity"}}},
    }
).encode()
STROBE = [
    {"dmxRange": [0, 9], "type": "ShutterStrobe", "shutterEffect": "Closed"},
    {
        "dmxRange": [10, 199],
        "type": "ShutterStrobe",
        "shutterEffect": "Strobe",
        "speedStart": "1Hz",
        "speedEnd": "20Hz",
    },
    {"dmxRange": [200, 255], "type": "ShutterStrobe", "shutterEffect": "Open"},
]
SHOW = [
    {"dmxRange": [0, 9], "type": "NoFunction", "switchChannels": {"Speed / Sound": "Speed"}},
    {"dmxRange": [10, 255], "type": "Effect", "effectName": "Show", "switchChannels": {"Speed / Sound": "Sound"}},
]


@pytest.fixture(name="head")
def moving_head() -> Document:
    return {
        "$schema": "https://raw.githubusercontent.com/OpenLightingProject/open-fixture-library/master/schemas/fixture.json",
        "name": "Spot 7",
        "categories": ["Moving Head"],
        "meta": {"authors": ["Somebody"]},
        "matrix": {"pixelCount": [3, 1, 1]},
        "availableChannels": {
            "Pan": {"fineChannelAliases": ["Pan fine"], "capability": {"type": "Pan", "angle": "540deg"}},
            "Shutter": {"defaultValue": 0, "capabilities": copy.deepcopy(STROBE)},
            "Show": {"capabilities": copy.deepcopy(SHOW)},
            "Speed": {"capability": {"type": "EffectSpeed", "speedStart": "slow", "speedEnd": "fast"}},
            "Sound": {"capability": {"type": "SoundSensitivity"}},
        },
        "templateChannels": {"Red $pixelKey": {"capability": {"type": "ColorIntensity", "color": "Red"}}},
        "modes": [
            {"name": "5ch", "channels": ["Pan", "Pan fine", "Shutter", "Show", "Speed / Sound"]},
            {"name": "4ch", "channels": ["Shutter", "Red 1", "Red 2", "Red 3"]},
        ],
    }


def taken(document: object) -> TakenOver:
    return take_over(json.dumps(document).encode())


def profile_of(found: TakenOver) -> Profile:
    read, problems = read_profile(document_text(found.document).encode(), "lamps/x")
    assert read is not None, problems
    return read


def channel_of(found: TakenOver, name: str) -> Channel:
    modes = profile_of(found).modes
    return next(channel for mode in modes for channel in mode.channels if channel.name == name)


def told(found: TakenOver) -> str:
    return "\n".join([*found.notes, *notes_of(profile_of(found))])


def test_a_fixture_is_taken_over_as_it_is(head: Document) -> None:
    found = taken(head)
    assert found.harm is None
    assert {key: value for key, value in found.document.items() if key != "x-kintsugi"} == head
    assert [mode.cells for mode in profile_of(found).modes] == [1, 3]


def test_a_shutter_that_is_closed_by_default_stands_open(head: Document) -> None:
    assert channel_of(taken(head), "Shutter").home == 1


def test_what_blinks_is_told_with_what_is_sent_instead(head: Document) -> None:
    said = told(taken(head))
    assert "Shutter: might blink by itself at 10-199; 200 is sent instead." in said
    assert "Show: might blink by itself at 10-255; 0 is sent instead." in said
    assert 'writes so into the profile: "x-kintsugi": {"role": {"NAME": "other"}}' in said


def test_what_has_no_word_in_a_look_is_told_with_how_to_set_it(head: Document) -> None:
    assert "Show, Speed: set by their own names, such as {raw: {Show: 50%}}." in told(taken(head))


def test_a_slot_that_changes_its_duty_is_told(head: Document) -> None:
    assert "Speed / Sound: is what it is while Show stands at home; its other duties are left out." in told(taken(head))


def test_a_head_without_degrees_is_told(head: Document) -> None:
    assert "Pan: the file tells no degrees; write percentages" in told(taken(head))


def test_a_mode_without_light_is_told(head: Document) -> None:
    assert "Mode '5ch' has no dimmer and no colour: no level reaches it." in told(taken(head))


def test_a_channel_that_is_not_understood_keeps_its_slots_and_stands_still(head: Document) -> None:
    head["availableChannels"]["Pan"]["capability"]["type"] = "Nothing"
    found = taken(head)
    pan = channel_of(found, "Pan")
    assert (pan.role, pan.bits) == (Role.SHUTTER, 16)
    assert [(each.first, each.last) for each in pan.shutter if each.effect == "open"] == [(0, 0)]
    assert "Pan is not understood and stands still at its default" in told(found)


def test_a_template_that_is_not_understood_stands_still_in_every_pixel(head: Document) -> None:
    head["templateChannels"]["Red $pixelKey"]["capability"]["color"] = "Rose"
    found = taken(head)
    assert "Red $pixelKey is not understood" in told(found)
    assert channel_of(found, "Red 3").role is Role.SHUTTER


def test_a_mode_that_cannot_be_laid_out_is_left_out(head: Document) -> None:
    head["modes"][0]["channels"].append("Rad")
    found = taken(head)
    assert [mode.name for mode in profile_of(found).modes] == ["4ch"]
    assert "Mode '5ch' was left out" in told(found)


def test_two_modes_of_one_name_are_told_apart(head: Document) -> None:
    head["modes"][1]["name"] = "5ch"
    assert [mode.name for mode in profile_of(taken(head)).modes] == ["5ch", "5ch (2)"]


def test_keys_that_nobody_knows_are_left_out_and_told(head: Document) -> None:
    head["manualURL"] = "https://example.org"
    head["availableChannels"]["Pan"]["crossfade"] = True
    said = told(taken(head))
    assert "'manualURL' was left out" in said
    assert "Pan: 'crossfade' was left out" in said


def test_what_a_stranger_says_of_safety_is_not_believed(head: Document) -> None:
    head["name"] = "Laser 7"
    head["x-kintsugi"] = {"class": "show", "role": {"Shutter": "other"}, "safe": {"Shutter": 1}}
    found = taken(head)
    assert (profile_of(found).cls.value, channel_of(found, "Shutter").role) == ("laser", Role.SHUTTER)
    assert "x-kintsugi was left out" in told(found)


def test_a_hazard_has_its_class_and_safe_values_written_where_people_see_them(head: Document) -> None:
    head["categories"] = ["Laser"]
    found = taken(head)
    assert found.harm is not None
    assert harm_told(found.harm) == (
        "can do harm, by its category Laser: class laser. Under blackout it stands where it does none."
    )
    extras = {"Shutter": 0.0, "Show": 0.0, "Speed": 0.0, "Red $pixelKey": 0.0}
    assert found.document["x-kintsugi"] == {"class": "laser", "home": extras, "safe": extras}


def test_what_moves_asks_for_a_look_at_its_safe_values(head: Document) -> None:
    head["name"] = "Hoist 7"
    found = taken(head)
    assert found.harm is not None
    assert "make sure that they move nothing" in harm_told(found.harm)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"name": NaN}', "NaN is no number"),
        (b"[]", "is no fixture: a fixture is an object of JSON"),
        (b"{}", "it has no channels or no modes"),
        (b'{"cameo": {"name": "Cameo"}}', "it has no channels or no modes"),
        (b'{"name": "A", "redirectTo": "cameo/b", "reason": "FixtureRenamed"}', "import cameo/b.json instead"),
        (b" " * (LARGEST_BYTES + 1), "at most 4 MB"),
        (OLD, "older than 2018"),
        (NO_CATEGORY, "is no fixture that can be read: categories: must be a list"),
    ],
)
def test_what_is_no_fixture_is_refused_in_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(ForeignFileError) as caught:
        take_over(raw)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


JUNK: list[Any] = [None, 0, -1, 1e300, "", [], {}, True, "50%", "fast", [0, 255], "$pixelKey", "all", ["x"], 10**30]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("modes", [{"name": str(number), "channels": ["Pan"]} for number in range(257)], "has 257 modes; at most 256"),
        ("availableChannels", {str(number): {} for number in range(4001)}, "has 4002 channels; at most 4000"),
        (
            "matrix",
            {"pixelCount": [2, 1, 1], "pixelGroups": {str(number): "all" for number in range(129)}},
            "has 129 pixel groups; at most 128",
        ),
    ],
)
def test_more_than_any_fixture_has_is_not_looked_through(
    head: Document, key: str, value: object, sentence: str
) -> None:
    with pytest.raises(ForeignFileError, match=sentence):
        taken({**head, key: value})


@pytest.mark.parametrize("name", ["A.B: C", "availableChannels", "Pan.capability"])
def test_a_channel_of_any_name_is_found_if_it_is_not_understood(head: Document, name: str) -> None:
    head["availableChannels"][name] = {"capability": {"type": "Nothing"}}
    head["modes"][0]["channels"].append(name)
    found = taken(head)
    assert channel_of(found, name).role is Role.SHUTTER
    assert channel_of(found, "Pan").role is Role.OTHER


def mutated(document: Document, chance: random.Random) -> Document:
    """Change one to four values, keys or places of a document."""
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 4)):
        places: list[tuple[Any, Any]] = []
        waiting: list[Any] = [document]
        while waiting:
            here = waiting.pop()
            keys = here if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
            places += [(here, key) for key in keys]
            waiting += [here[key] for key in keys]
        holder, key = chance.choice(places)
        if chance.random() < 0.7:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        else:
            del holder[key]
    return document


def test_whatever_stands_in_a_file_it_is_taken_over_or_refused_and_something_stands_still(head: Document) -> None:
    chance = random.Random(20261127)  # noqa: S311 - to repeat it, not to be secret
    read = 0
    for _ in range(CASES):
        try:
            found = taken(mutated(head, chance))
        except ForeignFileError as error:
            assert "\n" not in str(error)  # noqa: PT017 - a refusal is one of two good ends
            continue
        read += 1
        for mode in profile_of(found).modes:
            for channel in mode.channels:
                still = [part for part in channel.shutter if part.effect != "strobe"]
                assert channel.role is not Role.SHUTTER or still
    assert read > CASES // 4
