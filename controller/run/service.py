"""The shell round a running show: opens everything, plays until it is told to stop, closes everything.

The engine, the fixtures' WebSocket, OSC in and the console share one loop here; they meet only at the seam.
"""

import asyncio
import gc
import os
import signal
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from controller.inputs.osc_admission import Network, parse_peers
from controller.model.intent import Exit, Resumed
from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT, Listener
from controller.model.show import Show
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.outputs import Outputs, StreamPlace
from controller.run import evidence
from controller.run import night as nights
from controller.run.clock import Clock, RealClock, boot_id
from controller.run.ending import is_over
from controller.run.engine import Engine
from controller.run.identity import installation_id
from controller.run.keeper import Keeper
from controller.run.loop import Beat, FrameLoop
from controller.run.night import Moment, Night
from controller.run.places import bundled_shows, console_dir
from controller.run.refusals import Refusals
from controller.run.rig_process import RigProcess, rig_processes
from controller.run.score.editor import ScoreEditor
from controller.run.score.history import folder_for
from controller.run.score.reload import Followers, Reloader, beside
from controller.run.seam import LocalSeam
from controller.run.slots_in import SlotPlaces
from controller.run.source import Source
from controller.run.wires import Wires
from controller.web.access import access_for
from controller.web.app import create_app
from controller.web.serve import serve


@dataclass(frozen=True, slots=True)
class Settings:
    """How a show is run.

    Attributes:
        host: address that console, fixtures' WebSocket and OSC are bound to.
        names: further host names that the console may be called by.
        osc_peers: networks that may send OSC besides this machine, e.g. ``10.0.0.0/24``.
        home: where nights and the installation's id are kept.
        fresh: True begins a new night even if one was left unfinished.
        preview: True = a rehearsal: all sACN is marked as not for the stage.
        rig: file or name of the show whose simulated fixtures run beside it; empty = none.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = CONSOLE_PORT
    fixtures_port: int = FIXTURES_PORT
    osc_port: int = OSC_PORT
    osc_peers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fresh: bool = False
    rig: str = ""
    preview: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """A show that is about to begin: where its console is, which night it plays, and its simulated rig, if any."""

    url: str
    night: Night
    rigs: tuple[RigProcess, ...]


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


async def play(source: Source, settings: Settings, announce: Callable[[Standing], None]) -> None:
    """Play a show until SIGINT or SIGTERM.

    Args:
        source: what is played.
        settings: how.
        announce: told once everything stands.

    Raises:
        ListenError: a port cannot be had.
        OSError: the night's folder cannot be written.
        JournalError: an unfinished night cannot be read.
        ValueError: an OSC peer is neither an address nor a network.
    """
    peers = parse_peers(settings.osc_peers)
    with ThreadPoolExecutor(1, "disk") as disk, RealClock() as clock:
        night = _open_night(source, settings, clock, disk)
        refusals = Refusals()
        links, cid = UdpLinks(), installation_id(settings.home).bytes
        outputs = _open_outputs(source.show, settings, night, refusals, links=links, cid=cid)
        engine = Engine(
            source.show,
            night=night.name,
            output=outputs,
            journal=night.journal,
            start=night.start,
            refusals=refusals,
        )
        if night.resumed:
            engine.evidence = evidence.Evidence(source.show.fps, evidence.read(night.folder))
            engine.put(Resumed(), source="engine", role="engine")
        house = _House(engine, source, night, outputs, Keeper(night.folder, engine, disk), clock, peers, cid, links)
        try:
            await _play(house, settings, announce)
            night.journal.close(engine.state.tick)
            evidence.save(night.folder, engine.snapshot().guard)
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


async def _play(house: _House, settings: Settings, announce: Callable[[Standing], None]) -> None:
    engine = house.engine
    loop = FrameLoop(house.clock, fps=engine.show.fps, anchor=house.night.anchor, first=engine.state.tick + 1)

    def step(beat: Beat) -> None:
        engine.step(beat)
        house.keeper.after_step()
        if is_over(engine):
            loop.stop()

    async with AsyncExitStack() as stack:
        seam = LocalSeam(engine)
        wires = Wires(stack, engine, seam, SlotPlaces(settings.host, house.cid, house.outputs, house.links))
        await wires.open(Listener(settings.host, settings.osc_port, "udp", "--osc-port"), house.osc_peers)
        reloader = _open_reloader(stack, house, wires)
        # whoever sees the console answer may end the show, so Ctrl-C is heard before that
        stack.enter_context(_signals(lambda: engine.put(Exit(), source="operator", role="engine"), loop.stop))
        standing = await _open_console(stack, house, seam, settings, reloader)
        gc.collect()
        gc.freeze()
        announce(standing)
        await stack.enter_async_context(beside(reloader.watch()))
        try:
            loop.begin_at(_anchor(house))
            await loop.run(step)
        finally:
            house.outputs.terminate()


def _open_reloader(stack: AsyncExitStack, house: _House, wires: Wires) -> Reloader:
    """Make ready for a show file that changes while it is played."""
    worker = stack.enter_context(ThreadPoolExecutor(1, "score"))
    followers = Followers(wires.follow_at_once, wires.follow_soon)
    return Reloader(house.engine, house.source, folder=house.night.folder, worker=worker, followers=followers)


async def _open_console(
    stack: AsyncExitStack, house: _House, seam: LocalSeam, settings: Settings, reloader: Reloader
) -> Standing:
    """Open what people talk to, and the simulated rig if one was asked for."""
    show = house.engine.show
    access = access_for(settings.host, settings.names)
    fixtures_port = house.outputs.stream_port or settings.fixtures_port
    app = create_app(
        seam, access=access, console_dir=console_dir(), fixtures_port=fixtures_port, editor=_editor(reloader, settings)
    )
    port = await stack.enter_async_context(serve(app, settings.host, settings.port, refuse=seam.refuse))
    rigs: tuple[RigProcess, ...] = ()
    if settings.rig:
        rigs = await stack.enter_async_context(rig_processes(show, settings.rig, fixtures_port=fixtures_port))
    return Standing(f"http://{settings.host}:{port}/", house.night, rigs)


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
    house.night.journal.anchored(house.engine.state.tick, anchor=anchor, boot=boot_id())
    return anchor


def _open_night(source: Source, settings: Settings, clock: Clock, disk: Executor) -> Night:
    root = settings.home / "nights"
    now = Moment(clock.now(), boot_id(), datetime.now().astimezone())
    left = None if settings.fresh else nights.unfinished(root, source.show)
    if left is not None:
        return nights.resume(left, source.show, now=now, flusher=disk)
    return nights.begin(
        root, source.show, file=source.file, text=source.text, parts=source.parts, now=now, flusher=disk
    )


def _open_outputs(
    show: Show, settings: Settings, night: Night, refusals: Refusals, *, links: UdpLinks, cid: bytes
) -> Outputs:
    identity = Identity(
        cid=cid,
        source_name=f"Kintsugi {show.name}",
        night=zlib.crc32(night.name.encode()),
        resumed=night.resumed,
        preview=settings.preview,
    )
    listener = Listener(settings.host, settings.fixtures_port, "tcp", "--fixtures-port")
    return Outputs(
        show,
        identity=identity,
        open_link=links.open,
        refuse=refusals.refuse,
        stream=StreamPlace(listener, settings.names),
    )


@contextmanager
def _signals(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C or SIGTERM end the show as it wishes; once more ends it at once."""
    loop = asyncio.get_running_loop()
    asked: list[bool] = []

    def stop() -> None:
        (second if asked else first)()
        asked.append(True)

    numbers = (signal.SIGINT, signal.SIGTERM) if os.name == "posix" else ()
    for number in numbers:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
