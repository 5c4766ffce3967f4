"""Who may reach the web server: the outermost layers, before any route is looked at.

A page of a stranger, open in the operator's browser, can send requests to this machine. Two facts that such a page
cannot forge keep it out: the Host it asked for (DNS rebinding needs a name of its own) and the Origin it comes from.
Programs that are no browsers send no Origin and go on to the gate, which asks other machines for the passcode
(``passcode/gate.py``). There is no CORS: no other page may ever read us.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controller.web.connection import Refuse
from controller.web.passcode.keys import NO_KEYS, Keys

LARGEST_BODY: Final = 64 * 1024
BODY_TIMEOUT_S: Final = 10.0
_LAST: Final = {"Connection": "close"}
"""What is left of a body that is not read goes with its connection."""
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised here, bound only by those who ask for it
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORT: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Authority:
    """The ``name:port`` of a Host header or an origin; None = the scheme's own port."""

    name: str
    port: int | None


@dataclass(frozen=True, slots=True)
class Access:
    """What this server is called, and who is let in from other machines.

    Attributes:
        names: allowed in Host, lower case, without port.
        any_address: also allow every address written in digits; only a name can be rebound by a stranger's DNS.
        keys: of the passcode that other machines must give; none = they are not let in.
        looking: of the passcode of those who only look; none = there is none.
        url: of the console as other machines reach it; empty = they do not.
    """

    names: frozenset[str]
    any_address: bool
    keys: Keys = NO_KEYS
    looking: Keys = NO_KEYS
    url: str = ""

    def allows_host(self, host: Authority) -> bool:
        """Whether a Host header means us."""
        return host.name in self.names or (self.any_address and _is_address(host.name))


def access_for(
    host: str, names: Iterable[str] = (), *, keys: Keys = NO_KEYS, looking: Keys = NO_KEYS, url: str = ""
) -> Access:
    """Say what a server bound to ``host`` is called: loopback names, its address, and the names given besides."""
    called = _LOOPBACK | {host.lower()} | {name.lower() for name in names}
    return Access(called, any_address=host in _EVERYWHERE, keys=keys, looking=looking, url=url)


def parse_authority(text: str) -> Authority | None:
    """Read ``name``, ``name:port``, ``[v6]`` or ``[v6]:port``; None = it is none of them."""
    try:
        parts = urlsplit(f"//{text}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.netloc != text or "@" in text:
        return None
    return Authority(name.rstrip("."), port)


def is_same_origin(origin: str, host: Authority) -> bool:
    """Whether a page from ``origin`` was served under the ``host`` it now talks to; ``null`` never was."""
    scheme, _, rest = origin.lower().partition("://")
    page = parse_authority(rest)
    default = _DEFAULT_PORT.get(scheme)
    if default is None or page is None:
        return False
    return page.name == host.name and (page.port or default) == (host.port or default)


class AccessLayer:
    """Refuses wrong hosts (421), foreign origins (403), writes that are not JSON (415) and large bodies (413).

    ``largest_body``: the most that is read of one, bytes.
    """

    def __init__(self, app: ASGIApp, *, access: Access, refuse: Refuse, largest_body: int = LARGEST_BODY) -> None:
        self._app = app
        self._access = access
        self._refuse = refuse
        self._largest = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal is None:
            await self._app(scope, _bounded(receive, self._largest) if scope["type"] == "http" else receive, send)
            return
        status, sentence = refusal
        self._refuse(peer_of(scope), sentence)
        answer = JSONResponse({"detail": sentence}, status_code=status)
        await refuse_request(scope, receive, send, answer=answer, sentence=sentence)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host_text = headers.get("host", "")
        host = parse_authority(host_text)
        if host is None or not self._access.allows_host(host) or len(headers.getlist("host")) != 1:
            allowed = ", ".join(sorted(self._access.names))
            return (
                421,
                f"this server is not called {host_text[:100]!r}; it is called {allowed} (add a name with --name)",
            )
        if scope["type"] == "http" and scope["method"] in _READING:
            return None
        origins = headers.getlist("origin")
        if len(origins) > 1 or any(not is_same_origin(origin, host) for origin in origins):
            return (
                403,
                f"a page from {origins[0][:100]!r} may not control this show; open the console at its own address",
            )
        return _body_refusal(headers, self._largest) if scope["type"] == "http" else None


def peer_of(scope: Scope) -> str:
    """Name whoever sent a request, for counting what was refused."""
    client = scope.get("client")
    return f"http {client[0]}" if client else "http"


async def refuse_request(scope: Scope, receive: Receive, send: Send, *, answer: Response, sentence: str) -> None:
    """Answer a request that goes no further; a socket whose server cannot answer is closed with the sentence."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": sentence[:100]})
        return
    await answer(scope, receive, send)


def _body_refusal(headers: Headers, largest: int) -> tuple[int, str] | None:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return 415, f"a write is JSON; send Content-Type: application/json, not {media_type[:100]!r}"
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 20 or int(length) > largest:
        return 413, f"the body is larger than {largest} bytes, the most this server reads"
    return None


def _bounded(receive: Receive, largest: int) -> Receive:
    """Count a request's body, also one without a stated length, and wait only so long for the whole of it."""
    received = 0
    ends_s: float | None = None

    async def receive_bounded() -> Message:
        nonlocal received, ends_s
        if received < 0:
            return await receive()
        if ends_s is None:
            ends_s = asyncio.get_running_loop().time() + BODY_TIMEOUT_S
        try:
            async with asyncio.timeout_at(ends_s):
                message = await receive()
        except TimeoutError:
            sentence = f"the body did not come within {BODY_TIMEOUT_S:.0f} s"
            raise HTTPException(408, sentence, headers=_LAST) from None
        received += len(message.get("body", b""))
        if received > largest:
            sentence = f"the body is larger than {largest} bytes, the most this server reads"
            raise HTTPException(413, sentence, headers=_LAST)
        if not message.get("more_body", False):
            received = -1  # the body is whole; what is waited for next is the client's leaving
        return message

    return receive_bounded


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
