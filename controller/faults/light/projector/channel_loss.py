"""``channel-loss``: one of red, green and blue is gone, as with a broken pin. It can befall any fixture of colours."""

import numpy as np

from controller.faults.light.picture import Break, Moment, Picture, Reached

CHANNELS = ("red", "green", "blue")


def channel_loss(reached: Reached) -> Break:
    """Take ``amount`` of one colour away: ``channel``, or for each fixture one drawn by chance."""
    named = str(reached.fault.parameters["channel"])
    drawn = (reached.draw("channel") * np.float32(3)).astype(np.intp)
    lost = np.full(reached.count, CHANNELS.index(named), np.intp) if named in CHANNELS else drawn
    takes = (np.arange(3)[:, None] == lost).astype(np.float32)

    def broken(healthy: Picture, moment: Moment) -> Picture:
        return healthy[0], healthy[1] * (np.float32(1) - moment.amount * takes)

    return broken
