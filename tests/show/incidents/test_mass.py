"""A whole rig in trouble at one tick: what that takes is counted in cells that are looked at, not in seconds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Dismiss, Entry
from controller.model.show import Show
from controller.model.state import ShowState
from controller.run.bench.scene import scene_text
from controller.show.incidents.joining import MOST_APART
from controller.show.reduce import advance, initial, reduce
from controller.showfile.load import check_show
from tests.shows import PROFILES


class Counted(np.ndarray[tuple[int, ...], np.dtype[np.float32]]):
    """Positions that count how many of them were looked at."""

    looked: list[int]

    def __getitem__(self, cells: Any) -> Any:  # as numpy has it
        taken = np.asarray(self)[cells]
        self.looked.append(len(taken))
        return taken


def rig_of(universes: int, a_node: int, *, apart: float) -> tuple[Show, list[int]]:
    """Load a large rig whose nodes lie so many metres from each other; and count what is looked at."""
    text = scene_text("playback", universes, host="127.0.0.1", port=5568, fps=44, a_node=a_node)
    for number in range(-(-universes // a_node)):
        place = f"[{number % 64 * (16.95 + apart)}, {number // 64 * 40}, 0]"
        text = text.replace(f"origin: [{number * 20}, 0, 0]", f"origin: {place}")
    show, problems = check_show(text, file="large", profiles=PROFILES)
    assert show is not None, problems
    position = show.rig.position.view(Counted)
    position.looked = []
    return replace(show, rig=replace(show.rig, position=position)), position.looked


def all_silent(show: Show) -> ShowState:
    """Let every node fall silent at one tick."""
    state, _ = advance(show, initial(show), 1)
    for number, node in enumerate(show.patch.nodes):
        state, record = reduce(show, state, Entry(1, number, "engine", "engine", NodeSilent(node)))
        assert record.ok
    return state


@pytest.mark.parametrize(("apart", "incidents"), [(0.05, 1), (3.05, 9)])
def test_nodes_that_fall_silent_together_cost_each_of_their_cells_a_few_looks(apart: float, incidents: int) -> None:
    show, looked = rig_of(16 * 16, 16, apart=apart)
    state = all_silent(show)
    assert len(state.incidents) == incidents, "half of them share a zone, the others are on their own"
    assert sum(looked) <= 4 * show.rig.cell_count


def test_beyond_so_many_incidents_at_once_trouble_joins_the_newest_wherever_it_is() -> None:
    show, looked = rig_of(2 * (MOST_APART + 20), 1, apart=3.05)
    state = all_silent(show)
    alone = [incident for incident in state.incidents if not incident.joined]
    assert len(alone) == MOST_APART - 2, "one is the half of a zone, one what is beyond"
    assert len(state.incidents) == MOST_APART
    assert sum(len(incident.faults) for incident in state.incidents) == len(show.patch.nodes)
    assert sum(looked) <= 4 * show.rig.cell_count
    for number, node in enumerate(show.patch.nodes):
        state, _ = reduce(show, state, Entry(1, 1000 + number, "engine", "engine", NodeReturned(node)))
    assert state.faults == ()
    assert {incident.state.value for incident in state.incidents} == {"closed"}


def test_a_whole_rig_is_answered_at_one_tick_and_each_incident_keeps_its_place() -> None:
    show, _ = rig_of(64, 1, apart=3.05)
    state = all_silent(replace(show, policy=replace(show.policy, join_s=0.0)))
    assert len(state.incidents) == len(show.patch.nodes), "nothing joins where the policy says so"
    names = [incident.id for incident in state.incidents]
    for number, name in enumerate(reversed(names)):
        state, record = reduce(show, state, Entry(1, 1000 + number, "test", "operator", Dismiss(name)))
        assert record.ok
    assert [incident.id for incident in state.incidents] == names
    assert {incident.state.value for incident in state.incidents} == {"closed"}
    assert not reduce(show, state, Entry(1, 2000, "test", "operator", Dismiss("i65")))[1].ok
