"""Faults of projectors: what each does to the picture at amount 0, a half and 1, whom it reaches, and the far end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.faults.light.picture import Moment, Reached
from controller.faults.light.projector.catalogue import PICTURE_FAULTS, PROJECTOR_LIGHT
from controller.model.fault import FaultKind, FaultSpec, Parameter
from controller.model.intent import Halt, Inject
from controller.model.surface import CENTRE, CORNERS, Part
from controller.showfile.load import check_show
from tests.shows import PROFILES, Played, cell_of, largest_step

COUNT = 6
PLAIN: dict[str, Parameter] = {"area": 0.6, "size": 1.0, "channel": "any"}

HALL = """
show: {name: Hall, fps: 40, seed: 7, on_exit: fade 1s}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  web: {protocol: websocket}
fixtures:
  screen: {profile: generic/projector, count: 3, layout: {line: 6}, at: web}
  sign: {profile: generic/projector, mode: 5-channel, at: web}
  tile: {profile: generic/rgb, count: 4, at: lamps 1/1}
  exit: {profile: generic/projector, at: web, class: egress}
zones: {walls: screen, all: "screen, sign, tile"}
looks:
  day: {screen: {level: 80%, color: "#c0a080", gobo: Bars}, tile: {level: 50%}, sign: {level: 60%}}
cues:
  - {cue: 1, look: day, fade: 0s}
  - {cue: 2, look: {screen: {gobo: Rings, tear: 10%}}, fade: 0s}
panic: {look: day, fade: 1s}
faults:
  gone: {kind: blank, zone: walls, share: 100%, amount: 100%, for: 8s}
  partly: {kind: blank, zone: walls, share: 100%, amount: 100%, area: 40%, for: 8s}
  torn: {kind: tear, zone: all, count: 1, amount: 100%, for: 8s}
  bent: {kind: misalign, zone: walls, share: 100%, amount: 100%, for: 8s}
  coarse: {kind: pixelate, zone: walls, share: 100%, amount: 50%, for: 8s}
  no-red: {kind: channel-loss, zone: walls, share: 100%, amount: 100%, channel: red, for: 8s}
"""


def whom(kind: FaultKind, *, seed: int = 5) -> Reached:
    spec = FaultSpec("f", kind, "", np.arange(COUNT), "hall", 1.0, 1.0, seed, 30.0, parameters=PLAIN)
    return Reached(spec, np.zeros((COUNT, 3), np.float32))


def whole() -> NDArray[np.float32]:
    """Pictures with nothing wrong."""
    table = np.zeros((len(Part), COUNT), np.float32)
    table[list(CORNERS)] = CENTRE
    return table


def shown(kind: FaultKind, amount: float, *, seed: int = 5, seconds: float = 0.4) -> NDArray[np.float32]:
    return PICTURE_FAULTS[kind](whom(kind, seed=seed))(whole(), Moment(seconds, np.float32(amount), None))


def damage(table: NDArray[np.float32]) -> float:
    rows = [Part.BLANK, Part.TEAR, Part.PIXELATE, *CORNERS]
    return float(np.abs(table - whole())[rows].sum())


@pytest.mark.parametrize("kind", PICTURE_FAULTS)
def test_amount_zero_leaves_the_picture_whole_and_a_half_breaks_it_half_as_much(kind: FaultKind) -> None:
    assert np.array_equal(shown(kind, 0.0), whole())
    assert damage(shown(kind, 0.5)) == pytest.approx(damage(shown(kind, 1.0)) / 2, rel=1e-5)
    assert damage(shown(kind, 1.0)) > 0


@pytest.mark.parametrize("kind", PICTURE_FAULTS)
@settings(deadline=None, max_examples=25)
@given(amount=st.floats(0, 1), seconds=st.floats(0, 300), seed=st.integers(0, 999))
def test_every_part_stays_in_bounds_and_a_seed_gives_the_same_twice(
    kind: FaultKind, amount: float, seconds: float, seed: int
) -> None:
    table = shown(kind, amount, seconds=seconds, seed=seed)
    assert table.dtype == np.float32
    assert table.min() >= 0
    assert table.max() <= 1
    assert np.array_equal(table, shown(kind, amount, seconds=seconds, seed=seed))


def test_each_does_what_it_is_known_for() -> None:
    assert shown(FaultKind.BLANK, 1.0)[Part.BLANK] == pytest.approx(0.6)
    assert (shown(FaultKind.TEAR, 1.0)[Part.TEAR] >= 0.7).all()
    assert (shown(FaultKind.TEAR, 1.0)[Part.FRACTURE] > 0).all()
    pulled = np.abs(shown(FaultKind.MISALIGN, 1.0)[list(CORNERS)] - CENTRE)
    assert pulled.min() >= 0.3 * 0.5 - 1e-6
    assert pulled.max() <= 0.5
    assert (shown(FaultKind.PIXELATE, 1.0)[Part.PIXELATE] == 1).all()
    assert len(np.unique(shown(FaultKind.TEAR, 1.0)[Part.FRACTURE])) > 1, "each projector along lines of its own"


def test_a_channel_that_is_lost_takes_its_colour_alone() -> None:
    healthy = (np.full(COUNT, 0.5, np.float32), np.full((3, COUNT), 0.8, np.float32))
    act = PROJECTOR_LIGHT[FaultKind.CHANNEL_LOSS](whom(FaultKind.CHANNEL_LOSS))
    intensity, rgb = act(healthy, Moment(0.0, np.float32(1), None))
    assert np.array_equal(intensity, healthy[0])
    assert ((rgb == 0).sum(axis=0) == 1).all()
    assert np.allclose(act(healthy, Moment(0.0, np.float32(0.5), None))[1].sum(axis=0), 2.0)


def slots(played: Played, fixture: str) -> NDArray[np.uint8]:
    show = played.show
    index = next(i for i, each in enumerate(show.rig.fixtures) if each.id == fixture)
    own: NDArray[np.uint8] = played.slots[show.patch.fixtures[index].row][: show.rig.fixtures[index].mode.slots]
    return own


BLANK, TEAR, PIXELATE, TOP_LEFT_X = 12, 13, 14, 19
"""Slots of the profile, from 0."""


def playing() -> Played:
    played = Played(HALL)
    played.go()
    played.run(1)
    return played


def test_a_healthy_projector_stands_at_home_on_the_wire() -> None:
    own = slots(playing(), "screen-1")
    assert own[:5].tolist()[4] == 0
    assert own[5] >> 5 == 2, "Bars are the third slot of the wheel"
    assert own[[BLANK, TEAR, PIXELATE, 15]].tolist() == [0, 0, 0, 0]
    assert own[TOP_LEFT_X : TOP_LEFT_X + 2].tolist() == [128, 0]


def test_a_tear_reaches_one_projector_that_can_tear_and_no_tile_or_sign() -> None:
    played = playing()
    played.give(Inject("torn"))
    played.run(2)
    torn = [slots(played, f"screen-{number}")[TEAR] for number in (1, 2, 3)]
    assert sum(value > 150 for value in torn) == 1
    assert sum(value == 0 for value in torn) == 2
    played.give(Halt())
    played.run(2)
    assert [slots(played, f"screen-{number}")[TEAR] for number in (1, 2, 3)] == [0, 0, 0]


def test_a_blank_of_the_whole_picture_is_dark_at_once_and_of_a_part_that_much_darker() -> None:
    played = playing()
    cell = cell_of(played.show, "screen-1")
    bright = played.levels(cell)[-1]
    played.give(Inject("gone"))
    assert played.levels(cell)[-1] == 0
    played.give(Halt())
    played.run(2)
    played.give(Inject("partly"))
    played.run(2)
    assert played.levels(cell)[-1] == pytest.approx(0.6 * bright, abs=0.01)
    assert slots(played, "screen-1")[BLANK] == 102


def test_pictures_bend_and_turn_coarse_at_the_far_end() -> None:
    played = playing()
    played.give(Inject("bent"))
    played.give(Inject("coarse"))
    played.run(2)
    own = slots(played, "screen-2")
    assert own[TOP_LEFT_X] != 128
    assert own[PIXELATE] == 128
    assert largest_step(played.lit[-70:]) == 0, "no light changes for it"


def test_a_lost_channel_is_seen_at_the_far_end() -> None:
    played = playing()
    played.give(Inject("no-red"))
    played.run(1)
    red, green, blue = played.light[cell_of(played.show, "screen-1")]
    assert red == 0
    assert green > 0
    assert blue > 0


@pytest.mark.parametrize("kind", ["blank", "tear", "misalign", "pixelate"])
def test_a_fault_aimed_at_lights_without_a_picture_is_refused_with_a_sentence(kind: str) -> None:
    text = HALL + f"  wrong: {{kind: {kind}, zone: tile, for: 5s}}\n"
    show, problems = check_show(text, file="hall", profiles=PROFILES)
    assert show is None
    (problem,) = [each for each in problems if each.severity == "error"]
    assert "'tile' has no projector whose picture can" in problem.text
    assert "mode 35-channel" in problem.text


def test_a_protected_projector_and_keys_of_other_kinds_are_refused() -> None:
    for line, said in (
        ("{kind: tear, zone: exit, for: 5s}", "class egress"),
        ("{kind: tear, zone: walls, area: 20%, for: 5s}", "area belongs to blank"),
        ("{kind: tear, zone: sign, for: 5s}", "'sign' has no projector whose picture can tear"),
    ):
        show, problems = check_show(f"{HALL}  wrong: {line}\n", file="hall", profiles=PROFILES)
        assert show is None
        assert any(said in each.text for each in problems), line


def test_a_projector_that_denies_faults_is_left_out() -> None:
    text = HALL + "consent: {screen 2-3: {faults: deny}}\n"
    played = Played(text)
    played.go()
    played.run(1)
    played.give(Inject("partly"))
    played.run(2)
    assert [slots(played, f"screen-{number}")[BLANK] > 0 for number in (1, 2, 3)] == [True, False, False]
