"""Several nodes of a machine that says but once a second that nobody listens: each is noticed, and stays so."""

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.link import Address, UdpLink
from controller.outputs.outputs import Identity, Outputs
from tests.shows import show_of

FPS = 44
WHO = Identity(cid=bytes(range(16)), source_name="Kintsugi", night=1, resumed=False)
WORD = FPS * 1000
"""Thousandths of a frame until the machine may say it again."""
HOST = "10.99.1.2"
SHOW = """nodes:
  one: {protocol: sacn, to: 10.99.1.2}
  two: {protocol: sacn, to: "10.99.1.2:5569"}
  strip: {protocol: ddp, to: 10.99.1.2}
  reed: {protocol: osc, to: "10.99.1.2:7000"}
  elsewhere: {protocol: sacn, to: 10.99.1.3}
fixtures:
  a: {profile: generic/rgb, count: 4, at: one 20/1}
  b: {profile: generic/rgb, count: 4, at: two 21/1}
  c: {profile: generic/rgb, count: 100, at: strip}
  d: {profile: generic/osc-rgb, count: 2, at: reed}
  e: {profile: generic/rgb, count: 4, at: elsewhere 31/1}
cues: []
"""
TOGETHER = frozenset({"one", "two", "strip", "reed"})


class Machine:
    """The far end: says once a second that nobody listens, and saves six of these words (Linux, ``icmp_ratelimit``).

    Attributes:
        shut: nodes at which nobody listens.
        limit: words that it may save; None = it says it to everybody.
    """

    def __init__(self, limit: int | None = 6) -> None:
        self.shut: set[str] = set()
        self.limit = limit
        self.saved = (limit or 0) * WORD
        self.tick = 0
        self.now = self.then = 0

    def pass_to(self, tick: int) -> None:
        self.tick, self.now = tick, tick * 1000

    def refuses(self, name: str) -> bool:
        self.now += 10  # within a frame one is sent to after the other
        if name not in self.shut:
            return False
        self.saved, self.then = min((self.limit or 0) * WORD, self.saved + self.now - self.then), self.now
        if self.limit is not None and self.saved < WORD:
            return False
        self.saved -= WORD
        return True


class Plug:
    """The socket of one node, as much of it as a link uses: a word about a datagram is told to the next call."""

    def __init__(self, name: str, machine: Machine) -> None:
        self.name, self.machine, self.word, self.came = name, machine, 0, list[int]()

    def send(self, datagram: object) -> None:
        if self.word:
            self.word = 0
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        assert datagram
        self.came.append(self.machine.tick)
        if self.machine.refuses(self.name):
            self.word = errno.ECONNREFUSED

    def getsockopt(self, level: int, option: int) -> int:
        word = self.word if (level, option) == (socket.SOL_SOCKET, socket.SO_ERROR) else 0
        self.word = 0
        return word

    def setsockopt(self, *_: int) -> None: ...

    def recvfrom(self, _: int) -> tuple[bytes, Address]:
        raise BlockingIOError

    def close(self) -> None: ...


class Plugged(UdpLink):
    """The real link of a node, with such a socket."""

    def __init__(self, node: Node, machine: Machine) -> None:
        self.plug = Plug(node.id, machine)
        super().__init__(interface=None, peer=(node.host, node.port))
        self._segments = False

    def _open(self) -> socket.socket | None:
        return self.plug  # type: ignore[return-value]


class Night:
    """Plays; keeps of every node when it was in which state."""

    def __init__(self, made: Outputs, machine: Machine) -> None:
        self.made, self.machine, self.tick = made, machine, 0
        self.states: dict[str, list[str]] = {}

    def play(self, seconds: float, *, moving: bool) -> None:
        rows = max(feed.rows.stop for feed in self.made._feeds.values())
        self.states = {name: [] for name in self.made._feeds}
        for _ in range(round(seconds * FPS)):
            self.machine.pass_to(self.tick)
            self.made.send(self.tick, np.full((rows, 512), self.tick % 200 if moving else 9, np.uint8))
            for view in self.made.views(self.tick):
                self.states[view.id].append(view.state)
            self.tick += 1

    def changes(self, name: str) -> list[str]:
        states = self.states[name]
        return [state for at, state in enumerate(states) if at == 0 or states[at - 1] != state]


@contextmanager
def night(machine: Machine) -> Iterator[Night]:
    here = Machine()
    links: Callable[[Node], Plugged] = lambda node: Plugged(node, machine if node.host == HOST else here)  # noqa: E731
    made = Outputs(show_of(SHOW), identity=WHO, open_link=links, refuse=lambda _peer, _why: None, stream=None)
    try:
        yield Night(made, machine)
    finally:
        made.close()


@pytest.mark.parametrize("moving", [True, False], ids=["moving", "still"])
@pytest.mark.parametrize("saved", [0, 6])
def test_all_nodes_of_a_machine_are_silent_within_a_second_for_each_and_stay_so(*, moving: bool, saved: int) -> None:
    with night(Machine()) as played:
        played.play(3, moving=moving)
        played.machine.saved, played.machine.then = saved * WORD, played.machine.now
        played.machine.shut = {*TOGETHER}
        played.play(30, moving=moving)
        for name in TOGETHER:
            assert played.changes(name)[-2:] == ["late", "silent"]
            assert played.changes(name)[:-2] in ([], ["unknown"])
            assert played.states[name].index("silent") <= (5 + len(TOGETHER)) * FPS
        assert played.changes("elsewhere") == ["unknown"]
        assert played.made.silent(played.tick) == TOGETHER


@pytest.mark.parametrize("moving", [True, False], ids=["moving", "still"])
def test_those_of_them_that_are_well_are_never_taken_for_others(*, moving: bool) -> None:
    with night(Machine()) as played:
        played.play(3, moving=moving)
        played.machine.shut = {"two", "reed"}
        played.play(30, moving=moving)
        assert played.made.silent(played.tick) == {"two", "reed"}
        assert played.changes("one") == played.changes("strip") == ["unknown"]


def test_a_machine_that_is_back_has_all_its_nodes_back_within_two_seconds() -> None:
    with night(Machine()) as played:
        played.play(3, moving=True)
        played.machine.shut = {*TOGETHER}
        played.play(20, moving=True)
        played.machine.shut = set()
        played.play(12, moving=True)
        for name in TOGETHER:
            assert played.changes(name) == ["silent", "returned", "unknown"]
            assert played.states[name].index("returned") <= 2 * FPS
        assert played.made._fleets.fair == {"one", "two", "strip", "elsewhere"}


def test_one_that_is_back_alone_misses_few_frames_and_is_told_when_its_turn_has_passed() -> None:
    with night(Machine()) as played:
        played.play(3, moving=True)
        played.machine.shut = {*TOGETHER}
        played.play(20, moving=True)
        played.machine.shut -= {"one"}
        begun = played.tick
        played.play(20, moving=True)
        assert played.changes("one") == ["silent", "returned", "unknown"]
        assert played.states["one"].index("returned") <= 1.5 * len(TOGETHER) * FPS
        link = played.made._links["one"]
        assert isinstance(link, Plugged)
        since = begun + round(1.5 * len(TOGETHER) * FPS)
        came = [len([tick for tick in link.plug.came if begin <= tick < begin + FPS]) for begin in (begun, since)]
        assert came[0] >= FPS - 9
        assert came[1] == FPS
        assert all(played.changes(name) == ["silent"] for name in TOGETHER - {"one"})


def test_nodes_of_a_machine_that_says_it_to_everybody_rest_as_ever() -> None:
    with night(Machine(limit=None)) as played:
        played.play(3, moving=True)
        played.machine.shut = {*TOGETHER}
        played.play(10, moving=True)
        assert played.made.silent(played.tick) == TOGETHER
        assert played.made._fleets.fair == {"one", "two", "strip", "elsewhere"}
        link = played.made._links["one"]
        assert isinstance(link, Plugged)
        assert len([tick for tick in link.plug.came if tick >= played.tick - 2 * FPS]) == 2 * FPS // 8
