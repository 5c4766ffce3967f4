"""Station 17 for a show: which socket each UDP node gets.

Art-Net knows one port, 6454: real nodes reply to it, often by broadcast, whatever port a poll came from; simulated ones
reply to where it came from. So every Art-Net node gets a socket of its own that is bound to its port here and connected
to it there: the system itself then keeps floods and strangers away from its answers. One that is fed by broadcast is
asked nothing, so its socket only sends. One more socket at the same port hears everyone else; where a node is held to
an interface there is another for what is said to all of a network, such as the answers of older nodes. Where another
program has the port, any free one must do, and the node's view says so.
"""

import contextlib
import socket
from collections.abc import Iterable

from controller.model.patch import Node
from controller.outputs.fleet.many import HAS_MANY
from controller.outputs.fleet.shared import Common, SharedLink
from controller.outputs.link import Address, Datagram, Link, LinkStatistics, Received, UdpLink
from controller.outputs.osc.slip import SlipLink


class ArtnetLink:
    """The socket of one Art-Net node, and the ears for everyone else, which it has together with other nodes.

    Attributes:
        own: the node's socket.
        parts: all of them.
    """

    def __init__(self, own: SharedLink, ears: Iterable[Common]) -> None:
        """Take the sockets."""
        self.own = own
        self._ears = tuple(dict.fromkeys(ears))
        self.parts: tuple[UdpLink, ...] = (own, *self._ears)
        for ear in self._ears:
            ear.join(own)

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send to the node."""
        self.own.send(datagram, to)

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send datagrams that lie one after another to the node."""
        self.own.send_run(packets, size, to)

    @property
    def ears(self) -> tuple[socket.socket, ...]:
        """The node's socket, and those that hear everyone else."""
        return tuple(ear for part in self.parts for ear in part.ears)

    def receive(self, most: int) -> list[Received]:
        """Hand over what the node said, then what others said, at most so many of each."""
        return [received for part in self.parts for received in part.receive(most)]

    def statistics(self) -> LinkStatistics:
        """Say what the node's socket did."""
        return self.own.statistics()

    def reopen(self) -> None:
        """Open the node's socket anew; the ears hear on."""
        self.own.reopen()

    def close(self) -> None:
        """Give the node's socket back; an ear is closed with the last node that shares it."""
        self.own.close()
        for ear in self._ears:
            ear.leave(self.own)


class UdpLinks:
    """Opens the links of a show's nodes."""

    def __init__(self) -> None:
        self._ears: dict[tuple[str | None, int], Common] = {}
        self._commons: dict[tuple[str, str | None], Common] = {}

    def has_ear(self, host: str, port: int) -> bool:
        """Whether one of these sockets hears everybody at an address."""
        ears = (self._ears.get((place, port)) for place in (host, None))
        return any(ear is not None and ear.port for ear in ears)

    def say(self, datagram: bytes, to: Address, port: int) -> bool:
        """Send to whoever asked, from a port where programs look for answers; False = no socket here has it."""
        ears = [ear for (_, own), ear in self._ears.items() if own == port and ear.port]
        for opened in (opened for ear in sorted(ears, key=_is_held) for opened in ear.ears):
            with contextlib.suppress(OSError):  # it is held to an interface that does not lead there
                opened.sendto(datagram, to)
                return True
        return False

    def open(self, node: Node) -> Link:
        """Open the link of one node."""
        if node.host == "multicast":
            return UdpLink(interface=node.interface)
        if node.is_stream:
            return SlipLink((node.host, node.port), node.interface)
        if node.protocol in {"sacn", "ddp"}:
            return self._open_unicast(node)
        if node.protocol != "artnet":
            return UdpLink(interface=node.interface, peer=(node.host, node.port))
        if node.is_broadcast:
            # connected, or it would take what is sent to this machine from whoever listens at the port
            return UdpLink(interface=node.interface, port=node.port, peer=(node.host, node.port), may_broadcast=True)
        return self._open_artnet(node)

    def _open_artnet(self, node: Node) -> Link:
        here, peer = _local_address(node), (node.host, node.port)
        if here == node.host:
            return UdpLink(interface=here, peer=peer)  # a node on this very address has the port
        own = SharedLink(interface=here, port=node.port, peer=peer)
        ear = self._ear(here, node.port)
        own.take(ear)
        if node.interface is not None:
            # what is sent to all of a network does not come to a socket that is bound to one address of it
            ear.beside = self._ear(None, node.port)
        return ArtnetLink(own, (ear, ear.beside or ear))

    def _ear(self, here: str | None, port: int) -> Common:
        """Give the socket that hears everyone at an address, None = at all of them."""
        ear = self._ears.get((here, port))
        if ear is None or ear.is_closed:
            ear = self._ears[here, port] = Common(interface=here, port=port)
        return ear

    def _open_unicast(self, node: Node) -> Link:
        """Open the link of a node that is sent to by unicast: one of many at one port, whichever is free."""
        if not HAS_MANY:
            return UdpLink(interface=node.interface, peer=(node.host, node.port))
        place = node.protocol, node.interface
        common = self._commons.get(place)
        if common is None or common.is_closed:
            common = self._commons[place] = Common(interface=node.interface)
        own = SharedLink(interface=node.interface, port=common.port, peer=(node.host, node.port))
        own.take(common)
        return own


def _is_held(ear: Common) -> bool:
    return ear.interface is not None


def _local_address(node: Node) -> str | None:
    """Where to send from; None = the system chooses. Simulated nodes hold addresses of the loopback beside ours."""
    if node.interface is not None:
        return node.interface
    return "127.0.0.1" if node.host.startswith("127.") else None
