"""The rig on real sockets of the loopback."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from websockets.asyncio.server import ServerConnection, serve

from fixtures.errors import RigError
from fixtures.far_end import RigReport
from fixtures.plan import MULTICAST, RigPlan, multicast_group
from fixtures.rig import SimulatedRig

PacketMaker = Callable[..., bytes]
PATIENCE_S = 10
TILE_1, TILE_2, EXIT, BOWL, SCREEN = 0, 1, 3, 4, 7


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(name="plan")
def plan_on_free_ports(plan: RigPlan) -> RigPlan:
    port = free_port()
    nodes = tuple(
        replace(node, port=port if node.host == MULTICAST else node.port and free_port()) for node in plan.nodes
    )
    return replace(plan, nodes=nodes, stream=("127.0.0.1", free_port()))


@pytest.fixture(name="send")
def sender(plan: RigPlan) -> Callable[..., None]:
    nodes = {node.id: node for node in plan.nodes}

    def send(node: str, *datagrams: bytes, universe: int = 1) -> None:
        host = multicast_group(universe) if nodes[node].host == MULTICAST else nodes[node].host
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
            for datagram in datagrams:
                out.sendto(datagram, (host, nodes[node].port))

    return send


def packets(report: RigReport, node: str) -> int:
    return report.nodes[node].packets


@asynccontextmanager
async def controller(plan: RigPlan, talk: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[None]:
    async with serve(talk, *plan.stream, ping_interval=None):
        yield


async def test_multicast_unicast_and_osc_reach_the_lamps(
    plan: RigPlan, send: Callable[..., None], sacn: PacketMaker, osc: PacketMaker
) -> None:
    async with asyncio.timeout(PATIENCE_S), SimulatedRig(plan) as rig:
        send("mosaic", sacn(b"\xff\0\0", universe=1), universe=1)
        send("mosaic", sacn(bytes(509) + b"\0\0\xff", universe=2), universe=2)
        send("stage", sacn(bytes(6) + b"\xff", universe=7))
        send("sculpture", osc("/kintsugi/fixture/bowl/rgb", "fff", struct.pack(">3f", 0, 1, 0)))
        await rig.wait_until(lambda: sum(node.taken for node in rig.report().nodes.values()) == 4)
        light = rig.light()
    assert light[[TILE_1, TILE_2, EXIT, BOWL]].tolist() == [[1, 0, 0], [0, 0, 1], [1, 1, 1], [0, 1, 0]]


async def test_one_universe_is_not_heard_twice_by_a_node_of_many(
    plan: RigPlan, send: Callable[..., None], sacn: PacketMaker
) -> None:
    async with asyncio.timeout(PATIENCE_S), SimulatedRig(plan) as rig:
        send("mosaic", *(sacn(b"\1", universe=1, sequence=number) for number in range(20)), universe=1)
        send("mosaic", sacn(b"\1", universe=2), universe=2)
        await rig.wait_until(lambda: packets(rig.report(), "mosaic") >= 21)
        assert (packets(rig.report(), "mosaic"), rig.report().nodes["mosaic"].stale) == (21, 0)


async def test_garbage_on_every_socket_is_counted_and_the_rig_goes_on(
    plan: RigPlan, send: Callable[..., None], sacn: PacketMaker
) -> None:
    async with asyncio.timeout(PATIENCE_S), SimulatedRig(plan) as rig:
        for node in ("mosaic", "stage", "sculpture"):
            send(node, b"", b"\xff" * 600, b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc")
        send("stage", sacn(bytes(6) + b"\xff", universe=7))
        await rig.wait_until(lambda: rig.report().nodes["stage"].taken == 1 and packets(rig.report(), "sculpture") == 3)
        assert rig.light()[EXIT].all()
        assert rig.report().nodes["stage"].malformed == 3


async def test_the_observer_looks_on_by_itself(plan: RigPlan) -> None:
    async with asyncio.timeout(PATIENCE_S), SimulatedRig(plan) as rig:
        await rig.wait_until(lambda: rig.report().flashes.frames >= 3)
    assert rig.report().is_safe


async def test_a_projector_says_hello_shows_frames_and_answers_pings(plan: RigPlan, stream: PacketMaker) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()

    async def talk(line: ServerConnection) -> None:
        assert line.request is not None
        heard.put_nowait(line.request.path)
        heard.put_nowait(json.loads(await line.recv()))
        await line.send(stream(bytes([255, 0, 255, 0, 1]), tick=4, sequence=2))
        heard.put_nowait(json.loads(await line.recv()))
        await line.send('{"type":"ping","t":8}')
        heard.put_nowait(json.loads(await line.recv()))
        await line.wait_closed()

    async with asyncio.timeout(PATIENCE_S), controller(plan, talk), SimulatedRig(plan) as rig:
        assert await heard.get() == "/fixture/screen"
        assert await heard.get() == {"type": "hello", "version": 1, "name": "screen", "capabilities": ["slots"]}
        assert await heard.get() == {"type": "ack", "tick": 4, "sequence": 2}
        assert await heard.get() == {"type": "pong", "t": 8}
        assert rig.light()[SCREEN].tolist() == [0, 1, 0]
        assert rig.texts() == {"screen": "Kintsugi"}


async def test_a_projector_calls_again_when_the_line_breaks(plan: RigPlan, stream: PacketMaker) -> None:
    calls = 0

    async def talk(line: ServerConnection) -> None:
        nonlocal calls
        calls += 1
        await line.recv()
        if calls == 1:
            line.transport.abort()
            return
        await line.send(stream(bytes([255, 255, 0, 0, 0]), sequence=1))
        await line.wait_closed()

    async with asyncio.timeout(PATIENCE_S), controller(plan, talk), SimulatedRig(plan) as rig:
        await rig.wait_until(lambda: rig.report().nodes["wall"].taken == 1)
        assert rig.light()[SCREEN].tolist() == [1, 0, 0]
    assert calls == 2


async def test_closing_leaves_no_task_and_frees_every_port(plan: RigPlan) -> None:
    for _ in range(2):
        async with SimulatedRig(plan):
            pass
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_taken_port_is_told_in_one_sentence(plan: RigPlan) -> None:
    stage = next(node for node in plan.nodes if node.id == "stage")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((stage.host, stage.port))
        with pytest.raises(RigError, match=rf"node stage cannot listen on 127\.0\.1\.2 port {stage.port}"):
            async with SimulatedRig(plan):
                pass


async def test_two_rigs_share_the_multicast_groups_of_one_machine(
    plan: RigPlan, send: Callable[..., None], sacn: PacketMaker
) -> None:
    mosaic = replace(plan, nodes=plan.nodes[:1], fixtures=plan.fixtures[:2])
    async with asyncio.timeout(PATIENCE_S), SimulatedRig(mosaic) as first, SimulatedRig(mosaic) as second:
        send("mosaic", sacn(b"\xff\0\0"), universe=1)
        for rig in (first, second):
            await rig.wait_until(lambda rig=rig: packets(rig.report(), "mosaic") == 1)  # type: ignore[misc]


@pytest.fixture(name="lively")
def plan_with_art_net(plan: RigPlan) -> RigPlan:
    """The same rig; its stage speaks Art-Net."""
    nodes = tuple(replace(node, protocol="artnet") if node.id == "stage" else node for node in plan.nodes)
    return replace(plan, nodes=nodes)


POLL = b"Art-Net\0\x00\x20\x00\x0e\x00\x00"


def poll(plan: RigPlan, answers: socket.socket) -> None:
    stage = next(node for node in plan.nodes if node.id == "stage")
    answers.sendto(POLL, (stage.host, stage.port))


async def test_an_art_net_node_answers_a_poll_from_its_own_address(lively: RigPlan) -> None:
    stage = next(node for node in lively.nodes if node.id == "stage")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.settimeout(0)
        async with asyncio.timeout(PATIENCE_S), SimulatedRig(lively):
            poll(lively, asker)
            reply, source = await asyncio.get_running_loop().sock_recvfrom(asker, 1000)
    assert source == (stage.host, stage.port)
    assert reply[:10] == b"Art-Net\0\x00\x21"


async def test_a_dead_node_has_no_socket_and_a_revived_one_answers_again(lively: RigPlan) -> None:
    stage = next(node for node in lively.nodes if node.id == "stage")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.connect((stage.host, stage.port))
        asker.settimeout(0)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE_S), SimulatedRig(lively) as rig:
            await rig.kill("stage")
            asker.send(POLL)
            with pytest.raises(ConnectionRefusedError):
                await loop.sock_recv(asker, 1000)
            assert not rig.far_end.is_alive("stage")
            await rig.revive("stage")
            asker.send(POLL)
            assert (await loop.sock_recv(asker, 1000))[:10] == b"Art-Net\0\x00\x21"


async def test_a_slow_node_answers_late_without_anyone_asking_again(lively: RigPlan) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.settimeout(0)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE_S), SimulatedRig(lively) as rig:
            rig.far_end.delay("stage", 0.2)
            asked = loop.time()
            poll(lively, asker)
            await loop.sock_recvfrom(asker, 1000)
            assert loop.time() - asked >= 0.2


async def test_a_dead_projector_hangs_up_without_a_word_and_a_revived_one_calls_again(
    plan: RigPlan, stream: PacketMaker
) -> None:
    calls: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def talk(line: ServerConnection) -> None:
        await line.recv()
        await line.send(stream(bytes([255, 255, 0, 0, 0]), sequence=1))
        await line.recv()
        calls.put_nowait(line)
        await line.wait_closed()

    async with asyncio.timeout(PATIENCE_S), controller(plan, talk), SimulatedRig(plan) as rig:
        first = await calls.get()
        assert rig.light()[SCREEN].any()
        await rig.kill("wall")
        await first.wait_closed()
        assert first.close_code == 1006  # no close frame came
        assert not rig.light()[SCREEN].any()
        assert calls.empty()

        await rig.revive("wall")
        await calls.get()
        assert rig.light()[SCREEN].any()


async def test_a_group_is_heard_until_the_last_of_its_nodes_is_dead(
    plan: RigPlan, send: Callable[..., None], sacn: PacketMaker
) -> None:
    twin = replace(next(node for node in plan.nodes if node.id == "mosaic"), id="twin")
    fixtures = (*plan.fixtures, replace(plan.fixtures[0], id="tile-3", node="twin"))
    async with (
        asyncio.timeout(PATIENCE_S),
        SimulatedRig(replace(plan, nodes=(*plan.nodes, twin), fixtures=fixtures)) as rig,
    ):
        await rig.kill("mosaic")
        send("mosaic", sacn(b"\xff\0\0"), universe=1)
        await rig.wait_until(lambda: packets(rig.report(), "twin") == 1)
        assert packets(rig.report(), "mosaic") == 0
        await rig.revive("mosaic")
        send("mosaic", sacn(b"\xff\0\0", sequence=1), universe=1)
        await rig.wait_until(lambda: packets(rig.report(), "mosaic") == 1)
