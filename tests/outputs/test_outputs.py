"""All outputs of a show: each node gets its own, and one broken node costs the others nothing."""

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.building import Identity, OutputError
from controller.outputs.link import Address, Datagram, LinkStatistics
from controller.outputs.memory_link import Delivered, MemoryLink
from controller.outputs.outputs import Outputs
from controller.wire.osc import decode_packet
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import is_extended
from tests.outputs.shows import MULTICAST, SCULPTURE, UNICAST, WALL, Patched, build_show

NODES = [MULTICAST, UNICAST, SCULPTURE, WALL, Node("spare", "sacn", "127.0.1.9", 5568)]
UNIVERSES = [("mosaic", 1), ("mosaic", 2), ("stage", 1), ("sculpture", 1), ("wall", 1)]
PATCHED = [
    Patched("tile-1", "mosaic", 0, 0),
    Patched("tile-2", "mosaic", 1, 0),
    Patched("wash", "stage", 2, 10),
    Patched("reed", "sculpture", 3, 0),
    Patched("screen", "wall", 4, 0),
]
IDENTITY = Identity(bytes(range(16)), "Kintsugi", night=3, resumed=False)


class RaisingLink:
    """A link with a bug of ours in it."""

    def __init__(self) -> None:
        self.closed = False

    def send(self, datagram: Datagram, to: Address) -> None:
        raise RuntimeError(f"bug at {to} with {len(datagram)} bytes")

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        raise RuntimeError(f"bug at {to} with {len(packets) // size} packets")

    def statistics(self) -> LinkStatistics:
        return LinkStatistics(0, 0, "")

    def reopen(self) -> None: ...

    def close(self) -> None:
        self.closed = True


def build(open_link: object = None, nodes: list[Node] | None = None) -> tuple[Outputs, MemoryLink]:
    memory = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        build_show(nodes or NODES, UNIVERSES, PATCHED),
        identity=IDENTITY,
        open_link=open_link if callable(open_link) else lambda _node: memory,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    return outputs, memory


def is_data(one: Delivered) -> bool:
    return one.to[1] == 5568 and not is_extended(one.datagram)


def numbered() -> np.ndarray:
    """Slots whose value is 10 x (row + 1)."""
    return np.repeat(np.arange(10, 60, 10, dtype=np.uint8)[:, None], 512, axis=1)


def test_every_node_gets_its_own_rows() -> None:
    outputs, link = build()

    outputs.send(0, numbered())
    link.deliver(0)

    sacn = [(one.to[0], decode_data(one.datagram)) for one in link.tap if is_data(one)]
    osc = [decode_packet(one.datagram) for one in link.tap if one.to[1] == 7000]
    assert [(to, packet.universe, packet.slots[0]) for to, packet in sacn] == [
        ("239.255.0.1", 1, 10),
        ("239.255.0.2", 2, 20),
        ("127.0.1.2", 1, 30),
    ]
    assert [packet.priority for _, packet in sacn] == [100, 100, 150]
    assert osc[0][0].arguments == pytest.approx((40 / 255,) * 3)
    (node,) = outputs.stream_nodes
    assert node.fixtures == ("screen",)


def test_slots_may_be_overwritten_after_sending() -> None:
    outputs, link = build()
    slots = numbered()

    outputs.send(0, slots)
    slots[:] = 0
    link.deliver(0)

    assert decode_data(link.tap[0].datagram).slots[0] == 10


def test_a_sender_that_raises_is_counted_and_the_others_miss_no_frame() -> None:
    memory = MemoryLink(lambda _datagram, _to: None, record=True)
    broken = RaisingLink()
    outputs, _ = build(lambda node: broken if node.id == "mosaic" else memory)

    for tick in range(10):
        outputs.send(tick, numbered() + np.uint8(tick))
    memory.deliver(9)

    assert [decode_data(one.datagram).slots[0] for one in memory.tap if is_data(one)] == list(range(30, 40))
    views = {view.id: view for view in outputs.views(9)}
    assert views["mosaic"].errors == 10
    assert "our own fault, 10 times: RuntimeError: bug" in views["mosaic"].why
    assert views["stage"].errors == 0


def test_every_node_that_feeds_something_has_a_view() -> None:
    outputs, link = build()
    outputs.send(0, numbered())
    link.deliver(0)

    views = outputs.views(44)

    assert [(view.id, view.protocol, view.to, view.state) for view in views] == [
        ("mosaic", "sacn", "multicast:5568", "unknown"),
        ("stage", "sacn", "127.0.1.2:5568", "unknown"),
        ("sculpture", "osc", "127.0.1.3:7000", "unknown"),
        ("wall", "websocket", "0 connected", "unknown"),
    ]
    assert [view.emitted_age_s for view in views] == [1.0, 1.0, 1.0, None]
    assert [view.packets for view in views] == [2, 1, 1, 0]


def test_the_end_reaches_the_others_even_if_one_raises() -> None:
    memory = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs, _ = build(lambda node: RaisingLink() if node.id == "mosaic" else memory)

    outputs.terminate()
    memory.deliver(0)

    assert [decode_data(one.datagram).terminated for one in memory.tap if is_data(one)] == [True] * 3


async def test_leaving_closes_every_link_and_without_a_place_nothing_listens() -> None:
    links: list[RaisingLink] = []

    def open_link(_node: Node) -> RaisingLink:
        links.append(RaisingLink())
        return links[-1]

    outputs, _ = build(open_link)
    async with outputs:
        assert outputs.stream_port == 0

    assert [link.closed for link in links] == [True] * 5  # three nodes, and discovery on two local addresses


@pytest.mark.parametrize("host", ["stage.local", "localhost", "", "10.0.0", "::1", "multicast"])
def test_an_osc_node_without_an_address_in_digits_is_refused_with_a_sentence(host: str) -> None:
    nodes = [MULTICAST, UNICAST, Node("sculpture", "osc", host, 7000), WALL]

    with pytest.raises(OutputError, match=r"node sculpture .* in digits"):
        build(nodes=nodes)


def test_rows_that_are_not_neighbours_are_refused() -> None:
    show = build_show(NODES, [*UNIVERSES, ("mosaic", 3)], PATCHED)
    link = MemoryLink(lambda _datagram, _to: None, record=False)

    with pytest.raises(OutputError, match="mosaic"):
        Outputs(show, identity=IDENTITY, open_link=lambda _node: link, refuse=lambda _peer, _reason: None, stream=None)
