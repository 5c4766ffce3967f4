"""A cable of this machine's kernel: a pair of virtual interfaces, the far end in a network of its own."""

import ctypes
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

NETWORK = 0x40000000
PORT = 5568
FAR_END = "02:4b:49:4e:54:02"


class Cable:
    """Two interfaces, each the other's far end: ``here`` and ``there``, in the network ``away``."""

    def __init__(self) -> None:
        own = os.getpid() % 10_000
        self.here, self.there, self.away = f"kt{own}a", f"kt{own}b", f"kt{own}"
        self.address = f"10.213.{own % 250}.1"
        self.far_address = f"10.213.{own % 250}.2"

    def run(self, *words: str) -> None:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")

    def lay(self) -> None:
        pair = ("type", "veth", "peer", "name", self.there, "address", FAR_END)
        self.run("link", "add", self.here, *pair)
        self.run("link", "set", self.there, "netns", self.away)
        self.run("-n", self.away, "addr", "add", f"{self.far_address}/24", "dev", self.there)
        self.run("-n", self.away, "link", "set", self.there, "up")
        self.run("addr", "add", f"{self.address}/24", "dev", self.here)
        self.up()

    def take_away(self) -> None:
        self.run("link", "del", self.here)

    def down(self) -> None:
        self.run("link", "set", self.here, "down")

    def up(self) -> None:
        """Bring it up; it is back when the kernel says so, and knows its neighbour: both take it up to a second."""
        self.run("link", "set", self.here, "up")
        end = time.monotonic() + 10
        while Path(f"/sys/class/net/{self.here}/operstate").read_text(encoding="ascii").strip() != "up":
            if time.monotonic() > end:
                raise OSError(f"{self.here} does not come up")
            time.sleep(0.01)
        self.run("neigh", "replace", self.far_address, "lladdr", FAR_END, "dev", self.here, "nud", "permanent")

    def move(self, address: str) -> None:
        """Give this end another address instead of the one it has; it still knows its neighbour."""
        self.run("addr", "flush", "dev", self.here)
        self.run("addr", "add", f"{address}/24", "dev", self.here)
        self.run("neigh", "replace", self.far_address, "lladdr", FAR_END, "dev", self.here, "nud", "permanent")

    def listener(self, port: int) -> socket.socket:
        """Open a TCP socket in the other network that takes connections."""
        return self._open_away(lambda: _listening(port))

    def receiver(self, port: int = PORT) -> socket.socket:
        """Open a UDP socket in the other network."""
        return self._open_away(lambda: _receiving(port))

    def _open_away(self, make: Callable[[], socket.socket]) -> socket.socket:
        """Open a socket in the other network; a thread of its own goes there and comes back to nobody."""
        opened: list[socket.socket] = []

        def open_there() -> None:
            with Path(f"/var/run/netns/{self.away}").open("rb") as network:
                if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), NETWORK):
                    return
            opened.append(make())

        thread = threading.Thread(target=open_there)
        thread.start()
        thread.join()
        if not opened:
            raise OSError("the network of the far end cannot be entered")
        return opened[0]


def _receiving(port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("", port))
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    opened.setblocking(False)  # noqa: FBT003 - the socket module's own form
    return opened


def _listening(port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind(("", port))
    opened.listen()
    opened.setblocking(False)  # noqa: FBT003 - the socket module's own form
    return opened
