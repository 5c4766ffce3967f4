"""What painting must remember from frame to frame; nothing else in this room remembers anything.

Small, copyable and savable, so that a night can be resumed and replayed exactly.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

LONG_AGO = -(1 << 30)
RING = 6
"""Transitions that are remembered for each signal: two for each of the three flashes a second may have."""


@dataclass(frozen=True, eq=False, slots=True)
class Memory:
    """The guard's followers: one for each reading of each signal. Changed in place by the guard alone.

    Attributes:
        tick: int64 [1], of the frame that was sent last.
        levels: uint16 [channels], 0..65535, what was sent last.
        sums: int64 [10, runs], the light of the guard's groups.
        direction: int16 [readings, signals], 1 in a rise, -1 in a fall.
        extreme: int16 or int32 [readings, signals], highest reading of that rise or lowest of that fall.
        ends: uint16 [readings, signals], tick at which it was reached; its last sixteen bits, like those of stamps.
        telling: bool [2, signals], whether the extreme of the redness is a saturated red; linear and gamma.
        counted: bool [readings, signals], whether the running swing is a transition.
        stamps: uint16 [ring, readings, signals], ticks at which the last transitions ended, the newest first.
        run: int16 [readings, signals], tenths of ticks in the bucket of long runs, as of the newest stamp.
        aged: int64 [1], tick up to which ends and stamps were kept from wrapping round; long ago = none is written yet.
        lost_since: int64 [nodes], tick of the first frame that a node did not get, long ago = it gets them.
        heads: float32 [heads], 0..1, where pan and tilt were sent last; not a number = nowhere yet.
        held: what the faults that live in the past remember: fault and tick → float32 [4, cells it reaches], intensity
            and linear RGB. Changed by the glitch alone.
        late: what was wanted lately of nodes that hear late: node → uint16 [ticks, channels], 0..65535.
        late_ticks: when that was: node → int64 [ticks].
    """

    tick: NDArray[np.int64]
    levels: NDArray[np.uint16]
    sums: NDArray[np.int64]
    direction: NDArray[np.int16]
    extreme: NDArray[np.int16] | NDArray[np.int32]
    ends: NDArray[np.uint16]
    telling: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    stamps: NDArray[np.uint16]
    run: NDArray[np.int16]
    aged: NDArray[np.int64]
    lost_since: NDArray[np.int64]
    heads: NDArray[np.float32]
    held: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    late: dict[str, NDArray[np.uint16]] = field(default_factory=dict)
    late_ticks: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    @classmethod
    def fresh(cls, *, channels: int, runs: int, signals: int, ring: int = RING, wide: bool = False) -> "Memory":
        """Remember darkness, long ago; of nodes and heads there are none yet. Wide readings may be above 32,767."""
        shape = (6, signals)
        extreme: NDArray[np.int16] | NDArray[np.int32] = np.zeros(shape, np.int16)
        return cls(
            tick=np.full(1, LONG_AGO, np.int64),
            levels=np.zeros(channels, np.uint16),
            sums=np.zeros((10, runs), np.int64),
            direction=np.full(shape, -1, np.int16),
            extreme=extreme.astype(np.int32) if wide else extreme,
            ends=np.zeros(shape, np.uint16),
            telling=np.zeros((2, signals), np.bool_),
            counted=np.zeros(shape, np.bool_),
            stamps=np.zeros((ring, *shape), np.uint16),
            run=np.zeros(shape, np.int16),
            aged=np.full(1, LONG_AGO, np.int64),
            lost_since=np.empty(0, np.int64),
            heads=np.empty(0, np.float32),
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Give copies of all arrays by name, for a snapshot."""
        arrays = {name: getattr(self, name).copy() for name in _names()}
        for kept in _KEPT:
            arrays.update({f"{kept} {key}": array.copy() for key, array in getattr(self, kept).items()})
        return arrays

    def copy(self) -> "Memory":
        """Copy everything, for a snapshot that is written while the night goes on."""
        return deepcopy(self)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Memory":
        """Take back what ``to_arrays`` gave.

        Raises:
            KeyError: an array is missing.
        """
        memory = cls(**{name: np.array(arrays[name]) for name in _names()}, held={}, late={}, late_ticks={})
        for key in arrays:
            kept, _, name = key.partition(" ")
            if name and kept in _KEPT:
                getattr(memory, kept)[name] = np.array(arrays[key])
        return memory


_KEPT = ("held", "late", "late_ticks")
"""What is remembered only while it is needed."""


def _names() -> list[str]:
    """Name the arrays that every memory has."""
    return [each.name for each in fields(Memory) if each.name not in _KEPT]
