"""Makes the pictures of the documents, from frames of the engine: ``python docs/images/make.py [NAME …]``.

Every picture is a strip of moments of a headless run, seen by the simulated fixtures. So that all of them can be made
anew in a minute, the demo show begins in its story, which fades in at once, and paints half as many frames a second.
"""

import io
import sys
from dataclasses import dataclass
from functools import cache
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
PROFILES = load_profiles()
SHOW = "neo_lumine"
STARTER = "lantern"
WIDTH = 360


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture.

    Attributes:
        deeds: what is done when, as in a scenario: (seconds, verb).
        moments: seconds at which a picture is taken.
        swap: text of the show that is changed for it: pairs of this, into that.
        show: the one that is played; that of the tutorial is begun anew.
        width: pixels of one picture.
    """

    deeds: tuple[tuple[float, str], ...]
    moments: tuple[float, ...]
    swap: tuple[tuple[str, str], ...] = ()
    show: str = SHOW
    width: int = WIDTH


STORY = (0.1, "goto 4")
QUICK = (
    ("fps: 44 ", "fps: 22 "),
    ("length: 2, direction: up}}\n    fade: 8s", "length: 2, direction: up}}\n    fade: 200ms"),
)
"""What is changed in the demo show for every picture."""
STRIPS = {
    "mosaic-mending": Strip(
        (STORY, (2, "inject colour-storm"), (5, "approve colour-storm")), (1.9, 4.9, 9.5, 12.5, 15.5, 19.5)
    ),
    "fault-colour-shift": Strip((STORY, (2, "inject colour-storm")), (1.9, 2.1, 4.5, 7)),
    "fault-flicker": Strip((STORY, (2, "inject loose-contact")), (1.9, 2.15, 2.4, 2.65)),
    "fault-loss": Strip(
        (STORY, (2, "inject lost-stage"), (2.5, "goto 5")),
        (1.9, 3.2, 4.8, 6.4),
        (("kind: blackhole              #", "kind: loss\n    amount: 0.8\n    burst: 900ms\n    #"),),
    ),
    "fault-blackhole": Strip(
        (STORY, (2, "inject lost-stage"), (3, "goto 5")),
        (1.9, 4, 8, 10),
        (("mode: auto", "mode: manual"),),
    ),
    "recovery-ripple-home": Strip((STORY, (2, "inject lost-stage")), (1.9, 3.5, 6, 23, 26)),
    "tutorial-cues": Strip(((1, "go"), (7, "go")), (0.9, 5, 9, 13), show=STARTER, width=240),
    "tutorial-mending": Strip(
        ((0.1, "goto 2"), (6, "inject crack"), (8, "approve crack")), (5.9, 7.5, 12, 18), show=STARTER, width=240
    ),
}

COLORS = 256
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
FILMS = {
    "timecode-loss": (", for: 7s", (1.9, 5.5, 8.5, 13)),
    "timecode-jump": (", leap: 60, for: 5s", (1.9, 3.2, 6.5, 9.5)),
}
"""Keys, and when the pictures are taken."""
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
    deeds = (STORY, (2, "inject gallery"), (2.5, "goto 5"))
    return Strip(deeds, (1.9, 2.2, 4, 7), (("faults:\n", f"faults:\n{fault}"),), width=SMALL)


def way_strip(kind: str, keys: str) -> Strip:
    """Show a fault on the way to the washes on the floor: before, and thrice while the next cue fades in."""
    target = "nodes: [stage]" if kind == "partition" else "node: stage"
    fault = f"  gallery: {{kind: {kind}, {target}, for: 20s{keys}}}\n"
    deeds = (STORY, (2, "inject gallery"), (2.5, "goto 5"))
    return Strip(deeds, (1.9, 3.2, 4.8, 8), (("faults:\n", f"faults:\n{fault}"),), width=SMALL)


def sensor_strip(kind: str, keys: str) -> Strip:
    """Show a fault on a sensor that the mosaic follows: before, at once, and twice after it says something else."""
    sensor = "sensors:\n  eye: {to: zone mosaic level, timeout: 20s}\n"
    fault = f"  gallery: {{kind: {kind}, sensor: eye, amount: 100%, for: 20s{keys}}}\n"
    deeds = (STORY, (0.5, "sense eye 1"), (2, "inject gallery"), (4, "sense eye 0.3"))
    return Strip(deeds, (1.9, 3, 4.5, 7), (("faults:\n", f"{sensor}faults:\n{fault}"),), width=SMALL)


def film_strip(kind: str, keys: str, moments: tuple[float, ...]) -> Strip:
    """Show a fault on the time code of a film, at 4 s of which the thanks are due and at a minute the night."""
    film = "timecode: {from: artnet, timeout: 1s, free: 1s, jump: follow}\n"
    cues = "".join(
        f'{{timecode: "01:{at}:00", do: cue {cue}}}, ' for at, cue in (("00:00", 4), ("00:04", 5), ("01:00", 6))
    )
    fault = f"  gallery: {{kind: {kind}, amount: 100%{keys}}}\n"
    deeds = ((0.1, "timecode 01:00:00:00"), (2, "inject gallery"))
    return Strip(deeds, moments, (("faults:\n", f"{film}bindings: [{cues}]\nfaults:\n{fault}"),), width=SMALL)


def storm_strip() -> Strip:
    """Show a storm: before, its first fault, and its second and third when they come."""
    parts = "[{fault: colour-storm}, {fault: g-dark, at: 2s}, {fault: g-snow, at: 4s}]"
    dark = "  g-dark: {kind: dead, zone: mosaic, count: 40, amount: 100%, for: 20s, seed: 3}\n"
    snow = "  g-snow: {kind: noise, zone: mosaic, share: 30%, amount: 100%, for: 20s, seed: 5}\n"
    faults = f"{dark}{snow}  gallery: {{kind: storm, for: 20s, parts: {parts}}}\n"
    deeds = (STORY, (2, "inject gallery"))
    return Strip(deeds, (1.9, 3, 5, 7), (("faults:\n", f"faults:\n{faults}"),), width=SMALL)


def kept_strip() -> Strip:
    """Show a wound of which a part is kept: broken, gilded, its rest kept, and the next cue under it."""
    mend = "{mend: {part: 60%, from: sweep, rest: keep}, for: 2s}"
    phases = f"[{{seam: {{color: gold}}, for: 2s}}, {mend}]"
    recovery = f"  gallery: {{when: {{zone: mosaic}}, mode: manual, phases: {phases}}}\n"
    deeds = (STORY, (2, "inject colour-storm"), (3, "recover gallery"), (8, "goto 5"))
    return Strip(deeds, (2.9, 4.9, 7.5, 12), (("recoveries:\n", f"recoveries:\n{recovery}"),), width=SMALL)


def operator_strip(phase: str) -> Strip:
    """Show an operator: the wound, the middle and the end of its phase, the mend after it."""
    phases = f"[{{{phase}}}, {{mend: {{from: wound}}, for: 3s}}]"
    recovery = f"  gallery: {{when: {{zone: mosaic}}, mode: manual, phases: {phases}}}\n"
    deeds = (STORY, (2, "inject colour-storm"), (3, "recover gallery"))
    return Strip(deeds, (2.9, 4.5, 5.9, 7.6), (("recoveries:\n", f"recoveries:\n{recovery}"),), width=SMALL)


STRIPS |= {f"gallery-{kind}": fault_strip(kind, keys) for kind, keys in FAULTS.items()}
STRIPS |= {f"gallery-{kind}": way_strip(kind, keys) for kind, keys in WAYS.items()}
STRIPS |= {f"gallery-{kind}": sensor_strip(kind, keys) for kind, keys in SENSORS.items()}
STRIPS |= {f"gallery-{kind}": film_strip(kind, *how) for kind, how in FILMS.items()}
STRIPS |= {"gallery-storm": storm_strip(), "gallery-kept": kept_strip()}
STRIPS |= {f"gallery-{name}": operator_strip(phase) for name, phase in OPERATORS.items()}


@cache
def demo() -> Source:
    """Read the demo show."""
    return read_show(SHOW)


@cache
def starter() -> Source:
    """Begin the show of the tutorial."""
    with TemporaryDirectory() as folder:
        path, _scenario = write_starter(Path(folder), STARTER)
        return read_show(str(path))


def take(strip: Strip) -> bytes:
    """Play the show and draw a strip of it, as PNG."""
    source = demo() if strip.show == SHOW else starter()
    text = source.text
    for old, new in (*(QUICK if strip.show == SHOW else ()), *strip.swap):
        if old not in text:
            raise LookupError(f"the show has no longer {old!r}")
        text = text.replace(old, new, 1)
    show, problems = check_show(text, file=strip.show, profiles=PROFILES)
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
    """Keep a picture of the gallery in few colours, so near that a test can tell it from any other."""
    out = io.BytesIO()
    few = Image.open(io.BytesIO(png)).quantize(COLORS, kmeans=3, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:] or STRIPS:
        taken = take(STRIPS[name])
        (HERE / f"{name}.png").write_bytes(small(taken) if STRIPS[name].width == SMALL else taken)
