"""The journal: the log of a night as JSON lines. Same show + same journal = same bytes.

The first line is the header. Then one line for each intent, for skipped ticks and late frames, for marks (a checksum of
the slots every 256 ticks), and ``alive`` once a second, which says how far the night had come if the process dies; to
the very frame that is known to ``last_sent``. What came at a tick is written at once, before its frame leaves, the rest
behind it; flushed to the disk in a thread once a second. A torn last line is cut when the journal is read.

What a full or broken disk does not take waits in memory and is tried again once a second, so that a night whose disk
gets room again is whole.
"""

import contextlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]

from controller.model.intent import Entry
from controller.model.snapshot import GuardView
from controller.run.disk import Disk
from controller.run.journal_lines import cut_torn_tail, told_lines
from controller.run.last_sent import LastSent

FORMAT = 1
MARK_TICKS = 256
NAME = "journal.jsonl"
MOST_WAITING = 16 << 20
"""Bytes of lines that wait for a disk with room; those that come after them are lost, and counted."""
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


class JournalError(Exception):
    """A journal that cannot be read; says where and what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a night is.

    Attributes:
        night: its name.
        engine: version that wrote it.
        show: name of the show file; ``hash`` finds its text beside the journal.
        anchor: monotonic seconds of tick 0 in boot ``boot``.
        started: wall time, for people.
    """

    night: str
    engine: str
    show: str
    hash: str
    fps: int
    seed: int
    anchor: float
    boot: str
    started: str
    journal: int = FORMAT


@dataclass(frozen=True, slots=True)
class Mark:
    """A checksum (CRC-32 of the slots) that a replay must meet."""

    tick: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Skip:
    """Ticks that were never painted: ``count`` of them, the last one just before ``tick``."""

    tick: int
    count: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a tick on, when tick 0 was: of a night that began, or went on after the engine died.

    Attributes:
        tick: the last one before it.
        zero: wall time of tick 0, for people; empty = nobody wrote it down.
    """

    tick: int
    zero: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a night ended, and what is in no other line of its journal.

    Attributes:
        guard: what the guard did in all of it.
        late: ticks that began more than half a tick late, since the engine was started last.
        stage_errors: frames that were held because a stage raised, since then.
        bad_input: what was refused before it became an intent, since then.
    """

    guard: GuardView
    late: int
    stage_errors: int
    bad_input: int


_ENDING: TypeAdapter[Ending] = TypeAdapter(Ending)


@dataclass(frozen=True, slots=True)
class Log:
    """A journal read back.

    Attributes:
        last_tick: how far the night is known to have come.
        anchor: monotonic seconds of tick 0 in boot ``boot``, by the newest start or resumption.
        ended: whether it was closed in good order.
        stretches: when tick 0 was, from which tick on, oldest first.
        ending: how it ended, None = it did not, or this version cannot read it.
        late: ticks whose frames left a tick late or more, and the nodes that these did not leave for.
    """

    header: Header
    entries: tuple[Entry, ...]
    skips: tuple[Skip, ...]
    marks: tuple[Mark, ...]
    last_tick: int
    anchor: float
    boot: str
    ended: bool
    stretches: tuple[Stretch, ...] = ()
    ending: Ending | None = None
    late: Mapping[int, frozenset[str]] = field(default_factory=dict)


class Journal:
    """Writes one night's journal. A full or broken disk is counted and told, never raised: the show goes on.

    Attributes:
        disk: what it is written to.
        errors: writes that failed.
        lost: lines that the disk never took.
        trouble: why the night is not being written now, in words; empty = it is.

    Raises:
        JournalError: another engine plays this night.
        OSError: the file cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        *,
        fps: int,
        header: Header | None,
        flusher: Executor | None = None,
        last_sent: LastSent | None = None,
    ) -> None:
        self._fps = fps
        self._flusher = flusher
        self._file: FileIO | None = FileIO(path, "ab")
        if not lock(self._file):
            self._file.close()
            raise JournalError(f"{path}: another engine plays this night")
        self._length = cut_torn_tail(path)
        self._night, self._last_sent = path.parent.name, last_sent or LastSent()
        self._alive_second = -1
        self.disk = Disk()
        self.errors = self.lost = 0
        self.trouble = ""
        self._waiting = bytearray()
        if header is not None:
            self._write([asdict(header)])

    def put(self, tick: int, entries: Iterable[Entry], *, skipped: int) -> None:
        """Write what came at a tick, before its frame leaves; ``write`` adds what can wait until then."""
        self._write(_came(tick, entries, skipped), again=False)

    def leaves(self, tick: int) -> None:
        """Note that the frame of a tick leaves: before the first node has it, for the last may never get it.

        A frame that counts and was not seen makes nothing flash; one that was seen and does not count may.
        """
        self._last_sent.note(self._night, tick)

    def late(self, tick: int, left_out: frozenset[str]) -> None:
        """Write that the frame of a tick leaves a tick late or more, and which nodes it does not leave for."""
        self._write([{"tick": tick, "late": sorted(left_out)}], again=False)

    def write(self, tick: int, entries: Iterable[Entry], *, skipped: int, checksum: "int | None") -> None:
        """Write one tick's lines once its frame has left; nothing where nothing happened."""
        lines = _came(tick, entries, skipped)
        if checksum is not None:
            lines.append({"tick": tick, "checksum": checksum})
        second = tick // self._fps
        is_new_second, self._alive_second = second != self._alive_second, second
        if is_new_second:
            lines.append({"tick": tick, "alive": True})
        if lines:
            self._write(lines, again=is_new_second)
        if is_new_second and self._flusher is not None and self._file is not None:
            self._flusher.submit(_sync, self._file.fileno())

    def anchored(self, tick: int, *, anchor: float, boot: str, zero: str = "") -> None:
        """Write when tick 0 is, by which clock: of a night that begins, or goes on; ``zero``: its wall time."""
        self._write([{"tick": tick, "anchor": anchor, "boot": boot, "zero": zero}])

    def close(self, tick: int, ending: Ending | None = None) -> None:
        """Write the end and close the file."""
        if self._file is not None:
            told = {} if ending is None else {"ending": _ENDING.dump_python(ending, mode="json")}
            self._write([{"tick": tick, "ended": True, **told}])
            self.abandon()

    def abandon(self) -> None:
        """Close the file without writing the end."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, lines: list[dict[str, Any]], *, again: bool = True) -> None:
        """Write lines behind those that wait; ``again`` = try it though the disk took none a moment ago."""
        if self._file is None:
            return
        if len(self._waiting) > MOST_WAITING:
            self.lost += len(lines)
        else:
            self._waiting += "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode()
        if self.trouble and not again:
            return
        why = self._put_down(self._file)
        self.errors += bool(why)
        self.trouble = f"{why}; free some space on the disk, {len(self._waiting)} bytes wait for it" if why else ""

    def _put_down(self, file: FileIO) -> str:
        """Write what waits, all of it or nothing; gives what is against it."""
        try:
            written = self.disk.write(file, self._waiting)
        except OSError as error:
            written, why = -1, error.strerror or str(error)
        else:
            why = "the disk has no room for all of it"
        if written == len(self._waiting):
            self._length += written
            self._waiting.clear()
            return ""
        with contextlib.suppress(OSError):
            file.truncate(self._length)
        return why


def journal_of(night: Path) -> Path:
    """Say which file is the journal of a night.

    Raises:
        JournalError: there is none.
    """
    path = night / NAME
    if not path.is_file():
        raise JournalError(f"{night}: no night is kept here; a night is a folder with a {NAME} in it")
    return path


def read(path: Path) -> Log:
    """Read a journal back; a torn tail is cut.

    Raises:
        JournalError: no header, a foreign format, or a line before the last that is not ours.
    """
    try:
        return _understood(path, told_lines(path))
    except JournalError:
        return _understood(path, enumerate(_lines(path), start=1))  # line by line, so that it says which one it is


def _understood(path: Path, lines: Iterator[tuple[int, dict[str, Any]]]) -> Log:
    """Make the log of numbered lines."""
    _, first = next(lines, (0, None))
    if first is None:
        raise JournalError(f"{path}: empty; a journal begins with its header")
    header = _header(path, first)
    entries: list[Entry] = []
    skips: list[Skip] = []
    marks: list[Mark] = []
    late: dict[int, frozenset[str]] = {}
    last, ended = 0, False
    anchor, boot = header.anchor, header.boot
    stretches: list[Stretch] = []
    ending: Ending | None = None
    for number, line in lines:
        try:
            last = max(last, int(line["tick"]))
            ended = "ended" in line
            if "intent" in line:
                entries.append(_ENTRY.validate_python(line))
            elif "anchor" in line:
                anchor, boot = float(line["anchor"]), str(line["boot"])
                stretches.append(Stretch(int(line["tick"]), str(line.get("zero", ""))))
            elif "skipped" in line:
                skips.append(Skip(int(line["tick"]), int(line["skipped"])))
            elif "checksum" in line:
                marks.append(Mark(int(line["tick"]), int(line["checksum"])))
            elif "late" in line:
                left_out = line["late"] if isinstance(line["late"], list) else ()  # nights of before say only: true
                late[int(line["tick"])] = frozenset(map(str, left_out))
            elif "ending" in line:
                ending = _ending(line["ending"])
        except (KeyError, TypeError, ValueError, OverflowError, ValidationError) as error:
            raise JournalError(f"{path}:{number}: not a line of a journal: {error}") from error
    told = (tuple(entries), tuple(skips), tuple(marks))
    return Log(header, *told, last, anchor, boot, ended, tuple(stretches), ending, late)


def _came(tick: int, entries: Iterable[Entry], skipped: int) -> list[dict[str, Any]]:
    """Give the lines of what came at a tick."""
    lines: list[dict[str, Any]] = [{"tick": tick, "skipped": skipped}] if skipped else []
    lines += [_ENTRY.dump_python(entry, mode="json") for entry in entries]
    return lines


def lock(file: FileIO) -> bool:
    """Take a file for this process as long as it is open; False = another process has it. Needs flock(2)."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: Path) -> bool:
    """Whether no running engine plays the night of a journal."""
    with FileIO(path, "rb") as file:
        return lock(file)


def checksum_of(slots: bytes) -> int:
    """CRC-32 of a frame's slots."""
    return zlib.crc32(slots)


def _header(path: Path, line: dict[str, Any]) -> Header:
    if line.get("journal") != FORMAT:
        found = line.get("journal")
        raise JournalError(f"{path}:1: format {found!r}; this version reads {FORMAT}. Use the version that wrote it")
    try:
        return Header(**line)
    except TypeError as error:
        raise JournalError(f"{path}:1: not the header of a journal: {error}") from error


def _ending(told: object) -> Ending | None:
    """Read an ending; one of another version says nothing, and its night is as good as ever."""
    try:
        return _ENDING.validate_python(told)
    except ValidationError:
        return None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    *whole, _torn = path.read_bytes().split(b"\n")
    for number, line in enumerate(whole, start=1):
        try:
            parsed = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise JournalError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(parsed, dict):
            raise JournalError(f"{path}:{number}: not a line of a journal")
        yield parsed


def _sync(file_number: int) -> None:
    """Push written lines to the disk; a closed file has been synced by its close."""
    try:
        os.fdatasync(file_number)
    except OSError:
        return
