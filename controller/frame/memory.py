"""What painting must remember from frame to frame; nothing else in this room remembers anything.

Small, copyable and savable, so that a night can be resumed and replayed exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

LONG_AGO = -(1 << 30)
RING = 6
"""Transitions that are remembered for each signal: two for each of the three flashes a second may have."""


@dataclass(frozen=True, eq=False, slots=True)
class Memory:
    """The guard's followers: one for each reading of each signal. Changed in place by the guard alone.

    Attributes:
        levels: int32 [channels], 0..65535, what was sent last.
        direction: int8 [readings, signals], 1 in a rise, -1 in a fall.
        extreme: float32 [readings, signals], highest value of that rise or lowest of that fall.
        telling: bool [readings, signals], whether the extreme is of a kind that makes its swings count.
        counted: bool [readings, signals], whether the running swing stands in the ring.
        stamps: int32 [readings, signals, RING], ticks at which the last swings ended, in a ring.
        newest: int8 [readings, signals], place of the newest stamp.
    """

    levels: NDArray[np.int32]
    direction: NDArray[np.int8]
    extreme: NDArray[np.float32]
    telling: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    stamps: NDArray[np.int32]
    newest: NDArray[np.int8]

    @classmethod
    def fresh(cls, *, channels: int, readings: int, signals: int) -> "Memory":
        """Remember darkness, long ago."""
        return cls(
            levels=np.zeros(channels, np.int32),
            direction=np.full((readings, signals), -1, np.int8),
            extreme=np.zeros((readings, signals), np.float32),
            telling=np.zeros((readings, signals), np.bool_),
            counted=np.zeros((readings, signals), np.bool_),
            stamps=np.full((readings, signals, RING), LONG_AGO, np.int32),
            newest=np.zeros((readings, signals), np.int8),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Give copies of all arrays by name, for a snapshot."""
        return {field.name: getattr(self, field.name).copy() for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Memory":
        """Take back what ``to_arrays`` gave.

        Raises:
            KeyError: an array is missing.
        """
        return cls(**{field.name: np.array(arrays[field.name]) for field in fields(cls)})
