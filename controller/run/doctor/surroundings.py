"""What stands round the engine: the built console, Node to build it, MIDI, a browser to show it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from controller.inputs.midi.backends import find_backend
from controller.run.doctor.finding import Finding, fault, ok, warn
from controller.run.places import console_dir

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge")
NODE_AT_LEAST: Final = (20, 19)


def console() -> Iterator[Finding]:
    """Look for the built console, and for Node where it is missing."""
    folder = console_dir()
    if (folder / "index.html").is_file():
        yield ok("console", f"built, in {folder}")
        return
    node = shutil.which("node")
    how = (
        "`pip install -e .` builds it" if node else "`pip install -e .` builds it, and fetches Node for that by itself"
    )
    yield fault("console", "its pages are not here; shows run, but nobody can see them", how)
    if node and _node_version(node) < NODE_AT_LEAST:
        yield warn(
            "Node", f"{node} is older than 20.19", "install a newer one, or take it from the PATH: one is fetched"
        )


def _node_version(node: str) -> tuple[int, int]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=10)  # noqa: S603
    parts = told.stdout.strip().removeprefix("v").split(".")
    return (int(parts[0]), int(parts[1])) if len(parts) > 1 and parts[0].isdigit() and parts[1].isdigit() else (0, 0)


def midi() -> Iterator[Finding]:
    """Look which MIDI devices are there."""
    backend = find_backend()
    names = backend.list_names() if not backend.trouble else ()
    if backend.trouble:
        yield warn("MIDI", backend.trouble, _MIDI_FIX)
    elif names:
        yield ok("MIDI", f"devices: {', '.join(names)}")
    else:
        yield warn("MIDI", "no device is there; shows without pads do not mind", _MIDI_FIX)


_MIDI_FIX: Final = (
    "plug one in; on Linux the user must be in the group `audio`"
    if sys.platform == "linux"
    else "plug one in, and `pip install 'kintsugi-show[midi]'`"
)


def browser() -> Iterator[Finding]:
    """Look for a browser that could open the console on this machine."""
    if sys.platform in {"darwin", "win32"}:
        yield ok("browser", "the system has one")
        return
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if found and has_screen:
        yield ok("browser", found)
    else:
        why = "there is no screen here" if found else "none is installed here"
        yield warn(
            "browser",
            why,
            "open the console from another machine: `kintsugi run SHOW --host 0.0.0.0`, which prints its passcode",
        )
