"""Station 5. The fixed order of the stages: one frame from top to bottom of ``Painter.paint``.

Takes the state, the memory and the tick; gives a frame. No clock, no disk, no socket: the same state and memory give
the same bytes.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import WHOLE, Broken, broken_links
from controller.frame import masters
from controller.frame.canvas import Canvas, Levels
from controller.frame.carry import Carry
from controller.frame.drive import Drive
from controller.frame.effects.stage import Effects
from controller.frame.folding import fold
from controller.frame.guard import Conditions, Guard, Guarded, Held
from controller.frame.guard.limits import limits_told
from controller.frame.guard.quick import Quick
from controller.frame.guard.rules import FULL
from controller.frame.memory import LONG_AGO, Memory
from controller.frame.override import Override
from controller.frame.paint import Paint
from controller.frame.playback import Playback
from controller.frame.programmer import Programmer
from controller.frame.slots import Slots
from controller.frame.submasters import Submasters
from controller.frame.telling import Telling
from controller.frame.wounds import Wounds
from controller.model.fault import ActiveFault
from controller.model.show import Show
from controller.model.state import ShowState
from fixtures.profile import FixtureClass

Stage = Callable[[ShowState, int, Canvas], None]
Lap = Callable[[str], None]


UNTOUCHED = Held()
SPARED: Final = (FixtureClass.WORK, FixtureClass.EGRESS)
"""Whom blackout and PANIC leave as they are."""


def untimed(_stage: str) -> None:
    """Let a stage end without anyone looking at the clock."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """One painted frame.

    Attributes:
        tick: when.
        slots: uint8 [universes, 512], in the order of ``show.patch.universes``.
        see: works out the light; nobody pays for it who does not look.
        held_zones: where the guard held light back.
        held: what the guard did to it.
        broken: the ways that must swallow this frame; its slots say what those nodes go on showing.
    """

    tick: int
    slots: NDArray[np.uint8]
    see: Callable[[], Levels]
    held_zones: tuple[str, ...]
    broken: Broken
    held: Held = UNTOUCHED

    @property
    def light(self) -> Levels:
        """What a visitor will see: float32 [3, cells], linear."""
        return self.see()


class Painter:
    """Paints the frames of one show."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.programmer = Programmer(show)
        self._wounds = Wounds(show, self.programmer)
        self.glitch = self._wounds.glitch
        self.visitors = Paint(show, self.programmer, self._wounds.mended)
        self.masters = masters.Masters(show)
        folding = fold(show)
        self.playback = Playback(show, folding)
        self._stages: tuple[tuple[str, Stage], ...] = (
            ("playback", self.playback.paint),
            ("effects", Effects(show, self.playback.above).paint),
            ("submasters", Submasters(show).paint),
            ("paint", self.visitors.paint),
            ("stories", Telling(show, self.visitors.spared).paint),
            ("wounds", self._wounds.paint),
            ("programmer", self.programmer.paint),
            ("override", Override(show).paint),
            ("masters", self.masters.paint),
        )
        self._drive = Drive(show, folding)
        self._guard = Guard(show)
        loosen = show.policy.loosen
        self._loosened = None if loosen is None else loosen.text
        self._limits = {word: limits_told(show.policy, show.fps, word) for word in {"", self._loosened or ""}}
        self._canvas = Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel))
        self._slots = Slots(show.patch)
        spared = show.rig.fixtures.ask(lambda fixture: fixture.cls in SPARED).astype(np.bool_)
        self._spared = np.flatnonzero(spared[show.patch.channel_fixture])
        self._injected: tuple[tuple[ActiveFault, ...], tuple[ActiveFault, ...]] = (), ()

    def fresh_memory(self) -> Memory:
        """Remember darkness: where every night begins."""
        return self._guard.fresh_memory()

    @property
    def could_be_quicker(self) -> bool:
        """Whether the guard could use compiled passes, and does not."""
        return self._guard.could_be_quicker

    def quick(self) -> Quick | None:
        """Load the guard's compiled passes, or compile them; frames may be painted meanwhile. None = there are none."""
        kernels = self._guard.kernels
        return None if kernels is None else self._guard.quick(kernels)

    def take(self, quick: Quick) -> None:
        """Use compiled passes from the next frame on; bytes and memory stay what they would be without."""
        self._guard.take(quick)

    @property
    def dark_after_s(self) -> Mapping[str, float]:
        """Which nodes go dark, and after how many seconds of silence."""
        return self._guard.dark_after_s

    def carry_from(self, old: "Painter") -> Carry:
        """Make the way by which what another painter remembers becomes what this one does."""
        guards = (old.show, old._guard), (self.show, self._guard)  # noqa: SLF001  it is one of us
        return Carry(*guards, reach=(old.glitch.cells, self.glitch.cells))

    def watch(self, state: ShowState, look: Callable[[str, Canvas], None]) -> Levels:
        """Paint the stages before the guard on a canvas of their own, for eyes only.

        Args:
            state: advanced to the tick.
            look: handed what each stage made, with its name.

        Returns:
            What the channels would be driven with: float32 [channels], 0..1.
        """
        canvas = Canvas.blank(self.show.rig.cell_count, len(self.show.patch.parameter_channel))
        for name, stage in self._stages:
            stage(state, state.tick, canvas)
            look(name, canvas)
        return self._drive.paint(canvas, safe=masters.is_safe(state))

    def compose(self, state: ShowState, stages: Collection[str]) -> Canvas:
        """Paint some of the stages on a canvas of their own, for eyes only."""
        canvas = Canvas.blank(self.show.rig.cell_count, len(self.show.patch.parameter_channel))
        for name, stage in self._stages:
            if name in stages:
                stage(state, state.tick, canvas)
        canvas.unfold()
        return canvas

    def miss(self, memory: Memory, last: int, tick: int, *, stood_still: bool, dark: Collection[str] = ()) -> None:
        """Remember what was seen between two frames while none left; before that of ``tick`` is painted.

        Args:
            memory: of the frame before, changed in place.
            last: tick in which a frame left in time last; one that is remembered since is seen with the next.
            tick: in which the next one leaves.
            stood_still: more time passed than any node holds, and is no ticks of the night.
            dark: nodes that are taken to be dark, whatever passed.
        """
        self._guard.miss(memory, last, tick, stood_still=stood_still, dark=dark)

    def paint(self, state: ShowState, memory: Memory, lap: Lap = untimed) -> Frame:
        """Paint the frame of the state's tick.

        Args:
            state: advanced to the tick.
            memory: of the frame before; changed in place, and only if no stage raised.
            lap: told the name of each stage as it ends; whoever has a clock may time them.
        """
        self._wounds.recall(memory)
        for name, stage in self._stages:
            stage(state, state.tick, self._canvas)
            lap(name)
        is_safe = masters.is_safe(state)
        drive = self._drive.paint(self._canvas, safe=is_safe)
        lap("drive")
        # blackout, PANIC and the end of the show reach every node: nothing injected stands in their way
        acting = () if is_safe else self._injected_of(state.faults)
        broken = broken_links(acting, self.show.faults, tick=state.tick, fps=self.show.fps)
        if broken.lost:
            broken = broken.without(self._guard.refused(memory, state.tick, self._conditions(state, broken)))
        guarded = self._guard.limit(drive, memory, state.tick, self._conditions(state, broken))
        self._wounds.keep(memory)
        lap("guard")
        slots = self._slots.take(guarded.levels)
        lap("slots")
        return Frame(state.tick, slots, guarded.see, guarded.zones, broken, guarded.held)

    def hold(self, state: ShowState, memory: Memory) -> Frame | None:
        """Give a frame that changes nothing: every node gets what it is known to show, also where it is dark.

        Nothing injected stands in its way, for a node that got nothing could go dark meanwhile. Blackout, PANIC and the
        end of the show act all the same: they are painted without the stages that raise.

        Args:
            state: advanced to the tick.
            memory: of the frame before; changed in place.

        Returns:
            The frame, None if none was painted yet.
        """
        guarded: Guarded | None = None
        with suppress(Exception):
            guarded = self._past(state, memory)
        guarded = guarded or self._guard.hold(memory, state.tick)
        if guarded is None:
            return None
        return Frame(state.tick, self._slots.take(guarded.levels), guarded.see, (), WHOLE, guarded.held)

    def _past(self, state: ShowState, memory: Memory) -> Guarded | None:
        """Paint what must not wait past the stages that raise; None = nothing must, or that cannot be painted either.

        Work and egress lights stay as they are known to be, and so does what turns, if its stage is the one.
        """
        is_leaving = masters.exit_level(self.show, state, state.tick) < 1
        if memory.tick[0] == LONG_AGO or not (state.blackout or state.is_panicking or is_leaving):
            return None
        parameters = self.show.patch.parameter_channel
        canvas = Canvas.blank(self.show.rig.cell_count, len(parameters))
        canvas.values[:] = memory.levels[parameters] / np.float32(FULL)
        needed = {"masters"} if state.blackout else {"override", "masters"}
        for name, stage in self._stages:
            try:
                stage(state, state.tick, canvas)
            except Exception:  # noqa: BLE001  it is told already
                if name in needed:
                    return None
        drive = self._drive.paint(canvas, safe=True).copy()
        drive[self._spared] = memory.levels[self._spared] / np.float32(FULL)
        return self._guard.limit(drive, memory, state.tick, self._conditions(state, WHOLE))

    def _injected_of(self, faults: tuple[ActiveFault, ...]) -> tuple[ActiveFault, ...]:
        """Give the faults that were injected; worked out when others act, for thousands of nodes may be silent."""
        if self._injected[0] is not faults:
            self._injected = faults, tuple(fault for fault in faults if fault.origin == "injected")
        return self._injected[1]

    def prepare(self, state: ShowState) -> None:
        """Work out ahead what the next GO will need, now that there is time; no frame looks any other for it."""
        self.playback.prepare(state)

    def limits_of(self, state: ShowState) -> tuple[str, str, int]:
        """Say the guard's limits: in words, who answers for it if they are loosened, and transitions a second."""
        return self._limits.get(state.loosened, self._limits[""])

    def _conditions(self, state: ShowState, broken: Broken) -> Conditions:
        """Say what holds for the guard."""
        return Conditions(
            lost=broken.lost,
            is_dark=state.blackout or state.exit_tick is not None,
            is_urgent=masters.is_safe(state),
            is_loosened=self._is_loosened(state),
            behind=broken.behind,
        )

    def _is_loosened(self, state: ShowState) -> bool:
        """Whether the loosening of this very policy was confirmed."""
        return self._loosened is not None and state.loosened == self._loosened
