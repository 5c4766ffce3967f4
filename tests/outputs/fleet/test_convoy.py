"""Many nodes by one call: they get what their own sockets would send, and one that is gone is nobody else's trouble."""

import ctypes
import errno
import os
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import NoReturn

import pytest

from controller.model.patch import Node
from controller.outputs.artnet import links
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.fleet import renewal
from controller.outputs.fleet.fleet import Fleet
from controller.outputs.fleet.many import HAS_MANY
from controller.outputs.fleet.shared import Common, SharedLink
from controller.outputs.fleet.turns import EVERY
from controller.outputs.link import Link, UdpLink
from controller.outputs.outputs import WELCOME_TICKS, Outputs
from controller.wire.universe import Rows
from tests.outputs.fleet.test_fleet import FPS, datagrams, ear_at, frame, is_poll, outputs_to, packets_of

pytestmark = pytest.mark.skipif(not HAS_MANY, reason="this system sends to one node with each call")

WAYS = ["numpy", pytest.param("numba", marks=pytest.mark.skipif(find_spec("numba") is None, reason="no numba"))]
COUNT = 4
ONE_UNIVERSE = 100  # cells


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let frames in which everything changed be taken and sent by numpy, or by one compiled pass."""
    monkeypatch.setattr(renewal, "WORTH", 1 if request.param == "numba" else 1 << 30)
    return str(request.param)


@contextmanager
def rig(protocol: str = "sacn") -> Iterator[tuple[Outputs, list[socket.socket]]]:
    """Feed nodes of one universe each, at one port of many addresses, until all of them are in the fleet."""
    with ExitStack() as stack:
        listening = [stack.enter_context(ear_at(("127.0.5.1", 0)))]
        port = listening[0].getsockname()[1]
        listening += [stack.enter_context(ear_at((f"127.0.5.{number + 1}", port))) for number in range(1, COUNT)]
        places = [f"127.0.5.{number + 1}:{port}" for number in range(COUNT)]
        made = stack.enter_context(outputs_to(places, ONE_UNIVERSE, protocol))
        play(made, range(2 * WELCOME_TICKS))
        yield made, listening


def play(made: Outputs, ticks: range, moving: slice = slice(None)) -> None:
    for tick in ticks:
        slots = frame(COUNT, 9)
        slots[moving] = tick % 200
        made.send(tick, slots)


def fleet_of(made: Outputs) -> Fleet:
    return next(fleet for fleet in made._fleets._fleets if fleet.fair)


def fail_at(made: Outputs, number: int, error: int, times: int = 1 << 30) -> None:
    """Let the system refuse the datagram of one node, so many times."""
    mailing = fleet_of(made)._convoys[0].mailing
    call: Callable[..., int] = mailing._call
    begin, end = mailing.whole, mailing.whole + ctypes.sizeof(mailing._messages)
    step = (end - begin) // COUNT
    left = times

    def refusing(opened: int, messages: int, count: int, flags: int) -> int:
        nonlocal left
        ahead = number - (messages - begin) // step
        if not (begin <= messages < end and 0 <= ahead < count and left):
            return call(opened, messages, count, flags)
        if ahead:
            return call(opened, messages, ahead, flags)
        left -= 1
        ctypes.set_errno(error)
        return -1

    mailing._call = refusing


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("protocol", ["sacn", "artnet", "ddp"])
def test_one_call_sends_what_the_sockets_of_the_nodes_would(protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for together in (True, False):
        if not together:
            monkeypatch.setattr(SharedLink, "stand_in", None)
        with rig(protocol) as (made, listening):
            assert bool(fleet_of(made)._convoys) == together
            play(made, range(20, 40), moving=slice(1, 3))
            play(made, range(40, 60))
            play(made, range(60, 150), moving=slice(0, 0))
            told.append([[one for one in datagrams(ear) if not is_poll(one)] for ear in listening])
            assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [len(each) for each in told[-1]]
            assert len(made._fleets.fair) == COUNT
    assert told[0] == told[1]


def test_where_the_system_has_no_such_call_each_node_is_sent_to_by_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "HAS_MANY", False)
    with rig() as (made, listening):
        assert fleet_of(made)._convoys == []
        assert all(type(feed.link) is UdpLink for feed in made._feeds.values())
        assert [len(datagrams(ear)) for ear in listening] == [2 * WELCOME_TICKS] * COUNT


@pytest.mark.usefixtures("way")
def test_a_node_that_refuses_is_sent_to_by_its_own_hand_until_it_takes_again() -> None:
    with rig() as (made, listening):
        place = listening[1].getsockname()
        listening[1].close()
        play(made, range(20, 20 + 3 * FPS))
        assert made.silent(20 + 3 * FPS) == {"n1"}
        assert [view.errors > 0 for view in made.views(20 + 3 * FPS)] == [False, True, False, False]
        assert len(fleet_of(made)._by_hand) == 1
        for number in (0, 2, 3):
            assert len(datagrams(listening[number])) == 2 * WELCOME_TICKS + 3 * FPS
        with ear_at(place) as back:
            play(made, range(200, 200 + 2 * FPS))
            assert made.silent(200 + 2 * FPS) == frozenset()
            assert fleet_of(made)._by_hand == []
            assert len(datagrams(back)) >= 2 * FPS - 2 * EVERY, "it waits for a turn, and for the one after it"


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENETUNREACH, errno.EAGAIN, errno.ENOBUFS])
def test_what_one_call_cannot_send_goes_by_the_own_sockets_in_the_same_frame(error: int) -> None:
    with rig() as (made, listening):
        for ear in listening:
            datagrams(ear)
        fail_at(made, 1, error, times=1)
        play(made, range(21, 22))
        assert [len(datagrams(ear)) for ear in listening] == [1] * COUNT
        assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [2 * WELCOME_TICKS + 1] * COUNT
        assert len(made._fleets.fair) == COUNT
        play(made, range(22, 22 + 2 * WELCOME_TICKS))
        assert [len(datagrams(ear)) for ear in listening] == [2 * WELCOME_TICKS] * COUNT
        assert len(fleet_of(made)._convoys) == 1


def test_a_socket_for_many_that_fails_where_the_own_ones_do_not_is_opened_anew_at_its_port() -> None:
    with rig() as (made, listening):
        common = fleet_of(made)._convoys[0].common
        port, (opened,) = common.port, common.ears
        fail_at(made, 0, errno.EINVAL)
        play(made, range(21, 21 + 2 * WELCOME_TICKS))
        assert common.port == port
        assert common.ears != (opened,)
        assert len(fleet_of(made)._convoys) == 1
        assert [len(datagrams(ear)) for ear in listening] == [4 * WELCOME_TICKS] * COUNT


@pytest.mark.usefixtures("way")
def test_a_socket_for_many_that_is_closed_under_way_costs_nobody_a_frame() -> None:
    with rig() as (made, listening):
        fleet_of(made)._convoys[0].common.close()
        play(made, range(21, 21 + 2 * WELCOME_TICKS))
        assert [len(datagrams(ear)) for ear in listening] == [4 * WELCOME_TICKS] * COUNT
        assert len(made._fleets.fair) == COUNT


def test_what_the_system_refuses_for_one_node_costs_it_and_the_others_no_frame(way: str) -> None:
    with rig() as (made, listening):
        assert (fleet_of(made)._passes is not None) == (way == "numba")
        for ear in listening:
            datagrams(ear)
        fleet_of(made)._convoys[0].mailing._messages[1].header.name_length = 3  # which is no address
        play(made, range(21, 22))
        assert [len(datagrams(ear)) for ear in listening] == [1] * COUNT
        assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [2 * WELCOME_TICKS + 1] * COUNT
        play(made, range(22, 22 + 2 * WELCOME_TICKS))
        assert [len(datagrams(ear)) for ear in listening] == [2 * WELCOME_TICKS] * COUNT


@pytest.mark.usefixtures("way")
def test_a_frame_like_the_one_before_goes_the_short_way_and_what_that_could_not_send_goes_the_long_one() -> None:
    with rig() as (made, listening):
        play(made, range(20, 21))
        for ear in listening:
            datagrams(ear)
        assert (made._repeat, made._look_at) == fleet_of(made).repeat
        assert made._look_at == 24
        long_way, made._fleets.send = made._fleets.send, not_now  # type: ignore[method-assign]
        play(made, range(21, 22))
        assert [len(datagrams(ear)) for ear in listening] == [1] * COUNT
        assert not has_broken(made)
        made._fleets.send = long_way  # type: ignore[method-assign]
        fleet_of(made)._convoys[0].mailing._messages[1].header.name_length = 3  # which is no address
        play(made, range(22, 23))
        assert [len(datagrams(ear)) for ear in listening] == [1] * COUNT
        assert made._repeat is renewal.nothing_taken
        assert [packets_of(made, f"n{number}") for number in range(COUNT)] == [2 * WELCOME_TICKS + 3] * COUNT


@pytest.mark.usefixtures("way")
def test_the_short_way_is_shut_while_a_link_fault_lasts_once_a_node_refuses_and_at_the_end() -> None:
    with rig() as (made, listening):
        play(made, range(20, 21))
        made._repeat, open_way = not_now, made._repeat
        made.send(21, frame(COUNT, 9), lost=frozenset({"n0"}))
        assert not has_broken(made)
        play(made, range(22, 42))
        assert made._repeat not in {open_way, not_now, renewal.nothing_taken}
        listening[1].close()
        play(made, range(42, 49))
        assert made._repeat is renewal.nothing_taken, "the network is asked every eighth frame"
        made.terminate()
        made._repeat = not_now
        play(made, range(49, 50))
        assert not has_broken(made)


def not_now(tick: int, slots: Rows, begun: object = None) -> NoReturn:
    """Stand in for what must not be called."""
    raise AssertionError((tick, len(slots), begun))


def has_broken(made: Outputs) -> bool:
    return any("AssertionError" in view.why for view in made.views(24))


@pytest.mark.parametrize("protocol", ["sacn", "artnet"])
def test_a_fault_of_ours_in_a_frame_that_was_taken_already_costs_nobody_the_frame(protocol: str) -> None:
    def fail() -> None:
        raise ValueError("ours")

    with rig(protocol) as (made, listening):
        for ear in listening:
            datagrams(ear)
        fleet_of(made)._convoys[0].send_all = fail  # type: ignore[assignment]
        play(made, range(21, 22))
        assert [sum(not is_poll(one) for one in datagrams(ear)) for ear in listening] == [1] * COUNT
        assert all("ours" in view.why for view in made.views(21))
        play(made, range(22, 22 + 2 * WELCOME_TICKS))
        assert len(made._fleets.fair) == COUNT


@pytest.mark.usefixtures("way")
def test_a_node_whose_own_socket_was_opened_anew_leaves_and_comes_back() -> None:
    with rig("artnet") as (made, listening):
        link = fleet_of(made)._ships["n2"].berth.link
        link.reopen()
        datagrams(listening[2])
        play(made, range(21, 21 + 2 * FPS))
        assert sum(not is_poll(one) for one in datagrams(listening[2])) == 2 * FPS
        assert fleet_of(made)._ships["n2"].ears == link.ears
        assert len(made._fleets.fair) == COUNT


def test_the_nodes_of_an_address_share_a_port_which_is_given_back_with_the_last() -> None:
    opened = UdpLinks()
    first, second = (opened.open(Node(name, "sacn", "127.0.0.1", 9)) for name in "ab")
    assert isinstance(first, SharedLink)
    assert isinstance(second, SharedLink)
    common = first.common
    assert isinstance(common, Common)
    assert {first.stand_in, second.stand_in} == {common}
    assert len({link.ears[0].getsockname()[1] for link in (first, second, common)}) == 1
    first.close()
    first.close()
    assert not common.is_closed
    second.close()
    assert common.is_closed
    third = opened.open(Node("c", "sacn", "127.0.0.1", 9))
    assert isinstance(third, SharedLink)
    assert third.stand_in not in {None, common}
    third.close()


@contextmanager
def no_files() -> Iterator[None]:
    """Let the system give this program no file more, and so no socket."""
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("protocol", ["sacn", "artnet"])
def test_sockets_that_cannot_be_opened_at_the_start_send_by_one_call_when_they_can(
    protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = UdpLinks.open

    def in_vain(links: UdpLinks, node: Node) -> Link:
        with no_files():
            return opened(links, node)

    monkeypatch.setattr(UdpLinks, "open", in_vain)
    with rig(protocol) as (made, listening):
        play(made, range(20, 20 + 2 * FPS))
        assert [len(convoy.calls) for convoy in fleet_of(made)._convoys] == [COUNT]
        for ear in listening:
            datagrams(ear)
        play(made, range(120, 140))
        assert [sum(not is_poll(one) for one in datagrams(ear)) for ear in listening] == [20] * COUNT


@pytest.mark.parametrize("protocol", ["sacn", "artnet"])
def test_a_socket_for_many_that_could_not_be_opened_again_is_so_when_it_can(protocol: str) -> None:
    with rig(protocol) as (made, listening):
        with no_files():
            fleet_of(made)._convoys[0].common.ears[0].close()
            taken = os.open(os.devnull, os.O_RDONLY)
            play(made, range(20, FPS))
        os.close(taken)
        assert fleet_of(made)._convoys == []
        play(made, range(FPS, 3 * FPS))
        assert [len(convoy.calls) for convoy in fleet_of(made)._convoys] == [COUNT]
        frames = 2 * WELCOME_TICKS + 3 * FPS - 20
        assert [sum(not is_poll(one) for one in datagrams(ear)) for ear in listening] == [frames] * COUNT
