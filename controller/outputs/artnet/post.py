"""Beside station 17, Art-Net and OSC: who sent us this? Answers go to the sender of the node that has the address.

Takes what the links of Art-Net nodes received, and of OSC nodes that are pinged, once a tick, bounded. Nothing that a
stranger sends changes anything: we take no configuration, and what other consoles say is handed on. Broken packets,
floods and replies in a node's name are counted.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from controller.model.patch import Node
from controller.outputs.artnet.sender import REMEMBERED_S
from controller.outputs.gate import Gate
from controller.outputs.hearing import Hearing
from controller.outputs.link import Address, Link
from controller.wire.admission import Buckets, Rate
from controller.wire.artnet import ID, Opcode, decode_poll_reply, opcode_of
from controller.wire.error import WireError

MOST: Final = 64
"""Datagrams that are read from one link in a tick."""
STRANGERS: Final = Rate(per_s=20, burst=40)
"""Other controllers poll every few seconds and their nodes reply; more than this is a flood."""


Overhear: TypeAlias = Callable[[bytes, Address], object]


MOST_LATE: Final = 256
"""Answers of one node that a slow way may hold; what comes after them is lost."""


class Answered(Protocol):
    """Who takes what one node says."""

    node: Node

    def hear(self, datagram: bytes, tick: int) -> None:
        """Take what came from the node's own address."""

    def accuse(self, reason: str, tick: int) -> None:
        """Count a packet that came from the node, or in its name, and was refused."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """One node: who takes its answers, and what a link fault does to them. Several may stand at one address.

    Attributes:
        late: answers that are on a slow way back, and when each comes; they keep their order.
    """

    sender: Answered
    gate: Gate
    late: deque[tuple[int, bytes]] = field(default_factory=deque)

    def bring(self, tick: int) -> None:
        """Hand over the answers whose time has come: all, once the way is quick again. A way that is cut loses them."""
        while self.late and (self.late[0][0] <= tick or self.gate.is_cut or not self.gate.behind):
            _, datagram = self.late.popleft()
            if not self.gate.is_cut:
                self.sender.hear(datagram, tick)

    def hear(self, datagram: bytes, tick: int) -> None:
        """Take an answer: at once, or as much later as the poll and it need on a slow way."""
        if not self.gate.behind and not self.late:
            self.sender.hear(datagram, tick)
        elif len(self.late) < MOST_LATE:
            self.late.append((tick + 2 * self.gate.behind, datagram))


class Post:
    """Sorts what comes from Art-Net nodes.

    Attributes:
        is_empty: whether no node answers.
        overhear: takes what is no reply: data and polls of other consoles, and of nodes that have inputs too. None =
            nobody does.
    """

    def __init__(
        self, inlets: Sequence[Inlet], links: Iterable[Link], *, fps: int, refuse: Callable[[str, str], None]
    ) -> None:
        """Know all nodes.

        Args:
            inlets: one for each node.
            links: where to read; one that several nodes share is read once.
            fps: ticks a second.
            refuse: called with peer and reason for each packet of a stranger that is refused.
        """
        self._fps = fps
        self._refuse = refuse
        links = tuple(links)
        self.is_empty = not (links or inlets)
        self._hearing = Hearing(links)
        self._inlets = tuple(inlets)
        self._at: dict[Address, list[Inlet]] = {}
        self._of_host: dict[str, list[Inlet]] = {}
        for inlet in inlets:
            node = inlet.sender.node
            self._at.setdefault((node.host, node.port), []).append(inlet)
            if node.protocol == "artnet":
                self._of_host.setdefault(node.host, []).append(inlet)
        self._admission: Buckets[str] = Buckets(STRANGERS)
        self._remark: tuple[int, str] | None = None
        self.overhear: Overhear | None = None

    def collect(self, tick: int) -> None:
        """Hand every answer that came to its node."""
        for inlet in self._inlets:
            if inlet.late:
                inlet.bring(tick)
        for link in self._hearing.ready():
            for datagram, source in link.receive(MOST):
                there = self._at.get(source, [])
                is_cut = bool(there) and all(inlet.gate.is_cut for inlet in there)
                if self.overhear is not None and not is_cut and _is_no_reply(datagram):
                    self.overhear(datagram, source)
                elif not there:
                    self._sort(datagram, source[0], tick)
                else:
                    _hand(datagram, there, tick)

    def close(self) -> None:
        """Stop hearing; the links stay open."""
        self._hearing.close()

    def remark(self, tick: int) -> str:
        """Say what a stranger did within the last ten seconds; empty = nothing."""
        if self._remark is None or tick - self._remark[0] >= REMEMBERED_S * self._fps:
            return ""
        return self._remark[1]

    def _sort(self, datagram: bytes, host: str, tick: int) -> None:
        """Take what came from another port than the node's: some nodes reply from any; everyone else is a stranger."""
        there = self._of_host.get(host, [])
        if there and all(inlet.gate.is_cut for inlet in there):
            return
        is_flood = not self._admission.take(host, tick / self._fps)
        flood = f"more than {STRANGERS.per_s:.0f} packets in a second"
        if not there:
            reason = flood if is_flood else self._judge_stranger(datagram, host, tick)
            if reason:
                self._remark = (tick, f"{host} sends what is refused: {reason}")
                self._refuse(f"artnet {host}", reason)
        elif is_flood:
            there[0].sender.accuse(flood, tick)
        else:
            _hand(datagram, there, tick)

    def _judge_stranger(self, datagram: bytes, host: str, tick: int) -> str:
        """Say what is wrong; polls, data and replies of other controllers and nodes are none of our business."""
        try:
            return self._lie(datagram, host, tick)
        except WireError as error:
            return str(error)

    def _lie(self, datagram: bytes, host: str, tick: int) -> str:
        """Find a reply in the name of one of our nodes.

        Raises:
            WireError: the packet is broken.
        """
        if opcode_of(datagram) != Opcode.POLL_REPLY:
            return ""
        claimed = self._of_host.get(decode_poll_reply(datagram).address)
        if claimed is None:
            return ""
        claimed[0].sender.accuse(f"{host} answers in its name", tick)
        return f"it answers in the name of {claimed[0].sender.node.host}"


def _hand(datagram: bytes, there: Sequence[Inlet], tick: int) -> None:
    """Hand what came from an address to the nodes that stand there; of several, each takes its own bind index."""
    for inlet in there if len(there) == 1 else _bound(datagram, there):
        if not inlet.gate.is_cut:
            inlet.hear(datagram, tick)


def _bound(datagram: bytes, there: Sequence[Inlet]) -> Sequence[Inlet]:
    """Choose by bind index: 0 and 1 are the first. What is no reply is the first one's to complain of."""
    try:
        index = max(1, decode_poll_reply(datagram).bind_index)
    except WireError:
        return there[:1]
    return [inlet for inlet in there if inlet.sender.node.bind == index]


def _is_no_reply(datagram: bytes) -> bool:
    """Whether it is Art-Net, and no reply; nothing else of it is looked at."""
    return datagram.startswith(ID) and datagram[8:10] != Opcode.POLL_REPLY.to_bytes(2, "little")
