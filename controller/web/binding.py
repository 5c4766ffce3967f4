"""The console's listening socket: quick to import, for whoever keeps the port but serves nothing."""

import os
import socket
from typing import Final

from controller.model.ports import Listener, listen_error

_BACKLOG: Final = 128


def bind_console(host: str, port: int, option: str = "--port") -> socket.socket:
    """Open the listening socket of the console, or of the visitors' door; ``option`` of the command line changes it.

    It says that it is TCP, because only then asyncio sends small answers at once (TCP_NODELAY). Else an ack waits 40 ms
    for the other side's delayed acknowledgement.

    Raises:
        ListenError: the port cannot be had (``PortInUseError``: another program has it).
    """
    listener = Listener(host, port, "tcp", option)
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two programs share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listener.host, listener.port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise listen_error(listener, error) from error
    return bound
