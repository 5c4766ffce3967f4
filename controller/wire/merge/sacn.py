"""Beside station 15, sACN in: one universe as a receiver holds it: its sources, merged by priority, equal ones HTP.

Takes decoded packets and the time, gives levels. Two ends of a source are told apart: it *terminated* its stream, and
has gone at once; or it fell *silent* for 2.5 s (network data loss, E1.31 6.7.1). A silent source is let go only when it
is known of every other whether it lives: a cable that carries several of them would otherwise let the lower ones flash
up for as long as they take to be missed too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.wire.sacn.data import LEVELS, PRIORITIES_OF_SLOTS, DataPacket

LOSS_S: Final = 2.5
MOST_SOURCES: Final = 8
"""Sources that one universe keeps; a flood of invented ones costs no memory."""
_NEW_START: Final = 20
"""A sequence so much behind is that of a source that began anew (E1.31 6.7.2)."""

Ending: TypeAlias = Literal["silent", "terminated"]
_UNSAID: Final = -1


@dataclass(slots=True)
class _Source:
    """What one source said last."""

    name: str
    sequence: int
    heard_s: float
    priority: int
    levels: NDArray[np.uint8]
    priorities: NDArray[np.uint8] | None = None
    priorities_s: float = 0.0

    def weights(self) -> NDArray[np.int16]:
        """Give the priority of each slot, int16 [512]; -1 = the source says nothing of it."""
        weights = np.full(SLOTS, _UNSAID, np.int16)
        count = len(self.levels)
        if self.priorities is None:
            weights[:count] = self.priority
            return weights
        given = self.priorities[:count].astype(np.int16)
        weights[: len(given)] = np.where(given == 0, _UNSAID, given)
        return weights


class SacnUniverse:
    """One universe. What no source says any more stays as it was."""

    def __init__(self) -> None:
        self._sources: dict[bytes, _Source] = {}
        self._levels = np.zeros(SLOTS, np.uint8)
        self._ended: dict[str, Ending] = {}

    @property
    def levels(self) -> NDArray[np.uint8]:
        """The merged levels, uint8 [512]; the next packet overwrites them."""
        return self._levels

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of those that are heard."""
        return tuple(source.name for source in self._sources.values())

    @property
    def ended(self) -> Mapping[str, Ending]:
        """How those ended that were heard and are not any more, by name; the newest eight."""
        return MappingProxyType(self._ended)

    def take(self, packet: DataPacket, now_s: float) -> str:
        """Take a packet of this universe.

        Args:
            packet: as decoded.
            now_s: seconds of a clock that never runs back.

        Returns:
            Why it changes nothing; empty = it was taken.
        """
        if packet.preview:
            return "preview data is not for the stage"
        if packet.start_code not in {LEVELS, PRIORITIES_OF_SLOTS}:
            return f"start code {packet.start_code:#04x} is not for levels"
        source = self._sources.get(packet.cid)
        if source is not None and not _is_in_sequence(source.sequence, packet.sequence):
            return "an old packet, overtaken by a newer one"
        if packet.terminated:
            self._end([packet.cid], "terminated")
            return ""
        if source is None:
            if len(self._sources) >= MOST_SOURCES:
                return f"more than {MOST_SOURCES} sources of one universe"
            source = _Source(packet.source_name, packet.sequence, now_s, packet.priority, np.empty(0, np.uint8))
            self._sources[packet.cid] = source
            self._ended.pop(source.name, None)
        self._hear(source, packet, now_s)
        return ""

    def settle(self, now_s: float) -> None:
        """Let go of silent sources, once it is known of every other whether it lives."""
        for source in self._sources.values():
            if source.priorities is not None and now_s - source.priorities_s > LOSS_S:
                source.priorities = None
                self._merge()
        silent = {cid: source.heard_s for cid, source in self._sources.items() if now_s - source.heard_s > LOSS_S}
        others = [source.heard_s for cid, source in self._sources.items() if cid not in silent]
        gone = [cid for cid, heard_s in silent.items() if all(other > heard_s + LOSS_S for other in others)]
        if gone:
            self._end(gone, "silent")

    def _hear(self, source: _Source, packet: DataPacket, now_s: float) -> None:
        source.sequence = packet.sequence
        said = np.frombuffer(packet.slots, np.uint8)
        if packet.start_code == PRIORITIES_OF_SLOTS:
            source.priorities, source.priorities_s = said, now_s
        else:
            source.heard_s, source.priority, source.levels = now_s, packet.priority, said
        self._merge()

    def _end(self, cids: Iterable[bytes], how: Ending) -> None:
        """Let go of sources, all at once: none of them shows for a moment because another went first."""
        for cid in cids:
            source = self._sources.pop(cid, None)
            if source is not None:
                self._ended[source.name] = how
        while len(self._ended) > MOST_SOURCES:
            del self._ended[next(iter(self._ended))]
        self._merge()

    def _merge(self) -> None:
        """Let the highest priority of each slot rule, of equal ones the highest level."""
        if len(self._sources) == 1:
            (only,) = self._sources.values()
            if only.priorities is None:
                self._levels[: len(only.levels)] = only.levels
                return
        best = np.full(SLOTS, _UNSAID, np.int16)
        levels = np.zeros(SLOTS, np.uint8)
        for source in self._sources.values():
            weights, said = source.weights(), np.zeros(SLOTS, np.uint8)
            said[: len(source.levels)] = source.levels
            levels = np.where(weights > best, said, np.where(weights == best, np.maximum(levels, said), levels))
            np.maximum(best, weights, out=best)
        np.copyto(self._levels, levels, where=best > _UNSAID)


def _is_in_sequence(last: int, new: int) -> bool:
    step = (new - last + 128) % 256 - 128
    return step > 0 or step <= -_NEW_START
