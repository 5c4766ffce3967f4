"""What fixtures, programs and surfaces talk to while a show plays, and how all of it follows a reload."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime

from controller.inputs.midi.backends import find_backend
from controller.inputs.midi.devices import Devices
from controller.inputs.midi.shell import midi_in
from controller.inputs.osc import OscIn, OscSettings, osc_in
from controller.inputs.osc_admission import Network
from controller.inputs.schedule import schedule_in
from controller.model.binding import has_midi, of_osc
from controller.model.outline import ShowOutline
from controller.model.ports import Listener
from controller.model.show import Show
from controller.model.snapshot import SurfaceView
from controller.outputs.messages import Messages, devices_of
from controller.run.engine import Engine
from controller.run.seam import LocalSeam
from controller.run.slots_in import SlotPlaces, SlotsIn


class Wires:
    """All of them.

    Args:
        stack: closes what is opened here.
        engine: that plays.
        seam: to it.
        places: where slots are heard; its outputs are not yet entered.
    """

    def __init__(self, stack: AsyncExitStack, engine: Engine, seam: LocalSeam, places: SlotPlaces) -> None:
        self._stack = stack
        self._engine = engine
        self._seam = seam
        self._outputs = places.outputs
        self._gap = places.gap
        self._slots = SlotsIn(seam, places)
        self._osc: OscIn | None = None
        self._devices: Devices | None = None
        self._messages = Messages(seam.refuse, self._play)

    async def open(self, listener: Listener, peers: Sequence[Network]) -> None:
        """Open them.

        Args:
            listener: where OSC is heard; if it is awaited, so is where slots are heard.
            peers: who may send it.

        Raises:
            ListenError: a port cannot be had.
        """
        show = self._engine.show
        self._outputs.rest_by(self._gap.rest)
        await self._stack.enter_async_context(self._outputs)
        heard = OscSettings(listener=listener, peers=peers, bound=of_osc(show.bindings), gap=self._gap)
        self._osc = await self._stack.enter_async_context(osc_in(self._seam, heard))
        await self._hear_midi(show)
        self._stack.push_async_callback(self._slots.close)
        await self._slots.follow(show, is_awaited=listener.is_awaited)
        self._engine.surfaces = self._surfaces
        self._stack.callback(self._messages.close)
        self._engine.post = self._messages.send
        await self._stack.enter_async_context(schedule_in(self._seam, lambda: self._engine.show, now=_local_time))

    def follow_at_once(self, show: Show, still: ShowOutline) -> None:
        """Feed another show from this very tick on, and show it."""
        self._outputs.follow(show)
        self._seam.follow(still)

    async def follow_soon(self, show: Show) -> None:
        """Listen as another show asks. It plays already: where others are heard that cannot be had is waited for.

        Raises:
            ListenError: the port of WebSocket fixtures, which the old show had none of, cannot be had.
        """
        if self._osc is not None:
            self._osc.rebind(of_osc(show.bindings))
        if self._devices is not None:
            self._devices.rebind(show.bindings, played=devices_of(show), timed=_timed(show))
        else:
            await self._hear_midi(show)
        await self._slots.follow(show, is_awaited=True)
        await self._outputs.catch_up()

    async def _hear_midi(self, show: Show) -> None:
        played = devices_of(show)
        if has_midi(show.bindings) or played or _timed(show):
            self._devices = await self._stack.enter_async_context(midi_in(self._seam, show.bindings, find_backend()))
            self._devices.rebind(show.bindings, played=played, timed=_timed(show))

    def _play(self, device: str, data: bytes) -> str:
        return "no MIDI device is open" if self._devices is None else self._devices.play(device, data)

    def _surfaces(self) -> tuple[SurfaceView, ...]:
        devices = self._devices.views() if self._devices is not None else ()
        return (*devices, *self._slots.views())


def _timed(show: Show) -> str:
    """Name the MIDI device whose time code a show follows, or nothing."""
    return show.timecode.device if show.timecode is not None else ""


def _local_time() -> datetime:
    """Read the clock on the wall, as it stands where the machine is."""
    return datetime.now().astimezone().replace(tzinfo=None)
