"""The visitors' door before a seam, and phones that come to it."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from controller.model.seam import Seam
from controller.web.access import access_for
from controller.web.visitors.app import create_visitors_app
from controller.web.visitors.routes import Booth

HERE = "http://localhost:8080"


def a_door(seam: Seam) -> FastAPI:
    """Open a door that counts two visitors of one address."""
    booth = Booth(seam, key="k" * 32, voters_per_address=2)
    return create_visitors_app(booth, access=access_for("127.0.0.1"), console_dir=Path("nowhere"))


def a_phone(app: FastAPI, address: str = "10.0.0.7") -> httpx.AsyncClient:
    """Give a phone that has opened no page yet."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url=HERE)
