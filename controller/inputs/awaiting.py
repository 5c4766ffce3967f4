"""Beside station 0: binds sockets. An address that a night had, and that is away when the night goes on, is awaited.

Whoever pulls a cable or restarts an interface must not keep the whole show from going on after a crash.
"""

import asyncio
import logging
import socket
from typing import Final

from controller.model.ports import Listener, listen_error, why_away

_log = logging.getLogger(__name__)

AGAIN_S: Final = 0.5


def bind(ear: socket.socket, listener: Listener) -> None:
    """Bind a UDP socket; where the listener is awaited, one that cannot be bound now stays as it is, and hears nothing.

    Raises:
        ListenError: the port cannot be had, and it is not awaited.
    """
    try:
        ear.bind((listener.host, listener.port))
    except OSError as error:
        if not listener.is_awaited:
            raise listen_error(listener, error) from error


async def wait_bound(what: str, ear: socket.socket, listener: Listener) -> None:
    """Bind a socket as soon as it can be, if it is not bound yet; its loss and its return are told.

    Args:
        what: is heard with it, for people.
        ear: must not be sent with before: the system would give it any port.
        listener: where.
    """
    lost = ""
    while ear.getsockname()[1] == 0:
        try:
            # in a thread, for a name is looked up, which may take long
            await asyncio.to_thread(ear.bind, (listener.host, listener.port))
        except OSError as error:
            if not lost:
                lost = why_away(error)
                _log.warning("%s is not heard on %s: %s; the show goes on, and it is tried again", what, listener, lost)
            await asyncio.sleep(AGAIN_S)
    if lost:
        _log.warning("%s is heard again on %s", what, listener)
