"""What a frame takes while many wounds are mended: ``python -m tests.benchmarks.many_wounds [NODES]``.

Measures; judges nothing. So many nodes of one universe fall silent and somebody approves what is proposed; beside it
one node of as many universes, which is one wound of the size of all of them. ``auto``: recoveries begin by themselves;
``apart``: no trouble joins another, and each node is an incident of its own. Told is the CPU time of the wounds alone,
of a frame without the guard's, and of the tick before it: the least, the median and the worst.
"""

import sys
from collections.abc import Sequence
from statistics import median
from time import thread_time

from controller.frame.pipeline import Painter
from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Entry, Go, Intent
from controller.model.show import Show
from controller.model.state import ShowState
from controller.run.bench.scene import CELLS_A_UNIVERSE
from controller.show.reduce import advance, initial, reduce
from controller.showfile.load import check_show
from tests.shows import PROFILES

FPS = 44
RECOVERIES = {
    "seam": "{hold: 400ms}, {embrace: {gain: 1.6}, for: 1s}, {seam: {color: gold}, for: 1s}, {mend: 2s}",
    "breathe": "{breathe: {period: 2s}, for: 2s}, {mend: 2s}",
    "ripple": "{ripple: {reach: 1}, for: 1s}, {mend: 2s}",
    "blend": "{blend: {reach: 1}, for: 1s}, {sort: 1s}, {scatter: 1s}, {mend: 2s}",
    "quantise": "{quantise: 2s}, {safe: 1s}, {mend: 2s}",
}
A_TICK = 8
"""So many nodes are told silent or back in a tick."""


def rig(nodes: int, universes: int, phases: str, mode: str) -> Show:
    """Load a rig of so many nodes of equal size, far from each other, and a recovery for the silent ones."""
    told, fixtures, zones = [], [], []
    asks = "auto" if mode == "auto" else "ask"
    for at in range(nodes):
        count = universes * CELLS_A_UNIVERSE
        place = f"[{at % 64 * 20}, {at // 64 * 40}, 0]"
        layout = f"{{grid: [340, {-(-count // 340)}], spacing: 0.05, origin: {place}}}"
        told.append(f"  n{at}: {{protocol: sacn, to: 127.1.{at // 250}.{at % 250 + 1}}}")
        fixtures.append(
            f"  b{at}: {{profile: generic/rgb, count: {count}, layout: {layout}, at: n{at} {at * universes + 1}/1}}"
        )
    for at in range(0, nodes, 64):
        some = ", ".join(f"b{each}" for each in range(at, min(nodes, at + 64)))
        zones.append(f"  z{at}: '{some}'")
    text = "\n".join(
        [
            f"show: {{name: Many, fps: {FPS}, seed: 1}}",
            *("nodes:", *told, "fixtures:", *fixtures, "zones:", *zones),
            f"  all: '{', '.join(f'z{at}' for at in range(0, nodes, 64))}'",
            "looks: {one: {all: {color: '#ff8020', level: 90%}}, two: {all: {color: '#2080ff', level: 60%}}}",
            "cues: [{cue: 1, look: one, fade: 60s}]",
            "policy: {join_for: 0s}" if mode == "apart" else "",
            f"recoveries: {{home: {{when: {{kind: node-silent}}, mode: {asks}, phases: [{phases}]}}}}",
        ]
    )
    show, problems = check_show(text, file="large", profiles=PROFILES)
    if show is None:
        raise SystemExit(str(problems))
    return show


class Night:
    """A night that is played, with what each tick and each frame took."""

    def __init__(self, show: Show) -> None:
        self.show, self.painter = show, Painter(show)
        self.memory, self.state, self._seq = self.painter.fresh_memory(), initial(show), 0
        self.taken: list[tuple[float, float, float]] = []

    def beat(self, given: Sequence[Intent] = ()) -> ShowState:
        """Play one tick."""
        begun = thread_time()
        self.state, _ = advance(self.show, self.state, self.state.tick + 1)
        for intent in given:
            self._seq += 1
            self.state, _ = reduce(self.show, self.state, Entry(self.state.tick, self._seq, "a", "operator", intent))
        laps: dict[str, float] = {}
        last = painting = thread_time()

        def lap(stage: str) -> None:
            nonlocal last
            laps[stage], last = thread_time() - last, thread_time()

        self.painter.paint(self.state, self.memory, lap)
        rest = sum(each for stage, each in laps.items() if stage != "guard")
        self.taken.append(((painting - begun) * 1e3, laps["wounds"] * 1e3, rest * 1e3))
        return self.state

    def tell(self, what: str) -> None:
        """Say what the ticks since took."""
        columns = zip(*self.taken, strict=True)
        said = [f"{min(each):7.2f} {median(each):7.2f} {max(each):7.2f}" for each in columns]
        print(f"{what:34}", *said, sep=" | ", flush=True)  # noqa: T201 - a program
        self.taken.clear()


def play(name: str, nodes: int, universes: int, mode: str = "ask") -> None:
    """Play one rig."""
    night = Night(rig(nodes, universes, RECOVERIES[name], mode))
    what = f"{name} {nodes}x{universes} {mode}"
    night.beat([Go()])
    names = [*night.show.patch.nodes]
    for at in range(0, len(names), A_TICK):
        night.beat([NodeSilent(node) for node in names[at : at + A_TICK]])
    night.tell(f"{what} falling silent")
    night.beat([Approve(each.id) for each in night.state.incidents if each.state.value == "proposed"])
    night.tell(f"{what} approved, {len(night.state.incidents)}")
    for _ in range(6 * FPS):
        night.beat()
    night.tell(f"{what} mended")
    for at in range(0, len(names), A_TICK):
        night.beat([NodeReturned(node) for node in names[at : at + A_TICK]])
    night.tell(f"{what} coming back")
    for _ in range(3 * FPS):
        night.beat()
    night.tell(f"{what} back")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    chosen = sys.argv[2:] or [*RECOVERIES]
    print(f"{'least, median, worst ms of CPU':34} | {'tick':23} | {'wounds':23} | frame but guard")  # noqa: T201 - a program
    for recovery in chosen:
        play(recovery, 1, count)
        play(recovery, count, 1)
        play(recovery, count, 1, "auto")
        play(recovery, count, 1, "apart")
