"""The routes of the passcode: the page that asks for it, and where it is given."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from controller.model.seam import Seam
from controller.web.access import peer_of
from controller.web.intents import IntentError, parse_json
from controller.web.messages import Refusal
from controller.web.passcode.gate import PAGE, Gate, entrance_url
from controller.web.passcode.keys import COOKIE, COOKIE_S, Keys
from controller.web.qr import picture_of
from controller.web.visitors.complaints import Complaints

LARGEST: Final = 1024
_NO_STORE: Final = {"Cache-Control": "no-store"}
_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {  # Any: as FastAPI types it
    401: {"model": Refusal, "description": "This is not the passcode."},
    422: {"model": Refusal, "description": "This is no passcode."},
    429: {"model": Refusal, "description": "Too many wrong ones from this address; Retry-After says for how long."},
}
_NOT_REACHED: Final = (
    "other machines do not reach this console; start it with --host 0.0.0.0, or start it again once a network is there"
)
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"passcode": {"type": "string"}},
                    "required": ["passcode"],
                    "additionalProperties": False,
                }
            }
        },
    }
}

Page: TypeAlias = Callable[[str], Response]
"""Gives the page, with some lines more in its head."""


def passcode_routes(gate: Gate, seam: Seam, page: Page) -> APIRouter:
    """Routes that ask for the passcode and take it."""
    routes = APIRouter(tags=["passcode"])
    complaints = Complaints(seam, "network")

    @routes.get(f"/{PAGE}", include_in_schema=False)
    async def ask() -> Response:
        return page(f'<meta name="kintsugi-passcode" content="{"digits" if gate.is_digits else "text"}">')

    @routes.post(
        "/api/v1/passcode", summary="Give the passcode", status_code=204, responses=_REFUSALS, openapi_extra=_BODY
    )
    async def enter(request: Request) -> Response:
        """Answer with a cookie that lets this browser in from now on; programs send the passcode as Bearer instead.

        What the browser may do is said by the passcode it gave last: everything, or look only.
        """
        peer = peer_of(request.scope)
        given = gate.try_passcode(
            _given(await request.body()), peer.removeprefix("http "), asyncio.get_running_loop().time()
        )
        if not isinstance(given, Keys):
            complaints.refuse(peer, f"a wrong passcode ({peer})")
            raise given
        answer = Response(status_code=204, headers=_NO_STORE)
        cookie = given.new_cookie()
        answer.set_cookie(COOKIE, cookie, max_age=COOKIE_S, path="/", httponly=True, samesite="strict")
        return answer

    @routes.get("/api/v1/passcode", summary="Is this console let in", status_code=204)
    async def is_in() -> Response:
        """Answer 204 to whoever is let in, and 401 to whoever must give the passcode."""
        return Response(status_code=204, headers=_NO_STORE)

    routes.add_api_route(
        "/api/v1/console/qr.svg",
        picture_of(entrance_url(gate.url, gate.keys.text) if gate.url and gate.keys.is_set else "", _NOT_REACHED),
        summary="The console's address as a picture",
        description="A QR code of the address with the operator's passcode, for a tablet that shall be a console, too.",
        response_class=Response,
        responses={404: {"model": Refusal, "description": "Other machines do not reach this console."}},
    )
    return routes


def _given(body: bytes) -> str:
    """Read what was given.

    Raises:
        HTTPException: it is no passcode.
    """
    document: object = None
    if len(body) <= LARGEST:
        try:
            document = parse_json(body)
        except IntentError:
            document = None
    if not isinstance(document, dict) or set(document) != {"passcode"} or not isinstance(document["passcode"], str):
        raise HTTPException(422, 'give the passcode as {"passcode": "…"}')
    return document["passcode"]
