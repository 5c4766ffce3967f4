"""A recovery that keeps a part of the wound: so much of it comes home, the rest stays until somebody mends it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.model.facts import Resumed
from controller.model.intent import Approve, Clear, Dismiss, Halt, Inject, Intent, Mend, Panic, Recover
from controller.run.engine import Position
from controller.run.snapshots import pack, unpack
from controller.show.incidents.life import MOST_KEPT
from controller.showfile.load import check_show
from tests.shows import FPS, PROFILES, WALL, Played, largest_step

KEEPS = WALL.replace("{mend: 3s}]", "{mend: {from: sweep, part: 60%, rest: keep}, for: 3s}]")
UNGILDED = KEEPS[: KEEPS.index("phases:")] + "phases: [{mend: {from: sweep, part: 60%, rest: keep}, for: 3s}]\n"
WHOLE_S, REST_S = 7.4, 3.0
MOVING = 0.1


def pair(text: str = KEEPS) -> tuple[Played, Played]:
    """Two of the same wall: one is wounded and mended in part, the other stays healthy."""
    played, healthy = Played(text), Played(text)
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Inject("whole"))
    played.give(Approve("i1"))
    played.run(WHOLE_S)
    healthy.run(WHOLE_S + 2 / FPS)
    assert healthy.state.tick == played.state.tick
    return played, healthy


def wrong(played: Played, healthy: Played) -> NDArray[np.bool_]:
    """Which cells of the wall do not show the present cue, bool [64]."""
    found: NDArray[np.bool_] = (np.abs(played.light - healthy.light).max(axis=1) > 1 / 255)[:64]
    return found


def test_so_much_is_mended_exactly_and_the_rest_stays_as_it_is() -> None:
    played, healthy = pair()
    assert played.incident.state == "kept"
    assert not played.state.faults
    kept, before = wrong(played, healthy), played.light.copy()
    assert kept.sum() == pytest.approx(0.4 * 64, abs=1)
    for each in (played, healthy):
        each.run(20)
    assert np.array_equal(wrong(played, healthy), kept)
    assert np.array_equal(played.light, before)
    told = played.said("incident")[-1].text
    assert told == "incident i1 60% mended by golden-seam, the rest kept"


@pytest.mark.parametrize("text", [KEEPS, UNGILDED])
def test_what_is_kept_lies_over_the_next_cue_and_the_mended_cells_show_it(text: str) -> None:
    played, healthy = pair(text)
    kept, before = wrong(played, healthy), played.light[:64].copy()
    for each in (played, healthy):
        each.go()
        each.run(4.5)
    assert not wrong(played, healthy)[~kept].any()
    assert wrong(played, healthy)[kept].any()
    now, is_gold = played.light[:64], kept & (before.max(axis=1) > 0.9)
    assert is_gold.any() == (text == KEEPS)
    assert np.array_equal(now[is_gold], before[is_gold]), "gold stays whatever plays"
    if text == UNGILDED:
        brightness, wanted = now.max(axis=1)[kept], healthy.light[:64].max(axis=1)[kept]
        assert np.abs(brightness - before.max(axis=1)[kept]).min() > 0.1, "the next cue is brighter"
        assert np.abs(brightness - wanted).max() <= 1 / 255, "and what is kept of the fault is its colour"


@pytest.mark.parametrize("end", [Mend("i1"), Mend(), Dismiss("i1"), Halt(), Panic()])
def test_the_rest_is_mended_on_somebodys_word_without_a_jump(end: Intent) -> None:
    played, healthy = pair()
    first = len(played.lit) - 1
    assert played.give(end).ok
    healthy.give(*((end,) if isinstance(end, Panic) else ()))
    assert played.incident.state == "mending"
    for each in (played, healthy):
        each.run(REST_S + 0.1)
    assert played.incident.state == "closed"
    assert np.array_equal(played.slots, healthy.slots)
    assert largest_step(played.lit[first:]) <= MOVING
    assert not played.report().failures(3)


@pytest.mark.parametrize("seconds", [1.0, WHOLE_S - 1.5])
def test_halt_in_the_middle_keeps_nothing(seconds: float) -> None:
    played = Played(KEEPS)
    played.go()
    played.run(1)
    played.give(Inject("whole"))
    played.give(Approve("i1"))
    played.run(seconds)
    first = len(played.lit) - 1
    played.give(Halt())
    assert not played.state.faults
    played.run(3 + REST_S + 0.1)
    assert played.incident.state == "closed"
    assert np.ptp(played.light[:64], axis=0).max() == 0
    assert largest_step(played.lit[first:]) <= MOVING


@pytest.mark.parametrize("end", [Clear("whole"), Resumed()])
def test_a_mend_that_is_brought_forward_otherwise_keeps_its_rest(end: Intent) -> None:
    played = Played(KEEPS)
    played.go()
    played.give(Inject("whole"))
    played.give(Approve("i1"))
    played.run(1)
    played.give(end)
    played.run(3.1)
    assert played.incident.state == "kept"


def test_a_kept_wound_outlives_a_restart_and_a_snapshot_gives_the_same_bytes() -> None:
    played, _healthy = pair()
    played.give(Resumed())
    assert played.incident.state == "kept"
    raw = pack(Position(played.state, played.memory.copy(), 3))
    again, position = Played(KEEPS), unpack(raw)
    again.state, again.memory = position.state, position.memory
    for each in (played, again):
        each.run(0.5)
        each.beat(Mend())
        each.run(1)
    assert again.state == played.state
    assert np.array_equal(again.slots, played.slots)


def test_only_what_is_kept_can_be_mended_by_hand() -> None:
    played = Played(KEEPS)
    assert played.give(Mend()).text == "nothing is kept; there is nothing to mend"
    assert played.give(Mend("i7")).text == "no incident 'i7'; open: none"
    played.give(Inject("whole"))
    refused = played.give(Mend("i1"))
    assert (refused.ok, refused.text) == (False, "incident i1 is proposed; nothing of it is kept")


def test_the_same_trouble_may_come_again_over_a_kept_wound_and_both_come_home() -> None:
    played, healthy = pair()
    played.give(Inject("whole"))
    played.give(Approve("i2"))
    played.run(WHOLE_S)
    assert [incident.state for incident in played.state.incidents] == ["kept", "kept"]
    played.give(Mend())
    played.run(REST_S + 0.1)
    healthy.run(played.seconds - healthy.seconds)
    assert np.array_equal(played.slots, healthy.slots)


def test_only_so_many_wounds_are_kept_and_the_oldest_mends_first() -> None:
    played = Played(KEEPS)
    for _ in range(MOST_KEPT + 1):
        played.beat(Inject("storm"), Recover("golden-seam"))
        played.jump(WHOLE_S)
    assert [each.state for each in played.state.incidents] == ["mending", *["kept"] * MOST_KEPT]
    told = [record.text for record in played.said("incident")]
    assert f"incident i1 mends: more than {MOST_KEPT} wounds were kept" in told


def test_a_cue_that_follows_the_mend_goes_when_the_rest_is_kept() -> None:
    text = KEEPS.replace("fade: 1s}\n  - {cue: 2", "fade: 1s, follow: mended}\n  - {cue: 2")
    assert text != KEEPS
    played = Played(text)
    played.go()
    played.give(Inject("whole"))
    played.give(Approve("i1"))
    played.run(WHOLE_S + 0.1)
    assert played.state.lists[0].current == "2"


def test_a_show_whose_recovery_keeps_nothing_any_more_closes_what_was_kept() -> None:
    played, _healthy = pair()
    played.reload(WALL)
    played.run(0.1)
    assert played.incident.state == "closed"
    assert played.said("incident")[-1].text == "incident i1 closed: golden-seam keeps nothing any more"


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ("[{mend: {part: 60%}, for: 3s}]", "keep the others until somebody mends them: rest: keep"),
        ("[{mend: {rest: keep}, for: 3s}]", "nothing is left to keep after a whole mend"),
        ("[{mend: {part: 60%, rest: keep}, for: 3s}, {mend: 3s}]", "only the last mend keeps a rest"),
    ],
)
def test_a_rest_that_nobody_keeps_is_an_error(phases: str, said: str) -> None:
    begin = WALL.index("phases:")
    show, problems = check_show(WALL[:begin] + f"phases: {phases}\n", file="test.show.yaml", profiles=PROFILES)
    assert show is None
    assert any(said in problem.text for problem in problems)


def test_lint_says_that_a_rest_is_kept_and_who_can_mend_it() -> None:
    _show, problems = check_show(KEEPS, file="test.show.yaml", profiles=PROFILES)
    said = "'golden-seam' keeps 40% of each wound as it is until somebody mends it"
    way = "MEND on the console, or a binding with do: mend"
    assert any(f"{said}: {way}" in each.text for each in problems)
    bound = KEEPS + "bindings:\n  - {osc: /mend, do: mend}\n"
    assert check_show(bound, file="test.show.yaml", profiles=PROFILES)[0] is not None


def test_of_a_wound_whose_other_cells_ask_nothing_is_kept_and_they_follow() -> None:
    text = WALL.replace("{mend: 3s}", "{mend: {part: 50%, rest: keep}, for: 1s}").replace("mode: ask", "mode: auto")
    text = text.replace("amount: 1.0, for: 8s", "amount: 1.0, for: 60s") + "consent: {north: {recovery: ask}}\n"
    played, healthy = Played(text), Played(text)
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Inject("whole"))
    played.run(1)
    assert "follow when the others are mended" in played.give(Approve("i1")).text
    played.run(13)
    healthy.to(played.seconds)
    told = [record.text for record in played.said("incident")]
    assert "incident i1: its other cells ask, so nothing is kept; the rest is mended" in told
    assert "incident i1: its turn has come, golden-seam runs" in told
    assert told[-1] == "incident i1 50% mended by golden-seam, the rest kept"
    assert np.allclose(played.light[32:], healthy.light[32:], atol=1 / 255)
