"""A measuring receiver: a process that takes the packets of every node on this machine and notes when they came.

It asks the kernel to hand over runs of packets whole (UDP_GRO), so that measuring costs little beside what is measured.
"""

import contextlib
import select
import socket
import struct
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Final, TypeAlias

import numpy as np

UDP_GRO: Final = 104
SO_RCVBUFFORCE: Final = 33
BUFFER_BYTES: Final = 4 << 20
LARGEST: Final = 1 << 16

Address: TypeAlias = tuple[str, int]


def receive(talk: Connection, addresses: Sequence[Address]) -> None:
    """Take packets until told to end.

    Sends ``ready`` (or an error in words), then at the end an array float64 [n, 3]: when (CLOCK_MONOTONIC seconds)
    how many packets came together, and at which of the addresses.
    """
    try:
        ears = [_listen(address) for address in addresses]
    except OSError as error:
        talk.send(f"the receiver cannot listen: {error.strerror}")
        return
    talk.send("ready")
    poll = select.epoll()
    by_number = {ear.fileno(): (place, ear) for place, ear in enumerate(ears)}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    came: list[tuple[float, int, int]] = []
    buffer = bytearray(LARGEST)
    while not talk.poll():
        for number, _event in poll.poll(0.05):
            place, ear = by_number[number]
            count = _drain(ear, buffer)
            came.append((time.monotonic(), count, place))
    talk.send(np.array(came).reshape(-1, 3))
    for ear in ears:
        ear.close()


def _listen(address: Address) -> socket.socket:
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.settimeout(0)
    with contextlib.suppress(OSError):
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    with contextlib.suppress(OSError):
        ear.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
    with contextlib.suppress(OSError):
        ear.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 1)
    ear.bind(address)
    return ear


def _drain(ear: socket.socket, buffer: bytearray) -> int:
    """Take everything that waits; count the packets."""
    count = 0
    while True:
        try:
            size, ancillary, _flags, _source = ear.recvmsg_into([buffer], 64)
        except BlockingIOError:
            return count
        segment = next((struct.unpack("i", value[:4])[0] for level, kind, value in ancillary if kind == UDP_GRO), size)
        count += -(-size // max(1, segment))
