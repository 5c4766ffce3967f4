"""An address that a night had and that is away when an engine takes the night up: the show goes on and waits for it.

192.0.2.1 (TEST-NET) is nobody's, so it stands for one whose interface was deleted. That such an address comes back
needs an interface to be made; for the wait it is the same as a port that another program has and gives back.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from controller.inputs.osc import OscSettings, osc_in
from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.inputs.slots.sacn import SacnSettings, sacn_in
from controller.model.binding import SetLevel
from controller.model.listen import Listen
from controller.model.ports import Listener, ListenError
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.stream import StreamPlace, StreamServer
from controller.run.score.editor import ScoreEditor
from controller.run.seam import LocalSeam
from controller.run.service import Hooks, play
from controller.run.settings import Settings
from controller.run.slots_in import SlotPlaces
from controller.run.source import Source
from controller.run.wires import Wires
from controller.showfile.load import check_show
from controller.wire.osc import encode_message
from controller.wire.sacn.data import multicast_group
from fixtures.library import load_profiles
from tests.fakes.house import House
from tests.fakes.seam import FakeSeam
from tests.shows import show_of

HERE, AWAY = "127.0.0.1", "192.0.2.1"
SHOW = """
show: {name: Away, fps: 20, seed: 7, on_exit: hold}
nodes:
  ring: {protocol: osc, to: 127.0.0.1:PORT}
  wall: {protocol: websocket}
fixtures:
  lamp: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, at: wall}
listen: {sacn: {interface: 192.0.2.1}}
bindings: [{sacn: 9/5, to: grandmaster}]
"""


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def node() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HERE, 0))
        opened.setblocking(False)  # noqa: FBT003 - the socket module's own form
        yield opened


def source_for(node: socket.socket) -> Source:
    text = SHOW.replace("PORT", str(node.getsockname()[1]))
    show, problems = check_show(text, file="away.show.yaml", profiles=load_profiles())
    assert show is not None, problems
    return Source(show, "away", text)


async def no_console(
    _stack: AsyncExitStack, _seam: LocalSeam, _port: int, _editor: ScoreEditor | None
) -> tuple[str, str]:
    return "", ""


def playing(node: socket.socket, home: Path, night: Path | None) -> asyncio.Task[None]:
    settings = Settings(home=home, host=AWAY, fixtures_port=free_port(), osc_port=free_port(), fresh=True)
    hooks = Hooks(open_console=no_console, night=night)
    return asyncio.create_task(play(source_for(node), settings, lambda _standing: None, hooks))


async def test_a_night_does_not_begin_where_an_address_is_not_here(node: socket.socket, tmp_path: Path) -> None:
    with pytest.raises(ListenError, match=r"on 192\.0\.2\.1: no such address is here; give another with --host"):
        await playing(node, tmp_path, None)


async def test_a_night_that_goes_on_feeds_its_nodes_though_an_address_is_away_and_the_log_says_what_is_not_heard(
    node: socket.socket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    show = playing(node, tmp_path, tmp_path / "its-night")
    async with asyncio.timeout(30):
        heard = asyncio.create_task(asyncio.get_running_loop().sock_recv(node, 2000))
        await asyncio.wait({heard, show}, return_when=asyncio.FIRST_COMPLETED)
        if not heard.done():
            heard.cancel()
            await show
        assert b"/lamp" in heard.result()
        while {"WebSocket", "OSC", "sACN"} - away(caplog):  # noqa: ASYNC110 - a log tells nobody
            await asyncio.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)
        await show
    assert away(caplog) == {"WebSocket", "OSC", "sACN"}


def away(caplog: pytest.LogCaptureFixture) -> set[str]:
    """Say of whom the log tells that their address is not here."""
    told = [record.message for record in caplog.records if f"on {AWAY}: no such address is here" in record.message]
    return {message.split(maxsplit=1)[0] for message in told}


async def test_a_reload_while_an_address_is_away_waits_for_it_as_well(caplog: pytest.LogCaptureFixture) -> None:
    text = SHOW.replace("PORT", "7000")
    house = House(show_of(text))
    async with AsyncExitStack() as stack:
        wires = Wires(stack, house.engine, house.seam, SlotPlaces(HERE, bytes(16), house._outputs, UdpLinks()))
        await wires.open(Listener(HERE, free_port(), "udp", "--osc-port", is_awaited=True), ())
        await wait_told(caplog, 1)
        await wires.follow_soon(show_of(text.replace("9/5", "9/6")))
        told = await wait_told(caplog, 2)
    assert [line.split(" on ")[0] for line in told] == ["sACN is not heard"] * 2


def osc(port: int) -> AbstractAsyncContextManager[object]:
    listener = Listener(HERE, port, "udp", "--osc-port", is_awaited=True)
    return osc_in(FakeSeam(), OscSettings(listener=listener))


def sacn(port: int) -> AbstractAsyncContextManager[object]:
    return sacn_in(FakeSeam(), SacnSettings({(1, 5): SetLevel()}, Listen(), HERE, bytes(16), port, is_awaited=True))


def artnet(port: int) -> AbstractAsyncContextManager[object]:
    settings = ArtnetSettings({(1, 5): SetLevel()}, Listen(), HERE, "Away", port, is_awaited=True)
    return artnet_in(FakeSeam(), settings, overheard=None)


@asynccontextmanager
async def stream(port: int) -> AsyncIterator[StreamServer]:
    listener = Listener(HERE, port, "tcp", "--fixtures-port", is_awaited=True)
    async with StreamServer((), StreamPlace(listener, ()), refuse=lambda *_: None) as server:
        assert await server.__aenter__() is server, "a reload asks once more"
        yield server


async def wait_told(caplog: pytest.LogCaptureFixture, count: int) -> list[str]:
    async with asyncio.timeout(10):
        while len(caplog.records) < count:  # noqa: ASYNC110 - a log tells nobody
            await asyncio.sleep(0.02)
    return [record.message for record in caplog.records]


@pytest.mark.parametrize(
    ("opened", "name", "kind"),
    [
        (osc, "OSC is heard again", socket.SOCK_DGRAM),
        (sacn, "sACN is heard again", socket.SOCK_DGRAM),
        (artnet, "Art-Net is heard again", socket.SOCK_DGRAM),
        (stream, "WebSocket fixtures can connect again", socket.SOCK_STREAM),
    ],
)
async def test_what_could_not_be_had_is_had_as_soon_as_it_can_be_and_both_are_told_once(
    opened: Callable[[int], AbstractAsyncContextManager[object]],
    name: str,
    kind: socket.SocketKind,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind((HERE, 0))
        other.setblocking(False)  # noqa: FBT003 - the socket module's own form
        if kind == socket.SOCK_STREAM:
            other.listen()
        port = other.getsockname()[1]
        async with opened(port):
            assert "tried again" in (await wait_told(caplog, 1))[0]
            other.close()
            said = (await wait_told(caplog, 2))[1]
            with pytest.raises(OSError, match="in use"), socket.socket(socket.AF_INET, kind) as late:
                late.bind((HERE, port))
    assert said.startswith(name)
    assert f"port {port}/" in said
    assert len(caplog.records) == 2


async def test_osc_answers_when_its_port_can_be_had(caplog: pytest.LogCaptureFixture, node: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HERE, 0))
        port = other.getsockname()[1]
        async with osc(port):
            await wait_told(caplog, 1)
            other.close()
            await wait_told(caplog, 2)
            node.sendto(encode_message("/kintsugi/ping", []), (HERE, port))
            async with asyncio.timeout(10):
                answer = await asyncio.get_running_loop().sock_recv(node, 2000)
    assert answer.startswith(b"/kintsugi/reply/ping")


async def test_a_group_whose_port_another_program_has_is_heard_when_it_can_be(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((multicast_group(1), 0))
        port = other.getsockname()[1]
        async with sacn(port):
            assert (
                f"port {port}/udp on {multicast_group(1)}: another program has the port"
                in (await wait_told(caplog, 1))[0]
            )
            other.close()
            assert "is heard again" in (await wait_told(caplog, 2))[1]


async def test_what_never_comes_back_is_left_in_order() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind((HERE, 0))
        other.listen()
        async with stream(other.getsockname()[1]) as server:
            assert server.port == 0
    assert len(asyncio.all_tasks()) == 1
