"""The lanes that intents wait in until the next tick: an urgent one that never waits behind the other, both bounded."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from controller.frame.memory import LONG_AGO
from controller.model.facts import Sense, TimecodeFrame
from controller.model.intent import (
    URGENT,
    Approve,
    Back,
    Dismiss,
    FollowTimecode,
    Go,
    Goto,
    Grab,
    GrandMaster,
    Halt,
    Intent,
    Panic,
    Release,
    Resume,
    Role,
    SetSubmaster,
    ZoneLevel,
)
from controller.model.role import BREAKING, forbidden
from controller.model.snapshot import Ack
from controller.model.visits import Ballots, Strokes, Tales

CAPACITY = 1024
_OF_VISITORS = Ballots | Strokes | Tales
_OVERTAKEN: Mapping[type, tuple[type, ...]] = MappingProxyType(
    {Halt: BREAKING, Panic: (*BREAKING, Go, Goto, Back, Resume, Release)}
)
"""What an urgent intent makes void if it was said before and still waits."""
_CALLING = (Go, Goto, Back, Resume, Release, FollowTimecode)
"""These call cues. Said before HALT and taken in its tick, they show light and break nothing; a later tick would take
them for what somebody said after it."""
PER_TICK = 128
"""Intents of the ordinary lane that one tick takes; the rest wait for the next."""
BALLOTS_PER_TICK = 2
"""Intents of visitors that one tick takes: each carries up to a thousand choices, and none keeps a hand waiting."""
BALLOTS_CAPACITY = 64
ANSWERS_PER_TICK = 32
"""Approvals and dismissals that one tick takes, if so many wait: each may begin a recovery, and a thousand of them are
no reason to keep a frame waiting, or a GO."""
ANSWERS_CAPACITY = 8192
HANDS: Final = 16
"""Buttons in a second that hands may press; what is more is a flood."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One intent that waits, and where its answer goes."""

    intent: Intent
    source: str
    role: Role
    answer: "asyncio.Future[Ack] | None"


@dataclass(frozen=True, slots=True)
class LaneStatistics:
    """How full the lanes are and what they turned away."""

    urgent: int
    ordinary: int
    refused: int
    merged: int


class Lanes:
    """Two bounded queues. A full ordinary lane refuses the newcomer.

    What sensors and a time code say waits beside them, the newest of each, so that no flood of it keeps a hand waiting;
    so does what visitors say, of which a tick takes little, and what is approved or dismissed once more of that waits
    than a tick takes: a group of a thousand incidents fills no lane that a GO must pass.
    A full urgent lane never refuses: the oldest intent that waits there a second time gives way, so that no flood of
    one urgent intent can keep another out.
    """

    def __init__(self) -> None:
        self._urgent: deque[Waiting] = deque()
        self._ordinary: deque[Waiting] = deque()
        self._samples: dict[str, Waiting] = {}
        self._ballots: deque[Waiting] = deque()
        self._answers: deque[Waiting] = deque()
        self._refused = 0
        self._merged = 0

    def put_nowait(self, waiting: Waiting) -> bool:
        """Queue an intent; False = the lane is full."""
        if isinstance(waiting.intent, URGENT):
            if not forbidden(waiting.role, waiting.intent):
                self._overtake(waiting.intent)
            self._urgent.append(waiting)
            if len(self._urgent) > CAPACITY:
                self._drop_repeated()
            return True
        sampled = _sampled(waiting.intent)
        if sampled:
            return self._put_sample(sampled, waiting)
        lane, room = self._lane_of(waiting.intent)
        if len(lane) >= room:
            self._refused += 1
            return False
        lane.append(waiting)
        return True

    def _lane_of(self, intent: Intent) -> tuple[deque[Waiting], int]:
        """Give the lane of an intent that is not urgent, and its capacity."""
        if isinstance(intent, _OF_VISITORS):
            return self._ballots, BALLOTS_CAPACITY
        is_crowd = isinstance(intent, (Approve, Dismiss)) and (self._answers or len(self._ordinary) >= ANSWERS_PER_TICK)
        return (self._answers, ANSWERS_CAPACITY) if is_crowd else (self._ordinary, CAPACITY)

    def drain(self) -> list[Waiting]:
        """Take what this tick acts on: all urgent ones first, what sensors say, then the others in order.

        Of a continuous control (a master's fader) only the newest value of each source is kept.
        """
        if self.is_empty:
            return []
        if not (self._samples or self._ballots or self._answers) and len(self._ordinary) + len(self._urgent) == 1:
            # the usual GO or HALT: code that runs seldom is slow, so there is little of it
            return [self._urgent.popleft() if self._urgent else self._ordinary.popleft()]
        sampled = [self._samples.pop(source) for source in list(self._samples)[:PER_TICK]]
        taken = [*self._urgent, *sampled]
        self._urgent.clear()
        ordinary = [self._ordinary.popleft() for _ in range(min(PER_TICK, len(self._ordinary)))]
        newest = {control: waiting for waiting in ordinary if (control := _control(waiting)) is not None}
        for waiting in ordinary:
            control = _control(waiting)
            if control is not None and newest[control] is not waiting:
                self._merged += 1
                answer(waiting, Ack(0, 0, ok=True, text="a newer value took its place"))
                continue
            taken.append(waiting)
        room = ANSWERS_PER_TICK - sum(1 for waiting in ordinary if isinstance(waiting.intent, (Approve, Dismiss)))
        taken += [self._answers.popleft() for _ in range(max(0, min(room, len(self._answers))))]
        taken += [self._ballots.popleft() for _ in range(min(BALLOTS_PER_TICK, len(self._ballots)))]
        return taken

    def put_back(self, taken: Sequence[Waiting]) -> None:
        """Let what was drained, and not acted on, wait again as before everything that came since."""
        urgent, ordinary, ballots = list[Waiting](), list[Waiting](), list[Waiting]()
        for waiting in taken:
            sampled = _sampled(waiting.intent)
            if isinstance(waiting.intent, URGENT):
                urgent.append(waiting)
            elif sampled and sampled in self._samples:
                self._merged += 1
                answer(waiting, Ack(0, 0, ok=True, text="a newer value took its place"))
            elif sampled:
                self._samples[sampled] = waiting
            else:
                (ballots if isinstance(waiting.intent, _OF_VISITORS) else ordinary).append(waiting)
        for lane, given in ((self._urgent, urgent), (self._ordinary, ordinary), (self._ballots, ballots)):
            lane.extendleft(reversed(given))

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._urgent or self._samples or self._ordinary or self._ballots or self._answers)

    def _put_sample(self, source: str, waiting: Waiting) -> bool:
        """Let the newest sample of a source take the place of the one that waits; many unknown names are refused."""
        older = self._samples.get(source)
        if older is None and len(self._samples) >= CAPACITY:
            self._refused += 1
            return False
        if older is not None:
            self._merged += 1
            answer(older, Ack(0, 0, ok=True, text="a newer value took its place"))
        self._samples[source] = waiting
        return True

    def _overtake(self, urgent: Intent) -> None:
        """Refuse what people said before PANIC or HALT and what still waits: done after it, it would undo it."""
        kinds = _OVERTAKEN.get(type(urgent), ())
        for lane in (self._ordinary, self._answers):
            left = list[Waiting]()
            void = list[Waiting]()
            for waiting in lane:
                is_late = isinstance(urgent, Halt) and len(left) >= PER_TICK
                is_void = waiting.role != "engine" and isinstance(
                    waiting.intent, (*kinds, *(_CALLING if is_late else ()))
                )
                (void if is_void else left).append(waiting)
            if void:
                lane.clear()
                lane.extend(left)
            for waiting in void:
                answer(waiting, Ack(0, 0, ok=False, text=f"not done: {urgent.kind.upper()} came after it"))

    def _drop_repeated(self) -> None:
        """Drop the oldest urgent intent that an equal one stands behind; kinds are few, so one is found."""
        said = [(waiting.role, waiting.intent) for waiting in self._urgent]
        last = {each: place for place, each in enumerate(said)}
        oldest = next(place for place, each in enumerate(said) if last[each] != place)
        answer(self._urgent[oldest], Ack(0, 0, ok=False, text="too much at once: the same was asked again after it"))
        del self._urgent[oldest]
        self._merged += 1

    def statistics(self) -> LaneStatistics:
        """Say how full the lanes are."""
        ordinary = len(self._ordinary) + len(self._samples) + len(self._ballots) + len(self._answers)
        return LaneStatistics(len(self._urgent), ordinary, self._refused, self._merged)


def _sampled(intent: Intent) -> str:
    """Name the source whose sample an intent is, or nothing."""
    if isinstance(intent, Sense):
        return f"sensor {intent.sensor}"
    return "time code" if isinstance(intent, TimecodeFrame) else ""


def _control(waiting: Waiting) -> tuple[str, ...] | None:
    """Name the fader that an intent moves and whose hand is on it, or None."""
    match waiting.intent:
        case GrandMaster():
            return (waiting.source, "grand-master")
        case SetSubmaster(submaster):
            return (waiting.source, "submaster", submaster)
        case ZoneLevel(zone):
            return (waiting.source, "zone", zone)
        case Grab(selector, values, who=who):
            return (waiting.source, "grab", who or "", selector, *sorted(values))
        case _:
            return None


def is_continuous(waiting: Waiting) -> bool:
    """Whether an intent is one value of a stream of them: of a sensor, a time code, a fader, a crowd of visitors.

    Such a value may be taken a moment earlier or a tick later, and nobody can tell; a button may not.
    """
    intent = waiting.intent
    return isinstance(intent, _OF_VISITORS) or bool(_sampled(intent)) or _control(waiting) is not None


class Hands:
    """Tells a hand on a button, for whom a tick is worked out anew, from a flood of buttons, which waits its turn."""

    def __init__(self) -> None:
        self._pressed: deque[int] = deque([LONG_AGO] * HANDS, HANDS)

    def may_wait(self, waiting: Waiting, tick: int, fps: int) -> bool:
        """Say whether an intent may as well be taken by the tick after the next. To be asked once for each.

        Args:
            waiting: what came.
            tick: the newest tick.
            fps: ticks a second.
        """
        if is_continuous(waiting):
            return True
        if waiting.role == "engine" or isinstance(waiting.intent, URGENT):
            return False
        oldest = self._pressed[0]
        self._pressed.append(tick)
        return tick - oldest < fps


def answer(waiting: Waiting, ack: Ack) -> None:
    """Give an intent its answer, if anyone still waits for it."""
    if waiting.answer is not None and not waiting.answer.done():
        waiting.answer.set_result(ack)
