"""Whether a show can be rehearsed: everything it sends must end at simulated fixtures, on this machine."""

import ipaddress

from controller.model.patch import Node
from controller.model.show import Show


def why_not_rehearsed(show: Show) -> str:
    """Say in a sentence which nodes a rehearsal would reach outside of this machine; empty = none."""
    away = [node for node in show.patch.nodes.values() if not _is_here(node)]
    if not away:
        return ""
    named = ", ".join(f"{node.id} (to {node.host})" for node in away[:4])
    more = f" and {len(away) - 4} more" if len(away) > 4 else ""
    return (
        f"a rehearsal plays on simulated fixtures alone, but the show sends to other machines: {named}{more}; write "
        "addresses of this machine there, such as 127.0.1.2, or rehearse on the lamps themselves: "
        "kintsugi run SHOW --rehearsal"
    )


def _is_here(node: Node) -> bool:
    """Whether what is sent to a node stays on this machine; who connects to us by WebSocket is sent nothing else."""
    if node.protocol == "websocket":
        return True
    return _is_loopback(node.interface or "" if node.host == "multicast" else node.host)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
