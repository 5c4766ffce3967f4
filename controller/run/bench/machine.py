"""What machine a number was measured on, and what else ran there."""

import os
import platform
import time
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
