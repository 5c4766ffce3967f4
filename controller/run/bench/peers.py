"""What other senders do on the same machine in the same minute: a plain C loop, and the PyPI package ``sacn``.

Both send data packets of 638 bytes to the same receiver. The C loop sends frame by frame, in turns with our senders:
either with a rest after each, in which receivers are woken and take it, or without, when both fill their receivers.
Only the time of sending counts. Where there is no C compiler or no package, that is said.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Final

from controller.run.bench.in_turns import Shares

COMPILERS: Final = ("cc", "gcc", "clang")
REST_S: Final = 0.002
"""After each frame, for those who receive it."""

_C: Final = r"""
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static double used(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count_of_words, char **words) {
    int nodes = atoi(words[1]), port = atoi(words[2]), a_frame = atoi(words[3]);
    struct timespec rest = {0, atol(words[4])};
    unsigned char packet[638] = {0};
    struct sockaddr_in *to = calloc(nodes, sizeof *to);
    int out = socket(AF_INET, SOCK_DGRAM, 0);
    for (int node = 0; node < nodes; node++) {
        char address[32];
        snprintf(address, sizeof address, "127.1.%d.%d", node / 250, node % 250 + 1);
        to[node].sin_family = AF_INET;
        to[node].sin_port = htons(port);
        inet_pton(AF_INET, address, &to[node].sin_addr);
    }
    for (int uncounted, counted; scanf("%d %d", &uncounted, &counted) == 2; fflush(stdout)) {
        double seconds = 0;
        for (int frame = 0; frame < uncounted + counted; frame++) {
            double begun = used();
            for (int sent = 0; sent < a_frame; sent++) {
                packet[111]++;
                sendto(out, packet, sizeof packet, 0, (struct sockaddr *)&to[sent % nodes], sizeof *to);
            }
            if (frame >= uncounted) seconds += used() - begun;
            if (rest.tv_nsec) nanosleep(&rest, NULL);
        }
        printf("%.9f\n", seconds);
    }
    return count_of_words < 5;
}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """What a sender did; ``packets_per_cpu_second`` 0 = it could not be tried, ``note`` says why.

    Attributes:
        of_c_loop: its packets by those of the C loop that sent in turns with it; None = none did.
    """

    name: str
    packets_per_cpu_second: float
    note: str
    of_c_loop: Shares | None = None


class NoLoopError(Exception):
    """There can be no C loop here; the message says why."""


class CLoop:
    """A plain C loop of ``sendto``, round robin to some nodes of this machine, that sends frames when it is told to."""

    def __init__(self, told: IO[str], says: IO[str]) -> None:
        """Take what it is told by, and what it says."""
        self._told, self._says = told, says

    def send(self, uncounted: int, counted: int) -> float:
        """Send so many frames, of which the first do not count.

        Returns:
            CPU seconds that sending took.
        """
        self._told.write(f"{uncounted} {counted}\n")
        self._told.flush()
        return float(self._says.readline())


@contextmanager
def c_loop(port: int, nodes: int, a_node: int, rest_s: float) -> Iterator[CLoop]:
    """Compile the loop and let it run while the block does.

    Args:
        port: of the nodes.
        nodes: how many.
        a_node: packets to each in a frame.
        rest_s: after each frame.

    Raises:
        NoLoopError: it cannot be compiled.
    """
    compiler = next((found for word in COMPILERS if (found := shutil.which(word))), None)
    if compiler is None:
        raise NoLoopError("no C compiler here; install gcc to compare")
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "loop.c", Path(folder) / "loop"
        source.write_text(_C, encoding="utf-8")
        built = subprocess.run([compiler, "-O2", "-o", program, source], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if built.returncode:
            raise NoLoopError(f"the C compiler says: {built.stderr.strip()[:200]}")
        words = [str(program), *map(str, (nodes, port, nodes * a_node, int(rest_s * 1e9)))]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603
            if running.stdin is None or running.stdout is None:
                raise NoLoopError("it cannot be spoken with")
            yield CLoop(running.stdin, running.stdout)


def sacn_package(host: str, universes: int, seconds: float) -> Peer:
    """Let the package ``sacn`` flush so many universes again and again."""
    try:
        import sacn  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 - a peer that need not be here
    except ImportError:
        return Peer("PyPI sacn", 0.0, "pip install sacn to compare")
    try:
        name = f"PyPI sacn {version('sacn')}"
    except PackageNotFoundError:
        name = "PyPI sacn"
    sender = sacn.sACNsender(bind_address="127.0.0.1", bind_port=0, fps=44)
    sender.start()
    sender.manual_flush = True
    try:
        for universe in range(1, universes + 1):
            sender.activate_output(universe)
            sender[universe].destination = host
        cpu, end, rounds = time.process_time(), time.monotonic() + seconds, 0
        while time.monotonic() < end:
            for universe in range(1, universes + 1):
                sender[universe].dmx_data = (rounds & 255,) * 512
            sender.flush()
            rounds += 1
        used = time.process_time() - cpu
    finally:
        sender.stop()
    return Peer(name, rounds * universes / used, "")
