"""Runs of datagrams on a real socket: cut by the system, whole at the far end."""

import socket

import numpy as np
import pytest

from controller.outputs.link import UdpLink
from controller.outputs.segments import segments_at_once


@pytest.fixture
def ear() -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    opened.bind(("127.0.0.1", 0))
    opened.settimeout(5)
    return opened


def packets(count: int, size: int) -> memoryview:
    """Datagrams that tell each other apart by their first two bytes."""
    table = np.zeros((count, size), np.uint8)
    table[:, 0], table[:, 1] = np.arange(count) >> 8, np.arange(count) & 255
    return table.data.cast("B")


@pytest.mark.parametrize("count", [1, 2, 64, 65, 130])
def test_a_run_arrives_as_its_datagrams_in_order(ear: socket.socket, count: int) -> None:
    link = UdpLink(interface="127.0.0.1")
    with ear:
        link.send_run(packets(count, 638), 638, ear.getsockname())
        heard = [ear.recv(2048) for _ in range(count)]
        link.close()
    assert [len(datagram) for datagram in heard] == [638] * count
    assert [datagram[0] * 256 + datagram[1] for datagram in heard] == list(range(count))
    assert link.statistics().sent == count


def test_a_run_to_nowhere_counts_every_datagram_as_an_error() -> None:
    link = UdpLink(interface="127.0.0.1")
    link.send_run(packets(3, 100), 100, ("255.255.255.255", 9))  # no broadcast was asked for, so it is refused
    link.close()
    assert (link.statistics().sent, link.statistics().errors) == (0, 3)


def test_a_run_never_exceeds_what_one_call_may_carry() -> None:
    assert segments_at_once(638) == 64
    assert segments_at_once(1454) * 1454 <= 65_000
    assert segments_at_once(70_000) == 1
