"""The blocks of the rig: nodes, fixtures and where they stand."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from controller.model.osc_dialect import PRESETS, OscForm
from controller.model.patch import OnLoss, Protocol
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import Kind, WrongError, choice, shown, text_up_to, time_between, whole_between
from controller.showfile.document.layout import LayoutBlock
from controller.showfile.document.values import AT, NAME, PROFILE, SWITCH, Address
from fixtures.profile import FixtureClass


def _template(value: object) -> str:
    if not isinstance(value, str) or not _TEMPLATE.fullmatch(value) or len(value) > 100:
        raise WrongError(
            f"{shown(value)} is no OSC address; write one such as /lamp/{{name}}, without spaces or patterns"
        )
    if "{name}" not in value and "{n}" not in value:
        raise WrongError(f"{shown(value)} is the same for every fixture; put {{name}} or {{n}} into it")
    return value


_TEMPLATE: Final = re.compile(r"(/([A-Za-z0-9_.:+-]|\{n\}|\{name\})+)+")
OSC_TEMPLATE: Final = Kind(
    "an OSC address with `{name}` or `{n}`",
    "/lamp/{name}",
    _template,
    {"type": "string", "pattern": "^/.*[{]n(ame)?[}]"},
)


def _ping(value: object) -> str:
    if not isinstance(value, str) or not _PING.fullmatch(value) or len(value) > 100:
        raise WrongError(f"{shown(value)} is no OSC address; write one such as /ping")
    return value


_PING: Final = re.compile(r"(/[A-Za-z0-9_.:+-]+)+")
OSC_ADDRESS: Final = Kind("an OSC address", "/ping", _ping, {"type": "string", "pattern": "^/"})


class NodeBlock(Block):
    """One thing on the network that feeds fixtures."""

    protocol: Annotated[Protocol, choice("sacn", "artnet", "ddp", "osc", "websocket")] = Field(
        description="How it is spoken to."
    )
    to: Annotated[str | None, text_up_to(80)] = Field(
        default=None,
        description="sACN: `multicast` (the default) or an IPv4 address; Art-Net and DDP: an IPv4 address; "
        "Art-Net also `broadcast 10.0.0.255`, to a whole network, if its nodes take nothing else; "
        "OSC: `address:port`; WebSocket nodes connect to us and have no `to`.",
    )
    on_loss: Annotated[OnLoss, choice("hold", "black")] = Field(
        default="hold",
        description="What its fixtures do when frames stop coming: `hold` the last one, or go `black`. Set it as the "
        "node is set; the guard counts on it.",
    )
    dark_after: Annotated[float, time_between(0, 60)] = preset(
        "2.5s", "Of `on_loss: black`: how long the node waits before it goes dark; 2.5 s by the standard of sACN."
    )
    interface: Annotated[str | None, text_up_to(40)] = Field(
        default=None,
        description="Local IPv4 address to send from, by its interface and no other; without it the system chooses.",
    )
    priority: Annotated[int | None, whole_between(0, 200)] = Field(
        default=None, description="sACN priority; 100 if left out."
    )
    per_address: Annotated[bool | None, SWITCH] = Field(
        default=None,
        description="sACN: `on` gives each patched slot the priority by itself (start code 0xDD) and leaves all "
        "other slots of its universes to other sources; `off` if left out.",
    )
    sync_universe: Annotated[int | None, whole_between(1, 63_999)] = Field(
        default=None,
        description="sACN: the synchronization address. Nodes of the same one show each frame together; left out: each "
        "shows what comes as it comes.",
    )
    preview: Annotated[bool | None, SWITCH] = Field(
        default=None,
        description="sACN: `on` marks the data as a preview, for visualisers: no lamp obeys it. `off` if left out.",
    )
    preset: Annotated[str | None, choice(*PRESETS)] = Field(
        default=None,
        description="OSC: how the program at the other end wants its light; `kintsugi`, for fixtures, if left out.",
    )
    address: Annotated[str | None, OSC_TEMPLATE] = Field(
        default=None,
        description="OSC: the address of each fixture, instead of the preset's; `{name}` stands for its id, `{n}` for "
        "its number on the node, from 1.",
    )
    form: Annotated[OscForm | None, choice("rgb", "level")] = Field(
        default=None,
        description="OSC: `rgb` three floats (a blob for several cells), `level` one float; left out: the preset's.",
    )
    transport: Annotated[Literal["udp", "tcp"] | None, choice("udp", "tcp")] = Field(
        default=None, description="OSC: `tcp` sends a stream in the frames of SLIP; `udp` if left out."
    )
    ping: Annotated[str | None, OSC_ADDRESS] = Field(
        default=None,
        description="OSC: the address of a message that the node answers with any message of its own; one that does "
        "not is known to be silent within 3.5 s. Left out: nobody asks.",
    )
    latency: Annotated[float | None, time_between(0, 2)] = Field(
        default=None,
        description="OSC: each bundle says by its time tag that it is to be shown so long after it left, for receivers "
        "that wait for it; left out: as it comes.",
    )
    sync: Annotated[bool | None, SWITCH] = Field(
        default=None,
        description="Art-Net: `off` leaves out ArtSync, which tells a node of several universes to show them together; "
        "`on` if left out. A node that says it is too old for it gets none.",
    )
    bind: Annotated[int | None, whole_between(1, 255)] = Field(
        default=None,
        description="Art-Net: the bind index of this node, where several stand at one address; left out: it has the "
        "address to itself.",
    )


class FixtureBlock(Block):
    """One fixture, or many of a kind (`count`): `tile` with `count: 256` becomes `tile-1` to `tile-256`."""

    profile: Annotated[str, PROFILE] = Field(
        description="What kind of fixture it is: one of `kintsugi fixtures list`, or a JSON file of the Open Fixture "
        "Library's form beside the show file."
    )
    mode: Annotated[str | None, NAME] = Field(
        default=None, description="One of the profile's modes; its first if left out."
    )
    count: Annotated[int | None, whole_between(1, 1_000_000)] = Field(
        default=None, description="How many there are, numbered from 1. Left out: one, without a number."
    )
    cells: Annotated[int, whole_between(1, 512)] = Field(
        default=1, description="Cells of each fixture: the pixels of a strip."
    )
    layout: LayoutBlock | None = Field(
        default=None,
        description="Where they stand. Left out: side by side, half a metre apart, in the middle of the room.",
    )
    at: Annotated[Address, AT] = Field(
        description="Where it is patched. Following fixtures take the next slots; none straddles a universe, "
        "and the following universes are filled as needed."
    )
    cls: Annotated[FixtureClass | None, choice(*FixtureClass)] = Field(
        default=None,
        alias="class",
        description="Who may touch it: only `show` can be reached by faults, recoveries and visitors. "
        "Left out: what its profile says, mostly `show`.",
    )
