"""Faults on the house itself: what falls when, worked out from the state alone."""

import numpy as np

from controller.faults.process.blows import Hang, Kill, acting, blows, is_disk_full
from controller.model.fault import ActiveFault, FaultKind, FaultSpec, Parameter


def spec(name: str, kind: FaultKind, **parameters: Parameter) -> FaultSpec:
    return FaultSpec(name, kind, "", np.empty(0, np.intp), "", 1.0, 1.0, 1, 5.0, parameters=parameters)


SPECS = {
    each.id: each
    for each in (
        spec("a-kill", FaultKind.KILL, process="engine"),
        spec("crash", FaultKind.KILL, process="web"),
        spec("hiccup", FaultKind.STALL, hang=0.4),
        spec("full", FaultKind.DISK_FULL),
        spec("dark", FaultKind.DEAD),
    )
}


def active(*names: str) -> tuple[ActiveFault, ...]:
    return tuple(ActiveFault(name, 5, 50, "injected") for name in names)


def test_only_faults_on_the_house_itself_are_blows() -> None:
    found = acting((*active("dark", "hiccup"), ActiveFault("silent:stage", 1, 9, "real")), SPECS)
    assert found == frozenset(active("hiccup"))


def test_the_loop_hangs_before_anything_is_killed() -> None:
    assert blows(active("a-kill", "crash", "hiccup"), SPECS) == (Hang(0.4), Kill("engine"), Kill("web"))
    assert blows(active("full"), SPECS) == ()


def test_the_disk_is_full_as_long_as_a_fault_fills_it() -> None:
    assert is_disk_full(active("full", "hiccup"), SPECS)
    assert not is_disk_full(active("hiccup"), SPECS)
