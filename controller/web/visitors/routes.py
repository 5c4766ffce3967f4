"""The visitors' routes: the page ``/join``, what is asked, a ballot, a stroke and a tale. All that a phone can do."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar

from fastapi import APIRouter, HTTPException, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from controller.model.seam import Seam
from controller.model.visits import Ballots
from controller.web.access import peer_of
from controller.web.messages import BallotPaper, PaintMap, Refusal, StrokePaper, TalePaper, VisitorView
from controller.web.qr import picture_of
from controller.web.visitors.ballot_box import BallotBox
from controller.web.visitors.board import Board
from controller.web.visitors.complaints import Complaints
from controller.web.visitors.door import Pace, Voters
from controller.web.visitors.identity import COOKIE, COOKIE_S, NO_COOKIE, Identities
from controller.web.visitors.lectern import Lectern
from controller.web.visitors.studio import Studio

LARGEST_BALLOT: Final = 1024
LARGEST_TALE: Final = 4096
"""Bytes: 200 signs of four bytes with their accents, and what is round them."""
_VIEW: Final = TypeAdapter(VisitorView)
_PAPER: Final = TypeAdapter(BallotPaper)
_STROKE: Final = TypeAdapter(StrokePaper)
_TALE: Final = TypeAdapter(TalePaper)
_MAP: Final = TypeAdapter(PaintMap)
_NO_BALLOT: Final = 'a ballot is {"vote": "…", "answer": "…"}, as GET /api/v1/vote names them'
_NO_STROKE: Final = 'a stroke is {"paint": "…", "color": "…"}, as GET /api/v1/vote names them'
_NO_TALE: Final = 'a tale is {"story": "…", "text": "…"}, as GET /api/v1/vote names the story'
_NO_STORE: Final = {"Cache-Control": "no-store"}

_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {  # Any: as FastAPI types it
    403: {"model": Refusal, "description": "This visitor has no cookie; the page /join gives one."},
    409: {"model": Refusal, "description": "It was not counted; the sentence says why."},
    413: {"model": Refusal, "description": "The body is too large."},
    422: {"model": Refusal, "description": "This is no ballot."},
}

Paper = TypeVar("Paper", BallotPaper, StrokePaper, TalePaper)
Page: TypeAlias = Callable[[], Response]
"""Gives the page of ``/join``."""


def _body(paper: TypeAdapter[Paper]) -> dict[str, Any]:  # Any: as FastAPI types it
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": paper.json_schema()}}}}


class Booth:
    """Where visitors look, vote, paint and tell.

    Args:
        seam: to the engine.
        key: signs the visitors' cookies.
        voters_per_address: how many visitors of one address are counted in one vote, have a cell in one painting, and
            tell in one story.

    Attributes:
        url: of the page as phones reach it, empty = no door is open for them.
        who: makes and knows their cookies.
        complaints: what was turned away.
        studio: where they paint.
        lectern: where they tell.
    """

    def __init__(self, seam: Seam, *, key: str, voters_per_address: int, url: str = "") -> None:
        self.url = url
        self.who = Identities(key)
        self.complaints = Complaints(seam)
        self._seam = seam
        self._board = Board(seam)
        self._box = BallotBox(seam, Ballots)
        self._voters = Voters(voters_per_address)
        self._pace = Pace()
        self.studio = Studio(seam, self._board, self.who, self.complaints, per_address=voters_per_address)
        self.lectern = Lectern(seam, self._board, self.who, self.complaints, per_address=voters_per_address)

    def look(self, cookie: str | None) -> VisitorView:
        """Show a visitor what is asked.

        Raises:
            EngineGoneError: nobody knows.
        """
        asked, opened_tick, last = self._board.read(_now_s())
        mine: str | None = None
        if asked is not None and cookie is not None and self.who.is_ours(cookie):
            opening = (asked.id, opened_tick)
            mine = self._voters.choice(opening, self.who.voter(cookie, opening))
            asked = replace(asked, voters=max(asked.voters, self._voters.count))  # whoever has voted is among them
        paint, own = self.studio.look(cookie)
        story, told = self.lectern.look(cookie)
        again_s = self._pace.next_s(_now_s())
        return VisitorView(self._seam.outline.name, asked, mine, last, paint, own, story, told, again_s)

    async def vote(self, cookie: str | None, peer: str, paper: BallotPaper) -> VisitorView:
        """Take a ballot, and wait until it is counted.

        Raises:
            HTTPException: it is not.
            EngineGoneError: nobody knows.
        """
        if cookie is None or not self.who.is_ours(cookie):
            raise HTTPException(403, NO_COOKIE)
        asked, opened_tick, _last = self._board.read(_now_s())
        if asked is None or asked.id != paper.vote or paper.answer not in asked.answers:
            raise HTTPException(409, "this is not asked any more")
        opening = (asked.id, opened_tick)
        voter = self.who.voter(cookie, opening)
        refusal = self._voters.refusal(opening, voter, peer)
        if refusal:
            self.complaints.refuse(peer, refusal)
            raise HTTPException(409, refusal)
        ack = await self._box.cast(paper.vote, voter, paper.answer)
        if not ack.ok:
            raise HTTPException(409, ack.text)
        self._voters.note(opening, voter, paper.answer)
        return self.look(cookie)


def visitor_routes(booth: Booth, page: Page) -> APIRouter:
    """Routes for visitors; ``page`` gives the one of ``/join``."""
    routes = APIRouter(tags=["visitors"])

    @routes.get("/join", include_in_schema=False)
    async def join(request: Request) -> Response:
        answer = page()
        if not booth.who.is_ours(request.cookies.get(COOKIE)):
            answer.set_cookie(COOKIE, booth.who.new(), max_age=COOKIE_S, httponly=True, samesite="strict")
        return answer

    @routes.get("/api/v1/vote", summary="What visitors are asked now", response_model=VisitorView)
    async def asked(request: Request) -> Response:
        """Give the open vote, what this visitor chose, and how the last vote ended."""
        return _answer(booth.look(request.cookies.get(COOKIE)))

    @routes.post(
        "/api/v1/vote", summary="Vote, or change one's mind", response_model=VisitorView, responses=_REFUSALS,
        openapi_extra=_body(_PAPER),
    )  # fmt: skip
    async def vote(request: Request) -> Response:
        """Wait until the ballot is counted; one visitor has one vote, and the last choice counts."""
        peer = peer_of(request.scope).partition(" ")[2]
        paper = _read(await request.body(), _PAPER, _NO_BALLOT)
        return _answer(await booth.vote(request.cookies.get(COOKIE), peer, paper))

    @routes.post(
        "/api/v1/paint", summary="Paint a cell of one's own, or ask for one", response_model=VisitorView,
        responses=_REFUSALS, openapi_extra=_body(_STROKE),
    )  # fmt: skip
    async def paint(request: Request) -> Response:
        """Wait until the colour is laid; one visitor has one cell. Without a colour, be given a cell."""
        peer, cookie = peer_of(request.scope).partition(" ")[2], request.cookies.get(COOKIE)
        await booth.studio.lay(cookie, peer, _read(await request.body(), _STROKE, _NO_STROKE))
        return _answer(booth.look(cookie))

    @routes.get("/api/v1/paint/map", summary="Where the cells are that visitors paint", response_model=PaintMap)
    async def chart() -> Response:
        """Give the place of each cell on a map of them all, right and down, 0..1000."""
        return Response(_MAP.dump_json(booth.studio.chart()), media_type="application/json", headers=_NO_STORE)

    @routes.post(
        "/api/v1/story", summary="Tell something", response_model=VisitorView, responses=_REFUSALS,
        openapi_extra=_body(_TALE),
    )  # fmt: skip
    async def story(request: Request) -> Response:
        """Wait until the tale waits: a person reads it before anybody else sees it."""
        peer, cookie = peer_of(request.scope).partition(" ")[2], request.cookies.get(COOKIE)
        await booth.lectern.tell(cookie, peer, _read(await request.body(), _TALE, _NO_TALE, largest=LARGEST_TALE))
        return _answer(booth.look(cookie))

    return routes


def picture_routes(url: str) -> APIRouter:
    """Route of the operators': the address of the visitors' page as a picture. ``url``: empty = no door is open."""
    routes = APIRouter(prefix="/api/v1/visitors", tags=["look"])

    otherwise = "no door is open for visitors; start the show with --visitors 0.0.0.0:8080"
    routes.add_api_route(
        "/qr.svg",
        picture_of(url, otherwise),
        summary="The visitors' address as a picture",
        description="A QR code that leads a phone to the page; show it, print it or project it.",
        response_class=Response,
        responses={404: {"model": Refusal, "description": "No door is open for visitors."}},
    )
    return routes


def _read(body: bytes, paper: TypeAdapter[Paper], otherwise: str, *, largest: int = LARGEST_BALLOT) -> Paper:
    """Read a ballot, a stroke or a tale.

    Raises:
        HTTPException: it is none.
    """
    if len(body) > largest:
        raise HTTPException(413, f"what visitors choose has at most {largest} bytes")
    try:
        return paper.validate_json(body, strict=True)
    except ValidationError:
        raise HTTPException(422, otherwise) from None


def _answer(view: VisitorView) -> Response:
    return Response(_VIEW.dump_json(view), media_type="application/json", headers=_NO_STORE)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
