"""What happened in a night → the account of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from controller.model import facts
from controller.model import intent as intents
from controller.model.fault import ActiveFault
from controller.model.incident import Incident, IncidentState
from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.snapshot import GuardView
from controller.model.state import Record
from controller.run import evidence
from controller.run import journal as journals
from controller.run import night as nights
from controller.run.journal import Log
from controller.run.report.account import Account, Broken, Line, Loss, When, Wound
from controller.run.report.nothing import why_closed, why_open
from controller.run.report.painting import PaintedTonight
from controller.run.report.people import who
from controller.run.report.retelling import Happened, retell
from controller.run.report.telling import ToldTonight
from controller.run.report.times import Times
from controller.run.score.kept import shelf
from controller.run.verify import verify_night

_CUES: Final = ("go", "back", "goto", "release", "pause", "resume", "struck", "follow", "start")
_VOTES: Final = ("vote", "open-vote", "close-vote", "cancel-vote")
_CLEARED: Final = ("clear-paint", "clear-story", "hide-tale")
_OVERRIDES: Final = ("blackout", "panic", "halt", "solo", "end-solo", "rehearse", *_CLEARED)
_NAMED: Final = re.compile(r"\bincident (i\d+)\b")
DIRECTOR: Final = "the director"


def account_of(folder: Path) -> Account:
    """Read a night and tell it.

    Args:
        folder: of the night; nothing in it is changed.

    Raises:
        JournalError: there is no night, or its journal cannot be read.
        ShowError: its show is not kept there, or no longer a good show for this version.
        OSError: a file cannot be read.
    """
    log = journals.read(journals.journal_of(folder))
    shows = shelf(folder)
    gathered = _Gathered(Times(log))
    show = shows(log.header.hash)
    for happened in retell(log, shows):
        gathered.take(happened)
        show = happened.show
    guard, guard_from = _guard(folder, log, shows)
    return _account(log, show, gathered, (guard, guard_from))


def _guard(folder: Path, log: Log, shows: Callable[[str], Show]) -> tuple[GuardView, str]:
    """Find what the guard did: written down, or painted again as far as it was not."""
    if log.ending is not None:
        return log.ending.guard, "written down when the night ended"
    if evidence.read(folder, log.header.fps) is None:
        return verify_night(folder).guard, "nothing was written down, so the whole night was painted again"
    position, seen = nights.restored(shows, log, folder)
    limits = evidence.limits_of(shows(position.state.show or log.header.hash), position.state)
    return seen.view(limits), "written down while it ran; the frames after that were painted again"


def _account(log: Log, show: Show, gathered: "_Gathered", guard: tuple[GuardView, str]) -> Account:
    times, header, ending = gathered.times, log.header, log.ending
    skipped = [skip.count for skip in log.skips]
    return Account(
        night=header.night,
        show=show.name,
        file=header.show,
        hash=header.hash,
        engine=header.engine,
        fps=header.fps,
        seed=header.seed,
        began=times.iso(0),
        ended=times.iso(log.last_tick),
        seconds=round(log.last_tick / header.fps, 3),
        is_over=log.ended,
        frames=log.last_tick - sum(skipped),
        skipped=sum(skipped),
        gaps=len(skipped),
        longest_gap=max(skipped, default=0),
        late=None if ending is None else ending.late,
        stage_errors=None if ending is None else ending.stage_errors,
        bad_input=None if ending is None else ending.bad_input,
        refused=gathered.refused,
        resumed=tuple(gathered.resumed),
        reloads=tuple(gathered.reloads),
        cues=tuple(gathered.cues),
        faults=tuple(gathered.faults.values()),
        incidents=gathered.incidents(is_over=log.ended),
        overrides=tuple(gathered.overrides),
        nodes=tuple(gathered.losses),
        guard=guard[0],
        guard_from=guard[1],
        guard_acted=tuple(gathered.guard_acted),
        loosenings=tuple(gathered.loosenings),
        votes=tuple(gathered.votes),
        painted=gathered.painted.told(log.last_tick),
        told=gathered.told.told(log.last_tick),
        tales=gathered.told.shown(log.last_tick),
    )


class _Gathered:
    """What was heard of a night so far, sorted by what people ask for."""

    def __init__(self, times: Times) -> None:
        self.times = times
        self.refused = 0
        self.resumed: list[When] = []
        self.reloads: list[Line] = []
        self.cues: list[Line] = []
        self.overrides: list[Line] = []
        self.votes: list[Line] = []
        self.painted = PaintedTonight(times)
        self.told = ToldTonight(times)
        self.guard_acted: list[Line] = []
        self.loosenings: list[Line] = []
        self.losses: list[Loss] = []
        self.faults: dict[ActiveFault, Broken] = {}
        self.wounds: dict[str, Wound] = {}
        self._open: dict[str, tuple[Show, Incident]] = {}

    def incidents(self, *, is_over: bool) -> tuple[Wound, ...]:
        """Give all incidents; of those that were open to the last it is said why nothing had come of them."""
        for name, (show, incident) in self._open.items():
            if not self.wounds[name].recovery:
                said = why_open(show, incident, is_over=is_over)
                self.wounds[name] = replace(self.wounds[name], nothing=said)
        return tuple(self.wounds.values())

    def take(self, happened: Happened) -> None:
        """Take one step of the night."""
        for record in happened.records:
            self._hear(record, happened.entry)
        self._look_at_faults(happened)
        self._look_at_incidents(happened)
        self.painted.look(happened)
        self.told.look(happened)

    def _hear(self, record: Record, entry: Entry | None) -> None:
        """Put a record where it belongs; a refused loosening is told too."""
        line = self._line(record, entry)
        if isinstance(entry and entry.intent, intents.ConfirmLoosening):
            self.loosenings.append(line)
        if record.what in _VOTES:
            self.votes.append(line)
        if not record.ok:
            self.refused += entry is not None
        elif entry is None or record.what in _CUES:
            if record.what in _CUES:
                self.cues.append(line)
        else:
            self._hear_taken(line, entry)

    def _hear_taken(self, line: Line, entry: Entry) -> None:
        match entry.intent:
            case facts.NodeSilent(node):
                self.losses.append(Loss(node, line.when, None))
            case facts.NodeReturned(node):
                self.losses = [_returned(loss, node, line.when) for loss in self.losses]
            case facts.Resumed():
                self.resumed.append(line.when)
                # whoever starts anew finds silent nodes again
                self.losses = [_returned(loss, loss.node, line.when) for loss in self.losses]
            case intents.Reload():
                self.reloads.append(line)
            case facts.GuardActed():
                self.guard_acted.append(line)
            case intents.Grab(selector, values):
                # what is written on screens is nobody's business here: attributes only
                self.overrides.append(replace(line, text=f"took {selector} in hand: {', '.join(sorted(values))}"))
            case intents.Ungrab(selector):
                self.overrides.append(replace(line, text=f"gave back {selector or 'everything'}"))
            case _ if line.what in _OVERRIDES:
                self.overrides.append(line)

    def _look_at_faults(self, happened: Happened) -> None:
        """Note which injected faults began and ended."""
        before, after = happened.before.faults, happened.after.faults
        if before is after:
            return
        was, left = set(before), set(after)  # of each there may be a thousand, and a thousand steps
        for fault in after:
            if fault not in was and fault.origin == "injected":
                spec = happened.show.faults[fault.id]
                began = self.times.when(fault.started_tick)
                told = Broken(fault.id, spec.label, spec.kind, spec.zone, who(fault.source), began, None, "")
                self.faults[fault] = told
        for fault in before:
            if fault not in left and fault in self.faults:
                ended, how = self._end_of(fault, happened)
                self.faults[fault] = replace(self.faults[fault], ended=self.times.when(ended), how=how)

    @staticmethod
    def _end_of(fault: ActiveFault, happened: Happened) -> tuple[int, str]:
        if happened.entry is not None:
            return happened.after.tick, f"{happened.records[0].text} ({who(happened.entry.source)})"
        mended = [each for each in happened.after.incidents if fault in each.faults and each.closed_tick is not None]
        if mended and (mended[-1].closed_tick or 0) < fault.ends_tick:
            return mended[-1].closed_tick or 0, f"incident {mended[-1].id} was mended"
        return min(fault.ends_tick, happened.after.tick), "its time limit ran out"

    def _look_at_incidents(self, happened: Happened) -> None:
        """Note which incidents began, moved on and ended, by whom and why."""
        if happened.before.incidents is happened.after.incidents:
            return
        before = happened.before.incidents
        stood = set(map(id, before))
        was = {incident.id: incident for incident in before}
        for incident in happened.after.incidents:
            if id(incident) not in stood and was.get(incident.id) != incident:
                self._move(incident, happened)

    def _move(self, incident: Incident, happened: Happened) -> None:
        show = happened.show
        wound = self.wounds.get(incident.id)
        if wound is None:
            spec = show.trouble(incident.fault.id)
            wound = Wound(
                incident.id, spec.label, incident.kind, incident.origin, spec.zone, incident.why,
                incident.recurrence, "", self.times.when(incident.opened_tick), None, (),
            )  # fmt: skip
        steps = [
            self._step(record, happened.entry) for record in happened.records if _is_about(record, incident, happened)
        ]
        if not steps:
            record = Record(happened.after.tick, None, "show", ok=True, what="incident", text=str(incident.state))
            steps = [self._step(record, happened.entry)]
        recovery = show.recoveries.get(incident.recovery or "")
        began = incident.recovery_tick is not None and recovery is not None
        closed = incident.closed_tick if incident.state is IncidentState.CLOSED else None
        is_kept = incident.state is IncidentState.KEPT
        answered = recovery.label if began and recovery is not None else wound.recovery
        is_closed = incident.state is IncidentState.CLOSED
        if is_closed:
            self._open.pop(incident.id, None)
        else:
            self._open[incident.id] = show, incident
        self.wounds[incident.id] = replace(
            wound,
            recovery=answered,
            nothing=why_closed(show, incident, happened.entry) if is_closed and not answered else "",
            closed=None if closed is None else self.times.when(closed),
            kept=f"{1 - recovery.kept:.0%} mended, the rest kept" if is_kept and recovery is not None else "",
            steps=(*wound.steps, *steps),
        )

    def _step(self, record: Record, entry: Entry | None) -> Line:
        line = self._line(record, entry)
        return line if entry is not None or record.what in _VOTES else replace(line, who=DIRECTOR)

    def _line(self, record: Record, entry: Entry | None) -> Line:
        source = record.source if entry is None else entry.source
        return Line(self.times.when(record.tick), record.what, who(source), record.text, record.ok)


def _is_about(record: Record, incident: Incident, happened: Happened) -> bool:
    """Whether a record tells of an incident: an intent of all it changed, time alone of those that it names."""
    return happened.entry is not None or incident.id in _NAMED.findall(record.text)


def _returned(loss: Loss, node: str, when: When) -> Loss:
    return replace(loss, returned=when) if loss.node == node and loss.returned is None else loss
