"""What the guard did in a night, gathered frame by frame: for the console, ``/api/v1/guard`` and the night's folder.

Kept beside the engine and in no state: it decides nothing, and a replay gathers it anew from the log. It is written
every few seconds, just before the snapshot of the same tick: so whoever paints on from that snapshot after a crash
misses no frame and counts none twice. A night that ends in good order has it at the end of its journal.
"""

import contextlib
import json
from dataclasses import asdict, fields
from pathlib import Path

from controller.frame.guard import Held
from controller.frame.guard.limits import limits_told
from controller.model.show import Show
from controller.model.snapshot import GuardView
from controller.model.state import ShowState

NAME = "guard.json"
_EARLIER = "earlier tonight: "
Limits = tuple[str, str, int]
"""The limits in words, who loosened them (or empty), and how many transitions a second they allow."""


class Evidence:
    """What the guard did so far.

    Args:
        fps: ticks a second.
        before: what it did before the engine came back, or None.
        tick: the last one that ``before`` knows of.

    Attributes:
        tick: the last one that was seen.
    """

    def __init__(self, fps: int, before: GuardView | None = None, tick: int = 0) -> None:
        self._fps = fps
        self.tick = tick
        self._frames = self._acted = self._transitions = self._odd = 0
        self._most = 0.0
        self._zones: dict[str, int] = {}
        self._loosened = ""
        self._quiet = 0
        if before is not None:
            self._frames, self._acted, self._transitions = before.frames, before.acted, before.transitions
            self._most, self._odd, self._zones = before.most_held, before.odd_values, dict(before.zones)
            self._loosened = before.loosened.removeprefix(_EARLIER)

    def see(self, held: Held, limits: Limits, tick: int) -> str:
        """Take what was done to one frame; a frame that was seen before is not counted again.

        Returns:
            An alarm in words, at most once a second; mostly empty.
        """
        if tick <= self.tick:
            return ""
        self.tick = tick
        self._frames += 1
        self._loosened = limits[1] or self._loosened
        self._transitions = max(self._transitions, held.transitions)
        if held.cells:
            self._acted += 1
            self._most = max(self._most, held.most)
            for zone in held.zones:
                self._zones[zone] = self._zones.get(zone, 0) + 1
        self._odd += held.odd
        self._quiet -= 1
        if not held.odd or self._quiet > 0:
            return ""
        self._quiet = self._fps
        return f"{held.odd} values of this frame were no numbers; the guard sent none of them. This is our fault"

    def view(self, limits: Limits) -> GuardView:
        """Describe it; a loosening that was taken back is still told."""
        return GuardView(
            limits=limits[0],
            loosened=limits[1] or (self._loosened and _EARLIER + self._loosened),
            is_loosened=bool(limits[1]),
            frames=self._frames,
            acted=self._acted,
            zones=dict(self._zones),
            most_held=round(self._most, 4),
            transitions=self._transitions,
            allowed=limits[2],
            odd_values=self._odd,
        )


def sentence(view: GuardView) -> str:
    """Say in words what the guard did."""
    zones = ", ".join(f"{zone} {frames}" for zone, frames in sorted(view.zones.items(), key=lambda each: -each[1]))
    where = f" (frames by zone: {zones})" if zones else ""
    text = f"The guard held light back in {view.acted} of {view.frames} frames{where}; "
    text += f"at most {view.transitions} of {view.allowed} changes in one second; limits: {view.limits}."
    if view.loosened:
        text += f" LOOSENED: {view.loosened}."
    if view.odd_values:
        text += f" {view.odd_values} values were no numbers; none was sent."
    return text


def limits_of(show: Show, state: ShowState) -> Limits:
    """Say which limits hold at a state of a night."""
    return limits_told(show.policy, show.fps, state.loosened)


def save(folder: Path, view: GuardView, tick: int) -> None:
    """Write the evidence up to a tick beside the journal; a full disk is left to the journal to tell."""
    path = folder / NAME
    part = path.with_suffix(".part")
    with contextlib.suppress(OSError):
        part.write_text(json.dumps({"tick": tick, **asdict(view)}, indent=2) + "\n", encoding="utf-8")
        part.replace(path)


def read(folder: Path, fps: int) -> Evidence | None:
    """Read the evidence of a night, to go on with; None if there is none, or if it is damaged."""
    try:
        written = json.loads((folder / NAME).read_text(encoding="utf-8"))
        written.setdefault("is_loosened", False)  # nights of earlier versions do not say it
        view = GuardView(**{field.name: written[field.name] for field in fields(GuardView)})
        return Evidence(fps, view, int(written["tick"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
