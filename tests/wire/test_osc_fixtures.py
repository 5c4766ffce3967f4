"""The bundle of a node: every value of every slot arrives as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.osc_dialect import KINTSUGI, PRESETS, OscDialect
from controller.wire.osc import decode_packet
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.slot_colors import SlotColors
from fixtures.profile import Channel, Role
from tests.outputs.shows import DIMMER, RGB, SCULPTURE, WHITE, Patched, build_show

FINE = (Channel("Red", Role.RED, bits=16), *RGB[1:])
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


@pytest.mark.parametrize("dialect", [KINTSUGI, PRESETS["resolume"]])
@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 1 << 60]))
def test_slots_that_are_light_as_they_stand_give_the_same_bundle(
    dialect: OscDialect, cells: list[int], seed: int, tag: int
) -> None:
    patched, slot = [], 3
    for number, count in enumerate(cells):
        patched.append(Patched(f"f{number}", "sculpture", 0, slot, RGB, cells=count))
        slot += 3 * count + 1
    show = build_show([SCULPTURE], [("sculpture", 1)], patched)
    colors = SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 0)
    named = [(fixture.id, fixture.cell_count) for fixture in show.rig.fixtures]
    read, copied = FixtureBundle(named, dialect), FixtureBundle(named, dialect)
    for rows in np.random.default_rng(seed).integers(0, 256, (2, 1, 512), np.uint8):
        assert colors.plain is not None
        slots = rows.reshape(-1)[colors.plain]
        assert bytes(copied.write_slots(slots, tag)) == bytes(read.write(colors.read(rows), tag))


def test_every_slot_value_gives_the_same_float() -> None:
    show = build_show([SCULPTURE], [("sculpture", 1)], [Patched("one", "sculpture", 0, 0)])
    colors = SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 0)
    read, copied = FixtureBundle([("one", 1)]), FixtureBundle([("one", 1)])
    assert colors.plain is not None
    for value in range(256):
        rows = np.full((1, 512), value, np.uint8)
        assert bytes(copied.write_slots(rows.reshape(-1)[colors.plain])) == bytes(read.write(colors.read(rows)))


@pytest.mark.parametrize("channels", [(DIMMER,), (DIMMER, *RGB), (WHITE,), (*RGB, WHITE), RGB[:2], FINE])
def test_cells_that_are_more_than_three_colours_are_read_as_light(channels: tuple[Channel, ...]) -> None:
    patched = [Patched("plain", "sculpture", 0, 0), Patched("other", "sculpture", 0, 9, channels)]
    show = build_show([SCULPTURE], [("sculpture", 1)], patched)
    assert SlotColors(show.patch, list(enumerate(show.rig.fixtures)), 0).plain is None
