"""Makes the pictures of the effects gallery: ``python docs/images/gallery.py [KIND …]``.

The YAML of each stands in ``docs/reference/effects.md``; the picture is a strip of moments of it, painted by the engine
and seen by the simulated fixtures.
"""

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from controller.frame.pipeline import Painter
from controller.model.intent import Entry, Go
from controller.model.show import Show
from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from controller.run.score.folder import ShowFolder
from controller.show.reduce import advance, initial, reduce
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.far_end import FarEnd
from fixtures.lamp import Light
from fixtures.library import load_profiles
from fixtures.picture import render_strip

HERE = Path(__file__).parent
PAGE = HERE.parent / "reference" / "effects.md"
WIDTH = 200
COLORS = 96
"""Of a picture's palette: small files, and nobody sees the difference."""
_EXAMPLE = re.compile(r"^### (\w+)\n(?:.*\n)*?```yaml\n(cues:\n(?:.*\n)*?)```$", re.MULTILINE)
_RIG = re.compile(r"^```yaml\n(show:(?:.*\n)*?)```$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Moments:
    """When the pictures of a strip are taken: seconds after the GO."""

    first: float
    gap: float
    count: int = 4

    def seconds(self) -> tuple[float, ...]:
        """List them."""
        return tuple(self.first + self.gap * number for number in range(self.count))


USUAL = Moments(1.0, 0.6)
TAKEN = {
    "breathe": Moments(1.0, 1.0),
    "strobe": Moments(1.2, 0.5),
    "gradient": Moments(1.0, 1.2),
    "scanner": Moments(0.4, 0.75),
    "image": Moments(0.5, 1.0),
    "text": Moments(2.5, 1.2),
    "glyph": Moments(1.0, 2.0),
    "noise": Moments(1.0, 1.2),
    "plasma": Moments(1.0, 1.0),
}


FIGURES = ("circle", "eight", "fan")
FLOOR = np.array([[x, y, 0.0] for y in np.arange(-2.25, 2.26, 0.25) for x in np.arange(-5.5, 5.6, 0.25)], np.float32)


def examples() -> dict[str, str]:
    """Give the show of every kind: the rig of the page with the cues of its example."""
    page = PAGE.read_text(encoding="utf-8")
    rig = _RIG.search(page)
    if rig is None:
        raise LookupError(f"{PAGE} has lost its rig")
    return {kind: f"{rig[1]}{cues}" for kind, cues in _EXAMPLE.findall(page)}


def show_of(text: str) -> Show:
    """Build a show of the page."""
    show, problems = check_show(text, file="gallery", profiles=load_profiles(), assets=ShowFolder(HERE))
    if show is None:
        raise LookupError(render_all(problems, text))
    return show


def lights(show: Show, moments: tuple[float, ...]) -> list[Light]:
    """Play a show and take the light at some moments."""
    script = f"scenario: gallery\nfor: {moments[-1] + 0.2:.2f}s\nsteps: [{{at: 0s, do: go}}]\n"
    scenario, problems = check_scenario(script, file="picture", show=show)
    if scenario is None:
        raise LookupError(render_all(problems, script))
    taken: list[Light] = []

    def watch(t: float, far_end: FarEnd) -> None:
        if len(taken) < len(moments) and t >= moments[len(taken)]:
            taken.append(far_end.light())

    simulate(show, scenario, record=False, watch=watch)
    return taken


def beams(show: Show, moments: tuple[float, ...]) -> list[Light]:
    """Play a show of moving heads and draw where their beams fall, and fell within two seconds, on a floor of dots."""
    painter = Painter(show)
    memory, state = painter.fresh_memory(), initial(show)
    state, _ = reduce(show, state, Entry(0, 1, "gallery", "operator", Go()))
    pan, tilt = (show.patch.channel_index[show.patch.parameter_channel[_all(show, name)]] for name in ("pan", "tilt"))
    home = np.linspace(-3.6, 3.6, len(pan))
    falls: list[NDArray[np.float64]] = []
    for tick in range(1, round(moments[-1] * show.fps) + 1):
        state, _ = advance(show, state, tick)
        slots = painter.paint(state, memory).slots.reshape(-1).astype(np.float64)
        turned = [(slots[axis] * 256 + slots[axis + 1]) / 65535 - 0.5 for axis in (pan, tilt)]
        falls.append(np.stack([home + 8 * turned[0], 8 * turned[1], np.zeros(len(pan))], axis=1))
    return [_floor(falls[max(0, round(at * show.fps) - 2 * show.fps) : round(at * show.fps)]) for at in moments]


def _all(show: Show, attribute: str) -> NDArray[np.intp]:
    return show.patch.parameters(attribute, np.arange(show.rig.cell_count))


def _floor(falls: list[NDArray[np.float64]]) -> Light:
    light = np.full((len(FLOOR), 3), 0.004, np.float32)
    for age, spots in enumerate(reversed(falls)):
        colour = np.array([1.0, 0.85, 0.5]) if age == 0 else np.array([0.5, 0.2, 0.7]) * (1 - age / len(falls))
        for spot in spots:
            far = np.sqrt(((FLOOR - spot) ** 2).sum(axis=1))
            near = np.clip(1.5 - far / (0.36 if age == 0 else 0.2), 0, 1)[:, None]
            light = np.maximum(light, (near * colour).astype(np.float32))
    return light


def strip(kind: str, text: str) -> NDArray[np.uint8]:
    """Draw the strip of a kind: uint8 [height, width, 3]."""
    show = show_of(text)
    moments = TAKEN.get(kind, USUAL).seconds()
    if kind in FIGURES:
        png = render_strip(FLOOR, beams(show, moments), width=WIDTH)
    else:
        cells = show.rig.zones["wall"]
        taken = [light[cells] for light in lights(show, moments)]
        png = render_strip(np.asarray(show.rig.position)[cells], taken, width=WIDTH)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def save(kind: str, text: str) -> None:
    """Write the picture of a kind, with a palette of few colours."""
    picture = Image.fromarray(strip(kind, text)).quantize(COLORS, dither=Image.Dither.NONE)
    picture.save(HERE / f"effect-{kind}.png", optimize=True)


if __name__ == "__main__":
    for name, written in examples().items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            save(name, written)
