"""Every decoder against packets that are nearly right: nothing but its own error, no great memory, no state changed.

``make test`` runs a short round. ``KINTSUGI_FUZZ=100000 pytest tests/fuzz`` runs so many cases for each protocol.
"""

import contextlib
import os
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from controller.wire import artnet, ddp, osc
from controller.wire.error import WireError
from controller.wire.fixture_messages import read_client_message
from controller.wire.merge.artnet import ArtnetUniverse
from controller.wire.merge.sacn import SacnUniverse
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import decode_extended
from controller.wire.stream import Encoding, StreamFrame
from fixtures.ddp.decode import decode_ddp
from fixtures.decode_artnet import decode_artnet
from fixtures.decode_osc import decode_osc
from fixtures.decode_sacn import decode_sacn
from fixtures.decode_stream import decode_frame
from fixtures.errors import FarEndError
from fixtures.sacn.extended import decode_extended as decode_extended_far
from tests.fuzz.mutate import LONGEST, mutations

CAPTURES = Path(__file__).parents[1] / "captures"
CASES = int(os.environ.get("KINTSUGI_FUZZ", "2000"))
LONG_RUN = pytest.mark.timeout(max(60, CASES // 100))
pytestmark = LONG_RUN
AT_LEAST_BYTES, A_BYTE_BYTES = 4096, 32
"""What reading one packet may take, however short, and for each of its bytes: Python's objects are large, but they are
as many as the packet has parts. No length that a packet only claims may be believed."""


@dataclass(frozen=True)
class Protocol:
    """One protocol: sound packets, and all that reads it."""

    name: str
    seeds: Sequence[bytes]
    decoders: Sequence[Callable[[bytes], object]]


def captured(prefix: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(CAPTURES.glob(f"{prefix}_*.bin"))]


def pixels() -> list[bytes]:
    rows = ddp.frame_packets(1800, ddp.Pixels.RGB)
    return [rows[0].tobytes(), rows[1].tobytes()[:370], bytes.fromhex("51030b01000000060003aabbccdd010203")]


def frames() -> list[bytes]:
    return [StreamFrame(Encoding.SLOTS, 3, tick, tick, tick / 44, bytes(30)).to_bytes() for tick in (0, 1, 5000)]


def client_texts() -> list[bytes]:
    return [
        b'{"type": "hello", "version": 1, "name": "screen left", "capabilities": ["text"]}',
        b'{"type": "ack", "tick": 88, "sequence": 5}',
        b'{"type": "ping", "t": 12.5}',
        b'{"type": "error", "text": "..."}',
    ]


def crowded(protocol: Protocol) -> list[bytes]:
    """Give the packets that hold as many parts as fit: the dearest that are sound."""
    if protocol.name != "osc":
        return []
    part = osc.encode_message("/a", [])
    full = osc.encode_message("/a", [True] * 2000)
    return [osc.join_bundle([part] * ((LONGEST - 16) // (len(part) + 4))), full]


def read_text(message: bytes) -> object:
    return read_client_message(message.decode("utf-8", "replace"))


PROTOCOLS = (
    Protocol("sacn", captured("sacn"), (decode_data, decode_extended, decode_sacn, decode_extended_far)),
    Protocol(
        "artnet",
        captured("artnet"),
        (
            artnet.decode_dmx,
            artnet.decode_poll,
            artnet.decode_poll_reply,
            artnet.decode_time_code,
            artnet.opcode_of,
            decode_artnet,
        ),
    ),
    Protocol("ddp", pixels(), (ddp.decode_data, decode_ddp)),
    Protocol("osc", captured("osc"), (osc.decode_packet, decode_osc)),
    Protocol("websocket frame", frames(), (StreamFrame.from_bytes, partial(decode_frame, slots=30))),
    Protocol("websocket text", client_texts(), (read_text,)),
)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_a_decoder_raises_nothing_but_its_own_error(protocol: Protocol) -> None:
    taken = 0
    for packet in mutations(protocol.seeds, CASES, seed=1):
        for decode in protocol.decoders:
            try:
                decode(packet)
            except (WireError, FarEndError):
                continue
            taken += 1

    assert taken  # some were still sound, so the fuzzer does not only knock at the door


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_a_decoder_takes_no_more_memory_than_a_packet_is_worth(protocol: Protocol) -> None:
    packets = [*crowded(protocol), *mutations(protocol.seeds, min(CASES, 20_000), seed=2)]
    tracemalloc.start()
    try:
        for packet in packets:
            for decode in protocol.decoders:
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                with contextlib.suppress(WireError, FarEndError):
                    decode(packet)
                most = AT_LEAST_BYTES + A_BYTE_BYTES * len(packet)
                assert tracemalloc.get_traced_memory()[1] - before <= most, packet.hex()
    finally:
        tracemalloc.stop()


def test_what_is_refused_changes_no_merged_level() -> None:
    sacn, dmx = SacnUniverse(), ArtnetUniverse("htp")
    sacn.take(decode_data(captured("sacn")[0]), 0.0)
    for packet in mutations(captured("sacn"), CASES, seed=3):
        before = sacn.levels.copy()
        try:
            refused = sacn.take(decode_data(packet), 0.0)
        except WireError:
            refused = "broken"
        assert not refused or np.array_equal(sacn.levels, before)
    for packet in mutations(captured("artnet_dmx"), CASES, seed=4):
        before = dmx.levels.copy()
        try:
            refused = dmx.take(artnet.decode_dmx(packet), "10.0.0.1", 0.0)
        except WireError:
            refused = "broken"
        assert not refused or np.array_equal(dmx.levels, before)
