"""The account → headings, sentences and tables: what the text and the page both show."""

from collections.abc import Iterable
from dataclasses import dataclass

from controller.model.snapshot import GuardView
from controller.run.report.account import Account, Broken, Line, Loss, Painted, ShownTale, Told, When, Wound
from controller.run.report.crowds import crowds, losses_told, some_of, steps_told, told_singly


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, all of the same width; ``name`` says what it lists."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; ``level`` 2 or 3."""

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    level: int = 2


def title_of(account: Account) -> str:
    """Name the report."""
    return f"{account.show}: the night of {account.began[:10] or account.night}"


def sections_of(account: Account, *, whole: bool = False) -> tuple[Section, ...]:
    """Lay out a report, from what everybody asks for to what few do; ``whole``: also what is alike, one by one."""
    return (
        _header(account),
        _lines("Cues", account.cues, "No cue was played.", ("Time", "By", "What")),
        _faults(account.faults),
        *_incidents(account.incidents, whole=whole),
        *_votes(account.votes),
        *_painted(account.painted),
        *_told(account.told, account.tales),
        _lines("Laid over the show by hand", account.overrides, "Nobody laid anything over the show."),
        _guard(account),
        _lines("Weaker flash rules", account.loosenings, "The strict flash rules held all night."),
        _nodes(account.nodes, whole=whole),
        _ticks(account),
    )


def _header(account: Account) -> Section:
    rows = [
        ("Night", account.night),
        ("Show", f"{account.show} ({account.file}), {account.hash[:16]}"),
        ("Engine", f"Kintsugi {account.engine}, {account.fps} frames a second, seed {account.seed}"),
        ("Began", account.began or "not known"),
        ("Ended", _ended(account)),
        ("Length", length(account.seconds)),
    ]
    rows += [("The engine came back", shown(when)) for when in account.resumed]
    rows += [("The show file changed", f"{shown(line.when)}: {line.text}") for line in account.reloads]
    return Section("The night", _summary(account), Table("The night", ("What", "Which"), tuple(rows)))


def _ended(account: Account) -> str:
    if account.is_over:
        return account.ended or "in good order"
    return f"not in good order; last heard of {account.ended}. It may still run, or its engine died."


def _summary(account: Account) -> tuple[str, ...]:
    real = sum(1 for wound in account.incidents if wound.origin == "real")
    open_still = sum(1 for wound in account.incidents if wound.closed is None and not wound.kept)
    text = (
        f"{_count(len(account.faults), 'fault')} injected, {_count(len(account.incidents), 'incident')} ({real} real), "
        f"{open_still} open at the end. The guard held light back in {account.guard.acted} of {account.guard.frames} "
        f"frames. {_count(account.skipped, 'tick')} skipped."
    )
    return (text,)


def _lines(title: str, lines: tuple[Line, ...], none: str, heads: tuple[str, ...] = ("Time", "Who", "What")) -> Section:
    if not lines:
        return Section(title, (none,))
    rows = tuple((shown(line.when), line.who, line.text if line.ok else f"refused: {line.text}") for line in lines)
    return Section(title, (), Table(title, heads, rows))


def _votes(votes: tuple[Line, ...]) -> Iterable[Section]:
    """Tell what visitors were asked; in most nights that is nothing."""
    return (_lines("Votes", votes, ""),) if votes else ()


def _painted(painted: tuple[Painted, ...]) -> Iterable[Section]:
    """Tell what visitors painted; in most nights that is nothing."""
    if not painted:
        return ()
    rows = tuple(
        (
            shown(each.opened),
            f"{each.ask} ({each.paint})",
            "to the last" if each.closed is None else length(each.closed.seconds - each.opened.seconds),
            str(each.visitors),
            str(each.strokes),
        )
        for each in painted
    )
    return (
        Section("Painted by visitors", (), Table("Paint", ("Opened", "What", "Open for", "Visitors", "Times"), rows)),
    )


def _told(told: tuple[Told, ...], tales: tuple[ShownTale, ...]) -> Iterable[Section]:
    """Tell what visitors told, and word for word what was shown of it; in most nights that is nothing."""
    if not told and not tales:
        return ()
    rows = tuple(
        (
            shown(each.opened),
            f"{each.ask} ({each.story})",
            "to the last" if each.closed is None else length(each.closed.seconds - each.opened.seconds),
            str(each.visitors),
            str(each.tales),
        )
        for each in told
    )
    seen = tuple((shown(each.began), each.text, length(each.ended.seconds - each.began.seconds)) for each in tales)
    heads = ("Opened", "What", "Open for", "Visitors", "Tales")
    return (
        Section("Told by visitors", (), Table("Stories", heads, rows)),
        Section("What was shown of it", (), Table("Tales", ("Time", "Tale", "For"), seen), 3)
        if seen
        else Section("What was shown of it", ("Nothing was let through.",), None, 3),
    )


def _faults(faults: tuple[Broken, ...]) -> Section:
    if not faults:
        return Section("Faults", ("No fault was injected.",))
    rows = tuple(
        (
            shown(fault.began),
            f"{fault.label}: {fault.kind} on {fault.place}",
            fault.who,
            "to the last" if fault.ended is None else length(fault.ended.seconds - fault.began.seconds),
            fault.how,
        )
        for fault in faults
    )
    return Section("Faults", (), Table("Faults", ("Time", "Fault", "By", "Lasted", "Ended because"), rows))


def _incidents(wounds: tuple[Wound, ...], *, whole: bool) -> Iterable[Section]:
    if not wounds:
        return (Section("Incidents and recoveries", ("There was no incident.",)),)
    singly = told_singly(wounds, whole=whole)
    if len(singly) < len(wounds):
        return (_crowds(wounds, len(singly)), *(_wound(wound, whole=whole) for wound in singly))
    rows = tuple(
        (
            wound.incident,
            shown(wound.opened),
            f"{wound.label}: {wound.kind} on {wound.place}",
            wound.origin,
            wound.recovery or "none",
            wound.kept or "open" if wound.closed is None else shown(wound.closed),
        )
        for wound in wounds
    )
    heads = ("Incident", "Opened", "What", "Origin", "Recovery", "Closed")
    table = Section("Incidents and recoveries", (), Table("Incidents", heads, rows))
    return (table, *(_wound(wound, whole=whole) for wound in wounds))


def _crowds(wounds: tuple[Wound, ...], singly: int) -> Section:
    """Tell very many incidents by those that are alike."""
    rows = tuple(
        (
            str(len(some)),
            f"{some[0].kind} on {some_of([wound.place for wound in some])}",
            some[0].origin,
            f"{shown(some[0].opened)} to {shown(some[-1].opened)}",
            some[0].recovery or "none",
            some[0].nothing or some[0].kept or ("open" if some[0].closed is None else "mended"),
        )
        for some in crowds(wounds)
    )
    said = (
        f"{len(wounds)} incidents, told by those that are alike; {singly} of them follow step by step. "
        "`kintsugi report --all` tells each."
    )
    heads = ("Incidents", "What", "Origin", "Opened", "Recovery", "What came of it")
    return Section("Incidents and recoveries", (said,), Table("Incidents that are alike", heads, rows))


def _wound(wound: Wound, *, whole: bool) -> Section:
    again = f" It was the {_ordinal(wound.recurrence)} time." if wound.recurrence > 1 else ""
    nothing = f" Nothing came of it: {wound.nothing}." if wound.nothing else ""
    first, left_out, last = steps_told(wound.steps, whole=whole)
    between = (("…", "", f"{left_out} more steps; `kintsugi report --all` tells each"),) if left_out else ()
    begun, ended = ([(shown(step.when), step.who, step.text) for step in some] for some in (first, last))
    rows = (*begun, *between, *ended)
    table = Table(f"Steps of incident {wound.incident}", ("Time", "Who", "What and why"), rows)
    return Section(f"Incident {wound.incident}", (f"{wound.why}.{again}{nothing}",), table, level=3)


def _guard(account: Account) -> Section:
    view = account.guard
    missing = account.frames - view.frames
    most = f", by {view.most_held:.0%} of full light of a channel at most" if view.acted else ""
    sentences = [
        f"Limits: {view.limits}.",
        f"It held light back in {view.acted} of {view.frames} frames{most}.",
        f"The most changes in any one second were {view.transitions}; {view.allowed} are allowed, two are a flash.",
        _odd(view),
        f"Evidence: {account.guard_from}.",
    ]
    if missing > max(account.fps, account.frames // 100):
        sentences.append(f"It says nothing of {missing} frames; `kintsugi replay` finds what the guard did in them.")
    if not view.zones:
        return Section("The guard", tuple(sentences))
    rows = tuple((zone, str(frames)) for zone, frames in sorted(view.zones.items(), key=lambda each: -each[1]))
    return Section("The guard", tuple(sentences), Table("Where it held light back", ("Where", "Frames"), rows))


def _odd(view: GuardView) -> str:
    if not view.odd_values:
        return "No value was anything but a number."
    return (
        f"{view.odd_values} values were no numbers; none of them was sent. That is a fault of the program: report it."
    )


def _nodes(losses: tuple[Loss, ...], *, whole: bool) -> Section:
    if not losses:
        return Section("Nodes", ("No node fell silent.",))
    told = losses_told(losses, whole=whole)
    rows = tuple(
        (loss.node, shown(loss.silent), "never" if loss.returned is None else shown(loss.returned), _gone(loss))
        for loss in told
    )
    never = sum(1 for loss in losses if loss.returned is None)
    said = f"Nodes fell silent {len(losses)} times, {never} of them for good; {len(told)} follow."
    return Section(
        "Nodes",
        (said,) if len(told) < len(losses) else (),
        Table("Nodes that fell silent", ("Node", "Silent", "Back", "Gone for"), rows),
    )


def _gone(loss: Loss) -> str:
    return "" if loss.returned is None else length(loss.returned.seconds - loss.silent.seconds)


def _ticks(account: Account) -> Section:
    sentences = [
        f"{_count(account.frames, 'frame')} painted.",
        f"{_count(account.skipped, 'tick')} skipped: {_count(account.gaps, 'gap')}, of {account.longest_gap} at most.",
        f"{_count(account.refused, 'intent')} refused.",
    ]
    if account.late is None:
        sentences.append("The night did not end in good order, so late frames and held frames are not known.")
    else:
        sentences.append(
            f"Since the engine was started last: {_count(account.late, 'tick')} late, "
            f"{_count(account.stage_errors or 0, 'frame')} held because a stage failed, "
            f"{_count(account.bad_input or 0, 'message')} from outside not understood."
        )
    return Section("The engine", tuple(sentences))


def shown(when: When) -> str:
    """Say a moment: its time of day, or the time since the start."""
    return when.clock or length(when.seconds)


def length(seconds: float) -> str:
    """Say a length of time: ``4.2 s``, ``1:05``, ``2:03:04``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
