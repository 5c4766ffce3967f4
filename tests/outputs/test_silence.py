"""Nodes without an answer: what the network itself tells of them, and how an interface that went away comes back."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.ddp.sender import DdpSender
from controller.outputs.link import Address, Datagram, LinkStatistics
from controller.outputs.sacn.sender import SacnSender
from controller.wire.ddp import Pixels
from controller.wire.sacn.data import Source, decode_data

FPS = 44
SOURCE = Source(bytes(range(16)), "Kintsugi")
STILL = np.full((1, 512), 7, np.uint8)


@contextmanager
def somebody(port: int = 0) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.settimeout(0)
        opened.bind(("127.0.0.1", port))
        yield opened


def a_free_port() -> int:
    with somebody() as opened:
        return int(opened.getsockname()[1])


def sacn_to(port: int) -> SacnSender:
    node = Node("stage", "sacn", "127.0.0.1", port)
    return SacnSender(node, [1], source=SOURCE, fps=FPS, link=UdpLinks().open(node), resumed=False)


def test_a_node_whose_machine_refuses_is_late_then_silent_within_3_5_s_though_the_picture_stands_still() -> None:
    sender = sacn_to(a_free_port())
    states = []
    for tick in range(4 * FPS):
        sender.send(tick, STILL)
        states.append(sender.view(tick).state)
    why = sender.view(4 * FPS).why
    sender.close()

    assert states[:1] == ["unknown"]
    assert "late" in states
    assert states.index("silent") <= 3.5 * FPS
    assert "nobody takes it since" in why
    assert os.strerror(errno.ECONNREFUSED) in why


def test_no_datagram_is_lost_to_what_the_network_tells_of_an_earlier_one() -> None:
    port = a_free_port()
    sender = sacn_to(port)
    for tick in range(FPS):
        sender.send(tick, STILL)
    with somebody(port) as back:
        for tick in range(FPS, 2 * FPS):
            sender.send(tick, np.full((1, 512), tick, np.uint8))
        came = [decode_data(back.recv(1000)).slots[0] for _ in range(FPS)]
    sender.close()

    assert came == list(range(FPS, 2 * FPS))


def test_a_node_that_is_back_has_its_picture_within_a_second_and_is_told_as_returned() -> None:
    port = a_free_port()
    sender = sacn_to(port)
    for tick in range(4 * FPS):
        sender.send(tick, STILL)
    assert sender.is_silent(4 * FPS)
    with somebody(port) as back:
        for tick in range(4 * FPS, 5 * FPS):
            sender.send(tick, STILL)
        assert decode_data(back.recv(1000)).slots == STILL.tobytes()
        for tick in range(5 * FPS, 11 * FPS):
            sender.send(tick, STILL)
            while True:
                try:
                    back.recv(1000)
                except BlockingIOError:
                    break
        assert sender.view(11 * FPS).state == "returned"
    sender.close()


def test_a_ddp_node_is_noticed_in_the_same_way() -> None:
    node = Node("strip", "ddp", "127.0.0.1", a_free_port())
    sender = DdpSender(node, [9], pixels=Pixels.RGB, fps=FPS, link=UdpLinks().open(node), resumed=False)
    for tick in range(4 * FPS):
        sender.send(tick, STILL)

    assert sender.is_silent(4 * FPS)
    sender.close()


class Interface:
    """A link whose interface can go away; what was opened before it came back is of no use."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.is_up = self.is_fresh = True
        self.reopened: list[int] = []
        self.came: list[tuple[int, int]] = []
        self.tick = 0
        self.errors = self.sent = 0

    def send(self, datagram: Datagram, to: Address) -> None:
        assert to
        if self.is_up and self.is_fresh:
            self.sent += 1
            self.came.append((self.tick, decode_data(bytes(datagram)).universe))
        else:
            self.errors += 1

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        for at in range(0, len(packets), size):
            self.send(packets[at : at + size], to)

    def statistics(self) -> LinkStatistics:
        return LinkStatistics(self.sent, self.errors, os.strerror(self.code))

    def reopen(self) -> None:
        self.reopened.append(self.tick)
        self.is_fresh = self.is_up

    def close(self) -> None: ...


@pytest.mark.parametrize("code", [errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.ENOBUFS, errno.EPERM])
def test_an_interface_that_comes_back_is_used_again_within_a_second_with_the_whole_picture(code: int) -> None:
    link = Interface(code)
    node = Node("mosaic", "sacn", "multicast", 5568)
    sender = SacnSender(node, range(1, 65), source=SOURCE, fps=FPS, link=link, resumed=False)
    rows = np.zeros((64, 512), np.uint8)
    for tick in range(20 * FPS):
        link.tick = tick
        rows[0, 0] = tick % 256  # one universe moves, the others stand still
        if tick == 5 * FPS:
            link.is_up = link.is_fresh = False
        if tick == 15 * FPS:
            link.is_up = True
        sender.send(tick, rows)

    back = [universe for tick, universe in link.came if 15 * FPS <= tick < 16 * FPS]
    assert set(back) == set(range(1, 65))
    away = [tick for tick in link.reopened if 5 * FPS <= tick < 15 * FPS]
    assert 15 <= len(away) <= 21  # it backs off: twice a second, not with every packet
    assert sender.view(16 * FPS).state == "returned"
