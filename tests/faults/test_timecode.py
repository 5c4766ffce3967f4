"""Faults on time code: nothing at amount 0, half of it at one half, all of it at 1."""

import pytest

from controller.faults.source.timecode import tampered_timecode
from controller.model.fault import ActiveFault, FaultKind, FaultSpec
from controller.model.selector import NO_CELLS

FPS = 40


def came(kind: FaultKind, amount: float, *, leap: float = 10.0) -> list[float | None]:
    spec = FaultSpec(
        id="broken",
        kind=kind,
        label="broken",
        cells=NO_CELLS,
        zone="",
        share=1.0,
        amount=amount,
        seed=5,
        limit_s=10.0,
        parameters={"burst": 0.2, "leap": leap},
    )
    fault = ActiveFault("broken", 0, 400, "injected")
    return [tampered_timecode(50.0, [fault], {"broken": spec}, tick=tick, fps=FPS) for tick in range(400)]


@pytest.mark.parametrize("kind", [FaultKind.TIMECODE_LOSS, FaultKind.TIMECODE_JUMP])
def test_amount_zero_leaves_the_time_code_as_it_is(kind: FaultKind) -> None:
    assert set(came(kind, 0.0)) == {50.0}


def test_half_a_loss_swallows_about_half_of_the_frames_and_a_whole_one_all() -> None:
    assert 100 < came(FaultKind.TIMECODE_LOSS, 0.5).count(None) < 300
    assert set(came(FaultKind.TIMECODE_LOSS, 1.0)) == {None}


def test_a_jump_moves_it_by_its_amount_and_never_before_midnight() -> None:
    assert set(came(FaultKind.TIMECODE_JUMP, 0.5)) == {55.0}
    assert set(came(FaultKind.TIMECODE_JUMP, 1.0, leap=-60.0)) == {0.0}
