"""The engine's side of the local socket: answers calls, pushes snapshots. A slow or mad web server costs it nothing.

Pushes are dropped while the other side does not read; a side that leaves too much unread is cut off and may come again.
An answer that says what was done follows a snapshot that shows it, so whoever was answered reads what they did.
"""

import asyncio
import contextlib
import json
import logging
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from inspect import isawaitable
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from controller.model.editing import EditAnswer, Editor
from controller.model.fixture_series import series_of
from controller.model.intent import FlashSubmaster, Inject, Intent, LetGo
from controller.model.on_demand import places_of
from controller.model.outline import ShowOutline
from controller.model.seam import EngineGoneError, Seam, ViewFrame
from controller.model.snapshot import Ack, Snapshot
from controller.run.remote.calls import ALL, EDITS, OUTLINE, PIECES, SNAPSHOT
from controller.run.remote.framing import FramingError, Kind, framed, read_message
from controller.run.remote.kept import Teller

PUSH_GAP_S: Final = 1 / 30
PUSH_PERIOD_S: Final = 0.1
FRAME_TICKS: Final = 1.5
"""A frame that has not left for so long hangs, and nothing waits for it any more."""
UNREAD_BYTES: Final = 4 << 20
"""So much unread, and nothing more is pushed for now."""
SERIES_AT_ONCE: Final = 100
"""Series of fixtures of an outline that are told in one go: half a millisecond."""
CELLS_AT_ONCE: Final = 1000
"""Cells of it that are, or their places."""
MOST_UNREAD_BYTES: Final = 64 << 20
MOST_CALLS: Final = 1024
READING_S: Final = 1.0
"""So long an answer waits for a side that reads nothing, until it goes without its snapshot."""
CLOSING_S: Final = 1.0
"""So long the engine may take to hear that a console is gone."""
FRAME_HEADER: Final = struct.Struct(">IqdI")
AfterFrame: TypeAlias = Callable[[], Awaitable[None]]

_log = logging.getLogger("kintsugi.engine")


@contextlib.asynccontextmanager
async def offer(
    seam: Seam, path: Path, editor: Editor | None = None, *, after_frame: AfterFrame | None = None
) -> AsyncIterator[None]:
    """Let web servers of this machine reach the seam, and the editor, at a socket file, as long as the block runs.

    Args:
        seam: that is reached.
        path: of the socket file.
        editor: of the show file, if there is one.
        after_frame: waits until a frame has just left; None = nobody knows when.

    Raises:
        OSError: the socket cannot be made.
    """
    visits: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        if visit is not None:
            visits[visit] = writer
            visit.add_done_callback(visits.pop)
        await _serve(_Asked(seam, editor, after_frame), reader, writer)

    server = await asyncio.start_unix_server(serve, path)
    try:
        yield
    finally:
        server.close()
        for writer in visits.values():
            writer.transport.abort()
        if visits:
            await asyncio.wait(set(visits))
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - a socket file: nothing waits for a disk


async def _serve(asked: "_Asked", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    holding: set[str] = set()
    try:
        async with asyncio.TaskGroup() as tasks:
            visit = _Visit(asked, writer, tasks, holding)
            tasks.create_task(visit.push())
            while True:
                visit.take(*await read_message(reader))
                await asyncio.sleep(0)  # what was read ahead is there at once, and a frame may be due
    except* (OSError, asyncio.IncompleteReadError):
        pass  # it is gone; its supervisor knows
    except* FramingError as errors:
        _log.warning("the web server was cut off: %s", errors.exceptions[0])
    except* Exception:  # noqa: BLE001 - the one of this task: a mad web server must not end the engine
        _log.exception("talking with the web server failed")
    finally:
        writer.close()
        for source in sorted(holding):
            await _let_go(asked.seam, source)


async def _let_go(seam: Seam, source: str) -> None:
    """End what a console held, now that the web server that spoke for it is gone."""
    with contextlib.suppress(TimeoutError, EngineGoneError):
        async with asyncio.timeout(CLOSING_S):
            await seam.submit(LetGo(), source=source, role="operator")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who answers: the seam, and the editor of the show file if there is one; and who says that a frame has left."""

    seam: Seam
    editor: Editor | None
    after_frame: AfterFrame | None


class _Visit:
    """One connected web server."""

    def __init__(
        self, asked: _Asked, writer: asyncio.StreamWriter, tasks: asyncio.TaskGroup, holding: set[str]
    ) -> None:
        """Serve one; ``holding`` takes the consoles that have armed something."""
        self._seam = asked.seam
        self._editor = asked.editor
        self._after_frame = asked.after_frame
        self._writer = writer
        self._tasks = tasks
        self._open = 0
        self._holding = holding
        self._outline: ShowOutline | None = None
        self._telling = asyncio.Lock()
        self._catching_up: asyncio.Task[None] | None = None
        self._is_awaited = False
        self._teller = Teller()
        self._revision = self._tick = -1
        self._written = 0

    async def push(self) -> None:
        """Send the outline when it is new, and a snapshot when something has changed, ten times a second at least."""
        await self._tell_outline()
        self._show_newest()
        while True:
            await self._tell_outline()
            await asyncio.sleep(PUSH_GAP_S)
            await self._wait_frame_left()
            if not self._may_show():
                continue
            try:
                async with asyncio.timeout(PUSH_PERIOD_S - PUSH_GAP_S):
                    snapshot = await self._seam.wait_snapshot(self._revision)
            except TimeoutError:
                await self._wait_frame_left()
                self._show_newest()
            else:
                if self._may_show() and snapshot.revision > self._revision:  # else an answer has let it be shown
                    self._show(snapshot)

    async def _tell_outline(self) -> None:
        """Send the outline if it is new: piece by piece, for that of a large rig takes longer than a frame has."""
        async with self._telling:
            outline = self._seam.outline
            if outline is self._outline:
                return
            for name, entries in pieces(outline):
                while self._unread() >= UNREAD_BYTES:  # noqa: ASYNC110 - nobody says when it was read
                    await asyncio.sleep(PUSH_GAP_S)
                self._write({"push": name}, b"value", PIECES[name].dump_json(entries))
                await asyncio.sleep(0)
            self._write({"push": "outline"}, b"value", OUTLINE.dump_json(without_pieces(outline)))
            self._outline = outline

    def _may_show(self) -> bool:
        """Whether a snapshot can go; else too much is unread, or the outline that it belongs to is still to be sent."""
        return self._unread() < UNREAD_BYTES and self._seam.outline is self._outline

    def _show(self, snapshot: Snapshot) -> None:
        brief, order = self._teller.news(snapshot)
        self._write({"push": "snapshot", "order": order}, b"value", SNAPSHOT.dump_json(brief))
        self._revision, self._tick, self._is_awaited = snapshot.revision, snapshot.tick, False

    def _show_newest(self) -> bool:
        """Send a snapshot of now if one can go; else none is made."""
        if not self._may_show():
            return False
        self._show(self._seam.snapshot())
        return True

    async def _show_first(self, tick: int | None) -> None:
        """Let a snapshot go before an answer that says what was done; one does for all that a tick did.

        It has just become time for it: the tick's frame has left, and the next is a tick away. If none can go yet, all
        answers wait for the same one, as long as the other side reads at all.

        Args:
            tick: that did it; None = the newest.
        """
        if (tick is not None and self._tick >= tick) or self._show_newest():
            return
        self._is_awaited, coming = True, self._catching_up
        if coming is None or coming.done():
            coming = self._catching_up = self._tasks.create_task(self._catch_up())
        read = -1
        while not coming.done() and self._read() > read:
            read = self._read()
            await asyncio.wait({coming}, timeout=READING_S)  # which leaves it running: half an outline must not stand

    async def _catch_up(self) -> None:
        """Send the outline if it is new, and a snapshot as soon as one can go, unless one goes by itself."""
        await self._tell_outline()
        while self._is_awaited and not self._show_newest():
            await asyncio.sleep(PUSH_GAP_S)
            await self._tell_outline()

    async def _wait_frame_left(self) -> None:
        """Let the next frame leave first: a snapshot that is written just before it keeps it waiting."""
        if self._after_frame is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FRAME_TICKS / self._seam.outline.fps):
                    await self._after_frame()

    def take(self, kind: Kind, body: bytes) -> None:
        """Begin to answer a call.

        Raises:
            FramingError: it is no call.
        """
        if kind is not Kind.TEXT:
            raise FramingError("frames only go to the web server")
        try:
            document = json.loads(body)
            number, name = int(document["id"]), str(document["call"])
            call = ALL[name]
            arguments = {key: adapter.validate_python(document["with"][key]) for key, adapter in call.arguments.items()}
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            raise FramingError(f"a call that is none: {type(error).__name__}") from None
        if self._open >= MOST_CALLS or self._unread() > MOST_UNREAD_BYTES:
            raise FramingError("it asks faster than it reads")
        self._open += 1
        if name == "submit" and arguments["source"].startswith("console:"):
            self._note(arguments["intent"], arguments["source"])
        self._tasks.create_task(self._answer(number, name, arguments))

    def _note(self, intent: Intent, source: str) -> None:
        """Remember which consoles hold something that ends with them."""
        if isinstance(intent, (FlashSubmaster, Inject)):
            self._holding.add(source)
        elif isinstance(intent, LetGo):
            self._holding.discard(source)

    async def _answer(self, number: int, name: str, arguments: dict[str, Any]) -> None:
        try:
            if name == "frame":
                self._write_frame(number, await self._seam.wait_frame(**arguments))
                return
            if name in EDITS and self._editor is None:
                self._write({"id": number}, b"error", b'"this show has no file that could be edited"')
                return
            asked = getattr(self._editor if name in EDITS else self._seam, name)(**arguments)
            result = await asked if isawaitable(asked) else asked
            acted = [each.tick for each in _acks(result) if each.seq]  # else nothing has acted on it
            if acted:
                await self._show_first(max(acted))
            elif isinstance(result, EditAnswer) and result.ok:
                await self._show_first(None)
            adapter = ALL[name].result
            if adapter is not None:
                self._write({"id": number}, b"result", adapter.dump_json(result))
        except EngineGoneError as error:  # it cannot do this one; everything else goes on
            self._write({"id": number}, b"error", json.dumps(str(error)).encode())
        finally:
            self._open -= 1

    def _write(self, head: dict[str, object], key: bytes, value: bytes) -> None:
        self._send(Kind.TEXT, json.dumps(head).encode()[:-1] + b',"' + key + b'":' + value + b"}")

    def _write_frame(self, number: int, frame: ViewFrame) -> None:
        head = FRAME_HEADER.pack(number, frame.tick, frame.seconds, len(frame.cells))
        self._send(Kind.FRAME, head + frame.cells)

    def _send(self, kind: Kind, body: bytes) -> None:
        message = framed(kind, body)
        self._written += len(message)
        self._writer.write(message)

    def _unread(self) -> int:
        return self._writer.transport.get_write_buffer_size()

    def _read(self) -> int:
        """Say how many bytes the other side has taken so far."""
        return self._written - self._unread()


def _acks(result: object) -> Sequence[Ack]:
    """Give the acknowledgements in an answer."""
    each = result if isinstance(result, tuple) else (result,)
    return [ack for ack in each if isinstance(ack, Ack)]


def pieces(outline: ShowOutline) -> Iterator[tuple[str, object]]:
    """Make what comes before an outline, a little at a time: of a large rig it is never there as a whole."""
    for begin in range(0, len(outline.positions), CELLS_AT_ONCE):
        yield "positions", places_of(outline.positions, slice(begin, begin + CELLS_AT_ONCE)).astype("<f8").tobytes()
    series = series_of(outline.fixtures).series
    for begin in range(0, len(series), SERIES_AT_ONCE):
        yield "fixtures", series[begin : begin + SERIES_AT_ONCE]
    for name, whose, cells in _cells_of(outline):
        for begin in range(0, max(1, len(cells)), CELLS_AT_ONCE):
            yield name, ((whose, cells[begin : begin + CELLS_AT_ONCE]),)


def _cells_of(outline: ShowOutline) -> Iterator[tuple[str, str, Sequence[int]]]:
    yield from (("zones", zone, cells) for zone, cells in outline.zones.items())
    yield from (("faults", fault.id, fault.cells) for fault in outline.faults)
    yield from (("submasters", each.id, each.cells) for each in outline.submasters)
    if len(outline.drawn):
        yield "drawn", "", outline.drawn


def without_pieces(outline: ShowOutline) -> ShowOutline:
    """Give what is left of an outline once all of its pieces are told."""
    return replace(
        outline,
        positions=(),
        fixtures=(),
        zones={},
        faults=tuple(replace(fault, cells=()) for fault in outline.faults),
        submasters=tuple(replace(each, cells=()) for each in outline.submasters),
        drawn=(),
    )
