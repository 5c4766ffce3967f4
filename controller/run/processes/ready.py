"""What a spare engine does before it is needed: it reads the show, builds its painter and writes its outline.

That is most of what a restart costs. It holds as long as no file of the show has changed.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Self

from controller.frame.pipeline import Painter
from controller.model.outline import ShowOutline
from controller.model.rig import Cells
from controller.model.show import Show
from controller.run.reading import read_show
from controller.run.score.stamps import stamps_now
from controller.run.source import Source
from controller.show.outline import outline

MOST_CELLS: Final = 100_000
"""A spare of a larger show would hold too much memory for what may never happen."""


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
        source = read_show(name)
        if source.show.rig.cell_count > MOST_CELLS:
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
