"""Beside station 16: what visitors told goes out to the fixtures that show it, before the frame that needs it."""

import logging
from collections.abc import Mapping
from typing import Protocol

from controller.model.show import Show
from controller.model.story import NOTHING_TOLD, Shown, Stories
from controller.show.telling import texts_of

logger = logging.getLogger("kintsugi.engine")


class Board(Protocol):
    """What takes words."""

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        """Say what numbers of text channels mean: fixture → number → text, empty = nothing."""


class Words:
    """Tells outputs what numbers of text channels mean, when that changes.

    Args:
        board: is told.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._told: tuple[Show | None, tuple[Shown, ...]] = None, NOTHING_TOLD.shown

    def follow(self, show: Show, stories: Stories) -> None:
        """Tell what is new. A frame without any costs two looks; a fault of ours in it must not cost a frame."""
        if self._told[1] is stories.shown and (not stories.shown or self._told[0] is show):
            return
        self._told = show, stories.shown
        try:
            self._board.write(texts_of(show, stories))
        except Exception:
            logger.exception("what visitors told did not go out")
