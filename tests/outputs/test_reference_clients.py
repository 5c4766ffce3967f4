"""The clients on the reference pages play a fixture of the real server: shown and confirmed, frame by frame."""

import asyncio
import importlib.util
import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

from controller.model.ports import Listener
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs, StreamPlace
from controller.wire.stream import Encoding, StreamFrame
from tests.outputs.shows import RGB, WALL, Patched, build_show

CLIENTS = Path(__file__).parents[2] / "docs" / "reference" / "clients"
FRAMES = 20


def command(client: str, port: int) -> list[str]:
    if client.endswith(".mjs"):
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is missing, without which the JavaScript client goes untested")
        return [node, "--experimental-websocket", str(CLIENTS / client), f"ws://127.0.0.1:{port}/fixture/screen"]
    return [sys.executable, "-u", str(CLIENTS / client), "127.0.0.1", str(port), "screen"]


def build(refused: list[str], port: int = 0) -> Outputs:
    return Outputs(
        build_show([WALL], [("wall", 1)], [Patched("screen", "wall", 0, 0, RGB)], fps=10),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: MemoryLink(lambda _datagram, _to: None, record=False),
        refuse=lambda peer, reason: refused.append(f"{peer}: {reason}"),
        stream=StreamPlace(Listener("127.0.0.1", port, "tcp", "--fixtures-port"), ()),
    )


@pytest.mark.parametrize("client", ["fixture_micropython.py", "fixture.mjs"])
async def test_a_reference_client_shows_and_confirms_every_frame(client: str) -> None:
    refused: list[str] = []
    outputs = build(refused)
    slots = np.zeros((1, 512), np.uint8)
    shown: list[str] = []
    async with asyncio.timeout(30), outputs:
        outputs.send(0, slots)
        running = await asyncio.create_subprocess_exec(
            *command(client, outputs.stream_port), stdout=asyncio.subprocess.PIPE
        )
        try:
            assert running.stdout is not None
            for tick in range(1, FRAMES + 1):
                shown.append((await running.stdout.readline()).decode().strip())
                slots[0, 0] = tick
                outputs.send(tick, slots)
            while outputs.views(FRAMES)[0].state != "ok":
                await asyncio.sleep(0)
                outputs.send(FRAMES, slots)
        finally:
            running.kill()
            await running.communicate()

    assert shown == [f"{tick} 0 0" for tick in range(FRAMES)]
    assert refused == []


@pytest.mark.parametrize("client", ["fixture_micropython.py", "fixture.mjs"])
async def test_a_reference_client_comes_again_when_the_engine_has_begun_anew(client: str) -> None:
    refused: list[str] = []
    slots = np.zeros((1, 512), np.uint8)
    async with asyncio.timeout(30):
        async with build(refused) as first:
            port = first.stream_port
            first.send(0, slots)
            running = await asyncio.create_subprocess_exec(*command(client, port), stdout=asyncio.subprocess.PIPE)
            assert running.stdout is not None
            shown = [(await running.stdout.readline()).decode().strip()]
        try:
            async with build(refused, port) as second:
                slots[0, 0] = 7
                second.send(0, slots)
                shown.append((await running.stdout.readline()).decode().strip())
        finally:
            running.kill()
            await running.communicate()

    assert shown == ["0 0 0", "7 0 0"]
    assert refused == []


def test_the_pauses_of_the_client_in_micropython_grow() -> None:
    class Clock:
        pauses: ClassVar[list[float]] = []

        def time(self) -> float:
            return 0.0

        def sleep(self, seconds: float) -> None:
            self.pauses.append(seconds)
            if len(self.pauses) == 6:
                raise KeyboardInterrupt

    spec = importlib.util.spec_from_file_location("client", CLIENTS / "fixture_micropython.py")
    assert spec is not None
    assert spec.loader is not None
    client = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(client)
    vars(client)["time"] = Clock()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(KeyboardInterrupt):
        client.play_for_ever("127.0.0.1", str(port), "screen")

    assert Clock.pauses == [1, 2, 4, 8, 8, 8]


def test_the_pauses_of_the_client_in_javascript_grow() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is missing, without which the JavaScript client goes untested")
    script = f"""
        const pauses = [];
        globalThis.WebSocket = class {{ constructor() {{ queueMicrotask(() => this.onclose()); }} }};
        globalThis.setTimeout = (again, pause) => {{
            if (pauses.push(pause) < 6) again(); else console.log(JSON.stringify(pauses));
        }};
        (await import({json.dumps((CLIENTS / "fixture.mjs").as_uri())})).play("ws://nobody");
    """
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, check=True, timeout=30)

    assert json.loads(done.stdout) == [1000, 2000, 4000, 8000, 8000, 8000]


@pytest.mark.parametrize("client", ["fixture_micropython.py", "fixture.mjs"])
async def test_a_reference_client_asks_for_the_picture_that_it_lost_and_answers_the_heartbeat(client: str) -> None:
    said: list[dict[str, object]] = []
    done = asyncio.Event()
    frame = StreamFrame(Encoding.SLOTS, night=1, tick=7, sequence=3, seconds=0.7, payload=b"\x09\x00\x00").to_bytes()

    async def talk(line: ServerConnection) -> None:
        said.append(json.loads(await line.recv()))
        await line.send(b"KF\x07 of another version, long enough for one")
        said.append(json.loads(await line.recv()))
        await line.send(json.dumps({"type": "ping", "t": 1.5}))
        said.append(json.loads(await line.recv()))
        await line.send(frame)
        said.append(json.loads(await line.recv()))
        done.set()

    async with asyncio.timeout(30), serve(talk, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        running = await asyncio.create_subprocess_exec(*command(client, port), stdout=asyncio.subprocess.PIPE)
        try:
            assert running.stdout is not None
            assert (await running.stdout.readline()).decode().strip() == "9 0 0"
            await done.wait()
        finally:
            running.kill()
            await running.communicate()

    assert [message["type"] for message in said] == ["hello", "resync", "pong", "ack"]
    assert (said[2]["t"], said[3]["tick"], said[3]["sequence"]) == (1.5, 7, 3)
