"""Station 16, streams: the sender of one WebSocket node. Its fixtures' clients come to us; each fixture is a stream.

Takes the tick and the node's rows, offers frames to the dialogues. No socket: the server (stream.py) brings
connections, a simulation brings its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from controller.model.patch import FixturePatch, Node
from controller.model.snapshot import NodeView
from controller.outputs.dialogue import CloseCode, Dialogue, Offer
from controller.outputs.traffic import RETURNED_S, SILENT_S, Health, age_s
from controller.wire.fixture_messages import FixtureHello
from controller.wire.stream import Encoding, StreamFrame
from controller.wire.universe import Rows

MOST_CLIENTS: Final = 8
LATE_S: Final = 0.5
UNCONFIRMED_S: Final = 2.3
"""How old a frame without an ack is when its fixture is taken for lost. What stands still is sent once a second, so
this is 3.3 s after the last sign of life at the latest."""
_WORST_FIRST: Final[tuple[Health, ...]] = ("silent", "late", "unknown", "returned", "ok")


@dataclass(frozen=True, slots=True)
class StreamFixture:
    """One fixture of a node: what its clients are told and where its slots lie, the row counted within the node."""

    hello: FixtureHello
    patch: FixturePatch


class Stream:
    """One fixture's frames and the clients that show them. Health is judged by the best client."""

    def __init__(self, fixture: StreamFixture, keep_alive: int) -> None:
        """Begin with no client; what stands still is offered again after ``keep_alive`` ticks."""
        self.hello = fixture.hello
        self.clients: list[Dialogue] = []
        self.health: Health = "unknown"
        self.confirmed_tick: int | None = None
        self.sent_tick: int | None = None
        self.frames_of_gone = 0
        self._patch = fixture.patch
        self._words: Mapping[int, str] = {}
        self._keep_alive = keep_alive
        self._sequence = 0
        self._last: Offer | None = None
        self._payload = b""
        self._stale = False
        self._silent_from: int | None = None
        self._returned: int | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it was confirmed once, and now is not for too long."""
        return self.health == "silent" and self.confirmed_tick is not None

    def send(self, tick: int, rows: Rows) -> None:
        """Offer a frame when the fixture's slots changed, or none was offered for long."""
        first = self._patch.slot
        payload = rows[self._patch.row, first : first + self.hello.slots].tobytes()
        self._stale |= any(client.wants_frame for client in self.clients)
        if self._stale or self._last is None or payload != self._payload or tick - self._last.tick >= self._keep_alive:
            self._stale = False
            self._payload = payload
            self._last = self._encode(tick)
            for client in self.clients:
                client.offer(self._last)
        self.wait(tick)

    def wait(self, tick: int) -> None:
        """Let a tick pass in which nothing is offered."""
        for client in self.clients:
            client.advance(tick)
        self._judge(tick)

    def refresh(self) -> None:
        """Offer the next frame whether it changed or not."""
        self._stale = True

    def write(self, words: Mapping[int, str]) -> None:
        """Say what numbers of the text channel mean by now, to every client."""
        self._words = words
        for client in self.clients:
            client.write(words)

    def join(self, client: Dialogue) -> None:
        """Let a client in; it gets the present frame as soon as it said hello."""
        self.clients.append(client)
        client.write(self._words)
        if self._last is not None:
            client.offer(self._last)

    def leave(self, client: Dialogue) -> None:
        """Forget a client."""
        self.frames_of_gone += client.frames
        self.clients.remove(client)

    @property
    def why(self) -> str:
        """One sentence on the fixture's health."""
        playing = [client.name for client in self.clients if client.is_playing]
        match self.health:
            case "unknown":
                return "nothing confirmed yet" if playing else "no client has connected yet"
            case "silent":
                return f"{', '.join(playing)} confirms nothing" if playing else "no client is connected"
            case "late":
                return "confirms late" if playing else "the connection was lost"
            case _:
                return f"shown by {', '.join(playing)}"

    def _encode(self, tick: int) -> Offer:
        sequence = self._sequence
        self._sequence = (sequence + 1) % 2**32
        frame = StreamFrame(
            Encoding.SLOTS,
            night=self.hello.night,
            tick=tick,
            sequence=sequence,
            seconds=tick / self.hello.fps,
            payload=self._payload,
        )
        return Offer(tick, sequence, frame.to_bytes())

    def _judge(self, tick: int) -> None:
        """Work out the health at a tick."""
        fps = self.hello.fps
        playing = [client for client in self.clients if client.is_playing]
        for client in playing:
            self.confirmed_tick = _newest(self.confirmed_tick, client.confirmed_tick)
            self.sent_tick = _newest(self.sent_tick, client.sent_tick)
        if any(_is_prompt(client, tick, fps) for client in playing):
            if self.health == "silent":
                self._returned = tick
            self._silent_from = None
            back = self._returned is not None and tick - self._returned < RETURNED_S * fps
            self.health = "returned" if back else "ok"
        elif self.confirmed_tick is not None or any(_waits(client, tick, fps) for client in playing):
            self._silent_from = _sooner(self._silent_from, self._doubt(playing, tick))
            self.health = "silent" if tick >= self._silent_from else "late"
        else:
            self.health = "unknown"

    def _doubt(self, playing: Sequence[Dialogue], tick: int) -> int:
        """Give the tick at which what is wrong now is no hiccup any more."""
        waits = [client.waits_since for client in playing if client.waits_since is not None]
        if waits:
            return max(waits) + int(UNCONFIRMED_S * self.hello.fps)
        return tick + int(SILENT_S * self.hello.fps)


class StreamNode:
    """Feeds one WebSocket node."""

    def __init__(
        self, node: Node, fixtures: Sequence[StreamFixture], *, fps: int, refuse: Callable[[str, str], None]
    ) -> None:
        """Open a stream for each fixture.

        Args:
            node: whose fixtures.
            fixtures: all of them.
            fps: ticks a second.
            refuse: called with peer and reason when a client sent something bad.
        """
        self._node = node
        self._fps = fps
        self._refuse = refuse
        keep_alive = 1 if node.on_loss == "black" else fps
        self._streams = {fixture.hello.fixture: Stream(fixture, keep_alive) for fixture in fixtures}
        self._tick = 0
        self._is_lost = self._is_cut = False
        self._intended: int | None = None

    @property
    def fixtures(self) -> tuple[str, ...]:
        """The fixtures that clients may ask for."""
        return tuple(self._streams)

    def connect(self, fixture: str, peer: str, wake: Callable[[], None]) -> Dialogue:
        """Begin a dialogue with a client.

        Args:
            fixture: one of ``fixtures``.
            peer: who connects, for counting what is bad.
            wake: called when the dialogue has something to send.

        Returns:
            The dialogue, to be given back to ``disconnect``. One client too many is let in only to hear so; but who has
            said no hello yet gives way to whoever comes, the eldest first.
        """
        stream = self._streams[fixture]

        def refused(reason: str) -> None:
            self._refuse(peer, f"{fixture}: {reason}")

        client = Dialogue(stream.hello, tick=self._tick, wake=wake, refused=refused)
        client.turn(cut=self._is_cut)
        staying = [each for each in stream.clients if each.closing is None]
        stream.join(client)
        if len(staying) >= MOST_CLIENTS:
            silent = next((each for each in staying if not each.is_playing), client)
            refused(f"more than {MOST_CLIENTS} clients")
            silent.close(CloseCode.TOO_MUCH, f"{fixture} has {MOST_CLIENTS} clients already")
        return client

    def disconnect(self, fixture: str, client: Dialogue) -> None:
        """Forget a client whose connection is gone."""
        self._streams[fixture].leave(client)

    def turn(self, *, lost: bool, cut: bool) -> None:
        """Obey a link fault: lost = this frame is offered to nobody; cut = it is lost on its way, as are all acks."""
        self._is_lost = lost and not cut
        if cut == self._is_cut:
            return
        self._is_cut = cut
        for stream in self._streams.values():
            for client in list(stream.clients):
                client.turn(cut=cut)

    def send(self, tick: int, rows: Rows) -> None:
        """Bring every fixture to a frame."""
        self._tick = self._intended = tick
        for stream in self._streams.values():
            if self._is_lost:
                stream.wait(tick)
            else:
                stream.send(tick, rows)

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        """Say what numbers of text channels mean by now: fixture → number → text; of those not named, nothing."""
        for name, stream in self._streams.items():
            stream.write(words.get(name, {}))

    def refresh(self) -> None:
        """Offer every fixture the next frame, whether it changed or not."""
        for stream in self._streams.values():
            stream.refresh()

    def is_silent(self, tick: int) -> bool:
        """Whether none of the fixtures that were confirmed once is any more, for too long, by the last judgement."""
        del tick
        known = [stream for stream in self._streams.values() if stream.confirmed_tick is not None]
        return bool(known) and all(stream.is_silent for stream in known)

    @property
    def unconfirmed(self) -> frozenset[str]:
        """The fixtures that confirm nothing any more, though another one does."""
        silent = frozenset(name for name, stream in self._streams.items() if stream.is_silent)
        return frozenset() if self.is_silent(self._tick) else silent

    def terminate(self) -> None:
        """Close every connection; the clients hear that the show has ended."""
        self.dismiss("the show has ended")

    def dismiss(self, reason: str) -> None:
        """Close every connection for a reason; the clients may come again."""
        for stream in self._streams.values():
            for client in stream.clients:
                client.close(CloseCode.GOING_AWAY, reason)

    def view(self, tick: int) -> NodeView:
        """Say how the node is: as its worst fixture."""
        streams = list(self._streams.values())
        worst = min(streams, key=lambda stream: _WORST_FIRST.index(stream.health))
        confirmed = [stream.confirmed_tick for stream in streams]
        sent = [stream.sent_tick for stream in streams]
        trips = [client.round_trip for stream in streams for client in stream.clients if client.round_trip is not None]
        clients = [client for stream in streams for client in stream.clients]
        return NodeView(
            id=self._node.id,
            protocol=self._node.protocol,
            to=f"{len(clients)} connected",
            state=worst.health,
            intended_age_s=age_s(self._intended, tick, self._fps),
            emitted_age_s=age_s(_oldest(sent), tick, self._fps),
            confirmed_age_s=age_s(_oldest(confirmed), tick, self._fps),
            packets=sum(stream.frames_of_gone for stream in streams) + sum(client.frames for client in clients),
            errors=0,
            why=f"{worst.hello.fixture}: {worst.why}",
            round_trip_s=age_s(0, max(trips, default=None), self._fps),
        )

    def close(self) -> None:
        """Do nothing: connections belong to whoever brought them."""


def _is_prompt(client: Dialogue, tick: int, fps: int) -> bool:
    """Whether a client confirmed what it was sent, in time."""
    return client.confirmed_tick is not None and not _waits(client, tick, fps)


def _waits(client: Dialogue, tick: int, fps: int) -> bool:
    """Whether a client owes an ack for too long."""
    return client.waits_since is not None and tick - client.waits_since > LATE_S * fps


def _sooner(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _newest(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _oldest(ticks: list[int | None]) -> int | None:
    known = [tick for tick in ticks if tick is not None]
    return min(known) if known and len(known) == len(ticks) else None
