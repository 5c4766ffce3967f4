"""The web server's plan: which layers a request passes, in which order, and which routes there are.

Takes a seam, gives an ASGI application. It never touches the engine but through the seam.
"""

import itertools
import logging
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import controller
from controller.model.editing import Editor
from controller.model.seam import EngineGoneError, Seam
from controller.web.access import Access, AccessLayer
from controller.web.api import acting_routes, health_routes, looking_routes
from controller.web.console_socket import TRY_AGAIN_LATER, ConsoleSession
from controller.web.edits import edit_routes
from controller.web.pages import BundleFiles, docs_routes, page_routes
from controller.web.previews import preview_routes
from controller.web.recording import record_routes

_log = logging.getLogger(__name__)

MOST_CONSOLES: Final = 64
_HEADERS: Final = {
    # a page of a stranger may not frame the GO button, and ours load nothing from elsewhere (8001 is another port)
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(
    seam: Seam, *, access: Access, console_dir: Path, fixtures_port: int, editor: Editor | None = None
) -> FastAPI:
    """Build the application.

    A request passes: our headers → host, origin, kind and size of the body → sentences for errors → its route.

    Args:
        seam: to the engine.
        access: what this server is called, see ``access_for``.
        console_dir: where the console's bundle is; it may be missing, then the pages say how to get it.
        fixtures_port: of the fixtures' WebSocket, for the pages.
        editor: of the show file; None = it is not edited from here.
    """
    app = FastAPI(
        title="Kintsugi",
        version=controller.__version__,
        description="Look at a running show and hand in intents. Errors are objects with one sentence, detail.",
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(HeadersLayer), Middleware(AccessLayer, access=access, seam=seam)],
    )
    app.add_exception_handler(HTTPException, _say_refusal)
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.add_exception_handler(ClientDisconnect, _say_gone)
    app.add_exception_handler(EngineGoneError, _say_engine_gone)
    app.add_exception_handler(Exception, _say_failure)
    for routes in (looking_routes(seam), preview_routes(seam), acting_routes(seam), health_routes(seam)):
        app.include_router(routes)
    if editor is not None:
        app.include_router(edit_routes(editor, seam))
        app.include_router(record_routes(editor, seam))
    app.include_router(page_routes(seam, console_dir=console_dir, fixtures_port=fixtures_port))
    app.include_router(docs_routes(app))
    _add_console_socket(app, seam)
    if console_dir.is_dir():
        app.mount("/", BundleFiles(directory=console_dir))
    return app


def _add_console_socket(app: FastAPI, seam: Seam) -> None:
    numbers = itertools.count(1)
    open_sessions: set[str] = set()

    @app.websocket("/ws/console")
    async def console_socket(socket: WebSocket) -> None:
        if len(open_sessions) >= MOST_CONSOLES:
            await socket.close(TRY_AGAIN_LATER, f"{MOST_CONSOLES} consoles are open already; close one")
            return
        name = f"console:{next(numbers)}"
        open_sessions.add(name)
        try:
            await ConsoleSession(socket, seam, name).run()
        finally:
            open_sessions.discard(name)


class HeadersLayer:
    """Puts our headers on every answer, refusals too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and mark its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
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
