"""What painting must remember from frame to frame; nothing else in this room remembers anything.

Small, copyable and savable, so that a night can be resumed and replayed exactly. The followers of neighbouring cells
often stand the same, as on a wall in one colour. A run of cells of which all do is *even*: only what its first cell
remembers is kept up, and where every run is even there is no room for the others at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

LONG_AGO = -(1 << 30)
RING = 6
"""Transitions that are remembered for each signal: two for each of the three flashes a second may have."""
FOLLOWERS: Final = ("direction", "extreme", "ends", "telling", "counted", "stamps", "run")
"""What is remembered of each signal, in columns."""
Places: TypeAlias = NDArray[np.intp]


@dataclass(eq=False, slots=True)
class Memory:
    """The guard's followers: one for each reading of each signal. Changed in place by the guard alone.

    Each signal has a column in the arrays of its followers; while every run is even, there are none for single cells
    but one for each run.

    Attributes:
        tick: int64 [1], of the frame that was sent last.
        levels: uint16 [channels], 0..65535, what was sent last; never written into, so that copies share it.
        sums: int64 [10, runs], the light of the guard's groups.
        direction: int16 [readings, signals], 1 in a rise, -1 in a fall.
        extreme: int16 or int32 [readings, signals], highest reading of that rise or lowest of that fall.
        ends: uint16 [readings, signals], tick at which it was reached; its last sixteen bits, like those of stamps.
        telling: bool [2, signals], whether a red since the extreme of the redness was saturated; linear and gamma.
        counted: bool [readings, signals], whether the running swing is a transition.
        stamps: uint16 [ring, readings, signals], ticks at which the last transitions ended, the newest first.
        run: int16 [readings, signals], tenths of ticks in the bucket of long runs, as of the newest stamp.
        aged: int64 [1], tick up to which ends and stamps were kept from wrapping round; long ago = none is written yet.
        edges: intp [runs + 2], the first cell of each run, the first group, and how many signals there are.
        even: bool [runs + 1], the runs whose first cell speaks for all; what follows the cells never is.
        lost_since: int64 [nodes], tick of the first frame that a node did not get, long ago = it gets them.
        heads: float32 [heads], 0..1, where pan and tilt were sent last; not a number = nowhere yet.
        slow: bool [cells], those that had to stay where they were among many, and have been far from where they should
            be since; [0] = there are none.
        slowed: int64 [1], frames in which some were; by it they take turns.
        held: what the faults that live in the past remember: fault and tick → float32 [4, cells it reaches], intensity
            and linear RGB. Changed by the glitch alone.
        orders: in which order the cells of recoveries stand that sort: int32 [1 or 2, cells + 1], as
            ``recovery.following`` says. Changed by the recovery stage alone.
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
    edges: Places
    even: NDArray[np.bool_]
    lost_since: NDArray[np.int64]
    heads: NDArray[np.float32]
    slow: NDArray[np.bool_]
    slowed: NDArray[np.int64]
    held: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    orders: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    late: dict[str, NDArray[np.uint16]] = field(default_factory=dict)
    late_ticks: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    @classmethod
    def fresh(cls, *, channels: int, edges: Places, ring: int = RING, wide: bool = False) -> "Memory":
        """Remember darkness, long ago; of nodes and heads there are none yet. Wide readings may be above 32,767."""
        runs = len(edges) - 2
        shape = (6, runs + int(edges[-1] - edges[-2]))
        extreme: NDArray[np.int16] | NDArray[np.int32] = np.zeros(shape, np.int16)
        return cls(
            tick=np.full(1, LONG_AGO, np.int64),
            levels=np.zeros(channels, np.uint16),
            sums=np.zeros((10, runs), np.int64),
            direction=np.full(shape, -1, np.int16),
            extreme=extreme.astype(np.int32) if wide else extreme,
            ends=np.zeros(shape, np.uint16),
            telling=np.zeros((2, shape[1]), np.bool_),
            counted=np.zeros(shape, np.bool_),
            stamps=np.zeros((ring, *shape), np.uint16),
            run=np.zeros(shape, np.int16),
            aged=np.full(1, LONG_AGO, np.int64),
            edges=edges,
            even=np.arange(runs + 1) < runs,
            lost_since=np.empty(0, np.int64),
            heads=np.empty(0, np.float32),
            slow=np.empty(0, np.bool_),
            slowed=np.zeros(1, np.int64),
        )

    @property
    def signals(self) -> int:
        """How many there are: cells and groups."""
        return int(self.edges[-1])

    @property
    def is_narrow(self) -> bool:
        """Whether single cells have no columns."""
        return bool(self.ends.shape[1] != self.signals)

    @property
    def firsts(self) -> Places:
        """The column of the first cell of each run, and of the first group: intp [runs + 1]."""
        return np.arange(len(self.even)) if self.is_narrow else self.edges[:-1]

    def written(self, begin: int = 0, end: int | None = None) -> Places | slice:
        """List the columns that are kept up.

        Args:
            begin: of this run and the next ones.
            end: the run after the last of them; the groups are one more run. None = there is no other.
        """
        firsts, even = self.firsts[begin:end], self.even[begin:end]
        lengths = np.where(even, 1, np.diff(self.edges)[begin:end])
        if len(firsts) and (self.is_narrow or not even.any()):
            return slice(int(firsts[0]), int(firsts[0] + lengths.sum()))
        return _ranges(firsts, lengths)

    def columns(self, signals: Places) -> Places:
        """Give the columns that speak for some signals: intp [n]."""
        if not self.even.any():
            return signals
        runs = np.searchsorted(self.edges, signals, side="right") - 1
        missing = self.signals - self.ends.shape[1]
        columns: Places = np.where(self.even[runs], self.firsts[runs], signals - missing)
        return columns

    def spread(self, signals: Places | slice) -> None:
        """Let each cell of the runs in which some signals are speak for itself, in place."""
        if not np.count_nonzero(self.even):
            return
        if isinstance(signals, slice):
            begin, end, _ = signals.indices(self.signals)
            first, last = np.searchsorted(self.edges, [begin, end - 1], side="right") - 1
            runs = np.arange(first, last + 1 if begin < end else first)
        else:
            runs = np.unique(np.searchsorted(self.edges, signals, side="right") - 1)
        runs = runs[self.even[runs]]
        if not len(runs):
            return
        if self.is_narrow and len(runs) == len(self.even) - 1:
            groups = np.ones(int(self.edges[-1] - self.edges[-2]), np.intp)
            counts = np.append(np.diff(self.edges)[:-1], groups)
            for name in FOLLOWERS:
                setattr(self, name, np.repeat(getattr(self, name), counts, axis=-1))
            self.even[runs] = False
            return
        self.widen()
        starts, lengths = self.edges[runs], np.diff(self.edges)[runs]
        cells = _ranges(starts, lengths)
        for name in FOLLOWERS:
            array = getattr(self, name)
            array[..., cells] = np.repeat(array[..., starts], lengths, axis=-1)
        self.even[runs] = False

    def widen(self) -> None:
        """Make room for the followers of single cells, in place."""
        if self.is_narrow:
            for name in FOLLOWERS:
                setattr(self, name, self._laid_out(getattr(self, name)))

    def narrow(self) -> None:
        """Give that room back if every run is even, in place."""
        if self.even[:-1].all() and not self.is_narrow:
            columns = self.written()
            for name in FOLLOWERS:  # laid out in memory as ever, or compiled passes would be compiled for it anew
                setattr(self, name, np.ascontiguousarray(getattr(self, name)[..., columns]))

    def _laid_out(self, kept_up: NDArray[np.generic]) -> NDArray[np.generic]:
        """Give the columns that are kept up their places among those of all signals."""
        lengths = np.where(self.even, 1, np.diff(self.edges))
        laid = np.zeros((*kept_up.shape[:-1], self.signals), kept_up.dtype)
        laid[..., _ranges(self.edges[:-1], lengths)] = kept_up
        return laid

    def gather(self) -> None:
        """Find the runs that are even, in place; each must speak for itself."""
        starts = self.edges[:-2]
        for name in FOLLOWERS if len(starts) else ():
            cells = getattr(self, name)[..., : self.edges[-2]]
            same = np.minimum.reduceat(cells, starts, axis=-1) == np.maximum.reduceat(cells, starts, axis=-1)
            same = same.reshape(-1, len(starts)).all(axis=0)
            self.even[:-1] = same if name == FOLLOWERS[0] else same & self.even[:-1]
        self.narrow()

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Give copies of all arrays by name, for a snapshot; of followers the columns that are kept up."""
        return {name: array.copy() for name, array in self.arrays().items()}

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Give the same as they stand, to be written while nobody changes them."""
        columns = self.written()
        arrays = {name: getattr(self, name) for name in _names()}
        for name in FOLLOWERS:
            each = arrays[name]
            arrays[name] = each[..., columns] if isinstance(columns, slice) else each.take(columns, axis=-1)
        for kept in _KEPT:
            arrays.update({f"{kept} {key}": array for key, array in getattr(self, kept).items()})
        return arrays

    def copy(self) -> "Memory":
        """Copy everything as it stands: for a snapshot that is written while the night goes on, for a tick ahead."""
        copied = Memory(
            **{name: getattr(self, name) if name == "levels" else getattr(self, name).copy() for name in _names()}
        )
        for kept in _KEPT:
            getattr(copied, kept).update({key: array.copy() for key, array in getattr(self, kept).items()})
        return copied

    @property
    def size(self) -> int:
        """How many bytes there are, but for what faults remember."""
        return sum(getattr(self, name).nbytes for name in _names())

    @property
    def copied(self) -> int:
        """How many of them a copy has to itself."""
        return self.size - self.levels.nbytes

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Memory":
        """Take back what ``to_arrays`` gave; the arrays are the memory's from then on.

        Raises:
            KeyError: an array is missing.
        """
        known = {name: np.asarray(arrays[name], order="C") for name in _names()}
        memory = cls(**known, held={}, orders={}, late={}, late_ticks={})
        if memory.even.any() and not memory.even[:-1].all():
            for name in FOLLOWERS:
                setattr(memory, name, memory._laid_out(getattr(memory, name)))
        for key in arrays:
            kept, _, name = key.partition(" ")
            if name and kept in _KEPT:
                getattr(memory, kept)[name] = np.asarray(arrays[key])
        return memory


_KEPT = ("held", "orders", "late", "late_ticks")
"""What is remembered only while it is needed."""


def _names() -> list[str]:
    """Name the arrays that every memory has."""
    return [each.name for each in fields(Memory) if each.name not in _KEPT]


def _ranges(starts: Places, lengths: Places) -> Places:
    """List the numbers of ranges, one after another."""
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    numbers: Places = np.repeat(starts, lengths) + within
    return numbers
