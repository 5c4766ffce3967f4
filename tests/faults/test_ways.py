"""Broken ways: which frames do not arrive, and what else becomes of them."""

import numpy as np
import pytest

from controller.faults.link.ways import Broken, Twist, broken_links
from controller.model.fault import ActiveFault, Envelope, FaultKind, FaultSpec

FPS = 40
EVEN = Envelope()


def ways(
    kind: FaultKind,
    amount: float,
    *,
    ticks: int = 400,
    nodes: tuple[str, ...] = (),
    envelope: Envelope = EVEN,
    jitter: float = 0.0,
) -> list[Broken]:
    """What a fault does to the frames of ten seconds."""
    parameters = {"burst": 0.1, "rate": 10.0, "delay": 0.5, "jitter": jitter}
    spec = FaultSpec(
        "f", kind, "", np.arange(1), "stage", 1.0, amount, 7, 30.0,
        node="" if nodes else "stage", nodes=nodes, parameters=parameters, envelope=envelope,
    )  # fmt: skip
    fault = ActiveFault("f", 0, ticks, "injected")
    return [broken_links([fault], {"f": spec}, tick=tick, fps=FPS) for tick in range(ticks)]


@pytest.mark.parametrize("kind", [FaultKind.LOSS, FaultKind.CORRUPT, FaultKind.DUPLICATE])
def test_amount_zero_breaks_nothing_and_one_half_about_every_other_frame(kind: FaultKind) -> None:
    assert set(ways(kind, 0.0)) == {Broken()}
    hit = sum(each != Broken() for each in ways(kind, 0.5))
    assert 120 <= hit <= 280
    assert all(each != Broken() for each in ways(kind, 1.0))


def test_at_most_every_other_frame_is_overtaken_by_the_next_one() -> None:
    assert set(ways(FaultKind.REORDER, 0.0)) == {Broken()}
    assert 70 <= sum(each != Broken() for each in ways(FaultKind.REORDER, 0.5)) <= 130
    assert [each != Broken() for each in ways(FaultKind.REORDER, 1.0)] == [True, False] * 200


def test_what_is_damaged_or_late_is_not_shown_and_what_comes_twice_is() -> None:
    garbled, late, twice = (ways(kind, 1.0)[4] for kind in (FaultKind.CORRUPT, FaultKind.REORDER, FaultKind.DUPLICATE))
    assert (set(garbled.lost), dict(garbled.twists)) == ({"stage"}, {"stage": Twist(garbled=True)})
    assert (set(late.lost), dict(late.twists)) == ({"stage"}, {"stage": Twist(late=True)})
    assert (set(twice.lost), dict(twice.twists)) == (set(), {"stage": Twist(doubled=True)})


def test_a_throttled_way_lets_so_many_frames_a_second_pass() -> None:
    passed = [not each.lost for each in ways(FaultKind.THROTTLE, 1.0)]
    assert passed[0]
    assert sum(passed) == pytest.approx(100, abs=2)


@pytest.mark.parametrize("kind", [FaultKind.THROTTLE, FaultKind.FROZEN_LINK, FaultKind.BLACKHOLE])
def test_what_is_there_or_not_is_there_as_long_as_its_envelope_says(kind: FaultKind) -> None:
    envelope = Envelope(attack_s=1.0, hold_s=2.0, decay_s=1.0)
    hit = [each != Broken() for each in ways(kind, 0.5, envelope=envelope)]
    assert any(hit[:160])
    assert not any(hit[160:]), "the envelope is over, though the fault is not"
    assert set(ways(kind, 0.0)) == {Broken()}


def test_a_partition_cuts_several_nodes_off_together() -> None:
    cut = ways(FaultKind.PARTITION, 1.0, nodes=("stage", "wall"))[0]
    assert cut.lost == cut.cut == {"stage", "wall"}
    assert ways(FaultKind.FROZEN_LINK, 1.0)[0] == Broken(lost=frozenset({"stage"}))


def ages(amount: float, *, jitter: float = 0.0, envelope: Envelope = EVEN) -> list[int]:
    """How many ticks old the frames are that a slow way brings."""
    return [each.behind.get("stage", 0) for each in ways(FaultKind.DELAY, amount, jitter=jitter, envelope=envelope)]


def test_a_slow_way_is_as_late_as_its_amount_says_and_at_first_brings_nothing() -> None:
    assert set(ways(FaultKind.DELAY, 0.0)) == {Broken()}
    assert set(ages(0.5)[10:]) == {10}
    assert set(ages(1.0)[20:]) == {20}
    whole = ways(FaultKind.DELAY, 1.0)
    assert [bool(each.lost) for each in whole[:22]] == [True] * 20 + [False, False]
    assert whole[30].twists == {"stage": Twist(behind=20)}


def test_jitter_brings_frames_sooner_or_later_but_never_an_older_one_after_a_newer() -> None:
    late = ages(1.0, jitter=0.25)
    assert min(late[40:]) >= 10
    assert max(late) <= 30
    assert len(set(late[40:])) > 5
    shown = [tick - age for tick, age in enumerate(late)]
    assert shown == sorted(shown)
    assert late == ages(1.0, jitter=0.25)


def test_a_slow_way_grows_and_shrinks_with_its_envelope() -> None:
    late = ages(1.0, envelope=Envelope(attack_s=4.0, decay_s=4.0))
    assert late[0] == 0
    assert 0 < late[40] < late[100] < 20
    assert late[200] == 20
    assert late[395] <= 2
    shown = [tick - age for tick, age in enumerate(late)]
    assert shown == sorted(shown)


def test_the_amount_of_a_lossy_way_comes_and_goes_too() -> None:
    lost = [bool(each.lost) for each in ways(FaultKind.CORRUPT, 1.0, envelope=Envelope(attack_s=5.0, decay_s=5.0))]
    assert sum(lost[:50]) + sum(lost[350:]) < sum(lost[150:250]) / 2
