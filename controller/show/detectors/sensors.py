"""Which sensor cannot be believed: out of its range, too fast, stuck, silent, or not of one mind with its neighbours.

Takes what a sensor has said and what its neighbours say; gives its next state. Counted in ticks of the night; pure.
"""

from collections.abc import Sequence
from typing import Final

from controller.model.replaced import replace
from controller.model.sensor import Sensor, SensorState
from controller.model.units import ticks

STILL: Final = 1e-3
"""A change of less than this part of the range is none."""
UP: Final = 4
"""A tick in doubt counts so many times a tick without: a doubt is forgotten after four times as long as it lasted, so
that one spike is forgiven and a row of them is not."""


def judged(
    sensor: Sensor, mine: SensorState, others: Sequence[SensorState], *, tick: int, fps: int, passed: int
) -> SensorState:
    """Look at one sensor.

    Args:
        sensor: which.
        mine: what it has said, and what was thought of it so far.
        others: the same of all sensors of the show, by their numbers, before this look.
        tick: now.
        fps: ticks a second.
        passed: ticks since the last look; 0 = a new sample came within the tick.

    Returns:
        What is thought of it now; the very same state if nothing is new.
    """
    around = [others[number] for number in sensor.neighbours]
    mine = _still(sensor, mine, around)
    doubt = _doubt(sensor, mine, around, tick, fps)
    if not doubt and mine.value is not None and (mine.value, mine.heard_tick) != (mine.good, mine.good_tick):
        mine = replace(mine, good=mine.value, good_tick=mine.heard_tick)
    if doubt != mine.doubt:
        mine = replace(mine, doubt=doubt)
    return _counted(sensor, mine, fps, passed) if passed else mine


def _counted(sensor: Sensor, mine: SensorState, fps: int, passed: int) -> SensorState:
    """Count ticks in doubt and ticks without."""
    opens, closes = UP * max(1, ticks(sensor.open_s, fps)), max(1, ticks(sensor.close_s, fps))
    if mine.doubt:
        score = min(opens, mine.score + UP * passed)
        why = mine.why or (mine.doubt if score >= opens else "")
        return mine if (score, 0, why) == (mine.score, mine.clean_ticks, mine.why) else _with(mine, score, 0, why)
    if not mine.score:
        return mine
    clean = mine.clean_ticks + passed
    if mine.why:
        return _with(mine, 0, 0, "") if clean >= closes else _with(mine, mine.score, clean, mine.why)
    return _with(mine, max(0, mine.score - passed), clean, "")


def _with(mine: SensorState, score: int, clean: int, why: str) -> SensorState:
    return replace(mine, score=score, clean_ticks=clean, why=why)


def _still(sensor: Sensor, mine: SensorState, around: list[SensorState]) -> SensorState:
    """Note when a sensor said something new, and what its neighbours said then, or first after that."""
    if mine.value is None:
        return mine
    said = tuple(other.value for other in around)
    if mine.still is not None and abs(mine.value - mine.still) <= STILL * sensor.span:
        if None not in mine.around and len(mine.around) == len(said):
            return mine
        known = mine.around if len(mine.around) == len(said) else (None,) * len(said)
        said = tuple(now if was is None else was for was, now in zip(known, said, strict=True))
        return mine if said == mine.around else replace(mine, around=said)
    return replace(mine, still=mine.value, still_tick=mine.heard_tick, around=said)


def _doubt(sensor: Sensor, mine: SensorState, around: list[SensorState], tick: int, fps: int) -> str:
    """Say why the newest value is not believed; empty = it is."""
    if sensor.timeout_s is not None and tick - mine.heard_tick > ticks(sensor.timeout_s, fps):
        return f"dropout: nothing came for {sensor.timeout_s:g} s"
    if mine.value is None:
        return ""
    if not sensor.low <= mine.value <= sensor.high:
        return f"range: it is not between {sensor.low:g} and {sensor.high:g}"
    return _too_fast(sensor, mine, fps) or _stuck(sensor, mine, around, tick, fps) or _apart(sensor, mine, around)


def _too_fast(sensor: Sensor, mine: SensorState, fps: int) -> str:
    """Whether it cannot have come here from the last value that was believed."""
    if sensor.fastest is None or mine.good is None or mine.value is None:
        return ""
    seconds = max(1, mine.heard_tick - mine.good_tick) / fps
    is_fast = abs(mine.value - mine.good) > sensor.fastest * seconds
    return f"rate: it changed by more than {sensor.fastest:g} a second" if is_fast else ""


def _stuck(sensor: Sensor, mine: SensorState, around: list[SensorState], tick: int, fps: int) -> str:
    """Whether it says the same for too long, or while a neighbour that is believed went elsewhere."""
    if sensor.stuck_s is not None and tick - mine.still_tick > ticks(sensor.stuck_s, fps):
        return f"stuck: it has said the same for {sensor.stuck_s:g} s"
    if mine.heard_tick == mine.still_tick:
        return ""
    for other, was in zip(around, mine.around, strict=False):
        moved = 0.0 if other.value is None or was is None or other.doubt else abs(other.value - was)
        if moved > sensor.apart:
            return f"stuck: it says the same while {other.id} changes"
    return ""


def _apart(sensor: Sensor, mine: SensorState, around: list[SensorState]) -> str:
    """Whether it is far from what its neighbours say: from the middle one of those that are believed."""
    said = sorted(other.value for other in around if other.value is not None and not other.why)
    if not said or mine.value is None:
        return ""
    middle = (said[(len(said) - 1) // 2] + said[len(said) // 2]) / 2
    is_far = abs(mine.value - middle) > sensor.apart
    return f"disagreement: it is more than {sensor.apart:g} from its neighbours" if is_far else ""
