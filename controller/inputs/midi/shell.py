"""Station 0, MIDI: the tasks round the devices. Looks for them once a second, sets lights at most thirty times a
second, hands intents in. So a device that is plugged in again is back within two seconds, with all its lights.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeAlias

from controller.inputs.midi.backends.port import MidiBackend
from controller.inputs.midi.devices import Devices
from controller.inputs.running import running
from controller.model.binding import AnyBinding
from controller.model.intent import URGENT, Intent
from controller.model.seam import Seam

_log = logging.getLogger(__name__)

LOOK_S: Final = 1.0
LIGHTS_GAP_S: Final = 1 / 30
AFTER_ERROR_S: Final = 1.0
MOST_UNANSWERED: Final = 128
URGENT_EXTRA: Final = 32

Wait: TypeAlias = Callable[[float], Awaitable[None]]
"""Lets seconds pass; tests and shows without hardware have their own time."""


class _Shell:
    """What the tasks share."""

    def __init__(
        self,
        seam: Seam,
        bindings: tuple[AnyBinding, ...],
        backend: MidiBackend,
        *,
        tasks: asyncio.TaskGroup,
        wait: Wait,
    ) -> None:
        self._seam = seam
        self._tasks = tasks
        self._wait = wait
        self._stirred = asyncio.Event()
        self._unanswered = 0
        now = asyncio.get_running_loop().time
        self.devices = Devices(seam, bindings, backend, submit=self._submit, stir=self._stirred.set, now=now)

    async def look(self) -> None:
        """See what is plugged in, again and again."""
        while True:
            try:
                self.devices.look()
            except Exception:  # noqa: BLE001  the one of this task: a backend that fails must not end the show's MIDI
                _log.exception("Looking for MIDI devices failed; it goes on")
            await self._wait(LOOK_S)

    async def watch(self) -> None:
        """Stir the lights whenever something has changed that people should know."""
        revision = -1
        while True:
            try:
                revision = (await self._seam.wait_snapshot(revision)).revision
                self._stirred.set()
                await self._wait(LIGHTS_GAP_S)
            except Exception:  # noqa: BLE001  the one of this task
                _log.exception("Watching the show for its lights failed; it goes on")
                await self._wait(AFTER_ERROR_S)

    async def light(self) -> None:
        """Set the lights when they are stirred."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            try:
                self.devices.set_lights()
            except Exception:  # noqa: BLE001  the one of this task
                _log.exception("Setting MIDI lights failed; it goes on")
            await self._wait(LIGHTS_GAP_S)

    def _submit(self, intent: Intent, source: str) -> None:
        most = MOST_UNANSWERED + (URGENT_EXTRA if isinstance(intent, URGENT) else 0)
        if self._unanswered >= most:
            self._seam.refuse(source.replace(":", " ", 1), "the engine has not answered what came before")
            return
        self._unanswered += 1
        self._tasks.create_task(self._wait_answer(intent, source))

    async def _wait_answer(self, intent: Intent, source: str) -> None:
        try:
            await self._seam.submit(intent, source=source, role="operator")
        except Exception:  # noqa: BLE001  the one of this task: its group must not end
            _log.exception("The seam raised on %s", intent)
        finally:
            self._unanswered -= 1


@contextlib.asynccontextmanager
async def midi_in(
    seam: Seam, bindings: tuple[AnyBinding, ...], backend: MidiBackend, *, wait: Wait = asyncio.sleep
) -> AsyncIterator[Devices]:
    """Hear MIDI as long as the block runs; the lights of all surfaces are dark afterwards.

    Args:
        seam: to the engine.
        bindings: of the show.
        backend: the way to the hardware.
        wait: how seconds pass.
    """

    async def run(opened: "asyncio.Future[Devices]") -> None:
        async with asyncio.TaskGroup() as tasks:
            shell = _Shell(seam, bindings, backend, tasks=tasks, wait=wait)
            for task in (shell.look(), shell.watch(), shell.light()):
                tasks.create_task(task)
            opened.set_result(shell.devices)
            try:
                await asyncio.Event().wait()
            finally:
                shell.devices.close()

    async with running("MIDI", run) as devices:
        yield devices
