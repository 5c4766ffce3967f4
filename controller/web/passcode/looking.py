"""What whoever gave the passcode to look may do: see everything, change nothing.

Takes a request, says whether it only looks. What is not named here is refused, so a route that is added later is closed
to them, whatever its method; among those that read, closed are the picture that holds the operator's passcode, and the
look ahead, which costs the engine a run of the show.
"""

from typing import Final

from starlette.types import Scope

from controller.model.intent import Role

LOOKING_ONLY: Final = (
    "whoever gave the passcode to look sees everything and does nothing, PANIC and HALT neither; "
    "give the operator's passcode at /passcode?operator"
)

_ROLE: Final = "kintsugi.role"
_READING: Final = frozenset({"GET", "HEAD"})
_PAGES: Final = frozenset(
    {"/", "/index.html", "/join", "/join.html", "/passcode.html", "/projector.html", "/docs", "/openapi.json"}
)
_SEEN: Final = frozenset(
    {
        "/api/v1/guard",
        "/api/v1/paint/map",
        "/api/v1/passcode",
        "/api/v1/show",
        "/api/v1/show/history",
        "/api/v1/show/text",
        "/api/v1/state",
        "/api/v1/universes",
        "/api/v1/visitors/qr.svg",
        "/api/v1/vote",
        "/healthz",
        "/metrics",
    }
)
_SEEN_FOLDERS: Final = ("/api/v1/explain/", "/api/v1/universes/")
_SOCKETS: Final = frozenset({"/ws/console"})


def may_look(scope: Scope) -> bool:
    """Whether a request does no more than look."""
    path = scope["path"]
    if scope["type"] == "websocket":
        return path in _SOCKETS
    return scope["method"] in _READING and (path in _PAGES or path in _SEEN or path.startswith(_SEEN_FOLDERS))


def note_role(scope: Scope, role: Role) -> None:
    """Write down in which role a request was let in."""
    scope[_ROLE] = role


def role_of(scope: Scope) -> Role:
    """Say in which role a request was let in; one that nobody asked for a passcode only looks."""
    role: Role = scope.get(_ROLE, "viewer")
    return role
