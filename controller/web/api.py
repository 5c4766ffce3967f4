"""The API under ``/api/v1``: look at everything, hand in intents. Looking never writes."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import TypeAdapter
from starlette.responses import Response

import controller
from controller.model.explanation import Explanation
from controller.model.fixture_series import fixtures_like, series_of
from controller.model.intent import URGENT
from controller.model.outline import ShowOutline
from controller.model.seam import Seam
from controller.model.snapshot import Ack, GuardView, Snapshot
from controller.web import metrics
from controller.web.access import peer_of
from controller.web.intents import IntentError, intent_schema, parse_intent, parse_json
from controller.web.large import is_large
from controller.web.messages import Health, Refusal, UniverseOutline, UniverseSlots
from controller.web.passcode.looking import role_of
from controller.web.whole_show import show_pieces
from controller.wire.admission import Buckets, Rate

INTENT_RATE: Final = Rate(per_s=100, burst=200)
EXPLAIN_RATE: Final = Rate(per_s=5, burst=10)
"""Each costs the engine about one frame's time."""
URGENT_RATE: Final = Rate(per_s=20, burst=40)

_OUTLINE: Final = TypeAdapter(ShowOutline)
_SNAPSHOT: Final = TypeAdapter(Snapshot)
_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {  # Any: as FastAPI types it
    403: {"model": Refusal, "description": "The page that asks is not ours."},
    409: {"model": Refusal, "description": "The engine refused; nothing changed."},
    413: {"model": Refusal, "description": "The body is too large."},
    415: {"model": Refusal, "description": "The body is not application/json."},
    421: {"model": Refusal, "description": "The Host is none of ours."},
    422: {"model": Refusal, "description": "This is no intent; the sentence says what is allowed."},
    429: {"model": Refusal, "description": "Too many from this address."},
}
_FRESH: Final = {"Cache-Control": "no-store"}
_BODY: Final = {"requestBody": {"required": True, "content": {"application/json": {"schema": intent_schema()}}}}


def looking_routes(seam: Seam) -> APIRouter:
    """Routes that only look."""
    routes = APIRouter(prefix="/api/v1", tags=["look"])
    asked: Buckets[str] = Buckets(EXPLAIN_RATE)

    @routes.get("/show", summary="The still part of the show", response_model=ShowOutline)
    async def show() -> Response:
        """Fixtures, cells, zones, cues, faults and recoveries; it changes only with the show file."""
        return _whole(seam.outline)

    @routes.get("/state", summary="Everything that moves, now", response_model=Snapshot)
    async def state() -> Response:
        """Cue lists, masters, faults, incidents, nodes and the log; a higher revision means that something changed."""
        return _json(_SNAPSHOT.dump_json(seam.snapshot()))

    @routes.get("/guard", summary="What the guard did tonight")
    async def guard() -> GuardView:
        """Limits in force, how often and where light was held back, and how near the limits the night came."""
        return seam.snapshot().guard

    @routes.get(
        "/explain/{fixture}",
        summary="What a fixture shows, and why",
        responses={
            404: {"model": Refusal, "description": "The show has no such fixture."},
            429: {"model": Refusal, "description": "Too many from this address."},
        },
    )
    async def explain(fixture: str, request: Request) -> Explanation:
        """Give every stage that moved its light, with who did it, down to the slots that were sent."""
        # those who only look have one share together: many of them must not cost the engine its frames
        asker = peer_of(request.scope) if role_of(request.scope) == "operator" else "lookers"
        if not asked.take(asker, asyncio.get_running_loop().time()):
            raise HTTPException(429, f"more than {EXPLAIN_RATE.per_s:.0f} explanations a second; ask again in a second")
        told = await seam.explain(fixture)
        if told is None:
            near = " or ".join(map(repr, fixtures_like(fixture, seam.outline.fixtures)))
            hint = f" - did you mean {near}?" if near else "; see /api/v1/show"
            raise HTTPException(404, f"the show has no fixture {fixture[:100]!r}{hint}")
        return told

    @routes.get("/universes", summary="The universes the show feeds")
    async def universes() -> tuple[UniverseOutline, ...]:
        """In the order of the patch, with how many slots are sent."""
        fed = _fed(seam.outline)
        return tuple(
            [UniverseOutline(node, number, len(await seam.universe(node, number) or b"")) for node, number in fed]
        )

    @routes.get(
        "/universes/{node}/{number}",
        summary="One universe as last sent",
        responses={
            404: {"model": Refusal, "description": "The show has no such universe."},
            422: {"model": Refusal, "description": "This is no universe number."},
        },
    )
    async def universe(node: str, number: Annotated[int, Path(ge=0, le=65535)]) -> UniverseSlots:
        """Give the slots after the guard, as they went to the network; the first is slot 1."""
        slots = await seam.universe(node, number)
        if slots is None:
            raise HTTPException(
                404, f"the show has no universe {number} on a node {node[:100]!r}; see /api/v1/universes"
            )
        return UniverseSlots(node, number, tuple(slots))

    return routes


def acting_routes(seam: Seam) -> APIRouter:
    """Route that writes; there is but one."""
    routes = APIRouter(prefix="/api/v1", tags=["act"])
    ordinary: Buckets[str] = Buckets(INTENT_RATE)
    urgent: Buckets[str] = Buckets(URGENT_RATE)

    @routes.post("/intents", summary="Hand in an intent", responses=_REFUSALS, openapi_extra=_BODY)
    async def intents(request: Request) -> Ack:
        """Wait until the engine has acted on it; the answer says what really happened, after it did."""
        peer = peer_of(request.scope)
        try:
            intent = parse_intent(parse_json(await request.body()))
        except IntentError as error:
            seam.refuse(peer, str(error))
            raise HTTPException(422, str(error)) from None
        buckets = urgent if isinstance(intent, URGENT) else ordinary
        if not buckets.take(peer, asyncio.get_running_loop().time()):
            seam.refuse(peer, "too many intents")
            raise HTTPException(429, "too many intents from this address; not done, try again in a second")
        ack = await seam.submit(intent, source=peer.replace(" ", ":"), role=role_of(request.scope))
        if not ack.ok:
            raise HTTPException(409, ack.text)
        return ack

    return routes


def health_routes(seam: Seam) -> APIRouter:
    """Routes for those who watch the house."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", summary="Is the house alive")
    async def healthz() -> Health:
        """Answers as long as the web server runs; the tick says whether the engine does."""
        snapshot = seam.snapshot()
        return Health(ok=True, version=controller.__version__, night=snapshot.night, tick=snapshot.tick)

    @routes.get("/metrics", summary="Numbers for Prometheus", response_class=PlainTextResponse)
    async def metrics_text() -> Response:
        """Late and skipped ticks, errors, refused input, packets and health of every node."""
        return Response(metrics.render(seam.snapshot(), await seam.timings()), media_type=metrics.CONTENT_TYPE)

    return routes


def _fed(still: ShowOutline) -> tuple[tuple[str, int], ...]:
    """Find the universes that fixtures begin in: node and number, each once."""
    series = series_of(still.fixtures).series
    return tuple(dict.fromkeys((each.node, universe) for each in series for _, universe, _ in each.addresses))


def _whole(still: ShowOutline) -> Response:
    """Answer with all of a show; with that of a large rig a little at a time."""
    if is_large(still):
        return StreamingResponse(show_pieces(still), media_type="application/json", headers=_FRESH)
    return _json(_OUTLINE.dump_json(still))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers=_FRESH)
