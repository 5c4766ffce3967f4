"""The web server's side of the local socket: a seam whose engine is in another process, and may be gone for a while.

Nothing is kept for an engine that is not there: an intent is refused at once, and whoever waits is told.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from controller.model.editing import Edit, EditAnswer, History
from controller.model.explanation import Explanation, LookLines
from controller.model.intent import Intent, Role
from controller.model.outline import ShowOutline
from controller.model.preview import Preview
from controller.model.seam import EngineGoneError, ViewFrame
from controller.model.snapshot import Ack, Snapshot, StageTiming
from controller.run.remote.calls import ALL, OUTLINE, PIECES, SNAPSHOT
from controller.run.remote.framing import Kind, framed, read_message
from controller.run.remote.gathering import Gathering
from controller.run.remote.kept import Listener
from controller.run.remote.server import FRAME_HEADER

AGAIN_S: Final = 0.05
"""Between two tries to reach the engine."""
INTENTS_AT_ONCE: Final = 16
"""So many intents go in one message: the engine reads it in half a millisecond."""
_GONE: Final = "the engine is not there; nothing was done. It is being started again"
_LEFT: Final = "the engine went away before it answered; look at the state before you do it again"


class RemoteSeam:
    """The seam as the web server sees it. ``keep_connected`` must run beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: asyncio.StreamWriter | None = None
        self._numbers = itertools.count(1)
        self._asked: dict[int, tuple[str, asyncio.Future[Any]]] = {}
        self._outline: ShowOutline | None = None
        self._coming: ShowOutline | None = None
        self._pieces = Gathering()
        self._listener = Listener()
        self._snapshot: Snapshot | None = None
        self._changed = asyncio.Event()

    async def keep_connected(self) -> NoReturn:
        """Reach the engine, and reach it again whenever it comes back."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_unix_connection(self._path)
                try:
                    await self._listen(reader, writer)
                finally:
                    self._leave(writer)
            await asyncio.sleep(AGAIN_S)

    async def wait_connected(self) -> None:
        """Wait until the engine has told what it plays."""
        while self._snapshot is None or self._outline is None:
            await self._changed.wait()

    # the seam

    @property
    def outline(self) -> ShowOutline:
        """The still part of the show."""
        if self._outline is None:
            raise EngineGoneError
        return self._outline

    async def submit(self, intent: Intent, *, source: str, role: Role) -> Ack:
        """Hand in an intent; refused at once while the engine is gone."""
        try:
            ack: Ack = await self.ask("submit", intent=intent, source=source, role=role)
        except EngineGoneError as error:
            return Ack(0, 0, ok=False, text=str(error))
        return ack

    async def submit_each(self, intents: Sequence[Intent], *, source: str, role: Role) -> tuple[Ack, ...]:
        """Hand in several intents at once; refused while the engine is gone. They go in order, a few in a message."""
        parts = [tuple(intents[begin : begin + INTENTS_AT_ONCE]) for begin in range(0, len(intents), INTENTS_AT_ONCE)]
        done = await asyncio.gather(*(self._submit_few(part, source, role) for part in parts))
        return tuple(ack for acks in done for ack in acks)

    async def _submit_few(self, intents: tuple[Intent, ...], source: str, role: Role) -> tuple[Ack, ...]:
        try:
            acks: tuple[Ack, ...] = await self.ask("submit_each", intents=intents, source=source, role=role)
        except EngineGoneError as error:
            return (Ack(0, 0, ok=False, text=str(error)),) * len(intents)
        return acks

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        """Let the engine count bad input."""
        if self._writer is not None:
            self._send(0, "refuse", {"peer": peer, "reason": reason, "times": times})

    def snapshot(self) -> Snapshot:
        """Everything that moves, as the engine told it last: a tenth of a second ago at most, and after every answer.

        What an acknowledgement says, or the answer to an edit, is in it.
        """
        if self._snapshot is None:
            raise EngineGoneError
        return self._snapshot

    async def wait_snapshot(self, after_revision: int) -> Snapshot:
        """Wait for a change since a revision."""
        while (snapshot := self.snapshot()).revision <= after_revision:
            await self._changed.wait()
        return snapshot

    async def wait_frame(self, after_tick: int) -> ViewFrame:
        """Wait for a frame newer than a tick."""
        frame: ViewFrame = await self.ask("frame", after_tick=after_tick)
        return frame

    async def timings(self) -> tuple[StageTiming, ...]:
        """Say how long each stage of a frame took lately."""
        timings: tuple[StageTiming, ...] = await self.ask("timings")
        return timings

    async def explain(self, fixture: str) -> Explanation | None:
        """Say what a fixture shows and why."""
        told: Explanation | None = await self.ask("explain", fixture=fixture)
        return told

    async def preview(self, fault: str) -> Preview:
        """Tell what a fault would do if it were injected now."""
        told: Preview = await self.ask("preview", fault=fault)
        return told

    async def live_lines(self, *, selector: str | None, hands_only: bool) -> LookLines | str:
        """Write what is live as lines of a look."""
        lines: LookLines | str = await self.ask("live_lines", selector=selector, hands_only=hands_only)
        return lines

    async def universe(self, node: str, number: int) -> bytes | None:
        """Slots of one universe as last sent."""
        slots: bytes | None = await self.ask("universe", node=node, number=number)
        return slots

    # the socket

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while True:
            kind, body = await read_message(reader)
            if kind is Kind.FRAME:
                number, tick, seconds, length = FRAME_HEADER.unpack_from(body)
                self._settle(number, ViewFrame(tick, seconds, body[FRAME_HEADER.size : FRAME_HEADER.size + length]))
            else:
                self._take(json.loads(body))

    def _take(self, document: dict[str, Any]) -> None:
        if document.get("push") in PIECES:
            self._pieces.take(document["push"], document["value"])
            return
        if document.get("push") == "outline":
            # seen with its first snapshot, which follows
            self._coming = self._pieces.complete(OUTLINE.validate_python(document["value"]))
            self._pieces = Gathering()
        elif document.get("push") == "snapshot":
            self._snapshot = self._listener.whole(SNAPSHOT.validate_python(document["value"]), document["order"])
            self._outline, self._coming = self._coming or self._outline, None
        else:
            name, _ = self._asked.get(document["id"], ("", None))
            adapter = ALL[name].result if name else None
            if "error" in document:
                self._fail(document["id"], str(document["error"]))
            elif adapter is not None:
                self._settle(document["id"], adapter.validate_json(json.dumps(document["result"])))
        self._tell()

    async def ask(self, name: str, **arguments: object) -> Any:  # Any: the table says what each call answers
        """Ask the engine something.

        Raises:
            EngineGoneError: it is not there, goes away meanwhile, or cannot do it.
        """
        if self._writer is None:
            raise EngineGoneError(_GONE)
        number = next(self._numbers)
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[number] = (name, answered)
        try:
            self._send(number, name, arguments)
            return await answered
        finally:
            self._asked.pop(number, None)

    def _send(self, number: int, name: str, arguments: dict[str, object]) -> None:
        plain = {key: ALL[name].arguments[key].dump_python(value, mode="json") for key, value in arguments.items()}
        if self._writer is not None:
            self._writer.write(framed(Kind.TEXT, json.dumps({"id": number, "call": name, "with": plain}).encode()))

    def _settle(self, number: int, result: object) -> None:
        _, answered = self._asked.get(number, ("", None))
        if answered is not None and not answered.done():
            answered.set_result(result)

    def _fail(self, number: int, why: str) -> None:
        _, answered = self._asked.get(number, ("", None))
        if answered is not None and not answered.done():
            answered.set_exception(EngineGoneError(why))

    def _leave(self, writer: asyncio.StreamWriter) -> None:
        """Tell everybody who waits that the engine is gone."""
        writer.close()
        self._writer = self._snapshot = self._coming = None
        self._pieces, self._listener = Gathering(), Listener()
        for _, answered in self._asked.values():
            if not answered.done():
                answered.set_exception(EngineGoneError(_LEFT))
        self._tell()

    def _tell(self) -> None:
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()


class RemoteEditor:
    """The editor of the show file as the web server sees it; ``EngineGoneError`` while the engine is away."""

    def __init__(self, seam: RemoteSeam) -> None:
        self._seam = seam

    async def edit(self, edits: tuple[Edit, ...], *, source: str) -> EditAnswer:
        """Make edits, all or none."""
        answer: EditAnswer = await self._seam.ask("edit", edits=edits, source=source)
        return answer

    async def undo(self, *, source: str) -> EditAnswer:
        """Go back to the text before."""
        answer: EditAnswer = await self._seam.ask("undo", source=source)
        return answer

    async def redo(self, *, source: str) -> EditAnswer:
        """Take back the last undo."""
        answer: EditAnswer = await self._seam.ask("redo", source=source)
        return answer

    async def text(self) -> str:
        """Give the text on disk."""
        text: str = await self._seam.ask("text")
        return text

    async def history(self) -> History:
        """Give the steps."""
        history: History = await self._seam.ask("history")
        return history
