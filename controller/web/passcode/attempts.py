"""How often a wrong passcode may be given: five times at once, then once in ten seconds from one address.

Whoever commands many addresses is held by a limit for all of them: of ten digits they try less than one in three
thousand in a week. Time is an argument. Consoles that are in already are never asked, so nobody can lock them out.
"""

from collections import OrderedDict
from typing import Final

from controller.web.visitors.door import address_of

AT_ONCE: Final = 5
EVERY_S: Final = 10.0
ALL_AT_ONCE: Final = 50
ALL_EVERY_S: Final = 0.2
_REMEMBERED: Final = 4096
"""Addresses that are known; beyond, the one not heard for longest begins anew."""


class Attempts:
    """Counts wrong attempts, as the time at which all of them will be forgotten."""

    def __init__(self) -> None:
        self._free_s: OrderedDict[str, float] = OrderedDict()
        self._all_free_s = 0.0

    def wait_s(self, peer: str, now_s: float) -> float:
        """Say after how many seconds a peer may try; 0 = now."""
        mine = self._free_s.get(address_of(peer), now_s) - now_s - (AT_ONCE - 1) * EVERY_S
        everybodys = self._all_free_s - now_s - (ALL_AT_ONCE - 1) * ALL_EVERY_S
        return max(0.0, mine, everybodys)

    def left(self, peer: str, now_s: float) -> int:
        """Say how many attempts a peer has left before it must wait."""
        used_s = max(0.0, self._free_s.get(address_of(peer), now_s) - now_s)
        return max(0, int(AT_ONCE - used_s / EVERY_S))

    def note_wrong(self, peer: str, now_s: float) -> None:
        """Count a wrong attempt."""
        address = address_of(peer)
        self._free_s[address] = max(self._free_s.get(address, now_s), now_s) + EVERY_S
        self._free_s.move_to_end(address)
        if len(self._free_s) > _REMEMBERED:
            self._free_s.popitem(last=False)
        self._all_free_s = max(self._all_free_s, now_s) + ALL_EVERY_S

    def forget(self, peer: str) -> None:
        """Forgive what a peer mistyped before it was right."""
        self._free_s.pop(address_of(peer), None)
