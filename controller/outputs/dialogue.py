"""Station 16, streams: what is said between us and one client of a WebSocket fixture. No socket, no task, no clock.

Theory of operation. The shell hands in what came (``take``), takes out what is to be sent (``next_message``) and closes
the connection once ``closing`` is set and nothing is left to say; ticks drive the heartbeat (``advance``). So a stalled
frame loop is silent to its fixtures, which is the truth.

    greeting --hello--> playing --+
        |                         |-- refused too often, too fast, silent, shut down --> closing
        +-- no hello in 3 s ------+

Credit: at most two frames are under way without an ack; a newer frame replaces the one that waits. A client that asks
for a resync owes none of them any more, and gets the present picture anew.

A link fault may cut the line: what we say then is lost though we think it under way, and what the client says waits, as
it would in the network's own buffers, until the line is mended.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from controller.wire.error import WireError
from controller.wire.fixture_messages import (
    VERSION,
    Complaint,
    FixtureHello,
    Hello,
    Ping,
    Pong,
    Resync,
    Shown,
    error_text,
    hello_text,
    ping_text,
    pong_text,
    read_client_message,
    words_text,
)

CREDIT: Final = 2
MISSED_PINGS: Final = 3
HELLO_S: Final = 3
MOST_REFUSED: Final = 10
REFUSED_WINDOW_S: Final = 60
MOST_REPLIES: Final = 16
MOST_HELD: Final = 64


class CloseCode(IntEnum):
    """Why we close, beside the codes of RFC 6455."""

    GOING_AWAY = 1001
    BROKEN = 1011
    REFUSED = 4400
    UNKNOWN_FIXTURE = 4404
    VERSION = 4406
    SILENT = 4408
    TOO_MUCH = 4429


@dataclass(frozen=True, slots=True)
class Closing:
    """The connection ends: code and one sentence."""

    code: CloseCode
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One encoded frame and what its ack must say."""

    tick: int
    sequence: int
    frame: bytes


@dataclass(frozen=True, slots=True)
class _UnderWay:
    offer: Offer
    sent_tick: int
    is_lost: bool


class Dialogue:
    """One connection. Not greeted, it gets no frame; every limit it breaks closes it and nobody else."""

    def __init__(
        self, about: FixtureHello, *, tick: int, wake: Callable[[], None], refused: Callable[[str], None]
    ) -> None:
        """Wait for the client's hello.

        Args:
            about: what the client will be told about its fixture.
            tick: now.
            wake: called when there is something to send or the connection is to be closed.
            refused: called with the reason for each message that was refused.
        """
        self.closing: Closing | None = None
        self.name = ""
        self.frames = 0
        self.sent_tick: int | None = None
        self.confirmed_tick: int | None = None
        self.round_trip: int | None = None
        self.wants_frame = False
        self._about = about
        self._wake = wake
        self._refused = refused
        self._tick = self._opened = self._last_ping = tick
        self._greeted = False
        self._missed = 0
        self._replies: deque[str] = deque()
        self._words: dict[int, str] = {}
        self._unsaid: dict[int, str] = {}
        self._waiting: Offer | None = None
        self._under_way: deque[_UnderWay] = deque()
        self._refused_since = tick
        self._refused_count = 0
        self._heard_since = tick
        self._heard_count = 0
        self._is_cut = False
        self._held: list[str | bytes] = []
        self._owes_since: int | None = None
        self._forgiven: Offer | None = None

    @property
    def is_playing(self) -> bool:
        """Whether the client said hello and may go on."""
        return self._greeted and self.closing is None

    @property
    def waits_since(self) -> int | None:
        """Tick when the oldest frame that is not confirmed was sent; None = all are confirmed."""
        oldest = self._under_way[0].sent_tick if self._under_way else None
        return oldest if self._owes_since is None else self._owes_since

    def turn(self, *, cut: bool) -> None:
        """Cut the line, or mend it. Mended, what the client said meanwhile is taken; what was lost is owed no ack."""
        if cut == self._is_cut:
            return
        self._is_cut = cut
        if cut:
            return
        lost = [under_way for under_way in self._under_way if under_way.is_lost]
        self._owes_since = lost[0].sent_tick if lost else None
        self._under_way = deque(under_way for under_way in self._under_way if not under_way.is_lost)
        held, self._held = self._held, []
        for message in held:
            self.take(message)
        self._unsaid = dict(self._words)
        self._wake()

    def take(self, message: str | bytes) -> None:
        """Take one message of the client; a bad one is answered with its reason."""
        if self._is_cut:
            if len(self._held) < MOST_HELD:
                self._held.append(message)
            return
        if self.closing is not None or not self._admit():
            return
        try:
            self._act(message)
        except WireError as error:
            self._refuse(str(error))

    def write(self, words: Mapping[int, str]) -> None:
        """Say what numbers of the text channel mean by now, before the next frame; only what is new is said."""
        known = self._words
        self._unsaid |= {number: "" for number in known if known[number] and number not in words}
        self._unsaid |= {number: text for number, text in words.items() if text != known.get(number, "")}
        self._words = dict(words)
        if self._unsaid:
            self._wake()

    def offer(self, offer: Offer) -> None:
        """Put a frame up for sending; the newest wins."""
        self._waiting = offer
        self.wants_frame = False
        if len(self._under_way) < CREDIT:
            self._wake()

    def advance(self, tick: int) -> None:
        """Let time pass: heartbeat, and the end of those who are silent."""
        self._tick = tick
        fps = self._about.fps
        if tick - self._heard_since >= fps:
            self._heard_since, self._heard_count = tick, 0
        if tick - self._refused_since >= REFUSED_WINDOW_S * fps:
            self._refused_since, self._refused_count = tick, 0
        if not self._greeted:
            if tick - self._opened >= HELLO_S * fps:
                self.close(CloseCode.SILENT, f"no hello within {HELLO_S} s")
        elif tick - self._last_ping >= fps:
            self._last_ping = tick
            if self._missed == MISSED_PINGS:
                self.close(CloseCode.SILENT, f"{MISSED_PINGS} pings without a pong")
                return
            self._missed += 1
            self._reply(ping_text(tick / fps))

    def next_message(self) -> str | bytes | None:
        """Give what is to be sent next; None = nothing now, or nothing that gets through."""
        message = self._take_out()
        while self._is_cut and message is not None:
            message = self._take_out()
        return message

    def _take_out(self) -> str | bytes | None:
        if self._replies:
            return self._replies.popleft()
        if self._unsaid and self.is_playing:
            number = next(iter(self._unsaid))
            return words_text(number, self._unsaid.pop(number))
        if self._waiting is None or not (self._is_last_frame if self.closing else self._may_send):
            return None
        offer, self._waiting = self._waiting, None
        self._under_way.append(_UnderWay(offer, self._tick, self._is_cut))
        if not self._is_cut:
            self.sent_tick = self._tick
            self.frames += 1
        return offer.frame

    @property
    def _may_send(self) -> bool:
        return self._greeted and len(self._under_way) < CREDIT

    @property
    def _is_last_frame(self) -> bool:
        """When the show ends its last picture goes out whatever the credit is."""
        return self._greeted and self.closing is not None and self.closing.code == CloseCode.GOING_AWAY

    def close(self, code: CloseCode, reason: str) -> None:
        """End the connection after what is still to be said; the first reason stays."""
        if self.closing is None:
            self.closing = Closing(code, reason)
            self._wake()

    def _admit(self) -> bool:
        """Count a message; a client that talks much more than its frames need is closed."""
        self._heard_count += 1
        most = 4 * self._about.fps + 40
        if self._heard_count > most:
            self._refused(f"more than {most} messages in a second")
            self.close(CloseCode.TOO_MUCH, f"more than {most} messages in a second")
        return self.closing is None

    def _act(self, received: str | bytes) -> None:
        if isinstance(received, bytes):
            raise WireError("a client sends text, this message is binary")
        message = read_client_message(received)
        if isinstance(message, Hello):
            self._greet(message)
        elif not self._greeted:
            raise WireError("the first message must be hello")
        elif isinstance(message, Shown):
            self._confirm(message)
        elif isinstance(message, Ping):
            self._reply(pong_text(message.t))
        elif isinstance(message, Pong):
            self._missed = 0
        elif isinstance(message, Resync):
            self._forgive()
        elif isinstance(message, Complaint):
            self._refused(f"{self.name} says: {message.text[:200]}")

    def _greet(self, hello: Hello) -> None:
        if self._greeted:
            raise WireError("hello was said already")
        if hello.version != VERSION:
            self._refuse(f"protocol version {hello.version} is not known here; this server speaks version {VERSION}")
            self.close(CloseCode.VERSION, f"this server speaks version {VERSION}")
            return
        self.name = hello.name
        self._greeted = True
        self._last_ping = self._tick
        self._unsaid = {number: text for number, text in self._words.items() if text}
        self._reply(hello_text(self._about))

    def _forgive(self) -> None:
        """Owe the client a frame, and be owed none; acks of those under way may still come."""
        if self._under_way:
            self._forgiven = self._under_way[-1].offer
        self._under_way.clear()
        self._owes_since = None
        self.wants_frame = True

    def _confirm(self, shown: Shown) -> None:
        """Take an ack: it also confirms the frames sent before it, which the client may have left out."""
        for place, under_way in enumerate(self._under_way):
            if (under_way.offer.tick, under_way.offer.sequence) == (shown.tick, shown.sequence):
                self.round_trip = self._tick - under_way.sent_tick + 1  # an ack may come just before the next tick
                for _ in range(place + 1):
                    self._under_way.popleft()
                self.confirmed_tick = shown.tick
                self._owes_since = None
                self._wake()
                return
        if self._forgiven is not None and shown.tick <= self._forgiven.tick:
            return
        raise WireError(f"no frame with tick {shown.tick} and sequence {shown.sequence} waits for an ack")

    def _refuse(self, reason: str) -> None:
        self._refused(reason)
        self._reply(error_text(reason))
        self._refused_count += 1
        if self._refused_count >= MOST_REFUSED:
            self.close(CloseCode.REFUSED, f"{MOST_REFUSED} messages were refused")

    def _reply(self, text: str) -> None:
        if len(self._replies) >= MOST_REPLIES:
            self.close(CloseCode.TOO_MUCH, f"{MOST_REPLIES} replies wait to be read")
            return
        self._replies.append(text)
        self._wake()
