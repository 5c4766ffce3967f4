"""The board: what visitors are shown, and nothing else of the show. Looked up ten times a second at most."""

from typing import Final

from controller.model.outline import PaintOutline, VoteOutline
from controller.model.seam import Seam
from controller.model.snapshot import PaintView, VoteView
from controller.model.story_view import StoryOutline, StoryView
from controller.web.messages import Asked, Tally, Voted

FRESH_S: Final = 0.1
SHOWN_S: Final = 120.0
"""So long the result of a vote stays on the board."""


class Board:
    """What is asked now, and how the last vote ended.

    Args:
        seam: to the engine.
    """

    def __init__(self, seam: Seam) -> None:
        self._seam = seam
        self._read_s = -FRESH_S
        self._asked: tuple[Asked | None, int] = (None, -1)
        self._voted: Voted | None = None
        self._painting: tuple[PaintOutline, PaintView] | None = None
        self._story: tuple[StoryOutline, StoryView] | None = None

    def read(self, now_s: float) -> tuple[Asked | None, int, Voted | None]:
        """Give what is asked, at which tick it was opened (which tells two openings apart), and the last result.

        Raises:
            EngineGoneError: nobody knows.
        """
        self._refresh(now_s)
        return (*self._asked, self._voted)

    def painting(self, now_s: float) -> tuple[PaintOutline, PaintView] | None:
        """Give what visitors may paint now, and how it stands; None = nothing.

        Raises:
            EngineGoneError: nobody knows.
        """
        self._refresh(now_s)
        return self._painting

    def story(self, now_s: float) -> tuple[StoryOutline, StoryView] | None:
        """Give what visitors may tell now, and how it stands; None = nothing.

        Raises:
            EngineGoneError: nobody knows.
        """
        self._refresh(now_s)
        return self._story

    def _refresh(self, now_s: float) -> None:
        if now_s - self._read_s >= FRESH_S:
            self._look()
            self._read_s = now_s

    def _look(self) -> None:
        outlines = {outline.id: outline for outline in self._seam.outline.votes}
        snapshot = self._seam.snapshot()
        views = [view for view in snapshot.votes if view.id in outlines]
        self._asked, self._voted = (None, -1), None
        for view in views:
            if view.opened_tick is not None:
                self._asked = _asked(outlines[view.id], view), view.opened_tick
        ended = [view for view in views if view.ended_s is not None and view.ended_s < SHOWN_S]
        paintings = {outline.id: outline for outline in self._seam.outline.paintings}
        painted = (view for view in snapshot.paintings if view.opened_tick is not None and view.id in paintings)
        self._painting = next(((paintings[view.id], view) for view in painted), None)
        stories = {outline.id: outline for outline in self._seam.outline.stories}
        told = (view for view in snapshot.stories if view.opened_tick is not None and view.id in stories)
        self._story = next(((stories[view.id], view) for view in told), None)
        if ended:
            last = min(ended, key=lambda view: view.ended_s or 0.0)
            self._voted = _voted(outlines[last.id], last)


def _asked(outline: VoteOutline, view: VoteView) -> Asked:
    answers = tuple(option.label for option in outline.options)
    return Asked(outline.id, outline.ask, answers, view.remaining_s or 0.0, view.voters)


def _voted(outline: VoteOutline, view: VoteView) -> Voted:
    tallies = (Tally(option.label, votes) for option, votes in zip(outline.options, view.tallies, strict=True))
    return Voted(outline.ask, tuple(tallies), view.winner, view.is_off)
