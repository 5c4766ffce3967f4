"""Nodes at which nobody listens have their turn in one frame of eight, and are whole at once when they are back."""

import itertools
import socket

import pytest

from controller.outputs.fleet.turns import AFTER, EVERY
from controller.outputs.hearing import Hearing
from controller.outputs.link import UdpLink
from controller.outputs.outputs import WELCOME_TICKS, Outputs
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import is_extended
from tests.outputs.fleet.test_fleet import (
    FPS,
    datagrams,
    ear_at,
    ears,
    frame,
    heard,
    is_poll,
    outputs,
    outputs_to,
    packets_of,
    play,
    show_at,
)

ROWS = 3
BEGUN = 2 * WELCOME_TICKS
RESTS = BEGUN + (AFTER + 2) * EVERY


def sent(made: Outputs, ticks: range, rows: int, name: str) -> list[int]:
    """Play frames in which all moves; give how many packets left for a node in each."""
    counts = [packets_of(made, name)]
    for tick in ticks:
        made.send(tick, frame(rows, tick % 200))
        counts.append(packets_of(made, name))
    return [after - before for before, after in itertools.pairwise(counts)]


@pytest.mark.parametrize("protocol", ["sacn", "artnet"])
@pytest.mark.parametrize("cells", [400, 100], ids=["several universes", "one universe"])
def test_a_node_that_nobody_listens_at_is_sent_to_in_one_frame_of_eight(protocol: str, cells: int) -> None:
    each = -(-cells // 170)
    rows = 2 * each
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening], cells, protocol) as made:
        play(made, range(BEGUN), rows)
        listening[1].close()
        datagrams(listening[0])
        full = sent(made, range(BEGUN, BEGUN + AFTER * EVERY), rows, "n1")
        assert all(full), "until it is known that nobody takes anything it misses no frame"
        sent(made, range(BEGUN + AFTER * EVERY, RESTS), rows, "n1")
        datagrams(listening[0])
        rare = sent(made, range(RESTS, RESTS + 5 * EVERY), rows, "n1")
        assert sum(map(bool, rare)) == 5
        assert {count for count in rare if count} == {each}
        others = [one for one in datagrams(listening[0]) if not is_poll(one) and len(one) > 500]
        assert len(others) == 5 * EVERY * each, "the other one has every frame"
        assert made._fleets.fair == {"n0", "n1"}


def test_one_that_is_back_has_its_picture_with_its_turn_and_every_frame_after_the_next() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        place = listening[1].getsockname()
        play(made, range(BEGUN), 2 * ROWS)
        listening[1].close()
        play(made, range(BEGUN, RESTS), 2 * ROWS)
        with ear_at(place) as back:
            play(made, range(RESTS, RESTS + EVERY), 2 * ROWS)
            first = heard(back)
            assert [packet.universe for packet in first] == [11, 12, 13]
            play(made, range(RESTS + EVERY, RESTS + 2 * EVERY), 2 * ROWS)
            heard(back)
            play(made, range(RESTS + 2 * EVERY, RESTS + 2 * EVERY + 10), 2 * ROWS)
            assert len(heard(back)) >= 2 * 10


def test_one_that_comes_back_to_a_picture_that_stands_still_is_given_it() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        place = listening[1].getsockname()
        play(made, range(BEGUN), 2 * ROWS)
        listening[1].close()
        play(made, range(BEGUN, RESTS), 2 * ROWS)
        play(made, range(RESTS, RESTS + 1), 2 * ROWS, moving=False)
        with ear_at(place) as back:
            play(made, range(RESTS + 1, RESTS + 1 + EVERY), 2 * ROWS, moving=False)
            assert {(packet.universe, packet.slots[0]) for packet in heard(back)} == {(11, 9), (12, 9), (13, 3)}


def test_one_that_comes_back_after_a_reload_is_given_the_picture_that_stands_still_at_its_next_frame() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        place = listening[1].getsockname()
        show = show_at([f"127.0.0.1:{ear.getsockname()[1]}" for ear in listening], 400, "sacn")
        play(made, range(BEGUN), 2 * ROWS)
        listening[1].close()
        play(made, range(BEGUN, RESTS), 2 * ROWS)
        play(made, range(RESTS, RESTS + 6), 2 * ROWS, moving=False)  # between two of its turns
        made.follow(show)
        with ear_at(place) as back:
            play(made, range(RESTS + 6, RESTS + 7), 2 * ROWS, moving=False)
            assert {(packet.universe, packet.slots[0]) for packet in heard(back)} == {(11, 9), (12, 9), (13, 3)}


def test_where_the_engine_skips_ticks_turns_are_not_passed_over() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        play(made, range(BEGUN), 2 * ROWS)
        listening[1].close()
        play(made, range(BEGUN, RESTS), 2 * ROWS)
        for offset in range(EVERY):
            begun = RESTS + offset + offset * 5 * EVERY
            ticks = range(begun, begun + 5 * EVERY, EVERY)
            before = packets_of(made, "n1")
            for tick in ticks:
                play(made, range(tick, tick + 1), 2 * ROWS)
            assert packets_of(made, "n1") - before >= 4 * (ROWS - 1)


def test_where_the_engine_sends_every_other_frame_nodes_join_the_fleet_and_rest_all_the_same() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        for tick in range(1, 2 * BEGUN, 2):
            play(made, range(tick, tick + 1), 2 * ROWS)
        assert made._fleets.fair == {"n0", "n1"}
        listening[1].close()
        for tick in range(2 * BEGUN + 1, 2 * RESTS, 2):
            play(made, range(tick, tick + 1), 2 * ROWS)
        before = packets_of(made, "n1")
        for tick in range(2 * RESTS + 1, 2 * RESTS + 1 + 4 * EVERY, 2):
            play(made, range(tick, tick + 1), 2 * ROWS)
        assert 4 * (ROWS - 1) <= packets_of(made, "n1") - before <= 4 * ROWS


def test_one_that_is_synchronized_hears_no_word_to_show_a_frame_while_it_rests() -> None:
    with ears(2) as listening:
        places = [f"127.0.0.1:{ear.getsockname()[1]}" for ear in listening]
        with outputs_to(places, 400, "sacn", ", sync_universe: 7000") as made:
            place = listening[1].getsockname()
            play(made, range(BEGUN), 2 * ROWS)
            listening[1].close()
            play(made, range(BEGUN, RESTS), 2 * ROWS)
            datagrams(listening[0])
            with ear_at(place) as back:
                play(made, range(RESTS, RESTS + EVERY), 2 * ROWS)
                assert [is_extended(one) for one in datagrams(back)] == [False] * ROWS
                assert sum(map(is_extended, datagrams(listening[0]))) == EVERY
                play(made, range(RESTS + EVERY, RESTS + 3 * EVERY), 2 * ROWS)
                assert sum(map(is_extended, datagrams(back))) >= EVERY


def test_one_that_starts_anew_in_a_moment_misses_no_frame() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        place = listening[1].getsockname()
        play(made, range(BEGUN), 2 * ROWS)
        listening[1].close()
        play(made, range(BEGUN, BEGUN + (AFTER - 1) * EVERY), 2 * ROWS)
        with ear_at(place) as back:
            came = list[bytes]()
            for tick in range(BEGUN + (AFTER - 1) * EVERY, BEGUN + 2 * FPS):
                play(made, range(tick, tick + 1), 2 * ROWS)
                came += datagrams(back)
            numbers = [decode_data(one).sequence for one in came if one[114] == 11]
            assert numbers == [(numbers[0] + step) % 256 for step in range(len(numbers))]
            assert len(numbers) == 2 * FPS - (AFTER - 1) * EVERY


def test_those_that_rest_have_their_turns_in_different_frames() -> None:
    count = EVERY
    with ears(count) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        play(made, range(BEGUN), count * ROWS)
        for ear in listening:
            ear.close()
        play(made, range(BEGUN, RESTS), count * ROWS)
        for tick in range(RESTS, RESTS + EVERY):
            before = [packets_of(made, f"n{number}") for number in range(count)]
            play(made, range(tick, tick + 1), count * ROWS)
            after = [packets_of(made, f"n{number}") for number in range(count)]
            assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
        assert made.silent(RESTS + EVERY) == frozenset()
        play(made, range(RESTS + EVERY, BEGUN + 3 * FPS), count * ROWS)
        assert made.silent(BEGUN + 3 * FPS) == {f"n{number}" for number in range(count)}


def test_what_the_network_told_is_noted_whoever_reads_it() -> None:
    with ear_at(("127.0.0.1", 0)) as ear:
        place = ear.getsockname()
    link = UdpLink(interface=None, peer=place)
    try:
        link.send(b"anybody?", place)
        assert link.words == 0
        assert link.receive(8) == []
        assert link.words == link.statistics().refused == 1
        (own,) = link.ears
        assert own.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        assert Hearing([link]).ready() == []
    finally:
        link.close()
