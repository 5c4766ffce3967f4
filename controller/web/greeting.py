"""What a console is told of a show first: made once for each show, kept as bytes, the same for every page.

Of 4,035 universes all that the API tells has 126 MB of JSON; a console is told what it can draw, and fixtures that are
alike at once.
"""

import asyncio
import base64
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

import controller
from controller.model.fixture_series import series_of
from controller.model.intent import Role
from controller.model.on_demand import array_of, places_of
from controller.model.outline import ShowOutline
from controller.model.snapshot import Snapshot
from controller.web.large import at_leisure
from controller.web.messages import ConsoleFault, ConsoleOutline, ConsolePaint, ConsoleSubmaster, Reach, SnapshotNews

_OUTLINE: Final = TypeAdapter(ConsoleOutline)
_SNAPSHOT: Final = TypeAdapter(Snapshot)
_NEWS: Final = TypeAdapter(SnapshotNews)
_ROLE: Final = TypeAdapter(Role)
_VERSION: Final = TypeAdapter(str)


class Greetings:
    """The newest show as consoles are told of it."""

    def __init__(self) -> None:
        self._still: ShowOutline | None = None
        self._told = b""
        self._making = asyncio.Lock()
        self._shown: Snapshot | None = None
        self._news = ""

    async def hello(self, still: ShowOutline, snapshot: Snapshot, role: Role) -> str:
        """Write the first word to a console; the first page of a large rig waits until it is made."""
        outline = await self._outline(still)
        version = _VERSION.dump_json(controller.__version__)
        told = (
            b'{"version":' + version + b',"outline":' + outline,
            b',"snapshot":' + _SNAPSHOT.dump_json(snapshot) + b',"role":' + _ROLE.dump_json(role) + b',"type":"hello"}',
        )
        return b"".join(told).decode()

    def news(self, snapshot: Snapshot) -> str:
        """Write a snapshot: once for all consoles that are told of the very same."""
        if self._shown is not snapshot:
            self._shown, self._news = snapshot, _NEWS.dump_json(SnapshotNews(snapshot)).decode()
        return self._news

    async def _outline(self, still: ShowOutline) -> bytes:
        async with self._making:
            if self._still is not still:
                self._told = await at_leisure(still, lambda: _OUTLINE.dump_json(console_outline(still)))
                self._still = still
            return self._told


def console_outline(still: ShowOutline) -> ConsoleOutline:
    """Tell a show as a console needs it."""
    cells = len(still.positions)
    drawn = array_of(still.drawn) if len(still.drawn) else None
    places = places_of(still.positions) if drawn is None else places_of(still.positions, drawn)
    dots = _Dots(cells, drawn)
    return ConsoleOutline(
        name=still.name,
        hash=still.hash,
        fps=still.fps,
        night=still.night,
        cells=cells,
        drawn=None if drawn is None else _packed(drawn.astype(">u4")),
        positions=_packed(places.astype(">f4")),
        fixtures=series_of(still.fixtures).series,
        zones={zone: dots.reach(numbers) for zone, numbers in still.zones.items()},
        cues=still.cues,
        faults=tuple(
            ConsoleFault(
                id=fault.id,
                label=fault.label,
                kind=fault.kind,
                zone=fault.zone,
                share=fault.share,
                amount=fault.amount,
                limit_s=fault.limit_s,
                reach=dots.reach(fault.cells),
            )
            for fault in still.faults
        ),
        recoveries=still.recoveries,
        submasters=tuple(ConsoleSubmaster(each.id, each.label, each.mode) for each in still.submasters),
        loosening=still.loosening,
        votes=still.votes,
        paintings=tuple(
            ConsolePaint(each.id, each.ask, each.zone, each.colors, each.seconds, each.keeps_s, each.every_s)
            for each in still.paintings
        ),
        stories=still.stories,
    )


class _Dots:
    """Finds the dots of cells; ``drawn``: the cell of each dot, None = every cell is one."""

    def __init__(self, cells: int, drawn: NDArray[np.intp] | None) -> None:
        self._cells = cells
        self._drawn = drawn

    def reach(self, numbers: Sequence[int]) -> Reach:
        """Tell some cells as a console draws them."""
        cells = array_of(numbers)
        if self._drawn is None:
            return Reach(len(cells), _runs(cells))
        is_reached = np.zeros(self._cells, np.bool_)
        is_reached[cells] = True
        return Reach(len(cells), _runs(np.flatnonzero(is_reached[self._drawn])))


def _runs(numbers: NDArray[np.intp]) -> tuple[tuple[int, int], ...]:
    """Tell ascending numbers as runs: (first, length)."""
    firsts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
    lengths = np.diff(firsts, append=len(numbers))
    return tuple(zip(numbers[firsts].tolist(), lengths.tolist(), strict=True))


def _packed(numbers: NDArray[Any]) -> str:  # Any: of whatever kind
    return base64.b64encode(numbers.tobytes()).decode()
