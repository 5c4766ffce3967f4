"""The gate before everything that runs the show, or tells of it."""

import asyncio
import math
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from fastapi import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from controller.model.intent import Role
from controller.model.seam import Seam
from controller.web.access import peer_of, refuse_request
from controller.web.connection import MOST_CONNECTIONS
from controller.web.passcode.attempts import Attempts
from controller.web.passcode.here import is_here, is_loopback
from controller.web.passcode.keys import COOKIE, NO_KEYS, Keys, spelled
from controller.web.passcode.looking import LOOKING_ONLY, may_look, note_role
from controller.web.visitors.complaints import Complaints
from controller.web.visitors.door import address_of

PAGE: Final = "passcode"
FROM_OUTSIDE: Final = MOST_CONNECTIONS * 3 // 4
"""Connections of other machines that may be open: the rest is for whoever is at this one."""
OF_ONE_ADDRESS: Final = MOST_CONNECTIONS // 4

_OPEN: Final = frozenset({("GET", "/healthz"), ("GET", f"/{PAGE}"), ("POST", "/api/v1/passcode")})
_OPEN_FOLDERS: Final = ("/assets/", "/projector/")
"""Files that the page of the passcode needs; and the pages that projectors paint on, which tell nothing of the show
and can do nothing to it: a projector that starts again in mid-show has nobody to type."""
_ASKS: Final = {"WWW-Authenticate": 'Bearer realm="Kintsugi"', "Cache-Control": "no-store"}
_WHERE: Final = (
    "it was printed where the show was started, and `kintsugi passcode` prints it there again, "
    "unless it was chosen with --passcode"
)
_COMPLAINTS: Final = {401: "no passcode, or a wrong one", 403: "more than looking, with the passcode to look"}
_NOBODY: Final = "this console has no passcode, so only the machine that runs the show is let in"


class Gate:
    """Lets in whoever is at this machine, has a passcode, or gave it before, and says in which role.

    Args:
        keys: the operator's passcode.
        url: of the console as other machines reach it, empty = they do not.
        looking: the passcode of those who only look.
    """

    def __init__(self, keys: Keys, url: str = "", *, looking: Keys = NO_KEYS) -> None:
        self.keys = keys
        self.looking = looking
        self.url = url
        self.attempts = Attempts()

    @property
    def is_set(self) -> bool:
        """Whether there is any passcode at all."""
        return self.keys.is_set or self.looking.is_set

    @property
    def is_digits(self) -> bool:
        """Whether digits are enough to type each of them."""
        return all(keys.is_digits for keys in (self.keys, self.looking) if keys.is_set)

    def try_passcode(self, passcode: str, peer: str, now_s: float) -> Keys | HTTPException:
        """Try a passcode against all there are; gives the one it is, or why it is refused.

        Args:
            passcode: as it was given.
            peer: address it comes from.
            now_s: seconds of a clock that never runs back.
        """
        if not self.is_set:
            return HTTPException(401, _NOBODY, headers=_ASKS)
        wait = math.ceil(self.attempts.wait_s(peer, now_s))
        if wait:
            sentence = f"too many wrong passcodes; try again in {wait} s, or work at the machine that runs the show"
            return HTTPException(429, sentence, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})
        is_operators, is_lookers = self.keys.opens(passcode), self.looking.opens(passcode)
        if is_operators:
            self.attempts.forget(peer)
            return self.keys
        if is_lookers:  # forgives nothing: whoever has it could try the operator's on and on
            return self.looking
        self.attempts.note_wrong(peer, now_s)
        wait = math.ceil(self.attempts.wait_s(peer, now_s))
        left = self.attempts.left(peer, now_s)
        more = f"try again in {wait} s" if wait else f"you have {left} more {'attempts' if left > 1 else 'attempt'}"
        return HTTPException(401, f"this is not the passcode; {more}", headers=_ASKS)

    def let_in(self, scope: Scope, now_s: float) -> Role | HTTPException:
        """Say in which role a request is let in, or why it is not."""
        if is_here(scope):
            return "operator"
        asking = HTTPConnection(scope)
        for keys in (self.keys, self.looking):
            if keys.is_ours(asking.cookies.get(COOKIE)):
                return keys.role
        scheme, _, passcode = asking.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given = self.try_passcode(passcode, _address_in(scope), now_s)
            return given.role if isinstance(given, Keys) else given
        if not self.is_set:
            return HTTPException(401, _NOBODY, headers=_ASKS)
        ways = f"open /{PAGE} in a browser, or send `Authorization: Bearer PASSCODE`"
        return HTTPException(401, f"this console asks other machines for its passcode: {ways}; {_WHERE}", headers=_ASKS)


class GateLayer:
    """Stands before the routes; what is not named as open is closed."""

    def __init__(self, app: ASGIApp, *, gate: Gate, seam: Seam) -> None:
        self._app = app
        self._gate = gate
        self._complaints = Complaints(seam, "network")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, lead a person to the page, or refuse a program; refuse those who only look all the rest."""
        refusal = None
        if scope["type"] in {"http", "websocket"} and not _is_open(scope):
            found = self._gate.let_in(scope, asyncio.get_running_loop().time())
            if isinstance(found, HTTPException):
                refusal = found
            else:
                note_role(scope, found)
                refusal = None if found == "operator" or may_look(scope) else HTTPException(403, LOOKING_ONLY)
        if refusal is None:
            await self._app(scope, receive, send)
        elif refusal.status_code == 401 and _wants_page(scope):
            up = "../" * (scope["path"].count("/") - 1)
            await RedirectResponse(f"{up}{PAGE}", 303, headers={"Cache-Control": "no-store"})(scope, receive, send)
        else:
            why = _COMPLAINTS.get(refusal.status_code, refusal.detail)
            self._complaints.refuse("", f"{why} ({peer_of(scope)})")
            answer = JSONResponse({"detail": refusal.detail}, refusal.status_code, headers=refusal.headers)
            await refuse_request(scope, receive, send, answer=answer, sentence=refusal.detail)


def entrance_url(url: str, passcode: str) -> str:
    """Write what a picture for tablets holds: the passcode stands in the fragment, which no server is ever sent.

    Args:
        url: of the console as other machines reach it.
        passcode: as people write it.
    """
    return f"{url}{PAGE}#{quote(spelled(passcode), safe='')}"


def admits(peer: str, others: Iterable[str]) -> bool:
    """Whether one more connection to the console is served: other machines leave room for whoever is at this one."""
    if is_loopback(peer):
        return True
    outside = [address_of(other) for other in others if not is_loopback(other)]
    return len(outside) < FROM_OUTSIDE and outside.count(address_of(peer)) < OF_ONE_ADDRESS


def _is_open(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    method, path = ("GET" if scope["method"] == "HEAD" else scope["method"]), scope["path"]
    return (method, path) in _OPEN or (method == "GET" and path.startswith(_OPEN_FOLDERS))


def _wants_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = HTTPConnection(scope).headers
    return "text/html" in headers.get("accept", "") and "authorization" not in headers


def _address_in(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
