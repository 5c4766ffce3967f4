"""Nodes: who feeds fixtures, and where they are reached."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Final

from controller.model.osc_dialect import PRESETS, OscDialect
from controller.model.patch import Node, Protocol
from controller.showfile.document.rig import NodeBlock
from controller.showfile.problem import nearest
from controller.showfile.report import Report
from controller.showfile.resolve.names import PROTOCOL_NAMES, check_names
from controller.showfile.tree import Path

PORTS: Final[Mapping[Protocol, int]] = {"artnet": 6454, "ddp": 4048, "sacn": 5568}
"""Where the protocols that have a port of their own are heard."""
_EXAMPLES: Final[Mapping[Protocol, str]] = {
    "artnet": "10.0.0.30",
    "ddp": "10.0.0.50",
    "sacn": "10.0.0.20 or multicast",
    "osc": "10.0.0.40:7000",
}

_OF_SACN: Final[Mapping[str, str]] = {
    "priority": "only sACN knows a priority",
    "per_address": "only sACN knows a priority for each slot",
    "sync_universe": "only sACN has a synchronization address",
    "preview": "only sACN marks data as a preview",
}

_OF_ARTNET: Final[Mapping[str, str]] = {
    "sync": "only Art-Net knows ArtSync",
    "bind": "only Art-Net knows a bind index",
}

_OF_OSC: Final = ("preset", "address", "form", "transport", "ping", "latency")

_BROADCAST: Final = re.compile(r"broadcast\s+")
_TO: Final = re.compile(r"([^:]*)(?::([0-9]{1,6}))?")


def build_nodes(blocks: Mapping[str, NodeBlock], report: Report) -> dict[str, Node]:
    """Build the nodes.

    Args:
        blocks: by name.
        report: takes addresses that cannot be sent to, and nodes that share one.

    Returns:
        Those whose addresses are right, by name.
    """
    check_names(report, "nodes", blocks)
    nodes: dict[str, Node] = {}
    for name, block in blocks.items():
        node = _node(name, block, report)
        if node is not None:
            nodes[name] = node
    _check_shared(nodes, report)
    return nodes


def _node(name: str, block: NodeBlock, report: Report) -> Node | None:
    path = ("nodes", name)
    if block.to is None and report.is_written(*path, "to"):
        return None  # its address was cut out
    good = _check_keys(name, block, report)
    if block.interface is not None and not _is_address(block.interface):
        report.error(
            (*path, "interface"), f"'{block.interface}' is not an IPv4 address; write one such as 192.168.1.10"
        )
        good = False
    target = _target(name, block, report)
    if target is None or not good:
        return None
    priority = 100 if block.priority is None else block.priority
    return Node(
        name,
        block.protocol,
        *target,
        interface=block.interface,
        priority=priority,
        sync=block.sync is not False,
        bind=block.bind,
        is_broadcast=block.protocol == "artnet" and _BROADCAST.match(block.to or "") is not None,
        per_address=bool(block.per_address),
        sync_universe=block.sync_universe,
        preview=bool(block.preview),
        dialect=_dialect(block),
        is_stream=block.transport == "tcp",
        ping=block.ping or "",
        latency_s=block.latency or 0.0,
        on_loss=block.on_loss,
        dark_after_s=block.dark_after,
    )


def _dialect(block: NodeBlock) -> OscDialect:
    preset = PRESETS[block.preset or "kintsugi"]
    return OscDialect(block.address or preset.address, block.form or preset.form)


def _check_keys(name: str, block: NodeBlock, report: Report) -> bool:
    """Report keys that mean nothing to the protocol."""
    wrong = []
    if block.protocol != "osc":
        wrong += [(key, "only OSC has it") for key in _OF_OSC if getattr(block, key) is not None]
    for key, said in _OF_SACN.items():
        if block.protocol != "sacn" and getattr(block, key) is not None:
            wrong.append((key, said))
    for key, said in _OF_ARTNET.items():
        if block.protocol != "artnet" and getattr(block, key) is not None:
            wrong.append((key, said))
    if block.protocol == "websocket" and block.to is not None:
        wrong.append(("to", "a websocket node connects to us"))
    if block.protocol == "websocket" and block.interface is not None:
        wrong.append(("interface", "a websocket node connects to us"))
    if block.transport == "tcp" and block.ping is not None:
        wrong.append(("ping", "a connection over TCP says by itself whether somebody is there"))
    for key, why in wrong:
        report.error(("nodes", name, key), f"{why}; take '{key}' out", key=True)
    return not wrong


def _target(name: str, block: NodeBlock, report: Report) -> tuple[str, int] | None:
    """Find host and port of a node, or report why there are none."""
    path = ("nodes", name, "to")
    if block.protocol == "websocket":
        return "", 0
    if block.protocol == "sacn" and block.to in {None, "multicast"}:
        return "multicast", PORTS["sacn"]
    if block.to is None:
        example = _EXAMPLES[block.protocol]
        report.error(
            path[:2], f"an {PROTOCOL_NAMES[block.protocol]} node needs an address; add to: {example}", key=True
        )
        return None
    asked = _BROADCAST.match(block.to) if block.protocol == "artnet" else None
    match = _TO.fullmatch(block.to[asked.end() :] if asked else block.to)
    if match is None or not _is_address(match[1]):
        _tell_address(path, block.to, block.protocol, report)
        return None
    if block.protocol in {"artnet", "ddp"} and not asked and not _is_one_node(match[1]):
        name, example = PROTOCOL_NAMES[block.protocol], _EXAMPLES[block.protocol]
        report.error(path, f"{match[1]} is no single node; {name} goes to each node by itself, such as {example}")
    port = int(match[2]) if match[2] else PORTS.get(block.protocol, 1)
    if match[2] is None and block.protocol not in PORTS:
        report.error(path, f"'{block.to}' has no port; an OSC node needs one, such as {match[1]}:7000")
    elif not 1 <= port <= 65_535:
        report.error(path, f"port {port} is out of range; a port is between 1 and 65535")
    return match[1], port


def _tell_address(path: Path, written: str, protocol: Protocol, report: Report) -> None:
    """Report what is no address, with what was probably meant."""
    meant = None
    if "localhost" in written:
        meant = written.replace("localhost", "127.0.0.1")
    elif protocol == "sacn":
        meant = nearest(written, ["multicast"])
    report.error(path, f"'{written}' is not an IPv4 address; write one such as {_EXAMPLES[protocol]}", suggestion=meant)


def _check_shared(nodes: Mapping[str, Node], report: Report) -> None:
    """Report two nodes of one address that nothing tells apart: the one would overwrite the other."""
    seen: dict[tuple[str, int, str | None], list[Node]] = {}
    for name, node in nodes.items():
        if node.protocol == "websocket":
            continue
        there = seen.setdefault((node.host, node.port, node.interface), [])
        other = next((each for each in there if None in {each.bind, node.bind} or each.bind == node.bind), None)
        there.append(node)
        if other is None:
            continue
        where = report.where(("nodes", other.id))
        target = node.host if node.protocol in PORTS else f"{node.host}:{node.port}"
        said = f"'{name}' is reached at {target}, like '{other.id}' ({where}); patch both on one node"
        if node.protocol == "artnet" and not node.is_broadcast:
            said += ", or give each a bind index of its own"
        report.error(("nodes", name), said, key=True)


def _is_one_node(address: str) -> bool:
    """Whether an address can be that of one node: no group, no broadcast, not zero."""
    read = ipaddress.IPv4Address(address)
    return not (read.is_multicast or read.is_reserved or read.is_unspecified)


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
