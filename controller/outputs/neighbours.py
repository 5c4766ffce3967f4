"""Beside station 16: machines of the networks here that do not say where they are, by the system's own table (Linux).

Whoever sends to a machine that is not there is told so by the system, but it tells one of many at a time: where a
switch has lost its power, most of what was behind it would never be told of. Its table knows of all of them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

TABLE: Final = Path("/proc/net/arp")
IS_COMPLETE: Final = 0x2
"""Flag of a machine whose place is known (linux/if_arp.h, ATF_COM)."""
LOOKS: Final = 3
"""Looks, a second apart, at which a machine must be missing: the system asks for it once a second, three times."""


def table_of_system() -> str:
    """Read the table; empty where there is none."""
    try:
        return TABLE.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


class Neighbours:
    """Says who has been missing for some seconds.

    Args:
        read: gives the table, in the form of Linux.
    """

    def __init__(self, read: Callable[[], str] = table_of_system) -> None:
        self._read = read
        self._seen: dict[str, int] = {}

    def look(self) -> frozenset[str]:
        """Look once, which is to be done once a second: IPv4 addresses that were missing at the last looks."""
        missing = _missing(self._read())
        self._seen = {host: self._seen.get(host, 0) + 1 for host in missing}
        return frozenset(host for host, looks in self._seen.items() if looks >= LOOKS)


def _missing(table: str) -> set[str]:
    """Give the addresses whose place no interface knows."""
    missing: set[str] = set()
    known: set[str] = set()
    for line in table.splitlines()[1:]:
        words = line.split()
        try:
            (known if int(words[2], 16) & IS_COMPLETE else missing).add(words[0])
        except (IndexError, ValueError):
            continue  # a line of a form that nobody here knows
    return missing - known
