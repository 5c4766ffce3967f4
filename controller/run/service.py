"""The shell round a running show: opens everything, plays until it is told to stop, closes everything.

The engine, the fixtures' WebSocket, OSC in and the console share one loop here; they meet only at the seam.
"""

import asyncio
import os
import signal
import zlib
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from controller.frame.pipeline import Painter
from controller.inputs.gap import Gap
from controller.inputs.osc_admission import Network, parse_peers
from controller.model.facts import Breakable, Resumed
from controller.model.intent import Exit, Go
from controller.model.outline import ShowOutline
from controller.model.ports import Listener
from controller.model.rig import Cells
from controller.model.show import Show
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.outputs import Outputs, StreamPlace
from controller.run import evidence
from controller.run import night as nights
from controller.run.addresses import console_url
from controller.run.ahead.asking import LookingAhead
from controller.run.beside import beside
from controller.run.breaking import Breaking, Killer
from controller.run.clock import Clock, RealClock, boot_id
from controller.run.compiling.leaving import leave_compiler
from controller.run.compiling.taking import Taking, compiled_beside
from controller.run.crews import crews_of
from controller.run.ending import asked_to_end, ending_of, is_over
from controller.run.engine import Engine
from controller.run.identity import installation_id
from controller.run.keeper import Keeper
from controller.run.last_sent import LastSent
from controller.run.loop import Beat, FrameLoop
from controller.run.night import Moment, Night
from controller.run.passcode import access_of
from controller.run.places import bundled_shows, console_dir
from controller.run.refusals import Refusals
from controller.run.rig_process import RigProcess, rig_processes
from controller.run.score.editor import ScoreEditor
from controller.run.score.history import folder_for
from controller.run.score.reload import Followers, Reloader
from controller.run.seam import LocalSeam
from controller.run.settings import Settings
from controller.run.slots_in import SlotPlaces
from controller.run.source import Source
from controller.run.tidying import Tidying
from controller.run.visitors import bind_visitors, booth_of, deeds_of, visitors_line, visitors_served
from controller.run.wires import Wires
from controller.show.outline import outline
from controller.web.app import create_app
from controller.web.binding import bind_console
from controller.web.passcode.gate import admits
from controller.web.serve import serve_on


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """A show that is about to begin: where its console is, which night it plays, and its simulated rig, if any."""

    show: str
    url: str
    night: Night
    rigs: tuple[RigProcess, ...]
    fixtures_port: int
    join: str = ""
    deeds: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What to tell about it."""
        kept = f"The night is kept in {self.folder}{' (resumed)' if self.resumed else ''}. Ctrl-C ends it."
        others = (*visitors_line(self.join, self.deeds), *(each.line for each in self.rigs))
        return f"{self.show} plays. Console: {self.url}", *others, kept

    @property
    def folder(self) -> Path:
        """Where the night is kept."""
        return self.night.folder

    @property
    def resumed(self) -> bool:
        """Whether an unfinished night goes on."""
        return self.night.resumed


Announce = Callable[[Standing], Awaitable[None] | None]
"""Told once everything stands; the first frame waits for what it gives back, if it gives anything."""
OpenConsole = Callable[[AsyncExitStack, LocalSeam, int, ScoreEditor | None], Awaitable[tuple[str, str]]]
"""Opens what people talk to, given the port of the fixtures' WebSocket and the editor.

Gives the console's address and that of the visitors' page; empty = there is none here.
"""


@dataclass(frozen=True, eq=False, slots=True)
class Hooks:
    """What differs where the engine has a process of its own.

    Attributes:
        open_console: instead of serving the console here; None serves it here.
        after_step: called after every frame.
        kill: ends a process of the house by force, where a fault says so; None = there is only one.
        notice: why only the standby look is shown; empty = the show is played.
        painter_of: gives the painter of a show; ``outline_of``: what people are told of it.
        night: folder of the night that an engine which died has played; None = the newest may be taken up. The show
            then goes on without an address that is away, and waits for it.
        last_sent: where the newest frame is noted, for the engine after this one.
        clock: makes the one that frames follow.
    """

    open_console: OpenConsole | None = None
    after_step: Callable[[], None] = lambda: None
    kill: Killer | None = None
    notice: str = ""
    painter_of: Callable[[Show], Painter] = Painter
    outline_of: Callable[[Show, str, Callable[[str], Cells]], ShowOutline] = outline
    night: Path | None = None
    last_sent: LastSent | None = None
    clock: Callable[[], RealClock] = RealClock

    @property
    def takes_up(self) -> bool:
        """Whether an engine that died has played this night before."""
        return self.night is not None


ALONE: Final = Hooks()
"""Everything in one process."""


@dataclass(frozen=True, eq=False, slots=True)
class _House:
    """What stands while a show plays."""

    engine: Engine
    source: Source
    night: Night
    outputs: Outputs
    keeper: Keeper
    clock: Clock
    osc_peers: tuple[Network, ...]
    cid: bytes
    links: UdpLinks
    breaking: Breaking


async def play(source: Source, settings: Settings, announce: Announce, hooks: Hooks = ALONE) -> None:
    """Play a show until SIGINT or SIGTERM.

    Args:
        source: what is played.
        settings: how.
        announce: told once everything stands.
        hooks: what is different here.

    Raises:
        ListenError: a port cannot be had.
        OSError: the night's folder cannot be written.
        JournalError: an unfinished night cannot be read.
        ValueError: an OSC peer is neither an address nor a network.
    """
    peers = parse_peers(settings.osc_peers)
    with ThreadPoolExecutor(1, "disk") as disk, hooks.clock() as clock:
        night = _open_night(source, settings, clock, disk, hooks)
        source = nights.source_of(night, source)
        refusals = Refusals()
        links, cid = UdpLinks(), installation_id(settings.home).bytes
        identity = Identity(
            cid=cid,
            source_name=f"Kintsugi {source.show.name}",
            night=zlib.crc32(night.name.encode()),
            resumed=night.resumed or hooks.takes_up,
            preview=settings.preview,
        )
        stream = Listener(settings.host, settings.fixtures_port, "tcp", "--fixtures-port", hooks.takes_up)
        outputs = Outputs(
            source.show,
            identity=identity,
            open_link=links.open,
            refuse=refusals.refuse,
            stream=StreamPlace(stream, settings.names),
        )
        engine = Engine(
            source.show,
            night=night.name,
            output=outputs,
            journal=night.journal,
            start=night.start,
            refusals=refusals,
        )
        engine.evidence = night.evidence
        if night.resumed:
            engine.put(Resumed(stood_still=night.stood_still), source="engine", role="engine")
        breaking = Breaking(engine, night.journal.disk, kill=hooks.kill)
        if settings.rehearsal:
            engine.put(Breakable(breaking.can), source="engine", role="engine")
        if hooks.notice:
            engine.stand_by(hooks.notice)
        house = _House(
            engine,
            source,
            night,
            outputs,
            Keeper(night.folder, engine, disk, night.journal.disk),
            clock,
            peers,
            cid,
            links,
            breaking,
        )
        try:
            await _play(house, settings, announce, hooks)
            night.journal.close(engine.state.tick, ending_of(engine.snapshot()))
            evidence.save(night.folder, engine.snapshot().guard, engine.state.tick)
        except BaseException:
            _give_up(house)
            raise
        finally:
            outputs.close()


def _give_up(house: _House) -> None:
    """Leave a night as it is if the show could not go on: one that began can be resumed, one that did not is gone."""
    if house.engine.state.tick == house.night.start.state.tick:
        nights.discard(house.night)
    else:
        house.night.journal.abandon()


async def _play(house: _House, settings: Settings, announce: Announce, hooks: Hooks) -> None:
    engine = house.engine
    loop = FrameLoop(house.clock, fps=engine.show.fps, anchor=house.night.anchor, first=engine.state.tick + 1)

    engine.hurry, engine.foresee, engine.lateness = loop.hurry, loop.foresee, loop.lateness
    engine.has_time = loop.has_time
    tidying, gap = Tidying(engine.show.fps), Gap(house.clock.now)
    taking = Taking(engine, compiled_beside)

    def step(beat: Beat) -> None:
        engine.step(beat)
        gap.after_step(beat.tick)
        house.keeper.after_step()
        hooks.after_step()
        house.breaking.after_step()
        tidying.after_step(beat.tick)
        taking.after_step()
        if is_over(engine):
            loop.stop()

    async with AsyncExitStack() as stack:
        ahead = LookingAhead(house.night.folder)
        stack.push_async_callback(ahead.close)
        still = hooks.outline_of(engine.show, engine.night, engine.painter.glitch.cells)
        seam = LocalSeam(engine, ahead.preview, still)
        wires = Wires(stack, engine, seam, SlotPlaces(settings.host, house.cid, house.outputs, house.links, gap))
        await wires.open(
            Listener(settings.host, settings.osc_port, "udp", "--osc-port", hooks.takes_up), house.osc_peers
        )
        reloader = _open_reloader(stack, house, wires)
        # whoever sees the console answer may end the show, so Ctrl-C is heard before that
        stack.enter_context(_signals(lambda: engine.put(Exit(), source="operator", role="engine"), loop.stop))
        fixtures_port = house.outputs.stream_port or settings.fixtures_port
        open_console = hooks.open_console or _console_of(settings)
        url, join = await open_console(stack, seam, fixtures_port, _editor(reloader, settings))
        rigs = await _open_rigs(stack, engine.show, settings.rig, fixtures_port=fixtures_port)
        standing = Standing(engine.show.name, url, house.night, rigs, fixtures_port, join, deeds_of(engine.show))
        leave_compiler()
        stack.callback(tidying.end)
        tidying.begin()
        if settings.go and not house.night.resumed:
            engine.put(Go(_first_list(engine.show)), source="start", role="clock")
        if not house.night.resumed:  # where the night goes on its first tick is the one that is due by then
            engine.work_ahead(engine.state.tick + 1)
        announced = announce(standing)
        if announced is not None:
            await announced
        await stack.enter_async_context(beside("the watch over the show file", reloader.watch()))
        await stack.enter_async_context(beside("the wait for the compiled passes", taking.watch()))
        try:
            anchor = _anchor(house)
            loop.begin_at(anchor)
            gap.begin_at(anchor, engine.show.fps)
            await loop.run(step, engine.work_ahead)
        finally:
            house.outputs.terminate()


def _first_list(show: Show) -> str:
    """Name the cue list that GO means where none is named."""
    return "main" if "main" in show.lists else next(iter(show.lists), "main")


def _open_reloader(stack: AsyncExitStack, house: _House, wires: Wires) -> Reloader:
    """Make ready for a show file that changes while it is played."""
    worker = stack.enter_context(ThreadPoolExecutor(1, "score"))
    followers = Followers(wires.follow_at_once, wires.follow_soon)
    return Reloader(house.engine, house.source, folder=house.night.folder, worker=worker, followers=followers)


def _console_of(settings: Settings) -> OpenConsole:
    """Serve the console from this very process."""

    async def open_console(
        stack: AsyncExitStack, seam: LocalSeam, fixtures_port: int, editor: ScoreEditor | None
    ) -> tuple[str, str]:
        bound, entrance = bind_console(settings.host, settings.port), bind_visitors(settings)
        port, booth = bound.getsockname()[1], booth_of(seam, settings, entrance)
        app = create_app(
            seam,
            access=access_of(settings, port),
            console_dir=console_dir(),
            fixtures_port=fixtures_port,
            editor=editor,
            booth=booth,
        )
        await stack.enter_async_context(serve_on(app, bound, refuse=seam.refuse, admit=admits))
        await stack.enter_async_context(visitors_served(booth, settings, entrance))
        return console_url(settings, port), booth.url

    return open_console


async def _open_rigs(stack: AsyncExitStack, show: Show, rig: str, *, fixtures_port: int) -> tuple[RigProcess, ...]:
    """Stand up the simulated rig if one was asked for."""
    if not rig:
        return ()
    return await stack.enter_async_context(rig_processes(crews_of(show), rig, fixtures_port=fixtures_port))


def _editor(reloader: Reloader, settings: Settings) -> ScoreEditor | None:
    """Make the editor of the show file, if there is one."""
    path = reloader.source.path
    if path is None:
        return None
    ours = path in bundled_shows().values()
    locked = "this show comes along with the program; copy its file and run the copy to edit it" if ours else ""
    return ScoreEditor(reloader, folder=folder_for(settings.home, path), now=_wall_time, locked=locked)


def _wall_time() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _anchor(house: _House) -> float:
    """Say when tick 0 is: of a new night, as soon as everything stands; of a resumed one, when it always was."""
    if house.night.resumed:
        return house.night.anchor
    anchor = house.clock.now()
    house.night.journal.anchored(house.engine.state.tick, anchor=anchor, boot=boot_id(), zero=_wall_time())
    return anchor


def _open_night(source: Source, settings: Settings, clock: Clock, disk: Executor, hooks: Hooks) -> Night:
    root = settings.home / "nights"
    now = Moment(clock.now(), boot_id(), datetime.now().astimezone())
    nights.warn_of_others(root)
    kind = settings.rehearsal if hooks.night is None else None
    left = None if settings.fresh else nights.unfinished(root, source.show, hooks.night, rehearsal=kind)
    if left is not None:
        return nights.resume(
            left, source.show, now=now, flusher=disk, painter_of=hooks.painter_of, last_sent=hooks.last_sent
        )
    return nights.begin(
        root,
        source.show,
        file=source.file,
        text=source.text,
        parts=source.parts,
        now=now,
        flusher=disk,
        last_sent=hooks.last_sent,
    )


@contextmanager
def _signals(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C or SIGTERM end the show as it wishes; once more ends it at once."""
    loop = asyncio.get_running_loop()
    stop = asked_to_end(first, second, loop.time)
    numbers = (signal.SIGINT, signal.SIGTERM) if os.name == "posix" else ()
    for number in numbers:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
