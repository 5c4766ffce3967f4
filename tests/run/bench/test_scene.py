"""The reference scenes are show files like any other, of the size that was asked for."""

import pytest

from controller.model.intent import Entry
from controller.run.bench.line_rate import first_intents
from controller.run.bench.scene import CELLS_A_UNIVERSE, SceneName, node_address, scene_text
from controller.run.bench.stand import show_of
from controller.show.reduce import advance, initial, reduce


@pytest.mark.parametrize("scene", ["playback", "full"])
@pytest.mark.parametrize("universes", [1, 3, 65])
def test_a_scene_has_as_many_universes_as_asked_for(scene: SceneName, universes: int) -> None:
    show = show_of(scene_text(scene, universes, host="127.0.0.1", port=5568, fps=44))
    assert len(show.patch.universes) == universes
    assert show.rig.cell_count == universes * CELLS_A_UNIVERSE


def test_the_full_scene_has_four_layers_an_effect_faults_and_a_recovery() -> None:
    show = show_of(scene_text("full", 2, host="127.0.0.1", port=5568, fps=44))
    assert len(show.lists) == 4
    assert any(cue.effects for entry in show.lists.values() for cue in entry.cues)
    assert set(show.faults) == {"storm", "flick"}
    assert set(show.recoveries) == {"seam"}


def test_the_full_scene_plays_all_that_it_has() -> None:
    show = show_of(scene_text("full", 2, host="127.0.0.1", port=5568, fps=44))
    state, _ = advance(show, initial(show), 1)
    for seq, intent in enumerate(first_intents("full")):
        state, record = reduce(show, state, Entry(1, seq + 1, "bench", "operator", intent))
        assert record.ok, record.text
    assert [entry.id for entry in state.lists if entry.steps] == list(show.lists)
    assert {fault.id for fault in state.faults} == {"storm", "flick"}
    assert [incident.recovery for incident in state.incidents if incident.is_running] == ["seam"]


def test_simulated_nodes_have_addresses_of_their_own_and_a_real_one_has_all() -> None:
    assert len({node_address("127.0.0.1", number) for number in range(600)}) == 600
    assert {node_address("10.0.0.7", number) for number in range(3)} == {"10.0.0.7"}
