"""Another program's eyes: what our senders say, written as a capture and read by tshark."""

import socket
import struct
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.building import Identity
from controller.outputs.memory_link import Delivered, MemoryLink
from controller.outputs.outputs import Outputs
from controller.wire.artnet import PORT as ARTNET_PORT
from controller.wire.artnet import PollReply, poll_reply_packet
from tests.outputs.shows import DIMMER, MULTICAST, RGB, SCULPTURE, UNICAST, WHITE, Patched, build_show
from tests.tools import require

FPS = 44
SOURCE_PORT = 40000


def pcap(datagrams: Iterable[Delivered]) -> bytes:
    """Write datagrams as an Ethernet capture, UDP checksum left out as the rules allow."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for one in datagrams:
        udp = struct.pack(">HHHH", SOURCE_PORT, one.to[1], 8 + len(one.datagram), 0) + one.datagram
        source, target = socket.inet_aton("127.0.0.1"), socket.inet_aton(one.to[0])
        head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, source, target)
        frame = bytes(12) + b"\x08\x00" + head + udp
        parts.append(struct.pack("<IIII", one.tick // FPS, one.tick % FPS * 1_000_000 // FPS, len(frame), len(frame)))
        parts.append(frame)
    return b"".join(parts)


def tshark(capture: Path, *arguments: str) -> str:
    options = ["-r", str(capture), "--enable-heuristic", "acn", "--enable-heuristic", "osc_udp"]
    command = [require("tshark"), *options, "-o", "acn.dmx_enable:TRUE", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def fields(capture: Path, names: Sequence[str], display: str) -> list[list[str]]:
    wanted = [part for name in names for part in ("-e", name)]
    text = tshark(capture, "-Y", display, "-T", "fields", *wanted)
    return [line.split("\t") for line in text.splitlines()]


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    """Three seconds of a show on two sACN nodes and an OSC node, ended properly."""
    patched = [
        Patched("tile", "mosaic", 0, 0),
        Patched("wash", "stage", 1, 0),
        Patched("reed", "sculpture", 2, 0),
        Patched("bar", "sculpture", 2, 3, (DIMMER, *RGB, WHITE), cells=3),
    ]
    show = build_show(
        [MULTICAST, UNICAST, SCULPTURE], [("mosaic", 258), ("stage", 7), ("sculpture", 1)], patched, fps=FPS
    )
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        show,
        identity=Identity(bytes(range(16)), "Kintsugi 金継ぎ", night=1, resumed=False),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    slots = np.zeros((3, 512), np.uint8)
    for tick in range(3 * FPS):
        slots[:, :16] = tick
        outputs.send(tick, slots)
        link.deliver(tick)
    outputs.terminate()
    link.deliver(3 * FPS)
    capture = tmp_path / "evening.pcap"
    capture.write_bytes(pcap(link.tap))
    return capture


def test_another_program_finds_nothing_malformed_and_no_expert_remark(evening: Path) -> None:
    bad = fields(evening, ["frame.number", "_ws.expert.message"], "_ws.malformed or _ws.expert")
    unknown = fields(evening, ["ip.dst"], "not acn and not osc")
    read = fields(evening, ["frame.number"], "acn or osc")

    assert bad == []
    assert unknown == [["239.255.250.214"]] * 2  # it knows no universe discovery, which goes to two local addresses
    assert len(read) == 3 * FPS * 3 + 2 * 3


@pytest.mark.parametrize(("universe", "priority", "to"), [(258, 100, "239.255.1.2"), (7, 150, "127.0.1.2")])
def test_another_program_reads_universe_sequence_priority_and_name(
    evening: Path, universe: int, priority: int, to: str
) -> None:
    names = ["acn.dmx.seq_number", "acn.dmx.priority", "acn.dmx.source_name", "ip.dst", "udp.dstport"]
    lines = fields(evening, names, f"acn.dmx.universe == {universe}")

    count = 3 * FPS + 3
    assert [line[0] for line in lines] == [str(number % 256) for number in range(count)]
    assert {tuple(line[1:]) for line in lines} == {(str(priority), "Kintsugi 金継ぎ", to, "5568")}


def test_another_program_reads_the_bundles_of_fixtures(evening: Path) -> None:
    lines = fields(evening, ["osc.message.header.path", "osc.message.float", "osc.message.blob.data"], "osc")

    path, floats, blob = lines[51]
    assert path == "/kintsugi/fixture/reed/rgb,/kintsugi/fixture/bar/rgb"
    assert [float(value) for value in floats.split(",")] == pytest.approx([51 / 255] * 3)
    light = round(51 * 2 * 51 / 255)
    assert bytes.fromhex(blob.replace(":", ""))[:6] == bytes([light] * 6)


def test_another_program_reads_priorities_of_slots_and_synchronized_levels(tmp_path: Path) -> None:
    node = replace(UNICAST, per_address=True, sync_universe=9)
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        build_show([node], [("stage", 7)], [Patched("wash", "stage", 0, 0)], fps=FPS),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    for tick in range(FPS):
        outputs.send(tick, np.full((1, 512), tick, np.uint8))
        link.deliver(tick)
    capture = tmp_path / "stage.pcap"
    capture.write_bytes(pcap(link.tap))

    assert fields(capture, ["frame.number"], "_ws.malformed or _ws.expert") == []
    lines = fields(capture, ["acn.dmx.seq_number", "acn.dmx.start_code2", "acn.dmx.reserved"], "acn.dmx.universe == 7")
    assert [int(line[0]) for line in lines] == list(range(len(lines)))
    assert [line[1] for line in lines].count("221") == 2
    assert {line[2] for line in lines} == {"9"}  # where the standard has the synchronization address
    syncs = fields(capture, ["udp.length", "ip.dst"], "not acn")
    assert syncs.count(["57", "127.0.1.2"]) == FPS


@pytest.fixture
def floor(tmp_path: Path) -> Path:
    """Three seconds of a show on an Art-Net node of two universes that answers one poll."""
    node = Node("floor", "artnet", "127.0.1.4", ARTNET_PORT)
    patched = [Patched("wash", "floor", 0, 0), Patched("par", "floor", 1, 0)]
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        build_show([node], [("floor", 0), ("floor", 32767)], patched, fps=FPS),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    slots = np.zeros((2, 512), np.uint8)
    for tick in range(3 * FPS):
        slots[:, :16] = tick
        outputs.send(tick, slots)
        link.deliver(tick)
    about = PollReply("127.0.1.4", 127, 15, "floor", "Washes", "fine", b"\x80", b"\x0f", b"\2aaaaa", 1)
    reply = Delivered(3 * FPS, poll_reply_packet(about), ("127.0.0.1", ARTNET_PORT))
    capture = tmp_path / "floor.pcap"
    capture.write_bytes(pcap([*link.tap, reply]))
    return capture


def test_another_program_reads_our_art_net_without_a_remark(floor: Path) -> None:
    bad = fields(floor, ["frame.number", "_ws.expert.message"], "_ws.malformed or _ws.expert")
    opcodes = [line[0] for line in fields(floor, ["artnet.header.opcode"], "artnet")]

    assert bad == []
    assert fields(floor, ["frame.number"], "not artnet") == []
    counted = {opcode: opcodes.count(opcode) for opcode in opcodes}
    assert counted == {"0x5000": 2 * 3 * FPS, "0x5200": 3 * FPS, "0x2000": 6, "0x2100": 1}


def test_another_program_reads_sequence_and_port_address_of_our_art_net(floor: Path) -> None:
    lines = fields(
        floor, ["artnet.output.sequence", "artnet.output.length", "ip.dst"], "artnet.output.universe == 32767"
    )

    assert [line[0] for line in lines] == [str(number + 1) for number in range(3 * FPS)]
    assert {tuple(line[1:]) for line in lines} == {("512", "127.0.1.4")}


def test_another_program_reads_our_reply(floor: Path) -> None:
    names = ["artnet.poll_reply.ip_address", "artnet.poll_reply.short_name", "artnet.poll_reply.num_ports"]
    assert fields(floor, names, "artnet.poll_reply") == [["127.0.1.4", "floor", "1"]]
