"""Senders: what is due when, and what leaves for the node."""

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.link import Address, Datagram, LinkStatistics
from controller.outputs.memory_link import MemoryLink
from controller.outputs.osc.sender import OscSender
from controller.outputs.sacn.sender import SacnSender
from controller.outputs.sender import keep_alive_ticks
from controller.wire.osc import OscMessage, decode_packet
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.sacn.data import DataPacket, Source, decode_data
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import Rows
from tests.outputs.shows import DIMMER, DIMMER_16, MULTICAST, RGB, SCULPTURE, UNICAST, WHITE, Patched, build_show

FPS = 44
SOURCE = Source(bytes(range(16)), "Kintsugi")


class BrokenLink:
    """A link to nowhere while ``broken``."""

    def __init__(self) -> None:
        self.broken = True
        self.sent = self.errors = 0

    def send(self, datagram: Datagram, to: Address) -> None:  # noqa: ARG002  a Link
        self.errors += self.broken
        self.sent += not self.broken

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        for at in range(0, len(packets), size):
            self.send(packets[at : at + size], to)

    def statistics(self) -> LinkStatistics:
        return LinkStatistics(self.sent, self.errors, "Network is unreachable")

    def reopen(self) -> None: ...

    def close(self) -> None: ...


def memory() -> MemoryLink:
    return MemoryLink(lambda _datagram, _to: None, record=True)


def sacn(link: MemoryLink, universes: list[int], *, resumed: bool = False) -> SacnSender:
    return SacnSender(MULTICAST, universes, source=SOURCE, fps=FPS, link=link, resumed=resumed)


def dark(universes: int) -> Rows:
    return np.zeros((universes, 512), np.uint8)


def run(sender: SacnSender | OscSender, link: MemoryLink, rows: Rows, ticks: range) -> None:
    for tick in ticks:
        sender.send(tick, rows)
        link.deliver(tick)


def packets(link: MemoryLink, universe: int) -> list[tuple[int, DataPacket]]:
    read = [(one.tick, decode_data(one.datagram)) for one in link.tap]
    return [(tick, packet) for tick, packet in read if packet.universe == universe]


@pytest.mark.parametrize("fps", range(1, 61))
def test_keep_alive_lies_between_0_8_and_1_second_at_every_rate(fps: int) -> None:
    assert 0.8 <= keep_alive_ticks(Node("lamps", "sacn", "10.0.0.2", 5568), fps) / fps <= 1.0


def test_a_node_that_goes_dark_gets_every_frame_so_that_its_silence_begins_with_the_first_that_is_lost() -> None:
    node = Node("lamps", "sacn", "10.0.0.2", 5568, on_loss="black")
    assert keep_alive_ticks(node, 44) == 1


def test_a_change_goes_out_four_times_then_once_in_0_9_s() -> None:
    link, rows = memory(), dark(1)
    sender = sacn(link, [1])

    run(sender, link, rows, range(100))
    rows[0, 0] = 255
    run(sender, link, rows, range(100, 200))

    sent = [tick for tick, _ in packets(link, 1)]
    assert sent == [0, 1, 2, 3, 43, 83, 100, 101, 102, 103, 143, 183]


def test_silence_is_never_longer_than_a_second_and_a_moving_picture_is_sent_every_tick() -> None:
    link, rows = memory(), dark(2)
    sender = sacn(link, [1, 2])

    for tick in range(200):
        rows[0, 0] = tick
        run(sender, link, rows, range(tick, tick + 1))

    assert [tick for tick, _ in packets(link, 1)] == list(range(200))
    still = [tick for tick, _ in packets(link, 2)]
    assert max(np.diff(still)) <= FPS


def test_each_universe_counts_its_own_packets_without_a_gap() -> None:
    link, rows = memory(), dark(2)
    sender = sacn(link, [1, 2])

    for tick in range(600):
        rows[0, 5] = tick % 256
        run(sender, link, rows, range(tick, tick + 1))

    for universe in (1, 2):
        sequence = [packet.sequence for _, packet in packets(link, universe)]
        assert sequence == [number % 256 for number in range(len(sequence))]


def test_slots_addresses_priority_and_name_reach_the_packet() -> None:
    link, rows = memory(), dark(2)
    rows[1] = np.arange(512) % 251
    sender = SacnSender(UNICAST, [3, 700], source=Source(SOURCE.cid, "Bühne", 150), fps=FPS, link=link, resumed=False)

    run(sender, link, rows, range(1))

    (_, packet) = packets(link, 700)[0]
    assert packet.slots == rows[1].tobytes()
    assert (packet.priority, packet.source_name, packet.cid) == (150, "Bühne", SOURCE.cid)
    assert {one.to for one in link.tap} == {("127.0.1.2", 5568)}


def test_multicast_universes_go_to_their_own_groups() -> None:
    link = memory()

    run(sacn(link, [1, 258]), link, dark(2), range(1))

    assert [one.to for one in link.tap] == [("239.255.0.1", 5568), ("239.255.1.2", 5568)]


def test_a_burst_of_skipped_ticks_still_keeps_alive() -> None:
    link = memory()
    sender = sacn(link, [1])
    run(sender, link, dark(1), range(10))

    run(sender, link, dark(1), range(300, 301))

    assert packets(link, 1)[-1][0] == 300


@pytest.mark.parametrize("remembered", range(256))
def test_a_receiver_accepts_the_first_frame_after_a_resume_whatever_it_saw_last(remembered: int) -> None:
    link = memory()
    run(sacn(link, [1], resumed=True), link, dark(1), range(2))

    accepted, last = [], remembered
    for tick, packet in packets(link, 1):
        step = (packet.sequence - last + 128) % 256 - 128
        if not -20 < step <= 0:  # E1.31 section 6.7.2
            accepted.append(tick)
            last = packet.sequence

    assert accepted[0] == 0
    assert accepted[-1] == 1


def test_the_end_is_said_three_times_and_nothing_follows() -> None:
    link, rows = memory(), dark(2)
    sender = sacn(link, [1, 2])
    run(sender, link, rows, range(5))
    before = len(link.tap)

    sender.terminate()
    sender.terminate()
    rows[0, 0] = 9
    run(sender, link, rows, range(5, 60))

    ended = [decode_data(one.datagram) for one in link.tap[before:]]
    assert [packet.universe for packet in ended] == [1, 2] * 3
    assert all(packet.terminated for packet in ended)
    assert [packet.sequence for packet in ended if packet.universe == 1] == [4, 5, 6]


def test_a_node_that_cannot_be_reached_is_late_then_silent_then_returned() -> None:
    link = BrokenLink()
    sender = SacnSender(UNICAST, [1], source=SOURCE, fps=FPS, link=link, resumed=False)
    states: list[tuple[int, str]] = []

    for tick in range(FPS * 15):
        link.broken = tick < FPS * 5
        sender.send(tick, np.full((1, 512), tick % 256, np.uint8))
        state = sender.view(tick).state
        if not states or states[-1][1] != state:
            states.append((tick, state))

    assert states == [(0, "late"), (5 * FPS // 2, "silent"), (5 * FPS, "returned"), (10 * FPS, "unknown")]


def test_the_view_keeps_intended_and_emitted_apart() -> None:
    link = BrokenLink()
    sender = SacnSender(UNICAST, [1], source=SOURCE, fps=FPS, link=link, resumed=False)

    sender.send(0, dark(1))
    view = sender.view(FPS)

    assert (view.intended_age_s, view.emitted_age_s, view.confirmed_age_s) == (1.0, None, None)
    assert (view.packets, view.errors, view.to) == (0, 1, "127.0.1.2:5568")
    assert view.why == "cannot send since 1 s: Network is unreachable"


REED = Patched("reed-1", "sculpture", 0, 0)
BAR = Patched("bar", "sculpture", 0, 8, (DIMMER, *RGB, WHITE), cells=3)
SPOT = Patched("spot", "sculpture", 0, 30, (DIMMER_16,))


def osc(link: MemoryLink) -> OscSender:
    show = build_show([SCULPTURE], [("sculpture", 1)], [REED, BAR, SPOT])
    fixtures = list(enumerate(show.rig.fixtures))
    return OscSender(
        SCULPTURE,
        colors=SlotColors(show.patch, fixtures, 0),
        bundles=[FixtureBundle([(fixture.id, fixture.cell_count) for _, fixture in fixtures])],
        fps=FPS,
        link=link,
    )


def messages(link: MemoryLink, place: int = -1) -> dict[str, OscMessage]:
    return {message.address: message for message in decode_packet(link.tap[place].datagram)}


def test_one_bundle_carries_the_light_of_every_fixture_of_the_node() -> None:
    link, rows = memory(), dark(1)
    rows[0, :3] = 255, 51, 0
    rows[0, 8:13] = 255, 200, 100, 0, 100  # white is added back
    rows[0, 13:18] = 128, 255, 0, 0, 0  # dimmer x colour
    rows[0, 30:32] = 0x80, 0x00  # 16 bit

    run(osc(link), link, rows, range(1))

    said = messages(link)
    assert list(said) == [f"/kintsugi/fixture/{name}/rgb" for name in ("reed-1", "bar", "spot")]
    assert said["/kintsugi/fixture/reed-1/rgb"].arguments == pytest.approx((1.0, 0.2, 0.0))
    assert said["/kintsugi/fixture/bar/rgb"].arguments == (bytes([255, 200, 100, 128, 0, 0, 0, 0, 0]),)
    assert said["/kintsugi/fixture/spot/rgb"].arguments == pytest.approx((0x8000 / 0xFFFF,) * 3)
    assert link.tap[0].to == ("127.0.1.3", 7000)


def test_an_osc_node_hears_each_change_once_and_else_once_in_0_9_s() -> None:
    link, rows = memory(), dark(1)
    sender = osc(link)

    run(sender, link, rows, range(50))
    rows[0, 0] = 255
    run(sender, link, rows, range(50, 100))

    assert [one.tick for one in link.tap] == [0, 40, 50, 90]
    assert messages(link, 1)["/kintsugi/fixture/reed-1/rgb"].arguments == (0.0, 0.0, 0.0)
    assert messages(link, 2)["/kintsugi/fixture/reed-1/rgb"].arguments == (1.0, 0.0, 0.0)


def test_an_osc_node_hears_nothing_after_the_end() -> None:
    link, rows = memory(), dark(1)
    sender = osc(link)
    run(sender, link, rows, range(2))

    sender.terminate()
    run(sender, link, rows + 1, range(2, 90))

    assert len(link.tap) == 1
