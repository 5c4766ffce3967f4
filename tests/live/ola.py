"""OLA's daemon, headless, as another program's receiver: started for a test, asked over HTTP what it holds."""

import json
import os
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools import require

PATIENCE_S = 15
NOBODY = 65534
OTHERS = (
    *("dummy", "espnet", "ftdidmx", "gpio", "karate", "kinet", "milinst", "nanoleaf", "opendmx", "openpixelcontrol"),
    *("osc", "pathport", "renard", "sandnet", "shownet", "spi", "stageprofi", "uartdmx", "usbdmx", "usbpro"),
    "usbserial",
)
ARTNET = "enabled = true\nip = 127.0.0.1\nnet = 0\nsubnet = 0\noutput_ports = 1\nuse_loopback = true\n"
SACN = "enabled = true\nip = 127.0.0.1\ninput_ports = 2\noutput_ports = 1\nprepend_hostname = false\n"


class Ola:
    """A daemon that runs."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"

    def listen(self, universe: int, port: str) -> None:
        """Make a universe that holds what comes in at a port, such as ``2-I-0``."""
        self._ask("/new_universe", {"id": universe, "name": f"u{universe}", "add_ports": port})

    def ports(self) -> dict[str, str]:
        """Give the id of the first input of each device, by the first word of its name."""
        listed = json.loads(self._ask("/json/get_ports", None))
        inputs = [port for port in listed if not port["is_output"]]
        return {port["device"].split()[0]: port["id"] for port in reversed(inputs)}

    def levels(self, universe: int) -> list[int]:
        """Give what a universe holds."""
        held: dict[str, Any] = json.loads(self._ask(f"/get_dmx?u={universe}", None))
        return [int(level) for level in held["dmx"]]

    def _ask(self, path: str, form: dict[str, object] | None) -> str:
        body = None if form is None else urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self._base + path, body, timeout=5) as answer:  # noqa: S310  our own address
            text: str = answer.read().decode()
            return text


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_ola(folder: Path) -> Iterator[Ola]:
    """Run the daemon; it will not run as root, so it runs as nobody there."""
    olad = require("olad")
    for name in OTHERS:
        (folder / f"ola-{name}.conf").write_text("enabled = false\n")
    (folder / "ola-artnet.conf").write_text(ARTNET)
    (folder / "ola-e131.conf").write_text(SACN)
    is_root = os.geteuid() == 0
    for path in (folder, *folder.iterdir()):
        if is_root:
            os.chown(path, NOBODY, NOBODY)
    for parent in folder.parents:
        if is_root and parent.is_relative_to("/tmp") and parent != Path("/tmp"):  # noqa: S108  pytest's own folders
            parent.chmod(0o755)
    web = a_free_port()
    command = [olad, "--http-port", str(web), "--rpc-port", str(a_free_port()), "--config-dir", str(folder)]
    daemon = subprocess.Popen(
        [*command, "--no-register-with-dns-sd", "--log-level", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=NOBODY if is_root else None,
        group=NOBODY if is_root else None,
        extra_groups=[] if is_root else None,
    )
    try:
        ola = Ola(web)
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                if {"ArtNet", "E1.31"} <= set(ola.ports()):
                    break
            except OSError:
                pass
            assert daemon.poll() is None, "olad ended; is another program at port 5568 or 6454?"
            assert time.monotonic() < until, "olad has no input; is another program at port 5568 or 6454?"
            time.sleep(0.05)
        yield ola
    finally:
        daemon.terminate()
        daemon.wait(10)
