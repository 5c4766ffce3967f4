"""The passcodes of this installation, the operator's and the one to look: read or drawn, kept where only this user can
read them, and told where they are needed.

They are the same from night to night, and so is the key that signs the consoles' cookies: whatever crashes or is
started again, a tablet that is in stays in.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from controller.run.addresses import console_url_outside, further_urls
from controller.run.settings import Settings
from controller.web.access import Access, access_for
from controller.web.passcode.gate import entrance_url
from controller.web.passcode.here import is_loopback
from controller.web.passcode.keys import Keys, check_passcode, draw_passcode, spelled
from controller.web.qr import lines_of

VARIABLE: Final = "KINTSUGI_PASSCODE"
LOOKING_VARIABLE: Final = "KINTSUGI_LOOKING_PASSCODE"
FILE: Final = "console-passcode"
LOOKING_FILE: Final = "console-passcode-looking"
KEY_FILE: Final = "console-key"
_ONLY_OURS: Final = 0o600


def kept_passcode(home: Path, file: str = FILE) -> str:
    """Read a passcode of this installation, or draw one and keep it; what cannot be kept or read gets one for this run.

    Args:
        home: the folder that keeps it.
        file: which one.

    Raises:
        ValueError: what is kept there is no passcode.
    """
    path = home / file
    text = _kept(path, draw_passcode)
    try:
        return check_passcode(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}; or let one be drawn: `{drawing(file)}`") from None


def drawing(file: str) -> str:
    """Say by which command another one is drawn."""
    return f"kintsugi passcode{' --looking' if file == LOOKING_FILE else ''} --new"


def printed_passcode(home: Path, chosen: str, file: str = FILE) -> str:
    """Give a passcode that shows started from here ask for; never one that lasts for this run alone.

    Args:
        home: the folder that keeps it.
        chosen: goes before the one that is kept; empty = nothing was chosen.
        file: which one is kept.

    Raises:
        OSError: what is kept cannot be read.
        ValueError: there is none, or it is none.
    """
    if chosen:
        return check_passcode(chosen)
    passcode, path = kept_passcode(home, file), home / file
    try:
        is_kept = _read(path) == passcode
    except UnicodeDecodeError:
        raise ValueError(f"{path} holds no text; `{drawing(file)}` draws another one") from None
    if not is_kept:
        raise ValueError(f"{path} cannot be written, so each start of a show draws and prints another passcode")
    return passcode


def new_passcode(home: Path, file: str = FILE) -> str:
    """Draw another passcode and keep it: from the next start of a show on, whoever had the old one must give this.

    Raises:
        OSError: it cannot be kept.
    """
    drawn = draw_passcode()
    _write(home / file, drawn)
    return drawn


def with_passcode(settings: Settings) -> Settings:
    """Give the settings with the passcodes that hold: those they were given, or those that are kept.

    Raises:
        ValueError: one is none, or both are the same. A show that other machines do not reach plays without it.
    """
    passcode = _held(settings, settings.passcode, FILE)
    looking = _held(settings, settings.looking, LOOKING_FILE)
    if looking and spelled(looking) == spelled(passcode):
        if settings.looking or not is_loopback(settings.host):
            way_out = f"change one of them, for example by `{drawing(LOOKING_FILE)}`"
            raise ValueError(f"the passcode to look is the operator's, too; {way_out}")
        looking = ""
    key = _kept(settings.home / KEY_FILE, lambda: secrets.token_hex(32))
    return replace(settings, passcode=passcode, looking=looking, passcode_key=key)


def _held(settings: Settings, chosen: str, file: str) -> str:
    """Give the passcode that was chosen, or that is kept; none if what is kept is none and nobody misses it."""
    try:
        return check_passcode(chosen) if chosen else kept_passcode(settings.home, file)
    except ValueError:
        if chosen or not is_loopback(settings.host):
            raise
        return ""


def access_of(settings: Settings, port: int) -> Access:
    """Say what the console at a port is called, and who is let in."""
    keys = Keys(settings.passcode, settings.passcode_key)
    looking = Keys(settings.looking, settings.passcode_key, "viewer")
    url = console_url_outside(settings, port)
    return access_for(settings.host, settings.names, keys=keys, looking=looking, url=url)


def invitation(settings: Settings, url: str) -> tuple[str, ...]:
    """Tell whoever starts the show how other machines come in; nothing if they do not reach the console.

    Args:
        settings: with the passcodes.
        url: of the console.
    """
    outside = _outside(settings, url)
    if is_loopback(settings.host):
        return ()
    to_look = (f"Who shall only look gives the passcode {settings.looking}",) if settings.looking else ()
    if not outside:
        come = f"No network is there yet; other machines will come in with the passcode {settings.passcode}"
        return (come, *to_look)
    others = further_urls(settings, urlsplit(url).port or 80)
    also = f"; also {', '.join(others)}" if others else ""
    return (f"From other machines: {outside} with the passcode {settings.passcode}{also}", *to_look)


def picture(settings: Settings, url: str) -> tuple[str, ...]:
    """Draw the same for the camera of a tablet, to be shown in a terminal."""
    outside = _outside(settings, url)
    return lines_of(entrance_url(outside, settings.passcode)) if outside else ()


def _outside(settings: Settings, url: str) -> str:
    return console_url_outside(settings, urlsplit(url).port or 80)


def _kept(path: Path, draw: Callable[[], str]) -> str:
    """Read a secret; what is missing is drawn and kept, if it can be.

    What is there but cannot be read stays as it is: the tablets have it, and another one is drawn for this run alone.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(_ONLY_OURS)
    try:
        text = _read(path)
    except (OSError, UnicodeDecodeError):
        return draw()
    if text:
        return text
    drawn = draw()
    with contextlib.suppress(OSError):
        _write(path, drawn)
    return drawn


def _read(path: Path) -> str:
    """Read a secret; empty = none is kept.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is no text.
    """
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _write(path: Path, text: str) -> None:
    """Write a secret in one piece, so that nobody else can read it at any time.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OURS)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
    fresh.replace(path)
