"""Who we are on the network: a name for this installation that stays the same (the CID of E1.31, section 5.6)."""

import contextlib
import uuid
from pathlib import Path

FILE = "installation-id"


def installation_id(home: Path) -> uuid.UUID:
    """Read this installation's own id, or draw one and keep it; an unwritable home gets one that lasts for this run.

    Args:
        home: the folder that keeps it.
    """
    path = home / FILE
    with contextlib.suppress(OSError, ValueError):
        return uuid.UUID(path.read_text(encoding="ascii").strip())
    drawn = uuid.uuid4()
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{drawn}\n", encoding="ascii")
    return drawn
