"""Parameters and the channels of the profile that they drive."""

import numpy as np
from numpy.typing import NDArray

from controller.model.show import Show
from fixtures.profile import Channel


def channels_of(show: Show, parameters: NDArray[np.intp]) -> list[Channel]:
    """Find the channel of the profile of each parameter."""
    patch = show.patch
    found = []
    for channel in patch.parameter_channel[parameters].tolist():
        fixture = int(patch.channel_fixture[channel])
        own = show.rig.fixtures[fixture].mode.channels
        first = int(np.searchsorted(patch.channel_fixture, fixture))
        found.append(own[(channel - first) % len(own)])
    return found
