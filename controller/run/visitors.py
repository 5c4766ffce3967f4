"""The visitors' door: a listening socket of its own, behind which there is nothing but their page and their vote.

Whoever reaches the console can run the show, so phones are not let in there.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable

from controller.model.ports import parse_place
from controller.model.seam import Seam
from controller.model.show import Show
from controller.run.addresses import reachable, url_of
from controller.run.places import console_dir
from controller.run.settings import Settings
from controller.web.access import access_for
from controller.web.binding import bind_console
from controller.web.serve import serve_on
from controller.web.visitors.app import create_visitors_app
from controller.web.visitors.door import Door
from controller.web.visitors.routes import Booth


def bind_visitors(settings: Settings) -> socket.socket | None:
    """Open the listening socket of the door; None = none is asked for.

    Raises:
        ListenError: the port cannot be had.
        ValueError: what is asked for is no place to listen.
    """
    if not settings.visitors:
        return None
    return bind_console(*parse_place(settings.visitors), "--visitors")


def visitors_url(settings: Settings, entrance: socket.socket) -> str:
    """Say where phones find the page: by a name of this machine, or by the address they can reach."""
    host, port = entrance.getsockname()[:2]
    return f"{url_of(reachable(host, settings.names), port)}join"


def deeds_of(show: Show) -> str:
    """Say what visitors can do in a show, e.g. ``vote, paint and tell``; empty = nothing."""
    can = (("vote", show.votes), ("paint", show.paintings), ("tell", show.stories))
    *first, last = [deed for deed, declared in can if declared] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def visitors_line(url: str, deeds: str) -> tuple[str, ...]:
    """Tell where the door is, if there is one, and what visitors can do there."""
    if not url:
        return ()
    nothing = f"Visitors' page: {url} (nothing to do there: the show asks for no votes, paint or stories)"
    return (f"Visitors {deeds} at {url}" if deeds else nothing,)


def booth_of(seam: Seam, settings: Settings, entrance: socket.socket | None) -> Booth:
    """Make the place where visitors vote; without a door it can be tried from the console's own address."""
    url = "" if entrance is None else visitors_url(settings, entrance)
    return Booth(seam, key=settings.visitors_key, voters_per_address=settings.voters_per_address, url=url)


@contextlib.asynccontextmanager
async def visitors_served(booth: Booth, settings: Settings, entrance: socket.socket | None) -> AsyncIterator[None]:
    """Keep the door open as long as the block runs, if there is one."""
    if entrance is None:
        yield
        return
    loop = asyncio.get_running_loop()
    door = Door(voters_per_address=settings.voters_per_address, now_s=loop.time())
    access = access_for(entrance.getsockname()[0], settings.names)
    app = create_visitors_app(booth, access=access, console_dir=console_dir())

    def admit(peer: str, others: Iterable[str]) -> bool:
        return door.admits(peer, others, loop.time())

    async with serve_on(app, entrance, refuse=booth.complaints.refuse, admit=admit):
        yield
