"""All nodes of a protocol in one go: datagrams as from their own senders, and nobody's trouble is another's."""

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import pytest

from controller.model.show import Show
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.fleet.fleets import Fleets
from controller.outputs.fleet.renewal import Patience
from controller.outputs.link import Datagram, Hand, UdpLink
from controller.outputs.outputs import WELCOME_TICKS, Identity, Outputs
from controller.wire.artnet import Opcode, PollReply, opcode_of, poll_reply_packet
from controller.wire.sacn.data import DataPacket, decode_data
from tests.shows import show_of

FPS = 44
WHO = Identity(cid=bytes(range(16)), source_name="Kintsugi", night=1, resumed=False)
COUNT = 3


@contextmanager
def ears(count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(ear_at(("127.0.0.1", 0))) for _ in range(count)]


def ear_at(place: tuple[str, int]) -> socket.socket:
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.settimeout(0)
    ear.bind(place)
    return ear


def datagrams(ear: socket.socket) -> list[bytes]:
    packets = []
    while True:
        try:
            packets.append(ear.recv(2048))
        except BlockingIOError:
            return packets


def heard(ear: socket.socket) -> list[DataPacket]:
    return [decode_data(datagram) for datagram in datagrams(ear)]


@contextmanager
def outputs(ports: list[int], cells: int = 400, protocol: str = "sacn", host: str = "127.0.0.1") -> Iterator[Outputs]:
    """Feed nodes of three universes each, on some ports of this machine."""
    with outputs_to([f"{host}:{port}" for port in ports], cells, protocol) as made:
        yield made


@contextmanager
def outputs_to(places: list[str], cells: int, protocol: str, more: str = "") -> Iterator[Outputs]:
    made = Outputs(
        show_at(places, cells, protocol, more),
        identity=WHO,
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    try:
        yield made
    finally:
        made.close()


def show_at(places: list[str], cells: int, protocol: str, more: str = "") -> Show:
    """Patch a fixture to a node at each place; ``more`` is said of each node."""
    nodes = "\n".join(
        f"  n{number}: {{protocol: {protocol}, to: '{place}'{more}}}" for number, place in enumerate(places)
    )
    fixtures = "\n".join(
        f"  f{number}: {{profile: generic/rgb, count: {cells}, at: n{number}{_universe(protocol, number)}}}"
        for number in range(len(places))
    )
    return show_of(f"nodes:\n{nodes}\nfixtures:\n{fixtures}\ncues: []\n")


def _universe(protocol: str, number: int) -> str:
    return "" if protocol == "ddp" else f" {number * 10 + 1}/1"


def frame(rows: int, value: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((rows, 512), value, np.uint8)


def packets_of(made: Outputs, name: str) -> int:
    return next(view.packets for view in made.views(0) if view.id == name)


def play(made: Outputs, ticks: range, rows: int, *, moving: bool = True) -> None:
    for tick in ticks:
        slots = frame(rows, tick % 200 if moving else 9)
        slots[rows - 1] = 3
        made.send(tick, slots)


@pytest.mark.parametrize("protocol", ["sacn", "artnet", "ddp"])
def test_a_fleet_sends_what_the_senders_of_its_nodes_would(protocol: str) -> None:
    told = []
    for sails in (True, False):
        with (
            ears(COUNT) as listening,
            outputs([ear.getsockname()[1] for ear in listening], protocol=protocol) as made,
        ):
            if not sails:
                made._fleets = Fleets([], Patience.NONE)
            play(made, range(30), 3 * COUNT)
            assert len(made._fleets.fair) == COUNT * sails
            play(made, range(30, 120), 3 * COUNT, moving=False)
            said = [datagrams(ear) for ear in listening]
            told.append([[one for one in each if not is_poll(one)] for each in said])
            assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [len(each) for each in told[-1]]
            assert sum(is_poll(one) for one in said[0]) == (protocol == "artnet") * 6
    assert told[0] == told[1]


def is_poll(datagram: bytes) -> bool:
    return datagram.startswith(b"Art-Net") and opcode_of(datagram) == Opcode.POLL


def test_an_artnet_node_that_answers_no_poll_is_silent_and_fed_with_the_others_all_the_same() -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening], protocol="artnet") as made:
        silent: dict[int, frozenset[str]] = {}
        for tick in range(4 * FPS):
            play(made, range(tick, tick + 1), 6)
            if any(is_poll(one) for one in datagrams(listening[0])):
                reply = PollReply("127.0.0.1", 0, 0, "n0", "", "", b"\x80", b"\x00", bytes(6), 1)
                listening[0].sendto(poll_reply_packet(reply), source_of(made, "n0"))
            silent[tick] = made.silent(tick)
        assert {tick for tick, names in silent.items() if names == {"n1"}} >= set(range(int(3.5 * FPS), 4 * FPS))
        assert all("n0" not in names for names in silent.values())
        assert made._fleets.fair == {"n0", "n1"}
        assert next(view.state for view in made.views(4 * FPS) if view.id == "n0") == "ok"


def test_answers_are_read_once_the_frame_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with ears(2) as listening, outputs([ear.getsockname()[1] for ear in listening], protocol="artnet") as made:
        play(made, range(2 * WELCOME_TICKS), 6)
        for ear in listening:
            datagrams(ear)
        gone: list[int] = []
        monkeypatch.setattr(made._post, "collect", lambda _tick: gone.extend(len(datagrams(ear)) for ear in listening))
        play(made, range(20, 21), 6)
        assert gone == [4, 3]  # the last universe stands still


def test_an_answer_that_waits_while_frames_stall_is_no_missing_one() -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]], protocol="artnet") as made:
        reply = poll_reply_packet(PollReply("127.0.0.1", 0, 0, "n0", "", "", b"\x80", b"\x00", bytes(6), 1))
        play(made, range(WELCOME_TICKS), 3)
        assert made._fleets.fair == {"n0"}
        assert any(is_poll(one) for one in datagrams(listening[0]))
        listening[0].sendto(reply, source_of(made, "n0"))
        play(made, range(FPS, FPS + 1), 3)
        assert made.views(FPS)[0].state == "ok"


def source_of(made: Outputs, name: str) -> tuple[str, int]:
    """Give the address that a node's datagrams come from."""
    link = made._feeds[name].link
    assert isinstance(link, UdpLink)
    host, port = link.ears[0].getsockname()
    return str(host), int(port)


def test_what_stands_still_goes_out_once_in_0_9_s() -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]]) as made:
        play(made, range(20), 3, moving=False)
        heard(listening[0])
        play(made, range(20, 20 + 2 * FPS), 3, moving=False)
        assert len(heard(listening[0])) == 3 * 2


def test_a_node_that_refuses_is_silent_and_comes_back_when_it_takes_again_beside_the_others() -> None:
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
        assert made._fleets.fair == {"n0", "n1"}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as back:
            back.settimeout(0)
            back.bind(place)
            play(made, range(200, 200 + 4 * FPS), 6)
            assert made.silent(200 + 4 * FPS) == frozenset()
            assert len(heard(back)) > FPS
            assert made._fleets.fair == {"n0", "n1"}


def test_a_node_that_refuses_several_runs_a_frame_stays_in_the_fleet() -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]], cells=80 * 170) as made:
        listening[0].close()
        play(made, range(2 * WELCOME_TICKS), 80)
        for tick in range(2 * WELCOME_TICKS, 6 * WELCOME_TICKS):
            play(made, range(tick, tick + 1), 80)
            assert made._fleets.fair == {"n0"}


def test_several_universes_by_broadcast_go_out_one_datagram_each() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.settimeout(0)
        ear.bind(("127.255.255.255", 0))
        with outputs([ear.getsockname()[1]], protocol="artnet", host="broadcast 127.255.255.255") as made:
            play(made, range(20), 3)
            assert {len(one) for one in datagrams(ear)} == {14, 530}  # what shows the frame, and a universe
            assert made._fleets.fair == {"n0"}


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


class Stubborn:
    """A hand that refuses the first so many datagrams of a kind, as a full queue does."""

    def __init__(self, hand: Hand, most: int, size: int) -> None:
        self._hand = hand
        self._left = most
        self._size = size

    def __call__(self, datagram: Datagram) -> int:
        if len(datagram) == self._size and self._left:
            self._left -= 1
            raise OSError(errno.ENOBUFS, "no room")
        return self._hand(datagram)


@pytest.mark.parametrize(("most", "size", "twice"), [(2, 530, 1), (1, 530, 1), (1, 14, 0)])
def test_what_a_full_queue_kept_is_counted_once_and_sent_again(most: int, size: int, twice: int) -> None:
    with ears(1) as listening, outputs([listening[0].getsockname()[1]], protocol="artnet") as made:
        play(made, range(2 * WELCOME_TICKS), 3, moving=False)
        before, _ = packets_of(made, "n0"), datagrams(listening[0])
        fleet = next(fleet for fleet in made._fleets._fleets if fleet.fair)
        ship = fleet._ships["n0"]
        fleet._calls = [(number, Stubborn(hand, most, size), run) for number, hand, run in fleet._calls]
        ship.hands = tuple(Stubborn(hand, most, size) for hand in ship.hands)
        slots = frame(3, 9)
        slots[2], slots[[0, 2], 5] = 3, 77  # two runs of one chunk
        made.send(2 * WELCOME_TICKS, slots)
        told = [one for one in datagrams(listening[0]) if not is_poll(one)]
        data = [one for one in told if len(one) == 530]
        assert {one[14] for one in data} == {1, 3}
        assert len(data) == 2 + (twice and most == 1)  # what had left goes with what had not
        assert sum(len(one) == 14 for one in told) == 1
        assert packets_of(made, "n0") - before == 2 + 1
        assert made._fleets.fair == frozenset()


def test_nodes_go_by_their_own_hands_where_the_system_has_no_file_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("controller.outputs.fleet.convoy.select.epoll", full)
    with ears(3) as listening, outputs([ear.getsockname()[1] for ear in listening], cells=100) as made:
        play(made, range(20), 3)
        assert made._fleets.fair == {"n0", "n1", "n2"}
        assert [len(heard(ear)) for ear in listening[:2]] == [20, 20]
