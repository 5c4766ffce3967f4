"""Image: a still or moving picture on the cells."""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.effects.kinds.raster import Box, Pixels
from controller.frame.effects.moment import Film, Moment, Shown
from controller.frame.effects.place import Place
from controller.model.effect import Image
from controller.model.units import srgb_to_linear

_FULL = 65535
_LINEAR: NDArray[np.uint16] = np.array([round(_FULL * srgb_to_linear(code / 255)) for code in range(256)], np.uint16)
_WAYS = {None: (0, 0), "left": (0, 1), "right": (0, -1), "up": (1, 0), "down": (-1, 0)}
"""Rows and columns by which the picture under a cell moves."""


def image(motion: Image, place: Place, _seed: int) -> Film:
    """Show the film at its own pace; a film that scrolls runs once round in every cycle."""
    box = Box.round(place)
    frames = _coarse(motion, box, place.count)
    height, width = frames.shape[2:]
    column, row = box.pixels(width, height, motion.fit)
    down, right = _WAYS[motion.scroll]
    inside = np.ones(place.count, np.bool_)
    if not right:
        inside &= (column >= 0) & (column < width)
    if not down:
        inside &= (row >= 0) & (row < height)
    pixel: Pixels = (row % height) * width + column % width
    cover = inside.astype(np.float32)
    ends, way = motion.film.ends_ms, (down * height, right * width)

    def at(moment: Moment) -> Shown:
        picture = _scrolled(frames[_number(ends, moment.seconds * motion.speed)], moment.turns, way)
        seen = np.take(picture.reshape(4, -1), pixel, axis=1).astype(np.float32) * np.float32(1 / _FULL)
        return Shown(seen[:3], seen[3] * cover)

    return at


def _number(ends_ms: NDArray[np.int64], seconds: float) -> int:
    """Say which frame stands at a time; the film begins again at its end."""
    if len(ends_ms) < 2 or ends_ms[-1] <= 0:
        return 0
    return int(np.searchsorted(ends_ms, int(seconds * 1000) % int(ends_ms[-1]), side="right"))


def _scrolled(picture: NDArray[np.uint16], turns: float, way: tuple[int, int]) -> "NDArray[np.uint16] | Levels":
    """Move a picture by a part of its size, between pixels too: [4, height, width]."""
    for axis, pixels in ((1, way[0]), (2, way[1])):
        if pixels:
            moved = (turns % 1.0) * pixels
            whole = int(moved // 1)
            part = np.float32(moved - whole)
            near, next_one = np.roll(picture, -whole, axis=axis), np.roll(picture, -whole - 1, axis=axis)
            return near.astype(np.float32) * (np.float32(1) - part) + next_one.astype(np.float32) * part
    return picture


def _coarse(motion: Image, box: Box, cells: int) -> NDArray[np.uint16]:
    """Make a film as coarse as the cells, so that each shows the mean of its part: uint16 [frames, 4, height, width].

    Light is averaged as light, in whole numbers: equal on every machine.
    """
    frames = motion.film.frames
    height, width = frames.shape[1:3]
    wide, high = box.metres_a_pixel(width, height, motion.fit)
    seen = min(width * 1.0, box.width / wide) * min(height * 1.0, box.height / high)
    factor = max(1, min(int((seen / max(1, cells)) ** 0.5), height, width))
    coarse = np.empty((len(frames), 4, height // factor, width // factor), np.uint16)
    for number, frame in enumerate(frames):
        coarse[number] = _mean(frame, factor)
    return coarse


def _mean(frame: NDArray[np.uint8], factor: int) -> NDArray[np.uint16]:
    """Average squares of pixels: uint8 [height, width, 4] → uint16 [4, height, width], linear."""
    height, width = frame.shape[0] // factor, frame.shape[1] // factor
    cut = frame[: height * factor, : width * factor]
    cover = cut[:, :, 3].astype(np.int64)
    planes = [_LINEAR[cut[:, :, component]].astype(np.int64) * cover for component in range(3)]
    sums = [_sums(plane, factor) for plane in (*planes, cover)]
    weight = np.maximum(sums[3], 1)
    colors = [plane // weight for plane in sums[:3]]
    return np.stack([*colors, sums[3] * _FULL // (255 * factor * factor)]).astype(np.uint16)


def _sums(plane: NDArray[np.int64], factor: int) -> NDArray[np.int64]:
    height, width = plane.shape[0] // factor, plane.shape[1] // factor
    sums: NDArray[np.int64] = plane.reshape(height, factor, width, factor).sum(axis=(1, 3))
    return sums
