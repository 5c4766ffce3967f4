"""Text that runs through the cells, and signs that stand on them one after another."""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.effects.kinds.raster import Box
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import ease
from controller.model.effect import Lettering

_PARTS = 256
"""Steps from one point of the font to the next."""
_CHANGE = 0.2
"""Part of a cycle in which one sign becomes the next."""


def lettering(motion: Lettering, place: Place, _seed: int) -> Field:
    """Run a line from right to left once in every cycle, or show one sign in each."""
    return _running(motion, place) if motion.runs else _standing(motion, place)


def _running(motion: Lettering, place: Place) -> Field:
    sheet, box = motion.sheets[0], Box.round(place)
    height, length = sheet.shape
    shown = max(1, round(box.width / (box.height / height)))
    padded = np.zeros((height, length + 2 * shown + 5), np.float32)
    padded[:, shown + 2 : shown + 2 + length] = sheet
    flat, width = padded.reshape(-1), padded.shape[1]
    row = np.minimum((box.down * height).astype(np.int64), height - 1)
    own = (row * width * _PARTS + np.minimum(box.across * shown, shown - 1 / _PARTS) * _PARTS).astype(np.int64)
    own += _PARTS // 2
    sharp = np.float32(max(1.0, place.count**0.5 / max(1.0, (height * shown) ** 0.5)) / _PARTS)

    def at(turns: float) -> Levels:
        point = own + int((turns % 1.0) * (length + shown + 2) * _PARTS)
        index = point // _PARTS
        part = np.clip(((point % _PARTS) - _PARTS // 2) * sharp + np.float32(0.5), 0, 1).astype(np.float32)
        seen: Levels = flat[index] * (np.float32(1) - part) + flat[index + 1] * part
        return seen

    return lambda moment: at(moment.turns)


def _standing(motion: Lettering, place: Place) -> Field:
    box = Box.round(place)
    signs: list[Levels] = []
    for sheet in motion.sheets:
        height, width = sheet.shape
        column, row = box.pixels(width, height, "contain")
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        signs.append((sheet[row.clip(0, height - 1), column.clip(0, width - 1)] & inside).astype(np.float32))

    def at(turns: float) -> Levels:
        number = int(turns // 1)
        sign, before = signs[number % len(signs)], signs[(number - 1) % len(signs)]
        grown = np.float32((turns - number) / _CHANGE)
        if number == 0 or grown >= 1 or sign is before:
            return sign
        new = ease(np.full(1, grown, np.float32))
        changed: Levels = before * (np.float32(1) - new) + sign * new
        return changed

    return lambda moment: at(moment.turns)
