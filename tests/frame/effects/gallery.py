"""One effect of every kind on small walls, as artists write them."""

import io
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image

from controller.frame.canvas import Canvas
from controller.frame.effects.lay import prepare
from controller.frame.effects.moment import Moment
from controller.model.effect import Effect
from controller.model.show import Show
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles
from tests.shows import Played

COLUMNS: Final = 24
ROWS: Final = 8
WALL: Final = """
show: {name: Wall, fps: 40, seed: 3}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, heads: {protocol: sacn, to: 127.0.1.3}}
fixtures:
  tile: {profile: generic/rgb, count: 192, layout: {grid: [24, 8], spacing: 0.25}, at: wall 1/1}
  head: {profile: generic/moving-head, count: 5, layout: {line: 4}, at: heads 1/1}
cues:
  - {cue: 1, look: {tile: {color: "#8040c0", level: 80%}, head: {level: 50%}}, fade: 0s, effect: EFFECT}
  - {cue: 2, look: {tile: {level: 50%}}, fade: 1s}
"""
EVERY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wave": "{wave: {on: tile, length: 3, period: 4s, amount: 100%}}",
        "chase": "{chase: {on: tile, count: 2, width: 60%, direction: right, colors: [indigo, gold]}}",
        "rainbow": "{rainbow: {on: tile, length: 5, direction: [1, 1, 0]}}",
        "breathe": "{breathe: {on: tile, period: 4s, amount: 90%}}",
        "sparkle": "{sparkle: {on: tile, period: 2s, amount: 100%, seed: 5}}",
        "noise": "{noise: {on: tile, size: 1}}",
        "fire": "{fire: {on: tile, size: 0.6}}",
        "plasma": "{plasma: {on: tile}}",
        "ripple": "{ripple: {on: tile, length: 1.5, period: 3s}}",
        "radial": "{radial: {on: tile, arms: 5}}",
        "scanner": "{scanner: {on: tile, width: 30%}}",
        "gradient": "{gradient: {on: tile, period: 8s}}",
        "strobe": "{strobe: {on: tile, period: 1s}}",
        "image": "{image: {on: tile, file: film.gif, fit: stretch, scroll: left, period: 7s}}",
        "text": "{text: {on: tile, say: Kintsugi, period: 6s}}",
        "glyph": "{glyph: {on: tile, say: AB, period: 1s}}",
        "circle": "{circle: {on: head, spread: 100%}}",
        "eight": "{eight: {on: head, amount: 40%}}",
        "fan": "{fan: {on: head}}",
    }
)
LIGHT: Final = tuple(kind for kind in EVERY if kind not in {"circle", "eight", "fan"})


def film() -> bytes:
    """Make a film of two frames: red for 500 ms, then left half green and right half blue for 1000 ms."""
    first = Image.new("RGB", (8, 4), (255, 0, 0))
    second = Image.new("RGB", (8, 4), (0, 255, 0))
    second.paste((0, 0, 255), (4, 0, 8, 4))
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=[second], duration=[500, 1000], loop=0)
    return out.getvalue()


@cache
def wall(effect: str) -> Show:
    """Build the wall with an effect on its first cue."""
    text = WALL.replace("EFFECT", effect)
    show, problems = check_show(text, file="wall", profiles=load_profiles(), assets=lambda _name: film())
    assert show is not None, render_all(problems, text)
    return show


def effect_of(show: Show) -> Effect:
    return show.lists["main"].cues[0].effects[0]


def played(effect: str) -> Played:
    """Play the wall with an effect up to its GO."""
    night = Played(wall(effect))
    night.go()
    return night


def painted(show: Show, *, turns: float, seconds: float = 0.0, strength: float = 1.0) -> Canvas:
    """Lay the effect over a canvas that is half lit and bluish."""
    canvas = under(show)
    prepare(effect_of(show), show)(canvas, Moment(turns, seconds), np.float32(strength))
    return canvas


def under(show: Show) -> Canvas:
    canvas = Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel))
    canvas.intensity[:] = np.float32(0.6)
    canvas.rgb[:] = np.array([[0.2], [0.3], [0.9]], np.float32)
    canvas.values[:] = np.float32(0.5)
    return canvas
