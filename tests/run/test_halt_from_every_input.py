"""HALT from every input there is: at the very next tick no fault acts, and the light is whole again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from pythonosc.osc_message_builder import build_msg

from controller.inputs.midi.backends.memory import MemoryMidi
from controller.inputs.midi.shell import midi_in
from controller.inputs.osc import OscIn, OscSettings
from controller.inputs.schedule import schedule_in
from controller.model.binding import SurfaceBinding
from controller.model.intent import Go, Goto, Halt, Inject
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.seam import LocalSeam
from controller.web.access import access_for
from controller.web.app import create_app
from tests.fakes.apc_mini import HALT, ApcMini
from tests.fakes.asgi_socket import AsgiSocket
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import Recorder, engine_of
from tests.shows import show_of

SHOW = """
show: {name: Halted, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {lamp: {profile: generic/rgb, count: 8, at: lamps 1/1}}
zones: {all: lamp, left: lamp 1-4}
cues:
  - {cue: 1, look: {lamp: {level: 80%}}, fade: 0s}
lists:
  stop: {cues: [{cue: 1, do: halt}]}
  gate: {cues: [{cue: 1, look: {lamp: {level: 40%}}, fade: 0s, do: [inject dark, go late]}]}
  late: {cues: [{cue: 1, wait: 500ms, do: inject hue}]}
faults:
  dark: {kind: dead, zone: all, share: 100%}
  hue: {kind: colour-shift, zone: left, share: 100%}
  gale: {kind: storm, parts: [{fault: dark, at: 1s, every: 2s}, {fault: hue}]}
recoveries:
  slow: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 10s}, {mend: 50ms}]}
bindings: [{at: "21:30", do: halt}]
"""
Press: TypeAlias = Callable[[], object]
"""Says HALT by one input; it may take effect at the next tick."""
Way: TypeAlias = Callable[[Engine, Path], AbstractAsyncContextManager[Press]]


def step(engine: Engine) -> None:
    engine.step(Beat(engine.state.tick + 1, 0, 0.0, is_late=False))


@asynccontextmanager
async def osc(engine: Engine, _folder: Path) -> AsyncIterator[Press]:
    async with asyncio.TaskGroup() as tasks:
        heard = OscIn(
            LocalSeam(engine), tasks, clock=lambda: 0.0, send=lambda _packet, _to: None, settings=OscSettings()
        )
        packet = build_msg("/kintsugi/faults/clear", []).dgram
        yield lambda: heard.receive(packet, ("127.0.0.1", 5000))


@asynccontextmanager
async def console(engine: Engine, folder: Path) -> AsyncIterator[Press]:
    app = create_app(LocalSeam(engine), access=access_for("127.0.0.1", []), console_dir=folder, fixtures_port=8001)
    socket = AsgiSocket(app, "/ws/console", [("host", "localhost:8000"), ("origin", "http://localhost:8000")])
    async with socket:
        await socket.hear("hello")
        yield lambda: socket.say({"type": "intent", "id": "1", "intent": {"kind": "halt"}})


@asynccontextmanager
async def api(engine: Engine, folder: Path) -> AsyncIterator[Press]:
    app = create_app(LocalSeam(engine), access=access_for("127.0.0.1", []), console_dir=folder, fixtures_port=8001)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        posted: list[asyncio.Task[httpx.Response]] = []

        def press() -> None:
            posted.append(asyncio.ensure_future(client.post("/api/v1/intents", json={"kind": "halt"})))

        yield press
        assert (await posted[0]).json()["ok"]


@asynccontextmanager
async def midi(engine: Engine, _folder: Path) -> AsyncIterator[Press]:
    memory = MemoryMidi()
    pads = ApcMini(memory)
    async with midi_in(LocalSeam(engine), (SurfaceBinding("apc-mini-mk2"),), memory):
        await asyncio.sleep(0.1)
        yield lambda: pads.press(HALT)


@asynccontextmanager
async def schedule(engine: Engine, _folder: Path) -> AsyncIterator[Press]:
    """The clock on the wall strikes when it is looked at, and what is bound to it follows within that tick and one."""
    begun = asyncio.get_running_loop().time()
    struck: list[float] = []

    def wall() -> datetime:
        late = 0.0 if not struck else 60.0
        passed = asyncio.get_running_loop().time() - begun + late
        return datetime.fromisoformat("2026-03-28 21:29:10") + timedelta(seconds=passed)

    async with schedule_in(LocalSeam(engine), lambda: engine.show, now=wall):
        await asyncio.sleep(1)
        struck.append(0.0)
        await asyncio.sleep(0.3)
        step(engine)  # the engine learns what time it is; what is bound to it is said after that
        yield lambda: None


@asynccontextmanager
async def cue(engine: Engine, _folder: Path) -> AsyncIterator[Press]:
    yield lambda: engine.put(Go("stop"), source="test", role="operator")


@pytest.mark.parametrize("fault", ["dark", "hue", "gale"])
@pytest.mark.parametrize("way", [osc, console, api, midi, schedule, cue])
@virtual_time
async def test_halt_ends_every_fault_at_the_next_tick(way: Way, fault: str, tmp_path: Path) -> None:
    output = Recorder()
    engine = engine_of(show_of(SHOW), output)
    engine.put(Go(), source="test", role="operator")
    for _ in range(10):
        step(engine)
    whole = output.sent[10]
    engine.put(Inject(fault), source="test", role="operator")
    for _ in range(60):
        step(engine)
    async with way(engine, tmp_path) as press:
        assert engine.state.faults
        assert output.sent[engine.state.tick] != whole
        press()
        for _ in range(20):  # it comes in; no time passes
            await asyncio.sleep(0)
        step(engine)
        assert engine.state.faults == ()
        for _ in range(3):  # a mend that runs takes its own two
            step(engine)
        assert output.sent[engine.state.tick] == whole
        await asyncio.sleep(0)


def test_a_cue_that_was_called_just_before_halt_shows_its_light_and_breaks_nothing() -> None:
    engine = engine_of(show_of(SHOW), Recorder())
    for intent in (Go("gate"), Halt()):
        engine.put(intent, source="test", role="operator")
    for _ in range(40):
        step(engine)
        assert engine.state.faults == ()
    assert [entry.current for entry in engine.state.lists if entry.id in ("gate", "late")] == ["1", "1"]
    for _ in range(10):  # what is called after it breaks what it says
        engine.put(Goto("1", list="gate"), source="test", role="operator")
        step(engine)
    assert [fault.id for fault in engine.state.faults] == ["dark"]
