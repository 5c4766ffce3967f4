"""The seam: the one small protocol between people and the engine.

Intents go up, acknowledgements, snapshots and emitted frames come down (latest wins). ``run/seam.py`` has the
in-process form; a form over a local socket can take its place without the shells noticing.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol

from controller.model.explanation import Explanation, LookLines
from controller.model.intent import Intent, Role
from controller.model.outline import ShowOutline
from controller.model.preview import Preview
from controller.model.snapshot import Ack, Snapshot, StageTiming


class EngineGoneError(Exception):
    """The engine is not there; the message is one sentence."""

    def __init__(self, text: str = "the engine is not there; it is being started again") -> None:
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class ViewFrame:
    """One emitted frame for eyes: what left through the guard.

    Attributes:
        tick: when it was painted.
        seconds: tick / fps.
        cells: 3 bytes a cell, sRGB-encoded red, green, blue of the emitted light: of the cells that the outline says
            are drawn, in their order.
    """

    tick: int
    seconds: float
    cells: bytes


class Seam(Protocol):
    """What shells (web, inputs) may ask of the engine. Nothing here blocks the loop.

    Where the engine is another process everything but ``refuse`` and what submits raises ``EngineGoneError`` while it
    is away; that is then answered with refusals.
    """

    @property
    def outline(self) -> ShowOutline:
        """The still part of the show that runs."""

    def submit(self, intent: Intent, *, source: str, role: Role) -> Awaitable[Ack]:
        """Hand in an intent; to be awaited until the engine has acted on it or refused it.

        What it did is in every ``snapshot()`` from then on. Urgent intents (blackout, panic, halt) have their own lane.
        A full lane or a stopped engine is a refusal, not an error.
        """

    def submit_each(self, intents: Sequence[Intent], *, source: str, role: Role) -> Awaitable[tuple[Ack, ...]]:
        """Hand in several intents at once, so that a HALT after them is after them all; to be awaited like one."""

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        """Count input that was too bad to become an intent; logged at most once a second for each peer."""

    def snapshot(self) -> Snapshot:
        """Everything that moves, now."""

    async def wait_snapshot(self, after_revision: int) -> Snapshot:
        """Wait until something that people should know has changed since a revision."""

    async def wait_frame(self, after_tick: int) -> ViewFrame:
        """Wait for a frame newer than a tick; frames in between are skipped."""

    async def timings(self) -> tuple[StageTiming, ...]:
        """Say how long each stage of a frame took lately."""

    async def explain(self, fixture: str) -> Explanation | None:
        """Say what a fixture shows and why; None = no such fixture. Costs about one frame's time, so ask seldom."""

    async def preview(self, fault: str) -> Preview:
        """Tell what a fault would do if it were injected now; runs the show ahead on a copy, outside the frame loop."""

    async def live_lines(self, *, selector: str | None, hands_only: bool) -> LookLines | str:
        """Write what is live as lines of a look: selector → attribute → value.

        Args:
            selector: only this part of the rig; None = all.
            hands_only: only what programmers hold.

        Returns:
            The lines, or a sentence: the selector means nothing in this show.
        """

    async def universe(self, node: str, number: int) -> bytes | None:
        """Slots of one universe as last sent, 1..512 bytes; None = no such universe."""
