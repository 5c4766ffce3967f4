"""The reference pages say what the code does: their examples are run."""

import asyncio
import re
import runpy
from pathlib import Path

import numpy as np

from controller.model.ports import Listener
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs, StreamPlace
from tests.outputs.shows import RGB, SCULPTURE, WALL, Patched, build_show

PAGES = Path(__file__).parents[2] / "docs" / "reference"


def example(page: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_bundle_on_the_page_is_the_bundle_on_the_wire() -> None:
    patched = [Patched("reed", "sculpture", 0, 0, (*RGB,)), Patched("bar", "sculpture", 0, 3, RGB, cells=2)]
    link = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        build_show([SCULPTURE], [("sculpture", 1)], patched),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: link,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    slots = np.zeros((1, 512), np.uint8)
    slots[0, :9] = 255, 51, 0, 255, 0, 0, 0, 0, 255
    outputs.send(0, slots)
    link.deliver(0)

    assert link.tap[0].datagram == bytes.fromhex(example("osc-fixtures.md", "hex"))


async def test_the_client_on_the_page_shows_and_confirms_frames(tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(example("stream-protocol.md", "python"), encoding="utf-8")
    play = runpy.run_path(str(script))["play"]
    refused: list[str] = []
    outputs = Outputs(
        build_show([WALL], [("wall", 1)], [Patched("screen", "wall", 0, 0, RGB)], fps=10),
        identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
        open_link=lambda _node: MemoryLink(lambda _datagram, _to: None, record=False),
        refuse=lambda peer, reason: refused.append(f"{peer}: {reason}"),
        stream=StreamPlace(Listener("127.0.0.1", 0, "tcp", "--fixtures-port"), ()),
    )
    slots = np.zeros((1, 512), np.uint8)
    shown: list[bytes] = []
    came = asyncio.Event()

    def show(tick: int, payload: bytes) -> None:
        shown.append(payload)
        came.set()
        assert tick >= 0

    async with asyncio.timeout(20), asyncio.TaskGroup() as group, outputs:
        outputs.send(0, slots)
        group.create_task(play(f"ws://127.0.0.1:{outputs.stream_port}/fixture/screen", show))
        for tick in range(60):
            slots[0, 0] = tick
            outputs.send(tick, slots)
            await came.wait()
            came.clear()
        while outputs.views(60)[0].state != "ok":
            await asyncio.sleep(0)
            outputs.send(60, slots)

    assert shown == [bytes([tick, 0, 0]) for tick in range(60)]
    assert refused == []
