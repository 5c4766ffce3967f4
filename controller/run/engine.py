"""The engine: one night being played. One ``step`` is one frame from the lanes to the senders.

Everything in it happens in the loop's thread, in the order of ``step``; it opens no socket, and the only clock in it is
the stopwatch of the stages, which decides nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from controller.faults.source.flood import flood
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Painter
from controller.model.action import Outgoing
from controller.model.facts import Sense
from controller.model.fault import FaultKind
from controller.model.intent import IMMEDIATE, URGENT, Intent, Panic, Role
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.snapshot import Ack, EngineView, Snapshot, SurfaceView
from controller.model.state import ShowState
from controller.run.departure import MOST_NAMED, Departure, Output
from controller.run.draft import Draft, Place, draft
from controller.run.evidence import Evidence
from controller.run.journal import MARK_TICKS, Journal, checksum_of
from controller.run.lanes import Hands, Lanes, Waiting, answer
from controller.run.logbook import Logbook
from controller.run.loop import Beat
from controller.run.noticing import Noticing
from controller.run.refusals import Refusals
from controller.run.telling import Words
from controller.run.timings import Timings
from controller.run.turn import Staged, look_ahead, move_on, see_late
from controller.show import telling
from controller.show.incidents.struck import struck
from controller.show.outline import snapshot
from controller.show.painting import owners

MOST_COPIED: Final = 3_000_000
"""Bytes of memory that are copied for a tick worked out ahead: a quarter of a millisecond. A larger one is lent."""
logger = logging.getLogger("kintsugi.engine")


@dataclass(frozen=True, slots=True)
class Position:
    """A point of a night to start from.

    Attributes:
        state: at the last painted tick.
        memory: after that tick.
        seq: of the last entry.
        painter: one of the state's show that was made on the way; None = it is still to be made.
    """

    state: ShowState
    memory: Memory
    seq: int
    painter: Painter | None = None


class Engine:
    """Plays one night of one show.

    Args:
        show: what is played.
        night: its name.
        output: where frames go.
        journal: None keeps no log.
        start: where to begin.
        refusals: where shells count bad input.

    Attributes:
        timings: how long each stage took lately.
        evidence: what the guard did tonight.
        hurry: plays the next tick at once, for what must not wait; whoever paces the engine sets it.
        foresee: has the next tick worked out now, by ``work_ahead``; set likewise.
        lateness: says how many seconds ago the moment of a tick was; set likewise, 0 = no moments are to be kept.
        has_time: says whether there is time to work it out anew; set likewise.
        post: takes the messages that cues send, once a tick that has any; whoever sends them sets it.
        surfaces: says how the control surfaces are; whoever hears them sets it.
    """

    def __init__(
        self,
        show: Show,
        *,
        night: str,
        output: Output,
        journal: Journal | None,
        start: Position,
        refusals: Refusals,
    ) -> None:
        self.show = show
        self.night = night
        made = start.painter
        self.painter = made if made is not None and made.show is show else Painter(show)
        self._noticing = Noticing(show, output)
        self.state = start.state
        self.memory = start.memory
        self.seq = start.seq
        self.frame: Frame | None = None
        self.refusals = refusals
        self.post: Callable[[Sequence[Outgoing]], None] = lambda _outbox: None
        self.surfaces: Callable[[], tuple[SurfaceView, ...]] = tuple
        self.evidence = Evidence(show.fps)
        self.hurry: Callable[[], None] = lambda: None
        self.foresee: Callable[[], None] = lambda: None
        self.lateness: Callable[[int], float] = lambda _tick: 0.0
        self.has_time: Callable[[], bool] = lambda: True
        self.timings = Timings(time.perf_counter)
        self._output, self._words = output, Words(output)
        self._journal = journal
        self._offered: Staged | None = None
        self._draft: Draft | None = None
        self._departure = Departure(show.fps, start.state.tick)
        self._is_pressed = False
        self._lanes, self._hands = Lanes(), Hands()
        self._log = Logbook(refusals, show.fps)
        self._late = self._skipped = self._stage_errors = 0
        self._last_error = ""
        self._is_painted, self._is_written = False, True
        self._painted = asyncio.Event()
        self._changed = asyncio.Event()

    def put(self, intent: Intent, *, source: str, role: Role, answered: "asyncio.Future[Ack] | None" = None) -> None:
        """Queue an intent for the next tick; a full lane answers with a refusal at once."""
        waiting = Waiting(intent, source, role, answered)
        waits = self._hands.may_wait(waiting, self.state.tick, self.show.fps) or self._comes_late(intent)
        if not waits:
            self._discard()
        if not self._lanes.put_nowait(waiting):
            answer(waiting, Ack(0, self.state.tick, ok=False, text="too much at once: the intent was not taken"))
        elif self.show.immediate and isinstance(intent, IMMEDIATE):
            self.hurry()
        elif not waits and self._closed is not None:
            self._is_pressed |= role != "engine" or isinstance(intent, URGENT)
        elif isinstance(intent, URGENT) and self._closes:
            self.hurry()
        elif not waits and not self._closes:
            self.foresee()

    def _comes_late(self, intent: Intent) -> bool:
        """Whether an intent is for the tick after the next, which is worked out and would be late for it."""
        if self._draft is None or self._draft.is_closed or isinstance(intent, URGENT):
            return False
        return not (self.show.immediate and isinstance(intent, IMMEDIATE)) and not self.has_time()

    def stand_by(self, why: str) -> None:
        """Show the look of PANIC and nothing else, and say why."""
        self._last_error = why
        self._log.tell(self.state.tick, "engine", "standby", why, ok=False)
        self.put(Panic(), source="engine", role="engine")

    def step(self, beat: Beat) -> None:
        """Play one tick: take what was worked out ahead, or work it out; log what came, send, notice, answer.

        Only what came from outside must be in the log before its light is seen: a night that is resumed then knows all
        that anybody saw. Marks and signs of life wait until the frame has left. A tick that was closed is sent first if
        its moment has passed meanwhile. Hands that found it closed wait for no moment: their tick is the next, at once.
        """
        closed = self._closed
        if closed is not None and closed.tick < beat.tick:
            late_s = beat.late_s + (beat.tick - closed.tick) / self.show.fps
            self._play(Beat(closed.tick, 0, late_s, is_late=True))
            beat = replace(beat, skipped=beat.tick - closed.tick - 1)
        self._play(beat)
        was_pressed, self._is_pressed = self._is_pressed, False
        if was_pressed and not self._lanes.is_empty:
            self.hurry()

    def _play(self, beat: Beat) -> None:
        """Play the tick of a beat."""
        draft = self._take(beat.tick)
        before = self.state.revision
        self._stand_at(draft.place)
        if self._journal is not None and (draft.taken or beat.skipped):
            self._journal.put(beat.tick, [entry for _, entry, _ in draft.taken], skipped=beat.skipped)
        self.timings.lap("journal")
        self.frame = draft.frame
        self._words.follow(self.show, self.state.stories)
        beat = self._leave(beat)
        if self.state.outbox:
            self.post(self.state.outbox)
        self.timings.lap("send")
        self._tell_error(draft.error)
        self._late += beat.is_late
        self._skipped += beat.skipped
        self._log.add(draft.derived)
        self._log.refused(beat.tick)
        for _, _, record in draft.taken:
            self._log.note(record)
        self._mark(beat.tick)
        if self.frame is not None:
            self._notice(beat, self.frame)
        self.timings.lap("notice")
        for waiting, entry, record in draft.taken:
            owns, waits = owners(self.show, self.state, entry.intent), telling.waits_for(self.state, entry.intent)
            answer(waiting, Ack(entry.seq, beat.tick, record.ok, record.text, owns, waits))
        self._tell(changed=self.state.revision != before or bool(draft.taken))
        look_ahead(self.painter, self.state)

    def _leave(self, beat: Beat) -> Beat:
        """Let the frame leave; asked as late as can be. Gives the beat, late if the frame is.

        Blackout leaves for every node: it lights nothing that went dark.
        """
        late_s = self.lateness(beat.tick)
        leaving = self._departure.of(beat.tick, late_s, {} if self.state.blackout else self.painter.dark_after_s)
        if leaving.is_late:
            beat = replace(beat, is_late=True)
            if self._journal is not None:
                self._journal.late(beat.tick, leaving.left_out)
        self._send(beat.tick, leaving.left_out)
        if leaving.left_out and self._departure.is_news(beat.tick):
            who = ", ".join(sorted(leaving.left_out)[:MOST_NAMED])
            more = f" and {len(leaving.left_out) - MOST_NAMED} more" if len(leaving.left_out) > MOST_NAMED else ""
            said = f"a frame was {late_s * 1000:.0f} ms late and does not leave for {who}{more}"
            text = f"{said}: lamps may have gone black meanwhile"
            self._log.tell(beat.tick, "engine", "late-frame", text, ok=False)
        if leaving.is_late:
            see_late(self.painter, self.memory, beat.tick, leaving.left_out)
        return beat

    def _send(self, tick: int, left_out: frozenset[str]) -> None:
        if self._journal is not None:
            self._journal.leaves(tick)
        if self.frame is not None:
            broken = self.frame.broken
            lost = broken.lost | left_out
            self._output.send(tick, self.frame.slots, lost=lost, cut=broken.cut, twists=broken.twists)

    def work_ahead(self, tick: int) -> None:
        """Work the next tick out before its moment, with all that came until now.

        What comes until then makes another draft of it, but for values of which there are many, and buttons of which
        there are too many: they wait. A memory that takes long to copy is lent to the draft, which is then closed: the
        tick has begun. Nothing is begun early where a show promises to answer at once.
        """
        draft = self._draft
        is_ours = draft is not None and draft.tick == tick and draft.base is self.state
        if self._closed is not None or (is_ours and self._lanes.is_empty):
            return
        self._discard()
        if self.memory.copied <= MOST_COPIED:
            self._draft = self._drafted(tick, self.memory.copy())
        elif self._closes:  # what was sent last stays known here: its levels are replaced there, never written into
            self._draft = replace(self._drafted(tick, replace(self.memory)), is_closed=True)

    @property
    def _closes(self) -> bool:
        """Whether ticks are closed once they are worked out."""
        return self.memory.copied > MOST_COPIED and not self.show.immediate

    @property
    def _closed(self) -> Draft | None:
        """The next tick if it is closed."""
        return self._draft if self._draft is not None and self._draft.is_closed else None

    @property
    def place(self) -> Place:
        """Where the night stands for whoever looks on from here: after the tick that is closed, if one is."""
        if self._closed is not None:
            return self._closed.place
        return Place(Staged(self.show, self.painter), self.state, self.memory, self.seq, self._offered)

    def _take(self, tick: int) -> Draft:
        """Take the draft of a tick that was made ahead, or make it now."""
        draft = self._draft
        if draft is not None and (draft.is_closed or (draft.tick == tick and draft.base is self.state)):
            self._draft = None
            self.timings.begin()
            return draft
        self._discard()
        return self._drafted(tick, self.memory)

    def _drafted(self, tick: int, memory: Memory) -> Draft:
        """Work a tick out on a memory."""
        self.timings.begin()
        state, derived = move_on(self.show, self.state, tick)
        self._flood(state, tick)
        place = replace(self.place, state=state, memory=memory)
        return draft(self.state, (place, derived), self._lanes.drain(), self.frame, self.timings.lap)

    def _discard(self) -> None:
        """Let what a draft acted on wait again, unless it is closed."""
        if self._draft is not None and not self._draft.is_closed:
            self._lanes.put_back([waiting for waiting, _, _ in self._draft.taken])
            self._draft = None

    def _flood(self, state: ShowState, tick: int) -> None:
        """Let injected floods come in where real ones do: at the lanes."""
        for name, fault in struck(self.show, state).by_kind.get(FaultKind.INPUT_FLOOD, {}).items():
            for value in flood(fault, self.show.faults, self.show.sensors, tick=tick, fps=self.show.fps):
                self.put(Sense(self.show.faults[name].sensor, value), source=f"fault:{name}", role="engine")

    def _stand_at(self, place: Place) -> None:
        """Go on from here; if another show plays from now on, let the house follow."""
        self.state, self.memory, self.seq, self._offered = place.state, place.memory, place.seq, place.offered
        if place.playing.painter is not self.painter:
            self.show, self.painter, self.frame = place.playing.show, place.playing.painter, None
            self._noticing.follow(self.show)
            self._follow(place.playing)

    def _follow(self, taken: Staged) -> None:
        """Let those follow who feed fixtures and people; what they do wrong must not cost a frame."""
        try:
            if taken.taken is not None:
                taken.taken()
        except Exception as error:
            logger.exception("not all of the house followed the reload")
            self._last_error = f"not all of the house followed the reload: {type(error).__name__}: {error}"

    def offer(self, staged: Staged) -> None:
        """Lay a show ready; the next ``Reload`` of its hash plays it. A later offer takes its place."""
        self._discard()
        self._offered = staged
        if self._closed is not None:
            self._draft = self._closed.offered(staged)

    def notice(self, what: str, text: str, *, ok: bool) -> None:
        """Tell people something that changes no light and so is not in the journal."""
        self.state = replace(self.state, revision=self.state.revision + 1)
        if self._closed is not None:
            self._draft = self._closed.revised(self.state)
        self._log.tell(self.state.tick, "show", what, text, ok=ok)
        self._tell(changed=True)

    def _tell_error(self, error: Exception | None) -> None:
        """Tell once of a stage that raised; what left was the last guarded frame then, and the loop goes on."""
        self._is_painted = error is None
        if error is not None:
            self._stage_errors += 1
            text = f"a stage raised {type(error).__name__}: {error}; the last frame is held"
            if text != self._last_error:
                logger.error("painting tick %d failed; the last frame is held", self.state.tick, exc_info=error)
                self._log.tell(self.state.tick, "engine", "stage-error", text, ok=False)
            self._last_error = text

    def _notice(self, beat: Beat, frame: Frame) -> None:
        """See what painting found, and what the nodes say; it takes effect at the next tick, so light need not wait."""
        if self._is_painted:
            self._found(self._noticing.painted(frame, self.state))
            odd = self.evidence.see(frame.held, self._limits(), frame.tick)
            if odd:
                self._log.tell(self.state.tick, "guard", "guard-alarm", odd, ok=False)
        self._found(self._noticing.detected(beat, frame))

    def _found(self, intents: Iterable[Intent]) -> None:
        for intent in intents:
            self.put(intent, source="engine", role="engine")

    def _limits(self) -> tuple[str, str, int]:
        """Say the guard's limits that hold now: in words, who loosened them, and transitions a second."""
        return self.painter.limits_of(self.state)

    def _mark(self, tick: int) -> None:
        """Write what the log says of a tick besides what came: a checksum now and then, a sign of life."""
        if self._journal is None:
            return
        slots = self.frame.slots if self.frame is not None and tick % MARK_TICKS == 0 else None
        self._journal.write(tick, (), skipped=0, checksum=None if slots is None else checksum_of(slots.tobytes()))
        was_written, self._is_written = self._is_written, not self._journal.trouble
        if was_written and not self._is_written:
            self.notice("disk", f"the night is not being written: {self._journal.trouble}", ok=False)
        elif self._is_written and not was_written:
            lost = f"; {self._journal.lost} lines are lost" if self._journal.lost else ", nothing is lost"
            self.notice("disk", f"the night is written again{lost}", ok=not self._journal.lost)

    def _tell(self, *, changed: bool) -> None:
        self._painted.set()
        self._painted.clear()
        if changed:
            self._changed.set()
            self._changed.clear()

    async def wait_painted(self) -> None:
        """Wait for the next frame."""
        await self._painted.wait()

    async def wait_changed(self) -> None:
        """Wait until something that people should know changes."""
        await self._changed.wait()

    def snapshot(self) -> Snapshot:
        """Describe everything that moves."""
        engine = EngineView(
            late=self._late,
            skipped=self._skipped,
            stage_errors=self._stage_errors,
            guard_zones=self._noticing.held_zones(self.state.tick),
            last_error=self._last_error,
            bad_input=dict(self.refusals.counts),
            unwritten=self._journal.trouble if self._journal is not None else "",
        )
        nodes = self._output.views(self.state.tick)
        shown = snapshot(self.show, self.state, night=self.night, nodes=nodes, engine=engine, log=self._log.lines)
        return replace(shown, surfaces=self.surfaces(), guard=self.evidence.view(self._limits()))
