"""All sACN nodes in one go: the same datagrams as from their own senders, and nobody's trouble is another's."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np

from controller.outputs.artnet.links import UdpLinks
from controller.outputs.outputs import WELCOME_TICKS, Identity, Outputs
from controller.outputs.sacn.fleet import Fleet
from controller.wire.sacn.data import DataPacket, decode_data
from tests.shows import show_of

FPS = 44
WHO = Identity(cid=bytes(range(16)), source_name="Kintsugi", night=1, resumed=False)
COUNT = 3


@contextmanager
def ears(count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            ear = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            ear.settimeout(0)
            ear.bind(("127.0.0.1", 0))
            opened.append(ear)
        yield opened


def heard(ear: socket.socket) -> list[DataPacket]:
    packets = []
    while True:
        try:
            packets.append(decode_data(ear.recv(2048)))
        except BlockingIOError:
            return packets


@contextmanager
def outputs(ports: list[int], cells: int = 400) -> Iterator[Outputs]:
    """Feed nodes of three universes each, on some ports of this machine."""
    nodes = "\n".join(f"  n{number}: {{protocol: sacn, to: '127.0.0.1:{port}'}}" for number, port in enumerate(ports))
    fixtures = "\n".join(
        f"  f{number}: {{profile: generic/rgb, count: {cells}, at: n{number} {number * 10 + 1}/1}}"
        for number in range(len(ports))
    )
    made = Outputs(
        show_of(f"nodes:\n{nodes}\nfixtures:\n{fixtures}\ncues: []\n"),
        identity=WHO,
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    try:
        yield made
    finally:
        made.close()


def frame(rows: int, value: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((rows, 512), value, np.uint8)


def packets_of(made: Outputs, name: str) -> int:
    return next(view.packets for view in made.views(0) if view.id == name)


def play(made: Outputs, ticks: range, rows: int, *, moving: bool = True) -> None:
    for tick in ticks:
        slots = frame(rows, tick % 200 if moving else 9)
        slots[rows - 1] = 3
        made.send(tick, slots)


def test_a_fleet_sends_what_the_senders_of_its_nodes_would() -> None:
    told = []
    for sails in (True, False):
        with ears(COUNT) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
            if not sails:
                made._fleet = Fleet([])
            play(made, range(30), 3 * COUNT)
            play(made, range(30, 120), 3 * COUNT, moving=False)
            told.append([[(p.universe, p.sequence, p.slots) for p in heard(ear)] for ear in listening])
            assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [len(each) for each in told[-1]]
    assert told[0] == told[1]


def test_what_stands_still_goes_out_once_in_0_9_s() -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]]) as made:
        play(made, range(20), 3, moving=False)
        heard(listening[0])
        play(made, range(20, 20 + 2 * FPS), 3, moving=False)
        assert len(heard(listening[0])) == 3 * 2


def test_a_node_that_refuses_leaves_the_fleet_and_comes_back_when_it_takes_again() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        play(made, range(20), 6)
        place = listening[1].getsockname()
        listening[1].close()
        heard(listening[0])
        came = 0
        for tick in range(20, 20 + 3 * FPS):
            play(made, range(tick, tick + 1), 6)
            came += len(heard(listening[0]))
        assert made.silent(20 + 3 * FPS) == {"n1"}
        assert came >= 3 * 3 * FPS
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as back:
            back.settimeout(0)
            back.bind(place)
            play(made, range(200, 200 + 4 * FPS), 6)
            assert made.silent(200 + 4 * FPS) == frozenset()
            assert len(heard(back)) > FPS
            assert made._fleet.fair == {"n0", "n1"}


def test_a_link_fault_takes_its_node_out_of_the_fleet_for_as_long_as_it_lasts() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening]) as made:
        play(made, range(20), 6)
        for ear in listening:
            heard(ear)
        for tick in range(20, 30):
            made.send(tick, frame(6, tick), lost=frozenset({"n1"}), cut=frozenset())
        assert heard(listening[1]) == []
        assert len(heard(listening[0])) == 30
        for tick in range(30, 30 + 2 * WELCOME_TICKS):
            made.send(tick, frame(6, tick))
        assert len(heard(listening[1])) == 3 * 2 * WELCOME_TICKS


def test_a_reload_keeps_sequence_numbers_and_the_end_is_told_three_times() -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]]) as made:
        play(made, range(20), 3)
        before = {packet.universe: packet.sequence for packet in heard(listening[0])}
        port = listening[0].getsockname()[1]
        made.follow(
            show_of(
                f"nodes: {{n0: {{protocol: sacn, to: '127.0.0.1:{port}'}}}}\n"
                "fixtures: {f0: {profile: generic/rgb, count: 400, at: n0 1/1}}\ncues: []\n"
            )
        )
        play(made, range(20, 21), 3)
        after = {packet.universe: packet.sequence for packet in heard(listening[0])}
        moving = [universe for universe in after if universe in before]
        assert moving
        assert all(after[universe] == (before[universe] + 1) % 256 for universe in moving)
        made.terminate()
        assert [packet.terminated for packet in heard(listening[0])] == [True] * 9
