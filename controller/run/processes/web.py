"""The web server's process: console, API and pages, on a seam to the engine's process.

Started by the supervisor as ``python -m controller.run.processes.web``, which then gets its order. It may crash, hang
or be killed: no frame is late for it.
"""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from controller.run.passcode import access_of
from controller.run.places import console_dir
from controller.run.processes.order import Order, wait_order
from controller.run.processes.pulse import BEAT_S, Leash, Pulse
from controller.run.remote.client import RemoteEditor, RemoteSeam
from controller.run.visitors import booth_of, visitors_served
from controller.web.app import create_app
from controller.web.passcode.gate import admits
from controller.web.serve import serve_on


def main() -> int:
    """Serve until told to end."""
    order = wait_order()
    if order is not None:
        asyncio.run(_serve(order, Pulse()))
    return 0


async def _serve(order: Order, pulse: Pulse) -> None:
    Leash()
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    seam, settings = RemoteSeam(Path(order.socket)), order.settings
    entrance = socket.socket(fileno=order.visitors_fd) if order.visitors_fd >= 0 else None
    booth = booth_of(seam, settings, entrance)
    bound = socket.socket(fileno=order.console_fd)
    app = create_app(
        seam,
        access=access_of(settings, bound.getsockname()[1]),
        console_dir=console_dir(),
        fixtures_port=settings.fixtures_port,
        editor=RemoteEditor(seam),
        booth=booth,
    )
    reaching = asyncio.create_task(seam.keep_connected())
    try:
        async with (
            serve_on(app, bound, refuse=seam.refuse, admit=admits),
            visitors_served(booth, settings, entrance),
        ):
            pulse.say(ready=True)
            while not ended.is_set():
                pulse.beat()
                await _wait(ended)
    finally:
        reaching.cancel()


async def _wait(ended: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(BEAT_S):
            await ended.wait()
    except TimeoutError:
        return


if __name__ == "__main__":
    sys.exit(main())
