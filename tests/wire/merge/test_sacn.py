"""What a receiver makes of several sACN sources, and how it tells their ends apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.merge.sacn import MOST_SOURCES, SacnUniverse
from controller.wire.sacn.data import LEVELS, PRIORITIES_OF_SLOTS, DataPacket


def packet(who: int, level: int, *, priority: int = 100, sequence: int = 0, start_code: int = LEVELS) -> DataPacket:
    return DataPacket(
        cid=bytes([who]) * 16,
        source_name=f"desk {who}",
        priority=priority,
        sync_address=0,
        sequence=sequence,
        preview=False,
        terminated=False,
        force_synchronization=False,
        universe=1,
        start_code=start_code,
        slots=bytes([level]) * 512,
    )


def first(universe: SacnUniverse) -> int:
    return int(universe.levels[0])


def test_the_higher_priority_rules_and_equal_ones_are_merged_htp() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 200, priority=50), 0.0)
    universe.take(packet(2, 30), 0.0)
    assert first(universe) == 30

    universe.take(packet(3, 40), 0.0)
    assert first(universe) == 40


def test_a_priority_for_each_slot_wins_over_that_of_the_packet_and_zero_leaves_the_slot_to_others() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 10), 0.0)
    universe.take(packet(2, 99, priority=200), 0.0)
    given_away = replace(packet(2, 0, sequence=1, start_code=PRIORITIES_OF_SLOTS), slots=bytes([0, 150, 50]))
    universe.take(given_away, 0.1)

    assert universe.levels[:4].tolist() == [10, 99, 10, 10]


def test_priorities_for_each_slot_that_stop_coming_are_forgotten_after_2_5_s() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 10), 0.0)
    universe.take(packet(2, 99, start_code=PRIORITIES_OF_SLOTS), 0.0)
    universe.take(packet(2, 99, priority=120, sequence=1), 0.0)
    universe.take(replace(packet(2, 0, sequence=2, start_code=PRIORITIES_OF_SLOTS), slots=bytes(512)), 0.0)
    assert first(universe) == 10

    universe.take(packet(1, 10, sequence=1), 2.0)
    universe.take(packet(2, 99, priority=120, sequence=3), 2.0)
    universe.settle(2.6)
    assert first(universe) == 99


def test_a_source_that_ends_its_stream_is_gone_at_once() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 200, priority=150), 0.0)
    universe.take(packet(2, 30), 0.0)

    universe.take(replace(packet(1, 200, sequence=1), terminated=True), 0.1)

    assert first(universe) == 30
    assert dict(universe.ended) == {"desk 1": "terminated"}


def test_a_source_that_falls_silent_is_gone_after_2_5_s_and_the_last_one_s_levels_are_held() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 200), 0.0)

    universe.settle(2.5)
    assert len(universe.sources) == 1
    universe.settle(2.6)

    assert not universe.sources
    assert dict(universe.ended) == {"desk 1": "silent"}
    assert first(universe) == 200


def test_a_pulled_cable_of_two_sources_never_shows_the_lower_one() -> None:
    universe, shown = SacnUniverse(), set()
    universe.take(packet(1, 10, priority=150), 0.0)
    universe.take(packet(2, 255), 0.8)
    for tenth in range(60):
        universe.settle(1 + tenth / 10)
        shown.add(first(universe))

    assert shown == {10}
    assert universe.sources == ()


def test_when_the_others_are_known_to_live_a_silent_source_is_let_go() -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 10, priority=150), 0.0)
    universe.take(packet(2, 255), 0.0)
    universe.take(packet(2, 255, sequence=1), 2.4)
    universe.settle(2.6)
    assert first(universe) == 10

    universe.take(packet(2, 255, sequence=2), 3.2)
    universe.settle(3.2)
    assert first(universe) == 255


@pytest.mark.parametrize(
    ("change", "why"),
    [({"preview": True}, "preview"), ({"start_code": 0xCC}, "start code"), ({"sequence": 250}, "old packet")],
)
def test_what_is_not_for_the_stage_or_old_changes_nothing(change: dict[str, object], why: str) -> None:
    universe = SacnUniverse()
    universe.take(packet(1, 10, sequence=5), 0.0)

    assert why in universe.take(replace(packet(1, 99, sequence=6), **change), 0.1)  # type: ignore[arg-type]  # a table
    assert first(universe) == 10


def test_a_flood_of_invented_sources_costs_no_memory_and_turns_nobody_out() -> None:
    universe = SacnUniverse()
    for who in range(1, 200):
        universe.take(packet(who, who % 100), 0.0)

    assert len(universe.sources) == MOST_SOURCES
    assert "desk 1" in universe.sources


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 255), st.integers(0, 200), st.floats(0, 1)), max_size=40))
def test_whatever_comes_a_slot_shows_a_level_that_was_said(said: list[tuple[int, int, int, float]]) -> None:
    universe, now_s, levels = SacnUniverse(), 0.0, {0}
    for number, (who, level, priority, pause_s) in enumerate(said):
        now_s += pause_s
        universe.take(packet(who, level, priority=priority, sequence=number % 256), now_s)
        universe.settle(now_s)
        levels.add(level)
        assert first(universe) in levels
