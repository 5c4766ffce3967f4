"""A whole rig in memory: bytes in, light out, and an observer who judges it."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.errors import FarEndError
from fixtures.far_end import FarEnd
from fixtures.plan import RigPlan, multicast_group

PacketMaker = Callable[..., bytes]
TILE_1, TILE_2, WASH, EXIT, BOWL, ROPE, SCREEN = 0, 1, 2, 3, 4, slice(5, 7), 7
STAGE, SCULPTURE = ("127.0.1.2", 5568), ("127.0.1.3", 7000)


def group(universe: int) -> tuple[str, int]:
    return (multicast_group(universe), 5568)


@pytest.fixture(name="rig")
def dark_rig(plan: RigPlan) -> FarEnd:
    return FarEnd(plan)


def floats(*values: float) -> bytes:
    return struct.pack(f">{len(values)}f", *values)


def test_a_rig_begins_dark(rig: FarEnd) -> None:
    assert not rig.see(0.0).any()


def test_multicast_groups_follow_the_standard() -> None:
    assert multicast_group(258) == "239.255.1.2"


def test_universes_of_one_node_light_their_own_fixtures(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\0\0", universe=1), 0.0)
    rig.deliver(group(2), sacn(bytes(509) + b"\0\0\xff", universe=2), 0.0)
    light = rig.see(0.0)
    assert light[TILE_1].tolist() == [1, 0, 0]
    assert light[TILE_2].tolist() == [0, 0, 1]
    assert rig.slots("mosaic", 2)[511] == 255


def test_fixtures_of_different_profiles_share_a_universe(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(STAGE, sacn(bytes([255, 0, 255, 0, 0, 255, 51]), universe=7), 0.0)
    light = rig.see(0.0)
    assert light[WASH].tolist() == [0, 1, 0]
    assert light[EXIT] == pytest.approx([0.2, 0.2, 0.2])


def test_a_universe_that_is_not_ours_is_counted(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(STAGE, sacn(b"\xff", universe=1), 0.0)
    assert rig.report().nodes["stage"].unknown == 1
    assert not rig.see(0.0).any()


def test_preview_packets_and_other_start_codes_do_not_reach_the_stage(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\xff\xff", options=0x80), 0.0)
    rig.deliver(group(1), sacn(b"\xff\xff\xff", start_code=0xCC), 0.0)
    assert not rig.see(0.0).any()
    assert rig.report().nodes["mosaic"].unknown == 2


def test_a_late_packet_is_not_shown(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\0\0", sequence=10), 0.0)
    rig.deliver(group(1), sacn(b"\0\xff\0", sequence=9), 0.1)
    assert rig.see(0.1)[TILE_1].tolist() == [1, 0, 0]
    assert rig.report().nodes["mosaic"].stale == 1


def test_a_silent_node_holds_or_goes_black_as_planned(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\xff\xff"), 0.0)
    rig.deliver(STAGE, sacn(bytes([255, 255, 0, 0, 0, 255]), universe=7), 0.0)
    assert rig.see(2.5)[WASH].any()
    light = rig.see(2.6)
    assert light[TILE_1].all()
    assert not light[WASH].any()
    assert rig.report().nodes["mosaic"].is_lost


def test_a_node_that_speaks_again_is_back(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\0\0", sequence=200), 0.0)
    rig.see(9.0)
    rig.deliver(group(1), sacn(b"\0\xff\0", sequence=199), 9.1)
    assert rig.see(9.1)[TILE_1].tolist() == [0, 1, 0]
    assert not rig.report().nodes["mosaic"].is_lost


def test_when_the_ruling_source_falls_silent_the_other_one_rules(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.deliver(group(1), sacn(b"\xff\0\0", cid=b"a" * 16, priority=150), 0.0)
    rig.deliver(group(1), sacn(b"\0\xff\0", cid=b"b" * 16, priority=100), 1.0)
    assert rig.see(2.0)[TILE_1].tolist() == [1, 0, 0]
    assert rig.see(3.0)[TILE_1].tolist() == [0, 1, 0]


def test_osc_sets_one_cell_by_floats_and_many_by_a_blob(rig: FarEnd, osc: PacketMaker, bundle: PacketMaker) -> None:
    blob = b"\0\0\0\6" + bytes([255, 0, 0, 0, 0, 255]) + b"\0\0"
    frame = bundle(
        osc("/kintsugi/fixture/bowl/rgb", "fff", floats(1.0, 0.5, 0.0)), osc("/kintsugi/fixture/rope/rgb", "b", blob)
    )
    rig.deliver(SCULPTURE, frame, 0.0)
    light = rig.see(0.0)
    assert light[BOWL].tolist() == [1, 0.5, 0]
    assert light[ROPE].tolist() == [[1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("tags", "arguments"),
    [
        ("ff", floats(1, 1)),
        ("fff", floats(1, 1, 1.5)),
        ("fff", floats(1, 1, float("nan"))),
        ("iii", struct.pack(">3i", 1, 1, 1)),
        ("ffff", floats(1, 1, 1, 1)),
        ("b", b"\0\0\0\4abcd"),
    ],
)
def test_wrong_colours_over_osc_are_counted_and_not_shown(
    rig: FarEnd, osc: PacketMaker, tags: str, arguments: bytes
) -> None:
    rig.deliver(SCULPTURE, osc("/kintsugi/fixture/bowl/rgb", tags, arguments), 0.0)
    assert not rig.see(0.0).any()
    assert rig.report().nodes["sculpture"].malformed == 1


def test_an_unknown_osc_address_is_counted(rig: FarEnd, osc: PacketMaker) -> None:
    rig.deliver(SCULPTURE, osc("/kintsugi/fixture/bwol/rgb", "fff", floats(1, 1, 1)), 0.0)
    assert rig.report().nodes["sculpture"].unknown == 1


def test_the_projector_shows_colour_and_words_and_acknowledges(rig: FarEnd, stream: PacketMaker) -> None:
    ack = rig.frame("screen", stream(bytes([255, 255, 0, 0, 2]), tick=5, sequence=6), 0.0)
    assert ack is not None
    assert json.loads(ack) == {"type": "ack", "tick": 5, "sequence": 6}
    assert rig.see(0.0)[SCREEN].tolist() == [1, 0, 0]
    assert rig.texts() == {"screen": "金継ぎ"}


def test_a_text_number_without_text_shows_none(rig: FarEnd, stream: PacketMaker) -> None:
    rig.frame("screen", stream(bytes([255, 255, 0, 0, 3])), 0.0)
    assert rig.texts() == {"screen": ""}


def test_a_frame_of_the_wrong_length_is_complained_about(rig: FarEnd, stream: PacketMaker) -> None:
    reply = rig.frame("screen", stream(bytes(4)), 0.0)
    assert reply is not None
    assert json.loads(reply)["type"] == "error"
    assert rig.report().nodes["wall"].malformed == 1


def test_datagrams_to_nobody_are_strays(rig: FarEnd) -> None:
    rig.deliver(("10.0.0.1", 5568), b"", 0.0)
    assert rig.report().strays == 1


@pytest.mark.parametrize("node", ["mosaic", "sculpture", "wall"])
def test_garbage_is_counted_and_disturbs_nobody(rig: FarEnd, sacn: PacketMaker, node: str) -> None:
    rig.deliver_to(node, b"garbage", 0.0)
    rig.deliver(STAGE, sacn(bytes([0, 0, 0, 0, 0, 0, 255]), universe=7), 0.0)
    assert rig.report().nodes[node].malformed == 1
    assert rig.see(0.0)[EXIT].all()


def test_blinking_bytes_are_judged_as_flashes_of_fixture_zone_and_whole(rig: FarEnd, sacn: PacketMaker) -> None:
    for tick in range(88):
        level = 255 * (tick // 5 % 2)
        for universe in (1, 2):
            packet = sacn(bytes([level] * 512), universe=universe, sequence=tick)
            rig.deliver(group(universe), packet, tick / 44)
        rig.see(tick / 44)
    report = rig.report()
    failing = {(found.kind, found.id) for found in report.flashes.failures(report.limit)}
    assert failing == {("fixture", "tile-1"), ("fixture", "tile-2"), ("zone", "mosaic"), ("whole", "")}
    assert not report.is_safe


def test_a_strobing_lamp_is_caught_though_its_slots_never_change(rig: FarEnd, sacn: PacketMaker) -> None:
    packet = sacn(bytes([255, 255, 255, 255, 0, 128]), universe=7)
    rig.deliver(STAGE, packet, 0.0)
    for tick in range(88):
        rig.see(tick / 44)
    assert [found.id for found in rig.report().flashes.failures(3)][:1] == ["wash"]


def test_a_plan_that_contradicts_itself_is_refused(plan: RigPlan) -> None:
    first, *others = plan.fixtures
    with pytest.raises(FarEndError, match="no node is named attic"):
        FarEnd(replace(plan, fixtures=(replace(first, node="attic"), *others)))
    with pytest.raises(FarEndError, match="3 slots from slot 510"):
        FarEnd(replace(plan, fixtures=(replace(first, slot=510), *others)))
    with pytest.raises(FarEndError, match="no cell"):
        FarEnd(replace(plan, fixtures=()))


def test_light_is_handed_out_as_a_copy(rig: FarEnd) -> None:
    rig.see(0.0)[:] = 1
    assert not np.any(rig.light())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=200), node=st.sampled_from(["mosaic", "stage", "sculpture", "wall"]))
def test_no_datagram_can_raise(rig: FarEnd, noise: bytes, node: str) -> None:
    rig.deliver_to(node, noise, 0.0)
    rig.frame("screen", noise, 0.0)
