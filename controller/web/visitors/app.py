"""The application behind the visitors' door: their page, their vote, and the few files that the page needs."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse

from controller.web.access import Access, AccessLayer
from controller.web.answers import HeadersLayer, answer_mistakes
from controller.web.pages import BundleFiles, page_of
from controller.web.visitors.routes import LARGEST_TALE, Booth, visitor_routes

_ONE_REQUEST: Final = {"Connection": "close"}
"""A connection carries one request: the door counts connections, and thousands of phones hold none open."""


def create_visitors_app(booth: Booth, *, access: Access, console_dir: Path) -> FastAPI:
    """Build the application.

    Args:
        booth: where they look and vote.
        access: what this server is called.
        console_dir: where the bundle with the page is.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(HeadersLayer, more=_ONE_REQUEST),
            Middleware(AccessLayer, access=access, refuse=booth.complaints.refuse, largest_body=LARGEST_TALE),
        ],
    )
    answer_mistakes(app)
    app.include_router(visitor_routes(booth, lambda: page_of(console_dir, "join.html")))

    @app.get("/")
    def door() -> RedirectResponse:
        return RedirectResponse("/join")

    if console_dir.is_dir():
        app.mount("/assets", BundleFiles(directory=console_dir / "assets", check_dir=False))
    return app
