"""A socket's barrier: notes what its datagrams cost in vain, has the system turn away who floods, and tells of it."""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from controller.inputs.barrier.judging import Budgets, Judge, Whose
from controller.inputs.barrier.program import Instruction, program
from controller.inputs.barrier.socket_filter import SocketFilter
from controller.inputs.gap import Gap

SETTLE_S: Final = 0.1
TELL_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a barrier goes by.

    Attributes:
        budgets: how many may be read.
        by_port: whether two programs of one machine are two peers.
        universe_at: where a datagram says in two bytes which universe it means; each is a peer of its own. 0 = nowhere.
        tell: takes whose datagrams were turned away (None = of a crowd), and how many, once a second.
        urgent: gives the starts of what is read whoever says it; they may change.
    """

    budgets: Budgets
    by_port: bool
    tell: Callable[[Whose, int], None]
    urgent: Callable[[], Sequence[bytes]] = tuple
    universe_at: int = 0


class Barrier:
    """Before one socket."""

    def __init__(
        self, ear: socket.socket, receive: Callable[[bytes, Any], bool], terms: Terms, clock: Callable[[], float]
    ) -> None:
        """Let everybody in.

        Args:
            ear: bound.
            receive: takes a datagram and who sent it; says whether it was let in.
            terms: what it goes by.
            clock: seconds that never run back.
        """
        self._receive = receive
        self._terms = terms
        self._clock = clock
        self._filter = SocketFilter(ear)
        self._judge = Judge(terms.budgets, clock())
        self._untold: Counter[Whose] = Counter()
        self._told_s = clock()
        self._is_watched = False

    def take(self, packet: bytes, sender: Any) -> None:
        """Hand on a datagram, and note what became of it."""
        at = self._terms.universe_at
        peer = (sender[0], sender[1] if self._terms.by_port else None, packet[at : at + 2] if at else b"")
        self._judge.note(peer, is_read=self._receive(packet, sender))

    async def settling(self, gap: Gap) -> None:
        """Settle whenever it is time, and no frame is about to leave, until cancelled."""
        while True:
            await asyncio.sleep(SETTLE_S)
            await gap.opens()
            self.settle()

    def settle(self) -> None:
        """Judge anew; called ten times a second."""
        if not self._filter.works:
            return
        now_s, rules = self._clock(), self._judge.rules
        if not self._untold:
            self._told_s = now_s
        self._untold.update(self._judge.judge(self._lost(), now_s))
        if self._judge.rules != rules:
            self._filter.ask(self._program())
        if self._untold and now_s - self._told_s >= TELL_S:
            self._told_s = now_s
            for whose, count in self._untold.items():
                self._terms.tell(whose, count)
            self._untold.clear()

    def _lost(self) -> int:
        """Say what was lost in the system since the last time; it is only asked while something is refused."""
        was_watched, self._is_watched = self._is_watched, self._judge.refuses
        if not self._is_watched:
            return 0
        lost = self._filter.dropped()
        return lost if was_watched else 0

    def _program(self) -> tuple[Instruction, ...]:
        rules = self._judge.rules
        return program(rules, self._terms.urgent(), self._terms.universe_at) if rules.bars_anybody else ()
