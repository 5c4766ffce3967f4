"""A recovery of real trouble that is approved while PANIC holds: nobody sees it until PANIC is lifted."""

import numpy as np
import pytest

from controller.model.facts import NodeSilent
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Panic, Recover, Resume
from tests.show.test_real_trouble import TWO_NODES
from tests.shows import Played

ASKS = TWO_NODES.replace("mode: auto", "mode: ask").replace(
    "{ripple: {reach: 2}, for: 1s}", "{ripple: {reach: 2}, for: 8s}"
)
PARTLY = ASKS + "panic: {look: {wall: {color: green, level: 30%}}, fade: 1s}\n"


def panicked(text: str) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    played.give(NodeSilent("floor"))
    assert played.incident.state is IncidentState.PROPOSED
    played.give(Panic())
    played.run(4)
    return played


@pytest.mark.parametrize("text", [ASKS, PARTLY], ids=["PANIC is dark", "PANIC has a look for the wall alone"])
@pytest.mark.parametrize("answer", [Approve("i1"), Recover("ripple-home")])
def test_the_look_of_panic_stands_whatever_is_approved(text: str, answer: Approve | Recover) -> None:
    played = panicked(text)
    stands = played.slots.copy()
    assert played.give(answer).ok
    for _ in range(120):
        played.beat()
        assert np.array_equal(played.slots, stands)
    other = panicked(text)
    other.run(3.025)
    played.give(Resume())
    other.give(Resume())
    played.run(3)
    other.run(3)
    assert not np.array_equal(played.slots, other.slots), "what runs still shows once PANIC is lifted"
