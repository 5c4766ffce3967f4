"""Why a stage changed a cell: what of the state acts in each stage, in words, for one cell and attribute."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from controller.frame.effects.stage import weights
from controller.frame.explain.tracking import sets, setters
from controller.frame.masters import effective_level, exit_level
from controller.frame.pipeline import Painter
from controller.frame.playback import Layer
from controller.model.binding import SetLevel
from controller.model.rig import Cells
from controller.model.standing import standing
from controller.model.state import ShowState

Cause = Callable[[Painter, ShowState, int, str], tuple[str, ...]]
"""Takes the painter, the state, a cell and an attribute."""


def causes(painter: Painter, stage: str, state: ShowState, *, cell: int, attribute: str) -> tuple[str, ...]:
    """Name everything that may have moved an attribute of a cell in a stage; the first is the likeliest."""
    return _CAUSES[stage](painter, state, cell, attribute)


def _playback(painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[str, ...]:
    found = setters(painter.show, state, cell, attribute)
    return tuple(each.words for each in found) or ("no cue sets it: it stands at its home",)


def _effects(painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[str, ...]:
    found: list[str] = []
    for entry in state.lists:
        cue_list = painter.show.lists[entry.id]
        above = painter.playback.above(state, state.tick, cue_list.priority)
        if above is not None and _is_held(above, cell, attribute):
            continue
        for number, _start, weight in weights(entry, state.tick):
            place = cue_list.position(number)
            effects = () if place is None or weight <= 0 else cue_list.cues[place].effects
            mine = [type(effect.motion).__name__.lower() for effect in effects if cell in effect.cells]
            found += [f"effect {kind} of cue {number} of {cue_list.id}" for kind in mine]
    return tuple(found)


def _is_held(layer: Layer, cell: int, attribute: str) -> bool:
    """Whether lists hold all of a cell's level or colour, so that no effect below them moves it."""
    weight = {"level": layer.level_weight, "color": layer.rgb_weight}.get(attribute)
    return weight is not None and bool(weight[cell] >= 1)


def _submasters(painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[str, ...]:
    found = []
    for each in painter.show.submasters.values():
        if each.look is not None and sets(painter.show.patch, each.look, cell, attribute):
            level = effective_level(state, each, state.tick)
            flash = next((f"flashed by {held.holder}" for held in state.flashes if held.submaster == each.id), "")
            if level > 0:
                behind = _sensor_behind(painter, state, SetLevel("submaster", each.id))
                found.append(f"submaster {each.id} at {level:.0%}{behind}{f', {flash}' if flash else ''}")
    return tuple(found)


def _paint(painter: Painter, state: ShowState, cell: int, _attribute: str) -> tuple[str, ...]:
    """Name what visitors have painted on it, the newest first."""
    found = []
    for easel in reversed(state.easels):
        painting = painter.show.paintings[easel.painting]
        for own in easel.owns:
            for stroke in (own.stroke, own.under) if own.cell == cell else ():
                weight = 0.0 if stroke is None else painter.visitors.weight(painting, stroke, state.tick)
                if stroke is not None and weight > 0:
                    coming = "" if weight >= 1 else f", {weight:.0%} of it"
                    found.append(f"paint {painting.id}, {painting.labels[stroke.color]} by a visitor{coming}")
    return tuple(found)


def _stories(painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[str, ...]:
    """Name the tale that stands on it."""
    shown = state.stories.at(state.tick)
    if shown is None or attribute != "text" or cell not in painter.show.stories[shown.story].cells:
        return ()
    return (f"story {shown.story}, told by a visitor",)


def _wounds(painter: Painter, state: ShowState, cell: int, _attribute: str) -> tuple[str, ...]:
    """Name recoveries and faults, the newest first; a recovery also reaches neighbours of the cells that broke."""
    found = []
    for incident in reversed(state.incidents):
        recovery = painter.show.recoveries.get(incident.recovery or "")
        if incident.is_painted and recovery is not None:
            phases = standing(incident, recovery.phases, painter.show.fps, state.tick).phases
            doing = f", {phases[-1][0].operator}" if phases else ""
            found.append(f"recovery {recovery.id} of incident {incident.id}{doing}")
    mended = {fault for incident in state.incidents if incident.is_painted for fault in incident.faults}
    acting = (fault for fault in reversed(state.faults) if fault not in mended)
    return (
        *found,
        *(
            f"fault {fault.id}, {painter.show.trouble(fault.id).kind.value}, {fault.origin}"
            for fault in acting
            if cell in painter.glitch.cells(fault.id)
        ),
    )


def _programmer(painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[str, ...]:
    found = []
    for hold in reversed(painter.programmer.held_by(state, (cell,))):
        weight = painter.programmer.weight(hold, state.tick)[_place(painter.programmer.cells(hold.selector), cell)]
        if hold.attribute == attribute and weight > 0:
            coming = "" if weight >= 1 else f", {weight:.0%} of it"
            found.append(f"programmer of {hold.who}, by {hold.selector}{coming}")
    return tuple(found)


def _panic(_painter: Painter, state: ShowState, _cell: int, _attribute: str) -> tuple[str, ...]:
    return () if state.panic is None else (f"PANIC at {state.panic.weight(state.tick):.0%}",)


def _masters(painter: Painter, state: ShowState, cell: int, _attribute: str) -> tuple[str, ...]:
    if state.blackout:
        return ("blackout",)
    dimmers = painter.masters.dimmers(state, state.tick)
    found = [
        f"{each.what} at {each.level:.0%}{_sensor_behind(painter, state, _driven(each.what))}"
        for each in dimmers
        if cell in each.cells
    ]
    if state.grand_master < 1:
        found.append(f"grand master at {state.grand_master:.0%}{_sensor_behind(painter, state, SetLevel())}")
    leaving = exit_level(painter.show, state, state.tick)
    return (*found, *((f"the show stops, {leaving:.0%} left",) if leaving < 1 else ()))


def _driven(what: str) -> SetLevel:
    """Name the fader of a dimmer."""
    of, _, name = what.partition(" ")
    return SetLevel("submaster" if of == "submaster" else "zone", name)


def _sensor_behind(painter: Painter, state: ShowState, fader: SetLevel) -> str:
    """Name the sensor that set a fader where it stands; empty where a hand did, or nobody."""
    match fader.of:
        case "grand-master":
            stands: float | None = state.grand_master
        case "submaster":
            stands = next((each.target for each in state.submasters if each.id == fader.name), None)
        case "zone":
            stands = next((each.level for each in state.zone_levels if each.zone == fader.name), None)
    for sensor, mine in zip(painter.show.sensors.values(), state.sensors, strict=True):
        if stands is not None and mine.level == stands and fader in sensor.drives:
            return f", set by sensor {sensor.id}"
    return ""


def _place(cells: Cells, cell: int) -> int:
    return int(np.searchsorted(cells, cell))


_CAUSES: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "playback": _playback,
        "effects": _effects,
        "submasters": _submasters,
        "paint": _paint,
        "stories": _stories,
        "wounds": _wounds,
        "programmer": _programmer,
        "override": _panic,
        "masters": _masters,
    }
)
