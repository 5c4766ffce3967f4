"""Beside station 15, Art-Net in: one universe as a receiver holds it: at most two sources, merged HTP or LTP.

Takes decoded packets, who sent them and the time, gives levels. A source is forgotten after 10 s of silence.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.wire.artnet import DmxPacket

Merge: TypeAlias = Literal["htp", "ltp"]

FORGOTTEN_S: Final = 10.0
MOST_SOURCES: Final = 2
"""Art-Net merges two sources and turns away the third."""


@dataclass(slots=True)
class _Source:
    sequence: int
    heard_s: float
    levels: NDArray[np.uint8]


class ArtnetUniverse:
    """One universe. What no source says any more stays as it was."""

    def __init__(self, merge: Merge) -> None:
        """Begin dark.

        Args:
            merge: ``htp``: the highest level of each slot; ``ltp``: the newest packet that differs from what its
                source said before.
        """
        self._merge = merge
        self._sources: dict[str, _Source] = {}
        self._levels = np.zeros(SLOTS, np.uint8)

    @property
    def levels(self) -> NDArray[np.uint8]:
        """The merged levels, uint8 [512]; the next packet overwrites them."""
        return self._levels

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses of those that are heard."""
        return tuple(self._sources)

    def take(self, packet: DmxPacket, sender: str, now_s: float) -> str:
        """Take a packet of this universe.

        Args:
            packet: as decoded.
            sender: address it came from.
            now_s: seconds of a clock that never runs back.

        Returns:
            Why it changes nothing; empty = it was taken.
        """
        self.settle(now_s)
        source = self._sources.get(sender)
        if source is None and len(self._sources) >= MOST_SOURCES:
            return f"{' and '.join(self._sources)} are merged already, and Art-Net merges two"
        if source is not None and not _is_newer(source.sequence, packet.sequence):
            return "an old packet, overtaken by a newer one"
        said = np.zeros(SLOTS, np.uint8)
        said[: len(packet.slots)] = np.frombuffer(packet.slots, np.uint8)
        changed = np.ones(SLOTS, np.bool_) if source is None else said != source.levels
        self._sources[sender] = _Source(packet.sequence, now_s, said)
        if self._merge == "ltp":
            self._levels[changed] = said[changed]
        else:
            self._raise_highest()
        return ""

    def settle(self, now_s: float) -> None:
        """Forget sources that were silent for 10 s; the others rule."""
        lost = [sender for sender, source in self._sources.items() if now_s - source.heard_s > FORGOTTEN_S]
        for sender in lost:
            del self._sources[sender]
        if lost and self._sources:
            self._raise_highest()

    def _raise_highest(self) -> None:
        self._levels[:] = np.maximum.reduce([source.levels for source in self._sources.values()])


def _is_newer(last: int, new: int) -> bool:
    """Whether a packet is newer, or its source does not count; half a circle behind is taken for a new beginning."""
    if not last or not new:
        return True
    step = (new - last) % 255
    return 0 < step < 128
