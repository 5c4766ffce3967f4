"""Station 0, sACN and Art-Net in: the sockets. What they hear goes on as it came, with who sent it."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, Protocol, TypeAlias

from controller.inputs.awaiting import bind, wait_bound
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


@dataclass(frozen=True, eq=False, slots=True)
class Ear:
    """A non-blocking socket, where it is bound, and its group; None = it hears what is sent to this machine."""

    socket: socket.socket
    listener: Listener
    group: Group | None


def place(host: str, port: int, *, is_awaited: bool) -> Listener:
    """Say where slots are heard."""
    return Listener(host, port, "udp", "listen: … interface", is_awaited)


def open_ear(listener: Listener, group: Group | None = None) -> Ear:
    """Open one socket; groups are shared with other programs of this machine, and so is the port.

    Raises:
        ListenError: it cannot be had.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        ear.settimeout(0)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound = listener if group is None else replace(listener, host=group.address)
        bind(ear, bound)
        if group is not None:
            _join(ear, listener, group)
    except BaseException:
        ear.close()
        raise
    return Ear(ear, bound, group)


def _join(ear: socket.socket, listener: Listener, group: Group) -> None:
    """Join a group; one whose interface is away and awaited is joined later.

    Raises:
        ListenError: it cannot be joined, and is not awaited.
    """
    try:
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group.member)
    except OSError as error:
        if not listener.is_awaited:
            raise listen_error(listener, error) from error


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
    ears: Sequence[Ear],
    make: Callable[[asyncio.TaskGroup], Receiver],
    universe_at: int,
    gap: Gap,
) -> AsyncIterator[Receiver]:
    """Hear with all ears as long as the block runs; they are closed with it.

    Args:
        what: is heard, for people.
        ears: to hear with.
        make: gives the receiver, which may start tasks in the group.
        universe_at: where a packet says which universe it means.
        gap: tells when a frame is about to leave.
    """

    async def run(opened: "asyncio.Future[Receiver]") -> None:
        async with asyncio.TaskGroup() as tasks:
            receiver = make(tasks)
            budgets = Budgets(UNIVERSE_RATE.per_s, TOTAL_RATE.per_s)
            terms = Terms(budgets, by_port=False, tell=receiver.turned_away, universe_at=universe_at)
            clock = asyncio.get_running_loop().time
            barriers = [Barrier(ear.socket, receiver.receive, terms, clock) for ear in ears]
            tasks.create_task(_settle(receiver, barriers, gap, ears))
            for ear, barrier in zip(ears, barriers, strict=True):
                tasks.create_task(hear(ear.socket, barrier.take, HABITS, gap))
                tasks.create_task(wait_bound(what, ear.socket, ear.listener))
            opened.set_result(receiver)

    try:
        async with running(what, run) as receiver:
            yield receiver
    finally:
        for ear in ears:
            ear.socket.close()


async def _settle(receiver: Receiver, barriers: Sequence[Barrier], gap: Gap, ears: Sequence[Ear]) -> None:
    groups = [(ear.socket, ear.group) for ear in ears if ear.group is not None]
    for turn in count():
        await asyncio.sleep(SETTLE_S)
        await gap.opens()
        receiver.settle()
        for barrier in barriers:
            barrier.settle()
        for ear, group in groups if turn % JOIN_TURNS == 0 else ():
            join_again(ear, group)
