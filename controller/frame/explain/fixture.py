"""The explanation of one fixture: the stages run once more on a canvas of their own, and what each changed is noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.explain.causes import causes
from controller.frame.masters import is_safe
from controller.frame.pipeline import Frame, Painter
from controller.model.explanation import ChannelTrace, Explanation, Step, Trace
from controller.model.fault import LINK_KINDS
from controller.model.rig import Fixture
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import color_words
from fixtures.profile import FixtureClass

MOST_CELLS: Final = 32
"""Cells of one fixture that are explained; nobody reads more, and the frame must not wait."""
NEAR: Final = 1.5 / 255
"""What is sent may differ so much from what is driven by rounding alone."""
_STAGE_WORDS: Final[Mapping[str, str]] = MappingProxyType({"override": "panic"})


@dataclass(frozen=True, eq=False, slots=True)
class Sent:
    """What was sent last, before anyone asked.

    Attributes:
        levels: uint16 [channels], 0..65535.
        frame: None before the first.
    """

    levels: NDArray[np.uint16]
    frame: Frame | None


def explain(show: Show, painter: Painter, state: ShowState, sent: Sent, fixture: str) -> Explanation | None:
    """Say what a fixture shows, and why.

    Args:
        show: what is played.
        painter: of that show; only its caches change.
        state: at the tick that was painted last.
        sent: what that frame became.
        fixture: its id.

    Returns:
        None where the show has no such fixture.
    """
    number = next((index for index, each in enumerate(show.rig.fixtures) if each.id == fixture), None)
    if number is None:
        return None
    found = show.rig.fixtures[number]
    cells = range(found.first_cell, found.first_cell + min(found.cell_count, MOST_CELLS))
    seen = _Seen(show, cells, {each.slot: each.text for each in state.stories.shown})
    drive = painter.watch(state, seen.note)
    return Explanation(
        fixture=found.id,
        cls=found.cls.value,
        node=found.node,
        tick=state.tick,
        seconds=state.tick / show.fps,
        cell_count=found.cell_count,
        traces=_grouped([trace for cell in cells for trace in seen.traces(painter, state, cell)], found),
        channels=_channels(show, number, drive, sent, safe=is_safe(state)),
        unsent=_unsent(show, state, sent, found),
    )


class _Seen:
    """What every stage left in some cells."""

    def __init__(self, show: Show, cells: Sequence[int], told: Mapping[int, str]) -> None:
        self._show = show
        self._cells = cells
        self._told = told
        self._writes = {int(cell) for story in show.stories.values() for cell in story.cells}
        patch = show.patch
        mine = np.isin(patch.parameter_cell, np.array(cells, np.intp))
        self._parameters = {
            (int(patch.parameter_cell[index]), patch.attributes[patch.parameter_attribute[index]]): int(index)
            for index in np.flatnonzero(mine)
        }
        self._stages: list[tuple[str, dict[tuple[int, str], tuple[float, ...]]]] = []

    def note(self, stage: str, canvas: Canvas) -> None:
        """Note what a stage left."""
        left: dict[tuple[int, str], tuple[float, ...]] = {}
        for cell in self._cells:
            left[cell, "level"] = (float(canvas.intensity[cell]),)
            left[cell, "color"] = tuple(float(part) for part in canvas.rgb[:, cell])
            fixture = self._show.rig.fixtures[self._show.rig.cell_fixture[cell]]
            if fixture.texts or cell in self._writes:
                left[cell, "text"] = (float(canvas.text[cell]),)
        left |= {key: (float(canvas.values[index]),) for key, index in self._parameters.items()}
        self._stages.append((stage, left))

    def traces(self, painter: Painter, state: ShowState, cell: int) -> list[Trace]:
        """Give one trace for each attribute of a cell."""
        attributes = [name for at, name in self._stages[0][1] if at == cell]
        return [Trace(str(cell), name, self._steps(painter, state, cell, name)) for name in attributes]

    def _steps(self, painter: Painter, state: ShowState, cell: int, attribute: str) -> tuple[Step, ...]:
        steps = []
        before: tuple[float, ...] | None = None
        for stage, left in self._stages:
            value = left[cell, attribute]
            if value != before:
                by = causes(painter, stage, state, cell=cell, attribute=attribute)
                said = _words(value) if attribute != "text" else self._text(cell, int(value[0]))
                steps.append(Step(_STAGE_WORDS.get(stage, stage), said, by))
            before = value
        return tuple(steps)

    def _text(self, cell: int, number: int) -> str:
        texts = self._show.rig.fixtures[self._show.rig.cell_fixture[cell]].texts
        if cell in self._writes and self._told.get(number):
            return f"'{self._told[number]}'"
        return f"'{texts[number - 1]}'" if 0 < number <= len(texts) else "no text"


def _words(value: tuple[float, ...]) -> str:
    return color_words((value[0], value[1], value[2])) if len(value) == 3 else f"{100 * value[0]:.4g}%"


def _grouped(traces: list[Trace], fixture: Fixture) -> tuple[Trace, ...]:
    """Put cells together that went the same way; they count from 1."""
    by_way: dict[tuple[str, tuple[Step, ...]], list[int]] = {}
    for trace in traces:
        by_way.setdefault((trace.attribute, trace.steps), []).append(int(trace.cells) - fixture.first_cell + 1)
    return tuple(Trace(_runs(cells), attribute, steps) for (attribute, steps), cells in by_way.items())


def _runs(numbers: list[int]) -> str:
    """Write numbers as runs: ``1-4, 7``."""
    runs = []
    for _, same in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in same]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs)


def _channels(show: Show, number: int, drive: Levels, sent: Sent, *, safe: bool) -> tuple[ChannelTrace, ...]:
    """List the channels of the explained cells, as driven and as sent."""
    patch, fixture = show.patch, show.rig.fixtures[number]
    last = fixture.first_cell + MOST_CELLS
    mine = [int(index) for index in np.flatnonzero(patch.channel_fixture == number) if patch.channel_cell[index] < last]
    slots = None if sent.frame is None else sent.frame.slots.reshape(-1)
    names = [channel.name for channel in fixture.mode.channels]
    found = []
    for place, channel in enumerate(mine):
        row, slot = divmod(int(patch.channel_index[channel]), 512)
        width = 2 if patch.channel_wide[channel] else 1
        at = int(patch.channel_index[channel])
        driven, left = float(drive[channel]), float(sent.levels[channel]) / 65535
        hazard = safe and fixture.cls in (FixtureClass.FOG, FixtureClass.LASER, FixtureClass.MOTOR)
        why = "hazards stand at their safe value" if hazard else ""
        if abs(min(1.0, max(0.0, driven)) - left) > NEAR:
            why = "the guard held it back, or it goes on showing the frame before"
        found.append(
            ChannelTrace(
                name=names[place % len(names)],
                cell=int(patch.channel_cell[channel]) - fixture.first_cell + 1,
                driven=driven,
                sent=left,
                universe=patch.universes[row].number,
                slot=slot + 1,
                slots=() if slots is None else tuple(int(value) for value in slots[at : at + width]),
                why=why,
            )
        )
    return tuple(found)


def _unsent(show: Show, state: ShowState, sent: Sent, fixture: Fixture) -> str:
    if sent.frame is None:
        return "no frame was painted yet"
    broken = sent.frame.broken
    if fixture.node not in broken.lost:
        age = broken.behind.get(fixture.node, 0) / show.fps
        return f"the way to node {fixture.node} is slow: its frame is {age * 1000:.0f} ms old" if age else ""
    acting = [fault.id for fault in state.faults if show.trouble(fault.id).kind in LINK_KINDS]
    return f"the way to node {fixture.node} swallowed this frame: fault {', '.join(acting)}"
