"""Record from live: the route that writes what cues and hands show into a look or a cue of the show file."""

import asyncio
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from controller.model.editing import Edit, Editor, RecordCue, RecordLook
from controller.model.explanation import LookLines
from controller.model.intent import LONGEST_SELECTOR
from controller.model.seam import Seam
from controller.web.access import peer_of
from controller.web.edits import REFUSALS, said
from controller.web.intents import IntentError, parse_json
from controller.wire.admission import Buckets, Rate

RECORD_RATE: Final = Rate(per_s=2, burst=10)
"""Each costs the engine about one frame's time."""
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        **{name: {"type": "string"} for name in ("look", "cue", "label", "list", "selector")},
                        "from": {"enum": ["live", "programmer"]},
                    },
                    "additionalProperties": False,
                }
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class Recording:
    """What is to be recorded: into a look or into a cue, from everything live or from the programmers alone."""

    look: str | None
    cue: str | None
    label: str
    list: str
    origin: str
    selector: str | None

    def edit(self, lines: LookLines) -> Edit:
        """Make the edit that writes it."""
        if self.look is not None:
            return RecordLook(self.look, dict(lines))
        label = {"label": self.label} if self.label else {}
        return RecordCue({"cue": self.cue, **label, "look": lines}, self.list)


def parse_record(document: object) -> Recording:
    """Read what is to be recorded, e.g. ``{"look": "found", "from": "programmer"}``.

    Raises:
        IntentError: it is not that.
    """
    example = '{"look": "found", "from": "live"}'
    if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
        raise IntentError(f"a recording is an object of texts, for example {example}")
    if wrong := set(document) - {"look", "cue", "label", "list", "from", "selector"}:
        raise IntentError(f"record has no {str(min(wrong))[:40]!r}; it has look or cue, label, list, from, selector")
    if ("look" in document) == ("cue" in document):
        raise IntentError(f"record into a look or into a cue, one of them, for example {example}")
    origin = document.get("from", "live")
    if origin not in {"live", "programmer"}:
        raise IntentError(f"from is {str(origin)[:40]!r}; record from live or from programmer")
    if any(len(value) > LONGEST_SELECTOR for value in document.values()):
        raise IntentError(f"a text has at most {LONGEST_SELECTOR} signs")
    return Recording(
        look=document.get("look"),
        cue=document.get("cue"),
        label=document.get("label", ""),
        list=document.get("list", "main"),
        origin=origin,
        selector=document.get("selector"),
    )


def record_routes(editor: Editor, seam: Seam) -> APIRouter:
    """Route that records."""
    routes = APIRouter(prefix="/api/v1/show", tags=["edit"])
    buckets: Buckets[str] = Buckets(RECORD_RATE)

    @routes.post("/record", summary="Record what is live", responses=REFUSALS, openapi_extra=_BODY)
    async def record(request: Request) -> Response:
        """Write what is live, or what is held by hand, into a look or a cue; effects, faults and masters stay out."""
        peer = peer_of(request.scope)
        if not buckets.take(peer, asyncio.get_running_loop().time()):
            seam.refuse(peer, "too many recordings")
            raise HTTPException(429, "too many recordings from this address; not done, try again in a second")
        try:
            asked = parse_record(parse_json(await request.body()))
            hands_only = asked.origin == "programmer"
            lines = await seam.live_lines(selector=asked.selector, hands_only=hands_only)
        except IntentError as error:
            seam.refuse(peer, str(error))
            raise HTTPException(422, str(error)) from None
        if isinstance(lines, str):
            raise HTTPException(422, lines)
        if not lines:
            raise HTTPException(422, "nothing is held by hand there" if hands_only else "nothing is live there")
        return said(await editor.edit((asked.edit(lines),), source=peer.replace(" ", ":")))

    return routes
