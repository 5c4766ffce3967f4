"""A passcode, the role of whoever gives it, and the cookie that stands for it from then on.

Both are compared in the same time whatever is wrong with them. A cookie is signed with a key that nobody can guess, so
guessing cookies leads nowhere; it is good for every server of this installation until the passcode is another one.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

from controller.model.intent import Role

COOKIE: Final = "kintsugi-console"
COOKIE_S: Final = 400 * 24 * 3600
"""As long as browsers keep one: a tablet on a wall is not asked again until the passcode changes."""
SHORTEST: Final = 8
LONGEST: Final = 64
_DRAWN: Final = 10
"""Digits of a passcode that is drawn."""
_NAME_BYTES: Final = 16
_BREAKS: Final = re.compile(r"[\s-]+")


def draw_passcode() -> str:
    """Draw a passcode that is easily read out and typed: ten digits in three groups."""
    digits = f"{secrets.randbelow(10**_DRAWN):0{_DRAWN}}"
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def spelled(passcode: str) -> str:
    """Give a passcode as it is compared: spaces, hyphens and capitals do not matter."""
    return _BREAKS.sub("", passcode).casefold()


def check_passcode(passcode: str) -> str:
    """Take a passcode that somebody chose.

    Raises:
        ValueError: it is none; the text says why.
    """
    length = len(spelled(passcode))
    way_out = f"write {SHORTEST} to {LONGEST} letters, digits and marks of ASCII, e.g. 482 193 6057"
    if not passcode.isascii() or not passcode.isprintable():
        raise ValueError(f"the passcode has signs that not every keyboard has; {way_out}")
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"the passcode has {length} signs without spaces and hyphens; {way_out}")
    return passcode.strip()


class Keys:
    """Knows the passcode, and makes and knows the cookies.

    Args:
        passcode: empty = nothing is right, so nobody comes in.
        secret: signs cookies; the same for every server of this installation. Empty: no cookie is good.
        role: of whoever gives the passcode.
    """

    def __init__(self, passcode: str, secret: str, role: Role = "operator") -> None:
        self.role = role
        self._spelled = spelled(passcode)
        self._secret = secret.encode()

    @property
    def is_set(self) -> bool:
        """Whether there is a passcode at all."""
        return bool(self._spelled) and bool(self._secret)

    @property
    def is_digits(self) -> bool:
        """Whether digits are enough to type it, for the keyboard of a tablet."""
        return self._spelled.isdecimal()

    @property
    def text(self) -> str:
        """The passcode as it is compared."""
        return self._spelled

    def opens(self, passcode: str) -> bool:
        """Whether this is the passcode."""
        given, right = (self._sign(f"passcode {text}").encode() for text in (spelled(passcode), self._spelled))
        return hmac.compare_digest(given, right) and self.is_set

    def new_cookie(self) -> str:
        """Make a cookie for a console that gave the passcode."""
        name = secrets.token_hex(_NAME_BYTES)
        return f"{name}.{self._sign_name(name)}"

    def is_ours(self, cookie: str | None) -> bool:
        """Whether a cookie was made here, for the passcode of now."""
        name, _, signature = (cookie or "").partition(".")
        return hmac.compare_digest(signature.encode(), self._sign_name(name).encode()) and self.is_set

    def _sign_name(self, name: str) -> str:
        what = "cookie" if self.role == "operator" else f"cookie of a {self.role}"
        return self._sign(f"{what} {len(self._spelled)} {self._spelled} {name}")

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(errors="replace"), hashlib.sha256).hexdigest()


NO_KEYS: Final = Keys("", "")
"""Nothing opens."""
