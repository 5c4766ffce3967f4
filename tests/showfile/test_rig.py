"""Fixtures become cells with places, and slots that do not straddle a universe."""

from collections.abc import Callable

import numpy as np
import pytest

from controller.model.patch import Node, Universe
from controller.model.show import Show
from fixtures.profile import FixtureClass, Role

Built = Callable[..., Show]


def _rig(fixtures: str) -> dict[str, str]:
    """Write only these fixtures, and nothing that names others."""
    first = fixtures.strip().split(":")[0]
    return {
        "fixtures": f"fixtures:\n  {fixtures}\n",
        "zones": "",
        "looks": f"looks: {{dusk: {{{first}: {{level: 1}}}}}}",
        "faults": "",
        "recoveries": "",
    }


def _positions(built: Built, layout: str, count: int) -> list[list[float]]:
    show = built(**_rig(f"tile: {{profile: generic/rgb, count: {count}, layout: {layout}, at: lamps 1/1}}"))
    assert show.rig.position.dtype == np.float32
    return [[round(float(axis), 4) + 0.0 for axis in place] for place in show.rig.position]


def test_fixtures_with_a_count_are_numbered_and_one_without_is_not(built: Built) -> None:
    names = [fixture.id for fixture in built().rig.fixtures]
    assert names[:3] == ["tile-1", "tile-2", "tile-3"]
    assert "screen" in names
    assert {fixture.group for fixture in built().rig.fixtures} == {"tile", "wash", "orb", "screen", "exit"}


def test_only_the_class_show_is_reachable(built: Built) -> None:
    rig = built().rig
    for fixture in rig.fixtures:
        assert rig.reachable[fixture.first_cell] == (fixture.cls is FixtureClass.SHOW)
    assert sum(~rig.reachable) == 2


def test_a_grid_reads_like_a_book(built: Built) -> None:
    assert _positions(built, "{grid: [2, 2], spacing: 1, origin: [10, 5, 1]}", 4) == [
        [9.5, 5.5, 1], [10.5, 5.5, 1],
        [9.5, 4.5, 1], [10.5, 4.5, 1],
    ]  # fmt: skip


def test_a_grid_on_the_floor_begins_at_the_back(built: Built) -> None:
    assert _positions(built, "{grid: [2, 2], spacing: 1, plane: xz}", 3) == [
        [-0.5, 0, -0.5],
        [0.5, 0, -0.5],
        [-0.5, 0, 0.5],
    ]


def test_a_line_runs_from_left_to_right(built: Built) -> None:
    assert _positions(built, "{line: 6}", 3) == [[-3, 0, 0], [0, 0, 0], [3, 0, 0]]
    assert _positions(built, "{line: 6}", 1) == [[0, 0, 0]]


def test_a_ring_runs_clockwise_from_the_top(built: Built) -> None:
    assert _positions(built, "{ring: 2}", 4) == [[0, 2, 0], [2, 0, 0], [0, -2, 0], [-2, 0, 0]]
    assert _positions(built, "{ring: 2, plane: xz}", 4) == [[0, 0, -2], [2, 0, 0], [0, 0, 2], [-2, 0, 0]]


def test_points_count_from_the_origin(built: Built) -> None:
    assert _positions(built, "{points: [[1, 2], [3, 4, 5]], origin: [0, 1, 0]}", 2) == [[1, 3, 0], [3, 5, 5]]


def test_without_a_layout_fixtures_stand_side_by_side(built: Built) -> None:
    show = built(**_rig("tile: {profile: generic/rgb, count: 3, at: lamps 1/1}"))
    assert show.rig.position.tolist() == [[-0.5, 0, 0], [0, 0, 0], [0.5, 0, 0]]


def test_a_group_fills_the_following_universes_and_no_fixture_straddles_one(built: Built) -> None:
    show = built(**_rig("tile: {profile: generic/rgb, count: 400, at: lamps 7/1}"))
    assert show.patch.universes == (
        Universe("lamps", 7, 510),
        Universe("lamps", 8, 510),
        Universe("lamps", 9, 180),
    )
    assert (show.patch.fixtures[169].row, show.patch.fixtures[169].slot) == (0, 507)
    assert (show.patch.fixtures[170].row, show.patch.fixtures[170].slot) == (1, 0)


def test_a_group_may_begin_in_the_middle_of_a_universe(built: Built) -> None:
    show = built(**_rig("tile: {profile: generic/rgb, count: 3, at: lamps 7/506}"))
    assert [(patch.row, patch.slot) for patch in show.patch.fixtures] == [(0, 505), (0, 508), (1, 0)]


def test_rows_are_grouped_by_node_in_the_order_of_the_file(built: Built) -> None:
    fixtures = """b: {profile: generic/rgb, at: lamps 9/1}
  screen: {profile: generic/projector, count: 2, at: web}
  orb: {profile: generic/osc-rgb, count: 171, at: ring}
  a: {profile: generic/rgb, at: lamps 3/10}"""
    show = built(**_rig(fixtures))
    assert [(universe.node, universe.number, universe.used) for universe in show.patch.universes] == [
        ("lamps", 3, 12),
        ("lamps", 9, 3),
        ("ring", 1, 510),
        ("ring", 2, 3),
        ("web", 1, 35),
        ("web", 2, 35),
    ]


def test_every_channel_has_its_own_slot_and_the_right_role(built: Built) -> None:
    show = built(**_rig("par: {profile: generic/rgbw-par, count: 100, at: lamps 1/1}"))
    patch, roles = show.patch, tuple(Role)
    assert len(set(patch.channel_index.tolist())) == len(patch.channel_index) == 600
    first = [roles[role] for role in patch.channel_role[:6]]
    assert first == [Role.INTENSITY, Role.RED, Role.GREEN, Role.BLUE, Role.WHITE, Role.SHUTTER]
    assert patch.channel_home[:6].tolist() == [0, 0, 0, 0, 0, 1]
    assert patch.channel_fixture[6:12].tolist() == [1] * 6
    assert patch.channel_index[6 * 85 : 6 * 85 + 6].tolist() == [512, 513, 514, 515, 516, 517]


ARTNET = "nodes: {lamps: {protocol: artnet, to: 127.0.1.2}}"


def test_art_net_counts_universes_from_zero(built: Built) -> None:
    show = built(**_rig("tile: {profile: generic/rgb, count: 200, at: lamps 0/1}"), nodes=ARTNET)
    assert [(universe.node, universe.number) for universe in show.patch.universes] == [("lamps", 0), ("lamps", 1)]


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("lamps 32768/1", "lamps 32768/1: universe 32768 is out of range; Art-Net counts them from 0 to 32767"),
        ("lamps 32767/511", "lamps 32767/511: 'x' would end in universe 32768; the last one of Art-Net is 32767"),
        ("lamps", "lamps: 'lamps' speaks Art-Net, so the universe and slot are needed: lamps 0/1"),
    ],
)
def test_an_art_net_universe_that_is_not_there_is_told_at_its_place(
    said: Callable[..., list[str]], at: str, message: str
) -> None:
    found = said(**_rig(f"x: {{profile: generic/dimmer, count: 3, at: {at}}}"), nodes=ARTNET)
    assert found[0] == message


def test_a_wide_channel_takes_two_slots(built: Built) -> None:
    show = built(**_rig("dim: {profile: generic/dimmer-16bit, count: 2, at: lamps 1/1}"))
    assert show.patch.channel_wide.tolist() == [True, True]
    assert show.patch.channel_index.tolist() == [0, 2]
    assert show.patch.universes[0].used == 4


def test_a_strip_has_many_cells_on_following_slots(built: Built) -> None:
    show = built(**_rig("strip: {profile: generic/osc-rgb, count: 2, cells: 3, layout: {line: 5}, at: ring}"))
    assert [(fixture.first_cell, fixture.cell_count) for fixture in show.rig.fixtures] == [(0, 3), (3, 3)]
    assert show.rig.cell_fixture.tolist() == [0, 0, 0, 1, 1, 1]
    assert show.patch.channel_cell.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]
    assert show.patch.channel_index.tolist() == list(range(18))
    assert [(patch.row, patch.slot) for patch in show.patch.fixtures] == [(0, 0), (0, 9)]


def test_a_hazard_has_safe_values_and_its_class(built: Built) -> None:
    show = built(**_rig("smoke: {profile: generic/fog, at: lamps 1/1, class: fog}"))
    assert show.rig.fixtures[0].cls is FixtureClass.FOG
    assert show.patch.channel_safe.tolist() == [0]


def test_nodes_are_what_the_file_says(built: Built) -> None:
    nodes = """
nodes:
  lamps: {protocol: sacn, interface: 127.0.0.1, priority: 120}
  floor: {protocol: artnet, to: 10.0.0.30}
  hall: {protocol: artnet, to: 10.0.0.31:7454, interface: 10.0.0.1, sync: off}
  left: {protocol: artnet, to: 10.0.0.32, bind: 1}
  right: {protocol: artnet, to: 10.0.0.32, bind: 2}
  old: {protocol: artnet, to: broadcast 10.0.0.255}
  ring: {protocol: osc, to: 127.0.1.3:7000}
  web: {protocol: websocket}
"""
    assert dict(built(nodes=nodes).patch.nodes) == {
        "floor": Node("floor", "artnet", "10.0.0.30", 6454),
        "hall": Node("hall", "artnet", "10.0.0.31", 7454, interface="10.0.0.1", sync=False),
        "left": Node("left", "artnet", "10.0.0.32", 6454, bind=1),
        "old": Node("old", "artnet", "10.0.0.255", 6454, is_broadcast=True),
        "right": Node("right", "artnet", "10.0.0.32", 6454, bind=2),
        "lamps": Node("lamps", "sacn", "multicast", 5568, interface="127.0.0.1", priority=120),
        "ring": Node("ring", "osc", "127.0.1.3", 7000),
        "web": Node("web", "websocket", "", 0),
    }


@pytest.mark.parametrize(
    ("selector", "cells"),
    [
        ("tile", [0, 1, 2, 3, 4, 5]),
        ("tile 2-4", [1, 2, 3]),
        ("tile 1,3,5", [0, 2, 4]),
        ("tile 5, 1-2", [0, 1, 4]),
        ("tile-3", [2]),
        ("tile 1, wash 2", [0, 7]),
        ("left, tile 2-4", [0, 1, 2, 3]),
        ("screen", [9]),
        ("[tile 6, orb]", [5, 8]),
    ],
)
def test_selectors_name_cells_sorted_and_each_once(built: Built, selector: str, cells: list[int]) -> None:
    written = selector if selector.startswith("[") else f'"{selector}"'
    show = built(zones=f"zones: {{x: {written}, wall: tile, left: tile 1-3}}")
    assert show.rig.zones["x"].tolist() == cells
    assert show.rig.zones["x"].dtype == np.intp


def _node(built: Built, protocol: str, written: str) -> Node:
    nodes = f"nodes:\n  lamps: {{protocol: {protocol}, to: 127.0.1.2, {written}}}\n"
    return built(nodes=nodes, **_rig("tile: {profile: generic/rgb, count: 2, at: lamps 1/1}")).patch.nodes["lamps"]


@pytest.mark.parametrize(("written", "meant"), [("on", True), ("true", True), ("off", False), ("false", False)])
def test_a_switch_may_be_written_as_on_and_off_or_as_true_and_false(built: Built, written: str, meant: bool) -> None:  # noqa: FBT001
    assert _node(built, "sacn", f"per_address: {written}").per_address is meant
    assert _node(built, "sacn", f"preview: {written}").preview is meant
    assert _node(built, "artnet", f"sync: {written}").sync is meant
    cue = f"cues: [{{cue: 1, look: dusk, block: {written}, cue-only: {written}}}]"
    assert built(cues=cue).lists["main"].cues[0].block is meant


def test_a_switch_that_is_left_out_is_as_its_protocol_has_it(built: Built) -> None:
    assert not _node(built, "sacn", "priority: 100").per_address
    assert _node(built, "artnet", "on_loss: hold").sync
