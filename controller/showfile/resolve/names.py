"""Names that artists give: one rule for nodes, fixtures, zones, looks, lists, faults and recoveries."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from controller.model.patch import Protocol
from controller.showfile.report import Report

PROTOCOL_NAMES: Final[Mapping[Protocol, str]] = {
    "artnet": "Art-Net",
    "sacn": "sACN",
    "ddp": "DDP",
    "osc": "OSC",
    "websocket": "WebSocket",
}

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def check_names(report: Report, section: str, names: Iterable[str]) -> None:
    """Report names that could not stand in an OSC address, a web address or a selector."""
    for name in names:
        if not _NAME.fullmatch(name):
            said = (
                f"'{name[:40]}' is not a name; write letters, digits, '-' and '_', beginning with a letter, at most 64"
            )
            report.error((section, name), said, key=True)
