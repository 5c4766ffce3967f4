"""What a spare engine does before it is needed: it reads the show, builds its painter and writes its outline.

That is most of what a restart costs. It holds as long as no file of the show has changed; while the spare waits it
looks at them, and makes itself ready anew when one was edited.
"""

import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from controller.frame.pipeline import Painter
from controller.model.outline import ShowOutline
from controller.model.rig import Cells
from controller.model.show import Show
from controller.run.processes.calm import CalmWork
from controller.run.processes.giving_back import give_back
from controller.run.reading import read_show
from controller.run.score.stamps import Stamps, stamp, stamps_now
from controller.run.source import Source
from controller.show.outline import outline

MOST_CELLS: Final = 100_000
"""A spare of a larger show would hold too much memory for what may never happen."""
LOOK_S: Final = 1.0
"""How often a spare that waits looks at the files of its show."""


@dataclass(frozen=True, eq=False, slots=True)
class Ready:
    """A show that waits to be played.

    Attributes:
        name: it was asked for by.
    """

    name: str
    source: Source
    painter: Painter
    still: ShowOutline

    @classmethod
    def of(cls, name: str) -> Self | None:
        """Make a show ready; None = it is too large.

        Raises:
            ShowError: it cannot be played.
        """
        gc.unfreeze()  # what an earlier one left behind
        gc.collect()
        source = read_show(name)
        if source.show.rig.cell_count > MOST_CELLS:
            del source
            gc.collect()
            give_back()
            return None
        painter = Painter(source.show)
        ready = cls(name, source, painter, outline(source.show, "", painter.glitch.cells))
        gc.collect()
        gc.freeze()
        return ready

    def is_good_for(self, name: str) -> bool:
        """Whether this is what would be read now."""
        return name == self.name and stamps_now(self.source.watched) == self.source.watched

    def painter_of(self, show: Show) -> Painter:
        """Give the painter of a show."""
        return self.painter if show is self.source.show else Painter(show)

    def outline_of(self, show: Show, night: str, reached: Callable[[str], Cells]) -> ShowOutline:
        """Give the outline of a show."""
        return replace(self.still, night=night) if show is self.source.show else outline(show, night, reached)


class Waiting:
    """Keeps a show ready until it is needed, through every edit."""

    def __init__(self, name: str) -> None:
        """Begin to make the show ready for the first time."""
        self._name = name
        self._known: Stamps = {Path(name): stamp(Path(name))}
        self._unsettled: Stamps = {}
        self._ready: Ready | None = None
        self._reading: CalmWork[Ready | None] | None = CalmWork(self._read)

    @property
    def ready(self) -> Ready | None:
        """The show, as soon as it is ready; it is needed now, so what is left to do is done quickly.

        None = it is too large, or cannot be played as its files are now; that is told when it is needed.
        """
        if self._reading is not None:
            self._reading.hurry()
            self._take(self._reading)
        return self._ready

    def look(self) -> None:
        """Make it ready anew if its files have changed. One that is still being written is left for the next look."""
        if self._reading is not None:
            if not self._reading.is_done:
                return
            self._take(self._reading)
        now = stamps_now(self._known)
        if now == self._known:
            return
        if now != self._unsettled:
            self._unsettled = now
            return
        self._known = now
        self._ready = None  # two at once would hold twice the memory
        self._reading = CalmWork(self._read)

    def _read(self) -> Ready | None:
        return Ready.of(self._name)

    def _take(self, reading: CalmWork[Ready | None]) -> None:
        self._reading = None
        with contextlib.suppress(Exception):
            self._ready = reading.result()
            self._known = {} if self._ready is None else self._ready.source.watched
