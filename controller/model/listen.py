"""Listening: whose sACN and Art-Net is heard, and how it is merged. Beside the bindings that obey it."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Listen:
    """How one protocol is heard.

    Attributes:
        sources: addresses or networks that are heard besides this machine, e.g. ``10.0.0.0/24``.
        interface: local address to listen on; None = where the console is.
        merge: Art-Net: what becomes of two sources.
    """

    sources: tuple[str, ...] = ()
    interface: str | None = None
    merge: Literal["htp", "ltp"] = "htp"


@dataclass(frozen=True, slots=True)
class Listening:
    """How all of them are heard."""

    sacn: Listen
    artnet: Listen


NOBODY: Final = Listening(Listen(), Listen())
"""This machine alone is heard."""
