"""A seam without an engine: answers as it is told, remembers what it was handed, fails on what no shell may do."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from controller.model.explanation import ChannelTrace, Explanation, LookLines, Step, Trace
from controller.model.facts import GuardActed, Resumed
from controller.model.intent import Exit, Intent, Role
from controller.model.outline import CueOutline, FaultOutline, FixtureOutline, ShowOutline
from controller.model.preview import Preview
from controller.model.seam import EngineGoneError, ViewFrame
from controller.model.snapshot import Ack, EngineView, ListView, NodeView, Snapshot, StageTiming
from controller.model.visits import Ballots, Strokes, Tales

NIGHT = "2026-11-21-1"

OUTLINE = ShowOutline(
    name="Test",
    hash="0" * 64,
    fps=44,
    night=NIGHT,
    positions=((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    fixtures=(
        FixtureOutline("lamp", "generic/rgb", "show", "mosaic", 0, 1, 1, 0, ()),
        FixtureOutline("screen", "generic/projector", "show", "wall", 1, 1, 1, 0, ("hello",)),
    ),
    zones={"all": (0, 1)},
    cues=(CueOutline("main", "1", "Doors", "", 3.0, ""),),
    faults=(FaultOutline("storm", "Storm", "colour-shift", "all", 0.3, 0.8, 20.0, (0,)),),
    recoveries=(),
)

SNAPSHOT = Snapshot(
    revision=1,
    night=NIGHT,
    tick=100,
    seconds=100 / 44,
    grand_master=1.0,
    blackout=False,
    panic="off",
    go_lockout_s=0.0,
    lists=(ListView("main", None, "1", "idle", 0.0, 0.0, None),),
    faults=(),
    incidents=(),
    nodes=(NodeView("mosaic", "sacn", "multicast", "ok", 0.0, 0.0, None, 7, 0, "sends"),),
    engine=EngineView(0, 0, 0, (), "", {}),
    log=(),
)


EXPLANATION = Explanation(
    fixture="lamp",
    cls="show",
    node="mosaic",
    tick=100,
    seconds=100 / 44,
    cell_count=1,
    traces=(Trace("1", "level", (Step("playback", "80%", ("cue 1 Doors of main",)),)),),
    channels=(ChannelTrace("Red", 1, 0.8, 0.8, 1, 1, (204,), ""),),
    unsent="",
)


def accept(_intent: Intent) -> Ack:
    """Answer that it was done."""
    return Ack(seq=1, tick=101, ok=True, text="done")


def refuse(_intent: Intent) -> Ack:
    """Answer that it was refused."""
    return Ack(seq=1, tick=101, ok=False, text="there is no such cue")


class FakeSeam:
    """Keeps the real Protocol.

    Attributes:
        answer: what the engine says to an intent.
        is_stuck: the engine never answers.
        submitted: what it was handed, with source and role.
        refused: peer and reason of every refusal.
    """

    def __init__(self, *, answer: Callable[[Intent], Ack] = accept, outline: ShowOutline = OUTLINE) -> None:
        self.answer = answer
        self._outline = outline
        self.is_stuck = False
        self.submitted: list[tuple[Intent, str, Role]] = []
        self.refused: list[tuple[str, str]] = []
        self.universes: dict[tuple[str, int], bytes] = {("mosaic", 1): b"\x01\x02\x03", ("wall", 1): b"\xff"}
        self._snapshot = SNAPSHOT
        self._frame: ViewFrame | None = None
        self._changed = asyncio.Event()

    @property
    def outline(self) -> ShowOutline:
        return self._outline

    @property
    def intents(self) -> list[Intent]:
        """What it was handed, without the senders."""
        return [intent for intent, _source, _role in self.submitted]

    async def submit(self, intent: Intent, *, source: str, role: Role) -> Ack:
        assert not isinstance(intent, (Resumed, GuardActed, Exit)), f"{intent} came from outside"
        assert role == {"visitors": "visitor", "schedule": "clock"}.get(source, "operator"), f"{role} from {source}"
        assert role != "visitor" or isinstance(intent, Ballots | Strokes | Tales), f"a visitor hands in {intent}"
        self.submitted.append((intent, source, role))
        if self.is_stuck:
            await asyncio.Event().wait()
        return self.answer(intent)

    async def submit_each(self, intents: Sequence[Intent], *, source: str, role: Role) -> tuple[Ack, ...]:
        return tuple([await self.submit(intent, source=source, role=role) for intent in intents])

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        assert peer, "a refusal names its peer"
        assert reason, "a refusal names its reason"
        self.refused += [(peer, reason)] * times

    def snapshot(self) -> Snapshot:
        return self._snapshot

    async def wait_snapshot(self, after_revision: int) -> Snapshot:
        while self._snapshot.revision <= after_revision:
            await self._wait_change()
        return self._snapshot

    async def wait_frame(self, after_tick: int) -> ViewFrame:
        while self._frame is None or self._frame.tick <= after_tick:
            await self._wait_change()
        return self._frame

    async def timings(self) -> tuple[StageTiming, ...]:
        return (StageTiming("guard", 250.0, 900.0, 1200.0, 100),)

    async def explain(self, fixture: str) -> Explanation | None:
        return EXPLANATION if fixture == "lamp" else None

    async def preview(self, fault: str) -> Preview:
        if fault == "slow":
            raise EngineGoneError("looking ahead took longer than 30 s; ask again")
        return Preview(fault, "" if fault == "storm" else f"no fault {fault!r} in the show")

    async def live_lines(self, *, selector: str | None, hands_only: bool) -> LookLines | str:
        if selector == "wsh":
            return "there is no zone or fixture 'wsh'"
        return {} if hands_only else {selector or "all": {"level": "40%"}}

    async def universe(self, node: str, number: int) -> bytes | None:
        return self.universes.get((node, number))

    def publish(self, snapshot: Snapshot) -> None:
        """Let the state be another; its revision is one higher."""
        self._snapshot = replace(snapshot, revision=self._snapshot.revision + 1)
        self._wake()

    def reload(self, outline: ShowOutline) -> None:
        """Let another show play."""
        self._outline = outline
        self.publish(self._snapshot)

    def emit(self, frame: ViewFrame) -> None:
        """Let a frame leave through the guard."""
        assert self._frame is None or frame.tick > self._frame.tick, "frames go forward"
        self._frame = frame
        self._wake()

    async def _wait_change(self) -> None:
        await self._changed.wait()

    def _wake(self) -> None:
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()
