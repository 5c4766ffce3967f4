"""Nodes die and come back in a run without hardware: the far end is told, nobody else is."""

from controller.run.headless.simulate import Result, simulate
from fixtures.decode_artnet import ArtDmx, decode_artnet
from fixtures.far_end import FarEnd
from tests.fakes.evening import demo_show, scenario_of

DIES_S, BACK_S = 4.0, 12.0
BOTH = ("stage", "wall")


def play(*dead: str, for_s: float) -> Result:
    """Play the demo; these nodes are dead from one time to another."""

    def watch(seconds: float, far_end: FarEnd) -> None:
        for node in dead:
            if seconds >= BACK_S and not far_end.is_alive(node):
                far_end.revive(node)
            elif DIES_S <= seconds < BACK_S and far_end.is_alive(node):
                far_end.kill(node)

    show = demo_show()
    return simulate(show, scenario_of(show, "{at: 1s, do: goto 4}", for_s=for_s), record=True, watch=watch)


def states(result: Result) -> list[str]:
    """How the two nodes are that can answer."""
    found = {view.id: view.state for view in result.snapshot.nodes}
    return [found[node] for node in BOTH]


def test_every_node_that_can_answer_does() -> None:
    result = play(for_s=8)
    assert states(result) == ["ok", "ok"]
    assert result.snapshot.engine.bad_input == {}


def test_dead_nodes_are_silent_within_3_5_s() -> None:
    assert "silent" not in states(play(*BOTH, for_s=DIES_S + 1.0))
    assert states(play(*BOTH, for_s=DIES_S + 3.5)) == ["silent", "silent"]


def test_nodes_that_come_back_hold_the_present_picture_within_a_second() -> None:
    result = play(*BOTH, for_s=BACK_S + 1.0)
    sent = [decode_artnet(each.datagram) for each in result.sent if each.to == ("127.0.1.2", 6454)]
    last = [packet.slots for packet in sent if isinstance(packet, ArtDmx)][-1]

    assert states(result) == ["returned", "returned"]
    assert result.far_end.slots("stage", 0).tobytes() == last
    assert any(last)
    assert result.far_end.texts()["screen"]
