"""The health of one node as its packets leave or do not: hiccups, trouble that comes and goes, silence and return."""

from itertools import groupby

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Intent
from controller.model.patch import Node
from controller.outputs.link import Address, Datagram, LinkStatistics
from controller.outputs.traffic import RETRY_S, SILENT_S, STEADY_S, Traffic
from controller.show.detectors.seen import Seen
from controller.show.detectors.silence import SilentNodes

FPS = 44
STREAM = Node("screen", "osc", "10.0.0.7", 7000, is_stream=True)


class Narrow:
    """A link that takes what is sent at some ticks."""

    def __init__(self) -> None:
        self.takes = True
        self.sent = self.errors = 0

    def send(self, datagram: Datagram, to: Address) -> None:
        del datagram, to
        self.sent += self.takes
        self.errors += not self.takes

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        raise AssertionError((packets, size, to))

    def statistics(self) -> LinkStatistics:
        return LinkStatistics(self.sent, self.errors, "no room" if self.errors else "")

    def reopen(self) -> None:
        pass

    def close(self) -> None:
        pass


class Line:
    """One node's traffic, tick by tick."""

    def __init__(self, node: Node = STREAM) -> None:
        self.link = Narrow()
        self.traffic = Traffic(node, self.link, FPS)
        self.tick = 0
        self.states: list[str] = []
        self.told: list[Intent] = []
        self._silences = SilentNodes(FPS)

    def run(self, ticks: int, *, every: int, but: int = 0) -> list[str]:
        """Send each tick; the link takes one in so many, 0 = none, ``but`` one of so many.

        Gives the states, each run of one once.
        """
        begun = len(self.states)
        for _ in range(ticks):
            self.tick += 1
            self.link.takes = bool(every and self.tick % every == 0 and not (but and self.tick % but == 0))
            self.traffic.begin(self.tick)
            self.traffic.send(b"frame", ("10.0.0.7", 7000))
            self.traffic.end()
            self.states.append(self.traffic.view(self.tick).state)
            silent = frozenset({"screen"} if self.traffic.is_silent(self.tick) else ())
            self.told += self._silences.see(Seen(self.tick, silent=silent))
        return [state for state, _ in groupby(self.states[begun:])]


def test_a_node_that_takes_every_other_frame_is_late_and_stays_it() -> None:
    line = Line()
    line.run(FPS, every=1)
    line.run(FPS, every=3)
    assert line.run(4 * FPS, every=3) == ["late"]
    assert "no room" in line.traffic.view(line.tick).why
    assert line.run(4 * FPS, every=1) == ["late", "unknown"]


def test_one_frame_that_finds_no_room_is_a_hiccup() -> None:
    line = Line()
    line.run(FPS, every=1)
    assert line.run(1, every=0) == ["late"]
    assert line.run(FPS, every=1) == ["unknown"]


def test_a_silent_stream_is_not_back_with_the_one_packet_that_an_emptied_buffer_takes() -> None:
    line = Line()
    line.run(round((SILENT_S + 1) * FPS), every=0)
    assert line.states[-1] == "silent"
    assert line.run(4 * FPS, every=FPS) == ["silent"]
    assert line.run(round(STEADY_S * FPS) + 2, every=1) == ["silent", "returned"]


def test_a_silent_stream_that_takes_most_frames_again_is_late_and_its_incident_ends() -> None:
    line = Line()
    line.run(round((SILENT_S + 1) * FPS), every=0)
    assert line.told == [NodeSilent("screen")]
    assert line.run(round(STEADY_S * FPS) + 6, every=1, but=3)[-1] == "late"
    assert line.run(4 * FPS, every=1, but=3) == ["late"]
    assert line.told == [NodeSilent("screen"), NodeReturned("screen")]


def test_a_stream_that_takes_one_packet_of_each_new_connection_stays_silent() -> None:
    line = Line()
    line.run(round((SILENT_S + 1) * FPS), every=0)
    assert line.run(4 * FPS, every=round(RETRY_S * FPS)) == ["silent"]


def test_a_silent_node_without_a_stream_is_back_with_the_first_packet_that_leaves() -> None:
    line = Line(Node("wash", "sacn", "10.0.0.7", 5568))
    line.run(round((SILENT_S + 1) * FPS), every=0)
    assert line.run(1, every=1) == ["returned"]
