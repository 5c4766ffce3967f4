"""Machines that do not say where they are: found in the system's table, and told of their nodes."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest

from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.interfaces import neighbour_by
from controller.outputs.neighbours import LOOKS, Neighbours
from controller.outputs.outputs import Outputs
from tests.shows import show_of

HEAD = "IP address       HW type     Flags       HW address            Mask     Device\n"
FPS = 40


def row(host: str, flags: int, device: str = "eth0") -> str:
    return f"{host:16} 0x1         {flags:#x}         02:00:00:00:00:01     *        {device}\n"


def looks(*tables: str, by: str | None = None) -> list[frozenset[str]]:
    """Give the machines that are missing at each look, where all of them are reached by one interface."""
    told: Iterator[str] = iter(tables)
    neighbours = Neighbours(lambda: next(told), lambda _host, _address: by)
    found = []
    for _ in tables:
        asked = neighbours.look()
        found.append(frozenset(host for host in asked if neighbours.are_asked_for(host, None, asked[host])))
    return found


def test_a_machine_is_missing_that_is_asked_for_in_vain_at_three_looks() -> None:
    table = HEAD + row("10.0.0.2", 0) + row("10.0.0.3", 2)
    assert looks(*[table] * LOOKS) == [frozenset()] * (LOOKS - 1) + [frozenset({"10.0.0.2"})]


def test_a_machine_that_has_answered_meanwhile_is_not_missing() -> None:
    asked, known = HEAD + row("10.0.0.2", 0), HEAD + row("10.0.0.2", 2)
    assert not any(looks(asked, asked, known, asked, asked, HEAD, asked, asked))


def test_a_machine_that_one_of_two_interfaces_knows_is_not_missing() -> None:
    table = HEAD + row("10.0.0.2", 0, "eth0") + row("10.0.0.2", 2, "eth1")
    assert not any(looks(*[table] * 5))


def test_only_the_interface_that_packets_leave_by_is_believed() -> None:
    """Rows of the others stay in the table for as long as they like, after a route was changed."""
    table = HEAD + row("10.0.0.2", 0, "eth0") + row("10.0.0.2", 2, "eth1")
    assert looks(*[table] * LOOKS, by="eth0")[-1] == {"10.0.0.2"}
    assert not any(looks(*[table] * 5, by="eth1"))
    assert not any(looks(*[HEAD + row("10.0.0.2", 0, "eth0")] * 5, by="eth1"))
    assert not any(looks(*[HEAD + row("10.0.0.2", 0, "eth0")] * 5, by=""))  # by a gateway, which is its own affair


def test_the_interface_is_asked_for_with_what_the_packets_are_held_to() -> None:
    asked: list[tuple[str, str | None]] = []
    neighbours = Neighbours(lambda: "", lambda host, address: asked.append((host, address)))
    neighbours.are_asked_for("10.0.0.2", "10.0.0.1", ["eth0"])
    assert asked == [("10.0.0.2", "10.0.0.1")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for its routes")
def test_the_system_says_by_which_interface_a_machine_is_reached() -> None:
    assert neighbour_by("127.0.7.7", None) == neighbour_by("127.0.7.7", "127.0.0.1") == "lo"
    assert neighbour_by("255.255.255.255.255", None) is None


@pytest.mark.parametrize("table", ["", HEAD, HEAD + "nonsense\n", HEAD + "10.0.0.2 0x1 zz\n", "\n\n\n"])
def test_a_table_that_is_none_says_nothing(table: str) -> None:
    assert not any(looks(*[table] * 5))


@pytest.mark.parametrize("protocol", ["sacn", "artnet", "ddp"])
def test_all_nodes_behind_a_switch_without_power_are_known_and_come_back(protocol: str) -> None:
    table, hosts = [HEAD], [f"127.0.8.{number}" for number in range(1, 7)]
    with ExitStack() as stack:
        ears = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in hosts]
        for ear, host in zip(ears, hosts, strict=True):
            ear.bind((host, 0))
        made = fed(
            protocol, [ear.getsockname() for ear in ears], Neighbours(lambda: table[0], lambda _host, _address: "eth0")
        )
        stack.callback(made.close)
        play(made, range(2 * FPS))
        assert not any("No route to host" in view.why for view in made.views(2 * FPS))
        table[0] = HEAD + "".join(row(host, 0) for host in hosts[1:])
        play(made, range(2 * FPS, 5 * FPS))
        assert made.silent(5 * FPS) >= {"n2", "n3", "n4", "n5", "n6"}
        assert protocol == "artnet" or "n1" not in made.silent(5 * FPS)
        assert all("No route to host" in view.why for view in made.views(5 * FPS)[1:])
        table[0] = HEAD
        play(made, range(5 * FPS, 16 * FPS))
        assert not any("No route to host" in view.why for view in made.views(16 * FPS))
        assert protocol == "artnet" or not made.silent(16 * FPS)


def fed(protocol: str, places: list[tuple[str, int]], neighbours: Neighbours) -> Outputs:
    """Feed a node at each place."""
    nodes = "".join(
        f"  n{number}: {{protocol: {protocol}, to: '{host}:{port}'}}\n"
        for number, (host, port) in enumerate(places, start=1)
    )
    fixtures = "".join(
        f"  f{number}: {{profile: generic/rgb, at: n{number}{'' if protocol == 'ddp' else f' {number}/1'}}}\n"
        for number in range(1, len(places) + 1)
    )
    return Outputs(
        show_of(f"show: {{name: Test, fps: {FPS}}}\nnodes:\n{nodes}fixtures:\n{fixtures}cues: []\n"),
        identity=Identity(cid=bytes(range(16)), source_name="Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
        neighbours=neighbours,
    )


def play(made: Outputs, ticks: range) -> None:
    for tick in ticks:
        made.send(tick, np.full((6, 512), tick % 200, np.uint8))
