"""When a packet came, however late it is read."""

import socket
import sys
import time
from array import array
from multiprocessing import Pipe
from threading import Thread

import numpy as np
import pytest

from controller.run.bench.arrival import ANCILLARY_BYTES, came_at, open_ear, wall_behind
from controller.run.bench.receiver import _Ear, receive

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps datagrams so")


@linux
def test_a_packet_that_is_read_late_came_when_it_was_sent() -> None:
    with open_ear(("127.0.0.1", 0)) as ear, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        assert any(_came_when_sent(ear, hand) for _ in range(50)), (
            "the kernel begins to stamp a moment after it is asked"
        )


def _came_when_sent(ear: socket.socket, hand: socket.socket) -> bool:
    """Send a packet and read it late."""
    before = time.monotonic()
    hand.sendto(b"light", ear.getsockname())
    after = time.monotonic()
    while time.monotonic() < after + 0.01:  # the reader is busy
        pass
    _, ancillary, _, _ = ear.recvmsg(64, ANCILLARY_BYTES)
    return before - 0.002 <= came_at(ancillary, wall_behind()) <= after + 0.002


def test_without_a_stamp_a_packet_came_when_it_is_read() -> None:
    before = time.monotonic()
    assert before <= came_at([], wall_behind()) <= time.monotonic()


@linux
def test_a_reader_that_comes_late_knows_how_many_packets_found_no_room() -> None:
    ear, came = _Ear(("127.0.0.1", 0), 3), array("d")
    ear.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        for _ in range(60):
            hand.sendto(bytes(500), ear.socket.getsockname())
        ear.drain(came, bytearray(512), wall_behind())
        hand.sendto(bytes(500), ear.socket.getsockname())
        ear.drain(came, bytearray(512), wall_behind())
    ear.socket.close()
    rows = np.array(came).reshape(-1, 4)
    assert 0 < rows[-1, 3] < 60
    assert rows[:, 1].sum() + rows[:, 3].sum() == 61
    assert set(rows[:, 2]) == {3}


@linux
def test_packets_of_all_addresses_are_told_by_time_and_none_is_left_unread() -> None:
    addresses = [_free_address() for _ in range(2)]
    ours, theirs = Pipe()
    listening = Thread(target=receive, args=(theirs, addresses))
    listening.start()
    assert ours.recv() == "ready"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        for number in range(60):
            hand.sendto(bytes(500), addresses[number % 2])
    ours.send("end")
    came = ours.recv()
    listening.join()
    assert (np.diff(came[:, 0]) >= 0).all()
    assert [came[came[:, 2] == place, 1].sum() for place in range(2)] == [30, 30]


def _free_address() -> tuple[str, int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.bind(("127.0.0.1", 0))
        return "127.0.0.1", tried.getsockname()[1]
