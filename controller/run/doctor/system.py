"""The machine itself: real-time scheduling, clock, disk and the Python that runs us."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from controller.run.doctor.finding import Finding, fault, ok, warn
from controller.run.places import wrong_fixtures_package

LEAST_FREE_BYTES: Final = 1 << 30
NEEDED_BYTES: Final = 1 << 20
"""With less than that no show starts: its text, the journal and two snapshots."""
NAPS: Final = 50
NAP_S: Final = 0.002
LATE_S: Final = 0.005
EARLIEST_YEAR: Final = 2025


def python() -> Iterator[Finding]:
    """Look at the Python that runs us, and at what it found under our names."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    wrong = wrong_fixtures_package()
    if wrong:
        yield fault("packages", wrong, "use an environment of its own: `pipx install kintsugi-show`")
    else:
        yield ok("Python", f"{version}, in {sys.prefix}")


def scheduling() -> Iterator[Finding]:
    """Ask for real-time priority, and give it back at once."""
    if not hasattr(os, "sched_setscheduler"):
        yield warn(
            "real time",
            f"{sys.platform} has no SCHED_FIFO; frames are as punctual as the desktop lets them",
            "end what else runs on this machine while a show plays",
        )
        return
    before = os.sched_getscheduler(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        yield warn(
            "real time",
            "this user may not have real-time priority; a busy machine can delay frames by some milliseconds",
            "add `@audio - rtprio 50` to /etc/security/limits.d/kintsugi.conf, join that group, log in again",
        )
    else:
        os.sched_setscheduler(0, before, os.sched_param(0))
        yield ok("real time", "SCHED_FIFO is permitted")


def wakefulness() -> Iterator[Finding]:
    """Sleep a few times for two milliseconds, and see how late the machine wakes us."""
    worst = 0.0
    for _ in range(NAPS):
        begun = time.monotonic()
        time.sleep(NAP_S)
        worst = max(worst, time.monotonic() - begun - NAP_S)
    text = f"wakes at most {worst * 1000:.1f} ms late just now"
    if worst < LATE_S:
        yield ok("wake-up", text)
    else:
        yield warn("wake-up", text, "end what else keeps the machine busy; switch off power saving for the night")


def wall_clock() -> Iterator[Finding]:
    """Look whether the wall clock can be true: schedules need it, frames do not."""
    now = time.localtime()
    if now.tm_year < EARLIEST_YEAR:
        yield fault(
            "clock", f"it says {now.tm_year}", "set the time: `sudo timedatectl set-time '2026-01-31 20:00:00'`"
        )
        return
    if shutil.which("timedatectl") is None:
        yield ok("clock", time.strftime("%Y-%m-%d %H:%M %Z", now))
        return
    told = subprocess.run(
        ["timedatectl", "show", "--property=NTPSynchronized", "--value"],  # noqa: S607 - found on the PATH above
        capture_output=True,
        text=True,
        check=False,
        timeout=5,
    )
    if told.stdout.strip() == "no":
        yield warn(
            "clock",
            "it is not kept by a time server; cues at a time of day follow it wherever it goes",
            "`sudo timedatectl set-ntp true`, or set it by hand before the night",
        )
    else:
        yield ok("clock", time.strftime("%Y-%m-%d %H:%M %Z", now))


def disk(home: Path) -> Iterator[Finding]:
    """Look whether a night can be kept."""
    folder = next(parent for parent in (home, *home.parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        yield fault("nights", f"{folder} cannot be written", "set KINTSUGI_HOME to a folder that can")
    elif free < NEEDED_BYTES:
        yield fault("nights", f"{folder} is full: no night can begin", "make room, or set KINTSUGI_HOME elsewhere")
    elif free < LEAST_FREE_BYTES:
        yield warn("nights", f"only {free >> 20} MiB are free in {folder}", "make room, or set KINTSUGI_HOME elsewhere")
    else:
        yield ok("nights", f"kept in {home}, {free >> 30} GiB free")
