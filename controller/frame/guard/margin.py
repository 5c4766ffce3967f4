"""How near the limit a rig is: the most transitions that any signal has made in the last second, as the guard counts.

The guard itself looks only at what may be near its limits; this looks at all of it, for whoever runs a show ahead.
"""

from controller.frame.guard.followers import spent
from controller.frame.memory import Memory


def most_in_a_second(memory: Memory, second: int) -> int:
    """Count the transitions of the signal that made most of them in the second before the frame that was sent last.

    Args:
        memory: after that frame.
        second: ticks of a second.
    """
    return int(spent(memory.written(), memory, int(memory.tick[0]), second).max(initial=0))
