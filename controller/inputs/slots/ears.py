"""Station 0, sACN and Art-Net in: the sockets. What they hear goes on as it came, with who sent it."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Protocol, TypeAlias

from controller.inputs.barrier.barrier import SETTLE_S, Barrier, Terms
from controller.inputs.barrier.judging import Budgets, Whose
from controller.inputs.gap import Gap
from controller.inputs.hearing import Habits, hear
from controller.inputs.running import running
from controller.inputs.slots.door import LONGEST, TOTAL_RATE, UNIVERSE_RATE
from controller.model.ports import Listener, listen_error

Address: TypeAlias = tuple[str, int]
RECEIVE_BUFFER: Final = 1 << 21
JOIN_TURNS: Final = 5
"""Twice a second it is seen whether the groups are still joined."""
HABITS: Final = Habits(longest=LONGEST, most=32, gather_s=0.004, rest_s=0.004)
"""Levels are read a moment before they are needed; what a flood brings beyond 8000 a second is lost in the system."""


class Receiver(Protocol):
    """Takes what the sockets hear."""

    def receive(self, packet: bytes, sender: Address) -> bool:
        """Take one datagram; whatever it holds, this does not raise. Says whether it was let in."""

    def turned_away(self, whose: Whose, count: int) -> None:
        """Count what the system turned away of a peer; None = of many together."""

    def settle(self) -> None:
        """Notice who has fallen silent; called ten times a second."""


@dataclass(frozen=True, slots=True)
class Group:
    """A multicast group and the local address that joins it."""

    address: str
    interface: str

    @property
    def member(self) -> bytes:
        """The two as the system takes them."""
        return socket.inet_aton(self.address) + socket.inet_aton(self.interface)


def open_ear(host: str, port: int, group: Group | None = None) -> socket.socket:
    """Open one socket; groups are shared with other programs of this machine, and so is the port.

    Raises:
        ListenError: it cannot be had.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        ear.settimeout(0)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind((group.address if group is not None else host, port))
        if group is not None:
            ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group.member)
    except OSError as error:
        ear.close()
        raise listen_error(Listener(host, port, "udp", "listen: … interface"), error) from error
    return ear


def join_again(ear: socket.socket, group: Group) -> None:
    """Join a group anew if the interface was taken away meanwhile: the system then forgets who was in it."""
    try:
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group.member)
    except OSError as error:
        if error.errno == errno.ENODEV:  # it is away: what is left of the old membership would fill the socket's list
            with contextlib.suppress(OSError):
                ear.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group.member)


@contextlib.asynccontextmanager
async def hearing(
    what: str,
    ears: Sequence[socket.socket],
    make: Callable[[asyncio.TaskGroup], Receiver],
    universe_at: int,
    gap: Gap,
    groups: Sequence[tuple[socket.socket, Group]] = (),
) -> AsyncIterator[Receiver]:
    """Hear with all ears as long as the block runs; they are closed with it.

    Args:
        what: is heard, for people.
        ears: non-blocking sockets.
        make: gives the receiver, which may start tasks in the group.
        universe_at: where a packet says which universe it means.
        gap: tells when a frame is about to leave.
        groups: which of the ears are in one.
    """

    async def run(opened: "asyncio.Future[Receiver]") -> None:
        async with asyncio.TaskGroup() as tasks:
            receiver = make(tasks)
            budgets = Budgets(UNIVERSE_RATE.per_s, TOTAL_RATE.per_s)
            terms = Terms(budgets, by_port=False, tell=receiver.turned_away, universe_at=universe_at)
            barriers = [Barrier(ear, receiver.receive, terms, asyncio.get_running_loop().time) for ear in ears]
            tasks.create_task(_settle(receiver, barriers, gap, groups))
            for ear, barrier in zip(ears, barriers, strict=True):
                tasks.create_task(hear(ear, barrier.take, HABITS, gap))
            opened.set_result(receiver)

    try:
        async with running(what, run) as receiver:
            yield receiver
    finally:
        for ear in ears:
            ear.close()


async def _settle(
    receiver: Receiver, barriers: Sequence[Barrier], gap: Gap, groups: Sequence[tuple[socket.socket, Group]]
) -> None:
    for turn in count():
        await asyncio.sleep(SETTLE_S)
        await gap.opens()
        receiver.settle()
        for barrier in barriers:
            barrier.settle()
        for ear, group in groups if turn % JOIN_TURNS == 0 else ():
            join_again(ear, group)
