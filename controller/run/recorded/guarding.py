"""Recorded content through exactly the guard of a show: what would have been sent, and the evidence.

Every fixture becomes a ``generic/rgb`` of a show that is made for it, each number in ``zone`` a zone.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard import Guard, Held
from controller.frame.guard.limits import PLAIN
from controller.frame.memory import Memory
from controller.model.show import Show
from controller.model.snapshot import GuardView
from controller.run.evidence import Evidence
from controller.run.recorded.content import Content, ContentError, read_content
from controller.showfile.load import check_show
from fixtures.library import load_profiles

TICKS: Final = 500
"""Ticks of a second of recorded time; its frames may come at any distance, and the guard counts no finer."""
_REST_S: Final = 10.0
"""The first frame is taken to have stood for so long."""


@dataclass(frozen=True, eq=False, slots=True)
class GuardedContent:
    """What would have been sent.

    Attributes:
        rgb: float32 [frames, fixtures, 3], multiples of 1/255.
        cells: int32 [frames], how many fixtures were held back.
        most: float32 [frames], the largest part of full light that one channel was held back by.
        transitions: int32 [frames], the most in one second at any signal that swings with this frame.
        zones: bool [frames, zones], where; zones in rising order of their numbers.
        view: all of it together.
    """

    rgb: NDArray[np.float32]
    cells: NDArray[np.int32]
    most: NDArray[np.float32]
    transitions: NDArray[np.int32]
    zones: NDArray[np.bool_]
    view: GuardView


def guard_content(content: Content) -> GuardedContent:
    """Run content through the guard."""
    numbers = np.unique(content.zone)
    show = _show(content.zone)
    guard = Guard(show)
    if guard.could_be_quicker and guard.kernels is not None:
        guard.take(guard.quick(guard.kernels))  # nobody waits for a frame here
    memory = guard.fresh_memory()
    frames, fixtures, _ = content.rgb.shape
    ticks = np.floor((content.seconds - content.seconds[0] + _REST_S) * TICKS).astype(np.int64)
    out = GuardedContent(
        rgb=np.empty((frames, fixtures, 3), np.float32),
        cells=np.zeros(frames, np.int32),
        most=np.zeros(frames, np.float32),
        transitions=np.zeros(frames, np.int32),
        zones=np.zeros((frames, len(numbers)), np.bool_),
        view=GuardView("", "", 0, 0, {}, 0.0, 0, 0, 0),
    )
    limits = guard.limits(PLAIN)
    said, gathered = (limits.text, "", limits.transitions), Evidence(TICKS)
    names = list(show.rig.zones)
    _begin(guard, memory, _drive(content, 0))
    for frame in range(frames):
        guarded = guard.limit(_drive(content, frame), memory, int(ticks[frame]))
        out.rgb[frame] = (guarded.levels / 65535).reshape(fixtures, 3)
        _note(out, frame, guarded.held, names)
        gathered.see(guarded.held, said, int(ticks[frame]))
    return replace(out, view=gathered.view(said))


def guard_file(source: Path, target: Path, say: Callable[[str], None]) -> GuardView:
    """Run a file through the guard and write what would have been sent.

    Raises:
        ContentError: a file cannot be read or written; the sentence begins with its name.
    """
    try:
        content = read_content(source)
    except ContentError as error:
        raise ContentError(f"{source} {error}") from None
    frames, fixtures, _ = content.rgb.shape
    length = content.seconds[-1] - content.seconds[0]
    say(f"{source}: {frames} frames of {fixtures} fixtures in {len(np.unique(content.zone))} zones, {length:.1f} s")
    if content.beyond:
        say(f"Beware: {content.beyond}.")
    guarded = guard_content(content)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(
                file,
                rgb=guarded.rgb,
                t=content.seconds,
                zone=content.zone,
                held_fixtures=guarded.cells,
                held_most=guarded.most,
                held_zones=guarded.zones,
                zones=np.unique(content.zone),
                transitions=guarded.transitions,
                evidence=np.array(json.dumps(asdict(guarded.view))),
            )
        part.replace(target)
    except OSError as error:
        raise ContentError(f"{target} cannot be written: {error.strerror or error}") from None
    return guarded.view


def _begin(guard: Guard, memory: Memory, drive: NDArray[np.float32]) -> None:
    """Let the first frame have stood for long; a swing away from it begins from its colour, not from darkness."""
    guard.limit(drive, memory, 1)
    memory.spread(slice(None))
    memory.telling |= guard.read_levels(memory)[1]


def _drive(content: Content, frame: int) -> NDArray[np.float32]:
    drive: NDArray[np.float32] = content.rgb[frame].reshape(-1)
    return drive


def _note(out: GuardedContent, frame: int, held: Held, names: list[str]) -> None:
    out.cells[frame], out.most[frame], out.transitions[frame] = held.cells, held.most, held.transitions
    for zone in held.zones:
        if zone in names:
            out.zones[frame, names.index(zone)] = True


def _show(zone: NDArray[np.int64]) -> Show:
    """Build the show: one RGB fixture for each, in zones."""
    text = f"""
nodes: {{content: {{protocol: sacn, to: multicast}}}}
fixtures: {{light: {{profile: generic/rgb, count: {len(zone)}, at: content 1/1}}}}
"""
    show, problems = check_show(text, file="recorded content", profiles=load_profiles())
    if show is None:
        raise ContentError(f"makes no show: {problems[0].text if problems else 'for no known reason'}")
    zones = {f"zone {number}": np.flatnonzero(zone == number) for number in np.unique(zone)}
    # a tick more than a second: times are rounded down to ticks, and the second is a closed one
    return replace(show, fps=TICKS + 1, rig=replace(show.rig, zones=zones))
