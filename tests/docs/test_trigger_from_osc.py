"""The OSC how-to, followed line by line with the very program it names."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from controller.frame.pipeline import Painter
from controller.inputs.osc import OscSettings, osc_in
from controller.model.binding import Binding, OscAddress
from controller.model.incident import IncidentState
from controller.model.ports import Listener
from controller.model.snapshot import Snapshot
from controller.run.clock import RealClock
from controller.run.engine import Engine
from controller.run.loop import FrameLoop
from controller.run.reading import read_show
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from controller.run.seam import LocalSeam
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from tests.fakes.silent_output import SilentOutput
from tests.tools import require

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "trigger-from-osc.md"
DEMO = Path(__file__).parents[2] / "show_files" / "neo_lumine.show.yaml"
PATIENCE_S = 10


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [line.split() for block in blocks for line in block.splitlines() if line.startswith("oscsend")]


@asynccontextmanager
async def demo_listening() -> AsyncIterator[tuple[LocalSeam, int]]:
    """The demo show with its OSC input on a free port; no lights, no console."""
    show = read_show("neo_lumine").show
    refusals = Refusals()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with RealClock() as clock:
        start = beginning(show, Painter(show))
        engine = Engine(show, night="page", output=SilentOutput(), journal=None, start=start, refusals=refusals)
        seam = LocalSeam(engine)
        loop = FrameLoop(clock, fps=show.fps, anchor=clock.now(), first=1)
        playing = asyncio.create_task(loop.run(engine.step))
        async with osc_in(seam, OscSettings(listener=Listener("127.0.0.1", port, "udp", "--osc-port"))):
            yield seam, port
        loop.stop()
        await playing


async def wait_for(seam: LocalSeam, condition: Callable[[Snapshot], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition(seam.snapshot()):
            await seam.wait_frame(seam.snapshot().tick)


async def test_every_command_of_the_page_does_what_the_page_says() -> None:
    oscsend = require("oscsend")
    seen: dict[str, Callable[[Snapshot], bool]] = {
        "/kintsugi/ping": lambda now: now.tick > 0,
        "/kintsugi/cue/4/go": lambda now: now.lists[0].current == "4",
        "/kintsugi/grandmaster": lambda now: round(now.grand_master, 3) == 0.8,
        "/kintsugi/fault/colour-storm/inject": lambda now: [fault.id for fault in now.faults] == ["colour-storm"],
        "/kintsugi/incident/i1/approve": lambda now: now.incidents[0].state is IncidentState.RECOVERING,
        "/kintsugi/faults/clear": lambda now: not now.faults and now.incidents[0].state is IncidentState.MENDING,
    }
    async with demo_listening() as (seam, port):
        assert [command[3] for command in commands()] == list(seen)
        for _, host, _, *message in commands():
            sent = await asyncio.create_subprocess_exec(oscsend, host, str(port), *message)
            assert await sent.wait() == 0
            await wait_for(seam, seen[message[0]])


def test_the_bindings_of_the_page_stand_in_a_show_file() -> None:
    bindings = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    text = DEMO.read_text(encoding="utf-8") + "\n" + bindings
    show, problems = check_show(text, file="page", profiles=load_profiles())
    assert problems == ()
    assert show is not None
    triggers = [binding.trigger for binding in show.bindings if isinstance(binding, Binding)]
    assert triggers == [OscAddress("/pulse"), OscAddress("/button/2"), OscAddress("/fader/1")]
