"""DDP from the show file to the pixels of a simulated strip."""

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run.far_end import plan_rig
from controller.wire.ddp import DdpPacket, decode_data
from fixtures.far_end import FarEnd
from tests.outputs.shows import RGB, WHITE, Patched, build_show

FPS = 44
STRIP = Node("strip", "ddp", "127.0.1.7", 4048)


class Strip:
    """A DDP node of many fixtures, before and behind the wire."""

    def __init__(self, patched: list[Patched], rows: int, *, resumed: bool = False) -> None:
        show = build_show([STRIP], [("strip", row + 1) for row in range(rows)], patched, fps=FPS)
        for row in range(rows):
            ends = [one.slot + len(one.channels) * one.cells for one in patched if one.row == row]
            object.__setattr__(show.patch.universes[row], "used", max(ends))
        self.far_end = FarEnd(plan_rig(show))
        self.packets: list[tuple[int, DdpPacket]] = []
        self.tick = 0
        self.slots = np.zeros((rows, 512), np.uint8)
        self.link = MemoryLink(self._hear, record=False)
        self.outputs = Outputs(
            show,
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=resumed),
            open_link=lambda _node: self.link,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )

    def run(self, ticks: int) -> None:
        for _ in range(ticks):
            self.outputs.send(self.tick, self.slots)
            self.link.deliver(self.tick)
            self.tick += 1

    def _hear(self, datagram: bytes, to: Address) -> None:
        assert to == ("127.0.1.7", 4048)
        self.packets.append((self.tick, decode_data(datagram)))
        self.far_end.deliver(to, datagram, self.tick / FPS)


def pixels(count: int) -> list[Patched]:
    return [Patched(f"pixel-{n}", "strip", n // 170, n % 170 * 3) for n in range(count)]


def test_more_than_480_pixels_take_several_packets_and_every_pixel_is_in_its_place() -> None:
    strip = Strip(pixels(600), rows=4)
    values = np.arange(600, dtype=np.uint16) % 250
    for row in range(4):
        part = values[170 * row : 170 * (row + 1)].astype(np.uint8)
        strip.slots[row, : 3 * len(part) : 3] = part
    strip.run(1)

    sent = [packet for _, packet in strip.packets]
    assert [(one.offset, len(one.payload), one.push) for one in sent] == [(0, 1440, False), (1440, 360, True)]
    assert b"".join(one.payload for one in sent)[::3] == values.astype(np.uint8).tobytes()
    assert strip.far_end.look(0.0)[:, 0] == pytest.approx(values / 255)


def test_a_frame_goes_out_on_change_and_once_in_0_9_s_and_the_sequence_runs_from_1_to_15() -> None:
    strip = Strip(pixels(2), rows=1)
    strip.run(50)
    strip.slots[0, 5] = 9
    strip.run(50)

    assert [tick for tick, _ in strip.packets] == [0, 40, 50, 90]
    for tick in range(30):
        strip.slots[0, 0] = tick + 1
        strip.run(1)
    numbers = [packet.sequence for _, packet in strip.packets]
    assert numbers == [place % 15 + 1 for place in range(len(numbers))]


@pytest.mark.parametrize(("channels", "kind"), [((RGB,), 0x0B), (((*RGB, WHITE),), 0x1B), ((RGB, (*RGB, WHITE)), 0x00)])
def test_the_type_says_what_the_pixels_are(channels: tuple[tuple[object, ...], ...], kind: int) -> None:
    patched = [Patched(f"p{n}", "strip", 0, 8 * n, one) for n, one in enumerate(channels)]  # type: ignore[arg-type]  # a table of channels
    strip = Strip(patched, rows=1)
    strip.run(1)

    assert strip.packets[0][1].pixels == kind


def test_nothing_is_said_after_the_end() -> None:
    strip = Strip(pixels(1), rows=1)
    strip.run(1)
    strip.outputs.terminate()
    strip.slots[:] = 1
    strip.run(100)

    assert len(strip.packets) == 1


def test_a_strip_that_had_no_power_has_its_picture_within_a_second() -> None:
    strip = Strip(pixels(3), rows=1)
    strip.slots[0, :9] = 255
    strip.run(10)
    strip.far_end.kill("strip")
    strip.run(10)
    strip.far_end.revive("strip")
    assert not strip.far_end.look(strip.tick / FPS).any()
    strip.run(FPS)

    assert strip.far_end.look(strip.tick / FPS).all()


def test_after_a_crash_the_first_frame_goes_out_twice_so_that_a_receiver_takes_one_of_them() -> None:
    strip = Strip(pixels(600), rows=4, resumed=True)
    strip.run(1)

    assert [packet.sequence for _, packet in strip.packets] == [1, 2, 8, 9]
    assert [packet.push for _, packet in strip.packets] == [False, True] * 2


def test_a_lost_frame_is_sent_whole_once_the_way_is_free() -> None:
    strip = Strip(pixels(600), rows=4)
    strip.run(1)
    strip.slots[0, 0] = 200
    strip.outputs.send(strip.tick, strip.slots, lost=frozenset({"strip"}))
    assert strip.link.deliver(strip.tick) == 0
    strip.tick += 1
    strip.packets.clear()
    strip.run(1)

    assert [packet.offset for _, packet in strip.packets] == [0, 1440]
    assert strip.far_end.look(strip.tick / FPS)[0, 0] == pytest.approx(200 / 255)
