"""The demo's evening in small, on real sockets: by HTTP and OSC in, over sACN, OSC and WebSocket out, to the end."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from pythonosc.udp_client import SimpleUDPClient

from controller.model.show import Show
from controller.run.far_end import plan_rig
from controller.run.places import bundled_shows
from controller.run.service import play
from controller.run.settings import Settings
from controller.run.source import Source
from controller.showfile.load import check_show
from fixtures.lamp import Light
from fixtures.library import load_profiles
from fixtures.rig import SimulatedRig

PATIENCE_S = 8
QUICK = (
    (r"fade: \d+s", "fade: 300ms"),
    (r"hold: 400ms", "hold: 100ms"),
    (r"(gain: 1.6\}), for: \ds", r"\1, for: 300ms"),
    (r"(color: gold\}), for: \ds", r"\1, for: 600ms"),
    (r"(from: wound\}), for: \ds", r"\1, for: 600ms"),
    (r"on_exit: fade 2s", "on_exit: fade 500ms"),
)
"""The demo, in a hurry."""


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _quick_demo() -> Source:
    """Read the demo with short times and with ports of its own, so that runs beside each other do not meet."""
    text = bundled_shows()["neo_lumine"].read_text(encoding="utf-8")
    for pattern, quick in QUICK:
        text, count = re.subn(pattern, quick, text)
        assert count, f"the demo no longer says {pattern}"
    show, problems = check_show(text, file="quick.show.yaml", profiles=load_profiles())
    assert show is not None, problems
    nodes = {
        name: replace(node, port=node.port and _free_port(socket.SOCK_DGRAM)) for name, node in show.patch.nodes.items()
    }
    return Source(replace(show, patch=replace(show.patch, nodes=nodes)), "quick", text)


@dataclass(frozen=True, eq=False, slots=True)
class House:
    """A running show, its rig, and the ways in."""

    show: Show
    rig: SimulatedRig
    console: httpx.AsyncClient
    osc: SimpleUDPClient
    playing: asyncio.Task[None]

    async def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.console.get("/api/v1/state")).json()
        return answer

    async def intend(self, **intent: object) -> dict[str, Any]:
        answer = await self.console.post("/api/v1/intents", json=intent)
        assert answer.status_code == 200, answer.text
        ack: dict[str, Any] = answer.json()
        return ack

    async def wait_state(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while not condition(state := await self.state()):  # noqa: ASYNC110 - asked over HTTP, as from outside
                await asyncio.sleep(0.02)
            return state

    async def wait_light(self, condition: Callable[[Light], bool]) -> Light:
        async with asyncio.timeout(PATIENCE_S):
            await self.rig.wait_until(lambda: condition(self.rig.light()))
        return self.rig.light()


@asynccontextmanager
async def _playing(home: Path) -> AsyncIterator[House]:
    source = _quick_demo()
    ports = _free_port(socket.SOCK_DGRAM), _free_port(socket.SOCK_STREAM)
    settings = Settings(home=home, port=0, osc_port=ports[0], fixtures_port=ports[1])
    stands: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    osc = SimpleUDPClient("127.0.0.1", ports[0])
    async with AsyncExitStack() as stack:
        stack.callback(osc.__exit__, None, None, None)
        rig = await stack.enter_async_context(SimulatedRig(plan_rig(source.show, fixtures_port=ports[1])))
        playing = asyncio.create_task(play(source, settings, lambda standing: stands.set_result(standing.url)))
        playing.add_done_callback(lambda _: stands.cancel())  # what went wrong is told by the task itself
        stack.push_async_callback(_end, playing)
        async with asyncio.timeout(PATIENCE_S):
            url = await stands
        console = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=PATIENCE_S))
        yield House(source.show, rig, console, osc, playing)


async def _end(playing: asyncio.Task[None]) -> None:
    """End the show as Ctrl-C does, if it still plays."""
    if not playing.done():
        os.kill(os.getpid(), signal.SIGINT)
    async with asyncio.timeout(PATIENCE_S):
        await playing


def _list(state: dict[str, Any]) -> dict[str, Any]:
    main: dict[str, Any] = state["lists"][0]
    return main


def _incident(state: dict[str, Any]) -> dict[str, Any]:
    """Give the storm's; a busy machine may be found late beside it."""
    storms = [incident for incident in state["incidents"] if incident["kind"] == "colour-shift"]
    incident: dict[str, Any] = storms[0] if storms else {"state": "none"}
    return incident


async def test_the_evening_plays_breaks_mends_and_ends_on_real_sockets(tmp_path: Path) -> None:
    async with _playing(tmp_path) as house:
        mosaic, stage = house.show.rig.zones["mosaic"], house.show.rig.zones["stage"]

        ack = await house.intend(kind="go")
        assert ack["ok"]
        await house.wait_light(lambda light: float(light[mosaic].max()) > 0.02)
        await house.wait_state(lambda state: _list(state)["phase"] == "holding")

        house.osc.send_message("/kintsugi/go", [])
        state = await house.wait_state(lambda state: _list(state)["current"] == "2")
        assert any(record["source"].startswith("osc") for record in state["log"])
        await house.wait_state(lambda state: _list(state)["phase"] == "holding")  # or the fade would count as broken
        before = await house.wait_light(lambda light: float(light[mosaic].max()) > 0.1)

        house.osc.send_message("/kintsugi/fault/colour-storm/inject", [])
        state = await house.wait_state(lambda state: _incident(state)["state"] == "proposed")
        broken = await house.wait_light(lambda light: _changed(light, before, mosaic) > 40)
        assert _changed(broken, before, stage) == 0

        await house.intend(kind="approve", incident=_incident(state)["id"])
        await house.wait_light(lambda light: float(light[mosaic].max()) > 0.8)  # the gold, in a dim cue
        await house.wait_state(lambda state: _incident(state)["state"] == "closed")
        await house.wait_light(lambda light: _changed(light, before, mosaic) < 20)  # the heart breathes

        nodes = {node["id"]: node for node in (await house.state())["nodes"]}
        assert nodes["wall"]["state"] == "ok"
        assert all(node["errors"] == 0 and node["packets"] > 10 for node in nodes.values())

        began = asyncio.get_running_loop().time()
        os.kill(os.getpid(), signal.SIGINT)
        async with asyncio.timeout(3):
            await house.playing
        assert asyncio.get_running_loop().time() - began >= 0.5  # on_exit: fade 500ms
        dark = await house.wait_light(lambda light: float(light.max()) == 0)
        assert dark.shape == (house.show.rig.cell_count, 3)
        report = house.rig.report()
        assert report.is_safe
        assert {name: (node.malformed, node.unknown) for name, node in report.nodes.items()} == dict.fromkeys(
            ("mosaic", "stage", "sculpture", "wall"), (0, 0)
        )
        assert report.nodes["mosaic"].is_lost  # terminated, not timed out


def _changed(light: Light, before: Light, cells: "np.ndarray[Any, np.dtype[np.intp]]") -> int:
    """Count the cells that look different."""
    return int((np.abs(light[cells] - before[cells]).max(axis=1) > 0.02).sum())


async def test_a_second_engine_is_told_which_port_is_taken(tmp_path: Path) -> None:
    async with _playing(tmp_path / "first") as house:
        taken = str(house.console.base_url).rstrip("/").rsplit(":", 1)[1]
        ports = ("--port", taken, "--osc-port", "0", "--fixtures-port", "0")
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "controller", "run", "neo_lumine", *ports),
            env={**os.environ, "KINTSUGI_HOME": str(tmp_path / "second")},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await second.communicate()
        assert second.returncode == 1
        assert re.fullmatch(rf"port {taken}/tcp on \S+ is in use by another program; .*--port\n", said.decode())
        assert not list((tmp_path / "second" / "nights").glob("*/journal.jsonl"))
