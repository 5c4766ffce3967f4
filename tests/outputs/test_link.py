"""Links on loopback: what arrives, and that trouble is counted and never raised."""

import socket
import struct

import pytest

from controller.outputs.link import REOPEN_AFTER, UdpLink
from controller.outputs.memory_link import Delivered, MemoryLink


def receiver(host: str = "127.0.0.1") -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((host, 0))
    opened.settimeout(5)
    return opened


def test_a_datagram_arrives_from_the_chosen_interface() -> None:
    with receiver("127.0.1.9") as far:
        link = UdpLink(interface="127.0.0.7")
        link.send(memoryview(b"light"), far.getsockname())
        datagram, source = far.recvfrom(100)
        link.close()

    assert (datagram, source[0]) == (b"light", "127.0.0.7")
    assert (link.statistics().sent, link.statistics().errors) == (1, 0)


def test_multicast_arrives_on_the_chosen_interface() -> None:
    with receiver("239.255.7.9") as far:
        group = struct.pack("4s4s", socket.inet_aton("239.255.7.9"), socket.inet_aton("127.0.0.1"))
        far.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        link = UdpLink(interface="127.0.0.1")
        link.send(b"light", far.getsockname())
        datagram, source = far.recvfrom(100)
        link.close()

    assert (datagram, source[0]) == (b"light", "127.0.0.1")


def test_what_the_system_refuses_is_counted_and_not_raised() -> None:
    link = UdpLink(interface=None)

    link.send(bytes(70_000), ("127.0.0.1", 9))
    link.send(b"", ("255.255.255.255", 9))
    statistics = link.statistics()
    link.close()

    assert (statistics.sent, statistics.errors) == (0, 2)
    assert "denied" in statistics.last_error


def test_an_interface_that_is_not_there_is_counted_and_tried_again_now_and_then() -> None:
    link = UdpLink(interface="203.0.113.7")

    for _ in range(REOPEN_AFTER):
        link.send(b"light", ("127.0.0.1", 9))
    statistics = link.statistics()
    link.close()

    assert statistics.sent == 0
    assert statistics.errors > REOPEN_AFTER
    assert "interface 203.0.113.7" in statistics.last_error


def test_a_link_mends_after_many_errors_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as far:
        link = UdpLink(interface="203.0.113.7")
        monkeypatch.setattr(link, "_interface", "127.0.0.1")  # the interface came back
        for _ in range(REOPEN_AFTER):
            link.send(b"light", far.getsockname())
        assert far.recv(100) == b"light"
        link.close()


def test_a_closed_link_is_silent_and_may_be_closed_again() -> None:
    link = UdpLink(interface=None)
    link.close()
    link.close()

    link.send(b"light", ("127.0.0.1", 9))

    assert (link.statistics().sent, link.statistics().errors) == (0, 0)


def test_answers_are_handed_over_with_their_source_and_at_most_so_many() -> None:
    with receiver("127.0.1.9") as far:
        link = UdpLink(interface="127.0.0.7")
        link.send(b"who is there?", far.getsockname())
        _, back = far.recvfrom(100)
        for number in range(3):
            far.sendto(bytes([number]), back)
        first, rest, none = link.receive(2), link.receive(64), link.receive(64)
        source = far.getsockname()
        link.close()

    assert first == [(b"\0", source), (b"\1", source)]
    assert (rest, none) == ([(b"\2", source)], [])
    assert link.receive(64) == []


def test_a_peer_that_is_not_there_is_no_answer_and_disturbs_no_later_one() -> None:
    with receiver() as far:
        here = far.getsockname()
    link = UdpLink(interface="127.0.0.7", peer=here)
    link.send(b"is anyone there?", here)
    assert link.receive(64) == []

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(here)
        again.settimeout(5)
        link.receive(64)
        link.send(b"and now?", here)
        assert again.recv(100) == b"and now?"
    link.close()


def test_a_link_with_a_peer_hears_nobody_else() -> None:
    with receiver("127.0.1.9") as far, receiver("127.0.1.8") as stranger:
        link = UdpLink(interface="127.0.0.7", peer=far.getsockname())
        link.send(b"who is there?", far.getsockname())
        _, back = far.recvfrom(100)
        stranger.sendto(b"me", back)
        far.sendto(b"I am", back)
        assert [datagram for datagram, _ in link.receive(64)] == [b"I am"]
        link.close()


def test_a_wished_port_that_is_taken_is_replaced_by_any_other_and_said() -> None:
    with receiver("127.0.0.7") as taken, receiver() as far:
        port = taken.getsockname()[1]
        link = UdpLink(interface="127.0.0.7", port=port)
        link.send(b"light", far.getsockname())
        _, source = far.recvfrom(100)
        deaf = link.statistics().deaf
        link.close()

    assert source[0] == "127.0.0.7"
    assert source[1] != port
    assert deaf == f"UDP port {port} of this machine is taken by another program"


def test_memory_delivers_at_the_barrier_in_order_and_keeps_a_copy() -> None:
    got: list[tuple[bytes, tuple[str, int]]] = []
    link = MemoryLink(lambda datagram, to: got.append((datagram, to)), record=True)
    buffer = bytearray(b"one")

    link.send(memoryview(buffer), ("a", 1))
    buffer[:] = b"two"
    link.send(memoryview(buffer), ("b", 2))
    before = list(got)
    count = link.deliver(7)

    assert before == []
    assert count == 2
    assert got == [(b"one", ("a", 1)), (b"two", ("b", 2))]
    assert link.tap == [Delivered(7, b"one", ("a", 1)), Delivered(7, b"two", ("b", 2))]


def test_what_is_sent_during_delivery_waits_for_the_next_barrier() -> None:
    got: list[bytes] = []

    def answer(datagram: bytes, to: tuple[str, int]) -> None:
        got.append(datagram)
        if datagram == b"one":
            link.send(b"answer", to)

    link = MemoryLink(answer, record=False)
    link.send(b"one", ("a", 1))

    link.deliver(0)
    assert got == [b"one"]
    link.deliver(1)
    assert got == [b"one", b"answer"]
    assert link.tap == []


def test_memory_hands_over_answers_in_order_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.outputs.memory_link.MOST_ANSWERS", 3)
    link = MemoryLink(lambda _datagram, _to: None, record=False)
    for number in range(4):
        link.answer(bytes([number]), ("a", number))

    assert link.receive(2) == [(b"\0", ("a", 0)), (b"\1", ("a", 1))]
    assert link.receive(9) == [(b"\2", ("a", 2))]
    assert link.receive(9) == []
    assert link.statistics().errors == 1


def test_memory_is_bounded_and_counts_what_it_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.outputs.memory_link.MOST_WAITING", 2)
    link = MemoryLink(lambda _datagram, _to: None, record=False)

    for _ in range(3):
        link.send(b"x", ("a", 1))

    assert link.deliver(0) == 2
    assert (link.statistics().sent, link.statistics().errors) == (2, 1)


def test_an_interface_is_only_spoken_of_where_one_was_chosen() -> None:
    everyone = ("255.255.255.255", 9)  # nobody may be connected to all of a network unasked
    plain, held = UdpLink(interface=None, peer=everyone), UdpLink(interface="127.0.0.1", peer=everyone)
    assert plain.statistics().last_error == "Permission denied"
    assert held.statistics().last_error == "interface 127.0.0.1: Permission denied"
