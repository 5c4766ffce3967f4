"""What visitors may set going: whatever a vote starts is followed to its end, and must not reach what denies them.

Followed are faults and the recoveries that answer them, what follows a sensor or a time code that is spoilt, cue lists
with all of their cues, recoveries and what their phases do, and further votes. So it holds whoever plays the show, and
nothing is left to be refused in the night.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model import intent as intents
from controller.model import visits
from controller.model.action import CueAction
from controller.model.cells import union
from controller.model.consent import Consent
from controller.model.cue import CueList
from controller.model.fault import TIMECODE_KINDS, FaultSpec
from controller.model.found import implausible
from controller.model.recovery import RecoverySpec
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS
from controller.model.sensor import Sensor
from controller.model.vote import Vote
from controller.showfile.report import Report
from controller.showfile.resolve.groups import Group
from fixtures.profile import FixtureClass

Kind: TypeAlias = Literal["fault", "mending", "sensor", "timecode", "list", "recovery", "vote"]
Thing: TypeAlias = tuple[Kind, str]

_WORDS: Final[Mapping[Kind, str]] = {"mending": "what mends it", "timecode": "the time code"}
_STANDBY: Final = "standby"
_OF_LIST: Final = (
    intents.Go, intents.Back, intents.Pause, intents.Resume, intents.Release, intents.Goto, intents.Load,
)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Startable:
    """All that a vote can set going, by name.

    Attributes:
        driven: sensor → the cells that its levels move.
        timed: what the time code sets going, at any of its frames.
        has_standby: trouble that nobody answers goes to the recovery ``standby``.
    """

    lists: Mapping[str, CueList]
    faults: Mapping[str, FaultSpec]
    recoveries: Mapping[str, RecoverySpec]
    votes: Mapping[str, Vote]
    sensors: Mapping[str, Sensor]
    driven: Mapping[str, Cells]
    timed: tuple[CueAction, ...] = ()
    has_standby: bool = False


def keep_visitors_out(
    startable: Startable, consents: Iterable[Consent], groups: Iterable[Group], report: Report
) -> None:
    """Report every answer of a vote that reaches lights which deny visitors, or fixtures whose class is not ``show``.

    Args:
        startable: what votes can set going, and the votes.
        consents: what zones allow; a later one takes precedence.
        groups: the fixtures.
        report: takes what reaches too far.
    """
    if not startable.votes or report.failed:
        return
    walls = _walls(consents, tuple(groups))
    for name, vote in startable.votes.items():
        for option in vote.options:
            for way, cells, is_recovery in _reached(startable, option.actions):
                why = walls.hit(cells, is_recovery=is_recovery)
                if why:
                    said = f"this answer reaches {why} (by way of {' → '.join(way)})"
                    report.error(("votes", name, "options", option.label), said, key=True)
                    break


@dataclass(frozen=True, eq=False, slots=True)
class _Walls:
    """What keeps visitors out.

    Attributes:
        denies: int [cells], 1 + the number of the consent that denies visitors, 0 = none does.
        zones: of the consents, as written.
        harmful: fixtures whose class is not ``show``.
    """

    denies: NDArray[np.intp]
    zones: tuple[str, ...]
    harmful: tuple[Group, ...]

    def hit(self, cells: Cells | None, *, is_recovery: bool) -> str:
        """Say what some cells have that visitors must not reach, in words; None = cells anywhere."""
        found = self.denies if cells is None else self.denies[cells]
        if found.any():
            zone = self.zones[int(found.max()) - 1]
            return f"'{zone}', which denies visitors"
        if cells is None or is_recovery:  # recoveries never reach them
            return ""
        for group in self.harmful:
            if ((cells >= group.first_cell) & (cells < group.first_cell + group.cells)).any():
                return f"'{group.id}' of class {group.cls}; visitors reach only fixtures of class show"
        return ""


def _walls(consents: Iterable[Consent], groups: tuple[Group, ...]) -> _Walls:
    denies = np.zeros(max((group.first_cell + group.cells for group in groups), default=0), np.intp)
    written = tuple(consents)
    for number, consent in enumerate(written, start=1):
        denies[consent.cells] = number if consent.visitors == "deny" else 0
    harmful = tuple(group for group in groups if group.cls is not FixtureClass.SHOW)
    return _Walls(denies, tuple(consent.zone for consent in written), harmful)


def _reached(
    startable: Startable, actions: Iterable[CueAction]
) -> Iterator[tuple[tuple[str, ...], Cells | None, bool]]:
    """Give everything that actions lead to, each once: by which way, its cells, whether a recovery does it."""
    waiting: list[tuple[tuple[str, ...], Thing]] = [((), thing) for thing in _things(actions)]
    seen: set[Thing] = set()
    while waiting:
        before, thing = waiting.pop(0)
        if thing in seen:
            continue
        seen.add(thing)
        kind, name = thing
        way = (*before, _WORDS.get(kind, f"{kind} {name}"))
        cells, after = _follow(startable, kind, name)
        yield way, cells, kind == "recovery"
        waiting += [(way, each) for each in (*_things(after), *_drawn_in(startable, kind, name))]


def _drawn_in(startable: Startable, kind: Kind, name: str) -> Iterator[Thing]:
    """Name what goes with something, though no action says so."""
    if kind == "fault":
        fault = startable.faults[name]
        yield from (("fault", part.fault) for part in fault.parts)
        yield "mending", name
        if fault.sensor:
            yield "sensor", fault.sensor
        if fault.kind in TIMECODE_KINDS:
            yield "timecode", ""
    elif kind == "sensor":  # whoever is compared with it may be doubted in its place
        number = startable.sensors[name].number
        yield from (("sensor", each.id) for each in startable.sensors.values() if number in each.neighbours)


def _follow(startable: Startable, kind: Kind, name: str) -> tuple[Cells | None, list[CueAction]]:
    """Give the cells that something reaches by itself (None = anywhere), and what it does besides."""
    cells: Cells | None = NO_CELLS
    actions: list[CueAction] = []
    match kind:
        case "fault":
            cells = startable.faults[name].cells
        case "mending":
            actions = _mending(startable, startable.faults[name])
        case "sensor":
            cells, actions = startable.driven[name], _mending(startable, implausible(startable.sensors[name]))
        case "timecode":
            actions = list(startable.timed)
            cells = None if any(isinstance(each, intents.Blackout | intents.Panic) for each in actions) else NO_CELLS
        case "list":
            cues = startable.lists[name].cues
            parts = [part.cells for cue in cues for part in cue.look.parts]
            parts += [effect.cells for cue in cues for effect in cue.effects]
            cells, actions = union(parts), [action for cue in cues for action in cue.actions]
        case "recovery":
            recovery = startable.recoveries[name]
            cells, actions = recovery.cells, [action for phase in recovery.phases for action in phase.actions]
        case "vote":
            actions = [action for option in startable.votes[name].options for action in option.actions]
    return cells, actions


def _mending(startable: Startable, trouble: FaultSpec) -> list[CueAction]:
    """List what recoveries do that may answer some trouble, also where nobody answers it."""
    meant = [each for each in startable.recoveries.values() if each.is_meant_for(trouble)]
    if meant and startable.has_standby:
        meant.append(startable.recoveries[_STANDBY])
    return [action for each in meant for phase in each.phases for action in phase.actions]


def _things(actions: Iterable[CueAction]) -> Iterator[Thing]:
    """Name what actions set going; messages leave the house, and HALT only ends what was broken."""
    for action in actions:
        match action:
            case intents.Inject(name) | intents.Clear(name):
                yield "fault", name
            case intents.Recover(name):
                yield "recovery", name
            case visits.OpenVote(name) | visits.CloseVote(name):
                yield "vote", name
            case _ if isinstance(action, _OF_LIST):
                yield "list", action.list
