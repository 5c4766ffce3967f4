"""Nights on disk: one folder for each run of a show, with its journal, the text of its show and its snapshots."""

import logging
import secrets
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from controller import __version__
from controller.frame.pipeline import Painter
from controller.model.facts import Breakable
from controller.model.intent import Reload
from controller.model.show import Show
from controller.run import evidence, snapshots
from controller.run import journal as journals
from controller.run.engine import Position
from controller.run.evidence import Evidence, limits_of
from controller.run.journal import Header, Journal, JournalError, Log
from controller.run.journal_lines import cut_torn_tail
from controller.run.last_sent import LastSent
from controller.run.replay import beginning, replay
from controller.run.score.kept import keep_show, kept_source, shelf
from controller.run.source import Source

logger = logging.getLogger("kintsugi.night")
REAL_TIME_GAP_S = 60.0
"""After a gap up to this long the night goes on where time is now; after a longer one, where it stopped."""
MOST_UNTOLD_S = 2.0
"""Frames of so long a time may have left that the journal does not tell of: it does once a second."""


@dataclass(frozen=True, slots=True)
class Night:
    """A night that is about to be played.

    Attributes:
        name: of the folder.
        start: where the engine begins.
        anchor: clock seconds of tick 0.
        resumed: whether it goes on after the engine died.
        stood_still: whether it then goes on where it stopped: after a long time, or at an unknown one.
        evidence: what the guard did so far.
        show: what plays at the start.
    """

    name: str
    folder: Path
    journal: Journal
    start: Position
    anchor: float
    resumed: bool
    evidence: Evidence
    show: Show
    stood_still: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a night is opened: monotonic seconds, boot of the machine, wall time."""

    monotonic: float
    boot: str
    wall: datetime


def begin(  # noqa: PLR0913 - each is a fact of the night
    root: Path,
    show: Show,
    *,
    file: str,
    text: str,
    now: Moment,
    flusher: Executor | None,
    parts: Mapping[str, bytes] | None = None,
    last_sent: LastSent | None = None,
) -> Night:
    """Begin a new night in a folder of its own.

    Raises:
        OSError: the folder cannot be made.
    """
    name = f"{now.wall:%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}"
    folder = root / name
    folder.mkdir(parents=True)
    keep_show(folder, show.hash, text, parts or {})
    anchor = now.monotonic
    header = Header(
        night=name,
        engine=__version__,
        show=file,
        hash=show.hash,
        fps=show.fps,
        seed=show.seed,
        anchor=anchor,
        boot=now.boot,
        started=now.wall.isoformat(timespec="seconds"),
    )
    journal = Journal(folder / journals.NAME, fps=show.fps, header=header, flusher=flusher, last_sent=last_sent)
    start = beginning(show, Painter(show))
    return Night(name, folder, journal, start, anchor, resumed=False, evidence=Evidence(show.fps), show=show)


def unfinished(root: Path, show: Show, known: Path | None = None, *, rehearsal: bool | None = None) -> Path | None:
    """Find the newest night, if nobody plays it, it is of this very show and was never closed; else None.

    Args:
        root: where nights are kept.
        show: to be played.
        known: the night that an engine which died has played: looked at instead, for others may have begun since.
        rehearsal: True = only one that was started as a rehearsal, False = only one that was not: what was broken while
            nobody watched is no beginning for an evening. None = either.
    """
    folders = root.glob("*") if known is None else (known,)
    for folder in sorted((path for path in folders if (path / journals.NAME).is_file()), reverse=True):
        try:
            log = journals.read(folder / journals.NAME)
        except JournalError as error:
            logger.warning("%s; a new night begins instead", error)
            return None
        is_ours = _last_show(log) == show.hash and not log.ended
        if is_ours and rehearsal is not None and rehearsal != _is_rehearsal(log):
            continue
        return folder if is_ours and journals.is_free(folder / journals.NAME) else None
    return None


def warn_of_others(root: Path) -> None:
    """Tell of nights that other engines of this installation play: lamps that two of them feed flicker between both."""
    played = [path.parent.name for path in sorted(root.glob(f"*/{journals.NAME}")) if not journals.is_free(path)]
    if played:
        logger.warning(
            "another show plays here already (night %s); end one of them if both feed the same lamps, or these flicker",
            ", ".join(played),
        )


def resume(
    folder: Path,
    show: Show,
    *,
    now: Moment,
    flusher: Executor | None,
    painter_of: Callable[[Show], Painter] = Painter,
    last_sent: LastSent | None = None,
) -> Night:
    """Take up a night where it is now: snapshot, then the rest of the journal painted again.

    Where the show that was asked for last was refused at its tick, the night goes on with the one it played: see
    ``Night.show``.

    Args:
        folder: of the night.
        show: that was asked for last.
        now: when it goes on.
        flusher: writes to the disk.
        painter_of: gives the painter of a show.
        last_sent: what an engine that died just now has noted; None = nothing.

    Raises:
        JournalError: the journal cannot be read.
        ShowError: a show of the night is not kept there, or no longer a good one.
    """
    path = folder / journals.NAME
    cut_torn_tail(path)
    log = _seen(journals.read(path), 0 if last_sent is None else last_sent.of(folder.name))
    shows = shelf(folder, show)
    position, seen = restored(shows, log, folder, painter_of)
    playing = shows(position.state.show or log.header.hash)
    anchor = _anchor(log, now, show.fps)
    journal = Journal(path, fps=show.fps, header=None, flusher=flusher, last_sent=last_sent)
    zero = (now.wall - timedelta(seconds=now.monotonic - anchor)).isoformat(timespec="seconds")
    journal.anchored(log.last_tick, anchor=anchor, boot=now.boot, zero=zero)
    return Night(
        log.header.night,
        folder,
        journal,
        position,
        anchor,
        resumed=True,
        evidence=seen,
        show=playing,
        # one that was taken up and ended before its first frame may have stood still before that, too
        stood_still=anchor != log.anchor or (bool(log.stretches) and log.stretches[-1].tick == log.last_tick),
    )


def discard(night: Night) -> None:
    """Give up a night before its first tick: a new one leaves nothing behind, a resumed one stays unfinished."""
    night.journal.abandon()
    if not night.resumed:
        shutil.rmtree(night.folder, ignore_errors=True)


def restored(
    shows: Callable[[str], Show], log: Log, folder: Path, painter_of: Callable[[Show], Painter] = Painter
) -> tuple[Position, Evidence]:
    """Restore the position at a log's last tick, and what the guard did up to there.

    Where nothing of the latter was kept it begins with the snapshot: resuming cannot wait for a whole night.

    Args:
        shows: gives the shows of the night by their hashes.
        log: of the night.
        folder: of the night.
        painter_of: gives the painter of a show.

    Raises:
        ShowError: a show of the night is not kept there, or no longer a good one.
    """
    position = snapshots.newest(folder, not_after=log.last_tick)
    first = shows((position.state.show if position else "") or log.header.hash)
    painter = painter_of(first)
    position = position or beginning(first, painter)
    seen = evidence.read(folder, log.header.fps) or Evidence(log.header.fps)
    for frame, after in replay(first, log, painter, position, shows=shows):
        position = after
        if frame is not None:
            seen.see(frame.held, limits_of(shows(after.state.show or log.header.hash), after.state), frame.tick)
    return position, seen


def left_off(folder: Path, source: Source | None, file: Path) -> Source:
    """Give the show that played last in a night: what was read from its file, if it is that, else what the night keeps.

    A file that was edited and not taken, or that is no good as it stands, must not end a night that goes on.

    Args:
        folder: of the night.
        source: what was read; None = the file cannot be played as it is.
        file: the show's own.

    Raises:
        JournalError: the night cannot be read.
        ShowError: the show is not kept there, or no longer a good one.
    """
    last = _last_show(journals.read(folder / journals.NAME))
    return source if source is not None and source.show.hash == last else kept_source(folder, last, file)


def source_of(night: Night, source: Source) -> Source:
    """Give what a night plays: what was read, or what it went on with where that was refused.

    Raises:
        ShowError: the show is not kept there, or no longer a good one.
    """
    if night.show.hash == source.show.hash:
        return source
    return replace(kept_source(night.folder, night.show.hash, source.path), show=night.show)


def _last_show(log: Log) -> str:
    """Give the hash of the show that was asked for last."""
    reloads = [entry.intent.show for entry in log.entries if isinstance(entry.intent, Reload)]
    return reloads[-1] if reloads else log.header.hash


def _is_rehearsal(log: Log) -> bool:
    """Whether a night was started as a rehearsal; one in which an operator began to rehearse is none."""
    return any(isinstance(entry.intent, Breakable) for entry in log.entries)


def _seen(log: Log, sent: int) -> Log:
    """Give a log up to the last frame that anybody saw: the journal tells of ticks without intents once a second.

    A journal that is farther behind was not being written, and nobody can tell what was seen.
    """
    return replace(log, last_tick=sent) if 0 < sent - log.last_tick <= MOST_UNTOLD_S * log.header.fps else log


def _anchor(log: Log, now: Moment, fps: int) -> float:
    """Find tick 0 on today's clock: where it was, unless the machine was restarted or the gap was long."""
    gap = now.monotonic - (log.anchor + log.last_tick / fps)
    if log.boot == now.boot and 0 <= gap <= REAL_TIME_GAP_S:
        return log.anchor
    return now.monotonic - log.last_tick / fps
