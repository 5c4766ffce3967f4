"""Makes the pictures of the documents, from frames of the engine: ``python docs/images/make.py [NAME …]``.

Every picture is a strip of moments of a headless run, seen by the simulated fixtures.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from controller.run.reading import read_show
from controller.run.score.starter import write_starter
from controller.run.source import Source
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.far_end import FarEnd
from fixtures.lamp import Light
from fixtures.library import load_profiles
from fixtures.picture import render_strip

HERE = Path(__file__).parent
SHOW = "neo_lumine"
STARTER = "lantern"
WIDTH = 360


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture.

    Attributes:
        deeds: what is done when, as in a scenario: (seconds, verb).
        moments: seconds at which a picture is taken.
        swap: text of the show that is changed for it: (this, into that).
        show: the one that is played; that of the tutorial is begun anew.
        width: pixels of one picture.
    """

    deeds: tuple[tuple[float, str], ...]
    moments: tuple[float, ...]
    swap: tuple[str, str] = ("", "")
    show: str = SHOW
    width: int = WIDTH


STORY = (0.1, "goto 4")
STRIPS = {
    "mosaic-mending": Strip(
        (STORY, (10, "inject colour-storm"), (13, "approve colour-storm")), (9.9, 12.9, 17.5, 20.5, 23.5, 27.5)
    ),
    "fault-colour-shift": Strip((STORY, (10, "inject colour-storm")), (9.9, 10.1, 12.5, 15)),
    "fault-flicker": Strip((STORY, (10, "inject loose-contact")), (9.9, 10.15, 10.4, 10.65)),
    "fault-loss": Strip(
        (STORY, (10, "inject lost-stage"), (10.5, "goto 5")),
        (9.9, 11.2, 12.8, 14.4),
        ("kind: blackhole              #", "kind: loss\n    amount: 0.8\n    burst: 900ms\n    #"),
    ),
    "fault-blackhole": Strip(
        (STORY, (10, "inject lost-stage"), (11, "goto 5")),
        (9.9, 12, 16, 18),
        ("mode: auto", "mode: manual"),
    ),
    "recovery-ripple-home": Strip((STORY, (10, "inject lost-stage")), (9.9, 11.5, 14, 31, 34)),
    "tutorial-cues": Strip(((1, "go"), (7, "go")), (0.9, 5, 9, 13), show=STARTER, width=240),
    "tutorial-mending": Strip(
        ((0.1, "goto 2"), (6, "inject crack"), (8, "approve crack")), (5.9, 7.5, 12, 18), show=STARTER, width=240
    ),
}

COLORS = 96
SMALL = 180
"""Width of a picture of the gallery."""
FAULTS = {
    "dead": "",
    "stuck": "",
    "brown-out": "",
    "noise": "",
    "crosstalk": "",
    "wrong-address": "",
    "shift": ", metres: 1",
    "freeze": "",
    "slow": ", lag: 4s",
}
WAYS = {
    "delay": ", delay: 2s",
    "throttle": ", rate: 0.5",
    "frozen-link": "",
    "duplicate": "",
    "reorder": "",
    "corrupt": ", amount: 99%",
    "partition": "",
}
SENSORS = {
    "sensor-dropout": ", burst: 2s",
    "sensor-noise": "",
    "sensor-stuck": "",
    "sensor-drift": ", over: 4s",
    "sensor-spike": ", rate: 4",
    "input-flood": "",
}
OPERATORS = {
    "hold": "hold: 3s",
    "embrace": "embrace: {gain: 4}, for: 3s",
    "quantise": "quantise: {bpm: 60}, for: 3s",
    "ripple": "ripple: {reach: 2}, for: 3s",
    "blend": "blend: {reach: 1.5, amount: 100%}, for: 3s",
    "sort": "sort: {direction: up, from: sweep}, for: 3s",
    "scatter": "scatter: {from: random}, for: 3s",
    "gather": "gather: {from: radial}, for: 3s",
    "seam": "seam: {color: gold}, for: 3s",
    "breathe": "breathe: {period: 3s, depth: 80%}, for: 3s",
    "safe": "safe: {look: dusk}, for: 3s",
    "mend": "mend: {part: 50%, from: sweep}, for: 3s",
}


def fault_strip(kind: str, keys: str) -> Strip:
    """Show a fault on light: before, at once, and while the next cue fades in."""
    fault = f"  gallery: {{kind: {kind}, zone: mosaic, share: 40%, amount: 100%, for: 20s{keys}}}\n"
    deeds = (STORY, (10, "inject gallery"), (10.5, "goto 5"))
    return Strip(deeds, (9.9, 10.2, 12, 15), ("faults:\n", f"faults:\n{fault}"), width=SMALL)


def way_strip(kind: str, keys: str) -> Strip:
    """Show a fault on the way to the washes on the floor: before, and thrice while the next cue fades in."""
    target = "nodes: [stage]" if kind == "partition" else "node: stage"
    fault = f"  gallery: {{kind: {kind}, {target}, for: 20s{keys}}}\n"
    deeds = (STORY, (10, "inject gallery"), (10.5, "goto 5"))
    return Strip(deeds, (9.9, 11.2, 12.8, 16), ("faults:\n", f"faults:\n{fault}"), width=SMALL)


def sensor_strip(kind: str, keys: str) -> Strip:
    """Show a fault on a sensor that the mosaic follows: before, at once, and twice after it says something else."""
    sensor = "sensors:\n  eye: {to: zone mosaic level, timeout: 20s}\n"
    fault = f"  gallery: {{kind: {kind}, sensor: eye, amount: 100%, for: 20s{keys}}}\n"
    deeds = (STORY, (1, "sense eye 1"), (10, "inject gallery"), (12, "sense eye 0.3"))
    return Strip(deeds, (9.9, 11, 12.5, 15), ("faults:\n", f"{sensor}faults:\n{fault}"), width=SMALL)


def storm_strip() -> Strip:
    """Show a storm: before, its first fault, and its second and third when they come."""
    parts = "[{fault: colour-storm}, {fault: g-dark, at: 2s}, {fault: g-snow, at: 4s}]"
    dark = "  g-dark: {kind: dead, zone: mosaic, count: 40, amount: 100%, for: 20s, seed: 3}\n"
    snow = "  g-snow: {kind: noise, zone: mosaic, share: 30%, amount: 100%, for: 20s, seed: 5}\n"
    faults = f"{dark}{snow}  gallery: {{kind: storm, for: 20s, parts: {parts}}}\n"
    deeds = (STORY, (10, "inject gallery"))
    return Strip(deeds, (9.9, 11, 13, 15), ("faults:\n", f"faults:\n{faults}"), width=SMALL)


def kept_strip() -> Strip:
    """Show a wound of which a part is kept: broken, gilded, its rest kept, and the next cue under it."""
    mend = "{mend: {part: 60%, from: sweep, rest: keep}, for: 2s}"
    phases = f"[{{seam: {{color: gold}}, for: 2s}}, {mend}]"
    recovery = f"  gallery: {{when: {{zone: mosaic}}, mode: manual, phases: {phases}}}\n"
    deeds = (STORY, (10, "inject colour-storm"), (11, "recover gallery"), (16, "goto 5"))
    return Strip(deeds, (10.9, 12.9, 15.5, 20), ("recoveries:\n", f"recoveries:\n{recovery}"), width=SMALL)


def operator_strip(phase: str) -> Strip:
    """Show an operator: the wound, the middle and the end of its phase, the mend after it."""
    phases = f"[{{{phase}}}, {{mend: {{from: wound}}, for: 3s}}]"
    recovery = f"  gallery: {{when: {{zone: mosaic}}, mode: manual, phases: {phases}}}\n"
    deeds = (STORY, (10, "inject colour-storm"), (11, "recover gallery"))
    return Strip(deeds, (10.9, 12.5, 13.9, 15.6), ("recoveries:\n", f"recoveries:\n{recovery}"), width=SMALL)


STRIPS |= {f"gallery-{kind}": fault_strip(kind, keys) for kind, keys in FAULTS.items()}
STRIPS |= {f"gallery-{kind}": way_strip(kind, keys) for kind, keys in WAYS.items()}
STRIPS |= {f"gallery-{kind}": sensor_strip(kind, keys) for kind, keys in SENSORS.items()}
STRIPS |= {"gallery-storm": storm_strip(), "gallery-kept": kept_strip()}
STRIPS |= {f"gallery-{name}": operator_strip(phase) for name, phase in OPERATORS.items()}


def starter() -> Source:
    """Begin the show of the tutorial."""
    with TemporaryDirectory() as folder:
        path, _scenario = write_starter(Path(folder), STARTER)
        return read_show(str(path))


def take(strip: Strip) -> bytes:
    """Play the show and draw a strip of it, as PNG."""
    source = read_show(strip.show) if strip.show != STARTER else starter()
    old, new = strip.swap
    if old and old not in source.text:
        raise LookupError(f"the show has no longer {old!r}")
    text = source.text.replace(old, new, 1) if old else source.text
    show, problems = check_show(text, file=strip.show, profiles=load_profiles())
    steps = "".join(f"  - {{at: {at}s, do: {verb}}}\n" for at, verb in strip.deeds)
    script = f"scenario: picture\nfor: {strip.moments[-1] + 0.1:.2f}s\nsteps:\n{steps}"
    if show is None:
        raise LookupError(render_all(problems, text))
    scenario, problems = check_scenario(script, file="picture", show=show)
    if scenario is None:
        raise LookupError(render_all(problems, script))
    lights: list[Light] = []

    def watch(t: float, far_end: FarEnd) -> None:
        if len(lights) < len(strip.moments) and t >= strip.moments[len(lights)]:
            lights.append(far_end.light())

    simulate(show, scenario, record=False, watch=watch)
    return render_strip(np.asarray(show.rig.position), lights, width=strip.width)


def small(png: bytes) -> bytes:
    """Keep a picture of the gallery in few colours, which nobody sees at its size."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).quantize(COLORS).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:] or STRIPS:
        taken = take(STRIPS[name])
        (HERE / f"{name}.png").write_bytes(small(taken) if STRIPS[name].width == SMALL else taken)
