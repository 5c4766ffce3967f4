"""Who may say what: the law of roles, before any state is asked. Pure."""

from typing import Final

from controller.model.intent import Approve, Back, Go, Goto, Inject, Intent, Recover, Resume, Role
from controller.model.visits import Ballots, CloseVote, OpenPaint, OpenStory, OpenVote, ShowTale, Strokes, Tales

LIFTING: Final = (Go, Back, Goto, Resume)
"""These lift PANIC, and end what HALT forbids their list. Only a hand may do that."""
BREAKING: Final = (Inject, Recover, Approve, OpenVote, CloseVote, OpenPaint, OpenStory)
"""These may begin a fault or a recovery. What goes by itself says none of them while HALT stands."""


def forbidden(role: Role, intent: Intent) -> str:
    """Say why somebody of a role must not say an intent, whatever is going on; empty = they may."""
    if role == "viewer":
        return f"viewers only look; {intent.kind} is the operator's"
    if role == "visitor" and not isinstance(intent, Ballots | Strokes | Tales):
        return f"visitors only vote, paint and tell; {intent.kind} is the operator's"
    if role == "clock" and isinstance(intent, ShowTale):
        return "a clock reads nothing; only a person lets a tale through"
    return ""
