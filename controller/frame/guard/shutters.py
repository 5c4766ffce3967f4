"""Shutters: what each value of one does to light, and which values the guard lets through.

A strobing shutter blinks by itself, and nothing on the wire can tell when. So no strobe reaches a lamp: its values are
replaced by the profile's open ones. A show that wants a strobe blinks the level, where the guard can count.
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.columns import ROLE_NUMBER
from controller.model.show import Show
from fixtures.profile import Role, ShutterRange

_STEPS = 256


class Shutters:
    """The shutter channels of one show.

    Attributes:
        channels: intp [shutters].
    """

    def __init__(self, show: Show) -> None:
        patch = show.patch
        self.channels = np.flatnonzero(patch.channel_role == ROLE_NUMBER[Role.SHUTTER])
        first = np.searchsorted(patch.channel_fixture, np.arange(len(show.rig.fixtures)))
        kinds: dict[tuple[ShutterRange, ...], int] = {}
        self._kind = np.zeros(len(self.channels), np.intp)
        for number, channel in enumerate(self.channels):
            fixture = patch.channel_fixture[channel]
            channels = show.rig.fixtures[fixture].mode.channels
            ranges = channels[(channel - first[fixture]) % len(channels)].shutter
            self._kind[number] = kinds.setdefault(ranges, len(kinds))
        self._allowed = np.array([_allowed(ranges) for ranges in kinds or [()]], np.int32)
        self._lets = np.array([_lets_through(ranges) for ranges in kinds or [()]], np.float32)

    def open_strobes(self, levels: NDArray[np.uint16]) -> None:
        """Replace values that would strobe, in place."""
        if len(self.channels):
            wanted = levels[self.channels] >> 8
            allowed = self._allowed[self._kind, wanted]
            levels[self.channels] = np.where(allowed == wanted, levels[self.channels], allowed * 257)

    def let_through(self, levels: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Say what part of the light each shutter lets through: float32 [shutters], 0 or 1."""
        lets: NDArray[np.float32] = self._lets[self._kind, levels[self.channels] >> 8]
        return lets


def _allowed(ranges: tuple[ShutterRange, ...]) -> NDArray[np.int32]:
    """Give the value to send for each value that is wanted: int32 [256]."""
    values = np.arange(_STEPS, dtype=np.int32)
    still = sorted((part for part in ranges if part.effect != "strobe"), key=lambda part: part.effect != "open")
    is_open = still[0].first if still else _STEPS - 1
    for part in ranges:
        if part.effect == "strobe":
            values[part.first : part.last + 1] = is_open
    return values


def _lets_through(ranges: tuple[ShutterRange, ...]) -> NDArray[np.float32]:
    """Give the part of light that passes at each value: a shutter without ranges is open above 0."""
    lets = np.ones(_STEPS, np.float32)
    if not ranges:
        lets[0] = 0
    for part in ranges:
        lets[part.first : part.last + 1] = part.effect != "closed"
    return lets
