"""Whether a time code runs on, is lost, or has leapt. Pure; counted in ticks and frames.

Between its frames, and for a while after the last one, the show's own clock goes on: a frame that is lost on the way
loses no cue.
"""

from typing import Final

from controller.model.replaced import replace
from controller.model.timecode import Timecode, TimecodeState
from controller.model.units import ticks

NEAR_S: Final = 0.5
"""A frame within so many seconds of where the time code should be has not leapt."""
FRAMES: Final = 3
"""So many frames in a row must agree on a new place before that is believed: one damaged frame moves nothing."""


def position(spec: Timecode, clock: TimecodeState, tick: int, fps: int) -> float:
    """Say where the time code is now, in seconds; lost for longer than ``free_s``, it stands."""
    return clock.position_s + min(spec.free_s, max(0, tick - clock.heard_tick) / fps)


def is_lost(spec: Timecode, clock: TimecodeState, tick: int, fps: int) -> bool:
    """Whether nothing came for too long."""
    return tick - clock.heard_tick > ticks(spec.timeout_s, fps)


def heard(
    spec: Timecode, clock: TimecodeState, frame: tuple[float, float], *, tick: int, fps: int
) -> tuple[TimecodeState, bool]:
    """Take a frame.

    Args:
        spec: what the show follows.
        clock: where the time code stood.
        frame: its place in seconds, and frames a second.
        tick: now.
        fps: ticks a second.

    Returns:
        Where it stands, and whether it has leapt there.
    """
    place, rate = frame
    runs_on = abs(place - position(spec, clock, tick, fps)) <= NEAR_S
    goes_on = abs(place - clock.position_s) <= NEAR_S
    if runs_on or goes_on:
        return replace(clock, position_s=place, heard_tick=tick, rate=rate, astray=0), False
    passed = (tick - clock.astray_tick) / fps
    agrees = clock.astray > 0 and abs(place - clock.astray_s - passed) <= NEAR_S
    clock = replace(clock, astray_s=place, astray_tick=tick, astray=clock.astray + 1 if agrees else 1)
    if clock.astray < FRAMES:
        return clock, False
    return replace(clock, position_s=place, heard_tick=tick, rate=rate, astray=0, jump_tick=tick), True
