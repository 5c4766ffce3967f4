"""The simulated rig as processes of its own, beside a running show: fixtures are elsewhere, and can be killed there.

One process stands for all Art-Net nodes, one for the rest, so that one can die while the others go on. A rig process
ends when the pipe to its standard input closes, so it never outlives the show that started it.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from controller.model.show import Show

ENDING_S = 2.0


@dataclass(frozen=True, slots=True)
class RigProcess:
    """One process of simulated nodes."""

    pid: int
    nodes: tuple[str, ...]


def crews(show: Show) -> tuple[tuple[str, ...], ...]:
    """Share the nodes of a show out: those that speak Art-Net, and the others."""
    speaks = [node.id for node in show.patch.nodes.values() if node.protocol == "artnet"]
    others = [node.id for node in show.patch.nodes.values() if node.protocol != "artnet"]
    return tuple(tuple(crew) for crew in (speaks, others) if crew)


@contextlib.asynccontextmanager
async def rig_processes(show: Show, path: str, *, fixtures_port: int) -> AsyncIterator[tuple[RigProcess, ...]]:
    """Stand the simulated rig up beside the show for as long as the block runs.

    Args:
        show: whose nodes are simulated.
        path: its file, or the name it comes along by.
        fixtures_port: where its engine serves WebSocket fixtures.

    Raises:
        OSError: a process cannot be started.
    """
    async with contextlib.AsyncExitStack() as stack:
        standing = []
        for nodes in crews(show):
            process = await _start(path, nodes, fixtures_port)
            stack.push_async_callback(_end, process)
            standing.append(RigProcess(process.pid, nodes))
        yield tuple(standing)


async def _start(path: str, nodes: Iterable[str], fixtures_port: int) -> asyncio.subprocess.Process:
    named = [word for node in nodes for word in ("--node", node)]
    command = [
        sys.executable,
        "-m",
        "controller",
        "rig",
        path,
        "--leash",
        "--fixtures-port",
        str(fixtures_port),
        *named,
    ]
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    # a session of its own: Ctrl-C ends the show first, which then lets go of its rig
    return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=nothing, start_new_session=True)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let go of the leash; a rig that does not end by itself is ended."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), ENDING_S)
    except TimeoutError:
        process.kill()
        await process.wait()
