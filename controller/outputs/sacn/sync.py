"""Station 16, sACN: the word that lets all nodes of one synchronization address show a frame together (E1.31, 11).

Called after every node of the address has its data of the tick: one packet to each place they are reached at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from controller.model.patch import Node
from controller.outputs.gate import Gate
from controller.outputs.link import Address
from controller.outputs.sacn.sender import SacnSender
from controller.wire.sacn.data import multicast_group
from controller.wire.sacn.extended import SYNC_SEQUENCE_AT, sync_packet

_LAST: Final = 255


@dataclass(frozen=True, slots=True)
class _Member:
    has_sent: Callable[[], bool]
    gate: Gate
    to: Address
    interface: str | None


class SacnSync:
    """One synchronization address of a show."""

    def __init__(self, cid: bytes, address: int) -> None:
        """Write the packet.

        Args:
            cid: of the source.
            address: 1..63999.
        """
        self._packet = bytearray(sync_packet(cid, address, sequence=_LAST))
        self._group = multicast_group(address)
        self._members: list[_Member] = []

    def emptied(self) -> "SacnSync":
        """Give the same address without its nodes; its sequence goes on."""
        self._members.clear()
        return self

    def join(self, node: Node, sender: SacnSender, gate: Gate) -> None:
        """Let a node show its frames when the address says so."""
        to = self._group if node.host == "multicast" else node.host
        self._members.append(_Member(lambda: sender.has_sent, gate, (to, node.port), node.interface))

    def send(self) -> None:
        """Tell whoever got data at this tick to show it; each place hears it once."""
        told: set[tuple[Address, str | None]] = set()
        ready = [member for member in self._members if member.has_sent()]
        if not ready:
            return
        self._packet[SYNC_SEQUENCE_AT] = (self._packet[SYNC_SEQUENCE_AT] + 1) & 0xFF
        for member in ready:
            place = (member.to, member.interface)
            if place not in told and not member.gate.is_shut:
                told.add(place)
                member.gate.send(bytes(self._packet), member.to)
