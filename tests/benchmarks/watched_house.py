"""``kintsugi run`` whose engine notes what the machine took: ``python -m tests.benchmarks.watched_house SHOW PORT``.

The same supervisor, web server and engine, opened in the same way, OSC at that port; the engine's clock is another one.
"""

import asyncio
import sys

from controller.run.places import kintsugi_home
from controller.run.processes.order import Order
from controller.run.processes.supervisor import Up, supervise
from controller.run.settings import Settings


def announce(up: Up) -> None:
    print(*up.lines, sep="\n", flush=True)  # noqa: T201  whoever began it reads it


def main() -> None:
    """Play until told to end."""
    show, osc_port = sys.argv[1], int(sys.argv[2])
    settings = Settings(home=kintsugi_home(), port=0, fixtures_port=0, osc_port=osc_port)
    asyncio.run(supervise(Order(show, settings, socket=""), announce, "tests.benchmarks.watched_engine"))


if __name__ == "__main__":
    main()
