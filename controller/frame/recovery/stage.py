"""Station 9. The recovery stage: passes the picture of a wound through the phases of its recovery.

A recovery is composed from the wound: it evaluates the glitch itself, so the picture outlives the fault, passes it
through its phases one after another, and lands on whatever the show says at that moment.
"""

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, mix
from controller.frame.columns import Index, length, strided
from controller.frame.glitch import Glitch
from controller.frame.playback import empty_layer, set_look
from controller.frame.recovery.beside import Abreast, Cohort, Side, lags, moment_of, part_of, passed, spread
from controller.frame.recovery.following import Following
from controller.frame.recovery.operators.catalogue import OPERATORS
from controller.frame.recovery.pictures.stage import Pictures, Running
from controller.frame.recovery.scene import Ground, Scene, Spared, Standby, Turned, number
from controller.frame.recovery.shape import Wound, about, wound
from controller.model.cells import union
from controller.model.consent import STRICT, strictness
from controller.model.fault import BY_NAME_KINDS, ActiveFault, FaultSpec
from controller.model.found import LATE, SATURATED, THE_WHOLE
from controller.model.incident import Incident
from controller.model.recovery import Phase, RecoverySpec
from controller.model.replaced import replace
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.standing import Standing, standing
from controller.model.state import ShowState
from controller.model.tempo import Tempo

MOST_AS_ONE: Final = 512
"""So many broken cells of several faults are measured as one wound while the show plays."""
MOST_ROUND: Final = 4096
"""So many cells may lie round them, or where their gold may run: more would take longer than a frame to measure."""
_Troubles: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Met:
    """A recovery on one wound.

    Attributes:
        shape: the wound.
        side: its cells, and the phases on them.
        own: the broken ones among its cells.
        is_plain: no fault acts on its light, and it has no picture: it is painted by its cells alone.
    """

    shape: Wound
    side: Side
    own: Index
    is_plain: bool


class Recovery:
    """The recovery stage of one show; every declared wound, and that of each node and zone, is measured at load.

    What an operator points at, and what detectors find at single fixtures, is measured when a recovery meets it.

    Attributes:
        following: the orders in which it has put cells.
    """

    def __init__(self, show: Show, glitch: Glitch) -> None:
        self._show = show
        self._glitch = glitch
        self._strictness = strictness(show.consents, show.rig.cell_count)
        self._pictures = Pictures(show, glitch)
        self.following = Following.fresh()
        pairs = [
            (recovery, trouble)
            for recovery in show.recoveries.values()
            for trouble in (*show.faults.values(), *show.found.values())
            if recovery.is_meant_for(trouble)
        ]
        self._shapes: dict[tuple[_Troubles, float, bool], Wound] = {}
        self._small: dict[tuple[str, _Troubles], bool] = {}
        self._struck: tuple[tuple[ActiveFault, ...], Mapping[str, ActiveFault]] = (), {}
        self._met: dict[tuple[str, _Troubles], _Met] = {}
        pairs += [(recovery, trouble) for recovery in show.recoveries.values() for trouble in _of_house(show, recovery)]
        for recovery, trouble in pairs:
            self._meet(recovery, (trouble.id,))

    def wounds(self, incident: Incident) -> tuple[Incident, ...]:
        """Take an incident apart into what is painted as one wound.

        Faults that were there when its recovery began are one, if they are small enough to be measured between two
        frames; one that came later is of its own, and its recovery begins when it came.
        """
        if not incident.joined:
            return (incident,)
        begun = incident.recovery_tick or 0
        first = [fault for fault in incident.faults if fault.started_tick <= begun]
        is_one = self._is_small(self._show.recoveries[incident.recovery or ""], tuple(fault.id for fault in first))
        alone = [fault for fault in incident.faults if not is_one or fault not in first]
        ones = (_of(incident, (fault,), max(begun, fault.started_tick)) for fault in alone)
        return (*([_of(incident, tuple(first), begun)] if is_one and first else []), *ones)

    def cells(self, wound: Incident) -> Cells:
        """Give the cells that one of ``wounds`` reads and paints: sorted, each once."""
        return self._met_of(wound).shape.cells

    def is_plain(self, wound: Incident) -> bool:
        """Whether one of ``wounds`` may be painted beside others: no fault acts on its light, and it has no picture."""
        return self._met_of(wound).is_plain

    def cohort(self, wounds: Sequence[Incident]) -> Cohort:
        """Lay plain wounds side by side that stand at the same point and share no cell."""
        first, side = wounds[0], Side.of([self._met_of(wound).side for wound in wounds])
        names = tuple(_name_of(wound) for wound in wounds)
        return Cohort(self._show.recoveries[first.recovery or ""], first, moment_of(first), side, names)

    def paint(self, incident: Incident, state: ShowState, canvas: Canvas, spared: Spared) -> None:
        """Paint the running recovery of one wound, to the beat of the show.

        Args:
            incident: one of ``wounds``.
            state: at the tick to be painted.
            canvas: of all cells.
            spared: the cells that are none of its own.
        """
        recovery, tempo, tick = self._show.recoveries[incident.recovery or ""], state.tempo, state.tick
        met = self._met_of(incident)
        shape = met.shape
        at = standing(incident, recovery.phases, self._show.fps, tick)
        present = canvas.among(met.side.where)
        broken = self._broken(met, incident, present, at.glitch_tick)
        seconds, lag = self._seconds(incident, at, tick), lags(at.phases, self._show.fps)
        counts, name = met.side.broken, _name_of(incident)

        def scene(place: int, shown: Canvas) -> Scene:
            return Scene(
                present=present,
                broken=broken,
                shown=shown,
                seconds=seconds,
                glitch_tick=at.glitch_tick,
                beat=partial(self._beat, tempo, lag[place]),
                times=_times(recovery, incident),
                broken_at=partial(self._broken, met, incident, present),
                turned=partial(self.following.turned, [f"{at.numbers[place]} {name}"], [seconds], counts),
            )

        begun = [(n, phase, np.float32(p)) for n, (phase, p) in zip(at.numbers, at.phases, strict=True)]
        healed = _bounded(passed(met.side, begun, broken, scene))
        struck = self._struck_of(state.faults)
        acting = tuple(fault for fault in incident.faults if struck.get(fault.id) == fault)
        running = Running(incident, recovery, shape, at, tick, partial(self._beat, tempo), acting)
        self._pictures.paint(running, canvas, spared)
        if spared.left is not None and (mine := spared.left[shape.cells]).any():
            plain = self._broken(met, _of(incident, acting, tick), present, tick) if acting else present
            healed = mix(healed, plain, mine)
        if spared.home is not None:
            healed = mix(healed, present, spared.home[shape.cells])
        canvas.put(met.side.where, healed)

    def paint_beside(self, abreast: Abreast, state: ShowState, canvas: Canvas, spared: Spared) -> None:
        """Paint plain wounds of one recovery of which no two share a cell, as ``paint`` paints one after another."""
        stand: dict[tuple[int, ...], list[tuple[Cohort, Standing]]] = {}
        moments: dict[Hashable, Standing] = {}
        for cohort in abreast.cohorts:
            if cohort.moment not in moments:
                at = standing(cohort.first, cohort.recovery.phases, self._show.fps, state.tick)
                moments[cohort.moment] = at
            at = moments[cohort.moment]
            stand.setdefault(at.numbers, []).append((cohort, at))
        sides = abreast.sides([tuple(cohort for cohort, _ in some) for some in stand.values()])
        for side, (numbers, some) in zip(sides, stand.items(), strict=True):
            self._paint_side(side, numbers, some, state, canvas, spared)

    def _paint_side(
        self,
        side: Side,
        numbers: tuple[int, ...],
        some: Sequence[tuple[Cohort, Standing]],
        state: ShowState,
        canvas: Canvas,
        spared: Spared,
    ) -> None:
        """Paint wounds that stand in the same phase."""
        fps, present = self._show.fps, canvas.among(side.where)
        sizes = np.array([len(cohort.side.cells) for cohort, _ in some])
        seconds = [self._seconds(cohort.first, at, state.tick) for cohort, at in some]
        each_s = [s for s, (cohort, _) in zip(seconds, some, strict=True) for _ in cohort.names]
        lag = [lags(at.phases, fps) for _, at in some]
        times = spread([_times(cohort.recovery, cohort.first) for cohort, _ in some], sizes)

        def beat(place: int, _when: int, bpm: float | None) -> tuple[int, float | NDArray[np.float64]]:
            beats = [
                self._beat(state.tempo, own[place], at.glitch_tick, bpm) for own, (_, at) in zip(lag, some, strict=True)
            ]
            return 0, spread([inside for _, inside in beats], sizes)

        def turned(place: int, take: Callable[[], Cells]) -> Turned:
            names = [f"{numbers[place]} {name}" for cohort, _ in some for name in cohort.names]
            return self.following.turned(names, each_s, side.broken, take)

        def scene(place: int, shown: Canvas) -> Scene:
            return Scene(
                present=present,
                broken=present,
                shown=shown,
                seconds=spread(seconds, sizes),
                glitch_tick=0,
                beat=partial(beat, place),
                times=times.astype(np.float32) if isinstance(times, np.ndarray) else int(times),
                broken_at=lambda _when: present,
                turned=partial(turned, place),
            )

        phases = some[0][1].phases
        begun = [
            (number, phases[place][0], part_of([at.phases[place][1] for _, at in some], sizes))
            for place, number in enumerate(numbers)
        ]
        healed = _bounded(passed(side, begun, present, scene))
        if spared.left is not None and (mine := spared.left[side.cells]).any():
            healed = mix(healed, present, mine)
        if spared.home is not None:
            healed = mix(healed, present, spared.home[side.cells])
        canvas.put(side.where, healed)

    def _seconds(self, incident: Incident, at: Standing, tick: int) -> float:
        """Say for how long the recovery of a wound moves."""
        return (min(tick, at.still_tick) - (incident.recovery_tick or 0)) / self._show.fps

    def _struck_of(self, faults: tuple[ActiveFault, ...]) -> Mapping[str, ActiveFault]:
        """Give the faults that act by their names; sorted when others act, for each of thousands asks for its own."""
        if self._struck[0] is not faults:
            self._struck = faults, {fault.id: fault for fault in faults}
        return self._struck[1]

    def _is_small(self, recovery: RecoverySpec, troubles: "_Troubles") -> bool:
        """Say whether several troubles can be measured as one wound between two frames; worked out once."""
        key = (recovery.id, troubles)
        if key not in self._small:
            reached = [self._glitch.cells(trouble) for trouble in troubles]
            self._small[key] = (
                sum(map(len, reached)) <= MOST_AS_ONE and self._measured(recovery, troubles) <= MOST_ROUND
            )
        return self._small[key]

    def _measured(self, recovery: RecoverySpec, troubles: "_Troubles") -> int:
        """Count the cells that would be measured with a wound: those around it, and those its gold may run through."""
        reach, measured = _reach(recovery), 0
        if reach:
            wound = union(self._glitch.cells(trouble) for trouble in troubles)
            measured = int(about(self._show.rig, wound, reach).sum())
        if any(phase.operator == "seam" for phase in recovery.phases):
            measured += sum(len(self._show.trouble(trouble).cells) for trouble in troubles)
        return measured

    def _met_of(self, wound: Incident) -> _Met:
        """Find what was prepared for one of ``wounds``."""
        return self._meet(self._show.recoveries[wound.recovery or ""], tuple(fault.id for fault in wound.faults))

    def _meet(self, recovery: RecoverySpec, troubles: "_Troubles") -> _Met:
        """Measure the wound of some troubles and prepare a recovery for it, once."""
        known = self._met.get((recovery.id, troubles))
        if known is not None:
            return known
        reach, with_gold = _reach(recovery), any(phase.operator == "seam" for phase in recovery.phases)
        key = (troubles, reach, with_gold)
        if key not in self._shapes:
            specs = [self._show.trouble(trouble) for trouble in troubles]
            spec = specs[0] if len(specs) == 1 else replace(specs[0], cells=union(each.cells for each in specs))
            cells = union(self._glitch.cells(trouble) for trouble in troubles)
            willing = self._strictness <= min(self._asked_of(trouble) for trouble in troubles)
            self._shapes[key] = wound(self._show.rig, spec, cells, reach=reach, with_gold=with_gold, willing=willing)
        shape = self._shapes[key]
        is_plain = not (len(self._glitch.surfaces.among(shape.cells)) or any(map(self._glitch.acts, troubles)))
        met = _Met(shape, self._side(shape, recovery.phases), strided(shape.broken), is_plain)
        self._met[recovery.id, troubles] = met
        self._pictures.meet(recovery, troubles, shape)
        return met

    def _asked_of(self, trouble: str) -> int:
        """Say what was asked of the broken cells that may be mended, at most: no more may be asked of any other."""
        ranks = self._strictness[self._glitch.cells(trouble)]
        return int(ranks.max(where=ranks < STRICT["never"], initial=STRICT["auto"]))

    def _broken(self, met: _Met, incident: Incident, present: Canvas, when: int) -> Canvas:
        """Let the glitch act on the wound as it does at a tick."""
        broken, swell = present, incident.recovery_tick or 0
        for fault in incident.faults:
            own = met.own
            if incident.joined:
                own = np.searchsorted(met.shape.cells, self._glitch.cells(fault.id))
            healthy, at = broken.among(own), max(when, fault.started_tick)
            struck = self._glitch.broken(healthy, fault, at, swell_tick=swell)
            if isinstance(own, slice) and length(own) == len(met.shape.cells):
                broken = Canvas(struck.intensity, struck.rgb, present.text)
            elif struck is not healthy:
                broken = broken.copy() if broken is present else broken
                broken.put(own, struck, healthy)
        return broken

    def _beat(self, tempo: Tempo, lag: int, when: int, bpm: float | None) -> tuple[int, float]:
        """Find the beat of a tick of the glitch, which lags so many ticks behind the show."""
        tempo = tempo if bpm is None else Tempo(bpm)
        beats = tempo.beats(when + lag, self._show.fps)
        inside = beats - math.floor(beats)
        length = self._show.fps * 60 / tempo.bpm
        return when - math.floor(inside * length), inside

    def _side(self, shape: Wound, phases: tuple[Phase, ...]) -> Side:
        surfaces = self._glitch.surfaces
        lined = np.searchsorted(shape.cells, surfaces.cells[surfaces.among(shape.cells)])
        ground = Ground(shape, lambda look: self._standby(look, shape.cells), lined)
        return Side.alone(shape, [OPERATORS[phase.operator](ground, phase.parameters) for phase in phases])

    def _standby(self, name: str, cells: Cells) -> Standby:
        """Say what a look, or the show's standby look, shows on some cells."""
        look = self._show.looks.get(name) or self._show.policy.standby
        layer = empty_layer(self._show.rig.cell_count, len(self._show.patch.parameter_channel))
        if look is not None:
            set_look(layer, look)
        canvas = Canvas(layer.level[cells], layer.rgb[:, cells], np.zeros(len(cells), np.int16))
        return Standby(canvas, layer.level_weight[cells], layer.rgb_weight[cells])


def _of_house(show: Show, recovery: RecoverySpec) -> Iterator[FaultSpec]:
    """Give the trouble of the house that a recovery names and may meet: it can be as large as the show."""
    names = [f"{SATURATED}{zone}" for zone in (*show.rig.zones, THE_WHOLE)] + [LATE]
    if set(BY_NAME_KINDS).isdisjoint(recovery.kinds):
        return
    for name in names:
        trouble = show.trouble(name)
        if recovery.is_meant_for(trouble):
            yield trouble


def _of(incident: Incident, faults: tuple[ActiveFault, ...], tick: int) -> Incident:
    """Give an incident of these faults alone, whose recovery began at a tick."""
    return replace(incident, fault=faults[0], joined=faults[1:], recovery_tick=tick)


def _reach(recovery: RecoverySpec) -> float:
    """Say how far the neighbours take part in a recovery, metres."""
    reaching = ("ripple", "blend")
    return max((number(p.parameters, "reach") for p in recovery.phases if p.operator in reaching), default=0.0)


def _name_of(wound: Incident) -> str:
    """Name a wound and the moment at which its recovery began."""
    return f"{wound.fault.id}@{wound.recovery_tick}"


def _times(recovery: RecoverySpec, incident: Incident) -> int:
    """Say how often a trouble is embraced."""
    return incident.recurrence if recovery.again == "auto" else 1


def _bounded(canvas: Canvas) -> Canvas:
    return Canvas(np.clip(canvas.intensity, 0, 1), np.clip(canvas.rgb, 0, 1), canvas.text)
