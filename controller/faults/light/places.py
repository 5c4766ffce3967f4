"""Faults on place: crosstalk, wrong-address, shift. The cells show a picture that was meant for others."""

import numpy as np

from controller.faults.light.picture import Break, Moment, Picture, Reached, towards
from controller.model.nearest import nearest
from controller.model.rig import Cells


def crosstalk(reached: Reached) -> Break:
    """Let cells show each other's picture, in pairs drawn by chance; ``amount`` is how much comes over."""
    drawn = np.argsort(reached.draw("pairs"), kind="stable")
    partner = np.arange(reached.count)
    even = len(drawn) // 2 * 2
    partner[drawn[0:even:2]], partner[drawn[1:even:2]] = drawn[1:even:2], drawn[0:even:2]
    return _from(partner)


def shift(reached: Reached) -> Break:
    """Move the picture ``metres`` along ``direction``; each cell shows what one there behind it was told."""
    way = reached.fault.parameters["direction"]
    step = np.asarray(way, np.float64) * reached.number("metres")
    place = reached.place.astype(np.float64)
    return _from(nearest(place - step, place)[0])


def wrong_address(reached: Reached) -> Break:
    """Let the cells listen ``slots`` too far on: green shows red, and the last colour is the neighbour's first."""
    slots = int(reached.number("slots"))

    def broken(healthy: Picture, moment: Moment) -> Picture:
        intensity, rgb = healthy
        stream = np.empty_like(rgb)
        for own, row in enumerate(stream):
            heard, by = rgb[(own + slots) % 3], (own + slots) // 3 % max(1, reached.count)
            row[: len(row) - by] = heard[by:]
            row[len(row) - by :] = heard[:by]
        return intensity, towards(rgb, stream, moment.amount)

    return broken


def _from(source: Cells) -> Break:
    """Let each cell show what the one that ``source`` names was told."""

    def broken(healthy: Picture, moment: Moment) -> Picture:
        intensity, rgb = healthy
        level = towards(intensity, np.take(intensity, source, mode="clip"), moment.amount)
        return level, towards(rgb, np.take(rgb, source, axis=1, mode="clip"), moment.amount)

    return broken
