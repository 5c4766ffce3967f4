"""Sparkle: chance picks the cells."""

import numpy as np
from numpy.typing import NDArray

from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import MIRROR, phase_of, phases, read
from controller.model import chance
from controller.model.effect import Sparkle


def sparkle(motion: Sparkle, place: Place, seed: int) -> Field:
    """Light a share of the cells in every cycle; each rises and sinks within a cycle that begins at its own time."""
    offset = phases(chance.uniform(chance.key(seed, "offset"), place.count))
    drawn = chance.uniform(chance.key(seed, "cell"), place.count)
    number = (drawn * (1 << 32)).astype(np.uint32)
    most = np.uint32(min(round(motion.density * (1 << 32)), (1 << 32) - 1))

    def at(turns: float) -> NDArray[np.float32]:
        cycle, now = int(turns // 1), phase_of(turns)
        own = offset + now
        begun = own < now  # its own cycle is one ahead
        salt = np.where(begun, _salt(seed, cycle + 1), _salt(seed, cycle))
        shown: NDArray[np.float32] = read(MIRROR, own) * (_mixed(number ^ salt) <= most)
        return shown

    return lambda moment: at(moment.turns)


def _salt(seed: int, cycle: int) -> np.uint32:
    return np.uint32(chance.key(seed, "cycle", cycle) & 0xFFFFFFFF)


def _mixed(number: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix the bits of 32-bit numbers (the finaliser of MurmurHash3, Appleby 2010)."""
    number = (number ^ (number >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    number = (number ^ (number >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return number ^ (number >> np.uint32(16))
