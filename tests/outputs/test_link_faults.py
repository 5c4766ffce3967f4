"""Link faults obeyed at the socket, judged at the far end: what is lost never arrives, and is made good at once."""

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run.far_end import plan_rig
from fixtures.far_end import FarEnd
from tests.outputs.shows import Patched, build_show

FPS = 44
SACN = Node("sacn", "sacn", "127.0.1.2", 5568)
ARTNET = Node("artnet", "artnet", "127.0.1.4", 6454)
OSC = Node("osc", "osc", "127.0.1.3", 7000)
NODES = ("sacn", "artnet", "osc")
CALM: frozenset[str] = frozenset()


class Rehearsal:
    """One lamp on a node of each protocol, all on one network in memory."""

    def __init__(self) -> None:
        show = build_show(
            [SACN, ARTNET, OSC],
            [("sacn", 1), ("artnet", 0), ("artnet", 1), ("osc", 1)],
            [
                Patched("a", "sacn", 0, 0),
                Patched("b", "artnet", 1, 0),
                Patched("b2", "artnet", 2, 0),
                Patched("c", "osc", 3, 0),
            ],
            fps=FPS,
        )
        self.far_end = FarEnd(plan_rig(show))
        self.link = MemoryLink(self._receive, record=True)
        self.outputs = Outputs(
            show,
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=lambda _node: self.link,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self.slots = np.zeros((4, 512), np.uint8)
        self.tick = -1

    def _receive(self, datagram: bytes, to: tuple[str, int]) -> None:
        self.far_end.deliver(to, datagram, self.tick / FPS)

    def run(self, ticks: int, *, lost: frozenset[str] = CALM, cut: frozenset[str] = CALM) -> None:
        for _ in range(ticks):
            self.tick += 1
            self.outputs.send(self.tick, self.slots, lost, cut)
            self.link.deliver(self.tick)
            for answer in self.far_end.answers(self.tick / FPS):
                self.link.answer(answer.datagram, answer.source)

    def levels(self) -> dict[str, float]:
        light = self.far_end.look(self.tick / FPS)[:, 0]
        return dict(zip(("sacn", "artnet", "artnet 2", "osc"), light.tolist(), strict=True))

    def packets(self, node: str) -> int:
        return self.far_end.report().nodes[node].packets

    def states(self) -> dict[str, str]:
        return {view.id: view.state for view in self.outputs.views(self.tick)}


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal()


@pytest.mark.parametrize("node", NODES)
def test_a_lost_frame_never_leaves_and_the_others_miss_nothing(rehearsal: Rehearsal, node: str) -> None:
    rehearsal.run(20)
    rehearsal.slots[:, 0] = 255
    heard = rehearsal.packets(node)
    rehearsal.run(1, lost=frozenset({node}))

    assert rehearsal.packets(node) == heard
    assert {name: level for name, level in rehearsal.levels().items() if level} == {
        name: 1.0 for name in ("sacn", "artnet", "artnet 2", "osc") if not name.startswith(node)
    }


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("ticks", [1, 5, 100])
def test_the_first_frame_that_is_not_lost_makes_it_good_though_nothing_changed(
    rehearsal: Rehearsal, node: str, ticks: int
) -> None:
    rehearsal.run(20)
    rehearsal.slots[:, 0] = 255
    rehearsal.run(ticks, lost=frozenset({node}))
    rehearsal.run(1)

    assert set(rehearsal.levels().values()) == {1.0}


@pytest.mark.parametrize("node", NODES)
def test_the_view_does_not_take_lost_frames_for_sent(rehearsal: Rehearsal, node: str) -> None:
    rehearsal.run(100)
    before = {view.id: view for view in rehearsal.outputs.views(rehearsal.tick)}[node]
    rehearsal.run(FPS, lost=frozenset({node}))
    view = {view.id: view for view in rehearsal.outputs.views(rehearsal.tick)}[node]

    assert view.packets == before.packets
    assert view.emitted_age_s is not None
    assert view.emitted_age_s >= 1
    assert view.intended_age_s == 0
    assert view.errors == 0


def test_udp_without_answers_says_that_a_fault_drops_what_is_sent(rehearsal: Rehearsal) -> None:
    rehearsal.run(100)
    rehearsal.run(2 * FPS + 1, lost=frozenset({"sacn"}))
    view = rehearsal.outputs.views(rehearsal.tick)[0]
    assert (view.state, view.why) == ("unknown", "a link fault drops what is sent, since 2 s")


def test_a_frame_lost_now_and_then_makes_nobody_silent(rehearsal: Rehearsal) -> None:
    for tick in range(10 * FPS):
        rehearsal.slots[:, 0] = tick % 256
        rehearsal.run(1, lost=frozenset(NODES) if tick % 3 == 0 else CALM)
        assert rehearsal.outputs.silent(rehearsal.tick) == frozenset()


def test_a_blackhole_is_found_by_the_missing_answers_and_heals_within_a_second(rehearsal: Rehearsal) -> None:
    rehearsal.run(200)
    rehearsal.slots[:, 0] = 255
    hole = frozenset({"artnet"})
    found = 0
    while not rehearsal.outputs.silent(rehearsal.tick):
        rehearsal.run(1, lost=hole, cut=hole)
        found += 1
    assert found <= 3.5 * FPS
    assert rehearsal.levels() == {"sacn": 1.0, "artnet": 0.0, "artnet 2": 0.0, "osc": 1.0}

    rehearsal.run(1)
    assert set(rehearsal.levels().values()) == {1.0}
    rehearsal.run(FPS - 1)
    assert rehearsal.states()["artnet"] == "returned"
    assert rehearsal.outputs.silent(rehearsal.tick) == frozenset()


def test_a_dead_node_is_found_and_gets_the_whole_picture_when_it_lives_again(rehearsal: Rehearsal) -> None:
    rehearsal.slots[:, 0] = 255
    rehearsal.run(200)
    rehearsal.far_end.kill("artnet")
    assert rehearsal.levels() == {"sacn": 1.0, "artnet": 0.0, "artnet 2": 0.0, "osc": 1.0}
    rehearsal.run(int(3.5 * FPS))
    assert rehearsal.outputs.silent(rehearsal.tick) == {"artnet"}

    rehearsal.far_end.revive("artnet")
    rehearsal.run(FPS)
    assert set(rehearsal.levels().values()) == {1.0}
    assert rehearsal.outputs.silent(rehearsal.tick) == frozenset()


def test_the_end_of_the_show_is_told_in_spite_of_a_fault(rehearsal: Rehearsal) -> None:
    rehearsal.run(20, lost=frozenset(NODES), cut=frozenset(NODES))
    heard = rehearsal.packets("sacn")
    rehearsal.outputs.terminate()
    rehearsal.link.deliver(rehearsal.tick)

    assert rehearsal.packets("sacn") == heard + 3
