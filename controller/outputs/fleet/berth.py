"""Beside station 16: a node in a fleet."""

import itertools
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from controller.outputs.gate import Gate
from controller.outputs.link import Datagram, Hand, UdpLink
from controller.outputs.universes import UniverseSender

Call: TypeAlias = tuple[int, Hand, Datagram]
"""Number of its chunk, who sends, what."""


@dataclass(frozen=True, slots=True)
class Berth:
    """One node of the fleet.

    Attributes:
        name: of the node.
        rows: of the frame.
    """

    name: str
    sender: UniverseSender
    link: UdpLink
    gate: Gate
    rows: slice


@dataclass(slots=True)
class Ship:
    """A berth in the fleet.

    Attributes:
        begin: its first packet in the fleet's bay.
        chunks: packets of the node that one call carries.
        hands: one for each chunk.
        ears: its socket when they were lent.
        wake: tick at which its sender may want to ask whether the node lives.
        calls: numbers of its chunks among all of the fleet.
    """

    berth: Berth
    begin: int
    chunks: tuple[slice, ...]
    hands: tuple[Hand, ...] = ()
    ears: tuple[socket.socket, ...] = ()
    wake: int = 0
    calls: slice = field(default_factory=lambda: slice(0, 0))


def called(*calls: Sequence[Call]) -> list[tuple[Call, OSError]]:
    """Send; give what the system refused, and why."""
    failed: list[tuple[Call, OSError]] = []
    for call in itertools.chain(*calls):
        try:
            call[1](call[2])
        except OSError as error:
            failed.append((call, error))
    return failed
