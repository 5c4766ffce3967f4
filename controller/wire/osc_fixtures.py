"""Station 15, OSC to fixtures: one bundle a node and frame; docs/reference/osc-fixtures.md is its contract.

Takes the colours of a node's fixtures, gives one datagram. The bundle is encoded once; a frame only overwrites its
numbers.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from controller.model.osc_dialect import KINTSUGI, OscDialect
from controller.wire.osc import encode_bundle


class FixtureBundle:
    """The one bundle of a node.

    A fixture with one cell gets three floats, one with more cells a blob of three bytes a cell. Both lie at the end of
    their message, and everything in OSC lies at multiples of four bytes.
    """

    def __init__(self, fixtures: Sequence[tuple[str, int]], dialect: OscDialect = KINTSUGI) -> None:
        """Encode the bundle with everything dark.

        Args:
            fixtures: id and number of cells, 1 or more, of each.
            dialect: which address and form each has.
        """
        is_level = dialect.form == "level"
        messages = [
            (dialect.address_of(name, number), [0.0] if is_level else _dark(cells))
            for number, (name, cells) in enumerate(fixtures, start=1)
        ]
        self._bytes = np.frombuffer(bytearray(encode_bundle(messages)), np.uint8)
        self._floats = self._bytes.view(">f4")
        levels: list[int] = []
        single: list[NDArray[np.intp]] = []
        blobs: list[NDArray[np.intp]] = []
        at = 16
        for message, (_, cells) in zip(messages, fixtures, strict=True):
            at += len(encode_bundle([message])) - 16
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

    def write(self, light: NDArray[np.float32]) -> memoryview:
        """Write one frame.

        Args:
            light: float32 [cells, 3], 0..1, in the order of the fixtures.

        Returns:
            The datagram; the next call overwrites it.
        """
        if len(self._levels):
            brightest = np.max(light, axis=1)
            self._floats[self._levels] = np.add.reduceat(brightest, self._firsts) / self._counts
            return self._bytes.data
        self._floats[self._single] = light[self._is_single]
        blob = light[~self._is_single].reshape(-1)
        self._bytes[self._blob] = np.floor(blob * np.float32(255) + np.float32(0.5))
        return self._bytes.data


def _dark(cells: int) -> list[str | bytes | bool | float | None]:
    """Give the arguments of a dark fixture."""
    return [0.0, 0.0, 0.0] if cells == 1 else [bytes(3 * cells)]
