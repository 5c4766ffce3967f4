"""Broken ways: which frames do not arrive, and what else becomes of them."""

import numpy as np
import pytest

from controller.faults.link.ways import Broken, Twist, broken_links
from controller.model.fault import ActiveFault, FaultKind, FaultSpec

FPS = 40


def ways(kind: FaultKind, amount: float, *, ticks: int = 400, nodes: tuple[str, ...] = ()) -> list[Broken]:
    """What a fault does to the frames of ten seconds."""
    parameters = {"burst": 0.1, "rate": 10.0}
    spec = FaultSpec(
        "f", kind, "", np.arange(1), "stage", 1.0, amount, 7, 30.0,
        node="" if nodes else "stage", nodes=nodes, parameters=parameters,
    )  # fmt: skip
    fault = ActiveFault("f", 0, 10_000, "injected")
    return [broken_links([fault], {"f": spec}, tick=tick, fps=FPS) for tick in range(ticks)]


@pytest.mark.parametrize("kind", [FaultKind.LOSS, FaultKind.CORRUPT, FaultKind.REORDER, FaultKind.DUPLICATE])
def test_amount_zero_breaks_nothing_and_one_half_about_every_other_frame(kind: FaultKind) -> None:
    assert set(ways(kind, 0.0)) == {Broken()}
    hit = sum(each != Broken() for each in ways(kind, 0.5))
    assert 120 <= hit <= 280
    assert all(each != Broken() for each in ways(kind, 1.0))


def test_what_is_damaged_or_late_is_not_shown_and_what_comes_twice_is() -> None:
    garbled, late, twice = (ways(kind, 1.0)[3] for kind in (FaultKind.CORRUPT, FaultKind.REORDER, FaultKind.DUPLICATE))
    assert (set(garbled.lost), dict(garbled.twists)) == ({"stage"}, {"stage": Twist(garbled=True)})
    assert (set(late.lost), dict(late.twists)) == ({"stage"}, {"stage": Twist(late=True)})
    assert (set(twice.lost), dict(twice.twists)) == (set(), {"stage": Twist(doubled=True)})


def test_a_throttled_way_lets_so_many_frames_a_second_pass() -> None:
    passed = [not each.lost for each in ways(FaultKind.THROTTLE, 1.0)]
    assert passed[0]
    assert sum(passed) == pytest.approx(100, abs=2)


def test_a_partition_cuts_several_nodes_off_together() -> None:
    cut = ways(FaultKind.PARTITION, 1.0, nodes=("stage", "wall"))[0]
    assert cut.lost == cut.cut == {"stage", "wall"}
    assert ways(FaultKind.FROZEN_LINK, 1.0)[0] == Broken(lost=frozenset({"stage"}))
