"""What every answer of the web server has in common: our headers, and one sentence for each mistake."""

import logging
from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controller.model.seam import EngineGoneError

_log = logging.getLogger(__name__)

_HEADERS: Final = {
    # a page of a stranger may not frame the GO button, and ours load nothing from elsewhere (8001 is another port)
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def answer_mistakes(app: FastAPI) -> None:
    """Let an application answer whatever goes wrong with an object and one sentence, ``detail``."""
    app.add_exception_handler(HTTPException, _say_refusal)
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.add_exception_handler(ClientDisconnect, _say_gone)
    app.add_exception_handler(EngineGoneError, _say_engine_gone)
    app.add_exception_handler(Exception, _say_failure)


class HeadersLayer:
    """Puts our headers on every answer, refusals too; ``more``: further ones."""

    def __init__(self, app: ASGIApp, *, more: Mapping[str, str] | None = None) -> None:
        self._app = app
        self._headers = {**_HEADERS, **(more or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and mark its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def _say_refusal(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    sentence = error.detail
    if error.status_code == 404 and sentence == "Not Found":
        sentence = "there is nothing here; the API is described at /docs"
    return JSONResponse({"detail": sentence}, status_code=error.status_code, headers=error.headers)


async def _say_invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return JSONResponse({"detail": f"{where}: {first['msg']}"}, status_code=422)


async def _say_gone(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the body did not come whole"}, status_code=400)


async def _say_engine_gone(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=503, headers={"Retry-After": "1"})


async def _say_failure(request: Request, error: Exception) -> JSONResponse:
    _log.error("The web server failed on %s %r", request.method, request.url.path, exc_info=error)
    return JSONResponse({"detail": "the web server failed on this; see the controller's log"}, status_code=500)
