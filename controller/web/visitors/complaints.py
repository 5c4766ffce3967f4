"""What was turned away at the visitors' door: told once a second at most, and of nobody by name or address.

The engine must not pay for a flood of phones, and the operator's log is not theirs to fill.
"""

import asyncio
from typing import Final

from controller.model.seam import Seam

TOLD_S: Final = 1.0
PEER: Final = "visitors"


class Complaints:
    """Counts what is turned away, and tells it now and then.

    Args:
        seam: is told.
        peer: under which name it is counted.
    """

    def __init__(self, seam: Seam, peer: str = PEER) -> None:
        self._seam = seam
        self._peer = peer
        self._untold = 0
        self._told_s = -TOLD_S

    def refuse(self, _peer: str, reason: str) -> None:
        """Count one, whoever it was."""
        self._untold += 1
        now_s = asyncio.get_running_loop().time()
        if now_s - self._told_s < TOLD_S:
            return
        more = f"; {self._untold} were turned away since the last word" if self._untold > 1 else ""
        self._seam.refuse(self._peer, f"{reason}{more}")
        self._untold, self._told_s = 0, now_s
