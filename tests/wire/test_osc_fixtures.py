"""The bundle of a node: every value of every slot arrives as it was."""

import numpy as np
import pytest

from controller.wire.osc import decode_packet
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.slot_colors import SlotColors
from tests.outputs.shows import DIMMER, RGB, SCULPTURE, WHITE, Patched, build_show

STRIP = Patched("strip", "sculpture", 0, 5, RGB, cells=85)


def test_every_slot_value_reaches_a_blob_unchanged() -> None:
    show = build_show([SCULPTURE], [("sculpture", 1)], [STRIP])
    rows = np.zeros((1, 512), np.uint8)
    rows[0, 5:260] = np.arange(255)
    rows[0, 259] = 255

    light = SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 0).read(rows)
    (message,) = decode_packet(bytes(FixtureBundle([("strip", 85)]).write(light)))

    assert message.arguments == (rows[0, 5:260].tobytes(),)


def test_a_blob_rounds_to_the_nearest_byte() -> None:
    light = np.array([[0.4999 / 255, 0.5001 / 255, 1.6 / 255], [0, 0, 254.5 / 255]], np.float32)

    (message,) = decode_packet(bytes(FixtureBundle([("bar", 2)]).write(light)))

    assert message.arguments == (bytes([0, 1, 2, 0, 0, 255]),)


def test_single_cells_and_blobs_may_stand_in_any_order() -> None:
    bundle = FixtureBundle([("a", 2), ("b", 1), ("c", 3), ("d", 1)])
    light = np.arange(21, dtype=np.float32).reshape(7, 3) / np.float32(255)

    messages = {message.address: message.arguments for message in decode_packet(bytes(bundle.write(light)))}

    assert messages["/kintsugi/fixture/a/rgb"] == (bytes(range(6)),)
    assert messages["/kintsugi/fixture/b/rgb"] == pytest.approx(light[2])
    assert messages["/kintsugi/fixture/c/rgb"] == (bytes(range(9, 18)),)
    assert messages["/kintsugi/fixture/d/rgb"] == pytest.approx(light[6])


def test_one_dimmer_rules_a_fixture_and_absent_colours_mean_white() -> None:
    patched = [
        Patched("lamp", "sculpture", 0, 0, (DIMMER,)),
        Patched("warm", "sculpture", 0, 1, (DIMMER, WHITE)),
    ]
    show = build_show([SCULPTURE], [("sculpture", 1)], patched)
    rows = np.zeros((1, 512), np.uint8)
    rows[0, :3] = 51, 255, 102

    light = SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 0).read(rows)

    assert light.tolist() == [pytest.approx([0.2] * 3), pytest.approx([0.4] * 3)]


def test_rows_of_other_nodes_are_left_out() -> None:
    show = build_show([SCULPTURE], [("other", 1), ("sculpture", 1)], [Patched("reed", "sculpture", 1, 500)])
    rows = np.zeros((1, 512), np.uint8)
    rows[0, 500:503] = 255, 0, 51

    light = SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 1).read(rows)

    assert light.tolist() == [pytest.approx([1, 0, 0.2])]
