"""The numbers of the APC mini mk2 and what its lights say."""

from controller.inputs.midi.meaning import Sign
from controller.inputs.midi.profiles.apc_mini_mk2 import APC_MINI_MK2 as APC


def test_the_grid_is_64_pads_and_no_pad_is_in_two_places() -> None:
    assert sorted(APC.pads) == list(range(64))
    assert not set(APC.pads) & set(APC.buttons("main"))


def test_the_top_row_of_the_grid_has_the_highest_notes() -> None:
    assert APC.cue_rows[0] == tuple(range(56, 64))
    assert APC.spare_row == tuple(range(8))


def test_it_has_nine_faders() -> None:
    assert sorted(APC.faders) == list(range(48, 57))


def test_every_sign_has_a_light_on_pads_and_buttons() -> None:
    assert set(APC.pad_lights) == set(APC.button_lights) == set(Sign)


def test_signs_can_be_told_apart_on_a_pad() -> None:
    assert len({*APC.pad_lights.values()}) == len(Sign)


def test_buttons_are_lit_on_the_first_channel_only() -> None:
    assert {light.channel for light in APC.button_lights.values()} == {1}
    assert {light.color for light in APC.button_lights.values()} == {0, 1, 2}


def test_it_is_greeted_by_the_message_of_its_maker() -> None:
    assert APC.hello.hex(" ") == "f0 47 7f 4f 60 00 04 41 09 01 04 f7"


def test_panic_and_halt_cannot_be_taken_away() -> None:
    assert {118, 119} <= APC.fixed
