"""Faults on the house itself in a run without hardware: refused, or told and logged; nothing hangs, no byte changes."""

from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import Result, simulate
from tests.fakes.small_show import SMALL, small_show

SHOW = small_show(
    SMALL.replace(
        "faults:\n", "faults:\n  crash: {kind: kill}\n  full: {kind: disk-full, for: 2s}\n  hiccup: {kind: stall}\n"
    )
)


def played(*steps: str) -> Result:
    text = "\n".join(["scenario: House", "for: 8s", "steps:", *(f"  - {step}" for step in steps)])
    scenario, problems = check_scenario(text, file="s.yaml", show=SHOW)
    assert scenario is not None, problems
    return simulate(SHOW, scenario, record=True)


def test_a_scenario_begins_a_rehearsal_before_it_strikes_the_house() -> None:
    result = played(
        "{at: 1s, do: inject crash, refused: true}",
        "{at: 1.5s, do: rehearse}",
        "{at: 2s, do: inject crash}",
        "{at: 2s, do: inject full}",
        "{at: 2.1s, expect: {incident: full, state: detected}}",
        "{at: 3s, do: inject hiccup}",
        "{at: 7.5s, expect: {incident: crash, state: closed}}",
        "{at: 7.5s, expect: {incident: hiccup, state: closed}}",
    )
    assert result.failures == ()
    assert result.wall_s < 60


def test_not_a_byte_on_the_wire_is_another_one() -> None:
    struck = played(
        "{at: 1s, do: go}", "{at: 1s, do: rehearse}", "{at: 2s, do: inject crash}", "{at: 2s, do: inject full}"
    )
    calm = played("{at: 1s, do: go}")
    assert [each.datagram for each in struck.sent] == [each.datagram for each in calm.sent]
