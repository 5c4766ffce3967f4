"""Wounds that share no cell are painted side by side: the same to the last bit as one by one, and in few passes."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from controller.frame.canvas import Canvas
from controller.frame.columns import Index
from controller.frame.glitch import Glitch
from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.frame.programmer import Programmer
from controller.frame.recovery.scene import Spared
from controller.frame.recovery.stage import Recovery
from controller.frame.wounds import Wounds
from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Entry, Go, Intent
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.reduce import advance, initial, reduce
from tests.shows import show_of

NODES = 18
CELLS, GRIDS = (30, 170, 9, 100), ("6, 5", "17, 10", "9, 1", "10, 10")
PHASES = {
    "gold": "{hold: 300ms}, {embrace: {gain: 1.6}, for: 300ms}, {seam: {color: gold}, for: 400ms}, {mend: 1s}",
    "breath": "{breathe: 700ms}, {mend: {part: 50%, from: sweep}, for: 500ms}, {ripple: {reach: 0.3}, for: 400ms},"
    " {mend: 1s}",
    "neighbours": "{ripple: {reach: 2}, for: 500ms}, {blend: {reach: 1}, for: 500ms}, {mend: {from: fixture}, for: 1s}",
    "moved": "{sort: 1200ms}, {scatter: 400ms}, {gather: 300ms}, {mend: {from: random}, for: 1s}",
    "beaten": "{quantise: 700ms}, {hold: 200ms}, {quantise: {bpm: 90}, for: 300ms}, {safe: {look: two}, for: 300ms},"
    " {mend: {part: 40%, rest: keep}, for: 600ms}",
}


def show(phases: str, *, apart: float, count: int = NODES) -> Show:
    """Nodes of a few fixtures each, so many metres from each other, on a picture that moves."""
    blocks = [f"b{number}" for number in range(count)]
    nodes = "".join(f"\n  n{at}: {{protocol: sacn, to: 127.1.0.{at + 1}}}" for at in range(count))
    fixtures = "".join(
        f"\n  {name}: {{profile: generic/rgb, count: {CELLS[at % 4]}, at: n{at} {at + 1}/1, layout: {{grid:"
        f" [{GRIDS[at % 4]}], spacing: 0.1, origin: [{at % 6 * apart}, {at // 6 * apart}, 0]}}}}"
        for at, name in enumerate(blocks)
    )
    wave = "effect: {wave: {on: all, of: hue, period: 3s, amount: 40%, length: 2}}"
    return show_of(f"""
show: {{name: Many, fps: 40, seed: 3}}
nodes:{nodes}
fixtures:{fixtures}
zones: {{all: '{", ".join(blocks)}'}}
looks: {{one: {{all: {{color: '#ff8020', level: 90%}}}}, two: {{all: {{color: '#2080ff', level: 60%}}}}}}
cues: [{{cue: 1, look: one, fade: 1s, {wave}}}]
recoveries: {{home: {{when: {{kind: node-silent}}, mode: ask, again: auto, phases: [{phases}]}}}}
""")


def nights(show: Show, ticks: int) -> Iterator[ShowState]:
    """Nodes fall silent in small groups and come back, and what is proposed is approved now and then."""
    chance, state, seq = Random(5), initial(show), 0  # noqa: S311 - a seeded test
    silent: set[str] = set()
    for tick in range(1, ticks):
        state, _ = advance(show, state, tick)
        given: list[Intent] = [Go()] if tick == 1 else []
        if chance.random() < 0.2:
            some = chance.sample([*show.patch.nodes], chance.choice([1, 3, 8]))
            given += [NodeReturned(each) if each in silent else NodeSilent(each) for each in some]
            silent.symmetric_difference_update(some)
        if chance.random() < 0.1:
            given += [Approve(each.id) for each in state.incidents if each.state == "proposed"]
        for intent in given:
            seq += 1
            state, _ = reduce(show, state, Entry(tick, seq, "test", "operator", intent))
        yield state


class Counted(Canvas):
    """A canvas that counts how often light is put into it."""

    puts = 0

    def put(self, cells: Index, part: Canvas, was: Canvas | None = None) -> None:
        self.puts += 1
        super().put(cells, part, was)


def one_by_one(recovery: Recovery, state: ShowState, canvas: Canvas, memory: Memory) -> None:
    recovery.following.recall(memory)
    painted = [incident for incident in state.incidents if incident.is_painted]
    wounds = [wound for incident in painted for wound in recovery.wounds(incident)]
    for wound in sorted(wounds, key=lambda each: (each.fault.started_tick, each.fault.id)):
        recovery.paint(wound, state, canvas, Spared(None, None))
    recovery.following.keep(memory)


@pytest.mark.parametrize("apart", [0.5, 5.0])
@pytest.mark.parametrize("phases", PHASES)
def test_side_by_side_each_wound_is_the_same_as_alone(phases: str, apart: float) -> None:
    many = show(PHASES[phases], apart=apart)
    wounds, recovery = Wounds(many, Programmer(many)), Recovery(many, Glitch(many))
    painter = Painter(many)
    alone, beside = painter.fresh_memory(), painter.fresh_memory()
    most = 0
    for state in nights(many, 170):
        healthy = painter.compose(state, ("playback", "effects"))
        expected = healthy.copy()
        one_by_one(recovery, state, expected, alone)
        wounds.recall(beside)
        wounds.paint(state, state.tick, healthy)
        wounds.keep(beside)
        assert np.array_equal(healthy.intensity, expected.intensity)
        assert np.array_equal(healthy.rgb, expected.rgb)
        assert {*beside.orders} == {*alone.orders}
        assert all(np.array_equal(order, alone.orders[name]) for name, order in beside.orders.items())
        most = max(most, sum(len(each.faults) for each in state.incidents if each.is_painted))
    assert most > NODES / 3


@pytest.mark.parametrize("phases", ["gold", "moved"])
def test_a_rig_whose_nodes_are_all_silent_is_mended_in_one_pass(phases: str) -> None:
    many = show(PHASES[phases], apart=5.0)
    state, _ = advance(many, initial(many), 1)
    given: list[Intent] = [NodeSilent(node) for node in many.patch.nodes]
    for seq, intent in enumerate(given):
        state, _ = reduce(many, state, Entry(1, seq, "test", "operator", intent))
    for seq, incident in enumerate(state.incidents):
        state, _ = reduce(many, state, Entry(1, 100 + seq, "test", "operator", Approve(incident.id)))
    painter = Painter(many)
    wounds = Wounds(many, Programmer(many))
    for tick in range(2, 90, 11):
        state, _ = advance(many, state, tick)
        canvas = painter.compose(state, ("playback",))
        counted = Counted(canvas.intensity, canvas.rgb, canvas.text, canvas.values)
        wounds.paint(state, tick, counted)
        assert counted.puts == 1


def test_wounds_in_different_moments_of_a_phase_are_one_pass() -> None:
    many = show(PHASES["gold"], apart=5.0)
    state, wounds, painter = initial(many), Wounds(many, Programmer(many)), Painter(many)
    for tick, node in enumerate(many.patch.nodes, 1):
        state, _ = advance(many, state, tick)
        state, _ = reduce(many, state, Entry(tick, 2 * tick, "test", "operator", NodeSilent(node)))
        proposed = [each.id for each in state.incidents if each.state == "proposed"]
        for name in proposed:
            state, _ = reduce(many, state, Entry(tick, 2 * tick + 1, "test", "operator", Approve(name)))
    state, _ = advance(many, state, NODES + 2 * 40)
    canvas = painter.compose(state, ("playback",))
    counted = Counted(canvas.intensity, canvas.rgb, canvas.text, canvas.values)
    wounds.paint(state, state.tick, counted)
    assert len({each.recovery_tick for each in state.incidents}) > 1 or len(state.incidents[0].joined) == NODES - 1
    assert counted.puts == 1
