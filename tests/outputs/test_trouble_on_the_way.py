"""What the system says when a way is gone: noted, tried again with measure, mended with a whole frame, and nobody else
notices. The sockets here are made up; real interfaces are taken away in ``tests/live/test_interfaces.py``."""

import errno
import socket

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.outputs import Outputs
from controller.wire.sacn.data import decode_data
from tests.outputs.shows import Patched, build_show

FPS = 44
SICK, WELL = ("127.0.3.1", 5568), ("127.0.3.2", 5568)


class Network:
    """What the made-up sockets of one test share: the error of each peer, and what reached it."""

    def __init__(self) -> None:
        self.errors: dict[tuple[str, int], int] = {}
        self.heard: dict[tuple[str, int], list[bytes]] = {SICK: [], WELL: []}
        self.opened = 0
        self.tried = 0

    def socket(self, _family: int, _kind: int) -> "MadeUp":
        self.opened += 1
        return MadeUp(self)


class MadeUp:
    """A socket that fails as its network says."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._peer = ("", 0)
        self._port = 40_000 + network.opened

    def setsockopt(self, *_: object) -> None:
        pass

    def settimeout(self, _seconds: float) -> None:
        pass

    def bind(self, _address: tuple[str, int]) -> None:
        pass

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self._port  # each its own, so that each node is sent to by its own socket

    def connect(self, peer: tuple[str, int]) -> None:
        self._peer = peer

    def send(self, datagram: bytes) -> int:
        self._network.tried += 1
        if self._peer in self._network.errors:
            number = self._network.errors[self._peer]
            raise OSError(number, f"error {number}")
        self._network.heard[self._peer].append(bytes(datagram))
        return len(datagram)

    def sendmsg(self, *_: object) -> int:
        raise OSError(errno.EIO, "these packets are sent one by one")

    def close(self) -> None:
        pass


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(socket, "socket", network.socket)
    return network


@pytest.fixture
def outputs(network: Network) -> Outputs:
    assert not network.opened
    nodes = [Node("sick", "sacn", *SICK), Node("well", "sacn", *WELL)]
    return Outputs(
        build_show(
            nodes,
            [("sick", 1), ("sick", 3), ("well", 2)],
            [Patched("a", "sick", 0, 0), Patched("b", "sick", 1, 0), Patched("c", "well", 2, 0)],
            fps=FPS,
        ),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )


class Play:
    """Plays ticks; the first slot of universes 1 and 2 counts them, universe 3 stands still."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        self.tick = 0

    def run(self, seconds: float) -> list[str]:
        slots = np.full((3, 512), 5, np.uint8)
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            slots[[0, 2], 0] = self.tick % 256
            self.outputs.send(self.tick, slots)
        return [view.state for view in self.outputs.views(self.tick)]


@pytest.mark.parametrize(
    "number",
    [errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.ENOBUFS, errno.EPERM, errno.EINVAL, errno.ENODEV],
)
def test_trouble_of_one_way_is_noted_and_mends_with_a_whole_frame_and_the_others_do_not_notice(
    network: Network, outputs: Outputs, number: int
) -> None:
    play = Play(outputs)
    assert play.run(1) == ["unknown", "unknown"]
    network.errors[SICK] = number
    assert play.run(1)[0] == "late"
    assert play.run(2.5) == ["silent", "unknown"]
    assert f"error {number}" in outputs.views(play.tick)[0].why
    assert outputs.silent(play.tick) == {"sick"}
    assert len(network.heard[WELL]) >= 4.5 * FPS

    network.heard[SICK].clear()
    del network.errors[SICK]
    assert play.run(1) == ["returned", "unknown"]
    packets = [decode_data(datagram) for datagram in network.heard[SICK]]
    assert {packet.universe for packet in packets} == {1, 3}
    assert sum(packet.universe == 3 for packet in packets) >= 3  # more than the keep-alive alone would send
    last = [packet for packet in packets if packet.universe == 1][-1]
    assert last.slots[0] == play.tick % 256
    assert outputs.silent(play.tick) == frozenset()


def test_a_way_that_is_gone_is_tried_anew_through_a_fresh_socket_twice_a_second(
    network: Network, outputs: Outputs
) -> None:
    play = Play(outputs)
    play.run(1)
    before = network.opened
    network.errors[SICK] = errno.ENETUNREACH
    play.run(10)
    assert 10 <= network.opened - before <= 30


def test_one_full_buffer_is_a_hiccup_and_the_next_frame_goes_out(network: Network, outputs: Outputs) -> None:
    play = Play(outputs)
    play.run(1)
    network.errors[SICK] = errno.ENOBUFS
    play.run(1 / FPS)
    del network.errors[SICK]
    network.heard[SICK].clear()
    assert play.run(2 / FPS)[0] == "unknown"
    assert network.heard[SICK]
