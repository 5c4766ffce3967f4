"""The pages: console, projector, their assets, the API's description, and what to do when the bundle is missing."""

import re
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from controller.model.fixture_series import series_of
from controller.model.seam import Seam

CONSOLE_DIR: Final = Path(__file__).parent / "console"
Page = Literal["index.html", "projector.html", "join.html", "passcode.html"]

_FRESH: Final = {"Cache-Control": "no-cache"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_HASHED: Final = re.compile(r"^(assets/)?.+-[\w-]{8}\.\w+$")
_STYLE: Final = (
    "<style>body{background:#14110f;color:#eee6da;font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;"
    "padding:0 1rem}a{color:#ffc846}code,pre{background:#241f1b;padding:.2em .4em}dt{margin-top:1rem}</style>"
)


def page_routes(
    seam: Seam, *, console_dir: Path, fixtures_port: int, join_url: str = "", outside_url: str = ""
) -> APIRouter:
    """Routes of the console and the projector page; both are told the port of the fixtures' WebSocket.

    The console is told where visitors find their page, too (empty = no door is open for them), and where other machines
    find this console (empty = they do not reach it).
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def console() -> HTMLResponse:
        join = f'<meta name="kintsugi-join" content="{escape(join_url)}">'
        outside = f'<meta name="kintsugi-outside" content="{escape(outside_url)}">'
        return page_of(console_dir, "index.html", _meta(fixtures_port) + join + outside)

    @routes.get("/projector/{fixture}")
    def projector(fixture: str) -> HTMLResponse:
        if not series_of(seam.outline.fixtures).has(fixture):
            raise HTTPException(404, f"the show has no fixture {fixture[:100]!r}")
        # the bundle's links are relative to the root; this page stands one step below it
        return page_of(console_dir, "projector.html", '<base href="../">' + _meta(fixtures_port))

    return routes


def docs_routes(app: FastAPI) -> APIRouter:
    """Route of ``/docs``: the API in plain HTML, which needs nothing from another server."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/docs")
    def docs() -> HTMLResponse:
        return HTMLResponse(_describe(app.openapi()))

    return routes


class BundleFiles(StaticFiles):
    """The files of the console's bundle; those with a hash in their name never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file with the caching that fits it."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOR_EVER if _HASHED.search(path) else _FRESH["Cache-Control"]
        return response


def _meta(fixtures_port: int) -> str:
    return f'<meta name="kintsugi-fixtures-port" content="{fixtures_port}">'


def page_of(console_dir: Path, name: Page, head: str = "") -> HTMLResponse:
    """Give a page of the bundle with some lines more in its head."""
    try:
        html = (console_dir / name).read_text(encoding="utf-8")
    except OSError:
        return HTMLResponse(_missing(console_dir / name), status_code=503, headers=_FRESH)
    return HTMLResponse(html.replace("<head>", f"<head>{head}", 1), headers=_FRESH)


def _missing(path: Path) -> str:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Kintsugi: no console</title>{_STYLE}</head>"
        "<body><h1>The console is not built</h1>"
        f"<p>The show runs, but the page <code>{escape(str(path))}</code> is missing.</p>"
        "<p>In a checkout, build it and start again:</p><pre>make demo</pre>"
        "<p>If Kintsugi was installed as a package, install it anew: a complete package carries the console.</p>"
        '<p>The API works meanwhile: <a href="/docs">/docs</a>, <a href="/api/v1/state">/api/v1/state</a>.</p>'
        "</body></html>"
    )


def _describe(schema: dict[str, Any]) -> str:  # Any: an OpenAPI document is JSON of many shapes
    entries = "".join(
        f"<dt><code>{method.upper()} {escape(path)}</code> {escape(operation.get('summary', ''))}</dt>"
        f"<dd>{escape(operation.get('description', ''))}</dd>"
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    )
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Kintsugi: API</title>{_STYLE}</head><body>"
        f"<h1>{escape(schema['info']['title'])} {escape(schema['info']['version'])}</h1>"
        f"<p>{escape(schema['info'].get('description', ''))}</p>"
        f'<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI {escape(schema["openapi"])}).</p>'
        f"<dl>{entries}</dl></body></html>"
    )
