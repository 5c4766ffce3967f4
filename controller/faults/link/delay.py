"""A slow way to a node: which frame has arrived by a tick, and how old it is.

Every frame that is sent while the fault acts needs its own time, by chance a little more or less. A frame that a later
one has overtaken is never shown, as nodes that count do it. Until the first late frame comes nothing arrives at all.
"""

import math

import numpy as np
from numpy.typing import NDArray

from controller.faults.amount import amount_at
from controller.model import chance
from controller.model.fault import ActiveFault, FaultSpec, Parameter


def longest_ticks(spec: FaultSpec, fps: int) -> int:
    """Give the most ticks that a frame may need on its way."""
    delay_s, jitter_s = _times(spec)
    return math.ceil((delay_s + jitter_s) * fps)


def age(spec: FaultSpec, fault: ActiveFault, tick: int, fps: int) -> int:
    """Say how many ticks old the frame is that a node shows at a tick.

    Args:
        spec: with ``delay`` and ``jitter``, seconds.
        fault: since when it acts.
        tick: when.
        fps: ticks a second.

    Returns:
        0 = this tick's own; more than the ticks since the fault began = none has arrived yet.
    """
    first = max(fault.started_tick, tick - longest_ticks(spec, fps))
    sent = np.arange(first, tick + 1)
    arrived = sent[sent + _ticks_needed(spec, fault, sent, fps) <= tick]
    return tick - int(arrived[-1]) if len(arrived) else tick - fault.started_tick + 1


def _ticks_needed(spec: FaultSpec, fault: ActiveFault, sent: NDArray[np.int64], fps: int) -> NDArray[np.int64]:
    """Say how long frames sent at some ticks are on their way: int64 [n], ticks."""
    delay_s, jitter_s = _times(spec)
    since = sent - fault.started_tick
    luck = chance.uniform_at(chance.key(spec.seed, "jitter"), since.astype(np.uint64))
    needed = np.rint(_amounts(spec, fault, since, fps) * (delay_s + (2 * luck - 1) * jitter_s) * fps)
    return np.maximum(needed, 0).astype(np.int64)


def _amounts(spec: FaultSpec, fault: ActiveFault, since: NDArray[np.int64], fps: int) -> NDArray[np.float64]:
    """Give the amount that acts on each frame: float64 [n], 0..1."""
    if spec.envelope.is_even:
        return np.full(len(since), amount_at(spec, fault, fault.started_tick, fps))
    return np.array([amount_at(spec, fault, fault.started_tick + each, fps) for each in since.tolist()], np.float64)


def _times(spec: FaultSpec) -> tuple[float, float]:
    """Give delay and jitter, seconds."""
    return _seconds(spec.parameters["delay"]), _seconds(spec.parameters["jitter"])


def _seconds(written: Parameter) -> float:
    return float(written) if isinstance(written, (int, float)) else 0.0
