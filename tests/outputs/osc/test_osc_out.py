"""OSC to other programs: their addresses and forms, and a TCP peer that reads, stops reading, or goes away."""

import contextlib
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import numpy as np
import pytest

from controller.model.osc_dialect import PRESETS, OscDialect
from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.link import Link
from controller.outputs.memory_link import MemoryLink
from controller.outputs.osc.slip import SlipLink, slip
from controller.outputs.outputs import Outputs
from controller.run.far_end import plan_rig
from controller.wire.osc import decode_packet
from fixtures.far_end import FarEnd
from tests.outputs.shows import RGB, SCULPTURE, Patched, build_show

FPS = 44
PATCHED = [Patched("left", "sculpture", 0, 0), Patched("bar", "sculpture", 0, 3, RGB, cells=2)]


def outputs_of(node: Node, open_link: Callable[[Node], Link]) -> Outputs:
    return Outputs(
        build_show([node], [("sculpture", 1)], PATCHED, fps=FPS),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=open_link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )


def lit() -> np.ndarray:
    slots = np.zeros((1, 512), np.uint8)
    slots[0, :9] = 51, 102, 0, 255, 0, 0, 0, 0, 0
    return slots


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_preset_speaks_the_program_s_own_addresses(preset: str) -> None:
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = outputs_of(replace(SCULPTURE, dialect=PRESETS[preset]), lambda _node: link)
    outputs.send(0, lit())
    link.deliver(0)

    left, bar = decode_packet(link.tap[0].datagram)
    addresses = {
        "kintsugi": "/kintsugi/fixture/left/rgb",
        "resolume": "/composition/layers/1/video/opacity",
        "madmapper": "/surfaces/left/opacity",
        "millumin": "/left/opacity",
        "qlab": "/cue/left/opacity",
        "touchdesigner": "/left",
    }
    assert left.address == addresses[preset]
    if PRESETS[preset].form == "level":
        assert left.arguments == pytest.approx((0.4,))
        assert bar.arguments == pytest.approx((0.5,))
    else:
        assert left.arguments == pytest.approx((0.2, 0.4, 0.0))
        assert bar.arguments == (bytes([255, 0, 0, 0, 0, 0]),)


@pytest.mark.parametrize("dialect", [PRESETS["resolume"], OscDialect("/lamp/{n}", "level"), PRESETS["touchdesigner"]])
def test_the_far_end_of_a_dialect_shows_it(dialect: OscDialect) -> None:
    node = replace(SCULPTURE, dialect=dialect)
    far_end = FarEnd(plan_rig(build_show([node], [("sculpture", 1)], PATCHED, fps=FPS)))
    link = MemoryLink(lambda datagram, to: far_end.deliver(to, datagram, 0.0), record=False)
    outputs_of(node, lambda _node: link).send(0, lit())
    link.deliver(0)

    assert far_end.look(0.0)[0].max() == pytest.approx(0.4)
    assert far_end.report().nodes["sculpture"].malformed == 0


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        opened.settimeout(5)
        yield opened


def read_packets(line: socket.socket, count: int) -> list[bytes]:
    stream = b""
    while stream.count(b"\xc0") < 2 * count:
        stream += line.recv(65536)
    packets = [part for part in stream.split(b"\xc0") if part]
    return [part.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb") for part in packets]


def test_marks_within_a_packet_are_escaped() -> None:
    assert slip(b"a\xc0b\xdbc") == b"\xc0a\xdb\xdcb\xdb\xddc\xc0"


def test_a_program_reads_our_bundles_over_tcp(listener: socket.socket) -> None:
    node = replace(SCULPTURE, host="127.0.0.1", port=listener.getsockname()[1], is_stream=True)
    outputs = outputs_of(node, UdpLinks().open)
    slots = lit()
    outputs.send(0, slots)
    line, _ = listener.accept()
    with line:
        line.settimeout(5)
        for tick in range(1, 6):
            slots[0, 2] = 0xC0 if tick % 2 else 0xDB
            outputs.send(tick, slots)
        packets = read_packets(line, 5)
    outputs.close()

    read = [decode_packet(packet)[0].arguments for packet in packets]
    assert read[-1][2] == pytest.approx(0xC0 / 255)
    assert outputs.views(6)[0].packets >= 5


def test_a_peer_that_stops_reading_is_silent_disturbs_nobody_and_keeps_no_heap(listener: socket.socket) -> None:
    link = SlipLink(("127.0.0.1", listener.getsockname()[1]), None)
    link.send(b"/first\0\0,\0\0\0", ("127.0.0.1", 0))
    line, _ = listener.accept()
    with line:
        for _ in range(2000):
            link.send(bytes(8192), ("127.0.0.1", 0))
        statistics = link.statistics()
        link.close()

    assert statistics.errors > 500
    assert "does not read" in statistics.last_error


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what has not left")
@pytest.mark.parametrize("size", [60, 1400, 9000])
def test_a_peer_that_reads_slowly_is_shown_no_light_of_a_minute_ago(listener: socket.socket, size: int) -> None:
    """What waits in this system would be shown first, however old it is."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    link = SlipLink(listener.getsockname(), None)
    link.send(bytes(size), ("127.0.0.1", 0))
    line, _ = listener.accept()
    with line:
        for _ in range(2000):
            link.send(bytes(size), ("127.0.0.1", 0))
        assert link.statistics().sent < 2 + 8192 / size, "what the peer's own buffer holds, and one more"
        link.close()


def test_a_frame_that_found_no_room_follows_as_soon_as_there_is_some_though_nothing_changes(
    listener: socket.socket,
) -> None:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    node = replace(SCULPTURE, host="127.0.0.1", port=listener.getsockname()[1], is_stream=True)
    outputs = outputs_of(node, UdpLinks().open)
    slots = lit()
    outputs.send(0, slots)
    line, _ = listener.accept()
    tick = 0
    with line:
        while not outputs.views(tick)[0].errors:  # a fade, until nothing fits any more
            tick += 1
            slots[0, 0] = tick % 50
            outputs.send(tick, slots)
        slots[0, 0] = 255
        stream = b""
        line.settimeout(0.05)
        for _ in range(FPS // 2):  # a sign of life would come later
            tick += 1
            outputs.send(tick, slots)
            with contextlib.suppress(TimeoutError):
                stream += line.recv(1 << 20)
    outputs.close()
    assert stream.endswith(b"\xc0")
    last = [part for part in stream.split(b"\xc0") if part][-1].replace(b"\xdb\xdc", b"\xc0")
    assert decode_packet(last.replace(b"\xdb\xdd", b"\xdb"))[0].arguments[0] == 1.0


def test_a_packet_for_a_peer_that_has_not_answered_is_not_sent() -> None:
    """A queue without room stands for a machine that is not there: the system goes on asking."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            other = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            other.settimeout(0)
            other.connect_ex(listener.getsockname())
        link = SlipLink(listener.getsockname(), None)
        for _ in range(3):
            link.send(b"/frame\0\0,\0\0\0", ("127.0.0.1", 0))
            link.reopen()
        statistics = link.statistics()
        link.close()
    assert (statistics.sent, statistics.errors) == (0, 3)
    assert statistics.last_error == "the peer has not answered yet"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whether the peer's system answers")
def test_a_peer_that_only_does_not_read_keeps_its_connection(listener: socket.socket) -> None:
    link = SlipLink(("127.0.0.1", listener.getsockname()[1]), None)
    link.send(b"/first\0\0,\0\0\0", ("127.0.0.1", 0))
    line, _ = listener.accept()
    with line:
        while not link.statistics().errors:
            link.send(bytes(8192), ("127.0.0.1", 0))
        before = link.statistics()
        link.reopen()
        link.send(bytes(8192), ("127.0.0.1", 0))
        assert link.statistics().sent == before.sent
        line.settimeout(5)
        read = 0
        while read < (before.sent - 3) * 8192:
            read += len(line.recv(1 << 20))
        link.reopen()
        link.send(b"/again\0\0,\0\0\0", ("127.0.0.1", 0))
        assert link.statistics().sent == before.sent + 1
        link.close()


def test_a_program_that_comes_back_is_connected_again(listener: socket.socket) -> None:
    node = replace(SCULPTURE, host="127.0.0.1", port=listener.getsockname()[1], is_stream=True)
    outputs = outputs_of(node, UdpLinks().open)
    slots = lit()
    outputs.send(0, slots)
    listener.accept()[0].close()
    for tick in range(1, 3 * FPS):
        slots[0, 0] = tick
        outputs.send(tick, slots)
    line, _ = listener.accept()
    with line:
        line.settimeout(5)
        for tick in range(3 * FPS, 4 * FPS):
            slots[0, 0] = tick
            outputs.send(tick, slots)
        packets = read_packets(line, 1)
    outputs.close()

    assert decode_packet(packets[0])[0].address == "/kintsugi/fixture/left/rgb"


def test_a_program_that_has_ended_is_asked_twice_a_second_and_is_connected_within_one() -> None:
    asked = 0

    class Counted(SlipLink):
        def _begin(self) -> socket.socket:
            nonlocal asked
            asked += 1
            return super()._begin()

    with socket.create_server(("127.0.0.1", 0)) as ended:
        peer = ended.getsockname()
    node = replace(SCULPTURE, host="127.0.0.1", port=peer[1], is_stream=True)
    outputs = outputs_of(node, lambda _node: Counted(peer, None))
    slots = lit()
    for tick in range(5 * FPS):
        slots[0, 0] = tick % 200
        outputs.send(tick, slots)
    assert 10 <= asked <= 12
    assert outputs.views(5 * FPS)[0].state == "silent"
    assert "Connection refused" in outputs.views(5 * FPS)[0].why
    with socket.create_server(peer) as listener:
        listener.settimeout(5)
        for tick in range(5 * FPS, 6 * FPS):
            slots[0, 0] = tick % 200
            outputs.send(tick, slots)
        listener.accept()[0].close()
    outputs.close()


class Talk:
    """An OSC node in memory that answers its ping, while it lives."""

    def __init__(self, node: Node) -> None:
        show = build_show([node], [("sculpture", 1)], PATCHED, fps=FPS)
        self.far_end = FarEnd(plan_rig(show))
        self.link = MemoryLink(self._receive, record=True)
        self.outputs = outputs_of(node, lambda _node: self.link)
        self.tick = -1

    def _receive(self, datagram: bytes, to: tuple[str, int]) -> None:
        self.far_end.deliver(to, datagram, self.tick / FPS)

    def view(self, seconds: float) -> NodeView:
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            self.outputs.send(self.tick, lit())
            self.link.deliver(self.tick)
            for answer in self.far_end.answers(self.tick / FPS):
                self.link.answer(answer.datagram, answer.source)
        return self.outputs.views(self.tick)[0]


def test_a_node_that_answers_pings_is_known_to_live_to_die_and_to_come_back() -> None:
    talk = Talk(replace(SCULPTURE, ping="/ping"))
    view = talk.view(2)
    assert view.state == "ok"
    assert view.round_trip_s == pytest.approx(1 / FPS)
    assert "answered a ping" in view.why
    talk.far_end.kill("sculpture")
    assert talk.view(3.5).state == "silent"
    assert talk.outputs.silent(talk.tick) == {"sculpture"}
    talk.far_end.revive("sculpture")
    assert talk.view(1).state == "returned"
    assert talk.far_end.look(talk.tick / FPS)[0] == pytest.approx([0.2, 0.4, 0], abs=1e-6)


def test_a_node_that_nobody_pings_is_unknown_and_gets_no_ping() -> None:
    talk = Talk(SCULPTURE)
    assert talk.view(4).state == "unknown"
    assert all(one.datagram.startswith(b"#bundle") for one in talk.link.tap)


def test_what_is_no_osc_keeps_nobody_alive_and_is_counted() -> None:
    talk = Talk(replace(SCULPTURE, ping="/ping"))
    talk.view(1)
    talk.far_end.kill("sculpture")
    for _ in range(8):
        talk.link.answer(b"noise", (SCULPTURE.host, SCULPTURE.port))
        view = talk.view(0.5)
    assert view.state == "silent"
    assert view.errors == 8


def test_a_frame_with_a_latency_says_when_it_is_to_be_shown_in_even_steps() -> None:
    wall = [1_800_000_000.0]
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    show = build_show([replace(SCULPTURE, latency_s=0.05)], [("sculpture", 1)], PATCHED, fps=FPS)
    outputs = Outputs(
        show,
        identity=Identity(bytes(16), "Kintsugi", night=1, resumed=False, clock=lambda: wall[0]),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )

    def shown(tick: int, late_s: float) -> float:
        wall[0] += 1 / FPS + late_s
        slots = lit()
        slots[0, 0] = tick
        outputs.send(tick, slots)
        wall[0] -= late_s
        link.deliver(tick)
        (left, *_) = decode_packet(link.tap[-1].datagram)
        assert left.timetag is not None
        return left.timetag / (1 << 32) - 2_208_988_800

    first = shown(1, 0.0)
    assert first == pytest.approx(wall[0] + 0.05, abs=1e-6)
    assert shown(2, 0.013) == pytest.approx(first + 1 / FPS, abs=1e-6)
    assert shown(3, 0.002) == pytest.approx(first + 2 / FPS, abs=1e-6)
    wall[0] += 3600
    assert shown(4, 0.0) == pytest.approx(wall[0] + 0.05, abs=1e-6)


def test_what_does_not_fit_into_one_packet_goes_out_in_several_with_the_same_tag() -> None:
    patched = [Patched(f"lamp-{number}", "sculpture", 0, 3 * number) for number in range(100)]
    patched.append(Patched("strip", "sculpture", 1, 0, RGB, cells=100))
    show = build_show([SCULPTURE], [("sculpture", 1), ("sculpture", 2)], patched, fps=FPS)
    far_end = FarEnd(plan_rig(show))
    link = MemoryLink(lambda datagram, to: far_end.deliver(to, datagram, 0.0), record=True)
    outputs = Outputs(
        show,
        identity=Identity(bytes(16), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    slots = (np.arange(1024) % 251).astype(np.uint8).reshape(2, 512)
    outputs.send(0, slots)
    link.deliver(0)

    assert len(link.tap) > 3
    assert max(len(one.datagram) for one in link.tap) <= 1472
    assert {message.timetag for one in link.tap for message in decode_packet(one.datagram)} == {None}
    assert far_end.look(0.0)[:100] * 255 == pytest.approx(slots[0, :300].reshape(100, 3), abs=1e-3)
    assert far_end.look(0.0)[100:] * 255 == pytest.approx(slots[1, :300].reshape(100, 3), abs=1e-3)
