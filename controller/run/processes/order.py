"""What a process is told when it may begin, as one line of JSON on its standard input.

A spare has imported everything and waits for its order, so that it can take a dead one's place at once.
"""

import json
import select
import sys
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Self

from controller.run.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What an engine or a web server is to do.

    Attributes:
        show: a show file or the name of one that comes along.
        settings: how it is run.
        socket: file of the local socket between the two.
        standby: why only the standby look is shown; empty = the show is played.
        realtime: ask for real-time priority.
        console_fd: number of the console's listening socket, which the supervisor keeps; -1 = none.
        is_ahead: only make ready; the order to play comes later, if ever.
        visitors_fd: the same of the visitors' door.
        sent_fd: number of the memory in which the newest frame is noted; -1 = there is none.
        night: folder of the night that goes on with what it played last; empty = what stands in the show's file is
            played.
    """

    show: str
    settings: Settings
    socket: str
    standby: str = ""
    realtime: bool = True
    console_fd: int = -1
    is_ahead: bool = False
    visitors_fd: int = -1
    sent_fd: int = -1
    night: str = ""

    @property
    def open_fds(self) -> tuple[int, ...]:
        """Numbers of the open files that children inherit."""
        return tuple(number for number in (self.console_fd, self.visitors_fd, self.sent_fd) if number >= 0)

    def to_json(self) -> str:
        """Write it."""
        plain = asdict(self)
        plain["settings"]["home"] = str(self.settings.home)
        return json.dumps(plain)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote."""
        plain = json.loads(text)
        settings = plain.pop("settings")
        for key in ("osc_peers", "names"):
            settings[key] = tuple(settings[key])
        return cls(settings=Settings(**{**settings, "home": Path(settings["home"])}), **plain)

    def with_fixtures_port(self, port: int) -> Self:
        """Keep the port that was had: an engine that comes back is found at the same place."""
        return replace(self, settings=replace(self.settings, fixtures_port=port))


def wait_order(seconds: float | None = None) -> Order | None:
    """Wait for the order; None = the supervisor is gone and there will be none.

    Args:
        seconds: how long, None = until it comes.

    Raises:
        TimeoutError: nothing came in that time.
    """
    end = sys.stdin.fileno()
    if not select.select([end], [], [], seconds)[0]:
        raise TimeoutError("there is no order yet")
    with FileIO(end, closefd=False) as unbuffered:  # what follows the line stays to be seen there
        line = unbuffered.readline()
    return Order.from_json(line.decode()) if line else None
