"""A WebSocket node without a socket: frames, clients, and the three facts of its health."""

import json

import numpy as np
import pytest

from controller.outputs.building import Identity
from controller.outputs.dialogue import Dialogue
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.outputs.stream_node import MOST_CLIENTS, StreamNode
from controller.wire.stream import Encoding, StreamFrame
from tests.outputs.shows import DIMMER, RGB, TEXT, WALL, Patched, build_show

FPS = 44
HELLO = '{"type": "hello", "version": 1, "name": "page", "capabilities": []}'
SCREEN = Patched("screen", "wall", 0, 4, (DIMMER, *RGB, TEXT), texts=("Welcome",))
FRAME = Patched("frame", "wall", 1, 0, RGB, cells=2)


class Rehearsal:
    """A node of two fixtures, its slots, and clients that may ack."""

    def __init__(self) -> None:
        self.refused: list[tuple[str, str]] = []
        show = build_show([WALL], [("wall", 1), ("wall", 2)], [SCREEN, FRAME], fps=FPS)
        link = MemoryLink(lambda _datagram, _to: None, record=False)
        outputs = Outputs(
            show,
            identity=Identity(bytes(range(16)), "Kintsugi", night=3, resumed=False),
            open_link=lambda _node: link,
            refuse=lambda peer, reason: self.refused.append((peer, reason)),
            stream=None,
        )
        (self.node,) = outputs.stream_nodes
        self.slots = np.zeros((2, 512), np.uint8)
        self.tick = -1

    def connect(self, fixture: str) -> Dialogue:
        client = self.node.connect(fixture, "websocket 127.0.0.1", lambda: None)
        client.take(HELLO)
        return client

    def run(self, seconds: float, *clients: Dialogue) -> list[StreamFrame]:
        """Let time pass; the given clients ack what they get, all others are deaf."""
        frames = []
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            self.node.send(self.tick, self.slots)
            for client in clients:
                frames += answer(client)
        return frames


def answer(client: Dialogue) -> list[StreamFrame]:
    frames = []
    while (message := client.next_message()) is not None:
        if isinstance(message, bytes):
            frames.append(StreamFrame.from_bytes(message))
            client.take(json.dumps({"type": "ack", "tick": frames[-1].tick, "sequence": frames[-1].sequence}))
        elif json.loads(message)["type"] == "ping":
            client.take(json.dumps({"type": "pong", "t": 0}))
    return frames


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal()


def state(node: StreamNode, tick: int) -> str:
    return node.view(tick).state


def test_a_frame_brings_the_slots_of_its_fixture_and_nothing_else(rehearsal: Rehearsal) -> None:
    rehearsal.slots[0] = np.arange(512) % 256
    rehearsal.slots[1, :6] = 9
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")

    (one,) = rehearsal.run(1 / FPS, screen)
    (other,) = answer(frame)

    assert one == StreamFrame(Encoding.SLOTS, 3, tick=0, sequence=0, seconds=0.0, payload=bytes([4, 5, 6, 7, 8]))
    assert other.payload == bytes([9] * 6)


def test_frames_come_on_change_and_else_once_a_second(rehearsal: Rehearsal) -> None:
    client = rehearsal.connect("screen")
    still = rehearsal.run(2, client)
    rehearsal.slots[0, 4] = 1
    changed = rehearsal.run(0.5, client)

    assert [frame.tick for frame in still] == [0, 44]
    assert [(frame.tick, frame.sequence, frame.seconds) for frame in changed] == [(88, 2, 2.0)]


def test_several_clients_get_the_same_frame_and_a_deaf_one_disturbs_nobody(rehearsal: Rehearsal) -> None:
    one, deaf, other = (rehearsal.connect("screen") for _ in range(3))
    got = []
    for level in range(100):
        rehearsal.slots[0, 4] = level
        got += rehearsal.run(1 / FPS, one)
        assert answer(other)[-1].payload[0] == level

    assert [frame.payload[0] for frame in got] == list(range(100))
    assert deaf.frames == 0


def test_who_comes_late_gets_the_present_picture_at_once(rehearsal: Rehearsal) -> None:
    rehearsal.slots[0, 4] = 77
    rehearsal.run(0.5)

    (frame,) = answer(rehearsal.connect("screen"))

    assert frame.payload[0] == 77


def test_one_client_too_many_is_told_so_and_closed(rehearsal: Rehearsal) -> None:
    clients = [rehearsal.connect("screen") for _ in range(MOST_CLIENTS + 1)]

    assert [client.closing is None for client in clients] == [True] * MOST_CLIENTS + [False]
    assert rehearsal.refused == [("websocket 127.0.0.1", "screen: more than 8 clients")]


def test_whoever_said_no_hello_gives_way_the_eldest_first(rehearsal: Rehearsal) -> None:
    shows = rehearsal.connect("screen")
    rehearsal.run(1, shows)
    mute = [rehearsal.node.connect("screen", "websocket 127.0.0.9", lambda: None) for _ in range(30)]
    late = rehearsal.connect("screen")
    rehearsal.run(1, shows, late)

    assert shows.is_playing
    assert late.is_playing, "it comes in through a flood of those that only connect"
    assert sum(client.closing is None for client in mute) == MOST_CLIENTS - 2
    assert all(client.closing is not None for client in mute[: 30 - MOST_CLIENTS + 2])


def test_the_node_is_unknown_until_every_fixture_was_confirmed(rehearsal: Rehearsal) -> None:
    rehearsal.run(5)
    assert state(rehearsal.node, rehearsal.tick) == "unknown"
    screen = rehearsal.connect("screen")
    rehearsal.run(1, screen)
    view = rehearsal.node.view(rehearsal.tick)
    assert (view.state, view.why) == ("unknown", "frame: no client has connected yet")

    rehearsal.run(1, screen, rehearsal.connect("frame"))

    view = rehearsal.node.view(rehearsal.tick)
    assert view.state == "ok"
    assert view.to == "2 connected"
    assert view.intended_age_s == 0
    assert view.confirmed_age_s is not None
    assert view.confirmed_age_s <= 1


def test_a_lost_client_makes_the_node_late_then_silent_then_returned_then_ok(rehearsal: Rehearsal) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    rehearsal.run(2, screen, frame)
    rehearsal.node.disconnect("screen", screen)
    rehearsal.run(1, frame)
    late = rehearsal.node.view(rehearsal.tick)
    rehearsal.run(3, frame)
    silent = rehearsal.node.view(rehearsal.tick)
    again = rehearsal.connect("screen")
    rehearsal.run(2, frame, again)
    returned = rehearsal.node.view(rehearsal.tick)
    rehearsal.run(5, frame, again)

    assert (late.state, silent.state, returned.state) == ("late", "silent", "returned")
    assert silent.why == "screen: no client is connected"
    assert silent.confirmed_age_s is not None
    assert silent.confirmed_age_s > 3
    assert state(rehearsal.node, rehearsal.tick) == "ok"


def test_a_client_that_hears_but_does_not_confirm_makes_the_node_silent(rehearsal: Rehearsal) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    for _ in range(4 * FPS):
        rehearsal.run(1 / FPS, frame)
        while (message := screen.next_message()) is not None:
            if isinstance(message, str) and "ping" in message:
                screen.take('{"type": "pong", "t": 0}')

    view = rehearsal.node.view(rehearsal.tick)
    assert screen.closing is None
    assert (view.state, view.why) == ("silent", "screen: page confirms nothing")
    assert view.confirmed_age_s is None
    assert view.emitted_age_s is not None


def test_the_best_client_speaks_for_the_fixture(rehearsal: Rehearsal) -> None:
    frame, good = rehearsal.connect("frame"), rehearsal.connect("screen")
    rehearsal.connect("screen")
    rehearsal.run(3, frame, good)

    assert state(rehearsal.node, rehearsal.tick) == "ok"


def test_the_end_of_the_show_closes_every_client(rehearsal: Rehearsal) -> None:
    clients = [rehearsal.connect("screen"), rehearsal.connect("frame")]

    rehearsal.node.terminate()

    assert [client.closing.code if client.closing else 0 for client in clients] == [1001, 1001]


def test_a_client_that_asks_for_it_gets_the_whole_picture_with_the_next_tick(rehearsal: Rehearsal) -> None:
    client = rehearsal.connect("screen")
    (first,) = rehearsal.run(1 / FPS, client)
    assert rehearsal.run(2 / FPS, client) == []
    client.take('{"type": "resync"}')
    (frame,) = rehearsal.run(1 / FPS, client)
    assert (frame.sequence, frame.payload) == (first.sequence + 1, first.payload)
    assert rehearsal.run(2 / FPS, client) == []


def test_one_of_two_fixtures_that_confirms_nothing_is_told_by_its_name_and_both_as_their_node(
    rehearsal: Rehearsal,
) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    rehearsal.run(2, screen, frame)
    assert rehearsal.node.unconfirmed == frozenset()
    rehearsal.node.disconnect("screen", screen)
    rehearsal.run(3.5, frame)
    assert rehearsal.node.unconfirmed == frozenset({"screen"})
    assert not rehearsal.node.is_silent(rehearsal.tick)
    rehearsal.node.disconnect("frame", frame)
    rehearsal.run(3.5)
    assert rehearsal.node.unconfirmed == frozenset(), "now it is a matter of the node"
    assert rehearsal.node.is_silent(rehearsal.tick)
    rehearsal.run(0.5, rehearsal.connect("screen"))
    assert not rehearsal.node.is_silent(rehearsal.tick)
    assert rehearsal.node.unconfirmed == frozenset({"frame"})


def words(client: Dialogue) -> list[tuple[int, str]]:
    heard = []
    while (message := client.next_message()) is not None:
        said = {} if isinstance(message, bytes) else json.loads(message)
        heard += [(said["number"], said["text"])] if said.get("type") == "words" else []
    return heard


def test_words_go_to_every_client_of_their_fixture_and_to_nobody_else() -> None:
    night = Rehearsal()
    one, other, frame = night.connect("screen"), night.connect("screen"), night.connect("frame")
    night.node.write({"screen": {224: "A cup"}})
    assert [words(each) for each in (one, other, frame)] == [[(224, "A cup")], [(224, "A cup")], []]
    assert words(night.connect("screen")) == [(224, "A cup")]
    night.node.write({})
    assert words(one) == [(224, "")]
