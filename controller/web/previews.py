"""The route that tells what a fault would do before it is fired. It only looks."""

import asyncio
from typing import Final

from fastapi import APIRouter, HTTPException, Request

from controller.model.preview import Preview
from controller.model.seam import Seam
from controller.web.access import peer_of
from controller.web.messages import Refusal
from controller.wire.admission import Buckets, Rate

PREVIEW_RATE: Final = Rate(burst=4, per_s=2.0)


def preview_routes(seam: Seam) -> APIRouter:
    """Routes that look ahead."""
    routes = APIRouter(prefix="/api/v1", tags=["look"])
    asked: Buckets[str] = Buckets(PREVIEW_RATE)

    @routes.get(
        "/faults/{fault}/preview",
        summary="What a fault would do",
        responses={429: {"model": Refusal, "description": "Too many from this address."}},
    )
    async def preview(fault: str, request: Request) -> Preview:
        """Run the show ahead on a copy: whom it reaches, how long, how dark, what the guard holds, who answers.

        ``refused`` says why it would not act now; empty, it would.
        """
        if not asked.take(peer_of(request.scope), asyncio.get_running_loop().time()):
            raise HTTPException(429, f"more than {PREVIEW_RATE.per_s:.0f} previews a second; ask again in a second")
        return await seam.preview(fault[:100])

    return routes
