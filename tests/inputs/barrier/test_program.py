"""What the system lets through to a real socket, by the program that rules are written as."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from controller.inputs.barrier.program import program
from controller.inputs.barrier.rules import NOBODY, Peer, Rules
from controller.inputs.barrier.socket_filter import SocketFilter
from controller.inputs.osc_admission import URGENT_STARTS
from controller.wire.osc import join_bundle

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this filter")

PANIC = b"/kintsugi/panic\0,\0\0\0"
SAID = b"/kintsugi/grandmaster\0\0\0,f\0\0\0\0\0\0"
NEVER = 1e-12


class Socket:
    """An ear with a filter, and mouths."""

    def __init__(self, stack: ExitStack, host: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.ear = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self.ear.settimeout(0)
        self.ear.bind((host, 0))
        self.filter = SocketFilter(self.ear)
        self.mouths = [stack.enter_context(socket.socket(family, socket.SOCK_DGRAM)) for _ in range(2)]
        for mouth in self.mouths:
            mouth.connect(self.ear.getsockname())

    def peer(self, which: int, universe: bytes = b"") -> Peer:
        host, port, *_ = self.mouths[which].getsockname()
        return host, port, universe

    def obey(self, rules: Rules, universe_at: int = 0) -> None:
        self.filter.ask(program(rules, URGENT_STARTS, universe_at))

    def heard(self, which: int, packet: bytes = SAID, times: int = 1) -> int:
        """Send; say how many came through."""
        for _ in range(times):
            self.mouths[which].send(packet)
        count = 0
        while True:
            try:
                self.ear.recv(2048)
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture(params=["127.0.0.1", "::1"])
def here(request: pytest.FixtureRequest) -> Iterator[Socket]:
    with ExitStack() as stack:
        try:
            yield Socket(stack, request.param)
        except OSError:
            pytest.skip("this machine has no IPv6")


@pytest.fixture
def there() -> Iterator[Socket]:
    with ExitStack() as stack:
        yield Socket(stack, "127.0.0.1")


def test_a_barred_peer_is_turned_away_and_another_is_not(here: Socket) -> None:
    here.obey(Rules(barred=((here.peer(0), NEVER),)))
    assert (here.heard(0, times=50), here.heard(1, times=50)) == (0, 50)


@pytest.mark.parametrize("start", URGENT_STARTS)
def test_what_is_urgent_passes_whoever_says_it(here: Socket, start: bytes) -> None:
    here.obey(Rules(barred=((here.peer(0), NEVER),), crowd=NEVER))
    assert here.heard(0, start + b",\0\0\0", times=50) == 50
    assert here.heard(1, start) == 1, "and be it nothing but the address"
    assert here.heard(0, start[:-1] + b"s\0,\0\0\0") == 0, "a longer address is another"
    assert here.heard(0, start[:-1]) == 0


@pytest.mark.parametrize("start", URGENT_STARTS)
def test_what_is_urgent_passes_first_in_a_bundle_too(here: Socket, start: bytes) -> None:
    here.obey(Rules(barred=((here.peer(0), NEVER),), crowd=NEVER))
    urgent = start + bytes(-len(start) % 4) + b",\0\0\0"
    assert here.heard(0, join_bundle([urgent, SAID]), times=50) == 50
    assert here.heard(1, join_bundle([urgent])) == 1
    assert here.heard(0, join_bundle([SAID, SAID]), times=50) == 0
    assert here.heard(0, join_bundle([])) == 0


def test_a_share_of_a_barred_peer_is_read_by_chance(there: Socket) -> None:
    there.obey(Rules(barred=((there.peer(0), 0.25),)))
    heard = sum(there.heard(0, times=200) for _ in range(20))
    assert 700 < heard < 1300, "1000 of 4000 are expected; this is eleven times the spread"


def test_a_crowd_is_turned_away_but_for_regulars(here: Socket) -> None:
    here.obey(Rules(crowd=NEVER, regulars=(here.peer(0),)))
    assert (here.heard(0, times=50), here.heard(1, times=50)) == (50, 0)


def test_a_machine_is_barred_with_all_its_ports(here: Socket) -> None:
    host = here.peer(0)[0]
    here.obey(Rules(barred=(((host, None, b""), NEVER),)))
    assert (here.heard(0), here.heard(1)) == (0, 0)


def test_a_universe_is_barred_and_the_same_machine_is_heard_of_another(there: Socket) -> None:
    there.obey(Rules(barred=((("127.0.0.1", None, b"\0\7"), NEVER),)), universe_at=4)
    assert there.heard(0, b"data\0\7....") == 0
    assert there.heard(0, b"data\0\6....") == 1
    assert there.heard(1, b"data\1\7....") == 1


def test_a_peer_that_reaches_an_ipv6_socket_by_ipv4_is_known_too() -> None:
    with ExitStack() as stack:
        ear = stack.enter_context(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
        mouth = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        ear.settimeout(0)
        try:
            ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            ear.bind(("::ffff:127.0.0.1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        mouth.sendto(SAID, ("127.0.0.1", ear.getsockname()[1]))
        host, port = ear.recvfrom(100)[1][:2]
        SocketFilter(ear).ask(program(Rules(barred=(((host, port, b""), NEVER),)), URGENT_STARTS, 0))
        mouth.sendto(SAID, ("127.0.0.1", ear.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            ear.recv(100)


def test_what_is_turned_away_is_counted_once(there: Socket) -> None:
    there.obey(Rules(barred=((there.peer(0), NEVER),)))
    there.heard(0, times=30)
    assert (there.filter.dropped(), there.filter.dropped()) == (30, 0)


def test_without_rules_everything_passes_again(there: Socket) -> None:
    there.obey(Rules(barred=((there.peer(0), NEVER),)))
    there.filter.ask(())
    assert there.heard(0, times=50) == 50
    assert there.filter.works


def test_eight_peers_and_eight_regulars_are_a_program_that_the_system_takes(here: Socket) -> None:
    strangers = [(f"2001:db8::{number}", 5000, b"\0\1") for number in range(8)]
    here.obey(Rules(tuple((each, 0.5) for each in strangers), NEVER, (*strangers[1:], here.peer(0))), universe_at=113)
    assert here.filter.works
    assert (here.heard(0), here.heard(1)) == (1, 0)


def test_a_program_that_the_system_refuses_leaves_none_behind(there: Socket) -> None:
    there.obey(Rules(barred=((there.peer(0), NEVER),)))
    there.filter.ask([(0xFFFF, 0, 0, 0)])
    assert not there.filter.works
    assert there.heard(0) == 1, "everything is read, as on a system that has no filter"


def test_a_system_without_a_filter_is_asked_once(there: Socket) -> None:
    there.ear.close()
    there.obey(NOBODY)
    assert not there.filter.works
    assert there.filter.dropped() == 0
