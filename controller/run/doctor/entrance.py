"""Who gets in: whether other machines reach the console now, and which passcode they must give."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from controller.model.ports import CONSOLE_PORT
from controller.run.addresses import own_address, url_of
from controller.run.doctor.finding import Finding, fault, ok, warn
from controller.run.passcode import FILE, KEY_FILE, LOOKING_FILE, LOOKING_VARIABLE, VARIABLE, drawing
from controller.web.passcode.here import is_loopback
from controller.web.passcode.keys import check_passcode

CONNECT_S: Final = 1.0


def passcode(home: Path, port: int = CONSOLE_PORT) -> Iterator[Finding]:
    """Look how the console stands towards other machines; nothing is drawn or changed for it.

    Args:
        home: where the passcode is kept.
        port: of the console.
    """
    address = own_address()
    if not is_loopback(address) and _answers(address, port):
        where = url_of(address, port)
        how = f"other machines reach what listens at {where} now; a console there asks them for the passcode"
    else:
        how = f"no other machine reaches a console at port {port} now; `--host 0.0.0.0` opens it, with a passcode"
    yield ok("console's door", how)
    for name, variable, file in (("passcode", VARIABLE, FILE), ("passcode to look", LOOKING_VARIABLE, LOOKING_FILE)):
        chosen = os.environ.get(variable)
        yield from _chosen(name, variable, chosen) if chosen else _kept(name, home, file)


def _chosen(name: str, variable: str, text: str) -> Iterator[Finding]:
    """Judge the one that the environment gives."""
    try:
        check_passcode(text)
    except ValueError as error:
        yield fault(name, f"{variable} cannot be used: {error}", f"set {variable} to another one, or unset it")
    else:
        yield ok(name, f"the one in {variable}")


def _kept(name: str, home: Path, file: str) -> Iterator[Finding]:
    """Judge the one that is kept."""
    path = home / file
    for secret in (path, home / KEY_FILE):
        if secret.exists() and os.name == "posix" and stat.S_IMODE(secret.stat().st_mode) & 0o077:
            yield warn(name, f"other users of this machine can read {secret}", f"`chmod 600 {secret}`")
            return
    if not path.exists():
        yield ok(name, f"one is drawn when the first show starts, and kept in {path}")
        return
    try:
        check_passcode(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        yield fault(name, f"{path} cannot be used: {error}", f"`{drawing(file)}` draws another one")
    else:
        yield ok(name, f"kept in {path}; `{drawing(file).removesuffix(' --new')}` prints it")


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), CONNECT_S).close()
    except OSError:
        return False
    return True
