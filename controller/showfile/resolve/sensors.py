"""Sensors: what they drive, whose light hangs on them, and the way in which they are heard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from controller.model.binding import AnyBinding, Binding, OscAddress, ReadSensor, SetLevel, Trigger
from controller.model.cells import union
from controller.model.rig import Cells
from controller.model.sensor import Sensor
from controller.model.submaster import Submaster
from controller.showfile.document.sensors import SensorBlock
from controller.showfile.report import Report
from controller.showfile.resolve.bindings import Faders, find_level
from controller.showfile.resolve.faults import reachable
from controller.showfile.resolve.groups import all_positions
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors

NEAR: Final = 16
"""So many cells, the nearest, are the place of a sensor that drives nothing."""
QUARTER: Final = 0.25


def build_sensors(
    blocks: Mapping[str, SensorBlock], selectors: Selectors, submasters: Mapping[str, Submaster], report: Report
) -> dict[str, Sensor]:
    """Build the sensors, in the order of the file; levels and neighbours that are not there are reported."""
    check_names(report, "sensors", blocks)
    faders = Faders(submasters, selectors.zones)
    return {name: _sensor(name, block, blocks, selectors, faders, report) for name, block in blocks.items()}


def driven_cells(
    sensors: Mapping[str, Sensor], selectors: Selectors, submasters: Mapping[str, Submaster]
) -> dict[str, Cells]:
    """Find for each sensor the cells that its levels move; what only dims touches none but those of class ``show``."""
    if not sensors:
        return {}
    faders = Faders(submasters, selectors.zones)
    every = union(np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.groups)
    spared = union(np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.protected(every))
    return {
        name: union(
            _moved(each, faders, every)
            if each.of == "submaster" and submasters[each.name].look is not None
            else np.setdiff1d(_moved(each, faders, every), spared)
            for each in sensor.drives
        )
        for name, sensor in sensors.items()
    }


def sensor_bindings(
    blocks: Mapping[str, SensorBlock], bindings: Sequence[AnyBinding], report: Report
) -> tuple[Binding, ...]:
    """Bind the sensors to what brings their values; what is bound already is reported."""
    taken = {each.trigger: "a binding" for each in bindings if isinstance(each, Binding)}
    built: list[Binding] = []
    for name, block in blocks.items():
        key, trigger = _way(block)
        if trigger is None:
            continue
        low, high = block.range
        if trigger in taken:
            said = f"{trigger} belongs to {taken[trigger]} already; take one of them out"
            report.error(("sensors", name, key), said)
        taken[trigger] = f"the sensor {name}"
        action = ReadSensor(name) if key == "osc" else ReadSensor(name, low, high - low)
        built.append(Binding(trigger, action, block.device))
    return tuple(built)


def _way(block: SensorBlock) -> tuple[str, Trigger | None]:
    """Say what brings the values of a sensor, and by which key; None = only its own address."""
    if block.osc is not None:
        return "osc", OscAddress(block.osc)
    if block.midi is not None:
        return "midi", replace(block.midi, channel=block.channel)
    return ("sacn", block.sacn) if block.sacn is not None else ("artnet", block.artnet)


def _sensor(
    name: str,
    block: SensorBlock,
    blocks: Mapping[str, SensorBlock],
    selectors: Selectors,
    faders: Faders,
    report: Report,
) -> Sensor:
    path = ("sensors", name)
    found = [(find_level((*path, "to"), fader, faders, report)) for fader in block.driven]
    drives = tuple(each for each in found if each is not None)
    for step, other in enumerate(block.neighbours or ()):
        where = (*path, "neighbours", step)
        if other == name:
            report.error(where, f"'{name}' is no neighbour of itself; take it out")
        elif other not in blocks and not report.is_written("sensors", other):
            report.error(where, f"there is no sensor '{other[:60]}'", wanted=other[:60], known=list(blocks))
    low, high = block.range
    numbers = {known: number for number, known in enumerate(blocks)}
    return Sensor(
        id=name,
        number=numbers[name],
        label=block.label or name,
        unit=block.unit,
        low=low,
        high=high,
        timeout_s=block.timeout,
        fastest=block.fastest,
        stuck_s=block.stuck,
        neighbours=tuple(numbers[other] for other in block.neighbours or () if other in numbers),
        apart=QUARTER * (high - low) if block.apart is None else block.apart,
        open_s=block.open,
        close_s=block.close,
        fallback=block.fallback,
        drives=drives,
        cells=_cells(name, block, drives, selectors, faders, report),
        zone=block.zone or ", ".join(_words(each) for each in drives),
    )


def _words(driven: SetLevel) -> str:
    return driven.of if not driven.name else driven.name


def _cells(
    name: str,
    block: SensorBlock,
    drives: Sequence[SetLevel],
    selectors: Selectors,
    faders: Faders,
    report: Report,
) -> Cells:
    """Find whose light hangs on a sensor; never a protected one."""
    if block.zone is not None:
        return reachable(("sensors", name, "zone"), block.zone, selectors, report)
    if not drives and block.place is None:
        return np.empty(0, np.intp)
    everything = union(np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.groups)
    spared = [np.arange(each.first_cell, each.first_cell + each.cells) for each in selectors.protected(everything)]
    mine = union(_moved(each, faders, everything) for each in drives)
    if not drives and block.place is not None:
        mine = np.setdiff1d(everything, union(spared))
        away = all_positions(selectors.groups)[mine].astype(np.float64) - np.array(block.place)
        mine = np.sort(mine[np.argsort((away * away).sum(axis=1), kind="stable")[:NEAR]])
    cells: Cells = np.setdiff1d(mine, union(spared))
    return cells


def _moved(driven: SetLevel, faders: Faders, everything: Cells) -> Cells:
    """Find the cells that a level moves."""
    if driven.of == "grand-master":
        return everything
    return faders.zones[driven.name] if driven.of == "zone" else faders.submasters[driven.name].cells
