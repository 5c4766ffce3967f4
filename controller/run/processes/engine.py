"""The engine's process: plays the show, speaks with fixtures, OSC and MIDI; people reach it through the local socket.

Started by the supervisor as ``python -m controller.run.processes.engine``, which then gets its order.
"""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from controller.faults.process.blows import House
from controller.model.ports import ListenError
from controller.run.breaking import end_this_process
from controller.run.clock import RealClock
from controller.run.crews import crews_of
from controller.run.journal import JournalError
from controller.run.last_sent import LastSent
from controller.run.night import left_off
from controller.run.processes.order import Order, wait_order
from controller.run.processes.priority import be_punctual
from controller.run.processes.pulse import Leash, Pulse
from controller.run.processes.ready import LOOK_S, Ready, Waiting
from controller.run.processes.standby import standby_show
from controller.run.reading import ShowError, read_show
from controller.run.remote.server import offer
from controller.run.score.editor import ScoreEditor
from controller.run.seam import LocalSeam
from controller.run.service import Hooks, Standing, play
from controller.run.source import Source
from controller.run.starting import why_not
from controller.run.visitors import deeds_of


def main(clock: Callable[[], RealClock] = RealClock) -> int:
    """Play until told to end.

    Args:
        clock: makes the one that frames follow.

    Returns:
        Exit code 0: ended in order, 1: could not start or go on, the reason was said.
    """
    order, pulse, ready = wait_order(), Pulse(), None
    if order is not None and order.is_ahead:
        order, ready = _wait_ready(order.show)
    if order is None:
        return 0
    try:
        asyncio.run(_play(order, pulse, ready, clock))
    except (ListenError, ShowError, JournalError) as error:
        pulse.say(failed=str(error))
        return 1
    except (OSError, ValueError) as error:
        pulse.say(failed=why_not(error))
        return 1
    return 0


def _wait_ready(name: str) -> tuple[Order | None, Ready | None]:
    """Do what can be done before the order to play comes, and again when the show was edited meanwhile."""
    waiting = Waiting(name)
    while True:
        with contextlib.suppress(TimeoutError):
            order = wait_order(LOOK_S)
            return order, None if order is None else waiting.ready
        waiting.look()


def _source_of(order: Order, ready: Ready | None) -> Source:
    """Give the show to be played: what stands in its file, or what the night that goes on played last.

    Raises:
        ShowError: there is none that can be played.
    """
    try:
        source = ready.source if ready is not None else read_show(order.show)
    except ShowError:
        if not order.night:
            raise
        return left_off(Path(order.night), None, Path(order.show))
    if order.night:
        with contextlib.suppress(JournalError, ShowError, OSError):
            return left_off(Path(order.night), source, source.path or Path(order.show))
    return source


async def _play(order: Order, pulse: Pulse, ready: Ready | None, clock: Callable[[], RealClock]) -> None:
    if ready is None or not ready.is_good_for(order.show):
        ready = None
    source = _source_of(order, ready)
    if order.standby:
        source = replace(source, show=standby_show(source.show))
    leash = Leash()
    be_punctual(realtime=order.realtime)

    async def open_console(
        stack: AsyncExitStack, seam: LocalSeam, _fixtures_port: int, editor: ScoreEditor | None
    ) -> tuple[str, str]:
        await stack.enter_async_context(offer(seam, Path(order.socket), editor, after_frame=seam.wait_painted))
        return "", ""

    async def announce(standing: Standing) -> None:
        pulse.say(
            ready=True,
            show=source.show.name,
            crews=crews_of(source.show),
            deeds=deeds_of(source.show),
            night=standing.night.name,
            folder=str(standing.night.folder),
            resumed=standing.night.resumed,
            fixtures_port=standing.fixtures_port,
        )
        await leash.wait_begin()

    def kill(process: House) -> None:
        if process == "engine":
            end_this_process()
        pulse.say(kill=process)

    night = Path(order.night) if order.night else None
    hooks = Hooks(
        open_console=open_console,
        after_step=pulse.beat,
        kill=kill,
        notice=order.standby,
        night=night,
        last_sent=LastSent(order.sent_fd),
        clock=clock,
    )
    if ready is not None:
        hooks = replace(hooks, painter_of=ready.painter_of, outline_of=ready.outline_of)
    await play(source, order.settings, announce, hooks)


if __name__ == "__main__":
    sys.exit(main())
