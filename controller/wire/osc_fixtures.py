"""Station 15, OSC to fixtures: one bundle a node and frame; docs/reference/osc-fixtures.md is its contract.

Takes the colours of a node's fixtures, gives one datagram. The bundle is encoded once; a frame only overwrites its
numbers and its time tag.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.osc_dialect import KINTSUGI, OscDialect
from controller.wire.osc import encode_message, join_bundle
from controller.wire.universe import Rows

IMMEDIATELY: Final = 1
"""The time tag of what acts as it comes."""
LARGEST: Final = 1472
"""Bytes that fit into one Ethernet frame behind the headers of IPv4 and UDP."""
_HEAD: Final = 16
_SIZE: Final = 4
"""Bytes before each message of a bundle that say how long it is."""
_TAG: Final = slice(8, 16)
_LIGHT: Final = (np.arange(256, dtype=np.uint32) * 257 / np.float32(65535)).astype(np.float32)
"""What a slot of eight bits says as a float, reckoned as ``SlotColors`` does."""


class FixtureBundle:
    """One bundle of a node.

    A fixture with one cell gets three floats, one with more cells a blob of three bytes a cell. Both lie at the end of
    their message, and everything in OSC lies at multiples of four bytes.

    Attributes:
        cell_count: how many cells its fixtures have together.
    """

    def __init__(
        self, fixtures: Sequence[tuple[str, int]], dialect: OscDialect = KINTSUGI, dark: Sequence[bytes] | None = None
    ) -> None:
        """Join the bundle with everything dark.

        Args:
            fixtures: id and number of cells, 1 or more, of each.
            dialect: which address and form each has.
            dark: the message of each while it is dark; None = they are the first ones of the node.
        """
        is_level = dialect.form == "level"
        messages = _dark(fixtures, dialect) if dark is None else dark
        self.cell_count = sum(cells for _, cells in fixtures)
        self._bytes = np.frombuffer(bytearray(join_bundle(messages)), np.uint8)
        self._floats = self._bytes.view(">f4")
        levels: list[int] = []
        single: list[NDArray[np.intp]] = []
        blobs: list[NDArray[np.intp]] = []
        at = _HEAD
        for message, (_, cells) in zip(messages, fixtures, strict=True):
            at += _SIZE + len(message)
            if is_level:
                levels.append((at - 4) // 4)
            elif cells == 1:
                single.append(np.arange(3) + (at - 12) // 4)
            else:
                blobs.append(np.arange(3 * cells) + at - (3 * cells + -3 * cells % 4))
        counts = np.array([cells for _, cells in fixtures], np.intp)
        self._levels = np.array(levels, np.intp)
        self._counts, self._firsts = counts, np.cumsum(counts) - counts
        self._is_single = np.repeat(counts == 1, counts)
        self._single = np.array(single, np.intp).reshape(len(single), 3)
        self._blob = np.concatenate([np.empty(0, np.intp), *blobs])
        self._tag = IMMEDIATELY

    def write(self, light: NDArray[np.float32], tag: int = IMMEDIATELY) -> memoryview:
        """Write one frame.

        Args:
            light: float32 [cells, 3], 0..1, in the order of the fixtures.
            tag: when it is to be shown, 64 bits of NTP.

        Returns:
            The datagram; the next call overwrites it.
        """
        self._stamp(tag)
        if len(self._levels):
            brightest = np.max(light, axis=1)
            self._floats[self._levels] = np.add.reduceat(brightest, self._firsts) / self._counts
            return self._bytes.data
        self._floats[self._single] = light[self._is_single]
        blob = light[~self._is_single].reshape(-1)
        self._bytes[self._blob] = np.floor(blob * np.float32(255) + np.float32(0.5))
        return self._bytes.data

    def write_slots(self, slots: Rows, tag: int = IMMEDIATELY) -> memoryview:
        """Write one frame of cells whose slots say their light as it is; the datagram is the same as of ``write``.

        Args:
            slots: uint8 [cells, 3].
            tag: as of ``write``.
        """
        if len(self._levels):
            return self.write(_LIGHT[slots], tag)
        self._stamp(tag)
        if len(self._single) == len(slots):
            self._floats[self._single] = _LIGHT[slots]
        elif len(self._single):
            self._floats[self._single] = _LIGHT[slots[self._is_single]]
            self._bytes[self._blob] = slots[~self._is_single].reshape(-1)
        else:
            self._bytes[self._blob] = slots.reshape(-1)
        return self._bytes.data

    def _stamp(self, tag: int) -> None:
        """Say when the frame is to be shown."""
        if tag != self._tag:
            self._bytes[_TAG] = np.frombuffer(tag.to_bytes(8, "big"), np.uint8)
            self._tag = tag


def fixture_bundles(
    fixtures: Sequence[tuple[str, int]], dialect: OscDialect, most: int | None
) -> Iterator[FixtureBundle]:
    """Spread the fixtures of a node over bundles, in order.

    Args:
        fixtures: id and number of cells, 1 or more, of each.
        dialect: which address and form each has.
        most: bytes of a bundle; a fixture that needs more has one to itself. None = all go into one.
    """
    begin, size = 0, _HEAD
    dark = _dark(fixtures, dialect)
    for place, message in enumerate(dark):
        own = _SIZE + len(message)
        if most is not None and place > begin and size + own > most:
            yield FixtureBundle(fixtures[begin:place], dialect, dark[begin:place])
            begin, size = place, _HEAD
        size += own
    yield FixtureBundle(fixtures[begin:], dialect, dark[begin:])


def _dark(fixtures: Sequence[tuple[str, int]], dialect: OscDialect) -> list[bytes]:
    """Write the message of each fixture of a node while it is dark."""
    messages = []
    for number, (name, cells) in enumerate(fixtures, start=1):
        colors: list[str | bytes | bool | float] = [0.0, 0.0, 0.0] if cells == 1 else [bytes(3 * cells)]
        arguments = [0.0] if dialect.form == "level" else colors
        messages.append(encode_message(dialect.address_of(name, number), arguments))
    return messages
