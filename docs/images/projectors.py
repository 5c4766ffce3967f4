"""Makes the pictures of broken and mended projections: ``python docs/images/projectors.py [NAME …]``.

Every picture is a strip of moments of a headless run, as the simulated projectors see their own slots: a column a
moment, one projector or three below each other.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from controller.model.show import Show
from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.far_end import FarEnd
from fixtures.library import load_profiles
from fixtures.projection.raster import draw, encode
from fixtures.projection.surface import Surface

HERE = Path(__file__).parent
PROFILES = load_profiles()
SIZE = (160, 90)
GAP = 4
SHADE = 24
"""Grey between the pictures."""
HALL = """
show: {{name: Hall, fps: 40, seed: 2143, on_exit: black}}
nodes: {{web: {{protocol: websocket}}}}
fixtures: {{screen: {{profile: generic/projector, count: 3, layout: {{line: 4}}, at: web}}}}
zones: {{walls: screen}}
looks:
  rings: {{screen: {{level: 85%, color: "#3fb0c8", gobo: Rings, raw: {{Gobo size: 70%}}}}}}
  checks: {{screen: {{level: 85%, color: "#c07a50", gobo: Checks}}}}
cues:
  - {{cue: 1, look: rings, fade: 0s}}
  - {{cue: 2, look: checks, fade: 2s}}
panic: {{look: rings, fade: 1s}}
policy: {{standby: checks}}
faults:
  broken: {{kind: {kind}, zone: {zone}, share: 100%, amount: {amount}, for: 60s{keys}}}
recoveries:
  healing: {{when: {{zone: walls}}, mode: manual, phases: [{{{phase}}}, {{mend: {{from: wound}}, for: 3s}}]}}
"""


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture.

    Attributes:
        moments: seconds at which it is taken; the fault comes at 1 s.
        screens: so many of the three are drawn.
        kind, zone, amount, keys: of the fault.
        phase: of the recovery; empty = none is called.
    """

    moments: tuple[float, ...]
    screens: int
    kind: str
    zone: str = "screen 1"
    amount: str = "100%"
    keys: str = ""
    phase: str = ""


def fault(kind: str, keys: str = "") -> Strip:
    """Show a fault on one projector: before it, and three moments after."""
    return Strip((0.9, 1.6, 2.6, 4.5), 1, kind, keys=keys)


def mending(phase: str, kind: str = "tear", zone: str = "screen 1-2", amount: str = "60%") -> Strip:
    """Show an operator on two broken projectors beside a whole one: the wound, its phase, and the mend after it."""
    return Strip((3.9, 5.5, 6.9, 8.7, 10.2), 3, kind, zone, amount, phase=phase)


STRIPS = {
    "projector-blank": fault("blank", ", area: 60%"),
    "projector-tear": fault("tear"),
    "projector-misalign": fault("misalign"),
    "projector-pixelate": fault("pixelate", ", size: 40%"),
    "projector-channel-loss": fault("channel-loss", ", channel: blue"),
    "projector-hold": mending("hold: 3s"),
    "projector-embrace": mending("embrace: {gain: 2.5}, for: 3s", "misalign", amount="30%"),
    "projector-quantise": mending("quantise: {bpm: 60}, for: 3s"),
    "projector-ripple": mending("ripple: {reach: 6}, for: 3s", amount="100%"),
    "projector-blend": mending("blend: {reach: 6}, for: 3s", "misalign"),
    "projector-sort": mending("sort: {direction: left}, for: 3s", "misalign"),
    "projector-scatter": mending("scatter: {from: random}, for: 3s", "misalign"),
    "projector-gather": mending("gather: 3s", "misalign"),
    "projector-seam": mending("seam: {color: gold}, for: 3s"),
    "projector-breathe": mending("breathe: {period: 3s, depth: 100%}, for: 3s", "misalign"),
    "projector-safe": mending("safe: {look: checks}, for: 3s", "misalign"),
    "projector-mend": mending("mend: {part: 50%, from: sweep}, for: 3s", "misalign"),
}


def show_of(strip: Strip) -> Show:
    """Build the show of a strip."""
    phase = strip.phase or "hold: 1s"
    text = HALL.format(kind=strip.kind, zone=strip.zone, amount=strip.amount, keys=strip.keys, phase=phase)
    show, problems = check_show(text, file="hall", profiles=PROFILES)
    if show is None:
        raise LookupError(render_all(problems, text))
    return show


def take(strip: Strip) -> NDArray[np.uint8]:
    """Play the show and draw a strip of it: uint8 [height, width, 3]."""
    show = show_of(strip)
    call = "  - {at: 4s, do: recover healing}\n" if strip.phase else ""
    steps = f"  - {{at: 0s, do: go}}\n  - {{at: 1s, do: inject broken}}\n{call}"
    script = f"scenario: picture\nfor: {strip.moments[-1] + 0.1:.2f}s\nsteps:\n{steps}"
    scenario, problems = check_scenario(script, file="picture", show=show)
    if scenario is None:
        raise LookupError(render_all(problems, script))
    columns: list[NDArray[np.uint8]] = []

    def watch(t: float, far_end: FarEnd) -> None:
        if len(columns) < len(strip.moments) and t >= strip.moments[len(columns)]:
            screens = [projector.picture().surface for projector in far_end.projectors.values()]
            columns.append(column(screens[: strip.screens]))

    simulate(show, scenario, record=False, watch=watch)
    gap = np.full((columns[0].shape[0], GAP, 3), SHADE, np.uint8)
    return np.hstack([part for each in columns for part in (each, gap)][:-1])


def column(surfaces: list[Surface]) -> NDArray[np.uint8]:
    """Draw what some projectors show, one below another."""
    gap = np.full((GAP, SIZE[0], 3), SHADE, np.uint8)
    pictures = [np.rint(255 * encode(draw(surface, *SIZE))).astype(np.uint8) for surface in surfaces]
    return np.vstack([part for each in pictures for part in (each, gap)][:-1])


if __name__ == "__main__":
    for name in sys.argv[1:] or STRIPS:
        out = io.BytesIO()
        Image.fromarray(take(STRIPS[name])).quantize(64).save(out, "PNG", optimize=True)
        (HERE / f"{name}.png").write_bytes(out.getvalue())
