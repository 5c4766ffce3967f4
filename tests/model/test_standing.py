"""Where a running recovery stands."""

from dataclasses import replace

import pytest

from controller.model.fault import ActiveFault, FaultKind
from controller.model.incident import Incident, IncidentState
from controller.model.recovery import Phase
from controller.model.standing import mend_end, mend_start, standing

FPS = 10
PHASES = (Phase("hold", 1.0, {}), Phase("embrace", 2.0, {}), Phase("mend", 3.0, {}))
INCIDENT = Incident(
    id="i1",
    kind=FaultKind.COLOUR_SHIFT,
    origin="injected",
    fault=ActiveFault("storm", 0, 100, "injected"),
    opened_tick=0,
    state=IncidentState.RECOVERING,
    recovery="seam",
    recovery_tick=100,
    mend_tick=None,
    closed_tick=None,
    why="",
    recurrence=1,
)


@pytest.mark.parametrize(
    ("tick", "operator", "progress", "glitch"),
    [
        (100, "hold", 0.0, 100),
        (105, "hold", 0.5, 100),
        (110, "embrace", 0.0, 100),
        (120, "embrace", 0.5, 110),
        (130, "mend", 0.0, 120),
        (145, "mend", 0.5, 120),
        (160, "mend", 1.0, 120),
    ],
)
def test_phases_run_one_after_another_and_the_wound_stands_still_in_hold_and_mend(
    tick: int, operator: str, progress: float, glitch: int
) -> None:
    at = standing(INCIDENT, PHASES, FPS, tick)
    assert at.phases[-1][0].operator == operator
    assert at.phases[-1][1] == pytest.approx(progress)
    assert at.glitch_tick == glitch
    assert at.ends_tick == 160


def test_a_mend_that_is_brought_forward_keeps_what_the_phases_before_it_had_reached() -> None:
    early = replace(INCIDENT, mend_tick=115)
    at = standing(early, PHASES, FPS, 130)
    assert [(phase.operator, progress) for phase, progress in at.phases] == [
        ("hold", 1.0), ("embrace", 0.25), ("mend", 0.5)
    ]  # fmt: skip
    assert at.glitch_tick == 105
    assert (mend_start(early, PHASES, FPS), mend_end(early, PHASES, FPS)) == (115, 145)


def test_a_phase_too_short_for_a_frame_takes_one() -> None:
    phases = (Phase("hold", 0.0, {}), Phase("mend", 0.01, {}))
    assert mend_end(INCIDENT, phases, FPS) == 102
