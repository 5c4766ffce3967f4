"""What machine a number was measured on, and what else ran there."""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from controller import __version__


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, in words."""

    processor: str
    cores: int
    memory_gb: float
    system: str
    python: str
    numpy: str
    numba: str
    kintsugi: str
    load: float
    when: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What else ran while a bench did; parts of one core, so two busy cores are 2. None = the system does not tell.

    Attributes:
        others_share: what programs took that do not belong to the bench.
        host_share: what the machine's own host took for others.
    """

    others_share: float | None
    host_share: float | None


def _accounts_s() -> tuple[float, float] | None:
    """Read what all programs took of the processors, and what the host did, since the machine was started; seconds."""
    try:
        words = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
        user, nice, system, stolen = (int(words[place]) / os.sysconf("SC_CLK_TCK") for place in (1, 2, 3, 8))
    except (AttributeError, OSError, ValueError, IndexError):
        return None
    return user + nice + system, stolen


def _own_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Others:
    """Watches what else runs, from when it is made."""

    def __init__(
        self,
        accounts_s: Callable[[], tuple[float, float] | None] = _accounts_s,
        own_s: Callable[[], float] = _own_s,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin.

        Args:
            accounts_s: what all programs took so far, and what the host did, seconds; None = nobody knows.
            own_s: what the bench took so far.
            clock: seconds that never run back.
        """
        self._accounts_s, self._own_s, self._clock = accounts_s, own_s, clock
        self._begun, self._accounts, self._own = clock(), accounts_s(), own_s()

    def meanwhile(self) -> Meanwhile:
        """Say what else ran until now. Children of the bench count as its own once they have ended."""
        wall, own, now = self._clock() - self._begun, self._own_s() - self._own, self._accounts_s()
        if now is None or self._accounts is None or wall <= 0:
            return Meanwhile(None, None)
        busy, stolen = (after - before for after, before in zip(now, self._accounts, strict=True))
        return Meanwhile(max(0.0, busy - own) / wall, stolen / wall)


def this_machine() -> Machine:
    """Describe this machine now; ``load`` is what ran here in the last minute, before the bench."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=_memory_gb(),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        numpy=np.__version__,
        numba=_version("numba"),
        kintsugi=__version__,
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        when=time.strftime("%Y-%m-%d %H:%M"),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name"))
    return next(names, platform.machine())


def _memory_gb() -> float:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return 0.0
