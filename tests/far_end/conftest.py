"""Packets written by hand from the standards, and a small rig, for the tests of the far end."""

import struct
from collections.abc import Callable

import pytest

from fixtures.library import load_profiles
from fixtures.plan import PlannedFixture, PlannedNode, RigPlan

CID = bytes(range(1, 17))
PacketMaker = Callable[..., bytes]


def _sacn(  # noqa: PLR0913 - the fields of the standard, in its order
    slots: bytes = b"",
    *,
    universe: int = 1,
    sequence: int = 0,
    priority: int = 100,
    options: int = 0,
    cid: bytes = CID,
    name: bytes = b"by hand",
    start_code: int = 0,
) -> bytes:
    values = bytes([start_code]) + slots
    dmp = struct.pack(">BBHHH", 2, 0xA1, 0, 1, len(values)) + values
    dmp = struct.pack(">H", 0x7000 | len(dmp) + 2) + dmp
    framing = struct.pack(">I64sBHBBH", 2, name, priority, 0, sequence, options, universe) + dmp
    framing = struct.pack(">H", 0x7000 | len(framing) + 2) + framing
    root = struct.pack(">I16s", 4, cid) + framing
    return b"\x00\x10\x00\x00ASC-E1.17\x00\x00\x00" + struct.pack(">H", 0x7000 | len(root) + 2) + root


def _stream(slots: bytes, *, tick: int = 0, sequence: int = 0, night: int = 1, encoding: int = 1) -> bytes:
    return struct.pack(">2sBBIIIdI", b"KF", 1, encoding, night, tick, sequence, tick / 44, len(slots)) + slots


def _text(text: str) -> bytes:
    raw = text.encode()
    return raw + bytes(4 - len(raw) % 4)


def _osc(address: str, tags: str, *arguments: bytes) -> bytes:
    return _text(address) + _text("," + tags) + b"".join(arguments)


def _bundle(*elements: bytes, time_tag: int = 1) -> bytes:
    return b"#bundle\0" + struct.pack(">Q", time_tag) + b"".join(struct.pack(">I", len(e)) + e for e in elements)


def _plan() -> RigPlan:
    profiles = load_profiles()

    def fixture(
        name: str, model: str, at: tuple[str, int, int], cells: int = 1, texts: tuple[str, ...] = ()
    ) -> PlannedFixture:
        profile = profiles[f"generic/{model}"]
        positions = tuple((float(number), float(at[2]), 0.0) for number in range(cells))
        shortest = profile.modes[-1]
        return PlannedFixture(name, profile, shortest, profile.cls, *at, positions, texts)

    return RigPlan(
        nodes=(
            PlannedNode("mosaic", "sacn", "multicast", 5568, interface="127.0.0.1"),
            PlannedNode("stage", "sacn", "127.0.1.2", 5568, on_loss="black"),
            PlannedNode("sculpture", "osc", "127.0.1.3", 7000),
            PlannedNode("wall", "websocket", "", 0),
        ),
        fixtures=(
            fixture("tile-1", "rgb", ("mosaic", 1, 0)),
            fixture("tile-2", "rgb", ("mosaic", 2, 509)),
            fixture("wash", "rgbw-par", ("stage", 7, 0)),
            fixture("exit", "dimmer", ("stage", 7, 6)),
            fixture("bowl", "osc-rgb", ("sculpture", 1, 0)),
            fixture("rope", "osc-rgb", ("sculpture", 1, 3), cells=2),
            fixture("screen", "projector", ("wall", 1, 0), texts=("Kintsugi", "金継ぎ")),
        ),
        zones={"mosaic": (0, 1), "empty": ()},
        fps=44,
    )


@pytest.fixture(name="sacn")
def sacn_maker() -> PacketMaker:
    return _sacn


@pytest.fixture(name="stream")
def stream_maker() -> PacketMaker:
    return _stream


@pytest.fixture(name="osc")
def osc_maker() -> PacketMaker:
    return _osc


@pytest.fixture(name="bundle")
def bundle_maker() -> PacketMaker:
    return _bundle


@pytest.fixture(name="plan")
def small_rig() -> RigPlan:
    return _plan()
