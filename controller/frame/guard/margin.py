"""How near the limit a rig is: the most transitions that any signal has made in the last second, as the guard counts.

The guard itself looks only at what may be near its limits; this looks at all of it, for whoever runs a show ahead.
"""

import numpy as np

from controller.frame.memory import Memory


def most_in_a_second(memory: Memory, second: int) -> int:
    """Count the transitions of the signal that made most of them in the second before the frame that was sent last.

    Args:
        memory: after that frame.
        second: ticks of a second.
    """
    since = memory.tick[0] - second
    spent = np.count_nonzero(memory.stamps >= since, axis=2)
    spent += memory.counted & (memory.ends >= since)
    return int(spent.max(initial=0))
