"""What each fault and each operator takes a frame: ``python -m tests.benchmarks.wound_speed [CELLS]``.

Measures; judges nothing. The numbers to reach at 256 universes of RGB cells are 0.5 ms for a fault on light and 2 ms
for an operator, on one core that has nothing else to do. Told are the least and the median CPU time.

At the end a seam over all of a wall of 68,000 cells is set against one over a thousand of them, measured in turns: what
the gold takes a frame, and what finding its lines takes once, at load.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import thread_time

import numpy as np

from controller.faults.light.catalogue import LIGHT_FAULTS
from controller.faults.light.picture import Moment, Reached
from controller.frame.canvas import Canvas
from controller.frame.recovery.operators.catalogue import OPERATORS
from controller.frame.recovery.scene import Ground, Scene, Standby
from controller.frame.recovery.shape import Wound
from controller.frame.recovery.tree import gold_turns
from controller.model import chance
from controller.model.fault import FaultKind, FaultSpec, Parameter
from controller.model.recovery import OperatorName
from controller.model.rig import Cells
from tests.frame.recovery.test_operators import PLAIN, picture

RUNS = 40
WALL = 68_000
FEW = 1_000
TURNS = 5


Taken = tuple[float, float]


def taken_ms(act: Callable[[], object]) -> Taken:
    """Give the CPU time of some runs: the least, which is what the work itself takes, and the median."""
    act()
    taken = []
    for _ in range(RUNS):
        begun = thread_time()
        act()
        taken.append((thread_time() - begun) * 1e3)
    return min(taken), median(taken)


def square(cells: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Lay cells in a square, a tenth of a metre apart."""
    side = int(cells**0.5)
    across, up = np.divmod(np.arange(cells), side)
    return np.stack([across * 0.1, up * 0.1, np.zeros(cells)], axis=1).astype(np.float32)


def fault_ms(kind: FaultKind, cells: int) -> Taken:
    """Measure a fault that reaches all cells."""
    parameters: dict[str, Parameter] = {
        "level": 1.0,
        "rate": 10.0,
        "metres": 0.3,
        "direction": (1.0, 0.0, 0.0),
        "slots": 1.0,
        "area": 1.0,
        "size": 0.125,
        "channel": "red",
    }
    spec = FaultSpec("f", kind, "", np.arange(cells), "wall", 1.0, 0.8, 5, 30.0, parameters=parameters)
    act = LIGHT_FAULTS[kind](Reached(spec, square(cells)))
    healthy = (np.full(cells, 0.7, np.float32), np.full((3, cells), 0.4, np.float32))
    return taken_ms(lambda: act(healthy, Moment(1.3, np.float32(0.8), healthy)))


def operator_ms(name: OperatorName, cells: int) -> Taken:
    """Measure an operator in the middle of its phase, on a wound of all cells."""
    every, ramp = np.arange(cells), np.linspace(0, 1, cells, dtype=np.float32)
    shape = Wound(every, every, ramp, ramp, every, ramp, square(cells), every, 7)
    shown, ones = picture(1, cells), np.ones(cells, np.float32)
    scene = Scene(
        picture(2, cells), picture(3, cells), shown, 1.3, 90, lambda at, _bpm: (at, 0.1), 1, lambda _at: shown
    )
    move = OPERATORS[name](Ground(shape, lambda _name: Standby(Canvas.blank(cells), ones, ones)), PLAIN)
    return taken_ms(lambda: move(scene, np.float32(0.5)))


def gilded(place: np.ndarray[tuple[int, int], np.dtype[np.float32]], broken: Cells) -> Wound:
    """Give the wound of some cells of a wall, with the gold that runs over the others."""
    turn = gold_turns(place.astype(np.float64), place[broken].astype(np.float64))
    cells = np.union1d(broken, np.flatnonzero(turn <= 1))
    every, ramp = np.arange(len(cells)), np.linspace(0, 1, len(cells), dtype=np.float32)
    return Wound(cells, np.searchsorted(cells, broken), turn[cells], ramp, every, ramp, place[cells], every, 7)


def seam_ms(shape: Wound) -> tuple[float, float]:
    """Measure a seam in the middle of its phase, and of it copying the picture on which it lies; the least of each."""
    cells = len(shape.cells)
    shown, ones = picture(1, cells), np.ones(cells, np.float32)
    scene = Scene(shown, shown, shown, 1.3, 90, lambda at, _bpm: (at, 0.1), 1, lambda _at: shown)
    move = OPERATORS["seam"](Ground(shape, lambda _name: Standby(Canvas.blank(cells), ones, ones)), PLAIN)
    return taken_ms(lambda: move(scene, np.float32(0.5)))[0], taken_ms(shown.copy)[0]


def load_ms(place: np.ndarray[tuple[int, int], np.dtype[np.float32]], broken: Cells) -> float:
    """Measure how long finding the lines of the gold takes."""
    begun = thread_time()
    gold_turns(place.astype(np.float64), place[broken].astype(np.float64))
    return (thread_time() - begun) * 1e3


def tell_seams() -> None:
    """Set a seam over all of a wall against one over some of it, in turns."""
    place = square(WALL)
    some = np.sort(np.argsort(chance.uniform(chance.key(3, "some"), WALL))[:FEW])
    wounds = (some, np.arange(WALL))
    shapes = [gilded(place, broken) for broken in wounds]
    frames = np.array([[seam_ms(shape) for shape in shapes] for _ in range(TURNS)]).min(axis=0)
    loads = np.array([[load_ms(place, broken) for broken in wounds] for _ in range(TURNS)]).min(axis=0)
    gold, picture_under = frames[:, 0] - frames[:, 1], frames[:, 1]
    for what, taken in (("gold", gold), ("the picture under it", picture_under), ("lines at load", loads)):
        few, all_of_it = taken
        told = f"{few:.3f} / {all_of_it:.3f} ms, ratio {all_of_it / few:.2f}"
        print(f"seam over {FEW:,} / {WALL:,} of {WALL:,} cells, {what}: {told}")  # noqa: T201 - a program


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 43_690
    for fault in LIGHT_FAULTS:
        least, middle = fault_ms(fault, count)
        print(f"fault {fault:14} {least:6.2f} {middle:6.2f} ms a frame")  # noqa: T201 - a program
    for operator in OPERATORS:
        least, middle = operator_ms(operator, count)
        print(f"operator {operator:11} {least:6.2f} {middle:6.2f} ms a frame")  # noqa: T201 - a program
    tell_seams()
