"""The clients on the reference pages play a fixture of the real server: shown and confirmed, frame by frame."""

import asyncio
import json
import shutil
import sys
from pathlib import Path

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


@pytest.mark.parametrize("client", ["fixture_micropython.py", "fixture.mjs"])
async def test_a_reference_client_shows_and_confirms_every_frame(client: str) -> None:
    refused: list[str] = []
    outputs = Outputs(
        build_show([WALL], [("wall", 1)], [Patched("screen", "wall", 0, 0, RGB)], fps=10),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: MemoryLink(lambda _datagram, _to: None, record=False),
        refuse=lambda peer, reason: refused.append(f"{peer}: {reason}"),
        stream=StreamPlace(Listener("127.0.0.1", 0, "tcp", "--fixtures-port"), ()),
    )
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
