"""Who a visitor is: a random name in a cookie, signed, so that nobody makes up names of their own.

It says nothing of a person and is known to nobody else. What goes into the log is another name again, made for one
opening of one vote alone: who voted for what cannot be followed from one vote to the next, nor when it is asked again.
"""

import hashlib
import hmac
import secrets
from typing import Final

COOKIE: Final = "kintsugi-visitor"
COOKIE_S: Final = 12 * 3600
NO_COOKIE: Final = "open the page /join first, and let it keep its cookie"
_NAME_BYTES: Final = 12
_SIGNED: Final = 16
"""Hex digits of a signature: enough for one night."""


class Identities:
    """Makes and knows the names of one night's visitors.

    Args:
        key: known to the servers of this show alone.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def new(self) -> str:
        """Make a cookie for somebody who has none."""
        name = secrets.token_hex(_NAME_BYTES)
        return f"{name}.{self._sign(name)}"

    def is_ours(self, cookie: str | None) -> bool:
        """Whether a cookie was made here."""
        name, _, signature = (cookie or "").partition(".")
        return hmac.compare_digest(signature.encode(), self._sign(name).encode())

    def voter(self, cookie: str, opening: tuple[str, int]) -> str:
        """Give the name under which a visitor votes, in a vote opened at a tick."""
        vote, opened_tick = opening
        return self._sign(f"{vote}/{opened_tick}/{cookie}")

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:_SIGNED]
