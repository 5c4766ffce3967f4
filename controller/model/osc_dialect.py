"""How a program wants its light as OSC: an address for each fixture, and one level or a colour behind it.

The presets are the addresses that the programs document; each can be replaced by one of the show's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

OscForm: TypeAlias = Literal["rgb", "level"]


@dataclass(frozen=True, slots=True)
class OscDialect:
    """One dialect.

    Attributes:
        address: ``{name}`` stands for the fixture's id, ``{n}`` for its number on the node, from 1.
        form: ``rgb``: three floats for one cell, a blob for more; ``level``: one float, the brightest of its colours,
            of more cells their mean.
    """

    address: str
    form: OscForm

    def address_of(self, fixture: str, number: int) -> str:
        """Give the address of one fixture; ``number`` counts from 1."""
        return self.address.replace("{name}", fixture).replace("{n}", str(number))


KINTSUGI: Final = OscDialect("/kintsugi/fixture/{name}/rgb", "rgb")
PRESETS: Final[Mapping[str, OscDialect]] = MappingProxyType(
    {
        "kintsugi": KINTSUGI,
        "resolume": OscDialect("/composition/layers/{n}/video/opacity", "level"),
        "madmapper": OscDialect("/surfaces/{name}/opacity", "level"),
        "millumin": OscDialect("/{name}/opacity", "level"),
        "qlab": OscDialect("/cue/{name}/opacity", "level"),
        "touchdesigner": OscDialect("/{name}", "rgb"),
    }
)
