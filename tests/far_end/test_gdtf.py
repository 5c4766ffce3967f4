"""GDTF files become profiles: what each attribute is, what blinks, what repeats, what can do harm."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from fixtures.profile import Channel, Mode, Profile, Role
from fixtures.reading import read_profile

pytest.importorskip("pygdtf", reason="the extra mvr is not installed")
pytest.importorskip("pymvr", reason="the extra mvr is not installed")

from fixtures.importers.documents import document_text
from fixtures.importers.gdtf.document import convert
from fixtures.importers.gdtf.reading import read_gdtf
from fixtures.importers.gdtf.taking import take_over_gdtf
from fixtures.importers.package import ArchiveError
from tests.fakes.plans import bar, channel, function, gdtf, named


def profile(raw: bytes, *modes: str) -> Profile:
    document = convert(read_gdtf(raw, modes), "x.gdtf").document
    read, problems = read_profile(json.dumps(document).encode(), "lamps/x")
    assert read is not None, problems
    return read


def mode_of(*channels: str, **more: str) -> Mode:
    return profile(gdtf("Lamp", {"m": channels}, **more), "m").modes[0]


def only(*channels: str) -> Channel:
    (found,) = mode_of(*channels).channels
    return found


@pytest.mark.parametrize(
    ("attribute", "role"),
    [
        ("Dimmer", Role.INTENSITY),
        ("ColorAdd_R", Role.RED),
        ("ColorAdd_RY", Role.AMBER),
        ("ColorAdd_GY", Role.LIME),
        ("ColorAdd_WW", Role.WARM_WHITE),
        ("ColorAdd_CW", Role.COLD_WHITE),
        ("ColorAdd_UV", Role.UV),
        ("ColorRGB_Red", Role.RED),
        ("ColorSub_C", Role.CYAN),
        ("ColorSub_M", Role.MAGENTA),
        ("ColorSub_Y", Role.YELLOW),
        ("ColorAdd_C", Role.OTHER),  # an emitter: it takes no red away
        ("Control1", Role.OTHER),
    ],
)
def test_an_attribute_has_its_role(attribute: str, role: Role) -> None:
    assert only(channel("1", attribute)).role is role


@pytest.mark.parametrize(
    ("attribute", "set_by"),
    [
        ("Pan", "pan"),
        ("Tilt", "tilt"),
        ("Zoom", "zoom"),
        ("Focus1", "focus"),
        ("Iris", "iris"),
        ("Frost1", "frost"),
        ("Prism1", "prism"),
        ("ColorMacro1", "raw.ColorMacro1"),
        ("Video/Odd!Name", "raw.Video Odd Name"),
    ],
)
def test_what_is_no_light_is_set_by_itself(attribute: str, set_by: str) -> None:
    assert only(channel("1", attribute)).attribute == set_by


def test_bytes_may_lie_anywhere_and_there_may_be_four() -> None:
    mode = mode_of(channel("5,2", "Dimmer"), channel("3,4,6,7", "Pan"))
    assert mode.slots == 7
    places = dict(zip((each.name for each in mode.channels), mode.places, strict=True))
    assert places["Dimmer"] == (4, 1)
    assert places["Pan"] == (2, 3)


def test_a_default_is_home_but_not_for_light_and_shutters() -> None:
    macro = channel("1,2", "ColorMacro1", function("ColorMacro1", more='Default="32896/2"'), more='Default="32896/2"')
    assert only(macro).home == pytest.approx(128 / 255)
    assert only(channel("1", "Dimmer", more='Default="255/1"')).home == 0
    assert only(channel("1", "Pan", more='Default="0/1"')).home == 0.5


def shutter(*functions: str) -> Sequence[tuple[int, int, str]]:
    found = only(channel("1", "Shutter1", *functions))
    assert found.role is Role.SHUTTER
    return [(part.first, part.last, part.effect) for part in found.shutter]


def test_a_shutter_without_sets_is_a_scale() -> None:
    assert shutter(function("Shutter1")) == [(0, 254, "closed"), (255, 255, "open")]
    inverted = function("Shutter1", more='PhysicalFrom="1" PhysicalTo="0"')
    assert shutter(inverted) == [(0, 254, "open"), (255, 255, "closed")]


@pytest.mark.parametrize("name", ["Strobe slow to fast", "Random", "Pulse", "Lightning"])
def test_a_set_of_a_shutter_that_sounds_like_blinking_blinks(name: str) -> None:
    sets = named("Closed", "0/1"), named(name, "10/1"), named("Open", "200/1")
    assert shutter(function("Shutter1", "0/1", *sets))[1] == (10, 199, "strobe")


def test_where_another_channel_decides_whether_it_blinks_it_blinks() -> None:
    still = function("Shutter1", "0/1", named("Open", "0/1"), more='ModeMaster="Head_X" ModeFrom="0/1" ModeTo="127/1"')
    blinks = function("Shutter1Strobe", "100/1", more='ModeMaster="Head_X" ModeFrom="128/1" ModeTo="255/1"')
    assert shutter(still, blinks) == [(0, 99, "open"), (100, 255, "strobe")]


def test_a_channel_of_nothing_but_strobes_stands_still_at_its_default() -> None:
    found = only(channel("1", "StrobeRate", more='Default="0/1"'))
    assert found.home == 0
    assert [(part.first, part.last, part.effect) for part in found.shutter] == [(0, 0, "open"), (1, 255, "strobe")]


def test_a_function_of_a_shutter_that_says_one_value_is_no_scale() -> None:
    still = 'PhysicalFrom="{0}" PhysicalTo="{0}"'
    closed, opened = function("Shutter1", more=still.format(0)), function("Shutter1", "100/1", more=still.format(1))
    assert shutter(closed, opened) == [(0, 99, "closed"), (100, 255, "open")]


@pytest.mark.parametrize(
    ("attribute", "names", "blinking"),
    [
        ("Effects1", ("", ""), [(1, 255)]),
        ("RGBW Effect Mode", ("", ""), [(1, 255)]),
        ("ColorMacro1", ("Red", "Rainbow fade"), [(100, 255)]),
        ("Function", ("No function", "Sound mode"), [(100, 255)]),
        ("EffectsRate", ("", ""), []),
        ("ColorMacro1", ("Red", "Blue"), []),
        ("Dimmer", ("Dim", "Strobe slow-fast"), [(100, 255)]),
        ("Dimmer", ("Closed", "Full"), []),
        ("Shutter1", ("Open", "Music"), [(100, 255)]),
        ("Color1", ("Open", "Rainbow"), [(100, 255)]),
        ("Gobo1", ("Open", "Random"), []),
    ],
)
def test_programmes_of_the_fixtures_own_might_blink(
    attribute: str, names: tuple[str, str], blinking: list[tuple[int, int]]
) -> None:
    sets = named(names[0], "0/1"), named(names[1], "100/1")
    found = only(channel("1", attribute, function(attribute, "0/1", *sets)))
    assert [(part.first, part.last) for part in found.shutter if part.effect == "strobe"] == blinking


@pytest.mark.parametrize(("name", "blinking"), [("Auto program", [(128, 255)]), ("Reset", [])])
def test_what_is_said_to_do_nothing_might_blink_by_its_name(name: str, blinking: list[tuple[int, int]]) -> None:
    rest = function("NoFeature", "128/1", named(name, "128/1"))
    found = only(channel("1", "Dimmer", function("Dimmer", "0/1"), rest))
    assert [(part.first, part.last) for part in found.shutter if part.effect == "strobe"] == blinking


def test_a_dimmer_that_falls_is_dark_at_home() -> None:
    falling = function("Dimmer", "0/1", more='PhysicalFrom="1" PhysicalTo="0"')
    found = only(channel("1", "Dimmer", falling))
    assert (found.role, found.home) == (Role.OTHER, 1.0)


def test_a_wheel_of_colours_that_turns_might_blink() -> None:
    wheel = '<Wheel Name="C"><Slot Name="Open"/><Slot Name="Red"/></Wheel>'
    sets = named("Open", "0/1", 'WheelSlotIndex="1"'), named("Spin CW", "128/1")
    found = mode_of(channel("1", "Color1", function("Color1", "0/1", *sets, more='Wheel="C"')), wheels=wheel).channels[
        0
    ]
    assert (found.attribute, [part.effect for part in found.shutter]) == ("color-wheel", ["open", "strobe"])


def test_a_strobe_without_a_rate_is_taken_for_any() -> None:
    open_then = function("Shutter1", "0/1", named("Open", "0/1"))
    found = only(channel("1", "Shutter1", open_then, function("Shutter1Strobe", "50/1")))
    assert found.shutter[1].rate_hz == (1.0, 20.0)


def test_a_wheel_has_the_names_of_its_slots() -> None:
    wheel = '<Wheel Name="Gobos"><Slot Name="Open"/><Slot Name="Leaves"/><Slot Name=""/></Wheel>'
    sets = (
        named("Open", "0/1", 'WheelSlotIndex="1"'),
        named("Leaves", "10/1", 'WheelSlotIndex="2"'),
        named("Third", "20/1", 'WheelSlotIndex="3"'),
        named("Spin", "100/1"),
    )
    found = mode_of(channel("1", "Gobo1", function("Gobo1", "0/1", *sets, more='Wheel="Gobos"')), wheels=wheel)
    (gobo,) = found.channels
    assert (gobo.attribute, gobo.snaps) == ("gobo", True)
    assert [(each.first, each.last, each.name) for each in gobo.functions] == [
        (0, 9, "Open"),
        (10, 19, "Leaves"),
        (20, 99, "Gobo 3"),
        (100, 255, "Spin"),
    ]


def test_a_wheel_of_colours_is_one() -> None:
    wheel = '<Wheel Name="Colors"><Slot Name="Open"/><Slot Name="Amber"/></Wheel>'
    sets = named("Open", "0/1", 'WheelSlotIndex="1"'), named("Amber", "128/1", 'WheelSlotIndex="2"')
    found = mode_of(channel("1", "Color1", function("Color1", "0/1", *sets, more='Wheel="Colors"')), wheels=wheel)
    assert found.channels[0].attribute == "color-wheel"


def test_parts_that_repeat_are_pixels_in_the_order_of_their_slots() -> None:
    (mode,) = profile(bar(4), "m").modes
    assert mode.cells == 4
    assert [(each.name, each.pixel) for each in mode.channels][:4] == [
        ("Red 1", 0), ("Green 1", 0), ("Blue 1", 0), ("Red 2", 1),
    ]  # fmt: skip
    assert (mode.channels[-1].name, mode.channels[-1].pixel) == ("Dimmer", None)


def test_pixels_of_a_break_of_their_own_are_a_mode_of_their_own() -> None:
    whole, pixels = profile(bar(4, dmx_break=2), "m").modes
    assert (whole.name, whole.slots, whole.cells) == ("m", 1, 1)
    assert (pixels.name, pixels.slots, pixels.cells) == ("m, break 2", 12, 4)


def test_one_part_that_gives_light_is_no_pixel() -> None:
    geometries = '<Geometry Name="Base"><Beam Name="Head"/><Beam Name="Ring"/></Geometry>'
    mode = mode_of(channel("1", "ColorAdd_R"), channel("2", "Dimmer", geometry="Ring"), geometries=geometries)
    assert mode.cells == 1


def test_slots_that_nobody_uses_stay_empty() -> None:
    mode = mode_of(channel("3", "Dimmer"))
    assert [each.name for each in mode.channels] == ["unused", "unused", "Dimmer"]


@pytest.mark.parametrize(
    ("name", "attribute", "cls"),
    [
        ("Lamp", "Fog1", "fog"),
        ("Lamp", "Haze1", "fog"),
        ("Lamp", "LaserMode", "laser"),
        ("Stage Hazer 2", "Dimmer", "fog"),
        ("Club Laser RGB", "ColorAdd_R", "laser"),
        ("Chain hoist", "XYZ_Z", "motor"),
        ("Firefly", "Dimmer", "show"),
    ],
)
def test_what_can_do_harm_has_its_class_and_is_safe_at_nothing(name: str, attribute: str, cls: str) -> None:
    raw = gdtf(name, {"m": [channel("1", attribute, more='Default="255/1"')]})
    read = profile(raw, "m")
    assert read.cls.value == cls
    (found,) = read.modes[0].channels
    assert (found.safe, found.home) == ((None, 0) if cls == "show" else (0, 0))


@pytest.mark.parametrize(
    ("attribute", "told", "cls", "why"),
    [
        ("Haze1", "", "fog", "its attribute 'Haze1'"),
        ("FLAMEHEIGHT", "", "fog", "its attribute 'FLAMEHEIGHT'"),
        ("GasValve", "", "fog", "its attribute 'GasValve'"),
        ("ChainHoist2", "", "motor", "its attribute 'ChainHoist2'"),
        ("XYZ_Z", "", "motor", "its attribute 'XYZ_Z'"),
        ("Dimmer", 'LongName="Water Hazer 3000"', "fog", "its long name 'Water Hazer 3000'"),
        ("Dimmer", 'ShortName="LASER"', "laser", "its short name 'LASER'"),
        (
            "Dimmer",
            'Description="Water based\nhaze generator"',
            "fog",
            "the word 'haze generator' in its description",
        ),
        ("Dimmer", 'Description="A pyrotechnic effect"', "fog", "the word 'pyro' in its description"),
        ("Control1", 'Description="Full colour laser, 5 W"', "laser", "the word 'laser' in its description"),
        ("Dimmer", 'Description="An electric winch"', "motor", "the word 'winch' in its description"),
        ("Fog1", 'Description="Fogger for laser shows"', "fog", "its attribute 'Fog1'"),
        ("Dimmer", 'Description="Fast motors, and laser-sharp beams that cut through haze"', "show", None),
        ("Pan", 'LongName="Moving head" Description="Lifts every show"', "show", None),
    ],
)
def test_attributes_tell_harm_first_and_then_names_and_a_description(
    attribute: str, told: str, cls: str, why: str | None
) -> None:
    raw = gdtf("HZ3", {"m": [channel("1", attribute)]}, told=told)
    found = convert(read_gdtf(raw, ["m"]), "x.gdtf")
    assert (found.harm and found.harm.why) == why
    assert profile(raw, "m").cls.value == cls


@pytest.mark.parametrize(
    ("attribute", "told", "says"),
    [
        ("Dimmer", "", ["class show: "]),
        ("Haze1", "", []),
        ("Dimmer", 'LongName="Strobe 3000"', ["class show: ", "It is called a strobe, and no attribute tells"]),
        ("StrobeRate", 'LongName="Strobe 3000"', ["class show: "]),
        ("FogOutput", 'Description="A strobe in a fogger"', ["It is called a strobe, and no attribute tells"]),
    ],
)
def test_it_is_said_why_something_is_a_light_and_that_a_strobe_shows_no_strobe(
    tmp_path: Path, attribute: str, told: str, says: list[str]
) -> None:
    file = tmp_path / "x.gdtf"
    file.write_bytes(gdtf("X", {"m": [channel("1", attribute)]}, told=told))
    notes = take_over_gdtf(file).notes
    assert len(notes) == len(says)
    assert all(note.startswith(said) for note, said in zip(notes, says, strict=True)), notes


@pytest.mark.parametrize(
    "attribute", ["strobe", "STROBE_RATE", "StrobeModeRandom", "Shutter2StrobePulse", "WhiteFlash"]
)
def test_an_attribute_that_is_named_after_a_strobe_might_blink(attribute: str) -> None:
    found = only(channel("1", attribute))
    assert [part.effect for part in found.shutter] == ["open", "strobe"]


def test_a_part_that_is_a_laser_makes_a_laser_whose_shutter_is_safe_closed() -> None:
    sets = named("Open", "0/1"), named("Closed", "128/1")
    raw = gdtf(
        "Beam",
        {"m": [channel("1", "Shutter1", function("Shutter1", "0/1", *sets)), channel("2", "Pan", geometry="Base")]},
        geometries='<Geometry Name="Base"><Laser Name="Head"/></Geometry>',
    )
    read = profile(raw, "m")
    assert read.cls.value == "laser"
    assert read.modes[0].channels[0].safe == pytest.approx(128 / 255, abs=1e-4)
    assert read.modes[0].channels[1].safe is None


def test_only_the_modes_that_are_asked_for_are_read() -> None:
    raw = gdtf("Lamp", {"good": [channel("1", "Dimmer")], "bad": [channel("99999999", "Dimmer")]})
    assert [mode.name for mode in profile(raw, "good").modes] == ["good"]
    with pytest.raises(ArchiveError, match="a channel at slot"):
        read_gdtf(raw, ["bad"])


def test_more_channels_and_parts_than_can_be_are_refused() -> None:
    channels = [channel("1", "Dimmer")] * 2000
    geometries = f'<Geometry Name="Base">{"<Beam/>" * 2000}</Geometry>'
    with pytest.raises(ArchiveError, match="too many channels and parts"):
        read_gdtf(gdtf("Lamp", {"m": channels}, geometries=geometries), ["m"])


def test_channels_within_a_part_that_repeats_are_found() -> None:
    geometries = (
        '<Geometry Name="Base">'
        '<GeometryReference Name="P1" Geometry="Pixel"><Break DMXOffset="1"/></GeometryReference>'
        '<GeometryReference Name="P2" Geometry="Pixel"><Break DMXOffset="3"/></GeometryReference></Geometry>'
        '<Geometry Name="Pixel"><Beam Name="Red"/><Beam Name="Blue"/></Geometry>'
    )
    mode = mode_of(
        channel("1", "ColorAdd_R", geometry="Red", more='DMXBreak="Overwrite"'),
        channel("2", "Dimmer", geometry="Pixel", more='DMXBreak="Overwrite"'),
        geometries=geometries,
    )
    assert [(each.role, each.pixel) for each in mode.channels] == [
        (Role.RED, 0), (Role.INTENSITY, 0), (Role.RED, 1), (Role.INTENSITY, 1),
    ]  # fmt: skip


def test_channels_of_parts_that_are_not_there_are_counted() -> None:
    found = convert(
        read_gdtf(gdtf("Lamp", {"m": [channel("1", "Dimmer"), channel("2", "Pan", geometry="Yoke")]}), ["m"]), "x"
    )
    assert found.lost == {"m": 1}


def test_a_written_document_has_a_line_for_each_channel_and_reads_the_same() -> None:
    document = convert(read_gdtf(bar(3), ["m"]), "x.gdtf").document
    text = document_text(document)
    assert json.loads(text) == document
    assert '    "Dimmer": {"capability": {"type": "Intensity"}}\n' in text
