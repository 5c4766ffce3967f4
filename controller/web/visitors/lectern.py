"""Where visitors tell: what is open, and one plain line of theirs, which waits for a person to let it through."""

import asyncio
from collections.abc import Hashable
from typing import Final

from fastapi import HTTPException

from controller.model.seam import Seam
from controller.model.signs import plain
from controller.model.story_view import StoryOutline, StoryView
from controller.model.visits import Tales
from controller.model.vote import MOST_VOTERS
from controller.web.messages import MyTale, StoryAsked, TalePaper
from controller.web.visitors.ballot_box import BallotBox
from controller.web.visitors.board import Board
from controller.web.visitors.complaints import Complaints
from controller.web.visitors.door import address_of
from controller.web.visitors.identity import NO_COOKIE, Identities

_CLOSED: Final = "nobody tells any more"
_NOTHING: Final = "there is nothing to read in it; write some words"
_FULL: Final = "many tales wait to be read; try again in a while"
_CROWDED: Final = "too many people tell from your network already"


class Tellers:
    """Who has told in the story that is open, when, and from where: as far as this server has handed it in.

    Args:
        per_address: visitors of one address.
    """

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._opening: Hashable = None
        self._told_s: dict[str, float] = {}
        self._from: dict[str, set[str]] = {}

    def begin(self, opening: Hashable) -> None:
        """Forget the story before, if this is another."""
        if opening != self._opening:
            self._opening, self._told_s, self._from = opening, {}, {}

    def told_s(self, visitor: str) -> float | None:
        """Say when a visitor told last, seconds of the loop, None = never here."""
        return self._told_s.get(visitor)

    def admits(self, visitor: str, peer: str) -> bool:
        """Whether a visitor may tell: so many of one address do at most."""
        mine = self._from.setdefault(address_of(peer), set()) if len(self._from) < MOST_VOTERS else set[str]()
        if visitor in mine or visitor in self._told_s:
            return True
        if len(mine) >= self._per_address or len(self._from) >= MOST_VOTERS:
            return False
        mine.add(visitor)
        return True

    def leave(self, visitor: str, peer: str) -> None:
        """Count a visitor no more whose tale was not taken."""
        if visitor not in self._told_s:
            self._from.get(address_of(peer), set()).discard(visitor)

    def note(self, opening: Hashable, visitor: str, now_s: float) -> None:
        """Remember that a tale waits."""
        if opening == self._opening:
            self._told_s[visitor] = now_s


class Lectern:
    """Where visitors tell.

    Args:
        seam: to the engine.
        board: what is open.
        who: knows their cookies.
        complaints: takes what was turned away.
        per_address: how many visitors of one address tell in one story.
    """

    def __init__(self, seam: Seam, board: Board, who: Identities, complaints: Complaints, *, per_address: int) -> None:
        self._board = board
        self._who = who
        self._complaints = complaints
        self._box = BallotBox(seam, Tales)
        self._tellers = Tellers(per_address)

    def look(self, cookie: str | None) -> tuple[StoryAsked | None, MyTale | None]:
        """Say what is open, and whether the bearer of a cookie has told.

        Raises:
            EngineGoneError: nobody knows.
        """
        found = self._open()
        if found is None:
            return None, None
        outline, view, _opening = found
        asked = StoryAsked(outline.id, outline.ask, outline.longest, view.remaining_s or 0.0, view.is_full)
        if cookie is None or not self._who.is_ours(cookie):
            return asked, None
        told_s = self._tellers.told_s(self._visitor(cookie, view))
        return asked, None if told_s is None else MyTale(max(0.0, told_s + outline.every_s - _now_s()))

    async def tell(self, cookie: str | None, peer: str, paper: TalePaper) -> None:
        """Take a tale, and wait until it waits for a person.

        Raises:
            HTTPException: it does not.
            EngineGoneError: nobody knows.
        """
        if cookie is None or not self._who.is_ours(cookie):
            raise HTTPException(403, NO_COOKIE)
        found = self._open()
        if found is None or found[0].id != paper.story:
            raise HTTPException(409, _CLOSED)
        outline, view, opening = found
        text = plain(paper.text, outline.longest)
        if not text:
            raise HTTPException(409, _NOTHING)
        visitor = self._visitor(cookie, view)
        told_s = self._tellers.told_s(visitor)
        wait_s = 0.0 if told_s is None else told_s + outline.every_s - _now_s()
        if wait_s > 0:
            raise HTTPException(409, _too_soon(wait_s))
        if view.is_full:
            raise HTTPException(409, _FULL)
        if not self._tellers.admits(visitor, peer):
            self._complaints.refuse(peer, _CROWDED)
            raise HTTPException(409, _CROWDED)
        ack = await self._box.cast(paper.story, visitor, text)
        if visitor not in ack.waits:
            self._tellers.leave(visitor, peer)
            raise HTTPException(409, ack.text or _FULL)
        self._tellers.note(opening, visitor, _now_s())

    def _open(self) -> tuple[StoryOutline, StoryView, Hashable] | None:
        """Give what is open, and what tells this opening apart from every other."""
        found = self._board.story(_now_s())
        if found is None:
            return None
        outline, view = found
        opening = (outline.id, view.opened_tick)
        self._tellers.begin(opening)
        return outline, view, opening

    def _visitor(self, cookie: str, view: StoryView) -> str:
        return self._who.voter(cookie, (f"story {view.id}", view.opened_tick or 0))


def _too_soon(wait_s: float) -> str:
    return f"you have told something just now; wait {max(1, round(wait_s))} s more"


def _now_s() -> float:
    return asyncio.get_running_loop().time()
