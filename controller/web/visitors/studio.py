"""Where visitors paint: what is open, the cell that is theirs, and a colour for it."""

import asyncio
import math
from collections.abc import Hashable
from typing import Final

from fastapi import HTTPException

from controller.model.outline import PaintOutline
from controller.model.paint import JUST_A_CELL
from controller.model.seam import Seam
from controller.model.snapshot import PaintView
from controller.model.visits import Strokes
from controller.web.messages import MyCell, PaintAsked, PaintMap, StrokePaper
from controller.web.visitors.ballot_box import BallotBox
from controller.web.visitors.board import Board
from controller.web.visitors.complaints import Complaints
from controller.web.visitors.identity import NO_COOKIE, Identities
from controller.web.visitors.painters import Painters

_CLOSED: Final = "nobody paints any more"
_FULL: Final = "every light is taken; one will be free soon"
_CROWDED: Final = "too many people paint from your network already"


class Studio:
    """Where visitors paint.

    Args:
        seam: to the engine.
        board: what is open.
        who: knows their cookies.
        complaints: takes what was turned away.
        per_address: how many visitors of one address have a cell.
    """

    def __init__(self, seam: Seam, board: Board, who: Identities, complaints: Complaints, *, per_address: int) -> None:
        self._seam = seam
        self._board = board
        self._who = who
        self._complaints = complaints
        self._box = BallotBox(seam, Strokes)
        self._painters = Painters(per_address)

    def look(self, cookie: str | None) -> tuple[PaintAsked | None, MyCell | None]:
        """Say what is open, and which cell the bearer of a cookie has.

        Raises:
            EngineGoneError: nobody knows.
        """
        found = self._open()
        if found is None:
            return None, None
        outline, view, _opening = found
        asked = PaintAsked(
            id=outline.id,
            ask=outline.ask,
            colors=outline.colors,
            remaining_s=view.remaining_s or 0.0,
            keeps_s=outline.keeps_s,
            painters=view.painters,
            is_full=view.is_full,
        )
        known = None
        if cookie is not None and self._who.is_ours(cookie):
            known = self._painters.of(self._visitor(cookie, view))
        if known is None or known.own.cell not in outline.cells:
            return asked, None
        place = outline.cells.index(known.own.cell)
        age_s = _now_s() - known.painted_s
        color = known.own.color if age_s < outline.keeps_s else JUST_A_CELL
        return asked, MyCell(outline.names[place], place, color, max(0.0, outline.every_s - age_s))

    def chart(self) -> PaintMap:
        """Draw all cells of what is open.

        Raises:
            HTTPException: nothing is.
            EngineGoneError: nobody knows.
        """
        found = self._open()
        if found is None:
            raise HTTPException(409, _CLOSED)
        return PaintMap(found[0].id, found[0].points)

    async def lay(self, cookie: str | None, peer: str, paper: StrokePaper) -> None:
        """Take a stroke, and wait until it is laid; one without a colour asks for a cell.

        Raises:
            HTTPException: it is not.
            EngineGoneError: nobody knows.
        """
        if cookie is None or not self._who.is_ours(cookie):
            raise HTTPException(403, NO_COOKIE)
        found = self._open()
        if found is None or found[0].id != paper.paint or not _has(found[0], paper.color):
            raise HTTPException(409, _CLOSED)
        outline, view, opening = found
        visitor = self._visitor(cookie, view)
        known = self._painters.of(visitor)
        wait_s = 0.0 if known is None else known.painted_s + outline.every_s - _now_s()
        if paper.color != JUST_A_CELL and wait_s > 0:
            raise HTTPException(409, _too_quick(outline, wait_s))
        if known is None and not self._painters.admits(visitor, peer):
            self._complaints.refuse(peer, _CROWDED)
            raise HTTPException(409, _CROWDED)
        if known is None and view.is_full and not self._painters.may_be_unknown(visitor, view.taken):
            self._painters.leave(visitor, peer)
            raise HTTPException(409, _FULL)
        ack = await self._box.cast(paper.paint, visitor, paper.color)
        own = ack.owns.get(visitor)
        if own is None:
            self._painters.leave(visitor, peer)
            if ack.seq:
                self._painters.note_none(visitor)
            raise HTTPException(409, _FULL if ack.ok else ack.text)
        wants_color = paper.color != JUST_A_CELL
        is_laid = wants_color and ack.ok and own.color == paper.color
        painted_s = _now_s() if is_laid else -math.inf if known is None else known.painted_s
        self._painters.note(opening, visitor, peer, own, painted_s=painted_s)
        if wants_color and not is_laid:
            raise HTTPException(409, ack.text or _too_quick(outline, outline.every_s))

    def _open(self) -> tuple[PaintOutline, PaintView, Hashable] | None:
        """Give what is open, and what tells this opening in this show apart from every other."""
        found = self._board.painting(_now_s())
        if found is None:
            return None
        outline, view = found
        opening = (outline.id, view.opened_tick, self._seam.outline.hash)
        self._painters.begin(opening)
        return outline, view, opening

    def _visitor(self, cookie: str, view: PaintView) -> str:
        return self._who.voter(cookie, (f"paint {view.id}", view.opened_tick or 0))


def _has(outline: PaintOutline, color: str) -> bool:
    return color == JUST_A_CELL or any(color == each.label for each in outline.colors)


def _too_quick(outline: PaintOutline, wait_s: float) -> str:
    return f"a colour can be changed every {outline.every_s:g} s; wait {max(1, round(wait_s))} s more"


def _now_s() -> float:
    return asyncio.get_running_loop().time()
