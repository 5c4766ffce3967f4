"""Many DDP nodes in one go, over real sockets of this machine: trouble of one costs the others nothing."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise

import numpy as np

from controller.outputs.fleet.fleets import Fleets
from controller.outputs.outputs import WELCOME_TICKS, Outputs
from controller.wire.ddp import DdpPacket, decode_data
from tests.outputs.fleet.test_fleet import FPS, datagrams, ear_at, frame, outputs_to
from tests.shows import show_of

CELLS = 1000
ROWS = 6
"""Of each node: 1,000 pixels are three packets."""


@contextmanager
def strips(count: int) -> Iterator[tuple[Outputs, list[socket.socket]]]:
    with ExitStack() as stack:
        listening = [stack.enter_context(ear_at(("127.0.0.1", 0))) for _ in range(count)]
        places = [f"127.0.0.1:{ear.getsockname()[1]}" for ear in listening]
        yield stack.enter_context(outputs_to(places, CELLS, "ddp")), listening


def heard(ear: socket.socket) -> list[DdpPacket]:
    return [decode_data(datagram) for datagram in datagrams(ear)]


def play(made: Outputs, ticks: range, rows: int) -> None:
    for tick in ticks:
        made.send(tick, frame(rows, tick % 200))


def test_a_frame_of_a_big_node_leaves_by_one_call_and_its_last_packet_pushes() -> None:
    with strips(2) as (made, listening):
        play(made, range(2 * WELCOME_TICKS), 2 * ROWS)
        assert made._fleets.fair == {"n0", "n1"}
        calls = [len(feed.link.ears) for feed in made._feeds.values() if feed.link is not None and feed.link.ears]
        assert calls == [1, 1]
        sent = heard(listening[1])[-3:]
        assert [(one.offset, len(one.payload), one.push) for one in sent] == [
            (0, 1440, False),
            (1440, 1440, False),
            (2880, 120, True),
        ]
        assert {value for one in sent for value in one.payload} == {2 * WELCOME_TICKS - 1}
        assert [view.packets for view in made.views(0)] == [3 * 2 * WELCOME_TICKS] * 2


def test_a_node_that_stands_still_among_others_that_move_is_sent_once_in_0_9_s() -> None:
    with strips(3) as (made, listening):
        play(made, range(2 * WELCOME_TICKS), 3 * ROWS)
        for ear in listening:
            heard(ear)
        came = np.zeros(3, np.intp)
        for tick in range(20, 20 + 2 * FPS):
            slots = frame(3 * ROWS, tick % 200)
            slots[ROWS : 2 * ROWS] = 7
            made.send(tick, slots)
            came += [len(heard(ear)) for ear in listening]
        assert came.tolist() == [3 * 2 * FPS, 3 * 3, 3 * 2 * FPS]


def test_one_pixel_makes_the_whole_frame_of_its_node_due_and_no_other() -> None:
    with strips(2) as (made, listening):
        still = frame(2 * ROWS, 5)
        for tick in range(2 * WELCOME_TICKS):
            made.send(tick, still)
        for ear in listening:
            heard(ear)
        still[ROWS + 4, 300] = 250
        made.send(2 * WELCOME_TICKS, still)
        assert heard(listening[0]) == []
        sent = heard(listening[1])
        assert [one.offset for one in sent] == [0, 1440, 2880]
        assert np.flatnonzero(np.frombuffer(b"".join(one.payload for one in sent), np.uint8) == 250).tolist() == [
            4 * 510 + 300
        ]


def test_a_node_that_refuses_is_silent_and_comes_back_and_the_others_miss_no_frame() -> None:
    with strips(2) as (made, listening):
        play(made, range(20), 2 * ROWS)
        place = listening[1].getsockname()
        listening[1].close()
        heard(listening[0])
        came = 0
        for tick in range(20, 20 + 3 * FPS):
            play(made, range(tick, tick + 1), 2 * ROWS)
            came += len(heard(listening[0]))
        assert made.silent(20 + 3 * FPS) == {"n1"}
        assert came == 3 * 3 * FPS
        with ear_at(place) as back:
            play(made, range(200, 200 + 3 * FPS), 2 * ROWS)
            assert made.silent(200 + 3 * FPS) == frozenset()
            heard(back)
            play(made, range(400, 401), 2 * ROWS)
            assert [one.push for one in heard(back)] == [False, False, True]


def test_a_link_fault_takes_its_node_out_of_the_fleet_and_its_numbers_go_on_behind_it() -> None:
    with strips(2) as (made, listening):
        play(made, range(20), 2 * ROWS)
        last = heard(listening[1])[-1].sequence
        for tick in range(20, 30):
            made.send(tick, frame(2 * ROWS, tick), lost=frozenset({"n1"}))
        assert made._fleets.fair == {"n0"}
        assert heard(listening[1]) == []
        play(made, range(30, 30 + 2 * WELCOME_TICKS), 2 * ROWS)
        assert made._fleets.fair == {"n0", "n1"}
        after = heard(listening[1])
        assert len(after) == 3 * 2 * WELCOME_TICKS
        numbers = [last, *(one.sequence for one in after)]
        steps = {(later - before) % 15 for before, later in pairwise(numbers)}
        assert steps == {1}


def test_a_reload_that_adds_a_node_keeps_the_numbers_of_the_others() -> None:
    with strips(1) as (made, listening), ear_at(("127.0.0.1", 0)) as other:
        play(made, range(20), ROWS)
        before = heard(listening[0])[-1].sequence
        ports = listening[0].getsockname()[1], other.getsockname()[1]
        made.follow(
            show_of(
                f"nodes: {{n0: {{protocol: ddp, to: '127.0.0.1:{ports[0]}'}}, "
                f"extra: {{protocol: ddp, to: '127.0.0.1:{ports[1]}'}}}}\n"
                f"fixtures: {{f0: {{profile: generic/rgb, count: {CELLS}, at: n0}}, "
                "g: {profile: generic/rgb, count: 5, at: extra}}\ncues: []\n"
            )
        )
        play(made, range(20, 20 + 2 * WELCOME_TICKS), ROWS + 1)
        assert heard(listening[0])[0].sequence == before % 15 + 1
        assert [len(one.payload) for one in heard(other)] == [15] * 2 * WELCOME_TICKS
        assert made._fleets.fair == {"n0", "extra"}


def test_a_fault_of_ours_in_the_fleet_costs_nobody_the_frame() -> None:
    with strips(2) as (made, listening):
        play(made, range(20), 2 * ROWS)
        for ear in listening:
            heard(ear)

        def broken(tick: int, slots: object, begun: object = None) -> bool:
            raise RuntimeError((tick, slots, begun))

        made._fleets.send = broken  # type: ignore[method-assign]  # what would be our own mistake
        play(made, range(20, 21), 2 * ROWS)
        assert [len(heard(ear)) for ear in listening] == [3, 3]
        assert isinstance(made._fleets, Fleets)
