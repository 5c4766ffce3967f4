"""Trouble that nobody declares: what detectors find and operators point at, by names that say kind and place.

    silent:stage          the node stage does not answer
    unconfirmed:screen-2  the fixture screen-2 confirms nothing, though others of its node do
    saturated:wall        the guard holds back light of the zone wall without end
    late:engine           the engine does not keep its time
    implausible:door      the sensor door cannot be believed
    lost:timecode         the time code has stopped
    jumped:timecode       the time code has leapt
    flagged:tile 3-5      an operator points at these fixtures

What each name means is worked out when it is first asked for: a rig has more places than will ever be in trouble.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from controller.model.chance import key
from controller.model.consent import Consent, agreed
from controller.model.fault import FaultKind, FaultSpec
from controller.model.rig import Cells, Rig, everything
from controller.model.selector import SelectorError, select
from controller.model.sensor import Sensor
from controller.model.timecode import Timecode

SILENT: Final = "silent:"
UNCONFIRMED: Final = "unconfirmed:"
SATURATED: Final = "saturated:"
LATE: Final = "late:engine"
IMPLAUSIBLE: Final = "implausible:"
LOST: Final = "lost:timecode"
JUMPED: Final = "jumped:timecode"
FLAGGED: Final = "flagged:"
THE_WHOLE: Final = "the whole"
"""What the guard says where it held back light that lies in no zone."""
MOST_KEPT: Final = 8192
"""Names whose meaning is kept; beyond it all are worked out anew."""


@dataclass(frozen=True, eq=False, slots=True)
class Sources:
    """What comes in and may fail: the sensors, and the time code if the show follows one."""

    sensors: Mapping[str, Sensor]
    timecode: Timecode | None


class Found(Mapping[str, FaultSpec]):
    """Everything that may be found in one show. Listed is what the show names; all else is known when asked for.

    Args:
        nodes: by their names, whom each feeds.
        sources: what comes in and may fail.
        rig: of the show.
        consents: what zones and fixtures allow.
    """

    def __init__(self, nodes: Mapping[str, Cells], sources: Sources, rig: Rig, consents: Sequence[Consent]) -> None:
        self._rig = rig
        self._consents = tuple(consents)
        self._listed = {f"{SILENT}{node}": self._node(node, cells) for node, cells in nodes.items()}
        self._listed |= {f"{IMPLAUSIBLE}{sensor.id}": self._sensor(sensor) for sensor in sources.sensors.values()}
        if sources.timecode is not None:
            self._listed |= {spec.id: spec for spec in self._timecode(sources.timecode)}
        self._kept: dict[str, FaultSpec] = {}
        self._read: Mapping[str, Callable[[str], FaultSpec | None]] = {
            UNCONFIRMED: self._unconfirmed,
            SATURATED: self._saturated,
            LATE: self._late,
            FLAGGED: self._flagged,
        }

    def __getitem__(self, name: str) -> FaultSpec:
        """Say what a name means.

        Raises:
            KeyError: it names no trouble of this show.
        """
        if name in self._listed:
            return self._listed[name]
        if name not in self._kept:
            spec = next((read(name) for start, read in self._read.items() if name.startswith(start)), None)
            if spec is None:
                raise KeyError(name)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[name] = spec
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        """Name what is always known: each node may fall silent, each sensor lie."""
        return iter(self._listed)

    def __len__(self) -> int:
        """Count what is always known."""
        return len(self._listed)

    def _node(self, node: str, cells: Cells) -> FaultSpec:
        return self._spec(f"{SILENT}{node}", FaultKind.NODE_SILENT, f"{node} is silent", cells, (node, node))

    def _sensor(self, sensor: Sensor) -> FaultSpec:
        return agreed(implausible(sensor), self._consents, is_found=True)

    def _timecode(self, timecode: Timecode) -> tuple[FaultSpec, FaultSpec]:
        cells, place = timecode.cells, ("the time code", "")
        lost = self._spec(LOST, FaultKind.TIMECODE_LOSS, "the time code is lost", cells, place)
        return lost, self._spec(JUMPED, FaultKind.TIMECODE_JUMP, "the time code leapt", cells, place)

    def _unconfirmed(self, name: str) -> FaultSpec | None:
        wanted = name.removeprefix(UNCONFIRMED)
        try:
            cells = select(self._rig, wanted)
        except SelectorError:
            return None
        fixture = self._rig.fixtures[int(self._rig.cell_fixture[cells[0]])]
        if fixture.id != wanted:
            return None
        return self._spec(
            name, FaultKind.FIXTURE_UNCONFIRMED, f"{wanted} confirms nothing", cells, (wanted, fixture.node)
        )

    def _saturated(self, name: str) -> FaultSpec | None:
        zone = name.removeprefix(SATURATED)
        cells = self._everywhere() if zone == THE_WHOLE else self._rig.zones.get(zone)
        if cells is None:
            return None
        return self._spec(name, FaultKind.GUARD_SATURATED, f"the guard holds back {zone}", cells, (zone, ""))

    def _everywhere(self) -> Cells:
        """Give all cells that may be reached."""
        return everything(self._rig) if self._rig.reachable.all() else np.flatnonzero(self._rig.reachable)

    def _late(self, name: str) -> FaultSpec | None:
        cells = self._everywhere()
        return self._spec(name, FaultKind.ENGINE_LATE, "the engine is late", cells, (THE_WHOLE, ""))

    def _flagged(self, name: str) -> FaultSpec | None:
        selector = name.removeprefix(FLAGGED)
        try:
            cells = select(self._rig, selector)
        except SelectorError:
            return None
        return self._spec(name, FaultKind.FLAGGED, f"{selector} is flagged", cells, (selector, ""))

    def _spec(self, name: str, kind: FaultKind, label: str, cells: Cells, place: tuple[str, str]) -> FaultSpec:
        return agreed(_spec(name, kind, label, cells, place), self._consents, is_found=True)


def implausible(sensor: Sensor) -> FaultSpec:
    """Give the trouble of a sensor that cannot be believed, whatever its cells allow."""
    label, place = f"{sensor.label} is implausible", (f"sensor {sensor.id}", "")
    spec = _spec(f"{IMPLAUSIBLE}{sensor.id}", FaultKind.SENSOR_IMPLAUSIBLE, label, sensor.cells, place)
    return replace(spec, sensor=sensor.id)


def _spec(name: str, kind: FaultKind, label: str, cells: Cells, place: tuple[str, str]) -> FaultSpec:
    """Build one; its place is the selector, and the node where it is a matter of a node."""
    return FaultSpec(
        id=name,
        kind=kind,
        label=label,
        cells=cells,
        zone=place[0],
        share=1.0,
        amount=1.0,
        seed=key(name),
        limit_s=0.0,
        node=place[1],
    )
