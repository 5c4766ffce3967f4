"""Packets of other programs beyond levels: read by our decoders and by the far end's, and written the same by us."""

from pathlib import Path

from controller.wire.artnet import decode_dmx, decode_poll, decode_poll_reply
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import SyncPacket, decode_extended, discovery_packets, sync_packet
from fixtures.decode_artnet import ArtDmx, ArtPoll, decode_artnet
from fixtures.decode_sacn import decode_sacn
from fixtures.sacn.extended import SacnDiscovery
from fixtures.sacn.extended import decode_extended as second_opinion

CAPTURES = Path(__file__).parents[1] / "captures"
CID = bytes(range(0x10, 0x20))


def capture(name: str) -> bytes:
    return (CAPTURES / f"{name}.bin").read_bytes()


def test_our_synchronization_packet_equals_that_of_another_program() -> None:
    theirs = capture("sacn_sync")

    assert sync_packet(CID, 7000, sequence=0) == theirs
    assert decode_extended(theirs) == SyncPacket(CID, 0, 7000)


def test_our_discovery_equals_that_of_another_program() -> None:
    theirs = capture("sacn_discovery")

    assert discovery_packets(CID, "Kintsugi capture", [300, 1]) == [theirs]
    assert second_opinion(theirs) == SacnDiscovery(CID, "Kintsugi capture", 0, 0, (1, 300))


def test_sacn_of_ola_is_read_though_it_carries_five_slots() -> None:
    theirs = capture("sacn_ola_data")

    assert decode_data(theirs).slots == bytes([1, 2, 3, 255, 128])
    assert decode_sacn(theirs).slots == bytes([1, 2, 3, 255, 128])
    assert decode_data(theirs).source_name == "OLA Server"


def test_art_net_of_ola_is_read() -> None:
    assert decode_dmx(capture("artnet_ola_dmx")).slots == bytes([1, 2, 3, 255, 128, 0])
    assert decode_artnet(capture("artnet_ola_dmx")) == ArtDmx(0, 2, bytes([1, 2, 3, 255, 128, 0]))
    assert decode_poll(capture("artnet_ola_poll")).flags == 2
    assert decode_artnet(capture("artnet_ola_poll")) == ArtPoll(2)
    reply = decode_poll_reply(capture("artnet_ola_poll_reply"))
    assert (reply.address, reply.short_name, len(reply.port_types)) == ("127.0.0.1", "OLA", 4)
