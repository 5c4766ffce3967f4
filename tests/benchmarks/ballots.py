"""What votes and paint cost: a tick that takes ballots or strokes, a frame that is painted, and a phone at the door.

``python -m tests.benchmarks.ballots``.

CPU time, the least of several; the machine may be busy.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from controller.frame.canvas import Canvas
from controller.frame.pipeline import Painter
from controller.model.intent import Entry
from controller.model.visits import Ballots, OpenPaint, OpenVote, Strokes
from controller.model.vote import MOST_BALLOTS, MOST_VOTERS
from controller.run.settings import Settings
from controller.run.visitors import bind_visitors, booth_of, visitors_served
from controller.show.reduce import initial, reduce
from controller.show.voting import views
from tests.fakes.seam import FakeSeam
from tests.shows import WALL, show_of

TEXT = f"{WALL}votes: {{q: {{ask: Shall we?, options: {{'yes': , 'no': }}}}}}\n"
PAINT = """show: {{name: Wall, fps: 44}}
nodes: {{lamps: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{tile: {{profile: generic/rgb, count: {cells}, at: lamps 1/1}}}}
zones: {{wall: tile}}
cues: [{{cue: 1, look: {{wall: {{level: 50%}}}}}}]
paint: {{all: {{zone: wall, colors: {{Gold: gold, Red: red}}}}}}
"""
TIMES = 20
PHONES = 400


def least_us(work: Callable[[], object]) -> float:
    """The least CPU time of some runs, microseconds."""
    taken = []
    for _ in range(TIMES):
        begin = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - begin)
    return min(taken) / 1000


def time_ticks() -> None:
    """What the engine pays for ballots."""
    show = show_of(TEXT)
    state, _ = reduce(show, initial(show), Entry(0, 1, "t", "operator", OpenVote("q")))
    everybody = [f"{number:016x}" for number in range(MOST_VOTERS)]
    for first in range(0, MOST_VOTERS, MOST_BALLOTS):
        batch = Ballots("q", dict.fromkeys(everybody[first : first + MOST_BALLOTS], "yes"))
        state, _ = reduce(show, state, Entry(0, 2, "visitors", "visitor", batch))
    for count in (1, 100, MOST_BALLOTS):
        minds = Ballots("q", dict.fromkeys(everybody[:count], "no"))
        entry = Entry(0, 3, "visitors", "visitor", minds)
        cost = least_us(partial(reduce, show, state, entry))
        print(f"an intent with {count:4} ballots, {MOST_VOTERS} voters known: {cost:7.0f} us")  # noqa: T201
    print(f"what people are shown of it:                            {least_us(lambda: views(show, state)):7.0f} us")  # noqa: T201


def time_paint(cells: int) -> None:
    """What the engine pays for strokes, and a frame for what was painted."""
    show = show_of(PAINT.format(cells=cells))
    state, _ = reduce(show, initial(show), Entry(0, 1, "t", "operator", OpenPaint("all")))
    everybody = [f"{number:016x}" for number in range(cells)]
    for first in range(0, cells, MOST_BALLOTS):
        batch = Strokes("all", dict.fromkeys(everybody[first : first + MOST_BALLOTS], "Gold"))
        state, _ = reduce(show, state, Entry(0, 2, "visitors", "visitor", batch))
    later = state.at(10 * show.fps)
    for count in (1, min(cells, MOST_BALLOTS)):
        entry = Entry(later.tick, 3, "visitors", "visitor", Strokes("all", dict.fromkeys(everybody[:count], "Red")))
        cost = least_us(partial(reduce, show, later, entry))
        print(f"an intent with {count:4} strokes, {cells} cells painted:       {cost:7.0f} us")  # noqa: T201
    visitors, canvas = Painter(show).visitors, Canvas.blank(show.rig.cell_count)
    visitors.paint(later, later.tick, canvas)
    cost = least_us(lambda: visitors.paint(later, later.tick, canvas))
    print(f"a frame of {cells} painted cells:                          {cost:7.0f} us")  # noqa: T201


async def time_door() -> None:
    """What the web server pays for one phone that looks, each by a connection of its own."""
    seam, settings = FakeSeam(), Settings(home=Path(), visitors="127.0.0.1:0", voters_per_address=MOST_VOTERS)
    entrance = bind_visitors(settings)
    booth = booth_of(seam, settings, entrance)
    async with visitors_served(booth, settings, entrance):
        host, port = booth.url.removeprefix("http://").partition("/")[0].split(":")
        request = f"GET /api/v1/vote HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
        served = 0
        begin = time.process_time()
        for _ in range(PHONES):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(request)
            served += b" 200 " in (await reader.read())[:20]
            writer.close()
        cost = 1e6 * (time.process_time() - begin) / PHONES
        print(f"one look of a phone, client and server together:        {cost:7.0f} us ({served} of {PHONES} served)")  # noqa: T201


if __name__ == "__main__":
    time_ticks()
    time_paint(256)
    time_paint(2048)
    asyncio.run(time_door())
