"""Which sockets heard anything, asked of the system at once."""

import socket
from collections.abc import Iterator

import pytest

from controller.outputs.hearing import LOOK_TICKS, Hearing
from controller.outputs.link import UdpLink
from controller.outputs.memory_link import MemoryLink


@pytest.fixture
def far() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        yield opened


@pytest.fixture
def link(far: socket.socket) -> Iterator[UdpLink]:
    link = UdpLink(interface="127.0.0.1", peer=far.getsockname())
    yield link
    link.close()


def test_only_links_that_heard_something_are_named(far: socket.socket, link: UdpLink) -> None:
    deaf = UdpLink(interface="127.0.0.1", peer=far.getsockname())
    hearing = Hearing([link, deaf, link])
    assert hearing.ready() == []
    far.sendto(b"here", link.ears[0].getsockname())
    assert hearing.ready() == [link]
    assert [datagram for datagram, _ in link.receive(8)] == [b"here"]
    assert hearing.ready() == []
    hearing.close()
    deaf.close()


def test_a_socket_opened_anew_is_heard_within_a_few_ticks(far: socket.socket, link: UdpLink) -> None:
    hearing = Hearing([link])
    hearing.ready()
    link.reopen()
    far.sendto(b"again", link.ears[0].getsockname())
    assert any(hearing.ready() == [link] for _ in range(LOOK_TICKS))
    link.close()
    assert all(hearing.ready() == [] for _ in range(2 * LOOK_TICKS))
    hearing.close()


def test_a_link_in_memory_is_asked_every_time() -> None:
    link = MemoryLink(lambda _datagram, _to: None, record=False)
    hearing = Hearing([link])
    assert hearing.ready() == hearing.ready() == [link]
    hearing.close()


class Refused(UdpLink):
    """A link whose socket the system will not take into its list, until it has another."""

    def __init__(self) -> None:
        super().__init__(interface="127.0.0.1")
        self.refused = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.refused.close()
        self.is_well = False

    @property
    def ears(self) -> tuple[socket.socket, ...]:
        return super().ears if self.is_well else (self.refused,)


def test_a_socket_that_the_system_refuses_once_makes_nobody_deaf(far: socket.socket, link: UdpLink) -> None:
    refused = Refused()
    hearing = Hearing([refused, link])
    assert hearing.ready() == [refused], "what cannot be waited for is asked every time"
    far.sendto(b"here", link.ears[0].getsockname())
    assert hearing.ready() == [refused, link]
    link.receive(8)
    refused.is_well = True
    assert any(hearing.ready() == [] for _ in range(LOOK_TICKS)), "it was taken at the next look"
    hearing.close()
    refused.close()
