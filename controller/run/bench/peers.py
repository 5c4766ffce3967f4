"""What other senders do on the same machine in the same minute: a plain C loop, and the PyPI package ``sacn``.

Both send data packets of 638 bytes to the same receiver. The C loop sends frame by frame, as our senders do beside it:
either with a rest after each, in which receivers are woken and take it, or without, when both fill their receivers.
Only the time of sending counts. Where there is no C compiler or no package, that is said.
"""

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

COMPILERS: Final = ("cc", "gcc", "clang")
PACKETS: Final = 50_000
REST_S: Final = 0.002
"""After each frame, for those who receive it."""

_C: Final = r"""
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static double used(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count_of_words, char **words) {
    long packets = atol(words[1]), a_frame = atol(words[4]);
    int nodes = atoi(words[2]), port = atoi(words[3]);
    struct timespec rest = {0, atol(words[5])};
    double seconds = 0;
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
    for (long sent = 0; sent < packets; nanosleep(&rest, NULL)) {
        double begun = used();
        for (long until = sent + a_frame; sent < until; sent++) {
            packet[111]++;
            sendto(out, packet, sizeof packet, 0, (struct sockaddr *)&to[sent % nodes], sizeof *to);
        }
        seconds += used() - begun;
    }
    printf("%.9f\n", seconds);
    return count_of_words < 6;
}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """What another sender did; ``packets_per_cpu_second`` 0 = it could not be tried, ``note`` says why."""

    name: str
    packets_per_cpu_second: float
    note: str


def c_loop(port: int, nodes: int, a_node: int, rest_s: float) -> Peer:
    """Let a plain C loop of ``sendto`` send frames, round robin to some nodes of this machine."""
    name = f"C sendto loop, {nodes} node{'s' if nodes > 1 else ''}{rest_words(rest_s)}"
    compiler = next((found for word in COMPILERS if (found := shutil.which(word))), None)
    if compiler is None:
        return Peer(name, 0.0, "no C compiler here; install gcc to compare")
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "loop.c", Path(folder) / "loop"
        source.write_text(_C, encoding="utf-8")
        built = subprocess.run([compiler, "-O2", "-o", program, source], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if built.returncode:
            return Peer(name, 0.0, f"the C compiler says: {built.stderr.strip()[:200]}")
        a_frame = nodes * a_node
        sizes = (-(-PACKETS // a_frame) * a_frame, nodes, port, a_frame, int(rest_s * 1e9))
        words = [str(program), *map(str, sizes)]
        told = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603
    return Peer(name, sizes[0] / float(told), "")


def rest_words(rest_s: float) -> str:
    """Say whether frames had a rest between them."""
    return "" if rest_s else ", without a rest"


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
