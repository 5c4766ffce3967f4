"""The supervisor: starts the engine and the web server, watches both, restarts either.

It does nothing else, so there is little in it that could fail. The engine resumes its night where it was; one that
crashes three times in sixty seconds shows the standby look from then on. The web server is simply started again.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from controller.model.ports import ListenError
from controller.run.addresses import console_url
from controller.run.last_sent import open_memory
from controller.run.processes.child import Child
from controller.run.processes.crashes import Crashes, rest_s
from controller.run.processes.order import Order
from controller.run.processes.rhythm import Silence
from controller.run.rig_process import RigProcess, rig_processes
from controller.run.visitors import bind_visitors, visitors_line, visitors_url
from controller.web.binding import bind_console

ENGINE: Final = "controller.run.processes.engine"
WEB: Final = "controller.run.processes.web"
ENGINE_SILENCE: Final = Silence(even_s=1.0, most_s=4.0)
"""The frame loop says five times a second that it lives; after so long without a word it hangs."""
TAKE_UP_S: Final = 180.0
"""An engine that takes up the night has so long to stand: longer than the largest show takes to load."""
WEB_SILENCE: Final = Silence(even_s=5.0, most_s=5.0)
WEB_LOADS_S: Final = 60.0
"""A web server that is started again has so long to stand: without a spare it has all to load."""
SPARE_S: Final = 1.0
"""Between two looks whether a spare is missing."""
SPARE_AGAIN_S: Final = 5.0
"""After the death of a spare the next one waits so long: what kills each of them is not fed one a second."""
BREATH_S: Final = 2.0
"""Before a web server that keeps crashing is started again."""

_log = logging.getLogger("kintsugi.supervisor")


@dataclass(frozen=True, slots=True)
class Up:
    """What stands: where the console is, which night is played, and the processes.

    Attributes:
        show: its name.
        url: of the console.
        folder: of the night.
        resumed: whether an unfinished night goes on.
        engine: number of the engine's process; ``web``: of the web server's.
        crews: nodes whose simulated fixtures stand together, for the rig.
        rigs: the simulated rig, if any.
        join: where visitors find their page, empty = no door is open for them.
        deeds: what they can do there.
    """

    show: str
    url: str
    folder: str
    resumed: bool
    engine: int
    web: int
    crews: tuple[tuple[str, ...], ...]
    rigs: tuple[RigProcess, ...] = ()
    join: str = ""
    deeds: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What to tell about it."""
        kept = f"The night is kept in {self.folder}{' (resumed)' if self.resumed else ''}. Ctrl-C ends it."
        processes = f"Processes: engine {self.engine}, web server {self.web}"
        others = (*visitors_line(self.join, self.deeds), *(each.line for each in self.rigs))
        return f"{self.show} plays. Console: {self.url}", processes, *others, kept


def can_split() -> bool:
    """Whether engine and web server can be processes of their own here: they talk through a socket file."""
    return os.name == "posix" and sys.platform != "cygwin"


async def supervise(order: Order, announce: Callable[[Up], None], engine: str = ENGINE) -> None:
    """Play a show in processes until SIGINT or SIGTERM, or until the show was ended.

    Args:
        order: what is played and how; its ``socket`` is chosen here.
        announce: told once everything stands.
        engine: the module that is run to play.

    Raises:
        ListenError: the engine or the web server cannot start; the message is its sentence.
        OSError: a process cannot be started.
    """
    rig, order = order.settings.rig, replace(order, settings=replace(order.settings, rig=""))
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kintsugi-"))
        # the supervisor keeps the console's port: it is free before the engine begins, and stays ours when a page's
        # server crashes
        console = stack.enter_context(bind_console(order.settings.host, order.settings.port))
        order = replace(order, socket=str(Path(folder) / "seam"), console_fd=console.fileno())
        if (memory := open_memory()) >= 0:
            stack.callback(os.close, memory)
            order = replace(order, sent_fd=memory)
        entrance = bind_visitors(order.settings)
        if entrance is not None:
            order = replace(order, visitors_fd=stack.enter_context(entrance).fileno())
        house = _House(order, console.getsockname()[1], engine)
        stack.enter_context(_signals(house.end))
        up = await stack.enter_async_context(house.standing())
        if rig:
            port = house.order.settings.fixtures_port
            rigs = await stack.enter_async_context(rig_processes(up.crews, rig, fixtures_port=port))
            up = replace(up, rigs=rigs)
        if entrance is not None:
            up = replace(up, join=visitors_url(order.settings, entrance))
        house.begin()
        announce(up)
        await house.watch()


class _House:
    """The two children."""

    def __init__(self, order: Order, port: int, engine: str) -> None:
        self.order = order
        self._port = port
        self._player, self._modules = engine, (engine, WEB)
        self._engine: Child | None = None
        self._web: Child | None = None
        self._spares: dict[str, Child] = {}
        self._crashes = Crashes()
        self._web_crashes = Crashes()
        self._ending = asyncio.Event()

    def end(self) -> None:
        """End the show: the engine as ``on_exit`` says, asked a second time at once; the web server after it."""
        self._ending.set()
        if self._engine is not None:
            self._engine.ask_to_end()

    def begin(self) -> None:
        """Let the first frame come: whoever is to see it stands."""
        if self._engine is not None:
            self._engine.order("begin")

    @contextlib.asynccontextmanager
    async def standing(self) -> AsyncIterator[Up]:
        """Stand both up for as long as the block runs.

        Raises:
            ListenError: one of them cannot start.
        """
        stands = False
        try:
            self._spares = {module: await Child.start(module, self.order.open_fds) for module in self._modules}
            self._engine = await self._begin(self._player)
            engine = _ready(await self._engine.wait_ready())
            self.order = self.order.with_fixtures_port(engine["fixtures_port"])
            self._note_night(engine)
            self._web = await self._begin(WEB)
            _ready(await self._web.wait_ready())
            stands = True
            url = console_url(self.order.settings, self._port)
            yield Up(
                show=engine["show"],
                url=url,
                folder=engine["folder"],
                resumed=engine["resumed"],
                engine=self._engine.pid,
                web=self._web.pid,
                crews=tuple(tuple(crew) for crew in engine["crews"]),
                deeds=engine["deeds"],
            )
        finally:
            await asyncio.gather(*(spare.kill() for spare in self._spares.values()))
            children = [child for child in (self._engine, self._web) if child is not None]
            # a night that never stood stays to be resumed
            await asyncio.gather(*(child.end() if stands else child.kill() for child in children))

    async def _begin(self, module: str) -> Child:
        """Let a child begin: the spare that waits, or a new one."""
        child = self._spares.pop(module, None)
        if child is None or child.code is not None:
            child = await Child.start(module, self.order.open_fds)
        child.kill_another = self._kill_another
        child.order(self.order.to_json())
        return child

    def _kill_another(self, name: str) -> None:
        """Let the web server die as the engine's fault says; whoever watches it starts it again."""
        if name == "web" and self._web is not None and self.order.settings.rehearsal:
            _log.warning("the web server is killed: a fault of the rehearsal")
            self._web.strike()

    async def _keep_spares(self) -> None:
        """Keep one child of each kind waiting, so that a dead one is replaced at once; the engine has read the show."""
        wait_until = dict.fromkeys(self._modules, 0.0)
        while True:
            await asyncio.sleep(SPARE_S)
            for module in self._modules:
                spare = self._spares.get(module)
                if spare is not None and spare.code is not None:
                    del self._spares[module]
                    wait_until[module] = _now() + SPARE_AGAIN_S
                if module not in self._spares and _now() >= wait_until[module]:
                    self._spares[module] = await Child.start(module, self.order.open_fds, calm=True)
                    if module != WEB:
                        self._spares[module].order(replace(self.order, is_ahead=True).to_json())

    async def watch(self) -> None:
        """Watch both until the show has ended."""
        async with asyncio.TaskGroup() as tasks:
            others = [tasks.create_task(self._watch_web()), tasks.create_task(self._keep_spares())]
            await self._watch_engine()
            for each in others:
                each.cancel()

    async def _watch_engine(self) -> None:
        # an engine that is ended fades out and beats on; whoever restarts it begins the night anew only on demand
        self.order = replace(self.order, settings=replace(self.order.settings, fresh=False))
        while self._engine is not None:
            ended = await self._engine.wait_ended(ENGINE_SILENCE, _tell_stall)
            if self._ending.is_set() or (ended and self._engine.code == 0):
                return
            why = _how(self._engine.code) if ended else _hung(self._engine, ENGINE_SILENCE)
            await self._engine.kill()
            gone = _now()
            self._crashes.note(gone)
            _log.error("the engine %s; it is started again", why)
            if self._crashes.too_many and not self.order.standby:
                self._stand_by(why)
            self._engine = await self._begin(self._player)
            said = await self._engine.wait_ready(TAKE_UP_S)  # one that hangs meanwhile is found silent from then on
            self._note_night(said)
            await asyncio.sleep(rest_s(resumed="failed" in said or said.get("resumed", False), since_s=_now() - gone))
            self.begin()
            if "failed" in said:
                _log.error("the engine cannot go on: %s", said["failed"])

    def _note_night(self, said: dict[str, Any]) -> None:
        """Keep which night is played: the next engine goes on with it, whatever stands in the show's file by then."""
        if "folder" in said and not self.order.standby:
            self.order = replace(self.order, night=said["folder"])

    def _stand_by(self, why: str) -> None:
        """Show nothing but the standby look from now on."""
        often = "the engine crashed three times within a minute"
        text = f"{often} (the last time it {why}): only the standby look is shown"
        settings = replace(self.order.settings, fresh=True, go=False)
        self.order = replace(self.order, standby=text, settings=settings)

    async def _watch_web(self) -> None:
        while self._web is not None and not self._ending.is_set():
            ended = await self._web.wait_ended(WEB_SILENCE)
            if self._ending.is_set():
                return
            why = _how(self._web.code) if ended else _hung(self._web, WEB_SILENCE)
            await self._web.kill()
            self._web_crashes.note(_now())
            _log.error("the web server %s; it is started again", why)
            if self._web_crashes.too_many:
                await asyncio.sleep(BREATH_S)
            self._web = await self._begin(WEB)
            await self._web.wait_ready(WEB_LOADS_S)  # while it loads it says nothing, and does not hang


def _ready(said: dict[str, Any]) -> dict[str, Any]:
    """Take what a child said when it stood.

    Raises:
        ListenError: it does not stand.
    """
    if "ready" not in said:
        raise ListenError(str(said.get("failed", "a process of the show ended before it stood; see the lines above")))
    return said


def _tell_stall(seconds: float) -> None:
    _log.warning("this machine stood still for %.1f s; the show goes on", seconds)


def _hung(child: Child, silence: Silence) -> str:
    return f"hung for {child.rhythm.patience_s(silence):.2g} s"


def _now() -> float:
    return asyncio.get_running_loop().time()


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


@contextlib.contextmanager
def _signals(end: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
