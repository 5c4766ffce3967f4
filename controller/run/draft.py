"""A tick as it is worked out: what comes of the intents that were taken, and the frame that shows it.

A draft is made of the engine's position and changes nothing of it. It counts once the engine takes it; until then
something may come that the tick must show, and another draft is made in its place. Where the memory is too large to be
copied for that, a draft is made on the memory itself and is *closed*: it will be taken, and what comes is for the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, untimed
from controller.model.intent import Entry, Reload
from controller.model.replaced import replace
from controller.model.state import Record, ShowState
from controller.run.lanes import Waiting
from controller.run.turn import Staged, decide, exchange, paint_or_hold, see_gap


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """Where a night stands.

    Attributes:
        playing: the show and its painter.
        state: of that show.
        memory: of the frame that was painted last.
        seq: of the last entry.
        offered: a show that is laid ready for the next ``Reload`` of its hash.
    """

    playing: Staged
    state: ShowState
    memory: Memory
    seq: int
    offered: Staged | None

    def after(self, entry: Entry) -> tuple["Place", Record]:
        """Act on one entry of the log; a memory that a reload carries over is another one."""
        offered, state, memory = self.offered, self.state, self.memory
        if offered is None or not isinstance(entry.intent, Reload) or offered.show.hash != entry.intent.show:
            state, record = decide(self.playing.show, state, entry)
            return Place(self.playing, state, memory, entry.seq, offered), record
        playing, state, memory, record = exchange(self.playing, offered, (state, memory), entry)
        return Place(playing, state, memory, entry.seq, None), record


@dataclass(frozen=True, eq=False, slots=True)
class Draft:
    """One tick, worked out.

    Attributes:
        base: the state before it.
        place: where the night stands if it is taken; its memory is that of the frame.
        derived: what happened by time alone.
        taken: the intents it acts on, each with its entry in the log and what came of it.
        frame: what is sent; None = there is nothing to hold.
        error: what a stage raised, or None.
        is_closed: it will be taken whatever comes, for no other could be made any more.
    """

    base: ShowState
    place: Place
    derived: tuple[Record, ...]
    taken: Sequence[tuple[Waiting, Entry, Record]]
    frame: Frame | None
    error: Exception | None
    is_closed: bool = False

    @property
    def tick(self) -> int:
        """Which tick it is."""
        return self.place.state.tick

    def revised(self, base: ShowState) -> "Draft":
        """Give the same draft of a state that has a revision more."""
        state = replace(self.place.state, revision=self.place.state.revision + 1)
        return replace(self, base=base, place=replace(self.place, state=state))

    def offered(self, staged: Staged) -> "Draft":
        """Give the same draft with a show laid ready for the ticks after it."""
        return replace(self, place=replace(self.place, offered=staged))


def draft(
    base: ShowState,
    moved: tuple[Place, tuple[Record, ...]],
    waiting: Sequence[Waiting],
    last: Frame | None,
    lap: Lap = untimed,
) -> Draft:
    """Work a tick out.

    Args:
        base: the state before it.
        moved: where the night stands once it was brought up to the tick by time alone, and what happened by that. The
            memory is changed in place.
        waiting: the intents to act on, in order.
        last: the frame before, held if a stage raises.
        lap: told of each stage as it ends.
    """
    (place, derived), taken = moved, []
    playing, tick = place.playing, place.state.tick
    see_gap(playing.painter, place.memory, (base.tick, tick), [each.intent for each in waiting])
    for each in waiting:
        entry = Entry(tick, place.seq + 1, each.source, each.role, each.intent)
        place, record = place.after(entry)
        taken.append((each, entry, record))
    lap("decide")
    held = last if place.playing is playing else None
    frame, error = paint_or_hold(place.playing.painter, place.state, place.memory, held, lap)
    return Draft(base, place, derived, taken, frame, error)
