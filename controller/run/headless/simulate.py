"""The run without hardware: the same engine, senders and bytes, the same far end, on a clock that jumps.

What is sent in a tick reaches the simulated fixtures at the tick's barrier; then they are looked at. Nothing is
bypassed: intents wait in the engine's lanes, light is judged after the packets were decoded.
"""

import asyncio
import time
import uuid
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from controller.frame.pipeline import Painter
from controller.model.binding import has_midi
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Dismiss, Intent
from controller.model.show import Show
from controller.model.snapshot import Ack, Snapshot
from controller.model.units import ticks
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import Delivered, MemoryLink
from controller.outputs.outputs import Outputs
from controller.run.clock import Clock, SimulatedClock
from controller.run.ending import is_over
from controller.run.engine import Engine
from controller.run.far_end import plan_rig
from controller.run.headless.judge import Finding, judge, judge_flashes
from controller.run.headless.lines import Line
from controller.run.headless.pads import Pads
from controller.run.headless.scenario import (
    Bound,
    Decision,
    Deed,
    Expectation,
    Film,
    Outage,
    Scenario,
    Speech,
    Step,
    Touch,
)
from controller.run.headless.voices import Voices
from controller.run.loop import Beat, FrameLoop
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from fixtures.far_end import FarEnd
from fixtures.lamp import Light

NIGHT = "simulated"
_CID = uuid.uuid5(uuid.NAMESPACE_URL, "kintsugi:simulated")
_OPEN = (IncidentState.DETECTED, IncidentState.PROPOSED)

Watcher = Callable[[float, FarEnd], None]
"""Called after every tick: seconds of the night, and the far end that has just been looked at."""


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    """How a run went.

    Attributes:
        findings: one for each expectation, and one for each deed that went against what was expected, in order.
        safety: no place flashed more than the house allows.
        seconds: of the night that were played.
        wall_s: seconds that took.
        flashes: in the worst second of any place.
        light: float32 [cells, 3], what a visitor saw last.
        snapshot: what people were shown last.
        far_end: the simulated rig, after the end of all streams.
        sent: every packet in order, if they were to be kept; frames of WebSocket fixtures go to ``(ws:FIXTURE, 0)``.
    """

    scenario: Scenario
    findings: tuple[Finding, ...]
    safety: Finding
    seconds: float
    wall_s: float
    flashes: float
    light: Light
    snapshot: Snapshot
    far_end: FarEnd
    sent: tuple[Delivered, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What was not as expected."""
        return tuple(finding for finding in (*self.findings, self.safety) if not finding.held)

    @property
    def is_good(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def simulate(
    show: Show,
    scenario: Scenario,
    *,
    record: bool,
    clock: Clock | None = None,
    watch: Watcher | None = None,
) -> Result:
    """Play a scenario as fast as this machine can. Not to be called where an event loop runs.

    Args:
        show: what is played.
        scenario: what happens and what is expected.
        record: True keeps every packet.
        clock: None = one that is never late.
        watch: called after every tick.
    """
    return asyncio.run(play(show, scenario, record=record, clock=clock, watch=watch))


async def play(
    show: Show,
    scenario: Scenario,
    *,
    record: bool,
    clock: Clock | None = None,
    watch: Watcher | None = None,
) -> Result:
    """Play a scenario in a running loop; see ``simulate``."""
    began = time.perf_counter()
    clock = clock or SimulatedClock()
    house = _House(show, clock, record=record)
    script = _Script(house, scenario)
    loop = FrameLoop(clock, fps=show.fps, anchor=house.anchor, first=1)
    last = max(1, ticks(scenario.for_s, show.fps))

    def step(beat: Beat) -> None:
        script.act(beat.tick)
        house.step(beat)
        script.judge(beat.tick)
        if watch is not None:
            watch(house.seconds(), house.far_end)
        if beat.tick >= last or is_over(house.engine):
            loop.stop()

    await loop.run(step)
    return house.finish(scenario, script.finish(), began)


class _House:
    """Engine, senders, network and far end, all in memory."""

    def __init__(self, show: Show, clock: Clock, *, record: bool) -> None:
        self._show = show
        self._clock = clock
        self._record = record
        self._tick = 0
        self.anchor = clock.now()
        self.far_end = FarEnd(plan_rig(show))
        self._link = MemoryLink(self._receive, record=record)
        refusals = Refusals()
        identity = Identity(
            _CID.bytes, f"Kintsugi {show.name}", zlib.crc32(NIGHT.encode()), resumed=False, clock=self.seconds
        )
        self._outputs = Outputs(
            show, identity=identity, open_link=lambda _node: self._link, refuse=refusals.refuse, stream=None
        )
        self.engine = Engine(
            show,
            night=NIGHT,
            output=self._outputs,
            journal=None,
            start=beginning(show, Painter(show)),
            refusals=refusals,
        )
        self.voices = Voices(show.fps)
        self.pads = Pads(self.engine) if has_midi(show.bindings) else None
        self._lines = [
            Line(node, fixture, self.far_end, self._overhear)
            for node in self._outputs.stream_nodes
            for fixture in node.fixtures
        ]

    def seconds(self) -> float:
        """Seconds of the night."""
        return self._clock.now() - self.anchor

    def step(self, beat: Beat) -> None:
        """Play one tick, let its packets arrive, and look."""
        self._tick = beat.tick
        for intent in self.voices.speak(beat.tick):
            self.engine.put(intent, source="scenario", role="operator")
        self.engine.step(beat)
        self._arrive()
        self.far_end.see(self.seconds())

    def finish(self, scenario: Scenario, findings: tuple[Finding, ...], began: float) -> Result:
        """Look at the last picture, then end all streams."""
        seconds, light, snapshot = self.seconds(), self.far_end.light(), self.engine.snapshot()
        limit = self.far_end.plan.flashes_per_second
        seen = judge_flashes(Bound("<=", limit, 0.0, f"no more than {limit}"), self.far_end)
        self._outputs.terminate()
        self._arrive()
        self._outputs.close()
        return Result(
            scenario=scenario,
            findings=findings,
            safety=Finding(seconds, seen.what, seen.expected, seen.seen, seen.held),
            seconds=seconds,
            wall_s=time.perf_counter() - began,
            flashes=self.far_end.report().flashes.flashes(),
            light=light,
            snapshot=snapshot,
            far_end=self.far_end,
            sent=tuple(self._link.tap),
        )

    def _arrive(self) -> None:
        self._link.deliver(self._tick)
        for answer in self.far_end.answers(self.seconds()):
            self._link.answer(answer.datagram, answer.source)
        for line in self._lines:
            line.exchange(self.seconds())

    def _receive(self, datagram: bytes, to: Address) -> None:
        self.far_end.deliver(to, datagram, self.seconds())

    def _overhear(self, fixture: str, message: bytes) -> None:
        if self._record:
            self._link.tap.append(Delivered(self._tick, message, (f"ws:{fixture}", 0)))


def _befall(far_end: FarEnd, outage: Outage) -> None:
    """Let something happen to a simulated node."""
    match outage.what:
        case "kill":
            far_end.kill(outage.node)
        case "revive":
            far_end.revive(outage.node)
        case "delay":
            far_end.delay(outage.node, outage.seconds)


class _Script:
    """Does what a scenario says, and notes what came of it."""

    def __init__(self, house: _House, scenario: Scenario) -> None:
        self._house = house
        fps = house.engine.show.fps
        due = ((max(1, ticks(step.at_s, fps)), step) for step in scenario.steps)
        # at one tick, what is done comes before what is expected of it
        ordered = sorted(due, key=lambda each: (each[0], isinstance(each[1], Expectation)))
        self._steps: deque[tuple[int, Step]] = deque(ordered)
        self._asked: list[tuple[Deed, asyncio.Future[Ack]]] = []
        self._findings: list[Finding] = []

    def act(self, tick: int) -> None:
        """Hand in what is due. A decision is made by what people are shown, so it waits for the tick after others."""
        handed_in = False
        while self._steps and self._steps[0][0] <= tick:
            step = self._steps[0][1]
            if isinstance(step, Expectation) or (isinstance(step.act, Decision | Touch) and handed_in):
                return
            self._steps.popleft()
            self._do(step)
            handed_in = True

    def judge(self, tick: int) -> None:
        """Note the answers that came, and judge what is due."""
        self._hear()
        while self._steps and self._steps[0][0] <= tick:
            step = self._steps[0][1]
            if isinstance(step, Deed):
                return
            self._steps.popleft()
            seen = judge(step.check, self._house.far_end, self._house.engine.snapshot())
            self._findings.append(Finding(step.at_s, seen.what, seen.expected, seen.seen, seen.held, step.line))

    def finish(self) -> tuple[Finding, ...]:
        """Note what never came to be."""
        self._hear()
        for deed, _ in self._asked:
            self._contradict(deed, "no answer")
        for _, step in self._steps:
            if isinstance(step, Deed):
                self._contradict(step, "the show had ended")
            else:
                seen = judge(step.check, self._house.far_end, self._house.engine.snapshot())
                self._findings.append(
                    Finding(step.at_s, seen.what, seen.expected, "the show had ended", held=False, line=step.line)
                )
        return tuple(self._findings)

    def _do(self, deed: Deed) -> None:
        if isinstance(deed.act, Touch):
            self._touch(deed, deed.act)
            return
        if isinstance(deed.act, Speech | Film):
            self._house.voices.take(deed.act, max(1, ticks(deed.at_s, self._house.engine.show.fps)))
            return
        if isinstance(deed.act, Outage):
            _befall(self._house.far_end, deed.act)
            return
        intent = self._decided(deed.act) if isinstance(deed.act, Decision) else deed.act
        if intent is None:
            if not deed.refused:
                self._contradict(deed, "no incident of it was open")
            return
        self._put(deed, intent, "scenario")

    def _touch(self, deed: Deed, touch: Touch) -> None:
        """Touch a pad; one that means nothing now is no failure, one that is bound to nothing is."""
        if self._house.pads is None:
            self._contradict(deed, "the show hears no MIDI")
            return
        intents, refused = self._house.pads.touch(touch)
        if refused and not deed.refused:
            self._contradict(deed, refused)
        for intent, source in intents:
            self._put(deed, intent, source)

    def _put(self, deed: Deed, intent: Intent, source: str) -> None:
        answered: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._house.engine.put(intent, source=source, role="operator", answered=answered)
        self._asked.append((deed, answered))

    def _decided(self, decision: Decision) -> Intent | None:
        """Find the newest open incident of a fault, as an operator would on the console."""
        incidents = self._house.engine.snapshot().incidents
        found = next((each for each in incidents if each.fault == decision.fault and each.state in _OPEN), None)
        if found is None:
            return None
        return Approve(found.id) if decision.verb == "approve" else Dismiss(found.id)

    def _hear(self) -> None:
        waiting = []
        for deed, answered in self._asked:
            if not answered.done():
                waiting.append((deed, answered))
            elif answered.result().ok == deed.refused:
                self._contradict(deed, f"{'taken' if deed.refused else 'refused'}: {answered.result().text}")
        self._asked = waiting

    def _contradict(self, deed: Deed, seen: str) -> None:
        wanted = "to be refused" if deed.refused else "to be taken"
        self._findings.append(Finding(deed.at_s, f"do {deed.words}", wanted, seen, held=False, line=deed.line))
