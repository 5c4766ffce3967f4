"""OSC over a real loopback socket, driven by python-osc's client and by liblo's oscsend."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pythonosc.udp_client import SimpleUDPClient

from controller.inputs.osc import OscSettings, osc_in
from controller.inputs.osc_feedback import mirror
from controller.model.intent import Approve, Blackout, Go, Goto, GrandMaster, Halt, Inject, Intent, Panic
from controller.model.ports import Listener, ListenError, PortInUseError
from controller.wire.osc import OscMessage, decode_packet
from tests.fakes.seam import SNAPSHOT, FakeSeam, refuse
from tests.tools import require


def listener(port: int) -> Listener:
    return Listener("127.0.0.1", port, "udp", "--osc-port")


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  a real socket gives no event
            await asyncio.sleep(0.005)


@contextmanager
def python_osc(port: int) -> Iterator[SimpleUDPClient]:
    """Open python-osc's client."""
    client = SimpleUDPClient("127.0.0.1", port)
    with client:
        yield client


async def hear(surface: socket.socket) -> OscMessage:
    """Wait for one message."""
    async with asyncio.timeout(5):
        return decode_packet(await asyncio.get_running_loop().sock_recv(surface, 8192))[0]


@pytest.fixture
def seam() -> FakeSeam:
    return FakeSeam()


@pytest.fixture
async def port(seam: FakeSeam) -> AsyncIterator[int]:
    chosen = free_port()
    async with osc_in(seam, OscSettings(listener=listener(chosen))):
        yield chosen


@pytest.fixture
def surface() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.settimeout(0)
        found.bind(("127.0.0.1", 0))
        yield found


async def test_python_osc_drives_the_show(seam: FakeSeam, port: int) -> None:
    with python_osc(port) as client:
        client.send_message("/kintsugi/go", [])
        client.send_message("/kintsugi/grandmaster", 0.5)
        client.send_message("/kintsugi/blackout", True)  # noqa: FBT003  an OSC argument
        client.send_message("/kintsugi/faults/clear", 1)
        await wait_until(lambda: len(seam.intents) == 4)
    assert seam.intents == [Go(), GrandMaster(0.5), Blackout(on=True), Halt()]
    assert all(source.startswith("osc:127.0.0.1:") for _intent, source, _role in seam.submitted)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        (["/kintsugi/go"], Go()),
        (["/kintsugi/go", "T"], Go()),
        (["/kintsugi/go", "I"], Go()),
        (["/kintsugi/panic", "i", "1"], Panic()),
        (["/kintsugi/cue/2.5/go", "f", "1.0"], Goto("2.5")),
        (["/kintsugi/goto", "s", "3"], Goto("3")),
        (["/kintsugi/grandmaster", "f", "0.25"], GrandMaster(0.25)),
        (["/kintsugi/grandmaster", "d", "0.25"], GrandMaster(0.25)),
        (["/kintsugi/blackout", "F"], Blackout(on=False)),
        (["/kintsugi/fault/colour-storm/inject"], Inject("colour-storm")),
        (["/kintsugi/incident/i1/approve"], Approve("i1")),
    ],
)
async def test_liblo_drives_the_show(seam: FakeSeam, port: int, words: list[str], intent: Intent) -> None:
    program = await asyncio.create_subprocess_exec(require("oscsend"), "127.0.0.1", str(port), *words)
    assert await program.wait() == 0
    await wait_until(lambda: bool(seam.intents))
    assert seam.intents == [intent]


async def test_a_refusal_comes_back_to_its_sender(seam: FakeSeam, port: int, surface: socket.socket) -> None:
    seam.answer = refuse
    surface.connect(("127.0.0.1", port))
    surface.send(b"/kintsugi/cue/99/go\x00,\x00\x00\x00")
    reply = await hear(surface)
    assert reply.address == "/kintsugi/reply/cue/99/go"
    assert json.loads(str(reply.arguments[0])) == {"ok": False, "text": "there is no such cue"}


async def test_a_subscriber_hears_the_state_and_its_changes(seam: FakeSeam, port: int, surface: socket.socket) -> None:
    with python_osc(port) as client:
        client.send_message("/kintsugi/subscribe", surface.getsockname()[1])
        heard = {message.address: message.arguments[0] for message in [await hear(surface) for _ in mirror(SNAPSHOT)]}
        assert heard["/kintsugi/out/list/main/standby"] == "1"
        seam.publish(replace(SNAPSHOT, blackout=True))
        change = await hear(surface)
    assert (change.address, change.arguments) == ("/kintsugi/out/blackout", (1,))


async def test_panic_gets_through_a_real_flood(seam: FakeSeam, port: int) -> None:
    with python_osc(port) as loud, python_osc(port) as quiet:
        for burst in range(60):
            for _ in range(100):
                loud.send_message("/kintsugi/grandmaster", 0.5)
            if burst == 50:
                quiet.send_message("/kintsugi/panic", [])
            await asyncio.sleep(0)
        await wait_until(lambda: Panic() in seam.intents)
    assert seam.intents.count(GrandMaster(0.5)) < 6000


async def test_a_port_in_use_is_told_with_its_number_and_option(seam: FakeSeam, port: int) -> None:
    with pytest.raises(PortInUseError, match=f"port {port}/udp on 127.0.0.1 is in use .* with --osc-port"):
        async with osc_in(seam, OscSettings(listener=listener(port))):
            pass


async def test_an_address_that_is_not_ours_is_told(seam: FakeSeam) -> None:
    with pytest.raises(ListenError, match=r"cannot listen on port 9000/udp on 192\.0\.2\.1"):
        async with osc_in(seam, OscSettings(listener=Listener("192.0.2.1", 9000, "udp", "--osc-port"))):
            pass


async def test_after_the_block_the_port_is_free_and_an_error_inside_comes_out_as_it_is(seam: FakeSeam) -> None:
    chosen = free_port()
    with pytest.raises(KeyError):
        async with osc_in(seam, OscSettings(listener=listener(chosen))):
            raise KeyError
    async with osc_in(seam, OscSettings(listener=listener(chosen))):
        pass
