"""The patch: which node, universe and slot each channel of each fixture feeds.

Every node's data is held as rows of 512 slots: a sACN or Art-Net universe is a row; the fixtures of a DDP, OSC or
WebSocket node are laid into rows of the same kind, so that the guard and the monitor treat all nodes alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from controller.model.osc_dialect import KINTSUGI, OscDialect
from fixtures.profile import Light, Role

SLOTS = 512

Protocol: TypeAlias = Literal["sacn", "artnet", "ddp", "osc", "websocket"]

OnLoss: TypeAlias = Literal["hold", "black"]

UNIVERSES: Final[Mapping[Protocol, range]] = MappingProxyType({"artnet": range(32768), "sacn": range(1, 64000)})
"""Numbers of the universes of each protocol that has them; Art-Net's are port-addresses."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on the network that feeds fixtures.

    Attributes:
        id: its name in the show file.
        protocol: how it is spoken to.
        host: address or ``multicast``; empty for WebSocket nodes, which connect to us.
        port: UDP port; 0 for WebSocket nodes.
        interface: local address to send from; None = the system chooses.
        priority: sACN priority 0..200.
        per_address: sACN: True = only patched slots carry the priority, the others are left to other sources.
        sync_universe: sACN: universe whose synchronization packets let a frame be shown; None = at once.
        preview: sACN: True = marked as not for the stage, for visualisers.
        dialect: OSC: which address and form each fixture has.
        is_stream: OSC: True = over TCP, in the frames of SLIP.
        on_loss: what its fixtures show when frames stop coming: the last one, or nothing once ``dark_after_s`` passed.
        dark_after_s: seconds.
        sync: Art-Net: True = a node of several universes is told to show them together, if it says that it can be.
        bind: Art-Net: bind index of one of several nodes at one address; None = it has the address to itself.
        ping: OSC: address of a message that the node answers; empty = it answers none.
        latency_s: OSC: how long after it left a frame is to be shown; 0 = as it comes.
        is_broadcast: Art-Net: True = ``host`` is the broadcast address of a network; nobody is asked for an answer.
    """

    id: str
    protocol: Protocol
    host: str
    port: int
    interface: str | None = None
    priority: int = 100
    sync: bool = True
    per_address: bool = False
    sync_universe: int | None = None
    preview: bool = False
    dialect: OscDialect = KINTSUGI
    is_stream: bool = False
    on_loss: OnLoss = "hold"
    dark_after_s: float = 2.5
    bind: int | None = None
    is_broadcast: bool = False
    ping: str = ""
    latency_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Universe:
    """One row of slots.

    Attributes:
        node: whose row.
        number: as the protocol counts (``UNIVERSES``); DDP, OSC and WebSocket rows count from 1 within their node.
        used: slots that any fixture uses, counted from slot 1 to the last used one.
    """

    node: str
    number: int
    used: int


class FixturePatch(NamedTuple):
    """Where one fixture's slots lie: ``slot`` counts from 0 within the row. A tuple: a rig has up to a million."""

    row: int
    slot: int


class FixturePatches(Sequence[FixturePatch]):
    """Where all fixtures lie, in the order of the rig: two numbers each, and a tuple when somebody asks."""

    def __init__(self, rows: NDArray[np.intp], slots: NDArray[np.intp]) -> None:
        """Take the row and the slot of each fixture: [fixtures]."""
        self._rows = rows.astype(np.int32)
        self._slots = slots.astype(np.int32)

    @classmethod
    def of(cls, patches: Iterable[FixturePatch]) -> "FixturePatches":
        """Take patches that were made one by one."""
        table = np.array([tuple(each) for each in patches], np.intp).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    def between(self, begin: int, end: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Give rows and slots of the fixtures from one up to another: int32 [fixtures] each, not to be written."""
        return self._rows[begin:end], self._slots[begin:end]

    def __len__(self) -> int:
        """Count them."""
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> FixturePatch: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FixturePatch, ...]: ...
    def __getitem__(self, index: int | slice) -> FixturePatch | tuple[FixturePatch, ...]:
        """Make one, or some."""
        if isinstance(index, slice):
            return tuple(map(FixturePatch, self._rows[index].tolist(), self._slots[index].tolist()))
        return FixturePatch(int(self._rows[index]), int(self._slots[index]))

    def __iter__(self) -> Iterator[FixturePatch]:
        """Make each of them."""
        return map(FixturePatch, self._rows.tolist(), self._slots.tolist())


@dataclass(frozen=True, slots=True)
class Emitter:
    """One kind of emitter: its role, and the light it gives fully up, linear RGB."""

    role: Role
    light: Light


@dataclass(frozen=True, eq=False)
class Patch:
    """Everything between drive values and slots.

    A *channel* here is one channel of one fixture; a 16-bit channel has two slots.
    Channels of one fixture are neighbours. An array that says the same of all channels holds it once, and is not to be
    written.

    Attributes:
        nodes: by id.
        universes: the rows, grouped by node.
        fixtures: one entry for each of ``rig.fixtures``.
        channel_fixture: intp [channels], fixture index.
        channel_cell: intp [channels], the cell that drives it.
        channel_role: int8 [channels], position in ``tuple(Role)``.
        channel_home: float32 [channels], 0..1.
        channel_safe: float32 [channels], 0..1, what blackout sends to hazard classes.
        channel_wide: bool [channels], True for 16 bit.
        channel_index: intp [channels], row * 512 + slot of the coarse slot.
        channel_fine: intp [channels], the same of the fine slot; of 8-bit channels that of the coarse one.
        channel_reach: intp [channels], how many cells it acts on from ``channel_cell`` on: 1, or all pixels.
        emitters: the kinds of emitters there are.
        channel_emitter: int16 [channels], position in ``emitters``, -1 = it gives no light.
        attributes: names of the attributes that parameters have, e.g. ``pan``, ``gobo``, ``raw.Macro``.
        parameter_channel: intp [parameters], the channel each parameter drives. A *parameter* is a channel that no
            level and no colour moves: it is set by itself, or stands at its home.
        parameter_cell: intp [parameters], whose it is.
        parameter_attribute: int16 [parameters], position in ``attributes``.
        parameter_snaps: bool [parameters], True where values are steps and nothing lies between them.
    """

    nodes: Mapping[str, Node]
    universes: tuple[Universe, ...]
    fixtures: FixturePatches
    channel_fixture: NDArray[np.intp]
    channel_cell: NDArray[np.intp]
    channel_role: NDArray[np.int8]
    channel_home: NDArray[np.float32]
    channel_safe: NDArray[np.float32]
    channel_wide: NDArray[np.bool_]
    channel_index: NDArray[np.intp]
    channel_fine: NDArray[np.intp]
    channel_reach: NDArray[np.intp]
    emitters: tuple[Emitter, ...]
    channel_emitter: NDArray[np.int16]
    attributes: tuple[str, ...] = ()
    parameter_channel: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    parameter_cell: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    parameter_attribute: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))
    parameter_snaps: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))

    def parameters(self, attribute: str, cells: NDArray[np.intp]) -> NDArray[np.intp]:
        """Find the parameters of one attribute that act on some cells (sorted): intp [n], sorted."""
        if attribute not in self.attributes or not len(cells):
            return np.empty(0, np.intp)
        mine = np.flatnonzero(self.parameter_attribute == self.attributes.index(attribute))
        first = self.parameter_cell[mine]
        after = np.minimum(np.searchsorted(cells, first), len(cells) - 1)
        acts = (cells[after] >= first) & (cells[after] < first + self.channel_reach[self.parameter_channel[mine]])
        found: NDArray[np.intp] = mine[acts]
        return found
