"""A wound that is mended while a whole rig is silent: its fault is found by its name, and compared with no other."""

from dataclasses import replace
from typing import ClassVar

from controller.model.fault import NEVER, ActiveFault
from controller.model.intent import Approve, Inject
from tests.shows import WALL, Played


class Counted(ActiveFault):
    """A fault that counts how often it is compared."""

    compared: ClassVar[list[str]] = []

    def __eq__(self, other: object) -> bool:
        self.compared.append(self.id)
        return super().__eq__(other)

    def __hash__(self) -> int:
        return super().__hash__()


def test_a_wound_looks_for_its_fault_by_name() -> None:
    played = Played(WALL)
    played.give(Inject("storm"))
    assert played.give(Approve(played.incident.id)).ok
    silent = tuple(Counted(f"flagged:tile-{number}", 1, NEVER, "real") for number in range(1, 30))
    Counted.compared.clear()
    played.painter.paint(replace(played.state, faults=(*silent, *played.state.faults)), played.memory)
    assert Counted.compared == []
