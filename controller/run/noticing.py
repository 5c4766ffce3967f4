"""What is noticed once a frame has left, as intents for the next tick: no light waits for it."""

from collections.abc import Iterator
from typing import Protocol

from controller.frame.pipeline import Frame
from controller.frame.watch import Watch
from controller.model.facts import ConditionBroken, GuardActed
from controller.model.intent import Intent
from controller.model.show import Show
from controller.model.state import ShowState
from controller.run.loop import Beat
from controller.show.detectors.seen import Seen
from controller.show.detectors.watch import Detectors
from controller.show.incidents.blame import blamed


class Told(Protocol):
    """Who tells of the nodes."""

    def silent(self, tick: int) -> frozenset[str]:
        """Name the nodes that have stopped answering."""

    def unconfirmed(self) -> frozenset[str]:
        """Name the fixtures that confirm nothing any more, though others of their node do."""


class Noticing:
    """Sees what painting found and what the nodes say.

    Args:
        show: what is played.
        told: who tells of its nodes.
    """

    def __init__(self, show: Show, told: Told) -> None:
        self._show = show
        self._told = told
        self._watch = Watch(show)
        self._detectors = Detectors(show)
        self._held: tuple[tuple[str, ...], int] = ((), -(1 << 30))

    def follow(self, show: Show) -> None:
        """Watch another show from now on."""
        self._show = show
        self._detectors.follow(show)

    def held_zones(self, tick: int) -> tuple[str, ...]:
        """Name the zones in which the guard held light back within the last second."""
        zones, since = self._held
        return zones if tick - since <= self._show.fps else ()

    def painted(self, frame: Frame, state: ShowState) -> Iterator[Intent]:
        """Say what painting found: zones that the guard held, conditions that do not hold."""
        zones, since = self._held
        if frame.held_zones and (frame.held_zones != zones or frame.tick - since >= self._show.fps):
            self._held = (frame.held_zones, frame.tick)  # once a second for the same zones
            yield GuardActed(frame.held_zones)
        if self._watch.show is not self._show:
            self._watch = Watch(self._show)
        for condition, why in self._watch.see(frame):
            if not blamed(self._show, state, condition).is_nobody:  # something is broken on purpose
                yield ConditionBroken(condition, why)

    def detected(self, beat: Beat, frame: Frame) -> Iterator[Intent]:
        """Say what the detectors find."""
        seen = Seen(
            tick=beat.tick,
            is_late=beat.is_late,
            skipped=beat.skipped,
            held_zones=frame.held_zones,
            silent=self._told.silent(beat.tick),
            unconfirmed=self._told.unconfirmed(),
            cut=frame.broken.cut,
        )
        yield from self._detectors.see(seen)
