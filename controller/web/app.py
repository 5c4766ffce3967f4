"""The web server's plan: which layers a request passes, in which order, and which routes there are.

Takes a seam, gives an ASGI application. It never touches the engine but through the seam.
"""

import itertools
from pathlib import Path
from typing import Final

from fastapi import FastAPI, WebSocket
from starlette.middleware import Middleware

import controller
from controller.model.editing import Editor
from controller.model.seam import Seam
from controller.web.access import Access, AccessLayer
from controller.web.answers import HeadersLayer, answer_mistakes
from controller.web.api import acting_routes, health_routes, looking_routes
from controller.web.console_socket import TRY_AGAIN_LATER, ConsoleSession
from controller.web.edits import edit_routes
from controller.web.greeting import Greetings
from controller.web.pages import BundleFiles, docs_routes, page_of, page_routes
from controller.web.passcode.gate import Gate, GateLayer
from controller.web.passcode.looking import role_of
from controller.web.passcode.routes import passcode_routes
from controller.web.previews import preview_routes
from controller.web.recording import record_routes
from controller.web.visitors.complaints import Complaints
from controller.web.visitors.routes import Booth, picture_routes, visitor_routes

MOST_CONSOLES: Final = 64
MOST_LOOKERS: Final = 16
"""Consoles that only look have seats of their own, so that they never take one of an operator's."""


def create_app(
    seam: Seam,
    *,
    access: Access,
    console_dir: Path,
    fixtures_port: int,
    editor: Editor | None = None,
    booth: Booth | None = None,
) -> FastAPI:
    """Build the application.

    A request passes: our headers → host, origin, kind and size of the body → the passcode, if it
    comes from another machine → sentences for errors → its route.

    Args:
        seam: to the engine.
        access: what this server is called and who is let in, see ``access_for``.
        console_dir: where the console's bundle is; it may be missing, then the pages say how to get it.
        fixtures_port: of the fixtures' WebSocket, for the pages.
        editor: of the show file; None = it is not edited from here.
        booth: where visitors vote; None = they do not.
    """
    gate = Gate(access.keys, access.url, looking=access.looking)
    app = FastAPI(
        title="Kintsugi",
        version=controller.__version__,
        description="Look at a running show and hand in intents. Errors are objects with one sentence, detail.",
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(HeadersLayer),
            Middleware(AccessLayer, access=access, refuse=seam.refuse),
            Middleware(GateLayer, gate=gate, seam=seam),
        ],
    )
    answer_mistakes(app)
    for routes in (looking_routes(seam), preview_routes(seam), acting_routes(seam), health_routes(seam)):
        app.include_router(routes)
    app.include_router(passcode_routes(gate, seam, lambda head: page_of(console_dir, "passcode.html", head)))
    if editor is not None:
        app.include_router(edit_routes(editor, seam))
        app.include_router(record_routes(editor, seam))
    join_url = ""
    if booth is not None:
        app.include_router(picture_routes(booth.url))
        app.include_router(visitor_routes(booth, lambda: page_of(console_dir, "join.html")))
        join_url = booth.url
    pages = page_routes(
        seam, console_dir=console_dir, fixtures_port=fixtures_port, join_url=join_url, outside_url=access.url
    )
    app.include_router(pages)
    app.include_router(docs_routes(app))
    _add_console_socket(app, seam)
    if console_dir.is_dir():
        app.mount("/", BundleFiles(directory=console_dir))
    return app


def _add_console_socket(app: FastAPI, seam: Seam) -> None:
    numbers = itertools.count(1)
    consoles: set[str] = set()
    lookers: set[str] = set()
    greetings = Greetings()
    complaints = Complaints(seam, "lookers")

    @app.websocket("/ws/console")
    async def console_socket(socket: WebSocket) -> None:
        role = role_of(socket.scope)
        is_operator = role == "operator"
        seats, most = (consoles, MOST_CONSOLES) if is_operator else (lookers, MOST_LOOKERS)
        what = "consoles" if is_operator else "consoles that only look"
        if len(seats) >= most:
            await socket.close(TRY_AGAIN_LATER, f"{most} {what} are open already; close one")
            return
        name = f"{'console' if is_operator else 'looker'}:{next(numbers)}"
        refuse = seam.refuse if is_operator else complaints.refuse
        seats.add(name)
        try:
            await ConsoleSession(socket, seam, name, greetings, role=role, refuse=refuse).run()
        finally:
            seats.discard(name)
