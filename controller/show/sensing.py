"""Beside station 2. Sensors: what they say is judged, what they drive follows, and trouble with them is an incident.

A sensor that is found implausible joins the incident of an injected fault on it instead of opening a second one. What
it drives stands at the last value that was believed, or at the fallback that the show declares.
"""

from collections.abc import Callable, Mapping
from typing import Final

from controller.faults.source.catalogue import tampered
from controller.faults.source.sample import Sample
from controller.model.binding import SetLevel
from controller.model.found import IMPLAUSIBLE
from controller.model.intent import GrandMaster, Intent, SetSubmaster, ZoneLevel
from controller.model.replaced import replace
from controller.model.sensor import Sensor, SensorState
from controller.model.show import Show
from controller.model.snapshot import SensorView
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show import director
from controller.show.detectors.sensors import judged
from controller.show.reducers import masters

GRACE_S: Final = 1.0
"""A sensor that was broken on purpose has so long, beyond its own times, until its trouble is its own."""
MOST_PASSED: Final = 4
"""Ticks that one look counts at most: an engine that slept has heard nobody, which is no sensor's fault."""
_DRIVING: Final[Mapping[str, Callable[[str, float], Intent]]] = {
    "grand-master": lambda _name, level: GrandMaster(level),
    "submaster": SetSubmaster,
    "zone": ZoneLevel,
}


def waiting(show: Show, tick: int) -> tuple[SensorState, ...]:
    """Give the states of sensors of which nothing has been heard yet."""
    return tuple(SensorState(name, heard_tick=tick) for name in show.sensors)


def kept(show: Show, state: ShowState) -> tuple[SensorState, ...]:
    """Give the states under another show: a sensor that it has too is known on, a new one is waited for."""
    known = {each.id: each for each in state.sensors}
    return tuple(known.get(each.id, each) for each in waiting(show, state.tick))


def hear(show: Show, state: ShowState, sensor: Sensor, value: float) -> ShowState:
    """Take a sample: through the faults on its sensor, into the state, on to what follows it."""
    mine = state.sensors[sensor.number]
    sample = Sample(value, value if mine.value is None else mine.value, sensor.low, sensor.high)
    came = tampered(sample, sensor.id, state.faults, show.faults, tick=state.tick, fps=show.fps)
    if came is None:
        return state
    heard = replace(mine, value=came, heard_tick=state.tick)
    heard = judged(sensor, heard, state.sensors, tick=state.tick, fps=show.fps, passed=0)
    if heard.doubt and director.explanation(show, state, show.found[f"{IMPLAUSIBLE}{sensor.id}"]) is not None:
        heard = replace(heard, explained_tick=state.tick)
    return _driven(show, _put(state, sensor, heard), sensor, heard)


def look(show: Show, state: ShowState, *, since: int) -> tuple[ShowState, tuple[str, ...]]:
    """Look at all sensors at the state's tick.

    Args:
        show: what is played.
        state: advanced to the tick.
        since: the tick of the last look.

    Returns:
        The state, and what was found in words.
    """
    passed = min(state.tick - since, MOST_PASSED)
    if not state.sensors or passed <= 0:
        return state, ()
    others = state.sensors
    told: list[str] = []
    for sensor, mine in zip(show.sensors.values(), others, strict=True):
        after = judged(sensor, mine, others, tick=state.tick, fps=show.fps, passed=passed)
        if after is not mine:
            state = _driven(show, _put(state, sensor, after), sensor, after)
        if after.why:
            state, text = _troubled(show, state, sensor, after, is_new=not mine.why)
        elif mine.why:
            state, text = _believed_again(show, state, sensor)
        else:
            continue
        told += [text] if text else []
    return state, tuple(told)


def views(show: Show, state: ShowState) -> tuple[SensorView, ...]:
    """Say how every sensor is."""
    return tuple(
        _view(sensor, mine, state.tick, show.fps)
        for sensor, mine in zip(show.sensors.values(), state.sensors, strict=True)
    )


def _view(sensor: Sensor, mine: SensorState, tick: int, fps: int) -> SensorView:
    age_s = None if mine.value is None else (tick - mine.heard_tick) / fps
    if mine.why:
        return SensorView(sensor.id, sensor.label, sensor.unit, mine.value, age_s, "implausible", mine.why, mine.level)
    if mine.doubt:
        return SensorView(sensor.id, sensor.label, sensor.unit, mine.value, age_s, "doubted", mine.doubt, mine.level)
    if mine.value is None:
        return SensorView(sensor.id, sensor.label, sensor.unit, None, None, "unknown", "nothing heard yet", None)
    why = "followed" if sensor.drives else "heard"
    return SensorView(sensor.id, sensor.label, sensor.unit, mine.value, age_s, "ok", why, mine.level)


def _troubled(
    show: Show, state: ShowState, sensor: Sensor, mine: SensorState, *, is_new: bool
) -> tuple[ShowState, str]:
    """Find the incident of a sensor that is implausible, or open one.

    What a fault has done to the last word of a sensor stays doubtful when the fault has ended, until the next word.
    """
    name = f"{IMPLAUSIBLE}{sensor.id}"
    if any(fault.id == name for fault in state.faults):
        return state, ""
    said = f"sensor {sensor.id} is implausible: {mine.why}"
    explained = director.explanation(show, state, show.found[name])
    if explained is not None:
        state = _put(state, sensor, replace(state.sensors[sensor.number], explained_tick=state.tick))
        return state, f"{said}: part of incident {explained.id}" if is_new else ""
    grace = ticks(GRACE_S + sensor.close_s + (sensor.timeout_s or 0.0), show.fps)
    if mine.explained_tick is not None and state.tick - mine.explained_tick <= grace:
        return state, ""
    state, text = director.found(show, state, show.found[name], said)
    return state, f"{said}: {text}"


def _believed_again(show: Show, state: ShowState, sensor: Sensor) -> tuple[ShowState, str]:
    fault = next((fault for fault in state.faults if fault.id == f"{IMPLAUSIBLE}{sensor.id}"), None)
    if fault is not None:
        state = director.end_fault(show, state, fault, state.tick)
    state = _put(state, sensor, replace(state.sensors[sensor.number], explained_tick=None))
    return state, f"sensor {sensor.id} is believed again"


def _driven(show: Show, state: ShowState, sensor: Sensor, mine: SensorState) -> ShowState:
    """Let what a sensor drives follow it: each time the level changes, as a hand on a fader would."""
    level = None if mine.good is None else sensor.level(mine.good)
    if mine.why:
        level = mine.level if sensor.fallback is None else sensor.fallback
    if level is None or level == mine.level:
        return state
    for driven in sensor.drives:
        state = _set(show, state, driven, level)
    return _put(state, sensor, replace(mine, level=level))


def _set(show: Show, state: ShowState, driven: SetLevel, level: float) -> ShowState:
    intent = _DRIVING[driven.of](driven.name, level)
    return masters.REDUCERS[type(intent)](show, state, intent).state


def _put(state: ShowState, sensor: Sensor, mine: SensorState) -> ShowState:
    at = sensor.number
    return replace(state, sensors=(*state.sensors[:at], mine, *state.sensors[at + 1 :]))
