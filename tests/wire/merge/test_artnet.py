"""What a receiver makes of two Art-Net sources."""

from controller.wire.artnet import DmxPacket
from controller.wire.merge.artnet import ArtnetUniverse


def packet(*levels: int, sequence: int = 0) -> DmxPacket:
    return DmxPacket(sequence, 0, 0, bytes(levels))


def test_htp_shows_the_highest_of_two_sources() -> None:
    universe = ArtnetUniverse("htp")
    universe.take(packet(10, 90), "10.0.0.1", 0.0)
    universe.take(packet(50, 20), "10.0.0.2", 0.0)

    assert universe.levels[:2].tolist() == [50, 90]


def test_ltp_shows_the_latest_change_of_each_slot() -> None:
    universe = ArtnetUniverse("ltp")
    universe.take(packet(10, 90), "10.0.0.1", 0.0)
    universe.take(packet(50, 20), "10.0.0.2", 0.1)
    universe.take(packet(10, 91), "10.0.0.1", 0.2)

    assert universe.levels[:2].tolist() == [50, 91]


def test_a_third_source_is_turned_away_until_one_was_silent_for_10_s() -> None:
    universe = ArtnetUniverse("htp")
    universe.take(packet(10, 0), "10.0.0.1", 0.0)
    universe.take(packet(20, 0), "10.0.0.2", 5.0)
    assert "merges two" in universe.take(packet(90, 0), "10.0.0.3", 9.0)

    assert universe.take(packet(90, 0), "10.0.0.3", 10.1) == ""
    assert universe.levels[0] == 90


def test_a_source_that_fell_silent_leaves_the_other_and_the_last_one_s_levels_are_held() -> None:
    universe = ArtnetUniverse("htp")
    universe.take(packet(90, 0), "10.0.0.1", 0.0)
    universe.take(packet(20, 0), "10.0.0.2", 5.0)
    universe.settle(10.1)
    assert universe.levels[0] == 20

    universe.settle(15.1)
    assert universe.sources == ()
    assert universe.levels[0] == 20


def test_an_overtaken_packet_changes_nothing_and_a_source_that_does_not_count_is_taken() -> None:
    universe = ArtnetUniverse("htp")
    universe.take(packet(10, 0, sequence=9), "10.0.0.1", 0.0)

    assert "old packet" in universe.take(packet(99, 0, sequence=8), "10.0.0.1", 0.0)
    assert universe.take(packet(20, 0), "10.0.0.1", 0.0) == ""
    assert universe.take(packet(30, 0, sequence=255), "10.0.0.1", 0.0) == ""
    assert universe.take(packet(40, 0, sequence=1), "10.0.0.1", 0.0) == ""
