"""The edge where JSON becomes edits of the show file, and the routes that take them.

Takes what a console or a program sends, gives answers with every mistake at its line and column. Strict: no unknown
keys, nothing that no show file could hold.
"""

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import Field, TypeAdapter, ValidationError
from starlette.responses import Response

from controller.model.editing import Edit, EditAnswer, Editor, History
from controller.model.seam import Seam
from controller.web.access import peer_of
from controller.web.intents import IntentError, parse_json
from controller.web.messages import Refusal
from controller.wire.admission import Buckets, Rate

EDIT_RATE: Final = Rate(per_s=20, burst=40)
MOST_EDITS: Final = 100
LONGEST_PATH: Final = 20
_EDIT: Final[TypeAdapter[Edit]] = TypeAdapter(Annotated[Edit, Field(discriminator="op")])
_ANSWER: Final = TypeAdapter(EditAnswer)
_KEYS: Final = {
    "set": {"path", "value"},
    "remove": {"path"},
    "insert": {"path", "value"},
    "record-look": {"look", "lines"},
    "record-cue": {"cue", "list"},
    "delete-cue": {"cue", "list"},
    "renumber-cue": {"cue", "to", "list"},
    "relabel-cue": {"cue", "label", "list"},
    "change-cue": {"cue", "values", "list"},
}
REFUSALS: Final[dict[int | str, dict[str, Any]]] = {  # Any: as FastAPI types it
    409: {"model": EditAnswer, "description": "Refused, with what is wrong; nothing changed on disk or on stage."},
    422: {"model": Refusal, "description": "These are no edits; the sentence says what is allowed."},
    429: {"model": Refusal, "description": "Too many from this address."},
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "array", "items": _EDIT.json_schema()}}},
    }
}


def edit_routes(editor: Editor, seam: Seam) -> APIRouter:
    """Routes that read and change the show file."""
    routes = APIRouter(prefix="/api/v1/show", tags=["edit"])
    buckets: Buckets[str] = Buckets(EDIT_RATE)

    def admit(request: Request) -> str:
        peer = peer_of(request.scope)
        if not buckets.take(peer, asyncio.get_running_loop().time()):
            seam.refuse(peer, "too many edits")
            raise HTTPException(429, "too many edits from this address; not done, try again in a second")
        return peer.replace(" ", ":")

    @routes.get("/text", summary="The text of the show file", response_class=PlainTextResponse)
    async def text() -> PlainTextResponse:
        """As it is on disk, comments and all."""
        return PlainTextResponse(await editor.text(), media_type="text/yaml; charset=utf-8")

    @routes.get("/history", summary="What undo and redo walk")
    async def history() -> History:
        """Every text the file had, oldest first, and which one it has."""
        return await editor.history()

    @routes.post("/edits", summary="Edit the show file", responses=REFUSALS, openapi_extra=_BODY)
    async def edits(request: Request) -> Response:
        """Make edits, all or none: in the text with its comments, on disk, and on stage from the next tick on."""
        source = admit(request)
        try:
            asked = parse_edits(parse_json(await request.body()))
        except IntentError as error:
            seam.refuse(peer_of(request.scope), str(error))
            raise HTTPException(422, str(error)) from None
        return said(await editor.edit(asked, source=source))

    @routes.post("/undo", summary="Go back to the text before", response_model=EditAnswer, responses=REFUSALS)
    async def undo(request: Request) -> Response:
        """Undo the last edit, whoever made it, also after a restart."""
        return said(await editor.undo(source=admit(request)))

    @routes.post("/redo", summary="Take back the last undo", response_model=EditAnswer, responses=REFUSALS)
    async def redo(request: Request) -> Response:
        """Make again what was undone last."""
        return said(await editor.redo(source=admit(request)))

    return routes


def parse_edits(document: object) -> tuple[Edit, ...]:
    """Read one edit or a list of edits.

    Args:
        document: parsed JSON, e.g. ``{"path": ["cues", 0, "fade"], "value": "5s"}``; without ``op`` it sets.

    Raises:
        IntentError: not edits.
    """
    items = document if isinstance(document, list) else [document]
    if not 1 <= len(items) <= MOST_EDITS:
        raise IntentError(f"send 1 to {MOST_EDITS} edits at once, not {len(items)}")
    return tuple(_edit(item) for item in items)


def _edit(item: object) -> Edit:
    if not isinstance(item, dict):
        raise IntentError('an edit is an object, for example {"path": ["cues", 0, "fade"], "value": "5s"}')
    op = item.get("op", "set")
    if not isinstance(op, str) or op not in _KEYS:
        raise IntentError(f"{str(op)[:40]!r} is no edit; write one of {', '.join(_KEYS)}")
    path = item.get("path")
    given = {**item, "op": op}
    if isinstance(path, str):
        given["path"] = [int(step) if step.isdecimal() else step for step in path.strip("/").split("/")]
    if wrong := set(given) - _KEYS[op] - {"op"}:
        raise IntentError(f"{op} has no {str(min(wrong))[:40]!r}; it has {', '.join(sorted(_KEYS[op]))}")
    if isinstance(given.get("path"), list) and len(given["path"]) > LONGEST_PATH:
        raise IntentError(f"a path has at most {LONGEST_PATH} steps")
    try:
        return _EDIT.validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise IntentError(f"{op}: {'.'.join(map(str, first['loc'][1:]))}: {first['msg']}") from None


def said(answer: EditAnswer) -> Response:
    """Answer an edit: 200, or 409 with every mistake."""
    status = 200 if answer.ok else 409
    return Response(_ANSWER.dump_json(answer), status_code=status, media_type="application/json")
