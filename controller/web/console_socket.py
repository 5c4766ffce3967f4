"""The console's socket, ``/ws/console``: one session a page; intents up, answers, snapshots and frames down.

A session has one task that listens and three that speak. Nobody waits for a slow page: answers are bounded (a page that
does not read them is disconnected), snapshots and frames are always the newest there is when the page can take one.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from zlib import crc32

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter
from starlette.websockets import WebSocketState

from controller.model.intent import URGENT, Approve, Dismiss, FlashSubmaster, Inject, Intent, LetGo, Role
from controller.model.seam import EngineGoneError, Seam
from controller.model.snapshot import Ack, Snapshot
from controller.web.access import peer_of
from controller.web.connection import Refuse
from controller.web.greeting import Greetings
from controller.web.intents import IntentError, parse_intent, parse_json
from controller.web.messages import AckNews, ErrorNews, Pong, ServerMessage
from controller.web.passcode.looking import LOOKING_ONLY
from controller.wire.admission import Bucket, Rate
from controller.wire.stream import Encoding, StreamFrame

_log = logging.getLogger(__name__)

RUNNING_PERIOD_S: Final = 0.1
IDLE_PERIOD_S: Final = 0.5
SNAPSHOT_GAP_S: Final = 1 / 30
MOST_FRAMES_IN_FLIGHT: Final = 2
MOST_ANSWERS: Final = 256
MOST_UNANSWERED: Final = 64
MOST_TOGETHER: Final = 1600
"""Incidents that one message approves or dismisses."""
TOGETHER_AS_ONE: Final = 16
"""So many answers that come together count as one message."""
LONGEST_MESSAGE: Final = 16 * 1024
LONGEST_ID: Final = 64
MESSAGE_RATE: Final = Rate(per_s=200, burst=400)
URGENT_RATE: Final = Rate(per_s=20, burst=40)
CLOSING_S: Final = 1.0
GONE: Final = 1006
INTERNAL_ERROR: Final = 1011
SERVICE_RESTART: Final = 1012
TRY_AGAIN_LATER: Final = 1013

_ANSWERS: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType({"approve": Approve, "dismiss": Dismiss})
_LOOKING: Final = ("shown", "ping")
"""Messages that change nothing: all that a page sends that only looks."""
_SERVER_MESSAGE: Final[TypeAdapter[ServerMessage]] = TypeAdapter(ServerMessage)


class MessageError(ValueError):
    """A message that is not understood; ``message_id`` is its id, if it had one."""

    def __init__(self, text: str, message_id: str | None = None) -> None:
        super().__init__(text)
        self.message_id = message_id


class _UnreadError(Exception):
    """A page does not read its answers."""


class ConsoleSession:
    """One open console page.

    Args:
        socket: not yet accepted.
        name: the source of its intents, e.g. ``console:3``.
        greetings: what every page is told of the show.
        role: of whoever sits at it; a viewer is sent everything and heard in nothing.
        refuse: told of what the page sent and should not have.
    """

    def __init__(
        self, socket: WebSocket, seam: Seam, name: str, greetings: Greetings, *, role: Role, refuse: Refuse
    ) -> None:
        now_s = asyncio.get_running_loop().time()
        self._socket = socket
        self._seam = seam
        self._greetings = greetings
        self._outline = seam.outline
        self._name = name
        self._role = role
        self._refuse = refuse
        self._peer = f"{name} {peer_of(socket.scope).removeprefix('http ')}"
        self._messages = Bucket(MESSAGE_RATE, now_s)
        self._urgent = Bucket(URGENT_RATE, now_s)
        self._answers: asyncio.Queue[ServerMessage] = asyncio.Queue(MOST_ANSWERS)
        self._unanswered = 0
        self._is_holding = False
        self._in_flight: deque[int] = deque()
        self._may_send_frame = asyncio.Event()
        self._may_send_frame.set()

    async def run(self) -> None:
        """Serve the page until it leaves."""
        try:
            await self._socket.accept()
            snapshot = await self._greet()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send_answers())
                tasks.create_task(self._send_snapshots(snapshot))
                tasks.create_task(self._send_frames())
                await self._listen(tasks)
        except* WebSocketDisconnect:
            pass
        except* EngineGoneError as gone:
            await self._close(SERVICE_RESTART, str(gone.exceptions[0]))
        except* _UnreadError:
            self._refuse(self._peer, f"{MOST_ANSWERS} answers unread; disconnected")
            await self._close(TRY_AGAIN_LATER, f"{MOST_ANSWERS} answers unread")
        except* Exception:  # noqa: BLE001  the one of this task: a page's session must not end the server
            _log.exception("The session of %s failed", self._peer)
            await self._close(INTERNAL_ERROR, "the console's session failed; see the controller's log")
        await self._let_go()

    # what comes up

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            try:
                self._take(message.get("text"), tasks)
            except MessageError as error:
                self._refuse(self._peer, str(error))
                self._answer(ErrorNews(error.message_id, str(error)))

    def _take(self, text: str | None, tasks: asyncio.TaskGroup) -> None:
        """Act on one message.

        Raises:
            MessageError: it is not understood, or there are too many.
        """
        document = _parse_message(text)
        message_id = document.get("id")
        match document.get("type"):
            case kind if self._role != "operator" and kind not in _LOOKING:
                self._admit_message(_id_or_none(message_id))
                raise MessageError(LOOKING_ONLY, _id_or_none(message_id))
            case "intent":
                tasks.create_task(self._submit(*self._admit(document.get("intent"), message_id)))
            case "answers":
                tasks.create_task(self._submit_each(*self._admit_each(document)))
            case "shown":
                self._admit_message(None)
                self._note_shown(document.get("tick"))
            case "ping":
                self._admit_message(None)
                self._answer(Pong())
            case _:
                raise MessageError(
                    'a message has a type: "intent", "answers", "shown" or "ping"', _id_or_none(message_id)
                )

    def _admit(self, document: object, message_id: object) -> tuple[Intent, str]:
        named = _id_or_none(message_id)
        if named is None:
            raise MessageError(f"an intent message has an id, text of 1 to {LONGEST_ID} signs")
        try:
            intent = parse_intent(document)
        except IntentError as error:
            raise MessageError(str(error), named) from None
        if isinstance(intent, URGENT):
            if not self._urgent.take(asyncio.get_running_loop().time()):
                raise MessageError(f"more than {URGENT_RATE.per_s:.0f} urgent intents a second; not done", named)
        else:
            self._admit_message(named)
            if self._unanswered >= MOST_UNANSWERED:
                raise MessageError("the engine has not answered what came before; not done", named)
        self._unanswered += 1
        return intent, named

    def _admit_each(self, document: dict[str, object]) -> tuple[Sequence[Intent], str]:
        """Take answers to several incidents as an intent each; so many count as a message of their own."""
        named = _id_or_none(document.get("id"))
        names = document.get("incidents")
        answer = _ANSWERS.get(str(document.get("answer")))
        if named is None or answer is None or not isinstance(names, list) or not 0 < len(names) <= MOST_TOGETHER:
            said = f'an id, an answer, "approve" or "dismiss", and 1 to {MOST_TOGETHER} incidents'
            raise MessageError(f"an answers message has {said}", named)
        if not all(isinstance(name, str) and 0 < len(name) <= LONGEST_ID for name in names):
            raise MessageError(f"the incidents of an answers message are names of 1 to {LONGEST_ID} signs", named)
        for _ in range(0, len(names), TOGETHER_AS_ONE):
            self._admit_message(named)
        if self._unanswered >= MOST_UNANSWERED:
            raise MessageError("the engine has not answered what came before; not done", named)
        self._unanswered += 1
        return [answer(name) for name in dict.fromkeys(names)], named

    def _admit_message(self, message_id: str | None) -> None:
        if not self._messages.take(asyncio.get_running_loop().time()):
            raise MessageError(f"more than {MESSAGE_RATE.per_s:.0f} messages a second; not done", message_id)

    def _note_shown(self, tick: object) -> None:
        if not isinstance(tick, int) or isinstance(tick, bool) or tick < 0:
            raise MessageError("a shown message has the tick of a frame, a whole number from 0")
        while self._in_flight and self._in_flight[0] <= tick:
            self._in_flight.popleft()
        if len(self._in_flight) < MOST_FRAMES_IN_FLIGHT:
            self._may_send_frame.set()

    async def _let_go(self) -> None:
        """End what the page held, now that nobody can let it go."""
        if self._is_holding:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_S):
                    await self._seam.submit(LetGo(), source=self._name, role=self._role)

    async def _submit(self, intent: Intent, message_id: str) -> None:
        self._is_holding |= isinstance(intent, (FlashSubmaster, Inject))
        try:
            ack = await self._seam.submit(intent, source=self._name, role=self._role)
        finally:
            self._unanswered -= 1
        self._answer(AckNews(message_id, ack))

    async def _submit_each(self, intents: Sequence[Intent], message_id: str) -> None:
        try:
            acks = await self._seam.submit_each(intents, source=self._name, role=self._role)
        finally:
            self._unanswered -= 1
        self._answer(AckNews(message_id, _summed(acks)))

    # what goes down

    def _answer(self, message: ServerMessage) -> None:
        """Put an answer in the queue; a page that leaves ``MOST_ANSWERS`` unread is disconnected."""
        try:
            self._answers.put_nowait(message)
        except asyncio.QueueFull:
            raise _UnreadError from None

    async def _send_answers(self) -> None:
        while True:
            await self._send(await self._answers.get())

    async def _send_snapshots(self, snapshot: Snapshot) -> None:
        while True:
            period_s = RUNNING_PERIOD_S if is_running(snapshot) else IDLE_PERIOD_S
            await asyncio.sleep(SNAPSHOT_GAP_S)
            try:
                async with asyncio.timeout(period_s - SNAPSHOT_GAP_S):
                    snapshot = await self._seam.wait_snapshot(snapshot.revision)
            except TimeoutError:
                snapshot = self._seam.snapshot()
            if self._seam.outline is self._outline:
                await self._hand_down(self._greetings.news(snapshot))
            else:
                snapshot = await self._greet()

    async def _greet(self) -> Snapshot:
        """Tell the page all of the show; after a reload anew, so that it forgets the one before."""
        while True:
            still = self._outline = self._seam.outline
            snapshot = self._seam.snapshot()
            told = await self._greetings.hello(still, snapshot, self._role)
            if self._seam.outline is still:  # else it was reloaded while the greeting was made
                await self._hand_down(told)
                return snapshot

    async def _send_frames(self) -> None:
        night = night_number(self._seam.outline.night)
        tick, sequence = -1, 0
        while True:
            await self._may_send_frame.wait()
            frame = await self._seam.wait_frame(tick)
            tick, sequence = frame.tick, sequence + 1
            self._in_flight.append(tick)
            if len(self._in_flight) >= MOST_FRAMES_IN_FLIGHT:
                self._may_send_frame.clear()
            binary = StreamFrame(Encoding.RGB8, night, tick, sequence, frame.seconds, frame.cells)
            await self._hand_down(binary.to_bytes())

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(CLOSING_S):  # it may be closing because nobody reads
                await self._socket.close(code, reason)

    async def _send(self, message: ServerMessage) -> None:
        await self._hand_down(_SERVER_MESSAGE.dump_json(message).decode())

    async def _hand_down(self, told: str | bytes) -> None:
        """Send text or bytes; a page that another task of this session has found gone is gone here too."""
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            raise WebSocketDisconnect(GONE)
        await (self._socket.send_text(told) if isinstance(told, str) else self._socket.send_bytes(told))


def _summed(acks: tuple[Ack, ...]) -> Ack:
    """Sum up what came of several intents: how many were done, and of the others the first reason."""
    undone = [ack for ack in acks if not ack.ok]
    text = f"{len(acks) - len(undone)} of {len(acks)} done"
    text += f"; {len(undone)} not, the first: {undone[0].text}" if undone else ""
    return replace(max(acks, key=lambda ack: ack.tick), ok=not undone, text=text)


def is_running(snapshot: Snapshot) -> bool:
    """Whether something on the console moves by itself: a fade, a follow, a fault, an incident, PANIC, the lock-out."""
    return (
        any(entry.phase == "fading" or entry.follow_s is not None for entry in snapshot.lists)
        or bool(snapshot.faults)
        or any(incident.remaining_s != 0 for incident in snapshot.incidents)
        or snapshot.panic in {"fading", "releasing"}
        or snapshot.go_lockout_s > 0
    )


def night_number(night: str) -> int:
    """Give the night's number in the header of binary frames: CRC-32 of its name."""
    return crc32(night.encode())


def _parse_message(text: str | None) -> dict[str, object]:
    if text is None:
        raise MessageError("a message is JSON text; binary messages only go down to the console")
    if len(text) > LONGEST_MESSAGE:
        raise MessageError(f"a message has at most {LONGEST_MESSAGE} signs; this one has {len(text)}")
    try:
        document = parse_json(text)
    except IntentError as error:
        raise MessageError(str(error)) from None
    if not isinstance(document, dict):
        raise MessageError('a message is an object with a type, for example {"type": "ping"}')
    return document


def _id_or_none(message_id: object) -> str | None:
    return message_id if isinstance(message_id, str) and 0 < len(message_id) <= LONGEST_ID else None
