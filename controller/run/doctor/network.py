"""Ports, interfaces, multicast, socket buffers, floods: can the house listen, and can it reach its nodes."""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from controller.inputs.barrier.program import program
from controller.inputs.barrier.rules import Rules
from controller.inputs.barrier.socket_filter import SocketFilter
from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT
from controller.outputs.interfaces import own_addresses
from controller.run.doctor.finding import Finding, fault, ok, warn

ARTNET_PORT: Final = 6454
SACN_PORT: Final = 5568
GROUP: Final = "239.255.250.214"
"""sACN's group for universe discovery: no light is sent there."""
WANTED_BUFFER: Final = 1 << 20
CONNECT_S: Final = 1.0

_LISTENERS: Final[tuple[tuple[str, int, Literal["tcp", "udp"], str], ...]] = (
    ("console", CONSOLE_PORT, "tcp", "--port"),
    ("fixtures' WebSocket", FIXTURES_PORT, "tcp", "--fixtures-port"),
    ("OSC in", OSC_PORT, "udp", "--osc-port"),
)


def ports(host: str = "127.0.0.1") -> Iterator[Finding]:
    """Look whether the house can have the ports it listens on."""
    for name, port, transport, option in _LISTENERS:
        error, look = _cannot_bind(host, port, transport), f"ss -l{transport[0]}pn 'sport = :{port}'"
        if error is None:
            yield ok(f"port {port}/{transport}", f"free for the {name}")
        else:
            yield fault(
                f"port {port}/{transport}",
                f"not to be had for the {name}: {error}",
                f"end the other program (`{look}` names it), or choose another with {option}",
            )
    error = _cannot_bind("0.0.0.0", ARTNET_PORT, "udp")  # noqa: S104 - tried for a moment, nothing listens
    if error is None:
        yield ok("port 6454/udp", "free, so answers of Art-Net nodes will be heard")
    else:
        yield warn(
            "port 6454/udp",
            f"taken ({error}): frames go out, but Art-Net nodes may not be heard",
            "end the other Art-Net program on this machine while a show plays",
        )
    error = _cannot_bind("0.0.0.0", SACN_PORT, "udp")  # noqa: S104 - as above
    if error is None:
        yield ok("port 5568/udp", "free, so sACN of other consoles will be heard")
    else:
        yield warn(
            "port 5568/udp",
            f"taken ({error}): sACN goes out, but what a console sends to this machine alone may not be heard",
            "end the other sACN program on this machine, or let the console send by multicast, which both hear",
        )


def _cannot_bind(host: str, port: int, transport: Literal["tcp", "udp"]) -> str | None:
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as tried:
        if transport == "tcp":
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def interfaces() -> Iterator[Finding]:
    """Name the interfaces that are up, beside loopback."""
    names = [name for _, name in socket.if_nameindex()]
    up = [name for name in names if name != "lo" and _operstate(name) in {"up", "unknown"}]
    if up:
        yield ok("interfaces", f"up: {', '.join(up)}")
    else:
        yield warn(
            "interfaces",
            "no network beside loopback is up: only simulated fixtures can be reached",
            "plug in the network of the rig and give it an address, e.g. 2.0.0.1/8 or 10.0.0.1/24",
        )


def _operstate(name: str) -> str:
    try:
        return Path(f"/sys/class/net/{name}/operstate").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"


def multicasts() -> Iterator[Finding]:
    """Try multicast on loopback, where simulated fixtures listen, and by every interface that has a network."""
    for address in ("127.0.0.1", *own_addresses()):
        yield from multicast(address)


def multicast(address: str) -> Iterator[Finding]:
    """Send one packet to a group and see whether it comes back to a listener on the same interface."""
    name = f"multicast on {address}"
    try:
        came = _echo(address)
    except OSError as error:
        yield warn(
            name,
            f"cannot be used: {error.strerror or error}",
            f"add a route: `sudo ip route add 239.0.0.0/8 dev DEVICE`, or name `interface: {address}` on sACN nodes",
        )
        return
    if came:
        yield ok(name, "a packet to sACN's group came back")
    else:
        yield warn(
            name,
            "a packet to sACN's group did not come back",
            "look at the firewall (`sudo nft list ruleset`), or send sACN by unicast: `to: 10.0.0.20`",
        )


def _echo(address: str) -> bool:
    token = b"kintsugi doctor"
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
    ):
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind(("", 0))
        membership = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(address))
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        ear.settimeout(CONNECT_S)
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 0)
        out.sendto(token, (GROUP, ear.getsockname()[1]))
        try:
            return ear.recv(64) == token
        except TimeoutError:
            return False


def buffers() -> Iterator[Finding]:
    """Look whether a socket may hold a whole frame of a large rig."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WANTED_BUFFER)
        got = tried.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    if got >= WANTED_BUFFER:
        yield ok("socket buffers", f"{got // 1024} KiB to send from")
    else:
        yield warn(
            "socket buffers",
            f"a socket may hold {got // 1024} KiB; rigs beyond some 300 universes like {WANTED_BUFFER // 1024} KiB",
            f"`sudo sysctl -w net.core.wmem_max={WANTED_BUFFER}`, and the same line in /etc/sysctl.d/ to keep it",
        )


def floods() -> Iterator[Finding]:
    """Look whether the system would turn away who floods a socket of ours."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        barrier = SocketFilter(tried)
        barrier.ask(program(Rules(crowd=0.5), (), 0))
        barrier.dropped()
    if barrier.works:
        yield ok("floods", "the system turns away who floods OSC, sACN or Art-Net in")
    else:
        yield warn(
            "floods",
            "the system takes no packet filter: who floods us is read and refused one by one, at half of a core",
            "run on Linux and outside of a sandbox that forbids SO_ATTACH_FILTER; or keep strangers off the network",
        )
