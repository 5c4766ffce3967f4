"""Beside station 16: machines of the networks here that do not say where they are, by the system's own table (Linux).

Whoever sends to a machine that is not there is told so by the system, but it tells one of many at a time: where a
switch has lost its power, most of what was behind it would never be told of. Its table knows of all of them.
"""

import os
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeAlias

from controller.outputs.interfaces import neighbour_by

Machine: TypeAlias = tuple[str, str]
"""IPv4 address, and the interface that is meant to know its place."""

TABLE: Final = "/proc/net/arp"
IS_COMPLETE: Final = 0x2
"""Flag of a machine whose place is known (linux/if_arp.h, ATF_COM)."""
LOOKS: Final = 3
"""Looks, a second apart, at which a machine must be missing: the system asks for it once a second, three times."""
_PIECE: Final = 1 << 16


def table_of_system() -> str:
    """Read the table; empty where there is none.

    Once a second between two frames, so with as few calls as can be: half of what reading it as text costs then.
    """
    try:
        number = os.open(TABLE, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return b"".join(iter(lambda: os.read(number, _PIECE), b"")).decode("ascii", "replace")
    except OSError:
        return ""
    finally:
        os.close(number)


class Neighbours:
    """Says who has been missing for some seconds.

    Args:
        read: gives the table, in the form of Linux.
        by: names the interface at which a machine is a neighbour, given its address and that of the interface which
            its packets are held to; empty = at none, None = nobody knows.
    """

    def __init__(
        self,
        read: Callable[[], str] = table_of_system,
        by: Callable[[str, str | None], str | None] = neighbour_by,
    ) -> None:
        self._read = read
        self._by = by
        self._seen: dict[Machine, int] = {}
        self._known: frozenset[Machine] = frozenset()

    def look(self) -> Mapping[str, Collection[str]]:
        """Look once, which is to be done once a second.

        Returns:
            IPv4 addresses that were missing at the last looks, and the interfaces that asked for them in vain.
        """
        known, missing = _sorted(self._read())
        self._known = known
        self._seen = {machine: self._seen.get(machine, 0) + 1 for machine in missing - known}
        found: dict[str, list[str]] = {}
        for (host, interface), looks in self._seen.items():
            if looks >= LOOKS:
                found.setdefault(host, []).append(interface)
        return found

    def are_asked_for(self, host: str, address: str | None, interfaces: Collection[str]) -> bool:
        """Whether what is sent to a machine would leave by one of the interfaces that asked for it in vain.

        Others may have asked for it before its route was changed; their word may stay in the table for ever.

        Args:
            host: of the machine.
            address: of the interface that what is sent is held to; None = it follows the routes.
            interfaces: that asked in vain.
        """
        by = self._by(host, address)
        if by is None:  # then one that knows the machine is right
            return not any(known == host for known, _ in self._known)
        return by in interfaces


def _sorted(table: str) -> tuple[frozenset[Machine], frozenset[Machine]]:
    """Give the machines whose place is known, and those whose place is not."""
    sorted_: tuple[set[Machine], set[Machine]] = set(), set()
    for line in table.splitlines()[1:]:
        words = line.split()
        try:
            is_missing = not int(words[2], 16) & IS_COMPLETE
            sorted_[is_missing].add((words[0], words[5]))
        except (IndexError, ValueError):
            continue  # a line of a form that nobody here knows
    return frozenset(sorted_[False]), frozenset(sorted_[True])
