"""A measuring receiver: a process that takes the packets of every node on this machine and notes when they came.

It asks the kernel to hand over runs of packets whole (UDP_GRO), so that measuring costs little beside what is measured,
and when they came, so that it does not matter when it gets round to reading them. It waits for a turn of the processor:
the receivers of a show are other machines, which push no sender off its own.
"""

import contextlib
import os
import select
import socket
import struct
import time
from array import array
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Final, TypeAlias

import numpy as np

from controller.run.bench.arrival import ANCILLARY_BYTES, SO_RXQ_OVFL, SO_TIMESTAMPNS, open_ear, stamped, wall_behind

UDP_GRO: Final = 104
LARGEST: Final = 1 << 16
COLUMNS: Final = 4

Address: TypeAlias = tuple[str, int]


def receive(talk: Connection, addresses: Sequence[Address]) -> None:
    """Take packets until told to end.

    Sends ``ready`` (or an error in words), then at the end an array float64 [n, 4], by time: when (CLOCK_MONOTONIC
    seconds) how many packets came together, at which of the addresses, and how many before them found no room there and
    are lost.
    """
    try:
        ears = [_Ear(address, place) for place, address in enumerate(addresses)]
    except OSError as error:
        talk.send(f"the receiver cannot listen: {error.strerror}")
        return
    give_way()
    talk.send("ready")
    came = np.array(_listen(talk, ears)).reshape(-1, COLUMNS)
    for ear in ears:
        ear.socket.close()
    talk.send(came[np.argsort(came[:, 0], kind="stable")])


def give_way() -> None:
    """Let this process push nobody off the processor when a packet wakes it.

    Linux likes to let on whom a packet woke where it was sent from, and at once: with ordinary scheduling a receiver
    that was quick enough to sleep between two packets ran in the middle of a frame, after each of its packets.
    """
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _listen(talk: Connection, ears: Sequence["_Ear"]) -> "array[float]":
    """Take packets until told to end, and what still waits then; give the rows as they were read."""
    came, buffer = array("d"), bytearray(LARGEST)
    by_number = {ear.socket.fileno(): ear for ear in ears}
    with select.epoll() as poll:
        for number in by_number:
            poll.register(number, select.EPOLLIN)
        is_over = False
        while not is_over:
            is_over = talk.poll()
            heard, behind = poll.poll(0 if is_over else 0.05), wall_behind()
            for number, _event in heard:
                by_number[number].drain(came, buffer, behind)
    return came


class _Ear:
    """One address that is listened at."""

    def __init__(self, address: Address, place: int) -> None:
        self.socket = open_ear(address)
        self._place = place
        self._lost = 0
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 1)

    def drain(self, came: "array[float]", buffer: bytearray, behind: float) -> None:
        """Take everything that waits; write a row for each run."""
        while True:
            try:
                size, ancillary, _flags, _source = self.socket.recvmsg_into([buffer], ANCILLARY_BYTES)
            except BlockingIOError:
                return
            packets, lost, at_s = 1, self._lost, 0.0
            for _level, kind, value in ancillary:
                if kind == SO_TIMESTAMPNS:
                    at_s = stamped(value, behind)
                elif kind == UDP_GRO:
                    packets = -(-size // struct.unpack_from("i", value)[0])
                elif kind == SO_RXQ_OVFL:
                    lost = struct.unpack_from("I", value)[0]
            came.extend((at_s or time.monotonic(), packets, self._place, lost - self._lost))
            self._lost = lost
