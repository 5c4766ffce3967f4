"""The simulated rig as processes of its own, beside a running show: fixtures are elsewhere, and can be killed there.

One process stands for all Art-Net nodes, one for the rest, so that one can die while the others go on. A rig process
ends when the pipe to its standard input closes, so it never outlives the show that started it.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

STANDING_S = 15.0
"""A rig that does not say that it stands within this time is left to stand up later."""
ENDING_S = 1.0


@dataclass(frozen=True, slots=True)
class RigProcess:
    """One process of simulated nodes; one that does not stand has said on the error output why."""

    pid: int
    nodes: tuple[str, ...]
    stands: bool

    @property
    def line(self) -> str:
        """What to tell about it."""
        how = f"process {self.pid}" if self.stands else "they do not stand; the reason is told above"
        return f"Simulated nodes {', '.join(self.nodes)}: {how}"


@contextlib.asynccontextmanager
async def rig_processes(
    crews: Iterable[tuple[str, ...]], path: str, *, fixtures_port: int
) -> AsyncIterator[tuple[RigProcess, ...]]:
    """Stand the simulated rig up beside the show for as long as the block runs.

    Args:
        crews: nodes that stand together, see ``crews_of``.
        path: its file, or the name it comes along by.
        fixtures_port: where its engine serves WebSocket fixtures.

    Raises:
        OSError: a process cannot be started.
    """
    async with contextlib.AsyncExitStack() as stack:
        processes = []
        for nodes in crews:
            processes.append((await _start(path, nodes, fixtures_port), nodes))
            stack.push_async_callback(_end, processes[-1][0])
        stands = await asyncio.gather(*(_wait_standing(process) for process, _ in processes))
        yield tuple(RigProcess(p.pid, nodes, stood) for (p, nodes), stood in zip(processes, stands, strict=True))


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
    pipe = asyncio.subprocess.PIPE
    # a session of its own: Ctrl-C ends the show first, which then lets go of its rig
    return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, start_new_session=True)


async def _wait_standing(process: asyncio.subprocess.Process) -> bool:
    """Wait until a rig says that it stands, or has ended without a word."""
    if process.stdout is None:
        return False
    try:
        return bool(await asyncio.wait_for(process.stdout.readline(), STANDING_S))
    except TimeoutError:
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a rig: it has nothing to finish."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), ENDING_S)
    except TimeoutError:
        process.kill()
        await process.wait()
