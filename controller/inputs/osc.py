"""Station 0, OSC: the socket on 9000/udp. Datagrams → intents; replies and feedback → datagrams.

What can be decided without a socket is decided elsewhere: ``osc_admission`` (who is read), ``wire/osc`` (what the bytes
say), ``osc_addresses`` (what it means), ``osc_feedback`` (what subscribers are told). No packet can raise here.
"""

import asyncio
import contextlib
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Final, TypeAlias

from pydantic import TypeAdapter

from controller.inputs.actions import intent_of
from controller.inputs.awaiting import bind, wait_bound
from controller.inputs.barrier.barrier import Barrier, Terms
from controller.inputs.barrier.judging import Budgets, Whose
from controller.inputs.gap import Gap
from controller.inputs.hearing import Habits, hear
from controller.inputs.osc_addresses import (
    Ask,
    Meaning,
    bound_level,
    is_own_output,
    meaning,
    reply_address,
)
from controller.inputs.osc_admission import (
    LONGEST_PACKET,
    PEER_RATE,
    TOTAL_RATE,
    Door,
    Network,
    Sender,
    urgent_starts,
)
from controller.inputs.osc_arguments import AddressError
from controller.inputs.osc_feedback import LEASE_S, MOST_SUBSCRIBERS, Feedback
from controller.inputs.running import running
from controller.model.binding import Action
from controller.model.explanation import Explanation
from controller.model.intent import URGENT, Intent
from controller.model.ports import OSC_FEEDBACK_PORT, OSC_PORT, Listener
from controller.model.seam import Seam
from controller.model.snapshot import Ack
from controller.wire.admission import Buckets, Rate
from controller.wire.error import WireError
from controller.wire.osc import OscMessage, decode_packet, encode_message

_log = logging.getLogger(__name__)

REPLY_RATE: Final = Rate(per_s=20, burst=40)
EXPLAIN_RATE: Final = Rate(per_s=2, burst=5)
_EXPLANATION: Final = TypeAdapter(Explanation)
MOST_UNANSWERED: Final = 128
URGENT_EXTRA: Final = 32
FEEDBACK_GAP_S: Final = 1 / 30
FEEDBACK_PERIOD_S: Final = 0.1
RECEIVE_BUFFER: Final = 1 << 22
HABITS: Final = Habits(longest=LONGEST_PACKET, most=64)
"""It never rests while there is more: the buffer is kept empty, so that PANIC is not lost there."""
SO_RCVBUFFORCE: Final = 33

Send: TypeAlias = Callable[[bytes, Sender], None]


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Where OSC is heard.

    Attributes:
        peers: networks that may send besides this machine.
        bound: what addresses of the show's own do.
        feedback_port: where a subscriber listens unless it says otherwise.
        gap: tells when a frame is about to leave.
    """

    listener: Listener = field(default_factory=lambda: Listener("127.0.0.1", OSC_PORT, "udp", "--osc-port"))
    feedback_port: int = OSC_FEEDBACK_PORT
    peers: Sequence[Network] = ()
    bound: Mapping[str, Action] = field(default_factory=dict)
    gap: Gap = field(default_factory=Gap)


class OscIn:
    """One OSC socket.

    Args:
        tasks: the group that waits for the engine's answers.
        clock: seconds that never run back.
        send: takes a datagram for a peer; what cannot be sent is lost.
    """

    def __init__(
        self, seam: Seam, tasks: asyncio.TaskGroup, *, clock: Callable[[], float], send: Send, settings: OscSettings
    ) -> None:
        self._seam = seam
        self._tasks = tasks
        self._clock = clock
        self._send = send
        self._feedback_port = settings.feedback_port
        self._door = Door(settings.peers, clock())
        self.rebind(settings.bound)
        self._replies: Buckets[Sender] = Buckets(REPLY_RATE)
        self._explains: Buckets[Sender] = Buckets(EXPLAIN_RATE)
        self._feedback = Feedback()
        self._subscribed = asyncio.Event()
        self._told_revision = 0
        self._unanswered = 0
        self._named = lru_cache(maxsize=256)(_named)  # in a flood nothing else would cost as much

    def receive(self, packet: bytes, sender: Sender) -> bool:
        """Admit, decode, understand, act, whatever it holds; this does not raise. Says whether it was let in."""
        refusal = self._door.refusal(packet, sender, self._clock())
        if refusal is not None:
            self._refuse(sender, refusal)
            return False
        try:
            messages = decode_packet(packet)
        except WireError as error:
            self._refuse(sender, str(error))
            return True
        for message in messages:
            self._take(message, sender)
        return True

    def turned_away(self, whose: Whose, count: int) -> None:
        """Count what the system turned away of a peer; None = of many together."""
        if whose is None:
            reason = f"too many messages from all peers together; {count} were turned away unread"
            self._seam.refuse("osc others", reason, count)
        else:
            reason = f"too many messages from this peer; {count} were turned away unread"
            self._seam.refuse(self._named(whose[:2]), reason, count)

    def rebind(self, bound: Mapping[str, Action]) -> None:
        """Let addresses of the show's own mean something else from now on."""
        self._bound, self._door.urgent = bound, urgent_starts(bound)

    @property
    def urgent(self) -> Sequence[bytes]:
        """First bytes of what is urgent, as it is bound now."""
        return self._door.urgent

    async def feed(self) -> None:
        """Tell the subscribers what changes, until cancelled."""
        while True:
            await self._subscribed.wait()
            await asyncio.sleep(FEEDBACK_GAP_S)
            try:
                await self._tell_next()
            except Exception:  # noqa: BLE001  the one of this task: feedback that fails must not end OSC
                _log.exception("OSC feedback failed; it goes on")

    def _take(self, message: OscMessage, sender: Sender) -> None:
        try:
            meant = self._meaning(message)
        except AddressError as error:
            self._refuse(sender, str(error))
            if not is_own_output(message.address):
                self._reply(message.address, sender, ok=False, text=str(error))
            return
        if isinstance(meant, Ask):
            self._answer_question(meant, message.address, sender)
        elif meant is not None:
            self._submit(meant, message.address, sender)

    def _meaning(self, message: OscMessage) -> Meaning:
        """Say what a message means: first what the show itself has bound, then what every show knows.

        Raises:
            AddressError: neither knows it, or its arguments are wrong.
        """
        action = self._bound.get(message.address)
        if action is None:
            return meaning(message.address, message.arguments)
        level = bound_level(action, message.arguments)
        return None if level is None else intent_of(action, self._seam.snapshot(), level)

    def _submit(self, intent: Intent, address: str, sender: Sender) -> None:
        most = MOST_UNANSWERED + (URGENT_EXTRA if isinstance(intent, URGENT) else 0)
        if self._unanswered >= most:
            self._refuse(sender, "the engine has not answered what came before")
            return
        try:  # here and not in the task, which has its turn later than the frame that an intent may hurry
            answered = self._seam.submit(intent, source=f"osc:{_text(sender)}", role="operator")
        except Exception:  # noqa: BLE001  no packet may raise here
            self._fail(address, sender)
            return
        self._unanswered += 1
        self._tasks.create_task(self._wait_answer(answered, address, sender))

    async def _wait_answer(self, answered: Awaitable[Ack], address: str, sender: Sender) -> None:
        try:
            ack = await answered
        except Exception:  # noqa: BLE001  the one of this task: its group must not end, and with it OSC
            self._fail(address, sender)
        else:
            if not ack.ok:
                self._reply(address, sender, ok=False, text=ack.text)
        finally:
            self._unanswered -= 1

    def _answer_question(self, ask: Ask, address: str, sender: Sender) -> None:
        match ask.what:
            case "ping":
                self._reply(address, sender, ok=True, text="pong")
            case "subscribe":
                self._subscribe(ask.port or self._feedback_port, address, sender)
            case "explain":
                if self._explains.take(sender, self._clock()):
                    self._tasks.create_task(self._explain(ask.fixture, address, sender))
                else:
                    self._reply(address, sender, ok=False, text="too many questions; ask again in a second")
            case "resync":
                wanted = self._feedback.resync(sender[0], self._clock())
                text = "the full state follows" if wanted else "nobody at this address has subscribed; send subscribe"
                self._reply(address, sender, ok=wanted, text=text)
                self._tell()

    async def _explain(self, fixture: str, address: str, sender: Sender) -> None:
        try:
            told = await self._seam.explain(fixture)
        except Exception:  # noqa: BLE001  the one of this task: its group must not end, and with it OSC
            self._fail(address, sender)
            return
        if told is None:
            self._reply(address, sender, ok=False, text=f"the show has no fixture {fixture!r}")
        else:
            self._send(encode_message(reply_address(address), [_EXPLANATION.dump_json(told).decode()]), sender)

    def _subscribe(self, port: int, address: str, sender: Sender) -> None:
        if not self._feedback.subscribe((sender[0], port), self._clock()):
            text = f"there are {MOST_SUBSCRIBERS} subscribers already; one must let its {LEASE_S:.0f} s run out"
            self._reply(address, sender, ok=False, text=text)
            return
        self._reply(
            address, sender, ok=True, text=f"feedback goes to port {port} for {LEASE_S:.0f} s; ask again to renew"
        )
        self._subscribed.set()
        self._tell()

    async def _tell_next(self) -> None:
        with contextlib.suppress(TimeoutError):  # what runs without a new revision is told ten times a second
            async with asyncio.timeout(FEEDBACK_PERIOD_S - FEEDBACK_GAP_S):
                await self._seam.wait_snapshot(self._told_revision)
        self._tell()
        if not self._feedback.is_wanted(self._clock()):
            self._subscribed.clear()

    def _tell(self) -> None:
        snapshot = self._seam.snapshot()
        self._told_revision = snapshot.revision
        for update in self._feedback.updates(snapshot, self._clock()):
            self._send(encode_message(update.address, [update.value]), update.to)

    def _refuse(self, sender: Sender, reason: str) -> None:
        self._seam.refuse(self._named(sender), reason)

    def _fail(self, address: str, sender: Sender) -> None:
        """Tell of what was raised, where it is caught."""
        _log.exception("The seam raised on %s", address)
        self._reply(address, sender, ok=False, text="the controller failed on this; see its log")

    def _reply(self, address: str, sender: Sender, *, ok: bool, text: str) -> None:
        if self._replies.take(sender, self._clock()):
            body = json.dumps({"ok": ok, "text": text})
            self._send(encode_message(reply_address(address), [body]), sender)


@contextlib.asynccontextmanager
async def osc_in(seam: Seam, settings: OscSettings) -> AsyncIterator[OscIn]:
    """Hear OSC as long as the block runs.

    Raises:
        ListenError: the port cannot be had (``PortInUseError``: another program has it).
    """
    with _bind(settings.listener) as bound:
        async with running("OSC", partial(_run, bound, seam, settings)) as osc:
            yield osc


async def _run(bound: socket.socket, seam: Seam, settings: OscSettings, opened: "asyncio.Future[OscIn]") -> None:
    def send(packet: bytes, to: Sender) -> None:
        try:
            bound.sendto(packet, to)
        except OSError as error:  # full buffer, no route: the receiver's trouble, not the show's
            _log.debug("OSC to %s: %s", to, error)

    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        osc = OscIn(seam, tasks, clock=loop.time, send=send, settings=settings)
        terms = Terms(
            Budgets(PEER_RATE.per_s, TOTAL_RATE.per_s),
            by_port=True,
            tell=osc.turned_away,
            urgent=lambda: osc.urgent,
        )
        barrier = Barrier(bound, lambda packet, sender: osc.receive(packet, sender[:2]), terms, loop.time)
        tasks.create_task(osc.feed())
        tasks.create_task(wait_bound("OSC", bound, settings.listener))
        tasks.create_task(barrier.settling(settings.gap))
        opened.set_result(osc)
        await hear(bound, barrier.take, HABITS, settings.gap)


def _bind(listener: Listener) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in listener.host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.settimeout(0)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # beyond the system's bound, where we may
                bound.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        bind(bound, listener)
    except BaseException:
        bound.close()
        raise
    return bound


def _named(sender: tuple[str, int | None]) -> str:
    return f"osc {_text(sender)}"


def _text(sender: tuple[str, int | None]) -> str:
    host, port = sender
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
