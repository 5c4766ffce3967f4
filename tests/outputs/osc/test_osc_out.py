"""OSC to other programs: their addresses and forms, and a TCP peer that reads, stops reading, or goes away."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from controller.model.osc_dialect import PRESETS, OscDialect
from controller.model.patch import Node
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.link import Link, MemoryLink
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
