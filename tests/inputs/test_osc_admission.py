"""The door: floods end here, and PANIC gets through them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_message_builder import build_msg

from controller.inputs.osc_admission import LONGEST_PACKET, MOST_LOOKED_INTO, PEER_RATE, TOTAL_RATE, Door, parse_peers
from controller.wire.osc import BUNDLE, join_bundle

GO = build_msg("/kintsugi/go", []).dgram
FADER = build_msg("/kintsugi/grandmaster", [0.5]).dgram
LOUD, QUIET = ("127.0.0.1", 5000), ("127.0.0.1", 5001)
URGENT = [
    build_msg(address, []).dgram for address in ("/kintsugi/panic", "/kintsugi/blackout", "/kintsugi/faults/clear")
]


def flood(door: Door, seconds: int = 10, a_second: int = 5000) -> int:
    """Send far too much from one peer; give how much of it was read."""
    return sum(
        door.refusal(FADER, LOUD, at / a_second) is None for at in range(seconds * a_second)
    )  # fmt: skip


def test_a_flood_is_cut_to_the_rate_of_one_peer() -> None:
    read = flood(Door((), 0.0))
    assert PEER_RATE.burst <= read <= PEER_RATE.burst + 10 * PEER_RATE.per_s


def test_another_peer_is_heard_through_a_flood() -> None:
    door = Door((), 0.0)
    flood(door)
    assert door.refusal(GO, QUIET, 10.0) is None


@pytest.mark.parametrize("packet", URGENT)
def test_what_is_urgent_is_heard_when_all_tokens_are_gone(packet: bytes) -> None:
    door = Door((), 0.0)
    for port in range(1, 20_000):  # more peers than the table holds, and more messages than all may send
        door.refusal(FADER, ("127.0.0.1", port), 0.0)
    assert door.refusal(GO, QUIET, 0.0) == "too many messages from all peers together"
    assert door.refusal(packet, QUIET, 0.0) is None
    assert door.refusal(packet, LOUD, 0.0) is None


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("packet", URGENT)
def test_what_is_urgent_among_the_first_of_a_bundle_is_heard_too(packet: bytes, place: int) -> None:
    door = Door((), 0.0)
    for port in range(1, 20_000):
        door.refusal(FADER, ("127.0.0.1", port), 0.0)
    bundle = join_bundle([FADER] * place + [packet] + [FADER] * 3)
    assert (door.refusal(bundle, QUIET, 0.0) is None) == (place < MOST_LOOKED_INTO)
    assert door.refusal(join_bundle([GO, FADER, GO]), QUIET, 0.0) == "too many messages from all peers together"


@given(st.binary(max_size=80))
def test_a_bundle_of_any_bytes_is_admitted_or_refused(said: bytes) -> None:
    assert Door((), 0.0).refusal(BUNDLE + said, LOUD, 0.0) is None


def test_many_peers_together_stay_below_the_total() -> None:
    door = Door((), 0.0)
    read = sum(door.refusal(FADER, ("127.0.0.1", port), 0.0) is None for port in range(1, 60_000))
    assert read == TOTAL_RATE.burst


def test_urgent_messages_have_a_limit_too() -> None:
    door = Door((), 0.0)
    read = sum(door.refusal(URGENT[0], ("127.0.0.1", port), 0.0) is None for port in range(1, 60_000))
    assert read == 200


def test_a_long_datagram_is_not_read() -> None:
    assert "8192" in str(Door((), 0.0).refusal(bytes(LONGEST_PACKET + 1), LOUD, 0.0))


def test_strangers_are_not_read_and_the_reason_says_how_to_let_them_in() -> None:
    door = Door(parse_peers(["10.0.0.0/24", "192.168.1.7"]), 0.0)
    assert door.refusal(GO, ("10.0.0.99", 5000), 0.0) is None
    assert door.refusal(GO, ("192.168.1.7", 5000), 0.0) is None
    assert door.refusal(GO, ("::1", 5000), 0.0) is None
    assert "--osc-peer 192.168.1.8" in str(door.refusal(GO, ("192.168.1.8", 5000), 0.0))
    assert "not on the list" in str(door.refusal(URGENT[0], ("fe80::1%eth0", 5000), 0.0))


def test_a_peer_that_is_no_address_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"'studio' is no OSC peer; write an address or a network"):
        parse_peers(["studio"])
