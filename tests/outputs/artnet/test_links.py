"""The sockets of Art-Net nodes, on loopback: answers are heard wherever they go, floods do not crowd them out."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import pytest

from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.inputs.slots.ears import open_ear
from controller.model.listen import Listen
from controller.model.patch import Node
from controller.model.ports import Listener
from controller.model.show import Show
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.artnet.post import MOST
from controller.outputs.hearing import LOOK_TICKS
from controller.outputs.link import Link, Received
from controller.outputs.outputs import Identity, Outputs
from controller.wire.artnet import Poll, decode_poll_reply, poll_packet
from tests.fakes.seam import FakeSeam
from tests.outputs.shows import Patched, build_show

STAGE, FLOOR = "127.0.1.22", "127.0.1.24"
FPS = 44
OTHERS = poll_packet(Poll(flags=0, priority=0))


@contextmanager
def udp(host: str, port: int = 0) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((host, port))
        opened.settimeout(5)
        yield opened


@pytest.fixture
def port() -> int:
    """A port that is free on the loopback."""
    with udp("127.0.0.1") as probe:
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def links() -> Iterator[dict[str, Link]]:
    opened: dict[str, Link] = {}
    yield opened
    for link in opened.values():
        link.close()


def open_both(links: dict[str, Link], port: int) -> None:
    shared = UdpLinks()
    for name, host in (("stage", STAGE), ("floor", FLOOR)):
        links[name] = shared.open(Node(name, "artnet", host, port))


@contextmanager
def fed(hosts: list[str], port: int) -> Iterator[Outputs]:
    """Feed a node at each address."""
    outputs = Outputs(
        show_at(hosts, port),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    yield outputs
    outputs.close()


def show_at(hosts: list[str], port: int) -> Show:
    nodes = [Node(f"node-{host}", "artnet", host, port) for host in hosts]
    rows = [(node.id, 1) for node in nodes]
    return build_show(nodes, rows, [Patched(f"f-{node.id}", node.id, row, 0) for row, node in enumerate(nodes)])


def hear(link: Link, count: int = 1) -> list[Received]:
    """Loopback delivers before the sender's call returns, so what was sent is there."""
    received = link.receive(64)
    assert len(received) == count
    return received


def test_a_node_may_reply_to_the_port_of_art_net_or_to_where_the_poll_came_from(
    links: dict[str, Link], port: int
) -> None:
    open_both(links, port)
    with udp(STAGE, port) as stage:
        links["stage"].send(b"poll", (STAGE, port))
        _, source = stage.recvfrom(100)
        assert source == ("127.0.0.1", port)
        stage.sendto(b"reply", source)
        assert hear(links["stage"]) == [(b"reply", (STAGE, port))]
        assert links["floor"].receive(64) == []


def test_two_nodes_hear_only_their_own_answers(links: dict[str, Link], port: int) -> None:
    open_both(links, port)
    with udp(STAGE, port) as stage, udp(FLOOR, port) as floor:
        floor.sendto(b"floor", ("127.0.0.1", port))
        stage.sendto(b"stage", ("127.0.0.1", port))

    assert hear(links["stage"])[0][0] == b"stage"
    assert hear(links["floor"])[0][0] == b"floor"


def test_a_flood_at_our_port_cannot_crowd_out_an_answer(links: dict[str, Link], port: int) -> None:
    open_both(links, port)
    with udp("127.0.9.9") as stranger, udp(FLOOR, port) as floor:
        for _ in range(5000):  # more than any buffer holds
            stranger.sendto(bytes(200), ("127.0.0.1", port))
        floor.sendto(b"floor", ("127.0.0.1", port))

    assert links["floor"].receive(64)[0][0] == b"floor"
    assert {source[0] for _, source in hear(links["stage"], 64)} == {"127.0.9.9"}


def test_who_replies_from_another_port_is_heard_by_the_common_ear(links: dict[str, Link], port: int) -> None:
    open_both(links, port)
    with udp(FLOOR) as floor:
        floor.sendto(b"floor", ("127.0.0.1", port))
        assert hear(links["stage"]) == [(b"floor", floor.getsockname())]


def test_everyone_else_is_heard_when_the_node_that_was_there_first_is_reloaded_away(port: int) -> None:
    heard: list[bytes] = []
    with udp("127.0.9.9") as console, fed([STAGE, FLOOR], port) as outputs:
        outputs.overhear(lambda datagram, _source: heard.append(datagram))
        outputs.follow(show_at([FLOOR], port))
        console.sendto(OTHERS, ("127.0.0.1", port))
        for tick in range(2 * LOOK_TICKS):
            outputs.send(tick, np.zeros((1, 512), np.uint8))
    assert heard == [OTHERS]


def test_what_everyone_else_says_is_read_once_and_not_with_the_answers_of_each_node(port: int) -> None:
    heard: list[bytes] = []
    with udp("127.0.9.9") as console, fed([STAGE, FLOOR], port) as outputs, udp(STAGE, port) as stage:
        outputs.overhear(lambda datagram, source: heard.extend([datagram] * (source[0] != STAGE)))
        stage.sendto(OTHERS, ("127.0.0.1", port))
        for _ in range(3 * MOST):
            console.sendto(OTHERS, ("127.0.0.1", port))
        outputs.send(0, np.zeros((2, 512), np.uint8))
        assert len(heard) == MOST


def test_a_taken_port_is_replaced_and_said(links: dict[str, Link], port: int) -> None:
    with udp("127.0.0.1", port), udp(STAGE, port) as stage:
        open_both(links, port)
        links["stage"].send(b"poll", (STAGE, port))
        _, source = stage.recvfrom(100)
        stage.sendto(b"reply", source)

        assert hear(links["stage"])[0][0] == b"reply"
        assert f"UDP port {port} of this machine is taken" in links["stage"].statistics().deaf


def test_a_taken_port_is_ours_within_two_seconds_once_the_other_program_has_ended(port: int) -> None:
    heard: list[bytes] = []
    slots = np.zeros((2, 512), np.uint8)
    with udp(STAGE, port), udp(FLOOR, port), ExitStack() as stack:
        with udp("127.0.0.1", port):
            outputs = stack.enter_context(fed([STAGE, FLOOR], port))
            outputs.overhear(lambda datagram, _source: heard.append(datagram))
            for tick in range(FPS + 1):
                outputs.send(tick, slots)
            assert all("is taken by another program" in view.why for view in outputs.views(FPS))
        for tick in range(FPS + 1, 3 * FPS):
            outputs.send(tick, slots)
        assert not any("is taken" in view.why for view in outputs.views(3 * FPS))
        with udp("127.0.9.9") as console:
            console.sendto(OTHERS, ("127.0.0.1", port))
        for tick in range(3 * FPS, 3 * FPS + 2 * LOOK_TICKS):
            outputs.send(tick, slots)
    assert heard == [OTHERS]


def test_a_node_on_our_own_address_keeps_the_port(links: dict[str, Link], port: int) -> None:
    links["here"] = UdpLinks().open(Node("here", "artnet", "127.0.0.1", port))
    with udp("127.0.0.1", port) as here:
        links["here"].send(b"poll", ("127.0.0.1", port))
        _, source = here.recvfrom(100)
        here.sendto(b"reply", source)
        assert hear(links["here"])[0][0] == b"reply"


def test_other_protocols_get_a_plain_socket(links: dict[str, Link]) -> None:
    with udp(STAGE) as stage:
        links["osc"] = UdpLinks().open(Node("osc", "osc", STAGE, stage.getsockname()[1], "127.0.0.7"))
        links["osc"].send(b"light", stage.getsockname())
        assert stage.recvfrom(100)[1][0] == "127.0.0.7"


def test_closed_links_give_every_port_back(links: dict[str, Link], port: int) -> None:
    open_both(links, port)
    for link in links.values():
        link.close()
    with udp("127.0.0.1", port):
        pass


def test_a_broadcast_reaches_a_whole_network_and_only_where_it_was_asked_for(links: dict[str, Link], port: int) -> None:
    network = "127.255.255.255"
    with udp("", port) as anybody:
        links["old"] = UdpLinks().open(Node("old", "artnet", network, port, is_broadcast=True))
        links["old"].send(b"to all", (network, port))
        assert anybody.recv(100) == b"to all"
        links["plain"] = UdpLinks().open(Node("lamps", "sacn", network, port))
        links["plain"].send(b"by mistake", (network, port))
        assert links["plain"].statistics().errors > 0


def test_a_node_fed_by_broadcast_takes_nothing_from_who_listens_at_the_port(links: dict[str, Link], port: int) -> None:
    """It is opened anew when its interface comes back, and nobody reads it."""
    network = "127.255.255.255"
    ear = open_ear(Listener("", port, "udp", "listen: … interface")).socket
    with udp("127.0.0.9") as console, ear:
        links["old"] = UdpLinks().open(Node("old", "artnet", network, port, is_broadcast=True))
        console.sendto(b"levels", ("127.0.0.1", port))
        assert ear.recv(100) == b"levels"
        links["old"].send(b"frame", (network, port))
        assert ear.recv(100) == b"frame"


async def test_who_polls_is_answered_from_the_port_of_art_net(port: int) -> None:
    """Some consoles take no answer that comes from another."""
    links = UdpLinks()
    node = links.open(Node("stage", "artnet", STAGE, port))
    settings = ArtnetSettings({}, Listen(()), "127.0.0.1", "Wire", port=port)
    with udp("127.0.0.9", port) as console:
        async with artnet_in(FakeSeam(), settings, overheard=links.say) as ear:
            ear.receive(OTHERS, console.getsockname())
            answer, source = console.recvfrom(1000)
    assert decode_poll_reply(answer).address == "127.0.0.1"
    assert source == ("127.0.0.1", port)
    node.close()
    assert not links.say(answer, ("127.0.0.9", port), port), "no socket is left that could"


def test_what_one_socket_of_the_port_cannot_reach_another_sends(port: int) -> None:
    """The first is held to the loopback, which leads to no other network."""
    links = UdpLinks()
    nodes = [links.open(Node("sim", "artnet", STAGE, port)), links.open(Node("far", "artnet", "192.0.2.7", port))]
    with udp("127.0.0.9") as console:
        assert links.say(OTHERS, console.getsockname(), port)
        assert console.recvfrom(1000)[1][1] == port
    for node in nodes:
        node.close()
