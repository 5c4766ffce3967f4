"""The block of listening: whose sACN and Art-Net is heard."""

import ipaddress
from typing import Annotated, Final, Literal

from pydantic import Field

from controller.showfile.document.base import SECTION, Block
from controller.showfile.document.kind import Kind, Words, WrongError, choice, shown


def _network(value: object) -> str:
    try:
        return str(ipaddress.IPv4Network(value if isinstance(value, str) else "", strict=False))
    except ValueError:
        said = f"{shown(value)} is neither an address nor a network; write 10.0.0.7 or 10.0.0.0/24"
        raise WrongError(said) from None


def _address(value: object) -> str:
    try:
        return str(ipaddress.IPv4Address(value if isinstance(value, str) else ""))
    except ValueError:
        raise WrongError(f"{shown(value)} is not an IPv4 address; write one such as 192.168.1.10") from None


_NETWORK: Final = Kind("an address or a network", "10.0.0.0/24", _network, {"type": "string"})
_ADDRESS: Final = Kind("a local IPv4 address", "192.168.1.10", _address, {"type": "string"})


class SacnInBlock(Block):
    """Whose sACN is heard for bindings."""

    sources: Annotated[list[Annotated[str, _NETWORK]] | None, Words("a list of addresses or networks")] = Field(
        default=None, alias="from", description="Who is heard besides this machine; left out: nobody."
    )
    interface: Annotated[str | None, _ADDRESS] = Field(
        default=None, description="Local address to listen on; left out: that of the console."
    )


class ArtnetInBlock(SacnInBlock):
    """Whose Art-Net is heard for bindings."""

    merge: Annotated[Literal["htp", "ltp"], choice("htp", "ltp")] = Field(
        default="htp",
        description="What becomes of two sources of one universe: `htp` the highest level, `ltp` the latest change.",
    )


class ListenBlock(Block):
    """Whose sACN and Art-Net is heard. Nobody can configure this controller by either."""

    sacn: Annotated[SacnInBlock, SECTION] = Field(default=SacnInBlock(), description="sACN of other consoles.")
    artnet: Annotated[ArtnetInBlock, SECTION] = Field(default=ArtnetInBlock(), description="Art-Net of other consoles.")
