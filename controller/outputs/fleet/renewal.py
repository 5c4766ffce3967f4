"""Beside station 16: frames in which every universe changed, which is most of what a show that moves sends.

After a rest of some ms neither numpy nor the interpreter is left in the processor's caches: each call of Python costs
2 to 3 us then, and each of numpy 5 to 15. So all that such a frame needs before it can be sent stands in one function,
over what was looked up once; where numba is, it is one call, which may even be the one that sends.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from importlib import import_module
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.kept import kept_only
from controller.outputs.fleet.bay import TURN, Bay, heads_of
from controller.outputs.fleet.convoy import Convoy, Doubts
from controller.outputs.fleet.many import Mailing
from controller.wire.universe import Rows

Renewal: TypeAlias = Callable[[int, Rows], bool]
"""Takes a frame, if every universe changed as far as its head tells; numbers the packets, and notes that they go out.

Args: its tick, and its rows, uint8 [universes, 512], contiguous. False = nothing was taken.
"""
Dispatch: TypeAlias = Callable[[int, Rows], Doubts | None]
"""Takes such a frame, and sends what convoys carry; gives what did not leave. None = nothing was taken."""
WORTH: Final = 32
"""Nodes for which it pays to load the compiled passes; fewer are quick enough without, and need not wait for them."""
NOT_TAKEN: Final = -2
_COMPILED: Final = "controller.outputs.fleet.compiled"
ALL_LEFT: Final[Doubts] = []
logger = logging.getLogger("kintsugi.outputs")


@dataclass(frozen=True, slots=True)
class Passes:
    """What numba compiled; ``Any``: it has no types. Rows of another type raise TypeError.

    Attributes:
        renew: takes rows, tick and a block; gives whether the frame was taken.
        renew_and_send: the same and the number of the socket; gives how many left, or ``NOT_TAKEN``; None = this system
            cannot send many at once.
    """

    renew: Any
    renew_and_send: Any | None


class Patience(Enum):
    """What there is time for when senders are built.

    Before a night, for the second or so in which the passes of the senders are compiled, once on a machine; after a
    crash, when lamps wait for a night to go on, for loading what is kept; while a show plays, for nothing.
    """

    TO_COMPILE = auto()
    TO_LOAD = auto()
    NONE = auto()


@dataclass(slots=True)
class Wholes:
    """Frames that went out whole: how many were not settled yet, and the tick of the last; -1 = there was none."""

    frames: int = 0
    last: int = -1

    def count(self, tick: int) -> None:
        """Count one more."""
        self.frames += 1
        self.last = tick


def load_passes(nodes: int, patience: Patience) -> Passes | None:
    """Load the compiled passes for so many nodes; None = numpy does it."""
    if nodes < WORTH or (patience is Patience.NONE and _COMPILED not in sys.modules):
        return None
    try:
        if patience is Patience.TO_COMPILE:
            return import_passes()
        with kept_only():
            return import_passes()
    except ImportError:  # there is no numba
        return None
    except Exception as error:  # noqa: BLE001  what numba keeps is damaged, or a disk is full: a show goes on without
        logger.warning(
            "the senders go on without their fast passes, ask `kintsugi doctor --compile`: %r", error.__cause__ or error
        )
        return None


def import_passes() -> Passes | None:
    """Load the compiled passes, or compile them; None = there is no numba, or it has no place for what it compiles.

    Raises:
        Exception: of any kind, if what numba keeps is damaged.
    """
    try:
        passes: Passes = import_module(_COMPILED).PASSES
    except (ImportError, RuntimeError):
        return None
    return passes


def plain(bay: Bay) -> Renewal:
    """Renew with numpy what lies in a bay that stays where it is."""
    slots, sequence, lowest, before = bay.slots, bay.sequence, bay.form.lowest, bay.heads
    ones, fill, left = np.ones(len(slots), np.uint8), bay.marks.fill, bay.form.burst - 1
    flags, every = bytearray(len(slots)), b"\1" * len(slots)
    differing = np.frombuffer(flags, np.bool_)

    def renew(tick: int, rows: Rows) -> bool:
        np.not_equal(heads_of(rows), before, differing)
        if flags != every:
            return False
        np.copyto(slots, rows)
        np.add(sequence, ones, sequence)
        if lowest:
            np.maximum(sequence, lowest, out=sequence)
        fill((tick % TURN << 32) + left)
        return True

    return renew


def compiled(bay: Bay, passes: Passes) -> Renewal:
    """Renew with one compiled pass."""
    call, block = passes.renew, _block(bay)

    def renew(tick: int, rows: Rows) -> bool:
        try:
            return bool(call(rows, tick, block))
        except TypeError:  # they are not what it reads
            return False

    return renew


def dispatch_of(bay: Bay, renew: Renewal, convoys: Sequence[Convoy], passes: Passes | None) -> Dispatch:
    """Choose how to send frames in which everything changed."""
    if passes is not None and passes.renew_and_send is not None and len(convoys) == 1 and convoys[0].is_full:
        return in_one(bay, convoys[0], passes.renew_and_send)
    return one_by_one(renew, convoys)


def nothing_taken(_tick: int, _rows: Rows) -> Doubts | None:
    """Stand in for a way that is shut."""
    return None


def repeating(dispatch: Dispatch, wholes: Wholes) -> Dispatch:
    """Dispatch, and count what left whole: all that a frame like the one before needs, in a moment without trouble."""

    def repeat(tick: int, rows: Rows) -> Doubts | None:
        doubted = dispatch(tick, rows)
        if doubted is ALL_LEFT:
            wholes.frames += 1
            wholes.last = tick
        return doubted

    return repeat


def one_by_one(renew: Renewal, convoys: Sequence[Convoy]) -> Dispatch:
    """Renew, then send with a call for each convoy."""

    def dispatch(tick: int, rows: Rows) -> Doubts | None:
        if not renew(tick, rows):
            return None
        doubted = ALL_LEFT
        for convoy in convoys:
            unsent = convoy.send_all()
            if unsent:
                doubted = [*doubted, *convoy.blamed(unsent)]
        return doubted

    return dispatch


def in_one(bay: Bay, convoy: Convoy, call: Any) -> Dispatch:
    """Renew, and send with the same call."""
    mailing = convoy.mailing
    block, opened, count = _block(bay, mailing), mailing.number, mailing.count

    def dispatch(tick: int, rows: Rows) -> Doubts | None:
        try:
            sent = call(rows, tick, block, opened())
        except TypeError:  # they are not what it reads
            return None
        if sent == count:
            return ALL_LEFT
        return None if sent == NOT_TAKEN else convoy.blamed(mailing.go_on(sent))

    return dispatch


def _block(bay: Bay, mailing: Mailing | None = None) -> NDArray[np.int64]:
    """Write down all that a compiled pass needs beside the frame: one thing to hand over, in the order it is read."""
    form, packets, marks = bay.form, int(bay.packets.ctypes.data), int(bay.marks.ctypes.data)
    layout = (len(bay.packets), form.size, form.sequence_at, form.slots_at, form.lowest, form.burst)
    messages = (0, 0) if mailing is None else (mailing.whole, mailing.count)
    return np.array([*layout, packets, marks, *messages], np.int64)
