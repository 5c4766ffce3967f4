"""What is in an operator's hand is never the director's: all of it waits, of a part the rest is mended."""

import numpy as np

from controller.model.intent import Approve, Grab, Inject, Ungrab
from tests.shows import WALL, Played, largest_step

AUTO = WALL.replace("mode: ask", "mode: auto")


def begun(text: str, *held: str) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    for selector in held:
        played.give(Grab(selector, {"level": 0.3}))
    played.run(1)
    return played


def test_a_wound_that_is_all_in_somebodys_hand_waits_until_it_is_given_back() -> None:
    played = begun(AUTO, "tile")
    record = played.give(Inject("whole"))
    assert record.text.endswith("golden-seam waits its turn; 64 of its 64 cells are in somebody's hand and stay there")
    played.run(2)
    assert played.incident.state == "proposed"
    played.give(Ungrab("tile 1-16", fade_s=0))
    played.run(0.1)
    assert played.incident.state == "recovering"
    told = [record.text for record in played.said("incident")]
    assert told == [
        "incident i1: its turn has come, golden-seam runs; 48 of its 64 cells are in somebody's hand and stay there"
    ]


def test_not_even_an_approval_takes_what_is_all_in_somebodys_hand() -> None:
    played = begun(WALL, "tile")
    played.give(Inject("whole"))
    record = played.give(Approve("i1"))
    assert (record.ok, record.text) == (
        False, "incident i1 is all in somebody's hand; release some of it first"
    )  # fmt: skip


def test_of_a_wound_that_is_partly_held_the_rest_is_mended() -> None:
    played, untouched = begun(AUTO, "tile 1-32"), begun(AUTO.replace("mode: auto", "mode: manual"), "tile 1-32")
    for each in (played, untouched):
        each.give(Inject("whole"))
        each.run(3)
    np.testing.assert_array_equal(played.light[:32], untouched.light[:32])
    assert np.abs(played.light[32:64] - untouched.light[32:64]).max() > 0.1


def test_what_is_grabbed_in_the_middle_leaves_the_recovery_without_a_jump_and_is_told() -> None:
    played = begun(AUTO)
    played.give(Inject("whole"))
    played.run(2)
    lit = [played.lit[-1], played.beat(Grab("tile 1-8", {"level": 0.7}, fade_s=1.0))]
    assert played.said("grab")[-1].text.endswith("; incident i1 leaves 8 cells to this hand")
    lit += [played.beat() for _ in range(60)]
    lit.append(played.beat(Ungrab(fade_s=1.0)))
    lit += [played.beat() for _ in range(60)]
    assert largest_step(lit) < 0.1
