"""Interfaces that go down, are deleted and come back: real ones, in this machine's kernel.

A pair of virtual interfaces is laid, one end here, the other in a network of its own, where a receiver waits. Only the
administrator may do that; where the kernel refuses, these tests are skipped, and pytest says so at its end.
"""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Self

import numpy as np

from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.model.listen import Listen
from controller.model.patch import Node
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.interfaces import neighbour_by
from controller.outputs.link import Received
from controller.outputs.outputs import Outputs
from controller.wire.artnet import Poll, decode_poll_reply, poll_packet
from controller.wire.osc import decode_packet
from fixtures.decode_sacn import decode_sacn
from tests.fakes.seam import FakeSeam
from tests.live.cable import PORT, Cable
from tests.outputs.shows import Patched, build_show

FPS = 44
ARTNET_PORT = 26454


class Evening:
    """Two sACN nodes in real time, one behind the cable, one on this machine; the first slots count the ticks."""

    def __init__(self, cable: Cable, *, with_others: bool = False) -> None:
        """Open the evening; with others: two more, one universe each, so that one call sends to two."""
        far = Node("far", "sacn", cable.far_address, PORT, interface=cable.address)
        near = Node("near", "sacn", "127.0.7.9", PORT, interface="127.0.0.1")
        self.receivers = {"far": cable.receiver(), "near": socket.socket(socket.AF_INET, socket.SOCK_DGRAM)}
        self.receivers["near"].bind(("127.0.7.9", PORT))
        self.receivers["near"].setblocking(False)  # noqa: FBT003 - the socket module's own form
        nodes, universes = [far, near], [("far", 1), ("far", 2), ("near", 3)]
        if with_others:
            deaf = Node("deaf", "sacn", cable.far_address, PORT + 1, interface=cable.address)
            beside = Node("beside", "sacn", "127.0.7.10", PORT, interface="127.0.0.1")
            nodes, universes = [far, near, deaf, beside], [("far", 1), ("deaf", 2), ("near", 3), ("beside", 4)]
        patched = [Patched(f"lamp-{row}", node, row, 0) for row, (node, _) in enumerate(universes)]
        self.outputs = Outputs(
            build_show(nodes, universes, patched, fps=FPS),
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=UdpLinks().open,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self.slots = np.zeros((len(universes), 512), np.uint8)
        self.slots[1] = 77  # it never changes: only a whole frame brings it
        self.tick = 0

    def play(self, seconds: float) -> dict[str, list[tuple[float, int, int]]]:
        """Play for so long; returns what each receiver heard: seconds since the beginning, universe, first slot."""
        heard: dict[str, list[tuple[float, int, int]]] = {"far": [], "near": []}
        begin = time.monotonic()
        for step in range(round(seconds * FPS)):
            time.sleep(max(0.0, begin + step / FPS - time.monotonic()))
            self.tick += 1
            self.slots[0, 0] = self.slots[2, 0] = self.tick % 256
            self.outputs.send(self.tick, self.slots)
            for name, receiver in self.receivers.items():
                while True:
                    try:
                        packet = decode_sacn(receiver.recv(1024))
                    except BlockingIOError:
                        break
                    heard[name].append((time.monotonic() - begin, packet.universe, packet.slots[0]))
        return heard

    def state(self, node: int) -> tuple[str, str]:
        view = self.outputs.views(self.tick)[node]
        return view.state, view.why

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.outputs.close()
        for receiver in self.receivers.values():
            receiver.close()


def is_whole_within_a_second(heard: dict[str, list[tuple[float, int, int]]]) -> bool:
    """Whether both universes of the far node came within a second, and its neighbour missed nothing."""
    soon = {universe for seconds, universe, _ in heard["far"] if seconds <= 1.0}
    return soon == {1, 2} and len(heard["near"]) >= FPS


def test_an_interface_that_goes_down_and_comes_up_costs_its_own_node_alone(cable: Cable) -> None:
    with Evening(cable) as evening:
        assert {universe for _, universe, _ in evening.play(1)["far"]} == {1, 2}
        cable.down()
        heard = evening.play(3.5)
        state, why = evening.state(0)
        assert state == "silent", why
        assert "cannot send" in why
        assert heard["far"] == []
        assert len(heard["near"]) >= 3 * FPS
        assert evening.state(1)[0] == "unknown"
        cable.up()
        heard = evening.play(2)
        assert is_whole_within_a_second(heard)
        assert heard["far"][-1][2] in {evening.tick % 256, 77}
        assert evening.state(0)[0] == "returned"


def test_an_interface_that_is_deleted_and_made_anew_is_used_within_a_second(cable: Cable) -> None:
    with Evening(cable) as evening:
        evening.play(0.5)
        cable.take_away()
        heard = evening.play(3.5)
        assert evening.state(0)[0] == "silent"
        assert len(heard["near"]) >= 3 * FPS
        evening.receivers["far"].close()
        cable.lay()
        evening.receivers["far"] = cable.receiver()
        assert is_whole_within_a_second(evening.play(2))


def test_many_nodes_by_one_call_are_found_again_when_their_interface_is(cable: Cable) -> None:
    with Evening(cable, with_others=True) as evening:
        assert len(evening.play(1)["far"]) >= FPS - 1
        cable.take_away()
        heard = evening.play(3.5)
        assert evening.state(0)[0] == "silent"
        assert evening.state(1)[0] == "unknown"
        assert len(heard["near"]) >= 3 * FPS
        evening.receivers["far"].close()
        cable.lay()
        evening.receivers["far"] = cable.receiver()
        with cable.receiver(PORT + 1):  # as long as one of that machine refuses, all of it are fed one by one
            heard = evening.play(4)
        assert any(seconds <= 1.0 for seconds, _, _ in heard["far"])
        assert len(heard["far"]) >= FPS
        assert evening.outputs._fleets.fair == {"far", "deaf", "near", "beside"}
        assert [len(convoy.calls) for convoy in evening.outputs._fleets._fleets[0]._convoys] == [2, 2]


def test_an_interface_that_was_not_there_at_the_start_is_used_when_it_comes(cable: Cable) -> None:
    cable.take_away()
    with Evening(cable) as evening:
        heard = evening.play(1)
        assert heard["far"] == []
        assert len(heard["near"]) >= FPS - 4
        cable.lay()
        assert is_whole_within_a_second(evening.play(2))


def test_an_address_of_ours_that_changes_costs_its_nodes_a_second_at_most(cable: Cable) -> None:
    """As when a lease ran out. A node that is held to the address that was is silent, and says so."""
    far, ours = cable.far_address, cable.address
    nodes = [
        Node("lamp", "sacn", far, PORT),
        Node("stage", "artnet", far, ARTNET_PORT),
        Node("strip", "ddp", far, 4048),
        Node("reed", "osc", far, 7001),
        Node("held", "sacn", far, PORT + 1, interface=ours),
    ]
    outputs = Outputs(
        build_show(
            nodes,
            [(node.id, row + 1) for row, node in enumerate(nodes)],
            [Patched(f"cell-{row}", node.id, row, 0) for row, node in enumerate(nodes)],
            fps=FPS,
        ),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    with contextlib.ExitStack() as stack:
        ears = {node.id: stack.enter_context(cable.receiver(node.port)) for node in nodes}
        stack.callback(outputs.close)

        def play(ticks: range) -> dict[str, list[tuple[int, str]]]:
            """Play; says of each node at which ticks, counted from the first, it heard something, and from where."""
            heard: dict[str, list[tuple[int, str]]] = {name: [] for name in ears}
            for tick in ticks:
                time.sleep(1 / FPS)
                outputs.send(tick, np.full((len(nodes), 512), tick % 200, np.uint8))
                for name, ear in ears.items():
                    while came := received(ear):
                        heard[name].append((tick - ticks.start, came[0][1][0]))
            return heard

        assert {source for each in play(range(FPS)).values() for _, source in each} == {ours}
        cable.move(other := f"{ours.rsplit('.', 1)[0]}.7")
        heard = play(range(FPS, 5 * FPS))
        assert heard.pop("held") == []
        assert {source for each in heard.values() for _, source in each} == {other}
        for name, each in heard.items():
            assert max(b - a for a, b in pairwise([0, *(tick for tick, _ in each)])) <= FPS, name
        view = outputs.views(5 * FPS)[-1]
        assert (view.state, "Cannot assign requested address" in view.why) == ("silent", True)
        cable.move(ours)
        assert play(range(5 * FPS, 6 * FPS))["held"]


def test_a_cable_that_is_pulled_is_noticed_within_3_5_s_though_our_interface_stays_up(cable: Cable) -> None:
    with Evening(cable) as evening:
        cable.run("neigh", "del", cable.far_address, "dev", cable.here)
        evening.play(0.5)
        assert evening.state(0)[0] == "unknown"
        cable.run("-n", cable.away, "link", "set", cable.there, "down")
        heard = evening.play(3.5)
        state, why = evening.state(0)
        assert state == "silent", why
        assert "No route to host" in why
        assert len(heard["near"]) >= 3 * FPS
        cable.run("-n", cable.away, "link", "set", cable.there, "up")
        heard = evening.play(6)
        assert {universe for seconds, universe, _ in heard["far"] if seconds <= 4.5} == {1, 2}
        assert evening.state(0)[0] == "returned"


def test_many_machines_that_are_gone_at_once_are_all_noticed_within_3_5_s(cable: Cable) -> None:
    hosts = [f"{cable.address.rsplit('.', 1)[0]}.{number}" for number in range(20, 28)]
    nodes = [Node(f"gone{row}", "sacn", host, PORT, interface=cable.address) for row, host in enumerate(hosts)]
    outputs = Outputs(
        build_show(
            nodes,
            [(node.id, row + 1) for row, node in enumerate(nodes)],
            [Patched(f"lamp-{row}", node.id, row, 0) for row, node in enumerate(nodes)],
            fps=FPS,
        ),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    begin = time.monotonic()
    for tick in range(round(3.5 * FPS)):
        time.sleep(max(0.0, begin + tick / FPS - time.monotonic()))
        outputs.send(tick, np.full((len(nodes), 512), tick % 200, np.uint8))
    assert outputs.silent(round(3.5 * FPS)) == {node.id for node in nodes}
    assert all("No route to host" in view.why for view in outputs.views(round(3.5 * FPS)))
    outputs.close()


def test_a_word_of_an_interface_that_is_not_used_any_more_silences_nobody(cable: Cable) -> None:
    """The machine was behind another interface and missing there; now a route leads to it by the cable."""
    spare, host = f"{cable.here}x", f"10.214.{os.getpid() % 250}.9"
    node = Node("moved", "sacn", host, PORT)
    try:
        cable.run("link", "add", spare, "type", "veth", "peer", "name", f"{spare}y")
        cable.run("addr", "add", f"{host.rsplit('.', 1)[0]}.1/24", "dev", spare)
        cable.run("link", "set", spare, "up")
        cable.run("neigh", "replace", host, "dev", spare, "nud", "failed")
        cable.run("route", "add", f"{host}/32", "via", cable.far_address, "dev", cable.here)
        assert neighbour_by(host, None) == ""
        assert neighbour_by(cable.far_address, None) == cable.here
        assert neighbour_by(cable.far_address, cable.address) == cable.here
        outputs = Outputs(
            build_show([node], [("moved", 1)], [Patched("lamp", "moved", 0, 0)], fps=FPS),
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=UdpLinks().open,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        for tick in range(8 * FPS):  # the table is read once in a second of ticks
            outputs.send(tick, np.full((1, 512), tick % 200, np.uint8))
        assert outputs.silent(8 * FPS) == frozenset()
        outputs.close()
    finally:
        subprocess.run(["ip", "link", "del", spare], capture_output=True, check=False)


def test_a_program_behind_an_interface_that_was_down_is_silent_and_then_shown_new_light_alone(cable: Cable) -> None:
    """Over TCP the system would keep the light of the outage, and bring it when the way is back."""
    node = Node("screen", "osc", cable.far_address, 7001, interface=cable.address, is_stream=True)
    outputs = Outputs(
        build_show([node], [("screen", 1)], [Patched("lamp", "screen", 0, 0)], fps=FPS),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    lines: list[socket.socket] = []
    shown: list[int] = []
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(cable.listener(7001))
        stack.callback(outputs.close)

        def play(ticks: range) -> str:
            for tick in ticks:
                time.sleep(1 / FPS)
                outputs.send(tick, np.full((1, 512), tick % 256, np.uint8))
                with contextlib.suppress(BlockingIOError):
                    lines.append(stack.enter_context(listener.accept()[0]))
                    lines[-1].setblocking(False)  # noqa: FBT003 - the socket module's own form
                for line in lines:
                    with contextlib.suppress(BlockingIOError, ConnectionError):
                        shown.extend(map(red_of, filter(None, line.recv(1 << 16).split(b"\xc0"))))
            return outputs.views(ticks.stop)[0].state

        play(range(44))
        assert 30 < max(shown) < 44
        cable.down()
        shown.clear()
        assert play(range(44, 220)) == "silent"
        cable.up()
        assert play(range(220, 254)) == "returned"
    assert len(shown) > 10
    assert min(shown) >= 219


def red_of(part: bytes) -> int:
    """Give the red of the first lamp in a bundle that stood between the marks of SLIP."""
    packet = part.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
    return round(255 * float(str(decode_packet(packet)[0].arguments[0])))


def test_an_answer_to_all_of_a_network_is_heard_of_a_node_that_is_held_to_an_interface(cable: Cable) -> None:
    """As nodes answered before Art-Net 4."""
    link = UdpLinks().open(Node("old", "artnet", cable.far_address, ARTNET_PORT, interface=cable.address))
    with cable.receiver(ARTNET_PORT) as node:
        node.sendto(b"to you", (cable.address, ARTNET_PORT))
        node.sendto(b"to all", (cable.address.rsplit(".", 1)[0] + ".255", ARTNET_PORT))
        assert arrived(lambda: link.receive(8), 2) == {b"to you", b"to all"}
    link.close()


async def test_who_polls_from_a_network_is_answered_though_we_listen_on_this_machine_alone(cable: Cable) -> None:
    links = UdpLinks()
    node = links.open(Node("stage", "artnet", "127.0.1.7", ARTNET_PORT))
    held = links.open(Node("held", "artnet", "127.0.1.8", ARTNET_PORT, interface=cable.address))
    with cable.receiver(ARTNET_PORT) as console:
        console.settimeout(2)
        settings = ArtnetSettings({}, Listen(()), "127.0.0.1", "Wire", port=ARTNET_PORT)
        async with artnet_in(FakeSeam(), settings, overheard=links.say) as ear:
            ear.receive(poll_packet(Poll(flags=0, priority=0)), (cable.far_address, ARTNET_PORT))
            answer, source = console.recvfrom(2048)
    assert decode_poll_reply(answer).address == cable.address
    assert source == (cable.address, ARTNET_PORT)
    node.close()
    held.close()


def received(ear: socket.socket) -> list[Received]:
    with contextlib.suppress(BlockingIOError):
        return [ear.recvfrom(2048)]
    return []


def arrived(receive: Callable[[], list[Received]], count: int) -> set[bytes]:
    """Wait for so many datagrams, for a second at most."""
    found: set[bytes] = set()
    end = time.monotonic() + 1
    while len(found) < count and time.monotonic() < end:
        found.update(datagram for datagram, _ in receive())
        time.sleep(0.01)
    return found
