"""sACN synchronization and universe discovery against the standard, another program and a second opinion."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.error import WireError
from controller.wire.sacn.extended import (
    PAGE,
    SYNC,
    DiscoveryPacket,
    SyncPacket,
    decode_extended,
    discovery_packets,
    is_extended,
    sync_packet,
)
from fixtures.sacn.extended import SacnDiscovery, SacnSync
from fixtures.sacn.extended import decode_extended as second_opinion

CID = bytes(range(0x10, 0x20))


def test_a_synchronization_packet_is_laid_out_as_table_6_3_says() -> None:
    packet = sync_packet(CID, 7962, sequence=5)

    assert len(packet) == SYNC
    assert packet[16:22] == bytes.fromhex("7021 00000008".replace(" ", ""))
    assert packet[38:] == bytes.fromhex("700b 00000001 05 1f1a 0000".replace(" ", ""))
    assert second_opinion(packet) == SacnSync(CID, 5, 7962)
    assert decode_extended(packet) == SyncPacket(CID, 5, 7962)


def test_discovery_lists_every_universe_once_and_sorted() -> None:
    (packet,) = discovery_packets(CID, "Bühne", [300, 1, 300, 63999])

    assert second_opinion(packet) == SacnDiscovery(CID, "Bühne", 0, 0, (1, 300, 63999))
    assert decode_extended(packet) == DiscoveryPacket(CID, "Bühne", 0, 0, (1, 300, 63999))


def test_many_universes_fill_pages_of_512() -> None:
    pages = [second_opinion(packet) for packet in discovery_packets(CID, "x", range(1, 1101))]

    read = [page for page in pages if isinstance(page, SacnDiscovery)]
    assert [(page.page, page.last_page, len(page.universes)) for page in read] == [
        (0, 2, PAGE),
        (1, 2, PAGE),
        (2, 2, 76),
    ]
    assert [number for page in read for number in page.universes] == list(range(1, 1101))


def test_a_source_of_nothing_says_so_on_one_page() -> None:
    (packet,) = discovery_packets(CID, "x", [])

    assert decode_extended(packet) == DiscoveryPacket(CID, "x", 0, 0, ())


@pytest.mark.parametrize("universe", [0, 64000])
def test_addresses_that_do_not_exist_are_refused(universe: int) -> None:
    with pytest.raises(ValueError, match="63999"):
        sync_packet(CID, universe, sequence=0)
    with pytest.raises(ValueError, match="63999"):
        discovery_packets(CID, "x", [universe])


@given(st.binary(max_size=1200))
def test_any_bytes_raise_nothing_but_a_wire_error(packet: bytes) -> None:
    is_extended(packet)
    with suppress(WireError):
        decode_extended(packet)


@given(st.data())
def test_one_wrong_byte_of_a_header_is_found_or_harmless(data: st.DataObject) -> None:
    packet = bytearray(discovery_packets(CID, "Kintsugi", [1, 2, 3])[0])
    packet[data.draw(st.integers(0, len(packet) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = decode_extended(bytes(packet))
    except WireError:
        return
    assert isinstance(read, DiscoveryPacket)
    assert list(read.universes) == sorted(set(read.universes))
