"""Addresses as pictures (QR codes): nobody types one on a phone."""

import io
from collections.abc import Awaitable, Callable
from typing import Final

import segno
from fastapi import HTTPException
from starlette.responses import Response

_QUIET: Final = 4
"""Modules of white round it, as the standard asks (ISO/IEC 18004): cameras find it by them, on a dark wall too."""

_WHITE_ON_BLACK: Final = "\x1b[38;5;231;48;5;16m"
_AS_BEFORE: Final = "\x1b[0m"


def svg_of(text: str) -> bytes:
    """Draw a text black on white; it fills whatever it is shown in."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=_QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()


def picture_of(text: str, otherwise: str) -> Callable[[], Awaitable[Response]]:
    """Give what answers with a text as a picture, drawn once: it takes milliseconds in which no console would be heard.

    Args:
        text: empty = there is nothing to be drawn.
        otherwise: says why, and what to do.
    """
    drawn = svg_of(text) if text else b""

    async def picture() -> Response:
        if not drawn:
            raise HTTPException(404, otherwise)
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})

    return picture


def lines_of(text: str) -> tuple[str, ...]:
    """Draw a text for a terminal of any colours, with two modules above each other in a sign."""
    out = io.StringIO()
    _code(text).terminal(out, border=_QUIET, compact=True)
    return tuple(f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in out.getvalue().splitlines())


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
